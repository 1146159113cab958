"""A board with a radio sends lines and heeds nothing."""

import re

from simulator.rtl_wmbus import RtlWmbus


def test_line() -> None:
    """Mode, two checks that were passed, time, strength, and the telegram."""
    board = RtlWmbus()
    line = board.spoken(board.frame(b"\x0b\x44\xed", -71.4), -71.4)
    time = rb"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\.00Z"
    assert re.fullmatch(rb"T1;1;1;" + time + rb";-71;;;0x0b44ed\n", line)


def test_no_command_changes_anything() -> None:
    """It hears from the first moment on, before and after a restart."""
    board = RtlWmbus()
    assert board.answer(b"V\r\n") == b""
    assert board.is_hearing
    board.restart()
    assert board.is_hearing
    assert board.checksum == 0
    assert board.speed is None

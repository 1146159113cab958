"""The simulated CUL answers as a real one, line by line."""

import pytest

from simulator.cul import Cul
from simulator.radio_meters import RADIO_METERS
from simulator.wireless import with_checksums
from tests.simulator.known import SNAPSHOT

OPENING = b"V\r\nX21\r\nbrt\r\n"
#: What other receivers are asked by.
PROBES = bytes.fromhex("FF0B00F4 FF0A02008077 A5010100 A5010F00 00")
GAMA = RADIO_METERS["gama"].telegram(SNAPSHOT)


def line(stick: Cul, telegram: bytes = GAMA, rssi: float = -34.5) -> bytes:
    """Return what is written of a telegram."""
    return stick.spoken(stick.frame(telegram, rssi), rssi)


@pytest.mark.parametrize(
    ("command", "reply"),
    [
        (b"V\r\n", b"V 1.67 nanoCUL868\r\n"),
        (b"V\n", b"V 1.67 nanoCUL868\r\n"),
        (b"X21\r\n", b""),
        (b"brt\r\n", b"TMODE\r\n"),
        (b"brc\r\n", b"CMODE\r\n"),
        (b"brs\r\n", b"SMODE\r\n"),
        (b"V", b""),
        (b"hello\r\n", b""),
    ],
)
def test_dialogue(command: bytes, reply: bytes) -> None:
    """Each command has its reply, at the end of its line."""
    assert Cul().answer(command) == reply


def test_commands_come_in_pieces() -> None:
    """Byte by byte the replies are the same."""
    stick = Cul()
    replies = b"".join(stick.answer(bytes([byte])) for byte in OPENING)
    assert replies == b"V 1.67 nanoCUL868\r\nTMODE\r\n"


def test_probes_for_others_are_passed_over() -> None:
    """The command behind them is obeyed, and no line piles up."""
    stick = Cul()
    assert stick.answer(PROBES) == b""
    assert stick.answer(1000 * b"\xa5\x01") == b""
    assert len(stick._line) < 100
    assert stick.answer(OPENING) == b"V 1.67 nanoCUL868\r\nTMODE\r\n"


def test_deaf_before_the_mode_is_set() -> None:
    """Only mode T is heard, and until the stick restarts."""
    stick, heard = Cul(), []
    for command in (b"V\r\n", b"brc\r\n", b"brt\r\n", b"X21\r\n"):
        stick.answer(command)
        heard.append(stick.is_hearing)
    stick.restart()
    assert [*heard, stick.is_hearing] == [False, False, True, True, False]


def test_line_with_quality_and_strength() -> None:
    """All checksums of format A, then both bytes."""
    stick = Cul()
    stick.answer(OPENING)
    digits = with_checksums(GAMA).hex().upper().encode()
    assert line(stick) == b"b" + digits + b"804F\r\n"
    assert line(stick, rssi=-90.5) == b"b" + digits + b"80DF\r\n"
    assert stick.checksum == 2


def test_line_without_quality_and_strength() -> None:
    """Neither before X21 nor after X01 are they sent."""
    stick = Cul()
    digits = with_checksums(GAMA).hex().upper().encode()
    assert line(stick) == b"b" + digits + b"\r\n"
    stick.answer(b"X21\r\nX01\r\n")
    assert line(stick) == b"b" + digits + b"\r\n"


def test_small_buffer_cuts() -> None:
    """148 of the 217 bytes of a GAMA are left, and nothing stands behind them."""
    stick = Cul(buffer=148)
    stick.answer(OPENING)
    frame = with_checksums(GAMA)
    assert len(frame) == 217
    assert line(stick) == b"b" + frame[:148].hex().upper().encode() + b"\r\n"


def test_small_buffer_has_room_for_the_small() -> None:
    """The second type of the GAMA comes whole."""
    stick = Cul(buffer=148)
    stick.answer(OPENING)
    short = GAMA[:31]
    assert line(stick, short) == (
        b"b" + with_checksums(short).hex().upper().encode() + b"804F\r\n"
    )

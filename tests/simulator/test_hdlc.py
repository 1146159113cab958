"""Frames of HDLC have the lengths, addresses and checks of the standard."""

import pytest

from simulator.hdlc import frame
from tests.simulator.known import RealTelegram, x25


def test_frame_by_hand() -> None:
    """Flag, format with length, addresses, control, HCS, LLC, APDU, FCS, flag."""
    written = frame(b"\x0f\x7e\x7d", b"\x2b", b"\x21")
    header = bytes.fromhex("A00F 2B 21 13")
    checked = header + x25(header) + bytes.fromhex("E6E700 0F7E7D")
    assert written == b"\x7e" + checked + x25(checked) + b"\x7e"


@pytest.mark.parametrize(
    ("name", "destination", "source"),
    [
        ("kamstrup_hdlc/athom_1.hex", b"\x2b", b"\x21"),
        ("aidon_hdlc/athom_example_1.hex", b"\x41", b"\x08\x83"),
    ],
)
def test_real_frame_comes_out_identical(
    name: str, destination: bytes, source: bytes, real_telegram: RealTelegram
) -> None:
    """The APDU of a real meter's frame gives that frame again."""
    digits = real_telegram(name)
    if digits is None:
        return
    telegram = bytes.fromhex(digits.decode("ascii"))
    start = 1 + 2 + len(destination) + len(source) + 1 + 2 + 3
    assert frame(telegram[start:-3], destination, source) == telegram


def test_longer_address_makes_the_frame_longer() -> None:
    """A source of two bytes counts as two."""
    written = frame(b"", b"\x41", b"\x08\x83")
    assert written[1:3] == b"\xa0\x0d"
    assert len(written) == 0x0D + 2


def test_length_takes_eleven_bits() -> None:
    """The longest frame has 2047 bytes between its flags."""
    written = frame(bytes(2047 - 12), b"\x2b", b"\x21")
    assert written[1:3] == b"\xa7\xff"
    with pytest.raises(ValueError, match="2048 bytes do not fit"):
        frame(bytes(2048 - 12), b"\x2b", b"\x21")

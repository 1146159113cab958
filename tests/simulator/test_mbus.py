"""Long frames of M-Bus carry all of an APDU, numbered and summed."""

import pytest

from simulator.mbus import frames
from tests.simulator.known import RealTelegram


def split(written: bytes) -> list[bytes]:
    """Part frames by their own lengths and check what frames have around them."""
    parts = []
    while written:
        size = written[1]
        assert written[:4] == bytes([0x68, size, size, 0x68])
        content, written = written[4 : 4 + size], written[4 + size :]
        assert written[:2] == bytes([sum(content) & 0xFF, 0x16])
        written = written[2:]
        parts.append(content)
    return parts


def test_single_frame_by_hand() -> None:
    """What fits goes in one frame, the last one at once."""
    assert frames(b"\x0f\xff") == bytes.fromhex("68 07 07 68 53FF100167 0FFF D8 16")


def test_two_frames() -> None:
    """260 bytes are one of FA, and the rest in one of 14."""
    apdu = bytes(range(256)) + b"rest"
    first, last = split(frames(apdu))
    assert (len(first), len(last)) == (0xFA, 0x14)
    assert first[:5] == bytes.fromhex("53FF000167")
    assert last[:5] == bytes.fromhex("53FF110167")
    assert first[5:] + last[5:] == apdu


def test_real_frames_come_out_identical(real_telegram: RealTelegram) -> None:
    """The APDU in a real meter's frames gives those frames again."""
    digits = real_telegram("at_mbus/evn_doc_example.hex")
    if digits is None:
        return
    telegram = bytes.fromhex(digits.decode("ascii"))
    assert frames(b"".join(content[5:] for content in split(telegram))) == telegram


@pytest.mark.parametrize(
    ("size", "numbers"),
    [(245, [0x10]), (246, [0x00, 0x11]), (490, [0x00, 0x11]), (491, [0, 1, 0x12])],
)
def test_numbers_of_the_frames(size: int, numbers: list[int]) -> None:
    """Frames count from 0; the last one is marked."""
    assert [content[2] for content in split(frames(bytes(size)))] == numbers

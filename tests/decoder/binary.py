"""Binary frames put together for tests, from the byte layouts of the standards."""

from collections.abc import Sequence
from typing import Final

from tests.decoder.compose import ber, x25

FLAG: Final = b"\x7e"
LLC: Final = b"\xe6\xe7\x00"
#: A data-notification whose text holds the marks of every framing.
APDU: Final = (
    b"\x0f\x40\x00\x00\x01\x00\x02\x02\x06\x00\x00\x03\xff\x09\x23"
    b"\x7e\x7e\xa0\x0a\x7d\x5e\x68\x05\x05\x68\x16\xdb\x08\x00AM"
    b"/XXX5\r\n(!0A1B\r\n\xe6\xe7\x00\x7e"
)


def hdlc_frame(
    information: bytes,
    destination: bytes = b"\x41",
    source: bytes = b"\x03",
    *,
    control: int = 0x13,
    is_segmented: bool = False,
) -> bytes:
    """Compose one HDLC frame of type 3 with both flags, HCS and FCS."""
    size = 2 + len(destination) + len(source) + 1 + 2 + len(information) + 2
    form = 0xA800 if is_segmented else 0xA000
    head = (form | size).to_bytes(2, "big") + destination + source + bytes([control])
    covered = head + x25(head).to_bytes(2, "little") + information
    return FLAG + covered + x25(covered).to_bytes(2, "little") + FLAG


def hdlc_segments(apdu: bytes, count: int) -> list[bytes]:
    """Spread an APDU over `count` segments; the first only has an LLC."""
    size = len(apdu) // count + 1
    pieces = [apdu[at : at + size] for at in range(0, len(apdu), size)]
    pieces[0] = LLC + pieces[0]
    last = len(pieces) - 1
    return [
        hdlc_frame(piece, is_segmented=number < last)
        for number, piece in enumerate(pieces)
    ]


def sharing_flags(frames: Sequence[bytes]) -> bytes:
    """Put HDLC frames behind each other with one flag between."""
    return FLAG + b"".join(frame[1:] for frame in frames)


def block(number: int, data: bytes, *, is_last: bool = False) -> bytes:
    """Compose one block of a general block transfer (streaming, window of one)."""
    control = 0xC1 if is_last else 0x41
    head = bytes([0xE0, control]) + number.to_bytes(2, "big") + bytes(2)
    return head + ber(len(data)) + data


def mbus_frame(
    data: bytes, number: int = 0, *, is_last: bool = True, control: int = 0x53
) -> bytes:
    """Compose one M-Bus long frame; its L is that of the length modulo 256."""
    segment = number | (0x10 if is_last else 0)
    covered = bytes([control, 0xFF, segment, 0x01, 0x67]) + data
    length = len(covered) % 256
    head = bytes([0x68, length, length, 0x68])
    return head + covered + bytes([sum(covered) % 256, 0x16])


def mbus_segments(apdu: bytes, size: int) -> list[bytes]:
    """Spread an APDU over M-Bus frames with at most `size` bytes of it each."""
    starts = range(0, len(apdu), size)
    return [
        mbus_frame(apdu[at : at + size], number % 16, is_last=at == starts[-1])
        for number, at in enumerate(starts)
    ]


def flipped(data: bytes, at: int, mask: int = 0x01) -> bytes:
    """Return `data` with some bits of the byte at `at` wrong."""
    damaged = bytearray(data)
    damaged[at] ^= mask
    return bytes(damaged)

"""Checksums of masked bytes: as right, or as wrong, as those of the original."""

from collections.abc import Callable
from typing import Final

from ..crc16 import crc16_arc, crc16_x25

type Sum = Callable[[bytes], int]


def _with_line_ends(covered: bytes) -> int:
    """Return the CRC of a copy that has lost its carriage returns."""
    return crc16_arc(covered.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))


def _swapped(covered: bytes) -> int:
    """Return CRC-16/X-25, its low byte first."""
    return int.from_bytes(crc16_x25(covered).to_bytes(2, "little"), "big")


def _arc_swapped(covered: bytes) -> int:
    """Return CRC-16/ARC, its low byte first."""
    return int.from_bytes(crc16_arc(covered).to_bytes(2, "little"), "big")


#: Behind the `!` of readable text, and of a telegram that is ciphered.
TEXT: Final[tuple[Sum, ...]] = crc16_arc, _with_line_ends, _swapped, crc16_x25
CIPHERED: Final[tuple[Sum, ...]] = _swapped, crc16_x25, crc16_arc, _arc_swapped


def anew(before: bytes, after: bytes, sent: int, *sums: Sum) -> int:
    """Return the checksum of `after`, made as `sent` was of `before`.

    Where none of `sums` fits, the first one is taken, wrong by the same bits.
    """
    one = next((one for one in sums if one(before) == sent), sums[0])
    return one(after) ^ one(before) ^ sent


def printed(before: bytes, after: bytes, sent: bytes, *sums: Sum) -> bytes:
    """Do the same for a checksum in hex digits.

    One that was printed without its leading zeros may need a digit more.
    """
    digits = b"%0*X" % (len(sent), anew(before, after, int(sent, 16), *sums))
    return digits.lower() if sent.islower() else digits

"""The checksums of the customer port: CRC-16/ARC and CRC-16/X-25.

CRC-16/ARC stands behind the `!` of a P1 telegram.

The polynomial x^16 + x^15 + x^2 + 1 is (x + 1)(x^15 + x + 1), and over GF(2)
squaring is linear, so modulo the second factor

    x^15 = x + 1    gives    x^(15 * 2^k) = x^(2^k) + 1.

A message of any length is one big integer. Its part above x^(15 * 2^k) is
folded onto the rest with one shift and two exclusive ors: some ten
steps for a telegram in place of one a byte. Modulo the first factor a
polynomial is the parity of its bits. The Chinese remainder theorem joins both:
the remainder is the folded one, plus x^15 + x + 1 where the parities differ.

CRC-16/X-25 (ISO/IEC 13239) checks HDLC frames, and the telegrams of a few meters
behind the `!`. It is the CRC that `binascii` has, with all bits mirrored.
"""

from binascii import crc_hqx
from functools import lru_cache
from typing import Final

_FACTOR: Final = 0b1000_0000_0000_0011
_MIRRORED: Final = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
#: The k of the folds; the largest is enough for 30 kB.
_POWERS: Final = range(14)


@lru_cache(maxsize=64)
def _folds(bits: int) -> tuple[tuple[int, int, int], ...]:
    """List the folds that bring so many bits down to 15: shift, step and mask."""
    folds = []
    while bits > 15:
        bits, shift, step = min(
            (max(15 << k, bits - (15 << k) + (1 << k)), 15 << k, 1 << k)
            for k in _POWERS
            if bits > 15 << k
        )
        folds.append((shift, step, (1 << shift) - 1))
    return tuple(folds)


def crc16_arc(data: bytes | bytearray) -> int:
    """Return the CRC-16/ARC of `data` (0x8005 reflected, start 0, no final xor)."""
    message = int.from_bytes(data.translate(_MIRRORED), "big") << 16
    odd = message.bit_count() & 1
    for shift, step, mask in _folds(8 * len(data) + 16):
        high = message >> shift
        message = (message & mask) ^ high ^ (high << step)
    if message.bit_count() & 1 != odd:
        message ^= _FACTOR
    return int.from_bytes(message.to_bytes(2, "little").translate(_MIRRORED), "big")


def crc16_x25(data: bytes | bytearray) -> int:
    """Return the CRC-16/X-25 of `data` (0x1021 reflected, start and xor 0xFFFF)."""
    mirrored = crc_hqx(data.translate(_MIRRORED), 0xFFFF).to_bytes(2, "little")
    return int.from_bytes(mirrored.translate(_MIRRORED), "big") ^ 0xFFFF

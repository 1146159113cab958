"""The data of a record (EN 13757-3): integers, BCD, reals, texts.

All are little-endian, texts too. A BCD number is below zero where its first digit
is F; with any other digit above 9 it is none. A real is taken for the shortest
decimal number that it stands for. What is no number gives None.

The length of variable data (LVAR) says what they are as well:

    00-BF  text of 0 to 191 characters      E0-EF  integer of 0 to 15 bytes
    C0-C9  BCD of 0 to 9 bytes              F0-F4  integer of 16 to 32 bytes
    D0-D9  BCD below zero
"""

from collections.abc import Callable
from decimal import Decimal
import math
import struct
from typing import Final, NamedTuple

from .dates import Moment

type Content = int | Decimal | str | Moment | None
type ReadContent = Callable[[bytes], Content]

_FLOAT: Final = struct.Struct("<f")
#: Six digits always survive a float of 32 bits, nine always tell it from others.
_FLOAT_DIGITS: Final = range(6, 10)


class Variable(NamedTuple):
    """What LVAR says: how many bytes follow, and how to read them."""

    size: int
    read: ReadContent


def nothing(_data: bytes) -> None:
    """Read data that are none."""


def signed(data: bytes) -> int:
    """Read an integer."""
    return int.from_bytes(data, "little", signed=True)


def unsigned(data: bytes) -> int:
    """Read an integer that has no sign: bits, or a number that names something."""
    return int.from_bytes(data, "little")


def bcd(data: bytes) -> int | None:
    """Read a BCD number."""
    digits = data[::-1].hex()
    try:
        return int(digits)
    except ValueError:
        return -int(digits[1:]) if _is_below_zero(digits) else None


def bcd_text(data: bytes) -> str | None:
    """Read BCD digits as they are printed, with zeros before them."""
    digits = data[::-1].hex()
    return digits if digits.isdecimal() else None


def unsigned_text(data: bytes) -> str:
    """Read the number that a meter is known by."""
    return str(unsigned(data))


def real(data: bytes) -> Decimal | None:
    """Read a real of 32 bits, None where it is infinite or no number."""
    (number,) = _FLOAT.unpack(data)
    if not math.isfinite(number):
        return None
    texts = (f"{number:.{digits}g}" for digits in _FLOAT_DIGITS)
    return Decimal(next(text for text in texts if _FLOAT.pack(float(text)) == data))


def text(data: bytes) -> str:
    """Read a text."""
    return data[::-1].decode("latin-1")


def variable(lvar: int) -> Variable | None:
    """Tell what follows LVAR, None where nobody knows."""
    if lvar < 0xC0:
        return Variable(lvar, text)
    if lvar < 0xCA:
        return Variable(lvar - 0xC0, bcd)
    if 0xD0 <= lvar < 0xDA:
        return Variable(lvar - 0xD0, _negative_bcd)
    if 0xE0 <= lvar < 0xF0:
        return Variable(lvar - 0xE0, signed)
    return Variable(4 * (lvar - 0xEC), signed) if 0xF0 <= lvar < 0xF5 else None


def _is_below_zero(digits: str) -> bool:
    """Tell whether digits have an F for a sign, and no other letter."""
    return digits[:1] == "f" and digits[1:].isdecimal()


def _negative_bcd(data: bytes) -> int | None:
    """Read a BCD number whose sign stands in LVAR."""
    number = bcd(data)
    return -number if number is not None and number >= 0 else None

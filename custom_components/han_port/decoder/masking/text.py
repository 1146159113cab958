"""Masking readable text: the lines of a telegram, and the checksum behind them."""

from collections.abc import Callable
import re
from typing import Final

from ..catalogue import Kind, Quantity, Register, find
from ..crc16 import crc16_arc, crc16_x25
from .numbers import identity, message, suspects

_CODE: Final = re.compile(
    r"([0-9]+-[0-9]+:[0-9]+\.[0-9]+\.[0-9]+)(?:[*.]255)?(?=\()"
)
_CONTENT: Final = re.compile(r"[^()]+")
#: A value, and the time of its own before it.
_VALUES: Final = re.compile(r"(?:\([^()]*\)){1,2}\s*")
#: DSMR 2 and 3: a time without the mark of one.
_RECORD: Final = re.compile(r"\([0-9]{12}\)")
_RECORD_CODE: Final = ":24.3.0"
_TRAILER: Final = re.compile(rb"!([0-9A-Fa-f]{1,4})[ \t]*\r?\n?\Z")
#: Identities that are those of many.
_COMMON: Final = (Quantity.MODEL, Quantity.SUBMETER_TYPE)

type _Crc = Callable[[bytes], int]


def mask_telegram(text: bytes) -> bytes:
    """Mask a telegram from its ident line on, and make its checksum anew.

    One that was wrong is wrong by the same bits.
    """
    masked = _mask_lines(text)
    trailer = _TRAILER.search(text)
    if trailer is None:
        return masked
    covered = trailer.start() + 1
    printed = trailer[1].decode()
    checksum = _anew(text[:covered], masked[:covered], int(printed, 16))
    form = f"{checksum:0{len(printed)}X}"
    form = form.lower() if printed.islower() else form
    return masked[:covered] + form.encode() + text[trailer.end(1) :]


def mask_lines(body: bytes) -> bytes:
    """Mask data lines; what stands before them is taken for one."""
    return "".join(_masked_lines(body.decode("latin-1"))).encode("latin-1")


def reseal(before: bytes, after: bytes, sent: int, sums: tuple[_Crc, ...]) -> int:
    """Return the checksum of `after` as `sent` is that of `before`.

    It is the sum that fits; where none does, the first, wrong by the same bits.
    """
    one = next((one for one in sums if one(before) == sent), sums[0])
    return one(after) ^ one(before) ^ sent

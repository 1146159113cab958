"""Masking readable text: the lines of a telegram, and the checksum behind them."""

import re
from typing import Final

from ..catalogue import Kind, Quantity, Register, find
from . import sums
from .numbers import identity, message, suspects

_CODE: Final = re.compile(
    r"([0-9]{1,3}-[0-9]{1,3}:(?:[0-9]{1,3}\.){2}[0-9]{1,3})(?:[*.]255)?(?=\()"
)
_CONTENT: Final = re.compile(r"[^()]+")
#: A value, and the time of its own before it.
_VALUE: Final = re.compile(r"(?:\([^()]*\)){1,2}\s*")
_IDENT: Final = re.compile(r"/[A-Za-z]{3}[^()]*")
#: DSMR 2 and 3 send a reading with a time that has no mark: 24.3.0(120517020000)(08)
_RECORD: Final = re.compile(r"[0-9]+-[0-9]+:24\.3\.0(?:\([^()]*\))+\s*")
_TRAILER: Final = re.compile(rb"!([0-9A-Fa-f]{1,4})[ \t]*\r?\n?\Z")


def mask_telegram(text: bytes) -> bytes:
    """Mask readable text and make its checksum anew.

    One that was wrong is wrong by the same bits.
    """
    masked = mask_lines(text)
    trailer = _TRAILER.search(text)
    if trailer is None:
        return masked
    end = trailer.start() + 1
    before, after = text[:end], masked[:end]
    checksum = sums.printed(before, after, trailer[1], *sums.TEXT)
    tail = text[trailer.end(1) :]
    if len(checksum) > len(trailer[1]):
        # Where the meter leaves out leading zeros one digit more takes a place.
        tail = tail.removeprefix(b"\r")
    return after + checksum[len(after + checksum + tail) - len(text) :] + tail


def mask_lines(body: bytes) -> bytes:
    """Mask data lines; an ident line is that of a model and stays."""
    lines: list[str] = []
    is_message = False
    for line in body.decode("latin-1").split("\n"):
        code = _CODE.search(line)
        row = find(code[1]) if code else None
        is_message = bool(row and is_text(row)) or (is_message and not code)
        start = code.end() if code else 0
        if is_message:
            content = _CONTENT.sub(lambda found: message(found[0]), line[start:])
            lines.append(suspects(line[:start]) + content)
        else:
            lines.append(_masked(line, start, row))
        is_message = is_message and ")" not in line
    return "\n".join(lines).encode("latin-1")


def is_identity(row: Register | None) -> bool:
    """Tell whether a register says which meter or place it is."""
    is_common = row and row.quantity in (Quantity.MODEL, Quantity.SUBMETER_TYPE)
    return row is not None and row.kind is Kind.IDENTITY and not is_common


def is_text(row: Register) -> bool:
    """Tell whether a register holds a text to the household."""
    return row.quantity is Quantity.MESSAGE


def _masked(line: str, start: int, row: Register | None) -> str:
    """Mask a line whose content begins at `start`."""
    head, content = suspects(line[:start]), line[start:]
    if is_identity(row):
        return head + _CONTENT.sub(lambda found: identity(found[0]), content)
    if row and _VALUE.fullmatch(content):
        return head + content
    is_kept = _IDENT.fullmatch(line) or _RECORD.fullmatch(line)
    return line if is_kept else head + suspects(content)

"""Masking DLMS lists: the strings and numbers in them that identify."""

from collections.abc import Mapping
from typing import Final

from ..apdu import DATA_NOTIFICATION, read_notification
from ..axdr import INTEGERS, STRINGS, AxdrError, Item, leaves
from ..catalogue import Register, find
from ..date_time import date_time_text
from ..lists import Origin, name_values
from .noise import mask_noise
from .numbers import LEAST_DIGITS, identity, integer, message, octets
from .text import is_identity, is_text, mask_lines, mask_telegram

_OBIS_SIZE: Final = 6
_MOST_MEDIUM: Final = 15
#: Strings of fewer bytes are states, times and dates.
_LEAST_NUMBER: Final = 6


def mask_content(content: bytes) -> bytes:
    """Mask what a frame brings or ciphering hides: a list or readable text."""
    if content.startswith(DATA_NOTIFICATION):
        return mask_list(content)
    return mask_telegram(content) if content.startswith(b"/") else mask_lines(content)


def mask_list(apdu: bytes) -> bytes:
    """Mask a data-notification; one that cannot be read is masked as noise."""
    try:
        body = read_notification(apdu).body
    except AxdrError:
        return mask_noise(apdu)
    rows = _rows(body)
    masked = bytearray(apdu)
    for item in leaves(body):
        if item.content:
            masked[item.place] = _masked(item, rows.get(item.at))
    return bytes(masked)


def _rows(body: Item) -> Mapping[int, Register | None]:
    """Return which register stands where, None for one that is not known."""
    named = name_values(body, Origin())
    entries = named.entries if named else []
    return {entry.item.at: find(entry.code) for entry in entries}


def _masked(item: Item, row: Register | None) -> bytes:
    """Mask a value."""
    content = item.content
    if item.number is not None:
        return _number(item, item.number) if is_identity(row) else content
    if item.tag not in STRINGS:
        return content
    text = content.decode("latin-1")
    bare = text.strip("\0")
    is_readable = bare.isascii() and bare.isprintable()
    if row and is_text(row):
        return message(text).encode("latin-1")
    if is_identity(row) or (row is None and _is_suspect(content, text)):
        return identity(text).encode("latin-1") if is_readable else _octets(content)
    return content


def _octets(content: bytes) -> bytes:
    """Mask a number in bytes; one that is no code does not become one."""
    masked = octets(content)
    is_new_code = _may_be_code(masked) and not _may_be_code(content)
    return bytes([masked[0] | 0x80, *masked[1:]]) if is_new_code else masked


def _may_be_code(content: bytes) -> bool:
    """Tell whether a string may be an OBIS code."""
    return len(content) == _OBIS_SIZE and content[0] <= _MOST_MEDIUM


def _number(item: Item, number: int) -> bytes:
    """Mask a number in binary."""
    size = len(item.content)
    bits = 8 * size - INTEGERS[item.tag].islower()
    return integer(number, (1 << bits) - 1).to_bytes(size)


def _is_suspect(content: bytes, text: str) -> bool:
    """Tell whether a string that nobody knows may hold a long number."""
    bare = text.strip("\0")
    if bare.isascii() and bare.isprintable():
        return sum(one.isdecimal() for one in bare) >= LEAST_DIGITS
    return (
        len(content) >= _LEAST_NUMBER
        and not _may_be_code(content)
        and date_time_text(content) is None
    )

"""A-XDR (IEC 61334-6): the values of a DLMS APDU, as far as meters push them.

    01 n item*n     array           0F  int8      14  int64
    02 n item*n     structure       10  int16     15  uint64
    09 n octet*n    octet string    05  int32     06  uint32
    0A n ASCII*n    visible string  11  uint8     16  enum
    0C n UTF-8*n    UTF-8 string    12  uint16    00  null
    03 boolean, 0D BCD, 17 float32, 18 float64, 19 date-time, 1A date, 1B time

Lengths are those of BER.
"""

from collections.abc import Iterator
from enum import IntEnum
import struct
from typing import Final, NamedTuple

from .ber import read_length

#: The deepest list known nests three deep, the longest has some seventy items.
MAX_DEPTH: Final = 8
MAX_ITEMS: Final = 1000


class AxdrError(ValueError):
    """Bytes that are no A-XDR, or more of it than any meter sends."""


class Tag(IntEnum):
    """The types that occur in a push."""

    NULL = 0x00
    ARRAY = 0x01
    STRUCTURE = 0x02
    BOOLEAN = 0x03
    INT32 = 0x05
    UINT32 = 0x06
    OCTETS = 0x09
    VISIBLE = 0x0A
    UTF8 = 0x0C
    BCD = 0x0D
    INT8 = 0x0F
    INT16 = 0x10
    UINT8 = 0x11
    UINT16 = 0x12
    INT64 = 0x14
    UINT64 = 0x15
    ENUM = 0x16
    FLOAT32 = 0x17
    FLOAT64 = 0x18
    DATE_TIME = 0x19
    DATE = 0x1A
    TIME = 0x1B


#: The integers, with their forms in the module `struct`.
INTEGERS: Final = {
    Tag.INT8: "b",
    Tag.UINT8: "B",
    Tag.INT16: "h",
    Tag.UINT16: "H",
    Tag.INT32: "i",
    Tag.UINT32: "I",
    Tag.INT64: "q",
    Tag.UINT64: "Q",
}
_COLLECTIONS: Final = {Tag.ARRAY, Tag.STRUCTURE}
STRINGS: Final = {Tag.OCTETS, Tag.VISIBLE, Tag.UTF8}
#: Types whose value is kept as bytes, with their fixed sizes.
_FIXED: Final = {
    Tag.BOOLEAN: 1,
    Tag.BCD: 1,
    Tag.ENUM: 1,
    Tag.FLOAT32: 4,
    Tag.FLOAT64: 8,
    Tag.DATE_TIME: 12,
    Tag.DATE: 5,
    Tag.TIME: 4,
}


class Item(NamedTuple):
    """One value: its type, where its content lies, and what it is.

    ``number`` is set for integers, ``items`` for arrays and structures. All
    others have their ``content`` only; a null has none.
    """

    tag: Tag
    at: int
    content: bytes = b""
    number: int | None = None
    items: tuple[Item, ...] = ()

    @property
    def place(self) -> slice:
        """Return where the content lies."""
        return slice(self.at, self.at + len(self.content))


def leaves(item: Item) -> Iterator[Item]:
    """Yield the values within an item."""
    if not item.items:
        yield item
    for within in item.items:
        yield from leaves(within)


def read_item(data: bytes, at: int = 0) -> tuple[Item, int]:
    """Read the item at `at`; return it and where the next one begins.

    Raise AxdrError where the bytes end early, hold an unknown type or nest
    deeper than `MAX_DEPTH`.
    """
    return _Reading(data).item(at, MAX_DEPTH)


class _Reading:
    """One pass over an APDU, which counts its items."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._left = MAX_ITEMS

    def item(self, at: int, depth: int) -> tuple[Item, int]:
        """Read one item and those within."""
        self._left -= 1
        if self._left < 0 or depth < 0:
            raise AxdrError("more items than any meter sends")
        if at >= len(self._data):
            raise AxdrError("the bytes end before a value")
        try:
            tag = Tag(self._data[at])
        except ValueError as err:
            raise AxdrError(f"no type at byte {at}") from err
        if tag in _COLLECTIONS:
            return self._collection(tag, at, depth)
        if form := INTEGERS.get(tag):
            content = self._content(at + 1, struct.calcsize(f">{form}"))
            number = struct.unpack(f">{form}", content)[0]
            return Item(tag, at + 1, content, number), at + 1 + len(content)
        start, size = at + 1, _FIXED.get(tag, 0)
        if tag in STRINGS:
            size, start = self._length(start)
        return Item(tag, start, self._content(start, size)), start + size

    def _collection(self, tag: Tag, at: int, depth: int) -> tuple[Item, int]:
        """Read the items of an array or structure."""
        count, following = self._length(at + 1)
        if count > self._left:
            raise AxdrError("more items than any meter sends")
        items = []
        for _ in range(count):
            item, following = self.item(following, depth - 1)
            items.append(item)
        return Item(tag, at + 1, items=tuple(items)), following

    def _length(self, at: int) -> tuple[int, int]:
        """Read a length; return it and where the content begins."""
        try:
            return read_length(self._data, at)
        except ValueError as err:
            raise AxdrError(str(err)) from err

    def _content(self, start: int, size: int) -> bytes:
        """Return the bytes of a value."""
        content = self._data[start : start + size]
        if len(content) < size:
            raise AxdrError("the bytes end within a value")
        return content

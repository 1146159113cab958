"""Who a radio telegram is from: the link layer's M and A fields (EN 13757-4).

    M (2) | identification number (4) | version (1) | device type (1)

All little-endian: the number is printed byte-reversed. M holds three letters of
five bits each. The long header of the transport layer has the number before M.
"""

import re
from typing import Final, NamedTuple, Self, override

from ..submeter import Medium, medium_of

#: M, number, version and type together.
ADDRESS_SIZE: Final = 8

_NUMBER: Final = slice(2, 6)
_TEXT: Final = re.compile(
    r"([@-_]{3})-([0-9A-F]{8})-([0-9A-F]{2})-([0-9A-F]{2})", re.ASCII
)


class Address(NamedTuple):
    """A meter's address; as text `EGM-12345678-01-02`.

    ``manufacturer`` is the FLAG id, ``number`` what is printed on the meter.
    """

    manufacturer: str
    number: str
    version: int
    type: int

    @override
    def __str__(self) -> str:
        """Return manufacturer, number, version and type, the last two in hex."""
        return f"{self.manufacturer}-{self.number}-{self.version:02X}-{self.type:02X}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an address back. Raise ValueError where the text is none."""
        found = _TEXT.fullmatch(text)
        if found is None:
            raise ValueError("Not an address")
        return cls(found[1], found[2], int(found[3], 16), int(found[4], 16))

    @classmethod
    def of_link(cls, field: bytes) -> Self:
        """Read M and A as the link layer has them: 8 bytes."""
        code = int.from_bytes(field[:2], "little")
        letters = bytes(64 + (code >> shift & 31) for shift in (10, 5, 0))
        number = field[_NUMBER][::-1].hex().upper()
        return cls(letters.decode("ascii"), number, field[6], field[7])

    @property
    def medium(self) -> Medium:
        """Return what the meter measures; a radio module (37) does not tell."""
        return medium_of(self.type)

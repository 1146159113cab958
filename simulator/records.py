"""Write records of M-Bus (EN 13757-3): DIF, VIF and what they announce.

The low digit of DIF tells the form of the data: an integer of so many bytes, low
byte first, or as many pairs of decimal digits, low pair first.
"""

from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

#: The forms that the simulated meters use, and their sizes.
_INTEGERS: Final = {0x04: 4, 0x07: 8}
_DECIMALS: Final = {0x0A: 2, 0x0B: 3, 0x0C: 4, 0x0E: 6}

CLOCK: Final = bytes.fromhex("066D")
SHORT_CLOCK: Final = bytes.fromhex("046D")
NUMBER: Final = bytes.fromhex("0C78")

_SUMMER: Final = 0x40
_SHORT_SUMMER: Final = 0x80
_LEAP_YEAR: Final = 0x80
#: What meters put where the week would stand: none, and by how much summer shifts.
_NO_WEEK: Final = 0x80


class Record(NamedTuple):
    """A record of a register: its header in hex, and where its last digit stands.

    With `places` 3 a kilowatt-hour is 1000, with -3 a thousand of them are 1.
    """

    header: str
    code: str
    places: int = 0

    def written(self, number: Decimal) -> bytes:
        """Write the number; what is finer than the last digit is cut off."""
        return record(bytes.fromhex(self.header), int(number.scaleb(self.places)))

    def sent(self, number: Decimal) -> Decimal:
        """Return what is left of the number."""
        return Decimal(int(number.scaleb(self.places))).scaleb(-self.places)


def record(header: bytes, value: int) -> bytes:
    """Write a header and a number in the form that its DIF announces."""
    form = header[0] & 0x0F
    if size := _INTEGERS.get(form):
        return header + value.to_bytes(size, "little", signed=True)
    return header + decimals(value, _DECIMALS[form])


def decimals(value: int, size: int) -> bytes:
    """Write the decimal digits of a number, two in a byte."""
    digits = f"{value:0{2 * size}}"
    if value < 0 or len(digits) > 2 * size:
        raise ValueError(f"{value} is no number of {2 * size} digits")
    return bytes.fromhex(digits)[::-1]


def clock(local: datetime) -> bytes:
    """Write a local time to the second, and whether summer time rules (type I)."""
    year = local.year - 2000
    leap = 0 if local.year % 4 else _LEAP_YEAR
    return CLOCK + bytes(
        [
            local.second | (_SUMMER if local.dst() else 0) | leap,
            local.minute,
            local.hour | local.isoweekday() << 5,
            local.day | (year & 7) << 5,
            local.month | year >> 3 << 4,
            _NO_WEEK,
        ]
    )


def short_clock(local: datetime) -> bytes:
    """Write a local time to the minute, and whether summer time rules (type F)."""
    year = local.year - 2000
    return SHORT_CLOCK + bytes(
        [
            local.minute,
            local.hour | (_SHORT_SUMMER if local.dst() else 0),
            local.day | (year & 7) << 5,
            local.month | year >> 3 << 4,
        ]
    )

"""Dates and times of the application layer (EN 13757-3, types F, G, I and J).

    F  minute | hour | day, year | month, year                       4 bytes
    G  day, year | month, year                                       2 bytes
    I  second | minute | hour | day, year | month, year | week       6 bytes
    J  second | minute | hour                                        3 bytes

The year's low three bits stand above the day, its high four above the month. Bit 7
of F's and I's minute says that the clock is not to be trusted. Summer time is bit 7
of F's hour and bit 6 of I's second; F's hour has the century too. What is a range
or "every" (second 63, day 0, month 15) is no time and gives None.
"""

from datetime import UTC, datetime, time
from typing import Final, NamedTuple, override

_SIX_BITS: Final = 0x3F
_FIVE_BITS: Final = 0x1F
_FOUR_BITS: Final = 0x0F
_INVALID: Final = 0x80
_SUMMER_F: Final = 0x80
_SUMMER_I: Final = 0x40
#: Without a century, years up to this one are of 2000.
_LAST_OF_2000: Final = 80
#: Nothing else divides the digits of a moment.
_DIGITS_ONLY: Final = str.maketrans("", "", "-: ")


class Moment(NamedTuple):
    """What a meter's clock shows; as text `2026-05-02 18:42:29`, perhaps in part."""

    text: str
    is_summer: bool = False

    @override
    def __str__(self) -> str:
        """Return the ISO text."""
        return self.text

    @property
    def stamp(self) -> str:
        """Return YYMMDDhhmmss and S in summer time, W in winter time."""
        digits = self.text.translate(_DIGITS_ONLY)[2:].ljust(12, "0")
        return digits + ("S" if self.is_summer else "W")


def date_time_f(data: bytes) -> Moment | None:
    """Read a date and time without seconds."""
    minute, hour = data[:2]
    if minute & _INVALID:
        return None
    text = _text(data[2:], hour & _FIVE_BITS, minute & _SIX_BITS, century=hour >> 5 & 3)
    return Moment(text[:16], bool(hour & _SUMMER_F)) if text else None


def date_g(data: bytes) -> Moment | None:
    """Read a date."""
    text = _text(data)
    return Moment(text[:10]) if text else None


def date_time_i(data: bytes) -> Moment | None:
    """Read a date and time with seconds."""
    second, minute, hour = data[:3]
    if minute & _INVALID:
        return None
    text = _text(data[3:5], hour & _FIVE_BITS, minute & _SIX_BITS, second & _SIX_BITS)
    return Moment(text, bool(second & _SUMMER_I)) if text else None


def time_j(data: bytes) -> str | None:
    """Read a time of day."""
    second, minute, hour = data
    try:
        return time(
            hour & _FIVE_BITS, minute & _SIX_BITS, second & _SIX_BITS
        ).isoformat()
    except ValueError:
        return None


def _text(
    date: bytes, hour: int = 0, minute: int = 0, second: int = 0, *, century: int = 0
) -> str | None:
    """Return date and time to the second, None where the calendar has no such."""
    year = date[0] >> 5 | date[1] >> 4 << 3
    if year > 99:
        return None
    year += 2000 if century == 0 and year <= _LAST_OF_2000 else 1900 + 100 * century
    month, day = date[1] & _FOUR_BITS, date[0] & _FIVE_BITS
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    return moment.isoformat(" ").removesuffix("+00:00")

"""The COSEM date-time: 12 bytes (IEC 62056-6-2).

    year 2 | month | day | day of week | hour | minute | second | hundredths
    deviation 2 | status

The deviation is what has to be added to local time to come to UTC, in minutes:
-60 is Central European Time; 8000 says nothing. Bit 7 of the status marks summer
time; FF says nothing. Norwegian Aidon meters send a deviation of 0 with a local
clock, and some stacks turn its sign round, so it only proposes an offset: where
the host's clock is at hand, the offset that brings the stamp nearest to it wins.
"""

from datetime import UTC, datetime, timedelta, timezone
import struct
from typing import Final

from .clock import NEAR, ClockRule, settle

SIZE: Final = 12

_FORM: Final = struct.Struct(">HBBxBBBxhB")
#: No place is further from Greenwich than 14 hours; 8000 is unspecified.
_MOST_DEVIATION: Final = 14 * 60
#: A clock that shows any other is not set.
_YEARS: Final = range(2000, 2100)
_STATUS_UNSPECIFIED: Final = 0xFF
_SUMMER: Final = 0x80


def date_time_text(octets: bytes) -> str | None:
    """Return the digits of the clock as ISO 8601 without offset; None for no date."""
    digits = _digits(octets)
    return digits.isoformat().removesuffix("+00:00") if digits else None


def date_time(
    octets: bytes, rule: ClockRule | None, now: datetime | None
) -> datetime | None:
    """Return the instant, None where the octets are no date or nobody knows its zone.

    `rule` is that of the profile, `now` the host's time at reception (aware).
    """
    digits = _digits(octets)
    if digits is None or digits.year not in _YEARS:
        return None
    *_, deviation, status = _FORM.unpack(octets)
    by_deviation = None
    if deviation and abs(deviation) <= _MOST_DEVIATION:
        offset = timezone(timedelta(minutes=-deviation))
        by_deviation = digits.replace(tzinfo=offset)
    if rule is None:
        return by_deviation
    flag = "" if status == _STATUS_UNSPECIFIED else "S" if status & _SUMMER else "W"
    by_rule = settle(digits, flag, rule, now)
    if by_deviation is None or (now and abs(by_rule - now) <= NEAR):
        return by_rule
    return by_deviation


def _digits(octets: bytes) -> datetime | None:
    """Read year to second, as if they were UTC; None where they are no date."""
    if len(octets) != SIZE:
        return None
    try:
        year, month, day, hour, minute, second, *_ = _FORM.unpack(octets)
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None

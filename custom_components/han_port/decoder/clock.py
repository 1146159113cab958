"""The meter's clock: `0-0:1.0.0(YYMMDDhhmmssX)` and what its digits mean.

Finland and Sweden stamp normal time all the year round: SK 13-1 says "W"
always, the Swedish recommendation (v2.0, 3.2) says that S is not used. Meters
of both countries have been seen to send S in summer all the same (Aidon 7534,
Kamstrup), and whether such a clock has really moved is not proven. Everybody else
stamps local time. The flag and the profile's rule therefore only propose; where
the host's clock is at hand, the offset that brings the stamp nearest to it wins.
Slovenian meters send date and time of day in registers of their own.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone, tzinfo
import re
from typing import Final, Self
from zoneinfo import ZoneInfo

from .telegram import Reading

#: A meter clock further off than this says nothing about its offset.
NEAR: Final = timedelta(minutes=15)

#: S is summer time; W is not, nor is T, which stands for it in Hungary.
_STAMP: Final = re.compile(
    r"(?:20)?(\d\d)-?(\d\d)-?(\d\d)[ T]?(\d\d):?(\d\d):?(\d\d)([STW])?"
)
#: The usual stamp: so many digits, and one of these.
_DIGITS: Final = 12
_FLAGS: Final = ("W", "S", "T", "")
#: In which summer time is as it is now.
_ANY_YEAR: Final = 2026
_NONE: Final = timedelta(0)


class ClockRule:
    """How a grid company has its meters stamp time.

    Normal time is `offset` hours ahead of UTC. A meter on local time has the
    name of a `zone`, one on normal time all the year round has none. Who is on
    ``western`` time is a neighbour's meter: a Swedish E360 sends the ident line of
    a Finnish one.
    """

    def __init__(self, offset: float, zone: str | tzinfo | None = None) -> None:
        """Make the offsets that a stamp can have, an hour from one to the next."""
        self.western = timezone(timedelta(hours=offset - 1))
        self.normal = timezone(timedelta(hours=offset))
        self.summer = timezone(timedelta(hours=offset + 1))
        self.zone = ZoneInfo(zone) if isinstance(zone, str) else zone

    @classmethod
    def of(cls, zone: tzinfo) -> Self:
        """Return the rule of a meter on the local time of `zone`."""
        winter = datetime(_ANY_YEAR, 1, 1, tzinfo=zone)
        summer = datetime(_ANY_YEAR, 7, 1, tzinfo=zone)
        normal = min(winter.utcoffset() or _NONE, summer.utcoffset() or _NONE)
        return cls(normal / timedelta(hours=1), zone)


FINLAND: Final = ClockRule(2)
SWEDEN: Final = ClockRule(1)
ESTONIA: Final = ClockRule(2, "Europe/Tallinn")
LITHUANIA: Final = ClockRule(2, "Europe/Vilnius")
POLAND: Final = ClockRule(1, "Europe/Warsaw")
NORWAY: Final = ClockRule(1, "Europe/Oslo")
NETHERLANDS: Final = ClockRule(1, "Europe/Amsterdam")
BELGIUM: Final = ClockRule(1, "Europe/Brussels")
LUXEMBOURG: Final = ClockRule(1, "Europe/Luxembourg")
SWITZERLAND: Final = ClockRule(1, "Europe/Zurich")
AUSTRIA: Final = ClockRule(1, "Europe/Vienna")
HUNGARY: Final = ClockRule(1, "Europe/Budapest")
SLOVENIA: Final = ClockRule(1, "Europe/Ljubljana")


def stamp(registers: Mapping[str, Reading]) -> str | None:
    """Return the stamp of a telegram, None where it has none."""
    clock = registers.get("0-0:1.0.0") or registers.get("0-1:1.0.0")
    if clock:
        return str(clock.value)
    date, time = registers.get("1-0:0.9.2"), registers.get("1-0:0.9.1")
    return f"{date.value}{time.value}" if date and time else None


def meter_time(stamp: str, rule: ClockRule, now: datetime | None) -> datetime | None:
    """Return the instant of `stamp`, None where it is no date (clock not set).

    `now` is the host's time at reception (aware), None where nobody knows it.
    The result carries a fixed offset: that of normal or of summer time, and where
    the host's clock says so that of western time.
    """
    digits, flag = stamp[:_DIGITS], stamp[_DIGITS:]
    if flag not in _FLAGS or len(digits) < _DIGITS or not digits.isdecimal():
        found = _STAMP.fullmatch(stamp)
        if found is None:
            return None
        *parts, flag = found.groups(default="")
        digits = "".join(parts)
    if digits[6:8] == "24":
        # To ISO 8601 it is the midnight that follows, to a meter no hour.
        return None
    try:
        time = datetime.fromisoformat(f"20{digits[:6]}T{digits[6:]}")
    except ValueError:
        return None
    return settle(time, flag, rule, now)


def settle(
    digits: datetime, flag: str, rule: ClockRule, now: datetime | None
) -> datetime:
    """Return the instant of a clock that shows `digits`, whatever zone they have."""
    in_normal = digits.replace(tzinfo=rule.normal)
    if now is not None:
        for offset in (rule.normal, rule.summer, rule.western):
            time = digits.replace(tzinfo=offset)
            if abs(time - now) <= NEAR:
                return time
    if _is_summer(in_normal, flag, rule.zone):
        return in_normal.replace(tzinfo=rule.summer)
    return in_normal


def _is_summer(digits: datetime, flag: str, zone: tzinfo | None) -> bool:
    """Tell summer time by the rule: the zone's calendar, else the flag.

    In the hour that comes twice the flag tells which one it is.
    """
    if zone is None:
        return flag == "S"
    first = digits.replace(tzinfo=zone, fold=0)
    second = digits.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return bool(first.dst())
    return flag not in ("T", "W")

"""The meter's clock: `0-0:1.0.0(YYMMDDhhmmssX)` and what its digits mean.

Finland and Sweden stamp normal time all the year round: SK 13-1 says "W"
always, the Swedish recommendation (v2.0, 3.2) says that S is not used. Meters
of both countries have been seen to send S in summer all the same (Aidon 7534,
Kamstrup), and whether such a clock has really moved is not proven. Estonia
stamps local time. The flag and the profile's rule therefore only propose; where
the host's clock is at hand, the offset that brings the stamp nearest to it wins.
"""

from datetime import datetime, timedelta, timezone
import re
from typing import Final
from zoneinfo import ZoneInfo

#: A meter clock further off than this says nothing about its offset.
NEAR: Final = timedelta(minutes=15)

_STAMP: Final = re.compile(r"(?:20)?(\d\d)(\d\d)(\d\d) ?(\d\d):?(\d\d):?(\d\d)([SW])?")


class ClockRule:
    """How a grid company has its meters stamp time.

    Normal time is `offset` hours ahead of UTC. A meter on local time has the
    name of a `zone`, one on normal time all the year round has none.
    """

    def __init__(self, offset: int, zone: str | None = None) -> None:
        """Make the two offsets that a stamp can have."""
        self.normal = timezone(timedelta(hours=offset))
        self.summer = timezone(timedelta(hours=offset + 1))
        self.zone = ZoneInfo(zone) if zone else None


FINLAND: Final = ClockRule(2)
SWEDEN: Final = ClockRule(1)
ESTONIA: Final = ClockRule(2, "Europe/Tallinn")


def meter_time(stamp: str, rule: ClockRule, now: datetime | None) -> datetime | None:
    """Return the instant of `stamp`, None where it is no date (clock not set).

    `now` is the host's time at reception (aware), None where nobody knows it.
    The result carries a fixed offset: that of normal or of summer time.
    """
    found = _STAMP.fullmatch(stamp)
    if found is None:
        return None
    *digits, flag = found.groups()
    year, month, day, hour, minute, second = map(int, digits)
    try:
        in_normal = datetime(
            2000 + year, month, day, hour, minute, second, tzinfo=rule.normal
        )
    except ValueError:
        return None
    if now is not None:
        for time in (in_normal, in_normal.replace(tzinfo=rule.summer)):
            if abs(time - now) <= NEAR:
                return time
    if _is_summer(in_normal, flag, rule.zone):
        return in_normal.replace(tzinfo=rule.summer)
    return in_normal


def _is_summer(digits: datetime, flag: str | None, zone: ZoneInfo | None) -> bool:
    """Tell summer time by the rule: the zone's calendar, else the flag.

    In the hour that comes twice the flag tells which one it is.
    """
    if zone is None:
        return flag == "S"
    first = digits.replace(tzinfo=zone, fold=0)
    second = digits.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return bool(first.dst())
    return flag != "W"

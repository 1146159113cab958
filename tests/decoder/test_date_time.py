"""Tests of the COSEM date-time."""

from datetime import UTC, datetime, timedelta
from typing import Final

from hypothesis import given, strategies as st
import pytest

from custom_components.han_port.decoder.clock import (
    FINLAND,
    NORWAY,
    SWEDEN,
    ClockRule,
)
from custom_components.han_port.decoder.date_time import (
    SIZE,
    date_time,
    date_time_text,
)
from tests.decoder import axdr_compose

WINTER: Final = "2026-01-17T08:30:10"
SUMMER: Final = "2026-07-17T08:30:10"
#: The hour that comes twice, in 2026.
OCTOBER: Final = "2026-10-25T02:30:00"

UNSPECIFIED: Final = -0x8000
CET: Final = -60
CEST: Final = -120
NO_STATUS: Final = 0xFF
NORMAL: Final = 0x00
SUMMER_TIME: Final = 0x80


def instant(
    stamp: str,
    deviation: int = UNSPECIFIED,
    status: int = NO_STATUS,
    rule: ClockRule | None = NORWAY,
    now: str | None = None,
) -> str | None:
    """Read a date-time and write down what came out; `now` is in UTC."""
    host = datetime.fromisoformat(now).replace(tzinfo=UTC) if now else None
    octets = axdr_compose.date_time(stamp, deviation, status)
    found = date_time(octets, rule, host)
    return found.isoformat() if found else None


@pytest.mark.parametrize("rule", [NORWAY, None], ids=["rule", "no rule"])
@pytest.mark.parametrize(
    ("deviation", "offset"),
    [(-60, "+01:00"), (-120, "+02:00"), (300, "-05:00"), (-345, "+05:45")],
)
def test_deviation(deviation: int, offset: str, rule: ClockRule | None) -> None:
    """The deviation is added to local time to come to UTC: its sign is turned."""
    assert instant(WINTER, deviation, rule=rule) == f"{WINTER}{offset}"


@pytest.mark.parametrize("deviation", [UNSPECIFIED, 0, 841, -841, 0x7FFF])
def test_deviation_that_says_nothing(deviation: int) -> None:
    """8000 is unspecified, 0 is sent by local clocks, and no place is so far off."""
    assert instant(WINTER, deviation) == f"{WINTER}+01:00"
    assert instant(SUMMER, deviation) == f"{SUMMER}+02:00"
    assert instant(SUMMER, deviation, rule=None) is None


@pytest.mark.parametrize(
    ("stamp", "now", "offset"),
    [
        (WINTER, "2026-01-17T07:30:12", "+01:00"),
        (SUMMER, "2026-07-17T06:30:12", "+02:00"),
        # A clock that nobody has put forward in summer.
        (SUMMER, "2026-07-17T07:30:12", "+01:00"),
        # One that is an hour off the host's says what the calendar says.
        (SUMMER, "2026-07-17T12:00:00", "+02:00"),
    ],
)
def test_deviation_of_0_of_a_local_clock(stamp: str, now: str, offset: str) -> None:
    """Norwegian Aidon meters send 0 with a local clock: the host's clock settles it."""
    assert instant(stamp, 0, now=now) == f"{stamp}{offset}"


def test_sign_turned_round() -> None:
    """Some stacks turn the sign of the deviation: the host's clock settles it."""
    assert instant(WINTER, +60, now="2026-01-17T07:31:00") == f"{WINTER}+01:00"


def test_deviation_against_the_rule() -> None:
    """What says its deviation is right where the rule of the profile is not."""
    found = instant(WINTER, CET, rule=FINLAND, now="2026-01-17T07:31:00")
    assert found == f"{WINTER}+01:00"


def test_clock_far_off() -> None:
    """A meter's clock that is hours off keeps its own deviation."""
    found = instant(WINTER, CET, rule=FINLAND, now="2026-01-17T19:00:00")
    assert found == f"{WINTER}+01:00"


@pytest.mark.parametrize(
    ("deviation", "status", "offset"),
    [
        (CET, NO_STATUS, "+01:00"),
        (CEST, NO_STATUS, "+02:00"),
        (UNSPECIFIED, NORMAL, "+01:00"),
        (UNSPECIFIED, SUMMER_TIME, "+02:00"),
        (0, NORMAL, "+01:00"),
        (0, SUMMER_TIME, "+02:00"),
    ],
)
def test_october(deviation: int, status: int, offset: str) -> None:
    """Deviation or status tell the two hours of October apart."""
    assert instant(OCTOBER, deviation, status) == f"{OCTOBER}{offset}"


@pytest.mark.parametrize(
    ("now", "offset"),
    [("2026-10-25T00:30:05", "+02:00"), ("2026-10-25T01:30:05", "+01:00")],
)
@pytest.mark.parametrize("deviation", [UNSPECIFIED, 0])
def test_october_by_the_host_s_clock(now: str, offset: str, deviation: int) -> None:
    """Where the meter does not say which hour it is, the host knows."""
    assert instant(OCTOBER, deviation, now=now) == f"{OCTOBER}{offset}"


@pytest.mark.parametrize(
    ("stamp", "status", "rule", "offset"),
    [
        # Kamstrup in Denmark: no deviation, but the bit in summer.
        (SUMMER, SUMMER_TIME, NORWAY, "+02:00"),
        (WINTER, NORMAL, NORWAY, "+01:00"),
        # Sweden: normal time all the year round, unless the bit is set.
        (SUMMER, NO_STATUS, SWEDEN, "+01:00"),
        (SUMMER, NORMAL, SWEDEN, "+01:00"),
        (SUMMER, SUMMER_TIME, SWEDEN, "+02:00"),
        # Other bits: the clock was set, or may be doubtful.
        (SUMMER, 0x08, SWEDEN, "+01:00"),
        (SUMMER, 0x88, SWEDEN, "+02:00"),
    ],
)
def test_status(stamp: str, status: int, rule: ClockRule, offset: str) -> None:
    """Bit 7 of the status is summer time; FF says nothing."""
    assert instant(stamp, status=status, rule=rule) == f"{stamp}{offset}"


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        bytes(12),
        b"\xff" * 12,
        axdr_compose.date_time()[:-1],
        axdr_compose.date_time() + b"\x00",
        b"\xff\xff" + axdr_compose.date_time()[2:],
        axdr_compose.date_time()[:2] + b"\x0d" + axdr_compose.date_time()[3:],
        axdr_compose.date_time()[:3] + b"\x20" + axdr_compose.date_time()[4:],
        axdr_compose.date_time()[:5] + b"\xff" + axdr_compose.date_time()[6:],
        axdr_compose.date_time()[:7] + b"\x3c" + axdr_compose.date_time()[8:],
        b"181220000009",
    ],
)
def test_no_date(octets: bytes) -> None:
    """A clock that is not set, or no clock at all, gives no time and no text."""
    assert date_time(octets, NORWAY, None) is None
    assert date_time_text(octets) is None


@pytest.mark.parametrize(
    "stamp",
    [
        "0001-01-01T00:00:00",
        "1970-01-01T00:00:00",
        "1999-12-31T23:59:59",
        "2100-01-01T00:00:00",
        "9999-12-31T23:59:59",
    ],
)
@pytest.mark.parametrize("deviation", [UNSPECIFIED, CET])
def test_date_of_another_century(stamp: str, deviation: int) -> None:
    """A clock that shows one is not set: 1970 is not 2070."""
    assert instant(stamp, deviation) is None
    assert date_time_text(axdr_compose.date_time(stamp)) == stamp


def test_unspecified_day_of_week_and_hundredths() -> None:
    """What stands beside date and time of day may be unspecified."""
    octets = bytearray(axdr_compose.date_time(WINTER))
    for day, hundredths in ((0xFF, 0xFF), (0, 0), (3, 50)):
        octets[4], octets[8] = day, hundredths
        assert date_time_text(bytes(octets)) == WINTER
        assert date_time(bytes(octets), NORWAY, None) is not None


@given(
    st.datetimes(
        datetime.fromisoformat("2000-01-01"), datetime.fromisoformat("2099-12-31")
    ),
    st.integers(-840, 840),
)
def test_any_instant(digits: datetime, deviation: int) -> None:
    """Any time of the century gives its digits, and local time less its offset."""
    stamp = digits.replace(microsecond=0).isoformat()
    octets = axdr_compose.date_time(stamp, deviation)
    assert len(octets) == SIZE
    assert date_time_text(octets) == stamp
    found = date_time(octets, None, None)
    if deviation:
        assert found is not None
        local = datetime.fromisoformat(stamp).replace(tzinfo=UTC)
        assert found == local + timedelta(minutes=deviation)

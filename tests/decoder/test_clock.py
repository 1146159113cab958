"""Tests of the meter's clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

from custom_components.han_port.decoder import Reading
from custom_components.han_port.decoder.clock import (
    AUSTRIA,
    BELGIUM,
    ESTONIA,
    FINLAND,
    HUNGARY,
    LITHUANIA,
    LUXEMBOURG,
    NEAR,
    NETHERLANDS,
    NORWAY,
    POLAND,
    SLOVENIA,
    SWEDEN,
    SWITZERLAND,
    ClockRule,
    meter_time,
    stamp as stamp_of,
)

RULES = [FINLAND, SWEDEN, ESTONIA]
CENTRAL = [
    *(AUSTRIA, BELGIUM, HUNGARY, LUXEMBOURG, NETHERLANDS),
    *(NORWAY, POLAND, SLOVENIA, SWITZERLAND),
]


def iso(stamp: str, rule: ClockRule, now: datetime | None = None) -> str | None:
    """Return the instant of a stamp as text."""
    time = meter_time(stamp, rule, now)
    return time.isoformat() if time else None


@pytest.mark.parametrize("month", range(1, 13))
def test_finnish_w_is_normal_time_all_year(month: int) -> None:
    """W is UTC+2 in every month."""
    stamp = f"25{month:02}15103000W"
    assert iso(stamp, FINLAND) == f"2025-{month:02}-15T10:30:00+02:00"


@pytest.mark.parametrize("month", range(1, 13))
def test_finnish_s_is_summer_time(month: int) -> None:
    """S is UTC+3 where no host clock says otherwise."""
    stamp = f"25{month:02}15103000S"
    assert iso(stamp, FINLAND) == f"2025-{month:02}-15T10:30:00+03:00"


@pytest.mark.parametrize(
    ("stamp", "time"),
    [
        ("250715103000W", "2025-07-15T10:30:00+01:00"),
        ("250115103000W", "2025-01-15T10:30:00+01:00"),
        ("250715103000S", "2025-07-15T10:30:00+02:00"),
    ],
)
def test_sweden(stamp: str, time: str) -> None:
    """Sweden is an hour behind Finland, by the same rule."""
    assert iso(stamp, SWEDEN) == time


@pytest.mark.parametrize("flag", ["S", "W", ""])
@pytest.mark.parametrize(
    ("stamp", "time"),
    [
        ("250715103000", "2025-07-15T10:30:00+03:00"),
        ("250115103000", "2025-01-15T10:30:00+02:00"),
        ("250330025959", "2025-03-30T02:59:59+02:00"),
        ("250330040000", "2025-03-30T04:00:00+03:00"),
        ("251026025959", "2025-10-26T02:59:59+03:00"),
        ("251026040000", "2025-10-26T04:00:00+02:00"),
    ],
)
def test_estonia_by_the_calendar(stamp: str, time: str, flag: str) -> None:
    """Estonian meters stamp local time, whatever the flag says."""
    assert iso(stamp + flag, ESTONIA) == time


@pytest.mark.parametrize(
    ("flag", "offset"), [("S", "+03:00"), ("W", "+02:00"), ("", "+03:00")]
)
def test_estonian_hour_that_comes_twice(flag: str, offset: str) -> None:
    """In the hour that comes twice the flag tells which one it is."""
    assert iso(f"251026033000{flag}", ESTONIA) == f"2025-10-26T03:30:00{offset}"


@pytest.mark.parametrize("rule", CENTRAL)
def test_central_europe_by_the_calendar(rule: ClockRule) -> None:
    """Everybody else in the middle of Europe is on local time, too."""
    assert iso("250715103000S", rule) == "2025-07-15T10:30:00+02:00"
    assert iso("250115103000W", rule) == "2025-01-15T10:30:00+01:00"


def test_lithuania_by_the_calendar() -> None:
    """Lithuania is an hour ahead of them."""
    assert iso("250715103000S", LITHUANIA) == "2025-07-15T10:30:00+03:00"
    assert iso("250115103000W", LITHUANIA) == "2025-01-15T10:30:00+02:00"


@pytest.mark.parametrize(
    ("flag", "offset"), [("S", "+02:00"), ("W", "+01:00"), ("T", "+01:00")]
)
def test_hungarian_flag(flag: str, offset: str) -> None:
    """T stands for winter in Hungary; it matters in the hour that comes twice."""
    assert iso(f"251026023000{flag}", HUNGARY) == f"2025-10-26T02:30:00{offset}"


@pytest.mark.parametrize("code", ["0-0:1.0.0", "0-1:1.0.0"])
def test_stamp_of_a_telegram(code: str) -> None:
    """The stamp is the clock's register, on whichever channel."""
    registers = {"1-0:1.8.0": Reading(1.0), code: Reading("250115103000W")}
    assert stamp_of(registers) == "250115103000W"


def test_stamp_in_two_registers() -> None:
    """Slovenian meters send time and date apart, in any order."""
    registers = {"1-0:0.9.1": Reading("103000"), "1-0:0.9.2": Reading("250715")}
    assert stamp_of(registers) == "250715103000"
    assert iso("250715103000", SLOVENIA) == "2025-07-15T10:30:00+02:00"


@pytest.mark.parametrize("code", ["1-0:0.9.1", "1-0:0.9.2", "1-0:1.8.0"])
def test_no_stamp(code: str) -> None:
    """Half a stamp is none."""
    assert stamp_of({code: Reading("250715")}) is None


def test_finnish_s_with_digits_of_normal_time() -> None:
    """A meter that says S but has not moved its clock is told by the host's."""
    now = datetime(2025, 5, 19, 17, 17, 25, tzinfo=UTC)
    assert iso("250519191720S", FINLAND, now) == "2025-05-19T19:17:20+02:00"


def test_finnish_w_with_digits_of_summer_time() -> None:
    """A meter that says W but has moved its clock is told by the host's."""
    now = datetime(2025, 5, 19, 16, 17, 25, tzinfo=UTC)
    assert iso("250519191720W", FINLAND, now) == "2025-05-19T19:17:20+03:00"


def test_estonian_w_in_summer_with_shifted_digits() -> None:
    """An Estonian meter that always says W is still on local time in summer."""
    now = datetime(2025, 7, 15, 7, 30, 4, tzinfo=UTC)
    assert iso("250715103000W", ESTONIA, now) == "2025-07-15T10:30:00+03:00"


def test_estonian_meter_on_normal_time_in_summer() -> None:
    """The host clock shows that a meter has not moved its clock."""
    now = datetime(2025, 7, 15, 8, 30, 4, tzinfo=UTC)
    assert iso("250715103000S", ESTONIA, now) == "2025-07-15T10:30:00+02:00"


@pytest.mark.parametrize("minutes", [-15, 0, 15])
def test_meter_of_a_neighbour(minutes: int) -> None:
    """A Swedish meter that is read by the Finnish rule is told by the host's clock."""
    now = datetime(2025, 7, 15, 9, 30, tzinfo=UTC) + timedelta(minutes=minutes)
    assert iso("250715103000W", FINLAND, now) == "2025-07-15T10:30:00+01:00"


@pytest.mark.parametrize("sign", [-1, 1])
def test_near_is_within_fifteen_minutes(sign: int) -> None:
    """A clock that is fifteen minutes off still tells its offset."""
    stamped = datetime(2025, 5, 19, 17, 17, 20, tzinfo=UTC)
    now = stamped + sign * timedelta(minutes=15)
    assert iso("250519191720S", FINLAND, now) == "2025-05-19T19:17:20+02:00"


@pytest.mark.parametrize("sign", [-1, 1])
def test_clock_far_off_falls_back_to_the_rule(sign: int) -> None:
    """A clock more than fifteen minutes off says nothing about its offset."""
    stamped = datetime(2025, 5, 19, 17, 17, 20, tzinfo=UTC)
    now = stamped + sign * timedelta(minutes=15, seconds=1)
    assert iso("250519191720S", FINLAND, now) == "2025-05-19T19:17:20+03:00"


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    "stamp",
    [
        "632525252525S",
        "000000000000W",
        "000000000000",
        "250000000000W",
        "250229120000W",
        "250101240000W",
        "",
        "W",
        "2501171030W",
        "250117103000X",
        "2501171030001W",
        "25-01-17 10:30",
    ],
)
def test_unset_clock(stamp: str, rule: ClockRule) -> None:
    """What is no date is no time."""
    assert iso(stamp, rule) is None


@pytest.mark.parametrize(
    ("stamp", "time"),
    [
        ("20240111 09:35:00", "2024-01-11T09:35:00+01:00"),
        ("20240111093500", "2024-01-11T09:35:00+01:00"),
        ("240111 09:35:00W", "2024-01-11T09:35:00+01:00"),
        ("2024-01-11T09:35:00", "2024-01-11T09:35:00+01:00"),
        ("24011109:35:00", "2024-01-11T09:35:00+01:00"),
        ("200111093500W", "2020-01-11T09:35:00+01:00"),
        ("202001112035W", None),
    ],
)
def test_other_forms(stamp: str, time: str | None) -> None:
    """A year of four digits and separators are read as well."""
    assert iso(stamp, SWEDEN) == time


@given(st.text(max_size=20) | st.from_regex(r"[0-9]{12}[SW]?", fullmatch=True))
def test_never_raises(stamp: str) -> None:
    """Whatever stands in the register, it is a time or none."""
    now = datetime(2025, 5, 19, 17, 17, 20, tzinfo=UTC)
    for rule in RULES:
        time = meter_time(stamp, rule, now)
        assert time is None or time.utcoffset() in (
            rule.western.utcoffset(None),
            rule.normal.utcoffset(None),
            rule.summer.utcoffset(None),
        )


@given(
    second=st.integers(0, 98 * 365 * 86400),
    rule=st.sampled_from(RULES),
    flag=st.sampled_from("SW"),
    hours=st.sampled_from([-1, 0, 1]),
    slow=st.integers(-899, 899),
)
def test_host_clock_settles_the_offset(
    second: int, rule: ClockRule, flag: str, hours: int, slow: int
) -> None:
    """Whichever offset a meter keeps, a host clock that is near finds it."""
    digits = datetime(2001, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
    offset = {-1: rule.western, 0: rule.normal, 1: rule.summer}[hours]
    true = digits.replace(tzinfo=offset)
    stamp = f"{digits:%y%m%d%H%M%S}{flag}"
    time = meter_time(stamp, rule, true + timedelta(seconds=slow))
    assert time is not None
    assert time.isoformat() == true.isoformat()


def test_near() -> None:
    """Near is a quarter of an hour."""
    assert timedelta(minutes=15) == NEAR


@pytest.mark.parametrize(
    ("zone", "stamp", "time"),
    [
        ("Europe/Warsaw", "260502184229S", "2026-05-02T18:42:29+02:00"),
        ("Europe/Warsaw", "260102184229W", "2026-01-02T18:42:29+01:00"),
        ("Europe/Helsinki", "260502184229S", "2026-05-02T18:42:29+03:00"),
        ("Atlantic/Reykjavik", "260502184229W", "2026-05-02T18:42:29+00:00"),
        ("Asia/Kolkata", "260502184229W", "2026-05-02T18:42:29+05:30"),
        ("Australia/Sydney", "260102184229S", "2026-01-02T18:42:29+11:00"),
    ],
)
def test_local_time_of_a_zone(zone: str, stamp: str, time: str) -> None:
    """A rule can be had of any zone, on either half of the earth."""
    assert iso(stamp, ClockRule.of(ZoneInfo(zone))) == time

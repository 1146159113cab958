"""Tests of dates and times."""

from hypothesis import given, strategies as st
import pytest

from custom_components.han_port.decoder.wireless.dates import (
    Moment,
    date_g,
    date_time_f,
    date_time_i,
    time_j,
)


@pytest.mark.parametrize(
    ("data", "moment"),
    [
        ("5D2AD2423580", Moment("2026-05-02 18:42:29", is_summer=True)),
        ("37090E223205", Moment("2025-02-02 14:09:55", is_summer=False)),
        ("D04C7703375B", Moment("2024-07-03 23:12:16", is_summer=True)),
        ("000000013100", Moment("2024-01-01 00:00:00", is_summer=False)),
        ("3B3B175F3C00", Moment("2026-12-31 23:59:59", is_summer=False)),
    ],
)
def test_date_time_with_seconds(data: str, moment: Moment) -> None:
    """Type I has seconds, and summer time as a bit above them."""
    assert date_time_i(bytes.fromhex(data)) == moment


@pytest.mark.parametrize(
    ("data", "moment"),
    [
        ("32371F15", Moment("2008-05-31 23:50", is_summer=False)),
        ("1E8C5935", Moment("2026-05-25 12:30", is_summer=True)),
        ("002C61C6", Moment("2099-06-01 12:00", is_summer=False)),
        ("000C61C6", Moment("1999-06-01 12:00", is_summer=False)),
        ("000C21A6", Moment("1981-06-01 12:00", is_summer=False)),
        ("000C01A6", Moment("2080-06-01 12:00", is_summer=False)),
        ("004C21C6", Moment("2197-06-01 12:00", is_summer=False)),
    ],
)
def test_date_time_without_seconds(data: str, moment: Moment) -> None:
    """Type F has no seconds, but summer time and the century as bits of the hour."""
    assert date_time_f(bytes.fromhex(data)) == moment


@pytest.mark.parametrize(
    ("data", "text"),
    [("FE04", "2007-04-30"), ("572A", "2018-10-23"), ("1DC2", "1996-02-29")],
)
def test_date(data: str, text: str) -> None:
    """Type G has no time."""
    assert str(date_g(bytes.fromhex(data))) == text


@pytest.mark.parametrize(
    ("data", "text"),
    [("000000", "00:00:00"), ("3B3B17", "23:59:59"), ("3C0000", None)],
)
def test_time(data: str, text: str | None) -> None:
    """Type J has no date."""
    assert time_j(bytes.fromhex(data)) == text


@pytest.mark.parametrize("minute", [0x80, 0xAA])
def test_clock_that_is_not_to_be_trusted(minute: int) -> None:
    """A clock that says of itself that it is wrong gives no time."""
    assert date_time_i(bytes((0x5D, minute, 0xD2, 0x42, 0x35, 0x80))) is None
    assert date_time_f(bytes((minute, 0x12, 0x42, 0x35))) is None


@pytest.mark.parametrize(
    "data",
    [
        "3F2AD2423580",
        "1D3CD2423580",
        "1D2A18423580",
        "1D2AD2403580",
        "1D2AD2423080",
        "1D2AD2423D80",
        "1D2AD25F3480",
        "1D2AD282C580",
    ],
)
def test_no_such_time(data: str) -> None:
    """What no calendar has is no time: second 63, day 0, 31 April, year 100."""
    assert date_time_i(bytes.fromhex(data)) is None


@pytest.mark.parametrize("data", ["FFFF", "0000", "5D32", "5F34"])
def test_no_such_date(data: str) -> None:
    """A date that is not set, or is none, has no value."""
    assert date_g(bytes.fromhex(data)) is None


@pytest.mark.parametrize("data", ["3F1F4235", "32371F00"])
def test_no_such_minute_or_month(data: str) -> None:
    """Type F has to be a date and time as well."""
    assert date_time_f(bytes.fromhex(data)) is None


@pytest.mark.parametrize(
    ("moment", "stamp"),
    [
        (Moment("2026-05-02 18:42:29", is_summer=True), "260502184229S"),
        (Moment("2025-02-02 14:09:55"), "250202140955W"),
        (Moment("2008-05-31 23:50"), "080531235000W"),
    ],
)
def test_stamp(moment: Moment, stamp: str) -> None:
    """A stamp is that of a readable telegram, whose seconds are 0 where not sent."""
    assert moment.stamp == stamp


@given(st.binary(min_size=6, max_size=6))
def test_any_bytes(data: bytes) -> None:
    """Whatever the bytes are, they are a moment or none."""
    for moment in (date_time_i(data), date_time_f(data[:4]), date_g(data[:2])):
        assert moment is None or len(moment.stamp) == 13
    assert len(time_j(data[:3]) or "00:00:00") == 8

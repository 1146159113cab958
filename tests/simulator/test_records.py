"""Records are written as EN 13757-3 has them."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from simulator.records import Record, clock, decimals, record, short_clock

WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.mark.parametrize(
    ("header", "value", "written"),
    [
        ("0A FD C9 FC 01", 238, "0AFDC9FC01 3802"),
        ("0B 2B", 917, "0B2B 170900"),
        ("0C 78", 12345678, "0C78 78563412"),
        ("8E 10 03", 4504782, "8E1003 824750040000"),
        ("04 29", 43832, "0429 38AB0000"),
        ("04 29", -1, "0429 FFFFFFFF"),
        ("07 02", 16434165, "0702 F5C3FA0000000000"),
    ],
)
def test_number(header: str, value: int, written: str) -> None:
    """The low digit of DIF says how a number is written, low byte first."""
    assert record(bytes.fromhex(header), value) == bytes.fromhex(written)


@pytest.mark.parametrize(("value", "size"), [(10_000, 2), (-1, 3)])
def test_number_that_does_not_fit(value: int, size: int) -> None:
    """No number loses a digit or its sign."""
    with pytest.raises(ValueError, match=f"{value} is no number of {2 * size} digits"):
        decimals(value, size)


def test_places_of_a_register() -> None:
    """What is finer than the record can say is cut off, in both directions."""
    voltage = Record("0AFDC9FC01", "1-0:32.7.0")
    energy = Record("841004", "1-0:1.8.1", 2)
    assert voltage.written(Decimal("231.9")) == bytes.fromhex("0AFDC9FC01 3102")
    assert str(voltage.sent(Decimal("231.9"))) == "231"
    assert energy.written(Decimal("16432.019")) == bytes.fromhex("841004 C1121900")
    assert str(energy.sent(Decimal("16432.019"))) == "16432.01"


@pytest.mark.parametrize(
    ("time", "written"),
    [
        (datetime(2026, 5, 2, 18, 42, 29, tzinfo=WARSAW), "066D 5D2AD2423580"),
        (datetime(2026, 1, 31, 7, 5, 9, tzinfo=WARSAW), "066D 0905C75F3180"),
        (datetime(2028, 7, 3, 23, 12, 16, tzinfo=WARSAW), "066D D00C37833780"),
    ],
)
def test_clock(time: datetime, written: str) -> None:
    """Seconds have the bits of summer time and of leap years, hours the weekday."""
    assert clock(time) == bytes.fromhex(written)


@pytest.mark.parametrize(
    ("time", "written"),
    [
        (datetime(2008, 5, 31, 23, 50, tzinfo=WARSAW), "046D 32971F15"),
        (datetime(2026, 12, 24, 18, 0, 59, tzinfo=WARSAW), "046D 0012583C"),
    ],
)
def test_clock_to_the_minute(time: datetime, written: str) -> None:
    """The hour has the bit of summer time; there are no seconds."""
    assert short_clock(time) == bytes.fromhex(written)

"""Tests of numbers and units."""

from collections.abc import Callable
from decimal import Decimal

from hypothesis import example, given, strategies as st
import pytest

from custom_components.han_port.decoder import Reading
from custom_components.han_port.decoder.units import (
    canonical,
    decimals,
    exact,
    scaled,
)
from tests.decoder.compose import UNITS
from tests.decoder.strategies import numbers


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("case", [str, str.lower, str.upper, str.swapcase])
def test_unit_in_any_letter_case(unit: str, case: Callable[[str], str]) -> None:
    """The letter case of a unit says nothing."""
    assert canonical(case(unit)) == UNITS[unit]


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("m3", ("m³", 0)),
        ("M3", ("m³", 0)),
        ("m³", ("m³", 0)),
        ("GJ", ("GJ", 0)),
        ("MJ", ("GJ", -3)),
        ("kVA", ("kVA", 0)),
        ("VA", ("kVA", -3)),
        ("S", ("s", 0)),
    ],
)
def test_units_of_other_meters(unit: str, expected: tuple[str, int]) -> None:
    """Volume, heat, apparent power and time have one spelling each."""
    assert canonical(unit) == expected


@pytest.mark.parametrize("unit", ["MWh", "%", "l", "kVAh"])
def test_unknown_unit_stays(unit: str) -> None:
    """A unit that is not in the table is kept as it was sent."""
    assert canonical(unit) == (unit, 0)


@given(numbers(), st.sampled_from([-3, 0, 3]))
@example("1.023", -3)
@example("1023", -3)
@example("0.000000000000001", 0)
@example("999999999999999", -3)
def test_value_is_rounded_once(number: str, power: int) -> None:
    """A number and its scaling give the float that is nearest to the product."""
    assert scaled(power)(number) == float(Decimal(number).scaleb(power))


@pytest.mark.parametrize(
    ("number", "power", "reading"),
    [
        ("00006678.394", 0, Reading(6678.394, "kWh", 3)),
        ("1023", -3, Reading(1.023, "kWh", 3)),
        ("01219311.383", -3, Reading(1219.311383, "kWh", 6)),
        ("0000.242", 3, Reading(242.0, "kWh", 0)),
        ("-000.6", 0, Reading(-0.6, "kWh", 1)),
        ("+1.5", 0, Reading(1.5, "kWh", 1)),
        ("995", 0, Reading(995.0, "kWh", 0)),
        ("1.500", 0, Reading(1.5, "kWh", 3)),
    ],
)
def test_exact(number: str, power: int, reading: Reading) -> None:
    """A number gives its value and the digits behind the point."""
    assert exact(number, power, "kWh") == reading


@pytest.mark.parametrize("zero", ["-0", "-000.0", "-0.000"])
@pytest.mark.parametrize("power", [-3, 0])
def test_zero_has_no_sign(zero: str, power: int) -> None:
    """A zero of an exporting meter is a plain zero."""
    reading = exact(zero, power, "A")
    assert reading is not None
    assert str(reading.value) == "0.0"


@pytest.mark.parametrize(
    "number",
    [
        "1234567890123456",
        "123456789012.3456",
        "-0.1234567890123456",
        "0001234567890123456",
        "100000000000000.0",
    ],
)
def test_too_many_digits(number: str) -> None:
    """More than 15 significant digits are refused, never rounded."""
    assert exact(number, 0, "kWh") is None


@pytest.mark.parametrize(
    ("number", "value"),
    [
        ("123456789012345", 123456789012345.0),
        ("00000123456789.012345", 123456789.012345),
        ("0.00123456789012345", 0.00123456789012345),
        ("-000000000000000000.6", -0.6),
        ("00000000000000000000", 0.0),
    ],
)
def test_leading_zeros_are_no_digits(number: str, value: float) -> None:
    """Fifteen significant digits are held, whatever zeros stand before them."""
    reading = exact(number, 0, "kWh")
    assert reading is not None
    assert reading.value == value


def test_number_below_the_floats() -> None:
    """A number too small for a float is refused, not made a zero."""
    assert exact(f"0.{'0' * 400}1", 0, "kWh") is None


@pytest.mark.parametrize(
    ("number", "power", "places"),
    [("12", 0, 0), ("1.50", 0, 2), ("12", -3, 3), ("1.5", -3, 4), ("1.2345", 3, 1)],
)
def test_decimals(number: str, power: int, places: int) -> None:
    """Digits behind the point are counted in the canonical unit."""
    assert decimals(number, power) == places


def test_decimals_never_below_none() -> None:
    """A number in thousands has no digits behind the point."""
    assert decimals("0.2", 3) == 0

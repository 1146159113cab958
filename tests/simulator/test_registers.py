"""The registers are what the phases and counters come to."""

from decimal import Decimal

import pytest

from simulator.household import Phase
from simulator.registers import registers
from tests.simulator.known import SNAPSHOT


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("1.8.0", "100.129"),
        ("4.8.0", "400.400"),
        ("1.7.0", "0"),
        ("2.7.0", "0.250"),
        ("4.7.0", "0.120"),
        ("22.7.0", "2"),
        ("41.7.0", "0.5"),
        ("64.7.0", "0.2"),
        ("31.7.0", "-8.7"),
        ("72.7.0", "229.8"),
        ("9.7.0", "0"),
        ("10.7.0", "0.277"),
        ("13.7.0", "0.902"),
    ],
)
def test_numbers(code: str, number: str) -> None:
    """kWh, kW, kvar, kVA, V and A; power is netted over the phases."""
    assert registers(SNAPSHOT)[code] == Decimal(number)


def test_there_are_29() -> None:
    """26 of the list of the North, apparent power both ways and the factor."""
    assert len(registers(SNAPSHOT)) == 26 + 3


def test_importing_house_has_apparent_import() -> None:
    """Apparent power goes the way of the active."""
    phase = Phase(300, 400, Decimal(230), Decimal("2.2"))
    numbers = registers(SNAPSHOT._replace(phases=(phase, phase, phase)))
    assert (numbers["9.7.0"], numbers["10.7.0"]) == (Decimal("1.5"), Decimal(0))
    assert numbers["13.7.0"] == Decimal("0.6")

"""Tests of the catalogue of registers."""

import pytest

from custom_components.han_port.decoder import (
    CATALOGUE,
    Direction,
    Kind,
    Quantity,
    Register,
)
from tests.decoder.compose import LINES

IMPORT, EXPORT = Direction.IMPORT, Direction.EXPORT

#: The list of SESKO SK 13-1: code, quantity, unit, direction, phase.
SESKO = [
    ("1-0:1.8.0", "active_energy", "kWh", IMPORT, None),
    ("1-0:2.8.0", "active_energy", "kWh", EXPORT, None),
    ("1-0:3.8.0", "reactive_energy", "kvarh", IMPORT, None),
    ("1-0:4.8.0", "reactive_energy", "kvarh", EXPORT, None),
    ("1-0:1.7.0", "active_power", "kW", IMPORT, None),
    ("1-0:2.7.0", "active_power", "kW", EXPORT, None),
    ("1-0:3.7.0", "reactive_power", "kvar", IMPORT, None),
    ("1-0:4.7.0", "reactive_power", "kvar", EXPORT, None),
    ("1-0:21.7.0", "active_power", "kW", IMPORT, 1),
    ("1-0:41.7.0", "active_power", "kW", IMPORT, 2),
    ("1-0:61.7.0", "active_power", "kW", IMPORT, 3),
    ("1-0:22.7.0", "active_power", "kW", EXPORT, 1),
    ("1-0:42.7.0", "active_power", "kW", EXPORT, 2),
    ("1-0:62.7.0", "active_power", "kW", EXPORT, 3),
    ("1-0:23.7.0", "reactive_power", "kvar", IMPORT, 1),
    ("1-0:43.7.0", "reactive_power", "kvar", IMPORT, 2),
    ("1-0:63.7.0", "reactive_power", "kvar", IMPORT, 3),
    ("1-0:24.7.0", "reactive_power", "kvar", EXPORT, 1),
    ("1-0:44.7.0", "reactive_power", "kvar", EXPORT, 2),
    ("1-0:64.7.0", "reactive_power", "kvar", EXPORT, 3),
    ("1-0:32.7.0", "voltage", "V", None, 1),
    ("1-0:52.7.0", "voltage", "V", None, 2),
    ("1-0:72.7.0", "voltage", "V", None, 3),
    ("1-0:31.7.0", "current", "A", None, 1),
    ("1-0:51.7.0", "current", "A", None, 2),
    ("1-0:71.7.0", "current", "A", None, 3),
]


@pytest.mark.parametrize(("code", "quantity", "unit", "direction", "phase"), SESKO)
def test_register(
    code: str,
    quantity: str,
    unit: str,
    direction: Direction | None,
    phase: int | None,
) -> None:
    """Every register of the list means what the list says."""
    row = CATALOGUE[code]
    assert (row.quantity, row.unit, row.direction, row.phase) == (
        quantity,
        unit,
        direction,
        phase,
    )


def test_the_27_registers() -> None:
    """The clock and the 26 measured registers are the 27 of the list."""
    codes = {line.partition("(")[0] for line in LINES}
    assert codes == {"0-0:1.0.0", *(row[0] for row in SESKO)}
    assert len(codes) == 27


@pytest.mark.parametrize("row", SESKO, ids=lambda row: row[0])
def test_kind(row: tuple[str, str, str, Direction | None, int | None]) -> None:
    """Energies are cumulative, the rest is instantaneous."""
    expected = Kind.CUMULATIVE if row[1].endswith("energy") else Kind.INSTANTANEOUS
    assert CATALOGUE[row[0]].kind is expected


@pytest.mark.parametrize(
    ("code", "quantity"),
    [
        ("1-0:0.4.2", Quantity.CURRENT_TRANSFORMER_RATIO),
        ("1-0:1.4.2", Quantity.CURRENT_TRANSFORMER_RATIO),
        ("1-0:0.4.3", Quantity.VOLTAGE_TRANSFORMER_RATIO),
        ("1-0:1.4.3", Quantity.VOLTAGE_TRANSFORMER_RATIO),
    ],
)
def test_transformer_ratio(code: str, quantity: Quantity) -> None:
    """A ratio is a constant number without unit."""
    row = CATALOGUE[code]
    assert (row.quantity, row.kind, row.unit, row.is_number) == (
        quantity,
        Kind.CONSTANT,
        None,
        True,
    )


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("0-0:1.0.0", Kind.CLOCK),
        ("0-0:96.1.0", Kind.IDENTITY),
        ("0-0:96.1.1", Kind.IDENTITY),
    ],
)
def test_text_register(code: str, kind: Kind) -> None:
    """The clock and the serial numbers are no numbers."""
    row = CATALOGUE[code]
    assert (row.kind, row.is_number, row.unit) == (kind, False, None)


def test_frequency() -> None:
    """Lithuanian meters send the frequency too."""
    row = CATALOGUE["1-0:14.7.0"]
    assert (row.quantity, row.unit) == (Quantity.FREQUENCY, "Hz")


@pytest.mark.parametrize("row", CATALOGUE.items(), ids=lambda row: row[0])
def test_key_is_the_code(row: tuple[str, Register]) -> None:
    """The table is keyed by the code of its rows."""
    code, register = row
    assert register.code == code

"""Tests of the catalogue of registers."""

import pytest

from custom_components.han_port.decoder import (
    CATALOGUE,
    Direction,
    Kind,
    Quantity,
    Register,
    find,
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
    assert (row.quantity, row.units, row.direction, row.phase, row.tariff) == (
        quantity,
        (unit,),
        direction,
        phase,
        None,
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
    assert (row.quantity, row.kind, row.units, row.is_number) == (
        quantity,
        Kind.CONSTANT,
        (None,),
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
    assert (row.kind, row.is_number, row.units) == (kind, False, ())


def test_frequency() -> None:
    """Lithuanian meters send the frequency too."""
    row = CATALOGUE["1-0:14.7.0"]
    assert (row.quantity, row.units) == (Quantity.FREQUENCY, ("Hz",))


@pytest.mark.parametrize("tariff", range(1, 5))
@pytest.mark.parametrize(
    ("group", "quantity", "direction"),
    [
        (1, Quantity.ACTIVE_ENERGY, IMPORT),
        (2, Quantity.ACTIVE_ENERGY, EXPORT),
        (3, Quantity.REACTIVE_ENERGY, IMPORT),
        (4, Quantity.REACTIVE_ENERGY, EXPORT),
    ],
)
def test_tariffs(
    group: int, quantity: Quantity, direction: Direction, tariff: int
) -> None:
    """The E group of a total is its tariff."""
    row = CATALOGUE[f"1-0:{group}.8.{tariff}"]
    assert (row.quantity, row.direction, row.tariff) == (quantity, direction, tariff)
    assert row.kind is Kind.CUMULATIVE


@pytest.mark.parametrize(
    ("code", "quantity", "direction", "phase", "unit"),
    [
        ("1-0:9.7.0", Quantity.APPARENT_POWER, IMPORT, None, "kVA"),
        ("1-0:10.7.0", Quantity.APPARENT_POWER, EXPORT, None, "kVA"),
        ("1-0:29.7.0", Quantity.APPARENT_POWER, IMPORT, 1, "kVA"),
        ("1-0:70.7.0", Quantity.APPARENT_POWER, EXPORT, 3, "kVA"),
        ("1-0:13.7.0", Quantity.POWER_FACTOR, None, None, None),
        ("1-0:33.7.0", Quantity.POWER_FACTOR, None, 1, None),
        ("1-0:53.7.0", Quantity.POWER_FACTOR, None, 2, None),
        ("1-0:73.7.0", Quantity.POWER_FACTOR, None, 3, None),
        ("1-0:15.7.0", Quantity.ABSOLUTE_ACTIVE_POWER, None, None, "kW"),
        ("1-0:16.7.0", Quantity.NET_ACTIVE_POWER, None, None, "kW"),
        ("1-0:36.7.0", Quantity.NET_ACTIVE_POWER, None, 1, "kW"),
        ("1-0:56.7.0", Quantity.NET_ACTIVE_POWER, None, 2, "kW"),
        ("1-0:76.7.0", Quantity.NET_ACTIVE_POWER, None, 3, "kW"),
        ("1-0:1.4.0", Quantity.AVERAGE_DEMAND, None, None, "kW"),
        ("1-0:1.6.0", Quantity.MAXIMUM_DEMAND, None, None, "kW"),
    ],
)
def test_other_measured_values(
    code: str,
    quantity: Quantity,
    direction: Direction | None,
    phase: int | None,
    unit: str | None,
) -> None:
    """What the meters of other countries measure besides."""
    row = CATALOGUE[code]
    assert (row.quantity, row.direction, row.phase) == (quantity, direction, phase)
    assert (row.kind, row.units) == (Kind.INSTANTANEOUS, (unit,))


@pytest.mark.parametrize(
    ("code", "quantity", "kind"),
    [
        ("0-0:17.0.0", Quantity.LIMIT, Kind.CONSTANT),
        ("1-0:31.4.0", Quantity.LIMIT, Kind.CONSTANT),
        ("0-0:96.7.21", Quantity.POWER_FAILURES, Kind.EVENTS),
        ("0-0:96.7.9", Quantity.LONG_POWER_FAILURES, Kind.EVENTS),
        ("1-0:32.32.0", Quantity.VOLTAGE_SAGS, Kind.EVENTS),
        ("1-0:72.36.0", Quantity.VOLTAGE_SWELLS, Kind.EVENTS),
        ("0-0:96.14.0", Quantity.ACTIVE_TARIFF, Kind.STATE),
        ("0-0:96.3.10", Quantity.BREAKER, Kind.STATE),
        ("0-2:96.3.10", Quantity.RELAY, Kind.STATE),
        ("0-1:24.4.0", Quantity.VALVE, Kind.STATE),
        ("0-0:96.13.1", Quantity.MESSAGE, Kind.TEXT),
        ("1-3:0.2.8", Quantity.VERSION, Kind.TEXT),
        ("0-0:96.1.4", Quantity.VERSION, Kind.TEXT),
        ("0-0:42.0.0", Quantity.SERIAL_NUMBER, Kind.IDENTITY),
        ("0-1:24.1.0", Quantity.SUBMETER_TYPE, Kind.IDENTITY),
        ("0-4:96.1.1", Quantity.SERIAL_NUMBER, Kind.IDENTITY),
    ],
)
def test_what_is_not_measured(code: str, quantity: Quantity, kind: Kind) -> None:
    """Limits, events, states, texts and numbers of meters are told apart."""
    row = CATALOGUE[code]
    assert (row.quantity, row.kind) == (quantity, kind)


@pytest.mark.parametrize("channel", range(1, 5))
@pytest.mark.parametrize("item", [1, 3])
def test_readings_of_submeters(channel: int, item: int) -> None:
    """Each channel of the M-Bus has its readings, stamped, of volume or energy."""
    row = CATALOGUE[f"0-{channel}:24.2.{item}"]
    assert (row.quantity, row.kind) == (Quantity.SUBMETER, Kind.CUMULATIVE)
    assert (row.number, row.is_stamped) == (channel, True)
    assert "m³" in row.units
    assert "GJ" in row.units


@pytest.mark.parametrize(
    ("code", "quantity", "units"),
    [
        ("7-0:3.0.0", Quantity.GAS, ("m³",)),
        ("8-0:1.0.0", Quantity.WATER, ("m³",)),
        ("9-0:1.0.0", Quantity.WARM_WATER, ("m³",)),
        ("6-0:1.0.0", Quantity.HEAT, ("kWh", "GJ")),
        ("5-0:1.0.0", Quantity.COOLING, ("kWh", "GJ")),
    ],
)
def test_totals_of_other_media(
    code: str, quantity: Quantity, units: tuple[str, ...]
) -> None:
    """A meter of gas, water or heat that is heard itself has one total."""
    row = CATALOGUE[code]
    assert (row.quantity, row.kind, row.units) == (quantity, Kind.CUMULATIVE, units)
    assert (row.number, row.is_stamped) == (None, False)


def test_limit_has_any_unit() -> None:
    """A limiter is set in kW, kVA, A, or says no unit."""
    assert set(CATALOGUE["0-0:17.0.0"].units) == {"kW", "kVA", "A", None}


def test_energy_is_not_stamped() -> None:
    """A total with a stamp before it is one of the past."""
    assert not CATALOGUE["1-0:1.8.0"].is_stamped


@pytest.mark.parametrize(
    ("code", "row"),
    [
        ("1-0:1.8.0", "1-0:1.8.0"),
        ("1-1:1.8.0", "1-0:1.8.0"),
        ("1-1:72.7.0", "1-0:72.7.0"),
        ("1-9:2.8.2", "1-0:2.8.2"),
        ("1-1:0.0.5", "1-0:0.0.5"),
        ("1-3:0.2.8", "1-3:0.2.8"),
        ("0-1:1.0.0", "0-0:1.0.0"),
        ("1-0:0.9.1", "0-0:1.0.0"),
        ("1-0:0.9.2", "0-0:1.0.0"),
    ],
)
def test_find(code: str, row: str) -> None:
    """Electricity is the same on every channel, and a clock has several codes."""
    assert find(code) is CATALOGUE[row]


@pytest.mark.parametrize(
    "code", ["", "1", "1-0:1.8.9", "1-0:1.8.0*01", "0-1:1.8.0", "6-0:1.8.0", "1-1:1"]
)
def test_find_nothing(code: str) -> None:
    """Past values, other media and what is no code have no row."""
    assert find(code) is None


@pytest.mark.parametrize("row", CATALOGUE.items(), ids=lambda row: row[0])
def test_key_is_the_code(row: tuple[str, Register]) -> None:
    """The table is keyed by the code of its rows."""
    code, register = row
    assert register.code == code

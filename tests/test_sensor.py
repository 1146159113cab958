"""Tests of which sensors a meter has, and of what kind."""

import re
from typing import Final, NamedTuple

from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.meters import METERS, READABLE, TRANSFORMER_METER
from simulator.push import PtyMeter
from tests.decoder import dutch
from tests.decoder.compose import LINES, replaced, telegram
from tests.entries import coordinator_of, set_up, until
from tests.sensors import AIDON, STRANGE, entity_of, state_of
from tests.wire import Wire

pytestmark = pytest.mark.usefixtures("haste")


class Row(NamedTuple):
    """What the sensor of a register is like."""

    name: str
    device_class: str | None
    state_class: str | None
    unit: str | None
    decimals: int | None
    enabled: bool = True


def _energy(name: str) -> Row:
    return Row(f"Active energy {name}", "energy", "total_increasing", "kWh", 3)


def _reactive_energy(name: str) -> Row:
    kind = "reactive_energy"
    return Row(f"Reactive energy {name}", kind, "total_increasing", "kvarh", 3)


def _power(name: str) -> Row:
    return Row(f"Active power {name}", "power", "measurement", "kW", 3)


def _reactive_power(name: str, *, enabled: bool = True) -> Row:
    kind = "reactive_power"
    return Row(f"Reactive power {name}", kind, "measurement", "kvar", 3, enabled)


def _voltage(phase: str) -> Row:
    return Row(f"Voltage {phase}", "voltage", "measurement", "V", 1)


def _current(phase: str) -> Row:
    return Row(f"Current {phase}", "current", "measurement", "A", 1)


ROWS: Final = {
    "0-0:1.0.0": Row("Meter clock", "timestamp", None, None, None, enabled=False),
    "1-0:1.8.0": _energy("import"),
    "1-0:2.8.0": _energy("export"),
    "1-0:3.8.0": _reactive_energy("import"),
    "1-0:4.8.0": _reactive_energy("export"),
    "1-0:1.7.0": _power("import"),
    "1-0:2.7.0": _power("export"),
    "1-0:3.7.0": _reactive_power("import"),
    "1-0:4.7.0": _reactive_power("export"),
    "1-0:21.7.0": _power("import L1"),
    "1-0:22.7.0": _power("export L1"),
    "1-0:41.7.0": _power("import L2"),
    "1-0:42.7.0": _power("export L2"),
    "1-0:61.7.0": _power("import L3"),
    "1-0:62.7.0": _power("export L3"),
    "1-0:23.7.0": _reactive_power("import L1", enabled=False),
    "1-0:24.7.0": _reactive_power("export L1", enabled=False),
    "1-0:43.7.0": _reactive_power("import L2", enabled=False),
    "1-0:44.7.0": _reactive_power("export L2", enabled=False),
    "1-0:63.7.0": _reactive_power("import L3", enabled=False),
    "1-0:64.7.0": _reactive_power("export L3", enabled=False),
    "1-0:32.7.0": _voltage("L1"),
    "1-0:52.7.0": _voltage("L2"),
    "1-0:72.7.0": _voltage("L3"),
    "1-0:31.7.0": _current("L1"),
    "1-0:51.7.0": _current("L2"),
    "1-0:71.7.0": _current("L3"),
}


#: What every meter has besides.
LINK: Final = {"refused", "reconnects", "interval", "integrity"}


async def test_every_register_is_a_sensor(
    hass: HomeAssistant, entry: MockConfigEntry, entity_registry: er.EntityRegistry
) -> None:
    """Of Rovakaira's meter the 27 registers are sensors, and nothing else it sends."""
    assert len(ROWS) == 27
    assert _sensors(entity_registry, entry) == ROWS.keys() | LINK


def _sensors(registry: er.EntityRegistry, entry: MockConfigEntry) -> set[str]:
    """Return what the sensors of a meter are of: codes, and what the link is like."""
    entities = er.async_entries_for_config_entry(registry, entry.entry_id)
    return {entity.unique_id.removeprefix(f"{entry.entry_id}_") for entity in entities}


@pytest.mark.parametrize("profile", READABLE)
async def test_every_meter_has_the_same_sensors(
    hass: HomeAssistant, entity_registry: er.EntityRegistry, profile: str
) -> None:
    """However a maker orders and spells them, the registers come to the same."""
    async with PtyMeter(meter=READABLE[profile], interval=0.1) as meter:
        entry = await set_up(hass, meter.port, profile)
        for code, row in ROWS.items():
            _assert_like(entity_of(entity_registry, entry, code), row)


def _assert_like(entity: er.RegistryEntry, row: Row) -> None:
    """Check a sensor in the registry; of these only the clock is diagnostic."""
    _assert_shape(entity, row)
    clock = row.device_class == "timestamp"
    assert entity.entity_category is (EntityCategory.DIAGNOSTIC if clock else None)


def _assert_shape(entity: er.RegistryEntry, row: Row) -> None:
    """Check what a sensor in the registry is like."""
    state_class = (entity.capabilities or {}).get("state_class")
    assert (
        entity.original_name,
        entity.original_device_class,
        state_class,
        entity.unit_of_measurement,
        entity.disabled_by is None,
    ) == (row.name, row.device_class, row.state_class, row.unit, row.enabled)
    if row.enabled and row.decimals is not None:
        precision = entity.options["sensor"]["suggested_display_precision"]
        assert precision == row.decimals


async def test_names_follow_the_translations(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """The name of an entity is the device's and the register's."""
    state = hass.states.get("sensor.aidon_7534_voltage_l1")
    assert state
    assert state.name == "Aidon 7534 Voltage L1"


async def test_precision_is_that_of_the_wire(
    hass: HomeAssistant, wire: Wire, entity_registry: er.EntityRegistry
) -> None:
    """A meter that sends fewer digits has fewer shown."""
    wire.data = telegram(AIDON, replaced("1-0:1.8.0(00006678.3*kWh)"))
    entry = await set_up(hass, wire.port)
    options = entity_of(entity_registry, entry, "1-0:1.8.0").options
    assert options["sensor"]["suggested_display_precision"] == 1


async def test_uncatalogued_register_is_disabled(
    hass: HomeAssistant, wire: Wire, entity_registry: er.EntityRegistry
) -> None:
    """What nobody knows is named by its code, for those who look for it."""
    wire.data = telegram(AIDON, [*LINES, f"{STRANGE}(0012.5*X)"])
    entry = await set_up(hass, wire.port)
    entity = entity_of(entity_registry, entry, STRANGE)
    assert entity.original_name == f"Register {STRANGE}"
    assert entity.disabled_by is er.RegistryEntryDisabler.INTEGRATION
    assert entity.entity_category is EntityCategory.DIAGNOSTIC
    assert entity.unit_of_measurement == "X"
    assert entity.capabilities is None
    assert entity.original_device_class is None


def _total(name: str, tariff: int) -> Row:
    """Return what the total of a tariff is like."""
    return _energy(f"{name} tariff {tariff}")


def _count(name: str) -> Row:
    """Return what a count of events is like."""
    return Row(name, None, "total_increasing", None, 0, enabled=False)


def _text(name: str, *, enabled: bool = True) -> Row:
    """Return what a text is like."""
    return Row(name, None, None, None, None, enabled)


#: What a Dutch meter has that others have not.
DUTCH_ROWS: Final = {
    "1-0:1.8.1": _total("import", 1),
    "1-0:1.8.2": _total("import", 2),
    "1-0:2.8.1": _total("export", 1),
    "1-0:2.8.2": _total("export", 2),
    "0-0:17.0.0": Row("Connection limit", "power", None, "kW", 1),
    "0-0:96.7.21": _count("Power failures"),
    "0-0:96.7.9": _count("Long power failures"),
    "1-0:32.32.0": _count("Voltage sags L1"),
    "1-0:32.36.0": _count("Voltage swells L1"),
    "0-0:96.14.0": _text("Active tariff"),
    "0-0:96.3.10": _text("Breaker"),
    "0-0:96.13.0": _text("Text message 0", enabled=False),
    "1-3:0.2.8": _text("Version of the telegrams", enabled=False),
}


@pytest.mark.parametrize("code", DUTCH_ROWS)
async def test_dutch_meter(
    hass: HomeAssistant, wire: Wire, entity_registry: er.EntityRegistry, code: str
) -> None:
    """Totals by tariff are measured; limits, states and counts are diagnostic."""
    wire.data = telegram(dutch.IDENT, dutch.LINES)
    entry = await set_up(hass, wire.port, "dsmr")
    entity, row = entity_of(entity_registry, entry, code), DUTCH_ROWS[code]
    _assert_shape(entity, row)
    is_energy = row.device_class == "energy"
    assert entity.entity_category is (None if is_energy else EntityCategory.DIAGNOSTIC)


@pytest.mark.usefixtures("all_enabled")
@pytest.mark.parametrize(
    ("line", "name", "device_class", "state"),
    [
        ("1-0:9.7.0(00.021*kVA)", "apparent_power_import", "apparent_power", 0.021),
        ("1-0:16.7.0(-01.5*kW)", "net_active_power", "power", -1.5),
        ("1-0:15.7.0(01.5*kW)", "absolute_active_power", "power", 1.5),
        ("1-0:1.4.0(02.351*kW)", "average_demand", "power", 2.351),
        ("1-0:1.6.0(250109134558W)(02.5*kW)", "maximum_demand", "power", 2.5),
        ("1-0:13.7.0(-0.910)", "power_factor", "power_factor", -0.91),
        ("1-0:33.7.0(0.95)", "power_factor_l1", "power_factor", 0.95),
    ],
)
async def test_other_measured_values(
    hass: HomeAssistant, line: str, name: str, device_class: str, state: float
) -> None:
    """What other countries' meters measure has its device class and unit."""
    async with Wire(data=telegram(AIDON, [*LINES, line])) as wire:
        await set_up(hass, wire.port)
        shown = hass.states.get(f"sensor.aidon_7534_{name}")
        assert shown
        assert float(shown.state) == state
        assert shown.attributes["state_class"] == "measurement"
        assert shown.attributes["device_class"] == device_class
        unit = shown.attributes.get("unit_of_measurement")
        assert unit == {"apparent_power": "kVA", "power": "kW"}.get(device_class)


@pytest.mark.usefixtures("all_enabled")
@pytest.mark.parametrize(
    ("line", "name", "device_class"),
    [
        ("0-0:17.0.0(17.3*kVA)", "connection_limit", "apparent_power"),
        ("1-0:31.4.0(063*A)", "connection_limit_l1", "current"),
        ("0-0:17.0.0(999)", "connection_limit", None),
    ],
)
async def test_limit_is_of_the_kind_of_its_unit(
    hass: HomeAssistant, line: str, name: str, device_class: str | None
) -> None:
    """Some meters limit the power, others the current of each phase."""
    async with Wire(data=telegram(AIDON, [*LINES, line])) as wire:
        await set_up(hass, wire.port)
        shown = hass.states.get(f"sensor.aidon_7534_{name}")
    assert shown
    assert shown.attributes.get("device_class") == device_class


async def test_codes_on_another_channel(hass: HomeAssistant) -> None:
    """Kamstrup's 1-1:1.7.0 is the entity of 1-0:1.7.0: it outlives a new list."""
    async with PtyMeter(meter=METERS["kamstrup_dlms"], interval=0.1) as meter:
        entry = await set_up(hass, meter.port, "kamstrup_dlms")
        assert "1-1:1.7.0" in coordinator_of(entry).registers
        assert float(state_of(hass, entry, "1-0:1.7.0")) >= 0
        codes = _sensors(er.async_get(hass), entry)
    assert not [code for code in codes if code.startswith("1-1:")]
    assert {"1-0:1.7.0", "1-0:72.7.0"} <= codes


async def test_serial_number_is_no_sensor(
    hass: HomeAssistant, wire: Wire, entity_registry: er.EntityRegistry
) -> None:
    """It belongs to the device."""
    wire.data = telegram(AIDON, [*LINES, "0-0:96.1.0(4B414D3132)"])
    entry = await set_up(hass, wire.port)
    assert _sensors(entity_registry, entry) == ROWS.keys() | LINK


async def test_transformer_meter(
    hass: HomeAssistant, entity_registry: er.EntityRegistry
) -> None:
    """The ratios are diagnostic, and nothing is multiplied by them."""
    async with PtyMeter(meter=TRANSFORMER_METER, interval=0.1) as meter:
        entry = await set_up(hass, meter.port)
        meter.paused = True
        telegrams = coordinator_of(entry).hearing.telegrams
        sent = meter.push_now().decode()
        await until(lambda: coordinator_of(entry).hearing.telegrams > telegrams)
        watt_hours = re.search(r"1-0:1\.8\.0\((.*)\*Wh\)", sent)
        assert watt_hours
        assert state_of(hass, entry, "1-0:1.8.0") == str(float(f"{watt_hours[1]}e-3"))
        _assert_like(
            entity_of(entity_registry, entry, "1-0:1.8.0"),
            _energy("import")._replace(decimals=6),
        )
        for code, name, ratio in (
            ("1-0:0.4.2", "Current transformer ratio", "100"),
            ("1-0:0.4.3", "Voltage transformer ratio", "1.0"),
        ):
            entity = entity_of(entity_registry, entry, code)
            assert entity.original_name == name
            assert entity.entity_category is EntityCategory.DIAGNOSTIC
            assert entity.disabled_by is None
            assert (entity.capabilities or {}).get("state_class") is None
            assert state_of(hass, entry, code) == ratio

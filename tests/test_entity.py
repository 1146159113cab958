"""Tests of the device that the entities of a meter belong to."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.han_port.decoder import Meter
from custom_components.han_port.entity import meter_name, numbered_name
from tests.decoder import dutch
from tests.decoder.compose import LINES, telegram
from tests.entries import set_up, until
from tests.wire import Wire

pytestmark = pytest.mark.usefixtures("haste")


async def _device(
    hass: HomeAssistant, registry: dr.DeviceRegistry, data: bytes
) -> dr.DeviceEntry:
    """Return the device of a meter that sends these telegrams."""
    async with Wire(data=data) as wire:
        entry = await set_up(hass, wire.port, "auto")
        (device,) = dr.async_entries_for_config_entry(registry, entry.entry_id)
        await hass.config_entries.async_unload(entry.entry_id)
        return device


async def test_meter_is_one_device(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
    entity_registry: er.EntityRegistry,
) -> None:
    """All entities belong to the device, which is known by its entry."""
    (device,) = dr.async_entries_for_config_entry(device_registry, entry.entry_id)
    assert device.identifiers == {("han_port", entry.entry_id)}
    assert not device.connections
    entities = er.async_entries_for_config_entry(entity_registry, entry.entry_id)
    assert {entity.device_id for entity in entities} == {device.id}
    assert all(entity.has_entity_name for entity in entities)


async def test_maker_and_model(
    hass: HomeAssistant, device_registry: dr.DeviceRegistry
) -> None:
    """The ident line tells maker and model; Nordic telegrams have no number."""
    device = await _device(hass, device_registry, telegram("ADN9 7534"))
    assert device.manufacturer == "Aidon"
    assert device.model == "7534"
    assert device.name == "Aidon 7534"
    assert device.serial_number is None


async def test_serial_number(
    hass: HomeAssistant, device_registry: dr.DeviceRegistry
) -> None:
    """Where a telegram carries the meter's number the device has it."""
    lines = [*LINES, "0-0:96.1.0(4B414D3132333435363738)"]
    device = await _device(hass, device_registry, telegram("KAM5", lines))
    assert device.manufacturer == "Kamstrup"
    assert device.serial_number == "KAM12345678"


async def test_unknown_maker(
    hass: HomeAssistant, device_registry: dr.DeviceRegistry
) -> None:
    """Of a meter that says little the device says no more."""
    device = await _device(hass, device_registry, telegram("XYZ5NEW"))
    assert device.manufacturer is None
    assert (device.name, device.model) == ("NEW", "NEW")


def _submeter(
    registry: dr.DeviceRegistry, entry: MockConfigEntry, channel: int
) -> dr.DeviceEntry | None:
    """Return the device of a sub-meter."""
    identifier = ("han_port", f"{entry.entry_id}_{channel}")
    return registry.async_get_device_by_identifier(identifier, entry.entry_id)


async def test_submeters_are_devices_of_their_own(
    hass: HomeAssistant, device_registry: dr.DeviceRegistry
) -> None:
    """Gas and water meter stand behind the electricity meter, with their numbers."""
    lines = [*dutch.LINES, *dutch.GAS, *dutch.WATER]
    async with Wire(data=telegram(dutch.IDENT, lines)) as wire:
        entry = await set_up(hass, wire.port, "dsmr")
        identifier = ("han_port", entry.entry_id)
        meter = device_registry.async_get_device_by_identifier(
            identifier, entry.entry_id
        )
        gas, water = (_submeter(device_registry, entry, number) for number in (1, 2))
    assert meter
    assert gas
    assert water
    assert meter.name == "Iskraemeco 2M550T-1000"
    assert (gas.name, gas.serial_number) == ("Gas meter", "G0000001")
    assert (water.name, water.serial_number) == ("Water meter", "W0000002")
    assert gas.via_device_id == water.via_device_id == meter.id


@pytest.mark.parametrize(
    ("kind", "unit", "name", "device_class"),
    [
        ("003", "m3", "gas_meter", "gas"),
        ("007", "m3", "water_meter", "water"),
        ("006", "m3", "warm_water_meter", "water"),
        ("004", "GJ", "heat_meter", "energy"),
        ("012", "GJ", "heat_meter", "energy"),
        ("010", "GJ", "cooling_meter", "energy"),
        ("002", "kWh", "second_electricity_meter", "energy"),
        ("004", "m3", "heat_meter", None),
    ],
)
async def test_reading_of_a_submeter(
    hass: HomeAssistant, kind: str, unit: str, name: str, device_class: str | None
) -> None:
    """The medium decides what the reading is, where the unit is one of it."""
    lines = [f"0-1:24.1.0({kind})", f"0-1:24.2.1(250117080000W)(01234.5*{unit})"]
    data = telegram(dutch.IDENT, [*dutch.LINES, *lines])
    async with Wire(data=data) as wire:
        await set_up(hass, wire.port, "dsmr")
        state = hass.states.get(f"sensor.{name}_reading")
    assert state
    assert state.state == "1234.5"
    assert state.attributes["state_class"] == "total_increasing"
    assert state.attributes.get("device_class") == device_class
    assert state.attributes["unit_of_measurement"] == unit.replace("3", "³")


async def test_reading_behind_its_medium(hass: HomeAssistant) -> None:
    """What an earlier telegram said of a sub-meter is known when its reading comes."""
    first = telegram(dutch.IDENT, [*dutch.LINES, "0-1:24.1.0(003)"])
    reading = "0-1:24.2.1(250117080000W)(01234.5*m3)"
    async with Wire(data=first) as wire:
        await set_up(hass, wire.port, "dsmr")
        wire.data = telegram(dutch.IDENT, [*dutch.LINES, reading])
        await until(lambda: hass.states.get("sensor.gas_meter_reading"))
        state = hass.states.get("sensor.gas_meter_reading")
    assert state
    assert state.attributes["device_class"] == "gas"


@pytest.mark.parametrize("kind", ["0-1:24.1.0(000)", "0-0:96.13.1()"])
async def test_reading_of_nobody_knows_what(
    hass: HomeAssistant, entity_registry: er.EntityRegistry, kind: str
) -> None:
    """A reading whose medium is not told is there for those who look for it."""
    lines = [*dutch.LINES, kind, "0-1:24.2.1(250117080000W)(01234.5*m3)"]
    async with Wire(data=telegram(dutch.IDENT, lines)) as wire:
        entry = await set_up(hass, wire.port, "dsmr")
    entity_id = entity_registry.async_get_entity_id(
        "sensor", "han_port", f"{entry.entry_id}_0-1:24.2.1"
    )
    assert entity_id
    entity = entity_registry.async_get(entity_id)
    assert entity
    assert entity.original_name == "Register 0-1:24.2.1"
    assert entity.disabled_by is er.RegistryEntryDisabler.INTEGRATION
    assert entity.entity_category == "diagnostic"


async def test_submeter_that_is_heard_later(
    hass: HomeAssistant, device_registry: dr.DeviceRegistry
) -> None:
    """A gas meter that is fitted one day has its device when it is heard."""
    empty = ["0-1:24.1.0(003)", "0-1:96.1.0()", "0-1:24.2.1(700101010000W)(00000000)"]
    async with Wire(data=telegram(dutch.IDENT, [*dutch.LINES, *empty])) as wire:
        entry = await set_up(hass, wire.port, "dsmr")
        assert _submeter(device_registry, entry, 1) is None
        wire.data = telegram(dutch.IDENT, [*dutch.LINES, *dutch.GAS])
        await until(lambda: hass.states.get("sensor.gas_meter_reading"))
    assert _submeter(device_registry, entry, 1)


async def test_place_that_no_submeter_has_taken(
    hass: HomeAssistant, device_registry: dr.DeviceRegistry
) -> None:
    """Luxembourg's meters send a medium and a valve for it, but it is no device."""
    lines = [
        *("0-1:24.1.0(003)", "0-1:24.2.1(250117080000W)(01234.5*m3)"),
        *("0-2:24.1.0(007)", "0-2:96.1.0()"),
        *("0-2:24.2.1(632525252525S)(00000.000)", "0-2:24.4.0(1)"),
    ]
    async with Wire(data=telegram(dutch.IDENT, [*dutch.LINES, *lines])) as wire:
        entry = await set_up(hass, wire.port, "dsmr")
        devices = dr.async_entries_for_config_entry(device_registry, entry.entry_id)
    assert len(devices) == 2
    assert {device.name for device in devices if device.via_device_id} == {"Gas meter"}


async def test_valve_is_of_its_submeter(
    hass: HomeAssistant, entity_registry: er.EntityRegistry
) -> None:
    """The valve of a gas meter belongs to the gas meter."""
    data = telegram(dutch.IDENT, [*dutch.LINES, *dutch.GAS])
    async with Wire(data=data) as wire:
        entry = await set_up(hass, wire.port, "dsmr")
    devices = {
        entity.unique_id.removeprefix(f"{entry.entry_id}_"): entity.device_id
        for entity in er.async_entries_for_config_entry(entity_registry, entry.entry_id)
    }
    assert devices["0-1:24.4.0"] == devices["0-1:24.2.1"] != devices["1-0:1.7.0"]


def test_name_of_a_meter_without_any() -> None:
    """A device needs a name all the same."""
    assert meter_name(Meter()) == "HAN Port"


def test_name_of_a_maker_alone() -> None:
    """A maker is a name, too."""
    assert meter_name(Meter(manufacturer="Kamstrup")) == "Kamstrup"


@pytest.mark.parametrize(
    ("number", "name"),
    [("14000011", "Elgama GAMA 350 …011"), (None, "Elgama GAMA 350")],
)
def test_name_with_a_number(number: str | None, name: str) -> None:
    """Its last digits tell two meters of a model apart."""
    assert numbered_name(Meter("Elgama", "GAMA 350", number)) == name

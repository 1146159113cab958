"""Tests of the device that the entities of a meter belong to."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.han_port.decoder import Meter
from custom_components.han_port.entity import meter_name
from tests.decoder.compose import LINES, telegram
from tests.entries import set_up
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


def test_name_of_a_meter_without_any() -> None:
    """A device needs a name all the same."""
    assert meter_name(Meter()) == "HAN Port"


def test_name_of_a_maker_alone() -> None:
    """A maker is a name, too."""
    assert meter_name(Meter(manufacturer="Kamstrup")) == "Kamstrup"

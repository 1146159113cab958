"""Tests of the sensors that radio meters have besides, and of what other meters are."""

from homeassistant.const import STATE_UNAVAILABLE, EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest

from simulator.receivers import PtyReceiver, TcpReceiver
from simulator.rtl_wmbus import RtlWmbus
from tests.entries import until
from tests.radios import radio_coordinator, set_up_radio, stations
from tests.sensors import entity_of, state_of

pytestmark = pytest.mark.usefixtures("haste", "socket_enabled")


async def test_reception_is_diagnostic_and_off(
    hass: HomeAssistant, entity_registry: er.EntityRegistry
) -> None:
    """Few want to know the strength, or what the receiver is called."""
    async with PtyReceiver(interval=0.1) as receiver:
        entry = await set_up_radio(hass, receiver.port)
        await until(lambda: radio_coordinator(entry).hearing.telegrams)
        await hass.async_block_till_done()
        for key in ("rssi", "receiver"):
            sensor = entity_of(entity_registry, entry, key)
            assert sensor.entity_category is EntityCategory.DIAGNOSTIC
            assert sensor.disabled_by is er.RegistryEntryDisabler.INTEGRATION
            assert sensor.translation_key == key


async def test_device_has_the_number_in_its_name(
    hass: HomeAssistant, device_registry: dr.DeviceRegistry
) -> None:
    """One receiver may hear two meters of a model in a household."""
    async with PtyReceiver(interval=0.1) as receiver:
        entry = await set_up_radio(hass, receiver.port)
        await until(lambda: radio_coordinator(entry).hearing.telegrams)
        await hass.async_block_till_done()
        (device,) = dr.async_entries_for_config_entry(device_registry, entry.entry_id)
        assert device.name == f"Elgama GAMA 150/350 {device.serial_number}"
        assert device.serial_number == radio_coordinator(entry).address.number


@pytest.mark.usefixtures("all_enabled")
async def test_reception_is_told(
    hass: HomeAssistant, entity_registry: er.EntityRegistry
) -> None:
    """The strength of the last telegram, and who has received it."""
    async with PtyReceiver(interval=0.1) as receiver:
        entry = await set_up_radio(hass, receiver.port)
        await until(lambda: radio_coordinator(entry).hearing.telegrams)
        await hass.async_block_till_done()
        assert state_of(hass, entry, "rssi") == "-58.0"
        assert state_of(hass, entry, "receiver") == "IMST iM871A-USB"
        strength = entity_of(entity_registry, entry, "rssi")
        assert strength.original_device_class == "signal_strength"
        assert strength.unit_of_measurement == "dBm"
        assert (strength.capabilities or {})["state_class"] == "measurement"
        await hass.config_entries.async_unload(entry.entry_id)
        assert state_of(hass, entry, "rssi") == STATE_UNAVAILABLE


@pytest.mark.usefixtures("all_enabled")
async def test_receiver_is_not_known_yet(hass: HomeAssistant) -> None:
    """A coordinator that has joined nothing has none."""
    async with PtyReceiver(paused=True) as receiver:
        entry = await set_up_radio(hass, receiver.port)
        meter = radio_coordinator(entry)
        assert meter.receiver == "IMST iM871A-USB"
        meter.radio = None
        assert meter.receiver is None


@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        ("gas", "7-0:3.0.0", ("gas", "m³", "total_increasing")),
        ("water", "8-0:1.0.0", ("water", "m³", "total_increasing")),
        ("heat", "6-0:1.0.0", ("energy", "kWh", "total_increasing")),
        ("easymeter", "1-0:36.7.0", ("power", "kW", "measurement")),
    ],
)
async def test_other_meters(
    hass: HomeAssistant,
    entity_registry: er.EntityRegistry,
    name: str,
    code: str,
    expected: tuple[str, str, str],
) -> None:
    """Their totals suit the Energy dashboard; powers by phase are wanted, too."""
    meters = stations(name)
    async with TcpReceiver(dialect=RtlWmbus(), stations=meters, interval=0.05) as board:
        entry = await set_up_radio(hass, board.port, name, "lines")
        await until(lambda: radio_coordinator(entry).hearing.telegrams)
        await hass.async_block_till_done()
        sensor = entity_of(entity_registry, entry, code)
        assert sensor.disabled_by is None
        assert (
            sensor.original_device_class,
            sensor.unit_of_measurement,
            (sensor.capabilities or {})["state_class"],
        ) == expected
        assert float(state_of(hass, entry, code)) != 0

"""Tests of the sensors of how a meter is heard, and of what other radio meters are."""

from collections import Counter
from unittest.mock import Mock

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN, EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.han_port import coordinator
from custom_components.han_port.decoder import Integrity, Reason
from custom_components.han_port.link_sensor import (
    Protection,
    integrity,
    protection,
    refused,
)
from simulator.faults import Fault
from simulator.push import PtyMeter, TcpMeter
from simulator.receivers import PtyReceiver, TcpReceiver
from simulator.rtl_wmbus import RtlWmbus
from tests.entries import coordinator_of, set_up, until
from tests.radios import radio_coordinator, set_up_radio, stations
from tests.secrets import ENCRYPTION, FIELDS
from tests.sensors import entity_of, state_of

pytestmark = pytest.mark.usefixtures("haste", "socket_enabled")


KEYS = ("refused", "reconnects", "interval", "integrity")
RADIO_KEYS = (*KEYS, "rssi", "receiver")


def _write(entry: MockConfigEntry) -> None:
    """Do not wait for the end of the minute in which a state is written."""
    entry.runtime_data.paces.flush()


@pytest.fixture
async def enabled(all_enabled: None, entry: MockConfigEntry) -> MockConfigEntry:
    """Set up the entry of Rovakaira's meter, with all its sensors."""
    return entry


@pytest.mark.parametrize("key", KEYS)
async def test_link_sensors_are_diagnostic_and_off(
    entity_registry: er.EntityRegistry, entry: MockConfigEntry, key: str
) -> None:
    """Few want to know how well a meter is heard, while it is."""
    sensor = entity_of(entity_registry, entry, key)
    assert sensor.entity_category is EntityCategory.DIAGNOSTIC
    assert sensor.disabled_by is er.RegistryEntryDisabler.INTEGRATION
    assert sensor.translation_key == key


async def test_age_of_a_telegram_is_no_sensor(
    entity_registry: er.EntityRegistry, entry: MockConfigEntry
) -> None:
    """It would be another one each second."""
    entities = er.async_entries_for_config_entry(entity_registry, entry.entry_id)
    prefix = f"{entry.entry_id}_"
    keys = {entity.unique_id.removeprefix(prefix) for entity in entities}
    assert {key for key in keys if ":" not in key} == set(KEYS)


async def test_what_link_sensors_are(
    entity_registry: er.EntityRegistry, enabled: MockConfigEntry
) -> None:
    """Counters go into the statistics as sums, the interval as a duration."""
    refused, reconnects, interval, integrity = (
        entity_of(entity_registry, enabled, key) for key in KEYS
    )
    for counter in (refused, reconnects):
        assert counter.capabilities == {"state_class": "total_increasing"}
        assert counter.unit_of_measurement is None
    assert interval.capabilities == {"state_class": "measurement"}
    assert interval.original_device_class == "duration"
    assert interval.unit_of_measurement == "s"
    assert integrity.original_device_class == "enum"
    options = ["authenticated", "decrypted", "checksum", "none"]
    assert integrity.capabilities == {"options": options}


async def test_all_is_well(hass: HomeAssistant, enabled: MockConfigEntry) -> None:
    """Nothing refused, never connected anew, and a checksum in each telegram."""
    await until(lambda: coordinator_of(enabled).interval < 1)
    _write(enabled)
    assert [state_of(hass, enabled, key) for key in KEYS] == [
        *("0", "0"),
        "0.1",
        "checksum",
    ]


@pytest.mark.usefixtures("all_enabled")
async def test_interval_is_unknown_before_it_is_learned(
    hass: HomeAssistant, meter: PtyMeter
) -> None:
    """What the profile says of a meter is no measurement of it."""
    meter.interval = 60
    entry = await set_up(hass, meter.port)
    assert coordinator_of(entry).interval == 10
    assert state_of(hass, entry, "interval") == STATE_UNKNOWN


async def test_refused_telegrams_are_counted(
    hass: HomeAssistant, enabled: MockConfigEntry, meter: PtyMeter
) -> None:
    """Each that is damaged; what is no telegram is not."""
    meter.paused = True
    for _ in range(2):
        meter.push_now(Fault.BAD_CHECKSUM)
    meter._write(b"no telegram\r\n")
    meter.push_now()
    counts = coordinator_of(enabled).hearing.refused
    await until(lambda: counts[Reason.NOISE] and counts[Reason.CHECKSUM] == 2)
    _write(enabled)
    assert state_of(hass, enabled, "refused") == "2"


async def test_line_without_a_value_is_no_telegram() -> None:
    """Its telegram stands."""
    meter = Mock()
    meter.hearing.refused = Counter({Reason.VALUE: 5, Reason.KEY: 2})
    assert refused(meter) == 2


@pytest.mark.usefixtures("all_enabled")
async def test_reconnections_are_counted(
    hass: HomeAssistant, tcp_meter: TcpMeter
) -> None:
    """A reader that restarts is one."""
    entry = await set_up(hass, tcp_meter.port)
    await tcp_meter.stop()
    await tcp_meter.start()
    await until(lambda: coordinator_of(entry).reconnects)
    _write(entry)
    assert state_of(hass, entry, "reconnects") == "1"


async def test_link_sensors_stay_when_the_meter_is_silent(
    hass: HomeAssistant, enabled: MockConfigEntry, meter: PtyMeter
) -> None:
    """They tell of the link; with the entry they end."""
    await until(lambda: coordinator_of(enabled).interval < 1)
    meter.paused = True
    await until(lambda: state_of(hass, enabled, "1-0:1.7.0") == STATE_UNAVAILABLE)
    for key in KEYS:
        assert state_of(hass, enabled, key) not in (STATE_UNAVAILABLE, STATE_UNKNOWN)
    await hass.config_entries.async_unload(enabled.entry_id)
    for key in KEYS:
        assert state_of(hass, enabled, key) == STATE_UNAVAILABLE


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (Integrity.GCM_TAG, "authenticated"),
        (Integrity.GCM_TAG | Integrity.CRC16_X25, "authenticated"),
        (Integrity.CMAC | Integrity.RECEIVER, "authenticated"),
        (Integrity.GCM_UNVERIFIED, "decrypted"),
        (Integrity.GCM_UNVERIFIED | Integrity.HDLC_FCS, "decrypted"),
        (Integrity.CBC_FILLER, "decrypted"),
        (Integrity.CBC_FILLER | Integrity.WIRELESS_CRC, "decrypted"),
        (Integrity.PAYLOAD_CRC, "checksum"),
        (Integrity.CRC16_ARC, "checksum"),
        (Integrity.MBUS_CHECKSUM, "checksum"),
        (Integrity.HDLC_FCS, "checksum"),
        (Integrity.RECEIVER, "checksum"),
        (Integrity.WIRELESS_CRC, "checksum"),
        (Integrity.NONE, "none"),
    ],
    ids=str,
)
def test_strongest_protection_counts(found: Integrity, expected: str) -> None:
    """A checksum beside a cipher proves no more than the cipher."""
    assert protection(found) == expected


@pytest.mark.parametrize("check", Integrity)
def test_every_check_is_some_protection(check: Integrity) -> None:
    """None is forgotten."""
    assert protection(check) is not Protection.NONE


def test_protection_is_not_known_before_the_first_telegram() -> None:
    """Nor is it none."""
    assert integrity(Mock(data=None)) is None


@pytest.mark.usefixtures("all_enabled")
async def test_telegrams_of_an_encrypted_meter_are_authenticated(
    hass: HomeAssistant, stoen: PtyMeter
) -> None:
    """With both keys; with one of them they are decrypted only."""
    entry = await set_up(hass, stoen.port, "stoen", **FIELDS)
    assert state_of(hass, entry, "integrity") == "authenticated"
    await hass.config_entries.async_remove(entry.entry_id)
    entry = await set_up(hass, stoen.port, "stoen", encryption_key=ENCRYPTION)
    assert state_of(hass, entry, "integrity") == "decrypted"


async def test_reception_is_diagnostic_and_off(
    hass: HomeAssistant, entity_registry: er.EntityRegistry
) -> None:
    """A radio meter has the strength and the receiver's name besides."""
    async with PtyReceiver(interval=0.1) as receiver:
        entry = await set_up_radio(hass, receiver.port)
        await until(lambda: radio_coordinator(entry).hearing.telegrams)
        await hass.async_block_till_done()
        for key in RADIO_KEYS:
            sensor = entity_of(entity_registry, entry, key)
            assert sensor.entity_category is EntityCategory.DIAGNOSTIC
            assert sensor.disabled_by is er.RegistryEntryDisabler.INTEGRATION
            assert sensor.translation_key == key


async def test_device_has_the_end_of_the_number_in_its_name(
    hass: HomeAssistant, device_registry: dr.DeviceRegistry
) -> None:
    """One receiver may hear two meters of a model in a household."""
    async with PtyReceiver(interval=0.1) as receiver:
        entry = await set_up_radio(hass, receiver.port)
        await until(lambda: radio_coordinator(entry).hearing.telegrams)
        await hass.async_block_till_done()
        (device,) = dr.async_entries_for_config_entry(device_registry, entry.entry_id)
        assert device.name == "Elgama GAMA 150/350 …011"
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
        assert state_of(hass, entry, "integrity") == "decrypted"
        strength = entity_of(entity_registry, entry, "rssi")
        assert strength.original_device_class == "signal_strength"
        assert strength.unit_of_measurement == "dBm"
        assert (strength.capabilities or {})["state_class"] == "measurement"
        await hass.config_entries.async_unload(entry.entry_id)
        assert state_of(hass, entry, "rssi") == STATE_UNAVAILABLE


@pytest.mark.usefixtures("all_enabled")
async def test_strength_grows_old(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a silent meter no strength is shown, and what was counted stays."""
    monkeypatch.setattr(coordinator, "LEAST_PATIENCE", 0.5)
    monkeypatch.setattr(coordinator, "PATIENCE", 0)
    async with PtyReceiver(interval=0.1) as receiver:
        entry = await set_up_radio(hass, receiver.port)
        await until(lambda: radio_coordinator(entry).hearing.telegrams)
        await hass.async_block_till_done()
        assert state_of(hass, entry, "rssi") == "-58.0"
        receiver.paused = True
        await until(lambda: state_of(hass, entry, "rssi") == STATE_UNAVAILABLE)
        assert state_of(hass, entry, "integrity") == "decrypted"
        assert state_of(hass, entry, "refused") == "0"
        receiver.paused = False
        await until(lambda: state_of(hass, entry, "rssi") == "-58.0")


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

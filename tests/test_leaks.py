"""Nothing leaks on a bad day: no key, and no number that tells whose meter it is.

A meter is set up with a wrong key and the right one, is read, sends damaged telegrams,
falls silent, is exchanged, gets new keys, is captured and reported. Then all that
somebody else may read is searched.
"""

import asyncio
from decimal import Decimal
import logging
from typing import Any

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    ConfigEntry,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
import pytest

from custom_components.han_port import capture
from custom_components.han_port.const import DOMAIN
from simulator.faults import Fault
from simulator.household import Counters, Household
from simulator.meters import METERS
from simulator.push import TcpMeter
from simulator.receivers import PtyReceiver
from tests.artefacts import Artefacts, has_keys
from tests.entries import AT_ONCE, until
from tests.flows import begin, confirm, enter, submit
from tests.hurry import Hurry
from tests.radio_flows import GAMA, hearing, listed, pick, unlock
from tests.secrets import (
    OTHER_KEY,
    STOEN,
    leaks,
    number_leaks,
    with_other_keys,
)

pytestmark = pytest.mark.usefixtures("haste", "socket_enabled", "closed_dialogs")

#: What a new meter has counted.
NEW = Counters(*(Decimal("12.345"),) * 4)

#: The keys of the simulated meters, one that opens nothing and those of a new meter.
_, WRONG = with_other_keys(STOEN).key_fields.values()
SECRETS = {*STOEN.key_fields.values(), OTHER_KEY, WRONG}
#: What names the simulated meter of Luxembourg where it encrypts.
TITLE = b"SAG\x00\x00\x00\x00\x01".hex()


@pytest.fixture
async def artefacts(
    hass: HomeAssistant,
    caplog: pytest.LogCaptureFixture,
    hass_storage: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> Artefacts:
    """Look everywhere from the beginning."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(capture, "asyncio", Hurry(2))
    assert await async_setup_component(hass, DOMAIN, {})
    found = Artefacts(hass, caplog, hass_storage)
    found.follow(monkeypatch)
    return found


async def _added(
    hass: HomeAssistant, meter: TcpMeter, fields: dict[str, str]
) -> ConfigEntry:
    """Add a meter in a dialog, with a wrong key first where it has any."""
    form = await submit(hass, await begin(hass), meter.port, meter.meter.profile)
    if fields:
        form = await enter(hass, form, {**fields, "encryption_key": OTHER_KEY})
        form = await enter(hass, form, fields)
    entry: ConfigEntry = (await confirm(hass, form))["result"]
    hass.config_entries.async_update_entry(entry, options=AT_ONCE)
    await hass.config_entries.async_reload(entry.entry_id)
    assert entry.state is ConfigEntryState.LOADED
    return entry


async def _damaged(artefacts: Artefacts, entry: ConfigEntry, meter: TcpMeter) -> None:
    """Let telegrams arrive damaged, capture them, and lose the link."""
    for fault in (Fault.BAD_CHECKSUM, Fault.BIT_ERRORS, Fault.CUT, Fault.NOISE):
        meter.push_now(fault)
        meter.push_now()
    await until(entry.runtime_data.hearing.refused.total)
    await artefacts.capture(entry)
    await artefacts.look(entry)
    await meter.stop()
    coordinator = entry.runtime_data
    await until(lambda: not coordinator.last_update_success, 45)
    await artefacts.look(entry)
    await meter.start()
    await until(lambda: coordinator.last_update_success)


async def _exchanged(artefacts: Artefacts, entry: ConfigEntry, meter: TcpMeter) -> None:
    """Let the totals be those of another meter, until the household is asked."""
    meter.household = Household(counters=NEW)
    guard = entry.runtime_data.guard
    for _ in range(7):
        meter.begin_hour()
        meter.push_now()
        await asyncio.sleep(0.1)
    await until(lambda: guard.changes)
    await artefacts.look(entry)
    assert "replacement" in artefacts.texts["repairs"]


async def _locked(artefacts: Artefacts, entry: ConfigEntry, meter: TcpMeter) -> None:
    """Let the keys be renewed, at run time and while the entry is set up."""
    hass, usual = artefacts.hass, meter.meter
    meter.meter = with_other_keys(usual)
    await until(lambda: _reauth(hass))
    await artefacts.look(entry)
    await hass.config_entries.async_reload(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    await artefacts.capture(entry)
    await artefacts.look(entry)
    await until(lambda: _reauth(hass))
    form = await hass.config_entries.flow.async_configure(_reauth(hass)[0]["flow_id"])
    fields = usual.key_fields
    form = await enter(hass, form, {**fields, "encryption_key": OTHER_KEY})
    meter.meter = usual
    result = await enter(hass, form, fields)
    assert result["reason"] == "reauth_successful"
    await hass.async_block_till_done()


def _reauth(hass: HomeAssistant) -> list[ConfigFlowResult]:
    """Return the dialogs that ask for keys."""
    flows = hass.config_entries.flow.async_progress()
    return [flow for flow in flows if flow["context"]["source"] == SOURCE_REAUTH]


async def _ended(artefacts: Artefacts, entry: ConfigEntry) -> None:
    """Unload the entry, which writes its totals down, and ask in vain."""
    await artefacts.hass.config_entries.async_unload(entry.entry_id)
    await artefacts.fail(entry)
    await artefacts.look(entry)
    assert f"{DOMAIN}.{entry.entry_id}" in artefacts.stored


def _check_keys(artefacts: Artefacts) -> None:
    """Search for the keys: nothing but the entry has any."""
    for place, text in artefacts.texts.items():
        assert not leaks(text, *SECRETS), place


def _check_places(artefacts: Artefacts, *empty: str) -> None:
    """Make sure that something was seen everywhere: else nothing is proven.

    A notification would be told to all who look at Home Assistant: there is none.
    """
    for place, text in artefacts.texts.items():
        assert bool(text) is (place not in {"notifications", *empty}), place


@pytest.mark.parametrize(
    ("profile", "numbers"),
    [
        ("stoen", ["14000001"]),
        ("luxembourg", ["SAG1030700000001", "FLO00000000001"]),
        ("kamstrup_dlms", ["5706567000000001"]),
    ],
)
async def test_meter_with_a_cable(
    hass: HomeAssistant,
    device_registry: dr.DeviceRegistry,
    artefacts: Artefacts,
    profile: str,
    numbers: list[str],
) -> None:
    """Its numbers stand in the device registry alone, its keys in the entry alone."""
    async with TcpMeter(meter=METERS[profile], interval=0.1) as meter:
        fields = meter.meter.key_fields
        entry = await _added(hass, meter, fields)
        await artefacts.look(entry)
        await _damaged(artefacts, entry, meter)
        await _exchanged(artefacts, entry, meter)
        if fields:
            await _locked(artefacts, entry, meter)
        await _ended(artefacts, entry)
    _check_places(artefacts, *([] if fields else ["questions"]))
    _check_keys(artefacts)
    for place, text in artefacts.texts.items():
        assert not number_leaks(text, *numbers, TITLE), place
    devices = dr.async_entries_for_config_entry(device_registry, entry.entry_id)
    assert {device.serial_number for device in devices} >= set(numbers)
    assert has_keys(entry) == bool(fields)


async def test_radio_meter(
    hass: HomeAssistant, device_registry: dr.DeviceRegistry, artefacts: Artefacts
) -> None:
    """Its number stands where it has to be told from those of the neighbours.

    That is in the dialogs in which it is picked and its key is asked for. Its name,
    in the log and everywhere else, has the last digits only.
    """
    number = GAMA.sender.meter.number
    async with hearing(GAMA) as receiver:
        form = await pick(hass, await listed(hass, receiver.port), GAMA)
        form = await unlock(hass, form, OTHER_KEY)
        entry: ConfigEntry = (await confirm(hass, await unlock(hass, form)))["result"]
        await _heard_badly(artefacts, entry, receiver)
        await _radio_locked(artefacts, entry, receiver)
        (device,) = dr.async_entries_for_config_entry(device_registry, entry.entry_id)
        await _ended(artefacts, entry)
    _check_places(artefacts)
    _check_keys(artefacts)
    assert device.serial_number == number
    assert device.name == entry.title == f"Elgama GAMA 150/350 …{number[-3:]}"
    texts = artefacts.texts
    assert entry.title in texts["log"]
    assert number in texts.pop("dialogs")
    for place, text in texts.items():
        assert not number_leaks(text, number), place


async def _heard_badly(
    artefacts: Artefacts, entry: ConfigEntry, receiver: PtyReceiver
) -> None:
    """Let telegrams arrive damaged, capture them, pull the receiver, count anew."""
    coordinator = entry.runtime_data
    await until(lambda: coordinator.hearing.telegrams)
    for fault in (Fault.BIT_ERRORS, Fault.BAD_CHECKSUM, Fault.CUT):
        receiver.push_now(fault=fault)
    text = await artefacts.capture(entry)
    assert "telegram" in text
    await artefacts.look(entry)
    await receiver.stop()
    await until(lambda: coordinator.radio.trouble)
    await artefacts.look(entry)
    await receiver.start()
    receiver.stations[0].household = Household(counters=NEW)
    await until(lambda: coordinator.guard.changes)
    await artefacts.look(entry)


async def _radio_locked(
    artefacts: Artefacts, entry: ConfigEntry, receiver: PtyReceiver
) -> None:
    """Let the key be renewed, and enter a wrong one and the new one."""
    hass, station = artefacts.hass, receiver.stations[0]
    station.meter = with_other_keys(GAMA)
    await until(lambda: _reauth(hass))
    await artefacts.capture(entry)
    await artefacts.look(entry)
    form = await hass.config_entries.flow.async_configure(_reauth(hass)[0]["flow_id"])
    form = await unlock(hass, form, WRONG)
    result = await unlock(hass, form, OTHER_KEY)
    assert result["reason"] == "reauth_successful"
    await hass.async_block_till_done()

"""Tests of the coordinator of a radio meter."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
import logging

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.han_port import coordinator
from custom_components.han_port.decoder import (
    Line,
    RadioDecoder,
    Reading,
    Reason,
    Telegram,
)
from custom_components.han_port.entry_data import keys_of
from custom_components.han_port.hearing import HEARD, Heard
from custom_components.han_port.radio import radio
from simulator.receivers import PtyReceiver
from tests.dialects import Mute
from tests.entries import is_loaded, until
from tests.radios import (
    address,
    radio_coordinator,
    radio_entry,
    reception,
    set_up_radio,
    stations,
)
from tests.secrets import OTHER_KEY
from tests.sensors import entity_of, state_of
from tests.wire import is_free, openings

pytestmark = pytest.mark.usefixtures("haste")

IMPORT = "1-0:1.8.0"
SHORT = 4


def _equal(count: Callable[[], int], expected: int) -> bool:
    """Tell whether there are so many."""
    return count() == expected


def _entities(hass: HomeAssistant, entry: MockConfigEntry) -> set[str]:
    """Return the keys of an entry's entities."""
    registered = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    return {one.unique_id.removeprefix(f"{entry.entry_id}_") for one in registered}


def _questions(hass: HomeAssistant) -> list[str]:
    """Return the dialogs that ask for keys."""
    return [
        flow["flow_id"]
        for flow in hass.config_entries.flow.async_progress()
        if flow["context"]["source"] == SOURCE_REAUTH
    ]


async def _heard(entry: MockConfigEntry, telegrams: int = 1) -> None:
    """Wait until so many telegrams of the meter were heard."""
    await until(lambda: radio_coordinator(entry).hearing.telegrams >= telegrams)


async def test_set_up_waits_for_no_telegram(
    hass: HomeAssistant, device_registry: dr.DeviceRegistry
) -> None:
    """Some meters send every quarter of an hour: the first one brings the entities."""
    async with PtyReceiver(paused=True) as receiver:
        entry = await set_up_radio(hass, receiver.port)
        assert is_loaded(entry)
        assert not _entities(hass, entry)
        assert not dr.async_entries_for_config_entry(device_registry, entry.entry_id)
        assert not radio_coordinator(entry).last_update_success
        receiver.push_now()
        await _heard(entry)
        await hass.async_block_till_done()
        assert float(state_of(hass, entry, IMPORT)) == float(receiver.sent[IMPORT])
        (device,) = dr.async_entries_for_config_entry(device_registry, entry.entry_id)
        assert (device.manufacturer, device.serial_number) == ("Elgama", "14000011")


async def test_known_entities_wait_for_the_first_telegram(hass: HomeAssistant) -> None:
    """After a restart they are unavailable until then."""
    async with PtyReceiver(paused=True) as receiver:
        entry = await set_up_radio(hass, receiver.port)
        receiver.push_now()
        await _heard(entry)
        await hass.async_block_till_done()
        assert await hass.config_entries.async_reload(entry.entry_id)
        assert state_of(hass, entry, IMPORT) == STATE_UNAVAILABLE
        receiver.push_now()
        await _heard(entry)
        assert float(state_of(hass, entry, IMPORT)) == float(receiver.sent[IMPORT])


async def test_not_ready_without_the_port(hass: HomeAssistant) -> None:
    """The reason is that of the link."""
    entry = await set_up_radio(hass, "/dev/ttyNOWHERE7")
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "port_missing"


async def test_not_ready_without_the_receiver(hass: HomeAssistant) -> None:
    """It is tried again until somebody answers."""
    async with PtyReceiver(dialect=Mute()) as receiver:
        entry = await set_up_radio(hass, receiver.port)
        assert entry.state is ConfigEntryState.SETUP_RETRY
        assert entry.error_reason_translation_key == "receiver_missing"
        assert entry.reason
        assert await is_free(receiver.port)
        receiver.dialect = PtyReceiver().dialect
        async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=90))
        await until(lambda: is_loaded(entry))


async def test_two_meters_share_a_receiver(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second entry joins, and the last that is unloaded closes the port."""
    opened = openings(monkeypatch)
    async with PtyReceiver(stations=stations("gama", "heat"), interval=0.1) as receiver:
        own = await set_up_radio(hass, receiver.port)
        heat = await set_up_radio(hass, receiver.port, "heat")
        for entry in (own, heat):
            await _heard(entry)
        assert opened == [receiver.port]
        assert float(state_of(hass, heat, "6-0:1.0.0")) > 0
        assert await hass.config_entries.async_unload(own.entry_id)
        await _heard(heat, radio_coordinator(heat).hearing.telegrams + 2)
        assert await hass.config_entries.async_unload(heat.entry_id)
        assert await is_free(receiver.port)


async def test_unloading_leaves_nothing(hass: HomeAssistant) -> None:
    """No task goes on, whether the receiver was there or not."""
    async with PtyReceiver(interval=0.1) as receiver:
        entry = await set_up_radio(hass, receiver.port)
        await hass.config_entries.async_unload(entry.entry_id)
        before = len(asyncio.all_tasks())
        for _ in range(5):
            await hass.config_entries.async_setup(entry.entry_id)
            await _heard(entry)
            await hass.config_entries.async_unload(entry.entry_id)
        await hass.async_block_till_done()
        assert len(asyncio.all_tasks()) == before


async def test_what_the_flow_heard_is_shown_at_once(hass: HomeAssistant) -> None:
    """By the meter's address, whatever the port is called."""
    async with PtyReceiver(paused=True) as receiver:
        entry = radio_entry(receiver.port)
        decoder = RadioDecoder(keys=keys_of(entry.data))
        (telegram,) = decoder.hear(reception())
        assert isinstance(telegram, Telegram)
        heard = Heard(telegram, Line(57600), hass.loop.time())
        hass.data[HEARD] = {str(address()): heard}
        entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(entry.entry_id)
        assert float(state_of(hass, entry, IMPORT)) > 0
        assert not hass.data[HEARD]


async def test_what_others_have_heard_is_shown_at_once(hass: HomeAssistant) -> None:
    """A flow that has the receiver open keeps the telegrams of all."""
    async with (
        PtyReceiver(paused=True) as receiver,
        radio(hass, receiver.port, "im871a") as held,
    ):
        await held.ready.wait()
        receiver.push_now()
        await until(lambda: held.telegrams)
        entry = await set_up_radio(hass, receiver.port)
        await _heard(entry)
        await hass.async_block_till_done()
        assert float(state_of(hass, entry, IMPORT)) == float(receiver.sent[IMPORT])
        assert radio_coordinator(entry).last_update_success


async def test_what_others_have_heard_long_ago_is_not_shown(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is older than patience is long."""
    monkeypatch.setattr(coordinator, "PATIENCE", 0)
    async with (
        PtyReceiver(paused=True) as receiver,
        radio(hass, receiver.port, "im871a") as held,
    ):
        await held.ready.wait()
        receiver.push_now()
        await until(lambda: held.telegrams)
        await asyncio.sleep(0.5)
        entry = await set_up_radio(hass, receiver.port)
        assert is_loaded(entry)
        assert radio_coordinator(entry).hearing.telegrams == 0


async def test_fault_with_what_is_held_does_not_end_the_hearing(
    hass: HomeAssistant,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The next telegram is heard all the same."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    async with (
        PtyReceiver(paused=True) as receiver,
        radio(hass, receiver.port, "im871a") as held,
    ):
        await held.ready.wait()
        receiver.push_now()
        await until(lambda: held.telegrams)
        with monkeypatch.context() as broken:
            broken.setattr(RadioDecoder, "hear", fail)
            entry = await set_up_radio(hass, receiver.port)
        assert "ZeroDivisionError" in caplog.text
        receiver.push_now()
        await _heard(entry)


async def test_patience_before_anything_is_known(hass: HomeAssistant) -> None:
    """Seventeen minutes and a half: a meter may send every quarter of an hour."""
    async with PtyReceiver(paused=True) as receiver:
        entry = await set_up_radio(hass, receiver.port)
        meter = radio_coordinator(entry)
        assert (meter.interval, meter.patience) == (300, 1050)
        meter._intervals.extend([900, 900, 900])
        assert meter.patience == 3150


async def test_interval_is_learned_and_the_meter_lost(
    hass: HomeAssistant,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With one line when it falls silent and one when it is back."""
    monkeypatch.setattr(coordinator, "LASTING", 0.5)
    async with PtyReceiver(stations=stations("heat"), interval=0.1) as receiver:
        entry = await set_up_radio(hass, receiver.port, "heat")
        meter = radio_coordinator(entry)
        await until(lambda: meter.interval < 1)
        receiver.paused = True
        await until(lambda: not meter.last_update_success)
        await until(lambda: state_of(hass, entry, "6-0:1.0.0") == STATE_UNAVAILABLE)
        receiver.paused = False
        await until(lambda: meter.last_update_success)
    told = [record for record in caplog.records if record.levelno >= logging.INFO]
    lines = [line for one in told if meter.name in (line := one.getMessage())]
    assert [line.split(" has ")[-1].split(" for ")[0] for line in lines] == [
        "sent no telegram",
        f"{meter.name} sends telegrams again",
    ]


async def test_telegram_without_a_value_is_not_shown(hass: HomeAssistant) -> None:
    """The second type of a GAMA 350 teaches nothing and takes nothing away."""
    async with PtyReceiver(paused=True) as receiver:
        entry = await set_up_radio(hass, receiver.port)
        meter = radio_coordinator(entry)
        for turn in range(SHORT):
            receiver.push_now()
            await _heard(entry, turn + 1)
        shown, intervals = meter.data, list(meter._intervals)
        receiver.push_now()
        await _heard(entry, SHORT + 1)
        assert meter.data is shown
        assert list(meter._intervals) == intervals
        assert float(state_of(hass, entry, IMPORT)) > 0


async def test_kinds_of_telegrams_complete_each_other(hass: HomeAssistant) -> None:
    """A register counts for as long as patience lasts, whichever kind has it."""
    async with PtyReceiver(paused=True) as receiver:
        entry = await set_up_radio(hass, receiver.port)
        meter = radio_coordinator(entry)
        receiver.push_now()
        await _heard(entry)
        power = meter.reading("1-0:1.7.0")
        assert power is not None
        rest = {IMPORT: meter.data.registers[IMPORT]}
        meter._show(_with(meter.data, rest), hass.loop.time())
        assert meter.data.registers == rest
        assert meter.reading("1-0:1.7.0") == power
        assert meter._memory.reading("1-0:1.7.0", hass.loop.time() + 1040) == power
        assert meter._memory.reading("1-0:1.7.0", hass.loop.time() + 1051) is None


async def test_repeated_telegrams_count_nothing(hass: HomeAssistant) -> None:
    """A repeater brings the same bytes again."""
    async with PtyReceiver(paused=True) as receiver:
        entry = await set_up_radio(hass, receiver.port)
        meter = radio_coordinator(entry)
        for _ in range(3):
            meter._take_item(reception())
        assert meter.hearing.telegrams == 1
        assert not meter._intervals


async def test_wrong_key_is_asked_for(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    """After three locked telegrams in a row, once, and taken back by a good one."""
    async with PtyReceiver(paused=True) as receiver:
        entry = await set_up_radio(hass, receiver.port, encryption_key=OTHER_KEY)
        assert is_loaded(entry)
        hearing = radio_coordinator(entry).hearing
        for locked in range(1, 5):
            receiver.push_now()
            await until(partial(_equal, lambda: hearing.locked, locked))
            assert len(_questions(hass)) == (locked >= 3)
        assert hearing.refused == {Reason.KEY: 4}
        assert not _entities(hass, entry)
        await hass.async_block_till_done()
        radio_coordinator(entry)._decoder = RadioDecoder(
            keys=keys_of(radio_entry(receiver.port).data), meter=address()
        )
        receiver.push_now()
        await _heard(entry)
        assert not _questions(hass)


async def test_short_telegram_takes_the_question_back(hass: HomeAssistant) -> None:
    """It proves the key as well."""
    async with PtyReceiver(paused=True) as receiver:
        entry = await set_up_radio(hass, receiver.port)
        meter = radio_coordinator(entry)
        meter.hearing.locked = 3
        meter._ask_for_keys()
        await hass.async_block_till_done()
        assert _questions(hass)
        meter._take_item(reception(turn=SHORT))
        assert not _questions(hass)
        assert meter.hearing.locked == 0


async def test_neighbours_are_none_of_its_business(hass: HomeAssistant) -> None:
    """Locked, cut or whole, only the meter's own telegrams count."""
    names = ("gama", "gama-2", "otus", "easymeter")
    async with PtyReceiver(stations=stations(*names), paused=True) as receiver:
        entry = await set_up_radio(hass, receiver.port)
        for _ in range(4):
            for station in receiver.stations[1:]:
                receiver.push_now(station)
        receiver.push_now()
        await _heard(entry)
        assert radio_coordinator(entry).hearing.refused.total() == 0
        assert radio_coordinator(entry).hearing.telegrams == 1


async def test_meter_that_sends_in_clear(hass: HomeAssistant) -> None:
    """It needs no key: a heat meter with its total."""
    async with PtyReceiver(stations=stations("heat"), paused=True) as receiver:
        entry = await set_up_radio(hass, receiver.port, "heat")
        assert "encryption_key" not in entry.data
        receiver.push_now()
        await _heard(entry)
        await hass.async_block_till_done()
        total = entity_of(er.async_get(hass), entry, "6-0:1.0.0")
        assert total.original_device_class == "energy"
        assert float(state_of(hass, entry, "6-0:1.0.0")) > 0


def _with(telegram: Telegram, registers: dict[str, Reading]) -> Telegram:
    """Return a telegram with other registers."""
    return replace(telegram, registers=registers)

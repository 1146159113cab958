"""Tests of setting up and unloading an entry."""

import asyncio
from datetime import timedelta
import gc
import json
from pathlib import Path

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
from homeassistant.util.async_ import get_scheduled_timer_handles
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.han_port import coordinator, port_coordinator
from custom_components.han_port.decoder import Line
from custom_components.han_port.hearing import HEARD
from custom_components.han_port.link import open_link
from simulator.faults import Fault
from simulator.meters import METERS
from simulator.push import PtyMeter, TcpMeter
from tests.entries import coordinator_of, is_loaded, meter_entry, set_up, until
from tests.flows import agree, begin, submit
from tests.wire import descriptors, is_free

pytestmark = pytest.mark.usefixtures("haste")

IMPORT = "sensor.aidon_7534_active_energy_import"
POWER = "sensor.aidon_7534_active_power_import"
ENGLISH = json.loads(
    (Path(coordinator.__file__).parent / "translations/en.json").read_text()
)


async def test_set_up_and_unload(
    hass: HomeAssistant, entry: MockConfigEntry, meter: PtyMeter
) -> None:
    """The port is held while the entry runs and free at once when it is unloaded."""
    assert is_loaded(entry)
    assert not await is_free(meter.port)
    assert hass.states.get(IMPORT)
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert not is_loaded(entry)
    assert await is_free(meter.port)
    assert _shown(hass) == STATE_UNAVAILABLE


async def test_home_assistant_stops(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """It unloads nothing then; no timer of ours is left all the same."""
    await until(lambda: coordinator_of(entry).interval < 1)
    assert _timers(hass)
    await hass.async_stop(force=True)
    assert not _timers(hass)


def _timers(hass: HomeAssistant) -> list[str]:
    """Return the timers of ours that are waited for."""
    timers = map(repr, get_scheduled_timer_handles(hass.loop))
    return [one for one in timers if "han_port" in one and "cancelled" not in one]


async def test_set_up_on_the_network(hass: HomeAssistant, tcp_meter: TcpMeter) -> None:
    """A URL is read like a port, and hung up when the entry is unloaded."""
    entry = await set_up(hass, tcp_meter.port)
    assert is_loaded(entry)
    assert len(tcp_meter._readers) == 1
    await hass.config_entries.async_unload(entry.entry_id)
    await asyncio.sleep(0.05)
    assert not tcp_meter._readers


async def test_removed_entry_leaves_nothing(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    meter: PtyMeter,
    entity_registry: er.EntityRegistry,
) -> None:
    """Entities go with the entry, and the port is free."""
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    assert not er.async_entries_for_config_entry(entity_registry, entry.entry_id)
    assert await is_free(meter.port)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.SILENCE, "silence"),
        (Fault.INVERTED, "noise"),
        (Fault.NOISE, "noise"),
        (Fault.BAD_CHECKSUM, "checksum"),
    ],
)
async def test_not_ready_without_a_telegram(
    hass: HomeAssistant, fault: Fault, reason: str
) -> None:
    """Set-up says why, ends soon, and is tried again."""
    async with PtyMeter(interval=0.1, fault=fault) as meter:
        entry = await set_up(hass, meter.port)
        _assert_not_ready(entry, reason)
        assert await is_free(meter.port)
        meter.fault = None
        await _retry(hass, entry)


async def test_not_ready_with_the_wrong_profile(hass: HomeAssistant) -> None:
    """A meter of another system is not read by this one's rules."""
    async with PtyMeter(meter=METERS["kamstrup_se"], interval=0.1) as meter:
        entry = await set_up(hass, meter.port, "elektrilevi")
        _assert_not_ready(entry, "wrong_profile")


async def test_not_ready_without_the_port(hass: HomeAssistant, tmp_path: Path) -> None:
    """A cable that is not plugged in is waited for, and found by the next try."""
    link = tmp_path / "meter"
    entry = await set_up(hass, str(link))
    _assert_not_ready(entry, "port_missing")
    async with PtyMeter(interval=0.1, link=link):
        await _retry(hass, entry)


async def test_not_ready_with_a_busy_port(hass: HomeAssistant) -> None:
    """Two readers do not fight over one port."""
    async with PtyMeter(interval=0.1) as meter:
        async with open_link(meter.port, Line()):
            entry = await set_up(hass, meter.port)
            _assert_not_ready(entry, "port_busy")
        await _retry(hass, entry)


async def test_not_ready_with_a_host_that_refuses(
    hass: HomeAssistant, tcp_meter: TcpMeter
) -> None:
    """A serial server that is not up yet is waited for."""
    await tcp_meter.stop()
    entry = await set_up(hass, tcp_meter.port)
    _assert_not_ready(entry, "host_refused")
    await tcp_meter.start()
    await _retry(hass, entry)


async def test_flow_hands_over_what_it_heard(
    hass: HomeAssistant, meter: PtyMeter
) -> None:
    """The entry is there at once, with the values that the household has confirmed."""
    heard = await submit(hass, await begin(hass), meter.port)
    meter.paused = True
    done = await agree(hass, heard)
    assert is_loaded(done["result"])
    assert _shown(hass, IMPORT).startswith("244")
    meter.paused = False
    await until(lambda: coordinator_of(done["result"]).hearing.size)


async def test_what_the_flow_heard_long_ago_is_not_shown(
    hass: HomeAssistant, meter: PtyMeter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who confirms late waits for the next telegram, with all entities there."""
    monkeypatch.setattr(coordinator, "PATIENCE", 0)
    heard = await submit(hass, await begin(hass), meter.port)
    meter.paused = True
    await asyncio.sleep(0.5)
    done = await agree(hass, heard)
    assert is_loaded(done["result"])
    assert _shown(hass) == STATE_UNAVAILABLE
    meter.paused = False
    await until(lambda: _shown(hass) != STATE_UNAVAILABLE)


async def test_what_the_flow_heard_grows_old(
    hass: HomeAssistant, meter: PtyMeter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Patience counts from the moment that the flow heard it."""
    monkeypatch.setattr(coordinator, "PATIENCE", 0)
    monkeypatch.setattr(coordinator, "LEAST_PATIENCE", 1.5)
    heard = await submit(hass, await begin(hass), meter.port)
    meter.paused = True
    await asyncio.sleep(0.6)
    await agree(hass, heard)
    assert _shown(hass) != STATE_UNAVAILABLE
    await until(lambda: _shown(hass) == STATE_UNAVAILABLE, seconds=1.2)


async def test_what_the_flow_heard_is_used_once(
    hass: HomeAssistant, meter: PtyMeter
) -> None:
    """The next set-up waits for a telegram of its own."""
    heard = await submit(hass, await begin(hass), meter.port)
    done = await agree(hass, heard)
    assert not hass.data[HEARD]
    meter.paused = True
    await hass.config_entries.async_reload(done["result"].entry_id)
    _assert_not_ready(done["result"], "silence")


async def test_reloads_leave_nothing_open(
    hass: HomeAssistant, entry: MockConfigEntry, meter: PtyMeter
) -> None:
    """Twenty reloads cost no file descriptor and no task."""
    meter.interval = 0.02
    await hass.config_entries.async_reload(entry.entry_id)
    before = await _open(hass)
    for _ in range(20):
        assert await hass.config_entries.async_reload(entry.entry_id)
        assert is_loaded(entry)
    assert await _open(hass) == before


async def test_failed_set_ups_leave_nothing_open(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither do tries that end without a telegram."""
    monkeypatch.setattr(port_coordinator, "FIRST_TELEGRAM", 0.05)
    async with PtyMeter(paused=True) as meter:
        entry = await set_up(hass, meter.port)
        before = await _open(hass)
        for _ in range(10):
            await hass.config_entries.async_reload(entry.entry_id)
            _assert_not_ready(entry, "silence")
        assert await _open(hass) == before


async def test_entry_without_line_takes_that_of_the_profile(
    hass: HomeAssistant, meter: PtyMeter
) -> None:
    """The line settings are optional."""
    complete = meter_entry(meter.port)
    data = {"port": meter.port, "profile": complete.data["profile"]}
    entry = MockConfigEntry(domain=complete.domain, data=data)
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert entry.runtime_data.line == Line()


def _shown(hass: HomeAssistant, entity_id: str = POWER) -> str:
    """Return what is shown of the power, or the energy, from the grid."""
    state = hass.states.get(entity_id)
    assert state
    return state.state


def _assert_not_ready(entry: MockConfigEntry, reason: str) -> None:
    """Check that set-up will be tried again, and what the household is told."""
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == reason
    text = ENGLISH["exceptions"][reason]["message"]
    assert entry.reason == text.removesuffix(".")


async def _retry(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Let Home Assistant try again, with success."""
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=90))
    await until(lambda: is_loaded(entry))


async def _open(hass: HomeAssistant) -> tuple[int, int]:
    """Count file descriptors and tasks."""
    await hass.async_block_till_done()
    gc.collect()
    return descriptors(), len(asyncio.all_tasks())

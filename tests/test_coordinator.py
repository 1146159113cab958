"""Tests of the coordinator: losing a meter and finding it again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import logging
from pathlib import Path

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.han_port import coordinator, port_coordinator
from custom_components.han_port.decoder import Line
from custom_components.han_port.link import Link, LinkError, Problem
from custom_components.han_port.port_coordinator import PortCoordinator
from simulator.faults import Fault
from simulator.push import PtyMeter, PushMeter, TcpMeter
from tests.decoder.compose import telegram
from tests.entries import coordinator_of, meter_entry, set_up, until
from tests.wire import one_way, openings

POWER = "sensor.aidon_7534_active_power_import"
LOST = "Aidon 7534 has sent no telegram for "
BACK = "Aidon 7534 sends telegrams again"

type Script = list[bytes | LinkError]


def _is_available(hass: HomeAssistant) -> bool:
    """Tell whether the values of the meter are shown."""
    state = hass.states.get(POWER)
    return state is not None and state.state != STATE_UNAVAILABLE


async def _learned(entry: MockConfigEntry) -> None:
    """Wait until the short interval of the meter is known."""
    await until(lambda: coordinator_of(entry).interval < 1)


def _assert_logged_once(caplog: pytest.LogCaptureFixture, *lines: str) -> None:
    """Check for these lines at level info, and for nothing that looks like trouble."""
    own = "custom_components.han_port"
    logged = [
        record.getMessage()
        for record in caplog.records
        if record.levelno >= logging.INFO and record.name.startswith(own)
    ]
    assert len(logged) == len(lines)
    for line, start in zip(logged, lines, strict=True):
        assert line.startswith(start)
    assert not [record for record in caplog.records if record.levelno > logging.INFO]


async def _stop_and_go(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    meter: PushMeter,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Let a meter pause for longer than the patience, and come back."""
    await _learned(entry)
    caplog.clear()
    meter.paused = True
    assert _is_available(hass)
    await until(lambda: not _is_available(hass))
    await asyncio.sleep(0.5)
    _assert_logged_once(caplog, LOST)
    meter.paused = False
    await until(lambda: _is_available(hass))
    await asyncio.sleep(0.3)
    _assert_logged_once(caplog, LOST, BACK)


@pytest.mark.usefixtures("haste")
async def test_meter_on_a_terminal_pauses(
    hass: HomeAssistant, meter: PtyMeter, caplog: pytest.LogCaptureFixture
) -> None:
    """Entities become unavailable and available, with one line each time."""
    entry = await set_up(hass, meter.port)
    await _stop_and_go(hass, entry, meter, caplog)


@pytest.mark.usefixtures("haste")
async def test_meter_on_the_network_pauses(
    hass: HomeAssistant, tcp_meter: TcpMeter, caplog: pytest.LogCaptureFixture
) -> None:
    """An open connection that brings nothing is a lost meter, too."""
    entry = await set_up(hass, tcp_meter.port)
    await _stop_and_go(hass, entry, tcp_meter, caplog)


@pytest.mark.usefixtures("haste")
async def test_port_stays_open_while_telegrams_come(
    hass: HomeAssistant, meter: PtyMeter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A good link is left alone; one that falls silent is opened again."""
    monkeypatch.setattr(coordinator, "PATIENCE", 0.02)
    opened = openings(monkeypatch)
    entry = await set_up(hass, meter.port)
    await asyncio.sleep(1)
    assert coordinator_of(entry).patience == 0.4
    assert opened == [meter.port]
    meter.paused = True
    await until(lambda: len(opened) > 2)


@pytest.mark.usefixtures("haste")
async def test_host_restarts(
    hass: HomeAssistant, tcp_meter: TcpMeter, caplog: pytest.LogCaptureFixture
) -> None:
    """A serial server that was away is found again."""
    entry = await set_up(hass, tcp_meter.port)
    await _learned(entry)
    caplog.clear()
    await tcp_meter.stop()
    await until(lambda: not _is_available(hass))
    await tcp_meter.start()
    await until(lambda: _is_available(hass))
    _assert_logged_once(caplog, LOST, BACK)


@pytest.mark.usefixtures("haste")
async def test_short_interruption_is_not_shown(
    hass: HomeAssistant,
    tcp_meter: TcpMeter,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While patience lasts a link may break and come back unseen."""
    monkeypatch.setattr(coordinator, "LEAST_PATIENCE", 3)
    entry = await set_up(hass, tcp_meter.port)
    await _learned(entry)
    caplog.clear()
    await tcp_meter.stop()
    await tcp_meter.start()
    telegrams = coordinator_of(entry).hearing.telegrams
    await until(lambda: coordinator_of(entry).hearing.telegrams > telegrams + 1)
    assert _is_available(hass)
    _assert_logged_once(caplog)


@pytest.mark.usefixtures("haste")
async def test_cable_is_plugged_out_and_in(
    hass: HomeAssistant, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The port of the same name is opened again when it is back."""
    async with PtyMeter(interval=0.1, link=tmp_path / "meter") as meter:
        entry = await set_up(hass, meter.port)
        await _learned(entry)
        caplog.clear()
        await meter.stop()
        await until(lambda: not _is_available(hass))
        await meter.start()
        await until(lambda: _is_available(hass))
        _assert_logged_once(caplog, LOST, BACK)


@pytest.mark.usefixtures("haste")
@pytest.mark.parametrize("fault", [Fault.BAD_CHECKSUM, Fault.NOISE, Fault.BIT_ERRORS])
async def test_bad_telegrams_are_lost_ones(
    hass: HomeAssistant, entry: MockConfigEntry, meter: PtyMeter, fault: Fault
) -> None:
    """What cannot be trusted changes no value and keeps nothing available."""
    await _learned(entry)
    meter.paused = True
    await asyncio.sleep(0.05)
    before = hass.states.get(POWER)
    assert before
    telegrams = coordinator_of(entry).hearing.telegrams
    meter.fault, meter.paused = fault, False
    hearing = coordinator_of(entry).hearing
    await until(hearing.refused.total)
    assert hass.states.get(POWER) == before
    await until(lambda: not _is_available(hass))
    assert hearing.telegrams == telegrams


@pytest.mark.usefixtures("haste")
async def test_update_entity_keeps_an_available_meter(
    hass: HomeAssistant, entry: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody can ask a meter: the service changes nothing."""
    await async_setup_component(hass, "homeassistant", {})
    caplog.clear()
    await _update_entity(hass)
    assert _is_available(hass)
    _assert_logged_once(caplog)


@pytest.mark.usefixtures("haste")
async def test_update_entity_keeps_a_lost_meter_lost(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    meter: PtyMeter,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Old values do not come back by asking for new ones."""
    await async_setup_component(hass, "homeassistant", {})
    await _learned(entry)
    caplog.clear()
    meter.paused = True
    await until(lambda: not _is_available(hass))
    await _update_entity(hass)
    assert not _is_available(hass)
    meter.paused = False
    await until(lambda: _is_available(hass))
    _assert_logged_once(caplog, LOST, BACK)


class Clockwork:
    """Stands for asyncio in the coordinator, and notes its sleep instead."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, script: Script) -> None:
        """Let each opening of the port bring what stands next in the script."""
        self.delays: list[float] = []
        self.done = asyncio.Event()
        self._script = script
        monkeypatch.setattr(port_coordinator, "asyncio", self)
        monkeypatch.setattr(port_coordinator, "open_link", self._open)

    def __getattr__(self, name: str) -> object:
        """Be asyncio in all the rest."""
        return getattr(asyncio, name)

    async def sleep(self, delay: float) -> None:
        """Take no time."""
        self.delays.append(delay)

    @asynccontextmanager
    async def _open(self, *_: object) -> AsyncIterator[Link]:
        if not self._script:
            self.done.set()
            await asyncio.Event().wait()
        act = self._script.pop(0)
        if isinstance(act, LinkError):
            raise act
        reader = asyncio.StreamReader()
        reader.feed_data(act)
        reader.feed_eof()
        yield one_way(reader)


MISSING = LinkError(Problem.MISSING)


@pytest.mark.parametrize(
    ("script", "delays"),
    [
        ([MISSING] * 8, [1, 2, 4, 8, 16, 32, 60, 60, 60]),
        ([b""] * 3, [1, 2, 4, 8]),
        ([b"noise", telegram(checksum="0000")], [1, 2, 4]),
        ([MISSING, MISSING, telegram(), MISSING, MISSING], [1, 2, 4, 1, 2, 4]),
        ([telegram(), telegram()], [1, 1, 1]),
    ],
    ids=["missing", "ends", "bad", "back", "good"],
)
async def test_port_is_opened_ever_more_seldom(
    hass: HomeAssistant,
    monkeypatch: pytest.MonkeyPatch,
    script: Script,
    delays: list[float],
) -> None:
    """The delay doubles up to a minute, and a telegram makes it a second again."""
    clockwork = Clockwork(monkeypatch, [telegram(), *script])
    entry = await set_up(hass, "/dev/ttyUSB0")
    await clockwork.done.wait()
    assert clockwork.delays == delays
    await hass.config_entries.async_unload(entry.entry_id)


def _coordinator(hass: HomeAssistant) -> PortCoordinator:
    """Make a coordinator that has opened nothing."""
    entry = meter_entry("/dev/ttyUSB0")
    entry.add_to_hass(hass)
    return PortCoordinator(hass, entry)


async def test_patience_of_a_new_meter(hass: HomeAssistant) -> None:
    """Before anything is known the profile's interval counts: 35 s for 10 s."""
    new = _coordinator(hass)
    assert (new.interval, new.patience) == (10, 35)
    assert new.line == Line()


@pytest.mark.parametrize(
    ("seen", "interval", "patience"),
    [
        ([60, 60], 10, 35),
        ([60, 60, 60], 60, 210),
        ([10, 10, 0.05, 10, 300, 10, 10, 0.05], 10, 35),
        ([1, 1, 1, 1], 1, 10),
        ([0.05, 0.05, 0.05], 0.05, 10),
        ([10] * 8 + [60] * 8, 60, 210),
    ],
    ids=["few", "slow", "outliers", "fast", "burst", "changed"],
)
async def test_patience_is_learned(
    hass: HomeAssistant, seen: list[float], interval: float, patience: float
) -> None:
    """The median of the last intervals counts; ten seconds are the least."""
    new = _coordinator(hass)
    new._intervals.extend(seen)
    assert (new.interval, new.patience) == (interval, patience)


def _learn(new: PortCoordinator, *seconds: float, lost: bool) -> None:
    """Let telegrams come after so many seconds, in which patience ended or not."""
    for interval in seconds:
        new._lost = lost
        new._learn(interval)


async def test_outage_is_no_interval(hass: HomeAssistant) -> None:
    """After a power cut patience is as short as before."""
    new = _coordinator(hass)
    _learn(new, 10, 10, 10, lost=False)
    for outage in (300, 1000, 3000, 100, 700):
        _learn(new, outage, lost=True)
    assert (new.interval, new.patience) == (10, 35)


async def test_slow_meter_is_learned(hass: HomeAssistant) -> None:
    """What is too long time and again is the meter's interval."""
    new = _coordinator(hass)
    _learn(new, 60, 61, 59, 60, lost=True)
    assert new.interval == pytest.approx(60, abs=1)
    _learn(new, 60, lost=False)
    assert new.patience == pytest.approx(210, abs=4)


@pytest.mark.usefixtures("haste")
async def test_interval_is_measured(hass: HomeAssistant, meter: PtyMeter) -> None:
    """The time from telegram to telegram is what is learned, whatever comes between."""
    meter.interval = 0.2
    entry = await set_up(hass, meter.port)
    await _learned(entry)
    await asyncio.sleep(0.1)
    meter.push_now(Fault.BAD_CHECKSUM)
    await asyncio.sleep(0.3)
    assert coordinator_of(entry).interval == pytest.approx(0.2, abs=0.05)


async def _update_entity(hass: HomeAssistant) -> None:
    """Call the service that asks an entity for news."""
    await hass.services.async_call(
        "homeassistant", "update_entity", {"entity_id": [POWER]}, blocking=True
    )
    await hass.async_block_till_done()

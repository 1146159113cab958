"""Tests of the coordinator of a port: other line settings where there is only noise."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import override

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.han_port import coordinator, port_coordinator
from custom_components.han_port.const import CONF_LINE, DOMAIN
from custom_components.han_port.decoder import AUTO, PROFILES, Line
from custom_components.han_port.port_coordinator import PortCoordinator
from custom_components.han_port.watches import watch
from simulator.faults import Fault
from simulator.push import TcpMeter
from tests.decoder.compose import telegram
from tests.entries import coordinator_of, is_loaded, meter_entry, set_up, until
from tests.faults.proxy import BANNER, proxy
from tests.sensors import AIDON, state_of
from tests.watches.issues import updates
from tests.wire import Wire

SLOW = "9600 8N1"


@dataclass(eq=False, kw_only=True)
class PickyWire(Wire):
    """A meter that is noise to who listens at 9600 baud, or to everybody."""

    is_noise: bool = False

    @override
    def push_now(self, fault: Fault | None = None) -> bytes:
        """Send the data, or what a wrong speed makes of it."""
        noise = self.is_noise or self.speed == 9600
        self._write(b"\x80\xf8\x06" * 40 if noise else self.data)
        return self.data


@pytest.fixture
async def picky(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[PickyWire]:
    """Run such a meter, with little time for noise."""
    monkeypatch.setattr(port_coordinator, "NOISE_TIME", 0.2)
    monkeypatch.setattr(port_coordinator, "NOISE_INTERVALS", 0)
    async with PickyWire(data=telegram(AIDON)) as wire:
        yield wire


async def _set_up(hass: HomeAssistant, port: str, line: str) -> MockConfigEntry:
    """Set up an entry with other line settings."""
    entry = meter_entry(port)
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, data={**entry.data, CONF_LINE: line})
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry


def _repair(hass: HomeAssistant, entry: MockConfigEntry) -> ir.IssueEntry | None:
    """Return the repair about line settings."""
    return ir.async_get(hass).async_get_issue(DOMAIN, f"line_{entry.entry_id}")


@pytest.mark.usefixtures("haste")
async def test_telegrams_come_with_other_settings(
    hass: HomeAssistant, picky: PickyWire
) -> None:
    """Values are shown, and the household is told which settings to keep."""
    entry = await _set_up(hass, picky.port, SLOW)
    assert is_loaded(entry)
    assert state_of(hass, entry, "1-0:1.7.0") == "1.023"
    assert _repair(hass, entry) is None
    await until(lambda: _repair(hass, entry) is not None)
    assert coordinator_of(entry).line == Line()
    repair = _repair(hass, entry)
    assert repair
    assert repair.data == {"entry_id": entry.entry_id, CONF_LINE: "115200 8N1"}
    data = {**entry.data, CONF_LINE: "115200 8N1"}
    hass.config_entries.async_update_entry(entry, data=data)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert is_loaded(entry)
    assert _repair(hass, entry) is None


@pytest.mark.usefixtures("haste")
async def test_all_settings_are_tried_and_set_up_ends(
    hass: HomeAssistant, picky: PickyWire
) -> None:
    """What is noise with all of them is told as noise, and tried again later."""
    picky.is_noise = True
    entry = await _set_up(hass, picky.port, "115200 8N1")
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "noise"
    events = [one.what for one in coordinator_of(entry).history.happenings]
    lines = [what.removeprefix("open: ") for what in events if "open" in what]
    assert lines[:5] == [str(line) for line in PROFILES[AUTO].lines]


async def _disturb(wire: Wire, entry: MockConfigEntry) -> None:
    """Let there be noise until other settings are tried, and then telegrams again."""
    coordinator = coordinator_of(entry)
    wire.data = b"\x80\xf8\x06" * 40
    await until(lambda: coordinator.line != Line())
    wire.data = telegram(AIDON)
    await until(lambda: coordinator.line == Line())
    heard = coordinator.hearing.telegrams
    await until(lambda: coordinator.hearing.telegrams > heard)


@pytest.mark.usefixtures("haste")
async def test_settings_of_the_entry_are_kept_where_they_work(
    hass: HomeAssistant, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others are tried while there is noise, and no repair comes of their telegrams."""
    monkeypatch.setattr(port_coordinator, "NOISE_TIME", 0.2)
    entry = await set_up(hass, wire.port)
    await until(lambda: coordinator_of(entry).interval < 1)
    await _disturb(wire, entry)
    assert _repair(hass, entry) is None
    await _disturb(wire, entry)
    assert _repair(hass, entry) is None


async def test_host_has_no_line_settings(hass: HomeAssistant) -> None:
    """Behind a socket the other side sets them: there is nothing to try."""
    entry = meter_entry("socket://127.0.0.1:1")
    entry.add_to_hass(hass)
    assert PortCoordinator(hass, entry)._all_lines() == [Line()]


@pytest.mark.usefixtures("haste", "socket_enabled")
async def test_banner_and_a_slow_meter(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a serial server says is no reason to leave it before a telegram comes.

    A telegram comes in pieces, and the first of them makes nobody know it.
    """
    monkeypatch.setattr(port_coordinator, "NOISE_TIME", 0.05)
    monkeypatch.setattr(port_coordinator, "NOISE_INTERVALS", 0)
    data = telegram(AIDON)
    async with TcpMeter(paused=True) as meter, proxy(meter.tcp_port, BANNER) as server:
        start = asyncio.create_task(set_up(hass, server.port))
        await until(lambda: server.readers)
        await asyncio.sleep(0.1)
        for piece in (data[:100], data[100:]):
            server.hand_on(piece)
            await asyncio.sleep(0.05)
        entry = await start
        assert is_loaded(entry)
        assert server.readers == 1


@pytest.mark.usefixtures("haste")
async def test_meter_may_be_slower_than_most(
    hass: HomeAssistant, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once its interval is known no other settings are tried before it is over."""
    monkeypatch.setattr(port_coordinator, "NOISE_TIME", 0)
    monkeypatch.setattr(port_coordinator, "NOISE_INTERVALS", 1e6)
    entry = await set_up(hass, wire.port)
    reader = coordinator_of(entry)
    await until(lambda: reader.interval < 1)
    wire.data = b"\x80\xf8\x06" * 40
    openings = reader.reconnects
    await until(lambda: reader.reconnects > openings + 1)
    assert reader.line == Line()


@pytest.mark.usefixtures("haste")
@pytest.mark.parametrize(
    ("data", "key"), [(b"\x80\xf8\x06" * 40, "checksums"), (BANNER, "lost")]
)
async def test_what_comes_in_the_place_of_telegrams(
    hass: HomeAssistant,
    wire: Wire,
    monkeypatch: pytest.MonkeyPatch,
    data: bytes,
    key: str,
) -> None:
    """Noise is told as such, and what a serial server says as a silent meter."""
    monkeypatch.setattr(watch, "LASTING", 0.2)
    monkeypatch.setattr(coordinator, "MISSED", 0.5)
    entry = await set_up(hass, wire.port)
    await until(lambda: coordinator_of(entry).interval < 1)
    wire.data = data
    issues = ir.async_get(hass).issues
    told: set[tuple[str, str]] = set()
    for _ in range(150):
        await asyncio.sleep(0.01)
        told |= set(issues)
    assert told == set(issues) == {(DOMAIN, f"{key}_{entry.entry_id}")}
    wire.data = telegram(AIDON)
    await until(lambda: not issues)


@pytest.mark.usefixtures("haste")
async def test_noise_after_a_long_silence(
    hass: HomeAssistant, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The household is told of either, never of both at once."""
    monkeypatch.setattr(watch, "LASTING", 0)
    monkeypatch.setattr(coordinator, "MISSED", 0.1)
    entry = await set_up(hass, wire.port)
    await until(lambda: coordinator_of(entry).interval < 1)
    wire.paused = True
    issues = ir.async_get(hass).issues
    await until(lambda: set(issues) == {(DOMAIN, f"lost_{entry.entry_id}")})
    actions = updates(hass)
    wire.data, wire.paused = b"\x80\xf8\x06" * 40, False
    await until(lambda: set(issues) == {(DOMAIN, f"checksums_{entry.entry_id}")})
    assert actions == ["remove", "create"]

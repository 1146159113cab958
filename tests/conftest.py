"""What the tests of the integration share."""

import asyncio
from collections.abc import AsyncIterator, Iterator
import logging
from types import ModuleType

from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity import Entity
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.han_port import (
    coordinator,
    dialog,
    listener,
    port_coordinator,
    radio,
    radio_link,
    radio_listener,
)
from simulator.push import PtyMeter, TcpMeter
from tests.decoder.compose import telegram
from tests.deprecations import Deprecations
from tests.entries import meter_entry
from tests.hurry import Hurry
from tests.secrets import STOEN
from tests.sensors import AIDON
from tests.wire import Wire

#: Seconds that are long in a household and short in a test.
HASTE: dict[ModuleType, dict[str, object]] = {
    dialog: {"PROMPT": 0.02, "TICK": 0.05},
    coordinator: {"LEAST_PATIENCE": 0.4},
    port_coordinator: {"FIRST_TELEGRAM": 0.6, "FIRST_DELAY": 0.1},
    radio: {"FIRST_DELAY": 0.1},
    radio_link: {"WINDOW": 2.5, "asyncio": Hurry(5)},
    listener: {
        "PATIENCE": 0.8,
        "SILENCE": 0.3,
        "FURTHER_SILENCE": 0.15,
        "PAUSE": 0.1,
        "FULLER": 0.5,
        "RETRY": 0.05,
    },
    radio_listener: {"SOON": 0.2, "LATER": 0.4, "PATIENCE": 0.8},
}


@pytest.fixture(autouse=True)
def _custom_integrations(request: pytest.FixtureRequest) -> None:
    """Let Home Assistant see this integration, in tests that have one at all."""
    if "hass" in request.fixturenames:
        if "recorder_mock" in request.fixturenames:
            request.getfixturevalue("recorder_mock")
        request.getfixturevalue("enable_custom_integrations")


@pytest.fixture(autouse=True)
def deprecations() -> Iterator[Deprecations]:
    """Fail where Home Assistant says that what the integration uses is to end."""
    said = Deprecations()
    logging.getLogger().addHandler(said)
    yield said
    logging.getLogger().removeHandler(said)
    assert said.messages == []


@pytest.fixture
def haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten what one waits for."""
    for module, constants in HASTE.items():
        for name, seconds in constants.items():
            monkeypatch.setattr(module, name, seconds)


@pytest.fixture
async def closed_dialogs(hass: HomeAssistant) -> AsyncIterator[None]:
    """Close what dialogs a test leaves open, and wait until they have let go."""
    yield
    flows = hass.config_entries.flow
    for flow in flows.async_progress():
        flows.async_abort(flow["flow_id"])
    tasks = [task for task in asyncio.all_tasks() if "config flow" in task.get_name()]
    if tasks:
        await asyncio.wait(tasks)


@pytest.fixture
def all_enabled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enable also the entities that are disabled by default."""
    monkeypatch.setattr(Entity, "entity_registry_enabled_default", True)


@pytest.fixture
async def meter() -> AsyncIterator[PtyMeter]:
    """Run Rovakaira's meter on a pseudo terminal."""
    async with PtyMeter(interval=0.1) as meter:
        yield meter


@pytest.fixture
async def tcp_meter(socket_enabled: None) -> AsyncIterator[TcpMeter]:
    """Run Rovakaira's meter on a TCP port."""
    async with TcpMeter(interval=0.1) as meter:
        yield meter


@pytest.fixture
async def entry(hass: HomeAssistant, haste: None, meter: PtyMeter) -> MockConfigEntry:
    """Set up an entry of the meter on the pseudo terminal."""
    entry = meter_entry(meter.port)
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    """Run a terminal with the same 27 registers again and again."""
    async with Wire(data=telegram(AIDON)) as wire:
        yield wire


@pytest.fixture
async def stoen() -> AsyncIterator[PtyMeter]:
    """Run a meter of Stoen Operator on a pseudo terminal."""
    async with PtyMeter(meter=STOEN, interval=0.1) as meter:
        yield meter

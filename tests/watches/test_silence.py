"""Tests of the repair for a meter of which nothing is heard."""

from datetime import timedelta

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.han_port.decoder import Event
from custom_components.han_port.watches import Silence, watch
from simulator.push import PtyMeter
from tests.entries import is_loaded, set_up
from tests.watches.issues import NOISE, heard, is_raised, issue_of, running_entry


@pytest.fixture
def silence(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> Silence:
    """Watch an entry of which nothing is heard, and for how long does not matter."""
    monkeypatch.setattr(watch, "LASTING", 0)
    silence = Silence(hass, running_entry(hass))
    silence.fail("silence")
    return silence


async def _try_again(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Let Home Assistant try to set up once more."""
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(hours=1))
    await hass.async_block_till_done()
    async with entry.setup_lock:
        # The try is over, and has let go of the port.
        pass


def test_household_is_told(hass: HomeAssistant, silence: Silence) -> None:
    """It is an error: there is nothing to show at all."""
    issue = issue_of(hass, "silence", silence._entry)
    assert issue
    assert (issue.is_fixable, issue.severity) == (False, ir.IssueSeverity.ERROR)


@pytest.mark.parametrize("event", [heard(), NOISE])
def test_anything_heard_ends_it(
    hass: HomeAssistant, silence: Silence, event: Event
) -> None:
    """The port is on and the cable is in; what else is wrong others tell."""
    silence.hear(event)
    assert not is_raised(hass, "silence", silence._entry)


@pytest.mark.parametrize("reason", ["noise", "checksum", "wrong_key"])
def test_set_up_that_fails_for_what_was_heard_ends_it(
    hass: HomeAssistant, silence: Silence, reason: str
) -> None:
    """Bytes came that made no event yet."""
    silence.fail(reason)
    assert not is_raised(hass, "silence", silence._entry)


@pytest.mark.parametrize("reason", ["port_missing", "port_busy", "link_closed"])
def test_port_that_cannot_be_opened_says_nothing_of_the_meter(
    hass: HomeAssistant, silence: Silence, reason: str
) -> None:
    """The issue stays, and none is made."""
    silence.fail(reason)
    assert is_raised(hass, "silence", silence._entry)
    other = Silence(hass, running_entry(hass))
    other.fail(reason)
    assert not is_raised(hass, "silence", other._entry)


@pytest.mark.usefixtures("haste")
async def test_silent_port(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The issue lasts over the tries, and goes when the meter begins to send."""
    async with PtyMeter(interval=0.1, paused=True) as meter:
        entry = await set_up(hass, meter.port)
        assert entry.state is ConfigEntryState.SETUP_RETRY
        assert not is_raised(hass, "silence", entry)
        monkeypatch.setattr(watch, "LASTING", 0.5)
        for _ in range(2):
            await _try_again(hass, entry)
            assert entry.state is ConfigEntryState.SETUP_RETRY
            assert is_raised(hass, "silence", entry)
        meter.paused = False
        await _try_again(hass, entry)
        assert is_loaded(entry)
        assert not is_raised(hass, "silence", entry)


@pytest.mark.usefixtures("haste")
@pytest.mark.parametrize("is_removed", [False, True])
async def test_issue_goes_with_the_entry(
    hass: HomeAssistant,
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_removed: bool,
) -> None:
    """Unloaded or removed between two tries."""
    monkeypatch.setattr(watch, "LASTING", 0)
    async with PtyMeter(interval=0.1, paused=True) as meter:
        entry: MockConfigEntry = await set_up(hass, meter.port)
        assert is_raised(hass, "silence", entry)
        entries = hass.config_entries
        end = entries.async_remove if is_removed else entries.async_unload
        await end(entry.entry_id)
        assert not ir.async_get(hass).issues

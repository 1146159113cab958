"""Tests of the repair for a meter that falls silent while it is read."""

from dataclasses import replace

from homeassistant.core import HomeAssistant
import pytest

from custom_components.han_port import coordinator
from custom_components.han_port.decoder import Event
from custom_components.han_port.watches import Lost
from simulator.push import PtyMeter
from simulator.receivers import PtyReceiver
from tests.entries import coordinator_of, is_loaded, set_up, until
from tests.faults.proxy import BANNER
from tests.radios import set_up_radio, stations
from tests.watches.issues import (
    DAMAGED,
    NOISE,
    heard,
    is_raised,
    issue_of,
    running_entry,
)


@pytest.mark.parametrize(("profile", "text"), [("sesko", "lost"), ("wmbus", "unheard")])
def test_household_is_told(hass: HomeAssistant, profile: str, text: str) -> None:
    """Of a cable, or of a radio: what helps is not the same."""
    watch = Lost(hass, running_entry(hass, profile))
    watch.miss()
    issue = issue_of(hass, "lost", watch._entry)
    assert issue
    assert (issue.translation_key, issue.is_fixable) == (text, False)


@pytest.mark.parametrize(
    ("event", "is_lost"),
    [
        (heard(), False),
        (DAMAGED, False),
        (replace(NOISE, raw=b"\x80\xf8\x06"), False),
        (replace(NOISE, raw=BANNER), True),
    ],
)
def test_what_ends_it(hass: HomeAssistant, event: Event, *, is_lost: bool) -> None:
    """Whatever comes of the meter: what else is wrong others tell."""
    watch = Lost(hass, running_entry(hass))
    watch.miss()
    watch.hear(event)
    assert is_raised(hass, "lost", watch._entry) == is_lost


def test_noise_ends_it(hass: HomeAssistant) -> None:
    """Also before the decoder makes anything of it; silence does not."""
    watch = Lost(hass, running_entry(hass))
    watch.miss()
    watch.fail("silence")
    assert is_raised(hass, "lost", watch._entry)
    watch.fail("noise")
    assert not is_raised(hass, "lost", watch._entry)


@pytest.mark.usefixtures("haste")
async def test_meter_falls_silent(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a moment tells, but a long time; the next telegram ends it."""
    async with PtyMeter(interval=0.1) as meter:
        entry = await set_up(hass, meter.port)
        await until(lambda: coordinator_of(entry).interval < 1)
        meter.paused = True
        await until(lambda: not coordinator_of(entry).last_update_success)
        assert not is_raised(hass, "lost", entry)
        meter.paused = False
        await until(lambda: coordinator_of(entry).last_update_success)
        monkeypatch.setattr(coordinator, "MISSED", 0.1)
        meter.paused = True
        await until(lambda: is_raised(hass, "lost", entry))
        meter.paused = False
        await until(lambda: not is_raised(hass, "lost", entry))
        meter.paused = True
        await until(lambda: is_raised(hass, "lost", entry))
        await hass.config_entries.async_unload(entry.entry_id)
        assert not is_raised(hass, "lost", entry)


@pytest.mark.usefixtures("haste")
async def test_radio_that_was_never_heard(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its entry is set up all the same, so that nobody else would tell."""
    monkeypatch.setattr(coordinator, "PATIENCE", 0)
    monkeypatch.setattr(coordinator, "MISSED", 0.1)
    async with PtyReceiver(
        interval=0.1, stations=stations("gama"), paused=True
    ) as receiver:
        entry = await set_up_radio(hass, receiver.port, "gama")
        assert is_loaded(entry)
        await until(lambda: is_raised(hass, "lost", entry))
        receiver.paused = False
        await until(lambda: not is_raised(hass, "lost", entry))

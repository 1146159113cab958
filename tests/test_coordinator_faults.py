"""Tests of the coordinator: a fault of our own does not end the reading."""

from datetime import datetime

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.han_port.decoder import Event
from tests.entries import coordinator_of, until


def _raise(data: bytes, now: datetime) -> list[Event]:
    """Decode as nobody has foreseen."""
    raise ZeroDivisionError


async def test_reading_begins_anew(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The fault is logged with its trace, and the next telegram is read."""
    coordinator = coordinator_of(entry)
    monkeypatch.setattr(coordinator._decoder, "feed", _raise)
    await until(lambda: "beginning anew" in caplog.text)
    assert "ZeroDivisionError" in caplog.text
    telegrams = coordinator.hearing.telegrams
    await until(lambda: coordinator.hearing.telegrams > telegrams)
    assert coordinator.last_update_success


async def test_outages_are_no_intervals(entry: MockConfigEntry) -> None:
    """However often a meter is lost for a while, its interval stays."""
    coordinator = coordinator_of(entry)
    for outage in (600, 900, 300, 1200):
        coordinator._learn(0.1)
        coordinator._lost = True
        coordinator._learn(outage)
        coordinator._lost = False
    assert coordinator.interval == pytest.approx(0.1, abs=0.1)


async def test_slow_meter_is_learned(entry: MockConfigEntry) -> None:
    """A meter that sends once a minute is lost at first, and then known."""
    coordinator = coordinator_of(entry)
    for _ in range(8):
        coordinator._lost = True
        coordinator._learn(60.0)
    coordinator._lost = False
    assert coordinator.interval == 60

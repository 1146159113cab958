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

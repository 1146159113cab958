"""Tests of discovery: a meter that is known follows the cable that it is heard by."""

from collections.abc import AsyncIterator
from pathlib import Path

from homeassistant.core import HomeAssistant
import pytest

from custom_components.han_port import listener
from simulator.push import PtyMeter, TcpMeter
from tests.entries import is_loaded, set_up, until
from tests.flows import enter
from tests.secrets import FIELDS, saved
from tests.usb import NUMBER, NUMBERED, plug_in, plugged_in

pytestmark = pytest.mark.usefixtures("closed_dialogs")


@pytest.fixture(autouse=True)
def _patience(haste: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for a meter as long as a busy machine takes."""
    monkeypatch.setattr(listener, "SILENCE", 5)


@pytest.fixture
async def numbered() -> AsyncIterator[PtyMeter]:
    """Run a meter that encrypts nothing, and sends its number."""
    async with PtyMeter(meter=NUMBERED, interval=0.1) as meter:
        yield meter


async def test_entry_follows_its_meter_to_another_cable(
    hass: HomeAssistant, numbered: PtyMeter
) -> None:
    """It has lost it at the old one; the new port and its speed are stored."""
    entry = await set_up(hass, "/dev/ttyNOWHERE7", "aidon_dlms", line="2400 8E1")
    hass.config_entries.async_update_entry(entry, unique_id=NUMBER)
    result = await plug_in(hass, plugged_in(numbered.port))
    assert result["reason"] == "already_configured"
    assert entry.data["port"] == numbered.port
    assert entry.data["line"] == "115200 8N1"
    await until(lambda: is_loaded(entry))
    assert not hass.config_entries.flow.async_progress()


async def test_entry_that_hears_its_meter_stays_where_it_is(
    hass: HomeAssistant, numbered: PtyMeter
) -> None:
    """A second cable to the same meter changes nothing."""
    entry = await set_up(hass, numbered.port, "aidon_dlms", line="2400 8E1")
    hass.config_entries.async_update_entry(entry, unique_id=NUMBER)
    assert is_loaded(entry)
    async with PtyMeter(meter=NUMBERED, interval=0.1) as second:
        result = await plug_in(hass, plugged_in(second.port))
    assert result["reason"] == "already_configured"
    assert entry.data["port"] == numbered.port


async def test_entry_follows_its_meter_before_it_is_missed(
    hass: HomeAssistant, numbered: PtyMeter, tmp_path: Path
) -> None:
    """One cable is pulled out and the next plugged in at once."""
    cable = tmp_path / "cable"
    cable.symlink_to(numbered.port)
    entry = await set_up(hass, str(cable), "aidon_dlms")
    hass.config_entries.async_update_entry(entry, unique_id=NUMBER)
    async with PtyMeter(meter=NUMBERED, interval=0.1) as second:
        assert entry.runtime_data.last_update_success
        cable.unlink()
        result = await plug_in(hass, plugged_in(second.port))
        assert result["reason"] == "already_configured"
        assert entry.data["port"] == second.port
        await until(lambda: is_loaded(entry))


@pytest.mark.usefixtures("socket_enabled")
async def test_entry_that_hears_its_meter_over_the_network_stays_there(
    hass: HomeAssistant, numbered: PtyMeter
) -> None:
    """An address is no file that could be missing."""
    async with TcpMeter(meter=NUMBERED, interval=0.1) as server:
        entry = await set_up(hass, server.port, "aidon_dlms")
        hass.config_entries.async_update_entry(entry, unique_id=NUMBER)
        result = await plug_in(hass, plugged_in(numbered.port))
        assert result["reason"] == "already_configured"
        assert entry.data["port"] == server.port


async def test_entry_follows_its_encrypted_meter(
    hass: HomeAssistant, stoen: PtyMeter
) -> None:
    """Its number is known once the keys have opened what it sends."""
    hass.config.country = "PL"
    entry = await set_up(hass, "/dev/ttyNOWHERE7", "stoen", **saved(**FIELDS))
    hass.config_entries.async_update_entry(entry, unique_id="14000001")
    card = await plug_in(hass, plugged_in(stoen.port))
    result = await enter(hass, card, FIELDS)
    assert result["reason"] == "already_configured"
    assert entry.data["port"] == stoen.port
    await until(lambda: is_loaded(entry))

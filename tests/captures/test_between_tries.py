"""Tests of captures of a meter whose set-up fails and is tried again."""

import asyncio

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import (
    HomeAssistantError,
)
import pytest

from custom_components.han_port.const import DOMAIN
from simulator.faults import Fault
from simulator.push import PtyMeter, TcpMeter
from tests.captures.asking import begun, captured
from tests.entries import meter_entry, set_up, until
from tests.radios import set_up_radio
from tests.wire import until_free

pytestmark = pytest.mark.usefixtures("haste")


async def test_set_up_goes_on_after_a_capture(
    hass: HomeAssistant, meter: PtyMeter
) -> None:
    """It is tried again at once, and finds the port free."""
    meter.fault = Fault.BAD_CHECKSUM
    entry = await set_up(hass, meter.port)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    response = await captured(hass, entry)
    assert response["refused"] >= 2
    meter.fault = None
    await until(lambda: entry.state is ConfigEntryState.LOADED)


async def test_capture_between_two_tries_is_cancelled(
    hass: HomeAssistant, meter: PtyMeter
) -> None:
    """The port is free again, and set-up goes on."""
    meter.fault = Fault.BAD_CHECKSUM
    entry = await set_up(hass, meter.port)
    task = await begun(hass, entry)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    meter.fault = None
    await until(lambda: entry.state is ConfigEntryState.LOADED)


async def test_entry_is_unloaded_between_two_tries(
    hass: HomeAssistant, meter: PtyMeter
) -> None:
    """The capture ends with what was heard, and nothing begins anew."""
    meter.fault = Fault.BAD_CHECKSUM
    entry = await set_up(hass, meter.port)
    task = await begun(hass, entry)
    await hass.config_entries.async_unload(entry.entry_id)
    async with asyncio.timeout(1):
        assert (await task)["refused"] >= 2
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.NOT_LOADED
    await until_free(meter.port)


async def test_home_assistant_stops_between_two_tries(
    hass: HomeAssistant, meter: PtyMeter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing begins anew then."""
    meter.fault = Fault.BAD_CHECKSUM
    entry = await set_up(hass, meter.port)
    task = await begun(hass, entry)
    monkeypatch.setattr(HomeAssistant, "is_stopping", True)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    async with asyncio.timeout(1):
        await task
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.SETUP_RETRY


async def test_set_up_is_waited_for(hass: HomeAssistant, meter: PtyMeter) -> None:
    """Who asks while it goes on hears the meter when it is done."""
    meter.paused = True
    entry = meter_entry(meter.port)
    entry.add_to_hass(hass)
    setting_up = asyncio.create_task(hass.config_entries.async_setup(entry.entry_id))
    await until(lambda: entry.state is ConfigEntryState.SETUP_IN_PROGRESS)
    task = asyncio.create_task(captured(hass, entry))
    await asyncio.sleep(0.1)
    meter.paused = False
    assert await setting_up
    assert (await task)["telegrams"] >= 2


async def test_port_is_missing(hass: HomeAssistant) -> None:
    """Who asks is told what is wrong with it."""
    entry = await set_up(hass, "/dev/ttyNOWHERE7")
    with pytest.raises(HomeAssistantError) as fault:
        await captured(hass, entry)
    assert fault.value.translation_domain == DOMAIN
    assert fault.value.translation_key == "port_missing"
    # Set-up is tried again now: what opens a port is better not cut off.
    await hass.async_block_till_done()


async def test_link_breaks_between_two_tries(
    hass: HomeAssistant, tcp_meter: TcpMeter
) -> None:
    """What was heard until then is returned."""
    tcp_meter.fault = Fault.BAD_CHECKSUM
    entry = await set_up(hass, tcp_meter.port)
    task = await begun(hass, entry)
    await tcp_meter.stop()
    async with asyncio.timeout(1):
        assert (await task)["refused"] >= 2


async def test_receiver_is_missing(hass: HomeAssistant) -> None:
    """Without it nothing can be heard of a radio meter."""
    entry = await set_up_radio(hass, "/dev/ttyNOWHERE7")
    assert entry.state is ConfigEntryState.SETUP_RETRY
    with pytest.raises(HomeAssistantError) as fault:
        await captured(hass, entry)
    assert fault.value.translation_key == "port_missing"

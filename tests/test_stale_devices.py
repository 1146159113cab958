"""Tests of deleting a gas meter that is heard no more."""

from collections.abc import Awaitable, Callable

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.han_port import coordinator
from tests.decoder import dutch
from tests.decoder.compose import telegram
from tests.entries import is_loaded, set_up, until
from tests.wire import Wire

pytestmark = pytest.mark.usefixtures("haste")

GAS = "sensor.gas_meter_reading"
ALONE = telegram(dutch.IDENT, dutch.LINES)
WITH_GAS = telegram(dutch.IDENT, [*dutch.LINES, *dutch.GAS])

type Delete = Callable[[MockConfigEntry, str], Awaitable[bool]]


@pytest.fixture
async def delete(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    device_registry: dr.DeviceRegistry,
) -> Delete:
    """Delete a device of an entry as its page does; tell whether that was allowed."""
    assert await async_setup_component(hass, "config", {})
    client = await hass_ws_client(hass)

    async def answer(entry: MockConfigEntry, number: str) -> bool:
        device = device_registry.async_get_device_by_identifier(
            ("han_port", number), entry.entry_id
        )
        assert device
        await client.send_json_auto_id(
            {"type": "config/device_registry/remove", "device_id": device.id}
        )
        return bool((await client.receive_json())["success"])

    return answer


def _is_silent(hass: HomeAssistant) -> bool:
    """Tell whether the gas meter has become unavailable."""
    state = hass.states.get(GAS)
    return state is not None and state.state == STATE_UNAVAILABLE


async def test_gas_meter_that_is_heard_stays(
    hass: HomeAssistant, delete: Delete
) -> None:
    """Neither it nor the electricity meter itself can be deleted."""
    async with Wire(data=WITH_GAS) as wire:
        entry = await set_up(hass, wire.port, "dsmr")
        assert not await delete(entry, f"{entry.entry_id}_1")
        assert not await delete(entry, entry.entry_id)
    assert hass.states.get(GAS)


async def test_silent_gas_meter_goes_and_may_come_back(
    hass: HomeAssistant, delete: Delete, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its device and sensors go; they are made anew when it is heard again."""
    monkeypatch.setattr(coordinator, "LASTING", 0.5)
    async with Wire(data=WITH_GAS) as wire:
        entry = await set_up(hass, wire.port, "dsmr")
        wire.data = ALONE
        await until(lambda: _is_silent(hass))
        assert await delete(entry, f"{entry.entry_id}_1")
        assert hass.states.get(GAS) is None
        await until(lambda: is_loaded(entry))
        wire.data = WITH_GAS
        await until(lambda: hass.states.get(GAS))


async def test_gas_meter_of_an_entry_that_is_not_loaded(
    hass: HomeAssistant, delete: Delete
) -> None:
    """It goes, too, and nothing is loaded for it."""
    async with Wire(data=WITH_GAS) as wire:
        entry = await set_up(hass, wire.port, "dsmr")
        await hass.config_entries.async_unload(entry.entry_id)
        assert await delete(entry, f"{entry.entry_id}_1")
        await hass.async_block_till_done()
    assert not is_loaded(entry)
    assert hass.states.get(GAS) is None

"""Diagnostics of a meter, as a household downloads them."""

import json
from typing import Any

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.han_port.diagnostics import (
    async_get_config_entry_diagnostics,
)
from tests.entries import set_up
from tests.wire import Wire


async def shown_of(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, Any]:
    """Return diagnostics as they are downloaded: JSON."""
    told = await async_get_config_entry_diagnostics(hass, entry)
    shown: dict[str, Any] = json.loads(json.dumps(told))
    return shown


async def heard_of(hass: HomeAssistant, data: bytes) -> dict[str, Any]:
    """Return the diagnostics of a meter that sends this."""
    async with Wire(data=data) as wire:
        entry = await set_up(hass, wire.port, "auto")
        shown = await shown_of(hass, entry)
        await hass.config_entries.async_unload(entry.entry_id)
        return shown

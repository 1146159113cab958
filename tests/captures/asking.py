"""Asking for a capture as a household does."""

import asyncio
import json
from typing import Any

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.han_port.const import DOMAIN
from custom_components.han_port.coordinator import HanPortCoordinator


async def captured(
    hass: HomeAssistant, entry: MockConfigEntry | str, seconds: float = 1, **other: Any
) -> dict[str, Any]:
    """Call the action and return its response."""
    entry_id = entry if isinstance(entry, str) else entry.entry_id
    response = await hass.services.async_call(
        DOMAIN,
        "capture",
        {"config_entry_id": entry_id, "seconds": seconds},
        blocking=True,
        return_response=True,
        **other,
    )
    assert response is not None
    json.dumps(response)
    return dict(response)


async def begun(hass: HomeAssistant, entry: MockConfigEntry) -> asyncio.Task[Any]:
    """Begin a capture of five minutes, and let it come to listening."""
    task = asyncio.create_task(captured(hass, entry, 300))
    await asyncio.sleep(0.3)
    return task


def taps(entry: MockConfigEntry) -> int:
    """Count who listens."""
    coordinator: HanPortCoordinator = entry.runtime_data
    return len(coordinator._ears)

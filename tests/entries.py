"""Config entries of meters, and waiting for what they come to."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.han_port.const import CONF_LINE, CONF_PROFILE, DOMAIN
from custom_components.han_port.port_coordinator import PortCoordinator

#: Sensors show each telegram, so that no test has to wait for the end of a window.
AT_ONCE: Final = {"power_window": 0, "instantaneous_window": 0, "totals_window": 0}
#: Seconds between two looks at a condition.
STEP = 0.005


def meter_entry(
    port: str, profile: str = "sesko", *, unique_id: str | None = None, **more: Any
) -> MockConfigEntry:
    """Make an entry as the config flow does."""
    return MockConfigEntry(
        domain=DOMAIN,
        title="Aidon 7534",
        unique_id=unique_id,
        data={"port": port, CONF_PROFILE: profile, CONF_LINE: "115200 8N1", **more},
        options=AT_ONCE,
    )


async def set_up(
    hass: HomeAssistant, port: str, profile: str = "sesko", **more: Any
) -> MockConfigEntry:
    """Set up an entry, whatever becomes of it."""
    entry = meter_entry(port, profile, **more)
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry


def is_loaded(entry: MockConfigEntry) -> bool:
    """Tell whether an entry runs."""
    return entry.state is ConfigEntryState.LOADED


def coordinator_of(entry: MockConfigEntry) -> PortCoordinator:
    """Return what keeps the link of a loaded entry."""
    coordinator = entry.runtime_data
    assert isinstance(coordinator, PortCoordinator)
    return coordinator


async def until(condition: Callable[[], object], seconds: float = 5) -> None:
    """Wait for a condition; fail when it does not come true."""
    for _ in range(int(seconds / STEP)):
        if condition():
            return
        await asyncio.sleep(STEP)
    raise TimeoutError

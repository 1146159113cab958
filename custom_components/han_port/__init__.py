"""HAN Port: electricity meters at their customer port (HAN, P1, H1) and by radio."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    config_validation as cv,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.helpers.typing import ConfigType

from .capture import async_setup_actions
from .const import DOMAIN
from .coordinator import HanPortConfigEntry
from .corrections import Corrections
from .dashboard import Dashboard
from .entry_data import profile_of
from .port_coordinator import PortCoordinator
from .radio_coordinator import RadioCoordinator
from .totals import Totals
from .watches import OffDashboard, forget

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)
PLATFORMS = [Platform.SENSOR]


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register the action, which is there whether a meter is read or not."""
    async_setup_actions(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: HanPortConfigEntry) -> bool:
    """Start to read a meter; its first telegram says which sensors it has."""
    is_wireless = profile_of(entry.data).is_wireless
    kind = RadioCoordinator if is_wireless else PortCoordinator
    entry.runtime_data = kind(hass, entry)
    await entry.runtime_data.async_start()
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    if dashboard := await Dashboard.of(hass):
        watch = OffDashboard(hass, entry, dashboard)
        entry.async_on_unload(watch.end)
        entry.async_on_unload(entry.runtime_data.async_add_listener(watch.look))
        watch.look()
    return True


async def async_unload_entry(hass: HomeAssistant, entry: HanPortConfigEntry) -> bool:
    """Unload a meter; its link ends with the entry's background task.

    The link of a radio ends with the last meter that is heard over it.
    """
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_config_entry_device(
    hass: HomeAssistant, entry: HanPortConfigEntry, device: dr.DeviceEntry
) -> bool:
    """Let the household delete a gas or water meter that is heard no more.

    What was heard of it is forgotten with a reload, so that it may come back.
    """
    if (DOMAIN, entry.entry_id) in device.identifiers:
        return False
    entities = er.async_entries_for_device(er.async_get(hass), device.id)
    states = [hass.states.get(entity.entity_id) for entity in entities]
    if any(state and state.state != STATE_UNAVAILABLE for state in states):
        return False
    if entry.state is ConfigEntryState.LOADED:
        hass.config_entries.async_schedule_reload(entry.entry_id)
    return True


async def async_remove_entry(hass: HomeAssistant, entry: HanPortConfigEntry) -> None:
    """Keep nothing of a meter that is removed."""
    forget(hass, entry)
    await Totals(hass, entry).remove()
    await Corrections(hass, entry).remove()

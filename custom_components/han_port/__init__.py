"""HAN Port: electricity meters at their customer port (HAN, P1, H1) and by radio."""

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType

from .capture import async_setup_actions
from .const import DOMAIN
from .coordinator import HanPortConfigEntry
from .corrections import Corrections
from .entry_data import profile_of
from .port_coordinator import PortCoordinator
from .radio_coordinator import RadioCoordinator
from .totals import Totals
from .watches import forget

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
    return True


async def async_unload_entry(hass: HomeAssistant, entry: HanPortConfigEntry) -> bool:
    """Unload a meter; its link ends with the entry's background task.

    The link of a radio ends with the last meter that is heard over it.
    """
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: HanPortConfigEntry) -> None:
    """Keep nothing of a meter that is removed."""
    forget(hass, entry)
    await Totals(hass, entry).remove()
    await Corrections(hass, entry).remove()

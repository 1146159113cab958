"""HAN Port: electricity meters at their customer port (HAN, P1, H1)."""

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant

from .coordinator import HanPortConfigEntry, HanPortCoordinator

PLATFORMS = [Platform.SENSOR]


async def async_setup_entry(hass: HomeAssistant, entry: HanPortConfigEntry) -> bool:
    """Start to read a meter; its first telegram says which sensors it has."""
    entry.runtime_data = HanPortCoordinator(hass, entry)
    await entry.runtime_data.async_start()
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: HanPortConfigEntry) -> bool:
    """Unload a meter; its link ends with the entry's background task."""
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)

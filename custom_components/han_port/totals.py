"""Interim stub by the lead: person A replaces this file."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

from .guard import Good, Guard


class Totals:
    """Stub."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Stub."""

    async def load(self) -> dict[str, Good]:
        """Stub."""
        return {}

    def save(self, guard: Guard) -> None:
        """Stub."""

    async def close(self) -> None:
        """Stub."""

    async def remove(self) -> None:
        """Stub."""

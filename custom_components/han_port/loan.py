"""Lending the port of an entry to a config flow: a port has one reader only."""

import asyncio
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback

from .coordinator import HanPortConfigEntry


class Loan:
    """The port of one entry, as long as a config flow listens on it."""

    def __init__(self, hass: HomeAssistant, entry: HanPortConfigEntry) -> None:
        """Know the entry; it goes on for now."""
        self._hass = hass
        self._entry = entry
        self._taken = False

    async def take(self) -> None:
        """Stop the entry."""
        self._taken = True
        self._hurry()
        async with self._entry.setup_lock:
            pass
        if self._entry.state.recoverable:
            # Who is called off meanwhile must not leave an entry half stopped.
            await asyncio.shield(
                self._hass.config_entries.async_unload(self._entry.entry_id)
            )

    @callback
    def keep(self) -> None:
        """Leave it to somebody else to start the entry again."""
        self._taken = False
        self._hurry()

    @callback
    def give_back(self, listening: asyncio.Task[Any] | None) -> None:
        """Start the entry again, once nobody listens on its port."""
        if self._taken:
            self._taken = False
            self._hass.async_create_task(self._restart(listening))

    @callback
    def _hurry(self) -> None:
        """End the wait of an entry that is being set up."""
        coordinator = getattr(self._entry, "runtime_data", None)
        if coordinator and self._entry.state is ConfigEntryState.SETUP_IN_PROGRESS:
            coordinator.stop_waiting()

    async def _restart(self, listening: asyncio.Task[Any] | None) -> None:
        """Start the entry when its port is closed.

        A reload would do the same, but end the flow that asks for its keys.
        """
        entries, entry = self._hass.config_entries, self._entry
        if listening is not None and not listening.done():
            await asyncio.wait({listening})
        async with entry.setup_lock:
            pass
        is_there = entries.async_get_entry(entry.entry_id) is not None
        if is_there and entry.state is ConfigEntryState.NOT_LOADED:
            await entries.async_setup(entry.entry_id)

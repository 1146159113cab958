"""What is believed of what one meter sends: the books of its totals.

A telegram passes Trust, where nothing vouches for its bytes, and the Guard on
totals; what these know of the meter survives a restart of Home Assistant.
"""

from collections.abc import Mapping

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from .corrections import Corrections
from .decoder import Telegram
from .guard import Change, Guard, HeldBack
from .limits import Instant
from .totals import Totals
from .trust import Trust


class Ledger:
    """Judges the telegrams of one meter."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        main_fuse: float,
        *,
        in_turn: bool,
    ) -> None:
        """Begin with nothing known; `in_turn` tells that lists come in turn."""
        self.trust = Trust(main_fuse)
        self.guard = Guard(main_fuse, in_turn=in_turn)
        self.held_back: list[HeldBack] = []
        self._totals = Totals(hass, entry)
        self._corrections = Corrections(hass, entry)

    async def load(self) -> None:
        """Take up what was known when Home Assistant or the entry stopped."""
        self.guard.restore(await self._totals.load())
        await self._corrections.load()

    async def close(self) -> None:
        """Write down what is known now."""
        await self._totals.close()
        self._corrections.end()

    @callback
    def judge(self, telegram: Telegram, at: Instant) -> Telegram | None:
        """Return what is believed of a telegram, None where that is nothing yet.

        ``held_back`` then has the totals that are not.
        """
        self.held_back = []
        trusted = self.trust.judge(telegram, at)
        if trusted is None:
            return None
        believed, self.held_back = self.guard.judge(trusted, at)
        self._totals.save(self.guard)
        return believed

    async def accept(self) -> Mapping[str, Change]:
        """Believe the new levels, and let the change count as no consumption."""
        changes = self.guard.accept()
        self._totals.save(self.guard)
        await self._corrections.add(changes)
        return changes

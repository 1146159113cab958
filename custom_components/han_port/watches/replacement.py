"""The repair for a meter that was exchanged, or counts anew."""

from collections.abc import Mapping
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..decoder import Reading
from ..guard import Change
from .watch import Watch

#: The total that a household compares with the display of the meter.
MAIN: Final = "1-0:1.8.0"


class Replacement(Watch):
    """Watches for totals that go on from another level."""

    key = "replacement"

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Watch the meter of an entry; it is the one that it was."""
        super().__init__(hass, entry)
        self._shown: tuple[str, Reading] | None = None

    @callback
    def show(self, changes: Mapping[str, Change]) -> None:
        """Ask the household what it makes of the changes; once, while they last."""
        change = changes.get(MAIN) or next(iter(changes.values()), None)
        if change is None:
            self._shown = None
            self.clear()
            return
        if self._shown == (change.code, change.before):
            return
        self._shown = change.code, change.before
        levels = {"before": amount(change.before), "after": amount(change.after)}
        self.raise_issue(levels, fix={"code": change.code})


def amount(reading: Reading) -> str:
    """Write a reading with all digits of the meter, and its unit."""
    digits = "" if reading.decimals is None else f".{reading.decimals}f"
    return f"{reading.value:{digits}} {reading.unit}"

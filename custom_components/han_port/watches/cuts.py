"""The repair for a receiver that cuts the telegrams of a meter.

The firmware of a nanoCUL has room for 148 bytes; a GAMA 350 sends 217.
"""

from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from .watch import Watch

#: How many cut telegrams in a row are no accident.
MANY: Final = 3
#: No receiver cuts what is shorter, such as a GAMA 350's telegram with its clock and
#: number only: of one ciphered block.
SHORT: Final = 48


class Cuts(Watch):
    """Counts the cut telegrams of one meter since the last whole one."""

    key = "receiver_cuts_telegrams"

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Count from none."""
        super().__init__(hass, entry)
        self._count = 0

    @callback
    def add(self) -> None:
        """Count a cut telegram, and tell the household when there are many."""
        self._count += 1
        if self._count == MANY:
            self.raise_issue()

    @callback
    def spare(self, size: int) -> None:
        """Take it that a telegram of so many bytes has come whole."""
        if size >= SHORT:
            self._count = 0
            self.clear()

"""The repair for a receiver that cuts the telegrams of a meter.

The firmware of a nanoCUL has room for 148 bytes; a GAMA 350 sends 217.
"""

from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN

#: How many cut telegrams in a row are no accident.
MANY: Final = 3
#: No receiver cuts what is shorter, such as a GAMA 350's telegram with its clock and
#: number only: of one ciphered block.
SHORT: Final = 48
RECEIVER_CUTS: Final = "receiver_cuts_telegrams"


class Cuts:
    """Counts the cut telegrams of one meter since the last whole one."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Count from none."""
        self._hass = hass
        self._name = entry.title
        self._issue = f"{RECEIVER_CUTS}_{entry.entry_id}"
        self._count = 0

    @callback
    def add(self) -> None:
        """Count a cut telegram, and tell the household when there are many."""
        self._count += 1
        if self._count == MANY:
            ir.async_create_issue(
                self._hass,
                DOMAIN,
                self._issue,
                is_fixable=False,
                severity=ir.IssueSeverity.WARNING,
                translation_key=RECEIVER_CUTS,
                translation_placeholders={"name": self._name},
            )

    @callback
    def spare(self, size: int) -> None:
        """Take it that a telegram of so many bytes has come whole."""
        if size >= SHORT:
            self.end()

    @callback
    def end(self) -> None:
        """Begin anew: telegrams come whole, or nobody counts any more."""
        if self._count >= MANY:
            ir.async_delete_issue(self._hass, DOMAIN, self._issue)
        self._count = 0

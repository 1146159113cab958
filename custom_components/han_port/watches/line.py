"""The repair for a port that is read with other settings than its entry has."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..const import CONF_LINE
from ..decoder import Line
from ..entry_data import line_of, profile_of
from .watch import Watch


class LineWatch(Watch):
    """Watches with which settings of the line telegrams come."""

    key = "line"

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Watch the meter of an entry."""
        super().__init__(hass, entry)
        self._saved = line_of(entry.data) or profile_of(entry.data).lines[0]

    @callback
    def found(self, line: Line) -> None:
        """Take it that a telegram has come with these settings."""
        if line == self._saved:
            self.clear()
            return
        lines = {"found": str(line), "saved": str(self._saved)}
        self.raise_issue(lines, fix={CONF_LINE: str(line)})

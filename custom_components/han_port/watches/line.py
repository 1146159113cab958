"""The repair for a port that is read with other settings than its entry has."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..const import CONF_LINE, CONF_PROFILE
from ..decoder import PROFILES, Line
from .watch import Watch


class LineWatch(Watch):
    """Watches with which settings of the line telegrams come."""

    key = "line"

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Watch the meter of an entry."""
        super().__init__(hass, entry)
        saved = entry.data.get(CONF_LINE)
        line = PROFILES[entry.data[CONF_PROFILE]].lines[0]
        self._saved = Line.parse(saved) if saved else line

    @callback
    def found(self, line: Line) -> None:
        """Take it that a telegram has come with these settings."""
        if line == self._saved:
            self.clear()
            return
        lines = {"found": str(line), "saved": str(self._saved)}
        self.raise_issue(lines, fix={CONF_LINE: str(line)})

"""The repair for a meter whose clock is wrong."""

from typing import Final, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..decoder import Event, Telegram
from .watch import Watch

#: Seconds by which a clock is off, so many telegrams in a row.
OFF: Final = 300
TIMES: Final = 5
#: Seconds within which it is right again.
RIGHT: Final = 240
#: Seconds between two telegrams that count: what has waited in a buffer while the
#: host was asleep comes all at once, and late.
APART: Final = 0.5


class ClockWatch(Watch):
    """Watches how far the clock of the meter is off."""

    key = "clock"

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Watch the meter of an entry; its clock may be right."""
        super().__init__(hass, entry)
        self._times = 0
        self._counted_at = 0.0

    @callback
    @override
    def hear(self, event: Event) -> None:
        """Compare the clock of a telegram with that of Home Assistant."""
        if not isinstance(event, Telegram) or event.time is None:
            return
        ahead = (event.time - dt_util.utcnow()).total_seconds()
        if abs(ahead) > OFF:
            self._count(ahead)
            return
        self._times = 0
        if abs(ahead) <= RIGHT:
            self.clear()

    def _count(self, ahead: float) -> None:
        """Count a telegram that is so many seconds ahead; tell after enough of them."""
        now = self._hass.loop.time()
        if self._times and now - self._counted_at < APART:
            return
        self._times += 1
        self._counted_at = now
        if self._times == TIMES:
            minutes = {"minutes": f"{abs(ahead) / 60:.0f}"}
            way = "clock_ahead" if ahead > 0 else "clock_behind"
            self.raise_issue(minutes, text=way)

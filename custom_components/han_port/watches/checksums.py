"""The repair for a line that damages most telegrams."""

from collections import deque
from itertools import islice
from typing import Final, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..decoder import Event, Reason, Rejected, Telegram
from .watch import Watch

#: How a telegram comes that the line has damaged.
DAMAGED: Final = (Reason.CHECKSUM, Reason.TRUNCATED)
#: The last so many telegrams are considered; so many damaged ones are no accident
#: when they are more than half of them.
CONSIDERED: Final = 30
MANY: Final = 10
#: The trouble is over when among so many telegrams no more than so few are damaged.
ENOUGH: Final = 20
FEW: Final = 2


class Checksums(Watch):
    """Watches how many telegrams arrive damaged."""

    key = "checksums"
    failures = ("checksum", "noise")

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Watch the meter of an entry; nothing has come yet."""
        super().__init__(hass, entry)
        self._damaged: deque[bool] = deque(maxlen=CONSIDERED)

    @callback
    @override
    def hear(self, event: Event) -> None:
        """Count a telegram, whole or damaged."""
        is_damaged = isinstance(event, Rejected) and event.reason in DAMAGED
        if not (is_damaged or isinstance(event, Telegram)):
            return
        if not is_damaged:
            self.succeed()
        self._damaged.appendleft(is_damaged)
        count = sum(self._damaged)
        if count >= MANY and 2 * count > len(self._damaged):
            self.raise_issue()
        elif len(self._damaged) >= ENOUGH and sum(islice(self._damaged, ENOUGH)) <= FEW:
            self.clear()

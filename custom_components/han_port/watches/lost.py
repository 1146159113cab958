"""The repair for a meter that was heard, or has to be, and is not for long."""

from typing import override

from homeassistant.core import callback

from ..decoder import Event, Reason, Rejected
from ..entry_data import profile_of
from .watch import Watch


class Lost(Watch):
    """Watches for a meter that falls silent while its entry is loaded."""

    key = "lost"

    @callback
    @override
    def miss(self) -> None:
        """Tell the household what may be wrong with a cable, or with a radio."""
        is_wireless = profile_of(self._entry.data).is_wireless
        self.raise_issue(text="unheard" if is_wireless else self.key)

    @callback
    @override
    def hear(self, event: Event) -> None:
        """Take it back: something comes again, more than a serial server's words."""
        is_noise = isinstance(event, Rejected) and event.reason is Reason.NOISE
        if not (is_noise and event.raw.isascii()):
            self.clear()

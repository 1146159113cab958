"""What has been heard on a link, and what that says about it."""

from collections import Counter, deque
from typing import Final

from .decoder import Event, Reason, Rejected, Telegram

#: How many refusals are kept for diagnostics.
KEPT: Final = 10

#: Refusals that say what is wrong, the most telling first.
_TELLING: Final = {
    Reason.PROFILE: "wrong_profile",
    Reason.ENCRYPTED: "encrypted",
    Reason.CHECKSUM: "checksum",
}


class Hearing:
    """Counts bytes, telegrams and refusals."""

    def __init__(self) -> None:
        """Start with nothing heard."""
        self.size = 0
        self.telegrams = 0
        self.refused: Counter[Reason] = Counter()
        self.refusals: deque[Rejected] = deque(maxlen=KEPT)

    def take(self, event: Event) -> None:
        """Count an event."""
        if isinstance(event, Telegram):
            self.telegrams += 1
        else:
            self.refused[event.reason] += 1
            self.refusals.append(event)

    @property
    def trouble(self) -> str:
        """Say why no telegram has been heard, as the key of a text."""
        if not self.size:
            return "silence"
        telling = (key for reason, key in _TELLING.items() if self.refused[reason])
        return next(telling, "noise")

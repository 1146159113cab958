"""What has come of a port since it was opened, where that is no telegrams."""

from collections.abc import Sequence
from typing import Final

from .decoder import Event, Reason, Telegram

#: The least of noise in bytes.
NOISE: Final = 64
STRANGE: Final = (Reason.NOISE, Reason.TRUNCATED, Reason.OVERSIZE)


class Opening:
    """Listens for anything that a meter may have sent."""

    def __init__(self) -> None:
        """Begin with a port that was just opened."""
        self.size = 0
        self._is_text = True
        self._is_of_meter = False

    def hear(self, data: bytes, events: Sequence[Event]) -> None:
        """Hear bytes, and what the decoder has made of them."""
        self.size += len(data)
        self._is_text = self._is_text and data.isascii()
        self._is_of_meter = self._is_of_meter or any(map(is_of_meter, events))

    @property
    def is_strange(self) -> bool:
        """Tell whether no meter sends so, or the line settings are not its own."""
        return self.size >= NOISE and not self._is_of_meter

    @property
    def is_noise(self) -> bool:
        """Tell whether it is strange, and no text of a serial server about itself."""
        return self.is_strange and not self._is_text


def is_of_meter(event: Event) -> bool:
    """Tell what a meter has sent from what a wrong speed makes of it."""
    return isinstance(event, Telegram) or event.reason not in STRANGE

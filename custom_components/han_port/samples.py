"""The last telegrams of a meter, as they came, for whoever looks into it."""

from collections import deque
from typing import Final, NamedTuple

from .decoder import Event, Telegram

#: How many refused telegrams are kept, and how many of which totals were held back.
REFUSED: Final = 5
HELD_BACK: Final = 2


class Sample(NamedTuple):
    """An event of the decoder, and the loop's time at which it was heard."""

    event: Event
    at: float


class Samples:
    """Keeps the last good telegram, the last refused and the last not believed."""

    def __init__(self) -> None:
        """Begin with none."""
        self.good: Sample | None = None
        self.refused: deque[Sample] = deque(maxlen=REFUSED)
        self.held_back: deque[Sample] = deque(maxlen=HELD_BACK)

    def take(self, event: Event, at: float) -> None:
        """Keep what the decoder made of bytes; a line without a value has none."""
        if isinstance(event, Telegram):
            self.good = Sample(event, at)
        elif event.raw:
            self.refused.append(Sample(event, at))

    def hold_back(self, telegram: Telegram, at: float) -> None:
        """Keep a sound telegram of which a total is not believed."""
        self.held_back.append(Sample(telegram, at))

"""What became of a link lately."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from homeassistant.util import dt as dt_util

#: How many events are remembered.
REMEMBERED: Final = 20


@dataclass(slots=True)
class Happening:
    """An event of a link, and how often it came, from first to last.

    That is in a row, or in turn with another one.
    """

    what: str
    first: datetime
    last: datetime
    times: int = 0


class History:
    """The last events of a link, the oldest first."""

    def __init__(self) -> None:
        """Begin with none."""
        self.happenings: deque[Happening] = deque(maxlen=REMEMBERED)

    def note(self, what: str) -> None:
        """Note an event of now, in key words; one that comes again is counted.

        So a port that is missing for a day, or opened and closed again and again,
        leaves room for what was before.
        """
        now = dt_util.utcnow()
        happening = next(filter(lambda one: one.what == what, self._last_two), None)
        if happening is None:
            happening = Happening(what, now, now)
        else:
            self.happenings.remove(happening)
        happening.last = now
        happening.times += 1
        self.happenings.append(happening)

    @property
    def _last_two(self) -> list[Happening]:
        """Return the events that one of now may repeat."""
        return list(self.happenings)[-2:]

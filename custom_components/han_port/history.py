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
    """An event of a link, and how often it came in a row: from first to last."""

    what: str
    first: datetime
    last: datetime
    times: int = 1


class History:
    """The last events of a link, the oldest first."""

    def __init__(self) -> None:
        """Begin with none."""
        self.happenings: deque[Happening] = deque(maxlen=REMEMBERED)

    def note(self, what: str) -> None:
        """Note an event of now, in key words; one that comes again is counted.

        So a port that is missing for a day leaves room for what was before.
        """
        now = dt_util.utcnow()
        if self.happenings and self.happenings[-1].what == what:
            self.happenings[-1].last = now
            self.happenings[-1].times += 1
        else:
            self.happenings.append(Happening(what, now, now))

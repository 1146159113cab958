"""What has been heard on a link, and what that says about it."""

from collections import Counter, deque
from dataclasses import dataclass
from typing import Final

from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .decoder import Event, Line, Reason, Rejected, Telegram

#: How many refusals are kept for diagnostics.
KEPT: Final = 10

#: Refusals that say what is wrong, the most telling first.
_TELLING: Final = {
    Reason.PROFILE: "wrong_profile",
    Reason.ENCRYPTED: "encrypted",
    Reason.CHECKSUM: "checksum",
}


@dataclass(frozen=True, slots=True)
class Heard:
    """A telegram, the line settings that let it through, and the loop's time."""

    telegram: Telegram
    line: Line
    at: float


#: What a config flow heard, by port, until the entry is set up.
HEARD: HassKey[dict[str, Heard]] = HassKey(f"{DOMAIN}_heard")


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

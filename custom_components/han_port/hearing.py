"""What has been heard on a link, and what that says about it."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .decoder import Event, Integrity, Line, Reason, Telegram

#: Refusals that say what is wrong, the most telling first, and how many prove it.
_TELLING: Final = (
    (Reason.PROFILE, 1, "wrong_profile"),
    (Reason.AUTHENTICATION_KEY, 2, "wrong_authentication_key"),
    (Reason.KEY, 2, "wrong_key"),
    (Reason.ENCRYPTED, 1, "encrypted"),
    (Reason.UNKNOWN_LIST, 1, "unknown_list"),
    (Reason.MALFORMED, 1, "unknown_list"),
    (Reason.CHECKSUM, 1, "checksum"),
    # One that no key opens may have been damaged on its way.
    (Reason.KEY, 1, "checksum"),
    (Reason.AUTHENTICATION_KEY, 1, "checksum"),
)
#: Refusals that other keys would end.
FOR_KEYS: Final = (Reason.ENCRYPTED, Reason.KEY, Reason.AUTHENTICATION_KEY)


@dataclass(frozen=True, slots=True)
class Heard:
    """A telegram, the line settings that let it through, and the loop's time."""

    telegram: Telegram
    line: Line
    at: float


#: What a config flow heard, by port, until the entry is set up.
HEARD: HassKey[dict[str, Heard]] = HassKey(f"{DOMAIN}_heard")


class Hearing:
    """Counts bytes, telegrams and refusals.

    `locked` counts the telegrams in a row that no key opened, `repeated` those
    with the invocation counter of an earlier one.
    """

    def __init__(self) -> None:
        """Start with nothing heard."""
        self.size = 0
        self.telegrams = 0
        self.locked = 0
        self.repeated = 0
        self.invocation_counter: int | None = None
        self.refused: Counter[Reason] = Counter()

    def take(self, event: Event) -> None:
        """Count an event."""
        if isinstance(event, Telegram):
            self.telegrams += 1
            self.locked = 0
            self._follow(event)
        else:
            self.refused[event.reason] += 1
            self.locked += event.reason in FOR_KEYS

    def _follow(self, telegram: Telegram) -> None:
        """Follow the invocation counter, which rises with each telegram.

        A meter may begin anew at a lower number: with a good tag that is believed.
        One that always sends 0 counts nothing.
        """
        last, counter = self.invocation_counter, telegram.invocation_counter
        if counter is None:
            return
        self.invocation_counter = counter
        if last is None or counter > last or counter == last == 0:
            return
        if counter == last or Integrity.GCM_TAG not in telegram.integrity:
            self.repeated += 1

    @property
    def trouble(self) -> str:
        """Say why no telegram has been heard, as the key of a text."""
        if not self.size:
            return "silence"
        telling = (
            key for reason, least, key in _TELLING if self.refused[reason] >= least
        )
        return next(telling, "noise")

"""What every simulated meter can do."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, NamedTuple

from .household import Snapshot
from .keys import Keys


class Turn(NamedTuple):
    """Which push it is: some meters push a short list mostly, a long one hourly."""

    number: int = 0
    hourly: bool = True


#: A telegram by itself is as complete as the meter's telegrams get.
COMPLETE: Final = Turn()


@dataclass(frozen=True, slots=True)
class Meter(ABC):
    """A meter of a profile, which pushes every `interval` seconds.

    With `keys` it ciphers.
    """

    profile: str
    interval: float = field(default=10, kw_only=True)
    keys: Keys | None = field(default=None, kw_only=True)

    @property
    @abstractmethod
    def label(self) -> str:
        """What its telegrams are known by."""

    @property
    def key_fields(self) -> dict[str, str]:
        """The keys in hex, by the names that the config flow has for them."""
        return self.keys.fields if self.keys else {}

    @abstractmethod
    def telegram(self, snapshot: Snapshot, turn: Turn = COMPLETE) -> bytes:
        """Write the telegram of a moment."""

    @abstractmethod
    def values(self, snapshot: Snapshot, turn: Turn = COMPLETE) -> dict[str, Decimal]:
        """Return the number of each register of that telegram, by its code."""

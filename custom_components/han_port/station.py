"""What a receiver has heard: the meters of a neighbourhood, and their telegrams."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple, override

from .decoder import Address, Headers, Reception

#: How many meters are remembered. Who was not heard for longest is forgotten, and
#: before that who was heard only once: where nothing vouches for a telegram it may
#: have been noise.
MOST: Final = 256
#: How many telegrams of a meter are kept, each of another length.
KEPT: Final = 3


class Held(NamedTuple):
    """A telegram that is kept, and the loop's time at which it was heard."""

    reception: Reception
    at: float


@dataclass(eq=False, slots=True)
class Station:
    """A meter that is heard.

    ``at`` is the loop's time of what came last, ``cut`` counts telegrams that the
    receiver cut. Of what was only heard cut nothing is known but its sender.
    """

    address: Address
    at: float
    rssi: float | None = None
    telegrams: int = 0
    cut: int = 0
    is_encrypted: bool = False
    security: str = ""
    _held: dict[int, Held] = field(default_factory=dict, init=False)

    @property
    def held(self) -> list[Held]:
        """Return the telegrams that are kept, the oldest first."""
        return sorted(self._held.values(), key=lambda held: held.at)

    @property
    def receptions(self) -> list[Reception]:
        """Return the same without their times."""
        return [held.reception for held in self.held]

    @property
    def facts(self) -> dict[str, float | str | None]:
        """Return how the meter is heard, without a word of who it is."""
        return {
            "rssi": self.rssi,
            "telegrams": self.telegrams,
            "cut": self.cut,
            "security": self.security,
        }

    def take(self, reception: Reception, headers: Headers) -> None:
        """Note a telegram; the shortest go where there are too many lengths."""
        self.telegrams += 1
        self.rssi = reception.rssi
        self.is_encrypted = self.is_encrypted or headers.is_encrypted
        self.security = headers.security
        self._held[len(reception.telegram)] = Held(reception, self.at)
        if len(self._held) > KEPT:
            del self._held[min(self._held)]


class Stations(Mapping[Address, Station]):
    """The meters heard, those heard last at the end."""

    def __init__(self) -> None:
        """Begin with none."""
        self._stations: dict[Address, Station] = {}

    @override
    def __getitem__(self, address: Address) -> Station:
        """Return a meter. Raise KeyError where it is not known."""
        return self._stations[address]

    @override
    def __iter__(self) -> Iterator[Address]:
        """Return the addresses."""
        return iter(self._stations)

    @override
    def __len__(self) -> int:
        """Count the meters."""
        return len(self._stations)

    def at(self, address: Address, now: float) -> Station:
        """Return the meter of which something comes `now`, known before or not."""
        station = self._stations.pop(address, None) or Station(address, now)
        station.at = now
        if len(self._stations) == MOST:
            self._forget_one()
        self._stations[address] = station
        return station

    def _forget_one(self) -> None:
        """Make room for a meter."""
        known = self._stations
        once = (
            one
            for one, station in known.items()
            if station.telegrams + station.cut == 1
        )
        del known[next(once, next(iter(known)))]

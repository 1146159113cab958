"""What a profile is: how a system sends, and how its telegrams are known."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
import re
from types import MappingProxyType
from typing import NamedTuple, Self, override

from .clock import ClockRule
from .telegram import UNCHECKED, Carrier, Integrity, Telegram


class Parity(StrEnum):
    """Parity of a serial line, by its usual letter."""

    NONE = "N"
    EVEN = "E"


@dataclass(frozen=True, slots=True)
class Line:
    """Settings of a serial line; one stop bit everywhere."""

    baudrate: int = 115200
    data_bits: int = 8
    parity: Parity = Parity.NONE

    @override
    def __str__(self) -> str:
        """Return the settings as electricians write them: 115200 8N1."""
        return f"{self.baudrate} {self.data_bits}{self.parity}1"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read settings back. Raise ValueError where the text is none."""
        found = re.fullmatch("([0-9]+) ([78])([NE])1", text)
        if found is None:
            raise ValueError(f"Not the settings of a line: {text}")
        return cls(int(found[1]), int(found[2]), Parity(found[3]))


class Ciphering(StrEnum):
    """Whether the meters of a system encrypt."""

    NEVER = "never"
    #: Some do, or grid companies choose.
    OPTIONAL = "optional"
    ALWAYS = "always"


class Traits(NamedTuple):
    """What tells one system's telegrams from another's."""

    carrier: Carrier
    ident: str
    codes: Collection[str]
    integrity: Integrity

    @classmethod
    def of(cls, telegram: Telegram) -> Self:
        """Return the traits of a telegram."""
        return cls(
            telegram.carrier, telegram.ident, telegram.registers, telegram.integrity
        )

    @property
    def is_unchecked(self) -> bool:
        """Tell whether a wire may have changed the telegram; a file does not."""
        return self.integrity in UNCHECKED and self.carrier is not Carrier.BARE


class Evidence(StrEnum):
    """How sure a row is."""

    #: Telegrams of real meters of this system decode.
    SEEN = "seen"
    #: The grid company's leaflet says so; no telegram of it has been published.
    DOCUMENTED = "documented"


@dataclass(frozen=True, slots=True)
class Profile:
    """One row: how a system sends, and how its telegrams are known.

    ``idents`` matches the ident lines and list ids that the system is known to
    send. ``clocks`` are the clock rules of countries where ``clock`` is not the one.
    With ``only_idents`` no other meter belongs to it. ``demanded`` are the
    registers of which every readable telegram has at least one. ``push_interval``
    is in seconds; ``hold`` is how long a register stays valid which only some of
    the telegrams have, 0 where each has all of them. ``public_key`` is an
    authentication key that all meters of the system share and everybody may know.
    """

    id: str
    name: str
    country: str | None
    idents: re.Pattern[str]
    evidence: Evidence
    clock: ClockRule | None
    clocks: Mapping[str, ClockRule] = MappingProxyType({})
    only_idents: bool = False
    checksum_required: bool = True
    demanded: frozenset[str] = frozenset({"1-0:1.8.0"})
    carriers: tuple[Carrier, ...] = (Carrier.P1,)
    ciphering: Ciphering = Ciphering.NEVER
    public_key: bytes | None = None
    push_interval: float = 10
    hold: float = 0
    lines: tuple[Line, ...] = (Line(),)

    @property
    def is_wireless(self) -> bool:
        """Tell whether meters are heard by radio: all of a neighbourhood at once."""
        return Carrier.WIRELESS in self.carriers

    @property
    def in_turn(self) -> bool:
        """Tell whether lists come in turn, each with some of the registers."""
        return self.hold > 0

    def clock_in(self, country: str | None) -> ClockRule | None:
        """Return how the clock counts in a household's country."""
        return self.clocks.get(country, self.clock) if country else self.clock

    def fits(self, traits: Traits) -> bool:
        """Tell whether a telegram can be one of this system."""
        if traits.carrier not in self.carriers:
            return False
        if self.checksum_required and traits.is_unchecked:
            return False
        if self.only_idents and not self.idents.match(traits.ident):
            return False
        return not (self.demanded and self.demanded.isdisjoint(traits.codes))

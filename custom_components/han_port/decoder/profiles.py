"""The table of profiles: one row for each system that a household may have.

Every row here pushes the list of 27 registers as readable text at 115200 8N1,
idle-inverted, every ten seconds. Where rows look the same on the wire (a
Landis+Gyr E360 in Finland, Estonia or Sweden) the country decides.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
import re
from typing import Final, Self, override

from .clock import ESTONIA, FINLAND, SWEDEN, ClockRule
from .telegram import Integrity

AUTO: Final = "auto"


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


class Framing(StrEnum):
    """How telegrams are told apart in the stream of bytes."""

    #: Readable text from `/` to `!` and its checksum.
    P1 = "p1"


class Evidence(StrEnum):
    """How sure a row is."""

    #: Telegrams of real meters of this system decode.
    SEEN = "seen"
    #: The grid company's leaflet says so; no telegram of it has been published.
    DOCUMENTED = "documented"


@dataclass(frozen=True, slots=True)
class Profile:
    """One row: how a system sends, and how its telegrams are known.

    ``idents`` matches the ident lines that the system is known to send. With
    ``only_idents`` no other meter belongs to it. ``push_interval`` is in
    seconds.
    """

    id: str
    name: str
    country: str | None
    idents: re.Pattern[str]
    evidence: Evidence
    clock: ClockRule | None
    only_idents: bool = False
    checksum_required: bool = True
    framing: Framing = Framing.P1
    push_interval: float = 10
    lines: tuple[Line, ...] = (Line(),)

    def fits(self, ident: str, codes: Collection[str], integrity: Integrity) -> bool:
        """Tell whether a telegram can be one of this system."""
        return (
            "1-0:1.8.0" in codes
            and (integrity is not Integrity.NONE or not self.checksum_required)
            and (not self.only_idents or bool(self.idents.match(ident)))
        )


_E360: Final = re.compile("LGF.E360")

PROFILES: Final = {
    profile.id: profile
    for profile in (
        Profile(
            AUTO,
            "Detect automatically",
            country=None,
            idents=re.compile(""),
            evidence=Evidence.SEEN,
            clock=None,
            checksum_required=False,
            # NES meters (Denmark) send with even parity, DSMR 2 and 3 at 9600.
            lines=(Line(), Line(115200, 8, Parity.EVEN), Line(9600, 7, Parity.EVEN)),
        ),
        Profile(
            "sesko",
            "Finland: Rovakaira and other grid companies (SESKO SK 13-1)",
            country="FI",
            idents=re.compile("ADN|LGF"),
            evidence=Evidence.SEEN,
            clock=FINLAND,
        ),
        Profile(
            "kuopio",
            "Finland: Kuopion Sähköverkko (Landis+Gyr E360)",
            country="FI",
            idents=_E360,
            evidence=Evidence.DOCUMENTED,
            clock=FINLAND,
            only_idents=True,
            # The leaflet names plain IEC 62056-21 mode D, which has no checksum.
            checksum_required=False,
        ),
        Profile(
            "elektrilevi",
            "Estonia: Elektrilevi, Imatra Elekter (Landis+Gyr E360)",
            country="EE",
            idents=_E360,
            evidence=Evidence.DOCUMENTED,
            clock=ESTONIA,
            only_idents=True,
        ),
        Profile(
            "kamstrup_se",
            "Sweden: Kamstrup OMNIPOWER with HAN module P1",
            country="SE",
            idents=re.compile("KAM"),
            evidence=Evidence.SEEN,
            clock=SWEDEN,
            only_idents=True,
        ),
        Profile(
            "sweden",
            "Sweden: other meters (Landis+Gyr E360, Aidon, Kaifa, Sagemcom)",
            country="SE",
            idents=re.compile("ADN|ELL|KFM|LGF"),
            evidence=Evidence.SEEN,
            clock=SWEDEN,
        ),
    )
}


def fitting(
    ident: str, codes: Collection[str], integrity: Integrity, country: str | None
) -> tuple[Profile, ...]:
    """List the profiles that a telegram fits, the likeliest first.

    The household's country comes first, then a known ident line, then the order
    of the table. A row without either is no candidate: its clock would be a
    guess.
    """
    rows = [
        (profile.country != country, not profile.idents.match(ident), profile)
        for profile in PROFILES.values()
        if profile.id != AUTO and profile.fits(ident, codes, integrity)
    ]
    return tuple(
        profile
        for foreign, strange, profile in sorted(rows, key=lambda row: row[:2])
        if not (foreign and strange)
    )

"""The table of simulated meters: how each of them writes its telegrams.

What the lines hold is the same everywhere (SESKO SK 13-1:2021, the Swedish
industry recommendation v2.0, Elektrilevi); the ident line, the order of the
phases, the spelling of units, signs and the clock are each maker's own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from .encode import Line, encode
from .household import Snapshot

_THOUSANDTH: Final = Decimal("0.001")
_TENTH: Final = Decimal("0.1")

#: C groups of the active and reactive power of each phase: 21 is import of L1,
#: 22 export of L1, 41 import of L2 ...
_PHASE_BY_PHASE: Final = ((21, 22, 41, 42, 61, 62), (23, 24, 43, 44, 63, 64))
_WAY_BY_WAY: Final = ((21, 41, 61, 22, 42, 62), (23, 43, 63, 24, 44, 64))

#: Normal time all the year round, as SK 13-1 and the Swedish rules want it.
_FINLAND: Final = timezone(timedelta(hours=2))
_SWEDEN: Final = timezone(timedelta(hours=1))
_ESTONIA: Final = ZoneInfo("Europe/Tallinn")


class Units(NamedTuple):
    """The units of the four quantities that makers spell differently."""

    energy: str = "kWh"
    reactive_energy: str = "kVArh"
    power: str = "kW"
    reactive_power: str = "kVAr"

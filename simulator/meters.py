"""The table of simulated meters: how each of them writes its telegrams.

What the lines hold is the same everywhere (SESKO SK 13-1:2021, the Swedish
industry recommendation v2.0, Elektrilevi). The ident line, the order of the
phases, the spelling of units, the sign of currents and the clock differ.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from .encode import Line, encode
from .household import Snapshot

_THOUSANDTH: Final = Decimal("0.001")
_TENTH: Final = Decimal("0.1")

#: The C groups of the active and of the reactive power of the phases: 21 is the
#: import of L1, 22 its export, 41 the import of L2.
_PHASE_BY_PHASE: Final = (21, 22, 41, 42, 61, 62), (23, 24, 43, 44, 63, 64)
_WAY_BY_WAY: Final = (21, 41, 61, 22, 42, 62), (23, 43, 63, 24, 44, 64)

#: Finland and Sweden stamp normal time all the year round.
_FINLAND: Final = timezone(timedelta(hours=2))
_SWEDEN: Final = timezone(timedelta(hours=1))
_ESTONIA: Final = ZoneInfo("Europe/Tallinn")


class Units(NamedTuple):
    """The units that makers spell differently."""

    active_energy: str
    reactive_energy: str
    active_power: str
    reactive_power: str


_CAPITALS: Final = Units("kWh", "kVArh", "kW", "kVAr")
_SMALL: Final = Units("kWh", "kvarh", "kW", "kvar")
_WITHOUT_KILO: Final = Units("Wh", "VArh", "W", "VAr")


@dataclass(frozen=True, slots=True)
class Meter:
    """One row: a meter of a profile and its wire form.

    With a `ratio` it is a current-transformer meter: it sends what flows behind
    the transformer, in units without k, and the ratio.
    """

    profile: str
    ident: str
    clock: tzinfo
    order: tuple[tuple[int, ...], tuple[int, ...]] = _PHASE_BY_PHASE
    units: Units = _CAPITALS
    signed_currents: bool = False
    ratio: int | None = None

    def telegram(self, snapshot: Snapshot) -> bytes:
        """Write the telegram of a moment."""
        stamp = self.stamp(snapshot.time)
        return encode(self.ident, stamp, self.lines, self.values(snapshot))

    def stamp(self, time: datetime) -> str:
        """Write a time as YYMMDDhhmmssX, X being S in summer time and W else."""
        local = time.astimezone(self.clock)
        return f"{local:%y%m%d%H%M%S}{'S' if local.dst() else 'W'}"

    @property
    def lines(self) -> tuple[Line, ...]:
        """The data lines behind the clock, in their order."""
        units, (active, reactive) = self.units, self.order
        return (
            *_lines((1, 2), "8.0", 8, 3, units.active_energy),
            *_lines((3, 4), "8.0", 8, 3, units.reactive_energy),
            *_lines((1, 2), "7.0", 4, 3, units.active_power),
            *_lines((3, 4), "7.0", 4, 3, units.reactive_power),
            *_lines(active, "7.0", 4, 3, units.active_power),
            *_lines(reactive, "7.0", 4, 3, units.reactive_power),
            *_lines((32, 52, 72), "7.0", 3, 1, "V"),
            *_lines((31, 51, 71), "7.0", 3, 1, "A"),
            *(_RATIO_LINES if self.ratio else ()),
        )

    def values(self, snapshot: Snapshot) -> dict[str, Decimal]:
        """Return the number of each line by its code."""
        values = {
            f"1-0:{group}.8.0": self._behind(counter)
            for group, counter in enumerate(snapshot.counters, 1)
        }
        for first, flow in zip(_FIRST_GROUPS, snapshot.flows, strict=True):
            for group, power in enumerate(flow, first):
                kilo = Decimal(power).scaleb(-3)
                values[f"1-0:{group}.7.0"] = self._behind(kilo)
        for first, phase in zip(_FIRST_GROUPS[1:], snapshot.phases, strict=True):
            values[f"1-0:{first + 11}.7.0"] = phase.voltage
            values[f"1-0:{first + 10}.7.0"] = self._current(phase.current)
        if self.ratio:
            values["1-0:0.4.2"] = Decimal(self.ratio)
            values["1-0:0.4.3"] = Decimal(1)
        return values

    def _behind(self, kilo: Decimal) -> Decimal:
        """Return energy or power as it is sent: behind the transformer without k."""
        if self.ratio is None:
            return kilo
        return (kilo * 1000 / self.ratio).quantize(_THOUSANDTH)

    def _current(self, amperes: Decimal) -> Decimal:
        """Return a current as it is sent."""
        behind = (amperes / (self.ratio or 1)).quantize(_TENTH)
        return behind if self.signed_currents else abs(behind)


#: The C group of the active import of all phases, of L1, L2 and L3; active
#: export, reactive import and reactive export follow.
_FIRST_GROUPS: Final = (1, 21, 41, 61)

_RATIO_LINES: Final = (Line("1-0:0.4.2", 3, 0), Line("1-0:0.4.3", 3, 2))


def _lines(
    groups: tuple[int, ...], ending: str, digits: int, places: int, unit: str
) -> list[Line]:
    """Make lines that differ in their C group only."""
    return [Line(f"1-0:{group}.{ending}", digits, places, unit) for group in groups]


METERS: Final = {
    meter.profile: meter
    for meter in (
        Meter("sesko", "ADN9 7534", _FINLAND, signed_currents=True),
        Meter("kuopio", "LGF5E360", _FINLAND),
        Meter("elektrilevi", "LGF5E360", _ESTONIA),
        Meter("kamstrup_se", "KAM5", _SWEDEN, _WAY_BY_WAY),
        Meter("sweden", r"ELL5\253833635_A", _SWEDEN, _WAY_BY_WAY, _SMALL),
    )
}

#: Rovakaira's for big customers; its transformers are of 500 A to 5 A.
TRANSFORMER_METER: Final = Meter(
    "sesko", "ADN9 6560", _FINLAND, units=_WITHOUT_KILO, ratio=100
)

"""Meters that write readable telegrams of the 27 registers of the North.

What the lines hold is the same everywhere (SESKO SK 13-1:2021, the Swedish
industry recommendation v2.0, Elektrilevi). The ident line, the order of the
phases, the spelling of units, the sign of currents and the clock differ.
"""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Final, NamedTuple, override

from .encode import Line, encode, lines_of, stamp_of
from .household import Snapshot
from .meter import COMPLETE, Meter, Turn
from .registers import CURRENTS, VOLTAGES, registers

_THOUSANDTH: Final = Decimal("0.001")
_TENTH: Final = Decimal("0.1")

#: The C groups of the active and of the reactive power of the phases: 21 is the
#: import of L1, 22 its export, 41 the import of L2.
PHASE_BY_PHASE: Final = (21, 22, 41, 42, 61, 62), (23, 24, 43, 44, 63, 64)
WAY_BY_WAY: Final = (21, 41, 61, 22, 42, 62), (23, 43, 63, 24, 44, 64)


class Units(NamedTuple):
    """The units that makers spell differently."""

    active_energy: str
    reactive_energy: str
    active_power: str
    reactive_power: str


CAPITALS: Final = Units("kWh", "kVArh", "kW", "kVAr")
SMALL: Final = Units("kWh", "kvarh", "kW", "kvar")
WITHOUT_KILO: Final = Units("Wh", "VArh", "W", "VAr")

_RATIO_LINES: Final = (Line("1-0:0.4.2", 3, 0), Line("1-0:0.4.3", 3, 2))


@dataclass(frozen=True, slots=True)
class ReadableMeter(Meter):
    """A meter of the North and its wire form.

    With a `ratio` it is a current-transformer meter: it sends what flows behind
    the transformer, in units without k, and the ratio.
    """

    ident: str
    clock: tzinfo
    order: tuple[tuple[int, ...], tuple[int, ...]] = PHASE_BY_PHASE
    units: Units = CAPITALS
    signed_currents: bool = False
    ratio: int | None = None

    @property
    @override
    def label(self) -> str:
        """The ident line."""
        return f"/{self.ident}"

    @override
    def telegram(self, snapshot: Snapshot, turn: Turn = COMPLETE) -> bytes:
        """Write all registers, whatever turn it is."""
        stamp = self.stamp(snapshot.time)
        return encode(self.ident, stamp, self.lines, self.values(snapshot))

    def stamp(self, time: datetime) -> str:
        """Write a time as YYMMDDhhmmssX."""
        return stamp_of(time, self.clock)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The data lines behind the clock, in their order."""
        units, (active, reactive) = self.units, self.order
        return (
            *lines_of((1, 2), "8.0", 8, 3, units.active_energy),
            *lines_of((3, 4), "8.0", 8, 3, units.reactive_energy),
            *lines_of((1, 2), "7.0", 4, 3, units.active_power),
            *lines_of((3, 4), "7.0", 4, 3, units.reactive_power),
            *lines_of(active, "7.0", 4, 3, units.active_power),
            *lines_of(reactive, "7.0", 4, 3, units.reactive_power),
            *lines_of(VOLTAGES, "7.0", 3, 1, "V"),
            *lines_of(CURRENTS, "7.0", 3, 1, "A"),
            *(_RATIO_LINES if self.ratio else ()),
        )

    @override
    def values(self, snapshot: Snapshot, turn: Turn = COMPLETE) -> dict[str, Decimal]:
        """Return the number of each line by its code."""
        numbers = registers(snapshot)
        values = {
            f"1-0:{code}": self._behind(number) for code, number in numbers.items()
        }
        for current, voltage in zip(CURRENTS, VOLTAGES, strict=True):
            values[f"1-0:{current}.7.0"] = self._current(numbers[f"{current}.7.0"])
            values[f"1-0:{voltage}.7.0"] = numbers[f"{voltage}.7.0"]
        if self.ratio:
            values["1-0:0.4.2"] = Decimal(self.ratio)
            values["1-0:0.4.3"] = Decimal(1)
        return {line.code: values[line.code] for line in self.lines}

    def _behind(self, kilo: Decimal) -> Decimal:
        """Return energy or power as it is sent: behind the transformer without k."""
        if self.ratio is None:
            return kilo
        return (kilo * 1000 / self.ratio).quantize(_THOUSANDTH)

    def _current(self, amperes: Decimal) -> Decimal:
        """Return a current as it is sent."""
        behind = (amperes / (self.ratio or 1)).quantize(_TENTH)
        return behind if self.signed_currents else abs(behind)

"""A household at the end of the grid: what its meter measures.

Everything follows from the seed and the time. Power stays as it is for ten
seconds and the counters are its exact integral, so they are the same however
often somebody looks. Active power is netted over the phases, as the meters do:
the house imports or it exports, never both at once.
"""

from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
import math
from random import Random
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from .curves import sunshine, usage

#: For so long power stays as it is.
STEP: Final = timedelta(seconds=10)
#: For so many steps an appliance or a cloud stays where it is.
SPELL: Final = 36

FINLAND: Final = ZoneInfo("Europe/Helsinki")

_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
#: What a counter adds up are watt-microseconds; this many are a watt-hour.
_WATT_HOUR: Final = timedelta(hours=1) // _MICROSECOND

#: W of a kettle, an oven or a sauna stove on one phase.
_APPLIANCE: Final = 1700
#: A household using so many W would have it on all the time.
_ALWAYS_ON: Final = 14000
#: Ohm of the grid up to the house: voltage falls under load and rises by export.
_IMPEDANCE: Final = 0.3


class Phase(NamedTuple):
    """One phase: W and var (positive from the grid), V and A (rms).

    The current bears the sign of the active power.
    """

    active: int
    reactive: int
    voltage: Decimal
    current: Decimal


class Flow(NamedTuple):
    """The powers of registers 1 to 4 in W and var: one of each pair is 0."""

    active_import: int
    active_export: int
    reactive_import: int
    reactive_export: int


class Counters(NamedTuple):
    """The cumulative registers in kWh and kvarh, to three places."""

    active_import: Decimal = Decimal("24435.970")
    active_export: Decimal = Decimal("10342.178")
    reactive_import: Decimal = Decimal("312.408")
    reactive_export: Decimal = Decimal("2871.536")


FIRST_COUNTERS: Final = Counters()


class Snapshot(NamedTuple):
    """What the meter measures at one moment."""

    time: datetime
    phases: tuple[Phase, ...]
    counters: Counters

    @property
    def flows(self) -> list[Flow]:
        """What flows through all phases together, then through each."""
        return [
            _total(self.phases),
            *(_flow(phase.active, phase.reactive) for phase in self.phases),
        ]


class Household:
    """A house with three phases, habits of its own and panels on the roof.

    The counters have their first values at `start`, or where that is None when
    somebody looks first. `solar_peak` is the power of the panels in W.
    """

    def __init__(
        self,
        seed: int = 1,
        *,
        start: datetime | None = None,
        counters: Counters = FIRST_COUNTERS,
        zone: tzinfo = FINLAND,
        solar_peak: int = 7000,
    ) -> None:
        """Furnish a house by its seed."""
        habits = Random(f"house {seed}")
        shares = [habits.uniform(0.6, 1.4) for _ in range(3)]
        self.seed = seed
        self.start = start
        self.zone = zone
        self.solar_peak = solar_peak
        self._shares = [share / sum(shares) for share in shares]
        self._grid = [habits.uniform(231, 236) for _ in shares]
        self._counts = [int(counter.scaleb(3)) * _WATT_HOUR for counter in counters]
        self._counted = start and _in_utc(start)

    def at(self, time: datetime) -> Snapshot:
        """Measure; a look into the past leaves the counters where they are."""
        moment = _in_utc(time)
        self._count(moment)
        counters = (Decimal(count // _WATT_HOUR).scaleb(-3) for count in self._counts)
        return Snapshot(time, self._phases(_step(moment)), Counters(*counters))

    def _count(self, moment: datetime) -> None:
        """Let the counters run up to `moment`."""
        self._counted = counted = self._counted or moment
        while counted < moment:
            step = _step(counted)
            until = min(moment, _EPOCH + (step + 1) * STEP)
            span = (until - counted) // _MICROSECOND
            for index, power in enumerate(_total(self._phases(step))):
                self._counts[index] += power * span
            self._counted = counted = until

    def _phases(self, step: int) -> tuple[Phase, ...]:
        """Return what flows during a step."""
        moment = _EPOCH + step * STEP
        spell = Random(f"spell {self.seed} {step // SPELL}")
        noise = Random(f"noise {self.seed} {step}")
        demand = usage(moment.astimezone(self.zone))
        roof = self.solar_peak * sunshine(moment) * spell.uniform(0.5, 1)
        phases = []
        for share, grid in zip(self._shares, self._grid, strict=True):
            load = demand * share * noise.uniform(0.95, 1.05)
            if spell.random() < demand / _ALWAYS_ON:
                load += _APPLIANCE * noise.uniform(0.98, 1.02)
            active = round(load - roof / 3 * noise.uniform(0.98, 1.02))
            # Motors draw reactive power; electronics and the inverter feed it.
            reactive = round(0.3 * load - 150 + noise.uniform(-20, 20))
            voltage = grid - active / grid * _IMPEDANCE + noise.uniform(-0.2, 0.2)
            phases.append(_phase(active, reactive, voltage))
        return tuple(phases)


def _phase(active: int, reactive: int, voltage: float) -> Phase:
    """Measure a phase: the current follows from the rest."""
    current = math.copysign(math.hypot(active, reactive) / voltage, active)
    return Phase(active, reactive, _tenths(voltage), _tenths(current))


def _flow(active: int, reactive: int) -> Flow:
    """Part net power into import and export."""
    return Flow(max(active, 0), max(-active, 0), max(reactive, 0), max(-reactive, 0))


def _total(phases: tuple[Phase, ...]) -> Flow:
    """Net the phases: what one of them exports another one uses."""
    return _flow(
        sum(phase.active for phase in phases), sum(phase.reactive for phase in phases)
    )


def _tenths(value: float) -> Decimal:
    """Round to one place."""
    return Decimal(round(value * 10)).scaleb(-1)


def _in_utc(time: datetime) -> datetime:
    """Return an aware time in UTC, in which differences are real ones."""
    if time.tzinfo is None:
        raise ValueError(f"{time} has no time zone")
    return time.astimezone(UTC)


def _step(moment: datetime) -> int:
    """Return the number of the step that a time lies in."""
    return (moment - _EPOCH) // STEP

"""What a meter can carry at most, and which readings can follow each other.

The limits are wide on purpose: one that is too wide lets a small error pass, one that
is too narrow would hold back what is true.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple, Self

from .decoder import Kind, Quantity, Reading, Register, find

#: Volts between a phase and neutral, and the headroom above the fuse.
VOLTAGE: Final = 230
HEADROOM: Final = 1.15
PHASES: Final = 3
#: Real transformers stay below: 10000 A to 1 A, 110 kV to 100 V.
MOST_RATIO: Final = 10_000

HOUR: Final = 3600
CURRENT_RATIOS: Final = ("1-0:0.4.2", "1-0:1.4.2")
VOLTAGE_RATIOS: Final = ("1-0:0.4.3", "1-0:1.4.3")

#: Electricity: limited by the main fuse.
FUSED: Final = (Quantity.ACTIVE_ENERGY, Quantity.REACTIVE_ENERGY)
#: The most of another meter in an hour, by what it measures: water of a Q3 25 meter
#: at its overload (EN ISO 4064).
_MOST_OF_QUANTITY: Final = {Quantity.WATER: 30.0, Quantity.WARM_WATER: 30.0}
#: By unit where the medium is not known: gas of a G65 meter (EN 1359); heat of a
#: house on a district network, about 300 kW.
_MOST_OF_UNIT: Final = {"m³": 100.0, "GJ": 1.0, "kWh": 300.0}


class Instant(NamedTuple):
    """When something was heard: the loop's time in seconds, and UTC.

    The loop's time stands still while the host sleeps, the wall clock may jump.
    """

    ticks: float
    wall: datetime

    def since(self, earlier: Self) -> float:
        """Return the seconds since then by the clock that counted more, at least 0."""
        ticks, wall = self.ticks - earlier.ticks, self.wall - earlier.wall
        return max(ticks, wall.total_seconds(), 0.0)


class Cadence(NamedTuple):
    """How late the readings of a meter may be, in seconds.

    A reading is up to ``lag`` late when it is heard. It may stand still for up to
    ``standstill``, and then rise at once by all that has flowed meanwhile.
    """

    lag: float
    standstill: float


#: Telegrams behind a link that stood still come all at once; some meters renew their
#: totals at each quarter of an hour.
OF_ELECTRICITY: Final = Cadence(30, 900)
#: Meters of gas, water and heat are asked each hour, or less often.
OF_OTHERS: Final = Cadence(120, 86400)


class Ratios(NamedTuple):
    """The ratios of the transformers before a meter, 1 without one.

    A meter behind transformers may send what it measures itself (the one real
    telegram that has ratios does) or what the grid carries: that is the grid
    company's choice, and no telegram tells which. So the limits are those of the
    grid's side, which are the wider ones.
    """

    current: float = 1
    voltage: float = 1

    @property
    def power(self) -> float:
        """Return the ratio of powers and energies."""
        return self.current * self.voltage

    def heard(self, registers: Mapping[str, Reading]) -> Self:
        """Return the ratios that a telegram has, those known where it has none."""
        if not any(map(registers.__contains__, CURRENT_RATIOS + VOLTAGE_RATIOS)):
            return self
        return self._replace(
            current=_ratio(registers, CURRENT_RATIOS, self.current),
            voltage=_ratio(registers, VOLTAGE_RATIOS, self.voltage),
        )


def _ratio(
    registers: Mapping[str, Reading], codes: Iterable[str], known: float
) -> float:
    """Return a ratio that steps something down, the known one where there is none."""
    for code in codes:
        if code in registers:
            value = registers[code].value
            if isinstance(value, (int, float)) and 1 < value <= MOST_RATIO:
                return value
    return known


@lru_cache(maxsize=256)
def total(code: str) -> Register | None:
    """Return the row of a register that only counts up, None for any other."""
    register = find(code)
    is_total = register is not None and register.kind is Kind.CUMULATIVE
    return register if is_total else None


def cadence(register: Register) -> Cadence:
    """Return how late the readings of a total may be."""
    return OF_ELECTRICITY if register.quantity in FUSED else OF_OTHERS


def power(main_fuse: float, ratios: Ratios) -> float:
    """Return the most kW that the main fuse carries on three phases."""
    return PHASES * main_fuse * VOLTAGE * HEADROOM * ratios.power / 1000


def rate(
    register: Register, unit: str | None, main_fuse: float, ratios: Ratios
) -> float:
    """Return the most by which a total can rise in an hour, in its own unit.

    Electricity: 3 x main fuse x 230 V x 1.15 x the transformers' ratios, which is
    79.35 kWh at 100 A. Gas 100 m³, water 30 m³, heat and cooling 1 GJ or 300 kWh.
    """
    if register.quantity in FUSED:
        return power(main_fuse, ratios)
    most = _MOST_OF_QUANTITY.get(register.quantity)
    return _MOST_OF_UNIT.get(unit or "", 0.0) if most is None else most


def step(one: Reading, other: Reading) -> float:
    """Return one step of the last digit that both readings have."""
    places = [
        reading.decimals for reading in (one, other) if reading.decimals is not None
    ]
    return 10.0 ** -min(places) if places else 0.0

"""The catalogue of registers: what each OBIS code means.

The 27 registers of the Nordic lists are those of SESKO SK 13-1:2021, of the
Swedish industry recommendation for the local customer interface (v2.0,
2019-12-03, appendix 3) and of Elektrilevi. Transformer ratios stand as
`1-0:0.4.2`/`0.4.3` in the one real telegram of a transformer meter (Aidon 6560)
and as `1.4.2`/`1.4.3` in the table of the same document: both are known here.
What else stands here is of DSMR (Netherlands) and its dialects: tariffs, demand,
limits, counted events, and the meters of gas, water and heat that send their
readings through the electricity meter, on M-Bus channels 1 to 4; and the totals of
such meters where they send them themselves, by radio.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Quantity(StrEnum):
    """What a register measures or tells."""

    ACTIVE_ENERGY = "active_energy"
    REACTIVE_ENERGY = "reactive_energy"
    ACTIVE_POWER = "active_power"
    REACTIVE_POWER = "reactive_power"
    APPARENT_POWER = "apparent_power"
    #: Import less export; below zero while exporting.
    NET_ACTIVE_POWER = "net_active_power"
    #: Import and export added up.
    ABSOLUTE_ACTIVE_POWER = "absolute_active_power"
    #: Average power of the quarter of an hour that runs.
    AVERAGE_DEMAND = "average_demand"
    #: The highest quarter of an hour of this month.
    MAXIMUM_DEMAND = "maximum_demand"
    POWER_FACTOR = "power_factor"
    VOLTAGE = "voltage"
    CURRENT = "current"
    FREQUENCY = "frequency"
    #: A reading that another meter sends through this one.
    SUBMETER = "submeter"
    GAS = "gas"
    WATER = "water"
    WARM_WATER = "warm_water"
    HEAT = "heat"
    COOLING = "cooling"
    #: What the meter switches off at.
    LIMIT = "limit"
    CURRENT_TRANSFORMER_RATIO = "current_transformer_ratio"
    VOLTAGE_TRANSFORMER_RATIO = "voltage_transformer_ratio"
    POWER_FAILURES = "power_failures"
    LONG_POWER_FAILURES = "long_power_failures"
    VOLTAGE_SAGS = "voltage_sags"
    VOLTAGE_SWELLS = "voltage_swells"
    ACTIVE_TARIFF = "active_tariff"
    BREAKER = "breaker"
    RELAY = "relay"
    VALVE = "valve"
    MESSAGE = "message"
    VERSION = "version"
    CLOCK = "clock"
    SERIAL_NUMBER = "serial_number"
    MODEL = "model"
    METERING_POINT = "metering_point"
    SUBMETER_TYPE = "submeter_type"


class Direction(StrEnum):
    """Which way energy flows: import is from the grid to the household."""

    IMPORT = "import"
    EXPORT = "export"


class Kind(StrEnum):
    """How a register behaves over time."""

    CUMULATIVE = "cumulative"
    INSTANTANEOUS = "instantaneous"
    CONSTANT = "constant"
    #: A count of what went wrong.
    EVENTS = "events"
    STATE = "state"
    TEXT = "text"
    CLOCK = "clock"
    IDENTITY = "identity"


#: The canonical units that a quantity may have if it is a number; None for a bare
#: number.
UNITS: Final[dict[Quantity, tuple[str | None, ...]]] = {
    Quantity.ACTIVE_ENERGY: ("kWh",),
    Quantity.REACTIVE_ENERGY: ("kvarh",),
    Quantity.ACTIVE_POWER: ("kW",),
    Quantity.REACTIVE_POWER: ("kvar",),
    Quantity.APPARENT_POWER: ("kVA",),
    Quantity.NET_ACTIVE_POWER: ("kW",),
    Quantity.ABSOLUTE_ACTIVE_POWER: ("kW",),
    Quantity.AVERAGE_DEMAND: ("kW",),
    Quantity.MAXIMUM_DEMAND: ("kW",),
    Quantity.POWER_FACTOR: (None,),
    Quantity.VOLTAGE: ("V",),
    Quantity.CURRENT: ("A",),
    Quantity.FREQUENCY: ("Hz",),
    Quantity.SUBMETER: ("m³", "GJ", "kWh"),
    Quantity.GAS: ("m³",),
    Quantity.WATER: ("m³",),
    Quantity.WARM_WATER: ("m³",),
    Quantity.HEAT: ("kWh", "GJ"),
    Quantity.COOLING: ("kWh", "GJ"),
    Quantity.LIMIT: ("kW", "kVA", "A", None),
    Quantity.CURRENT_TRANSFORMER_RATIO: (None,),
    Quantity.VOLTAGE_TRANSFORMER_RATIO: (None,),
    Quantity.POWER_FAILURES: (None,),
    Quantity.LONG_POWER_FAILURES: (None,),
    Quantity.VOLTAGE_SAGS: (None,),
    Quantity.VOLTAGE_SWELLS: (None,),
}


@dataclass(frozen=True, slots=True)
class Register:
    """One row of the catalogue.

    Of several registers alike `phase`, `tariff` or else `number` (the channel of
    an M-Bus, the number of a relay or message) tells which one it is.
    """

    code: str
    quantity: Quantity
    kind: Kind
    direction: Direction | None = None
    phase: int | None = None
    tariff: int | None = None
    number: int | None = None

    @property
    def is_number(self) -> bool:
        """Tell whether the register holds a number."""
        return self.quantity in UNITS

    @property
    def units(self) -> tuple[str | None, ...]:
        """Return the canonical units that the number may have."""
        return UNITS.get(self.quantity, ())

    @property
    def is_stamped(self) -> bool:
        """Tell whether a value may have the time of its own before it."""
        return self.quantity in (Quantity.MAXIMUM_DEMAND, Quantity.SUBMETER)


#: Quantity and direction by the C group of the sum of all phases.
_ENERGIES: Final = {
    1: (Quantity.ACTIVE_ENERGY, Direction.IMPORT),
    2: (Quantity.ACTIVE_ENERGY, Direction.EXPORT),
    3: (Quantity.REACTIVE_ENERGY, Direction.IMPORT),
    4: (Quantity.REACTIVE_ENERGY, Direction.EXPORT),
}
_POWERS: Final = {
    1: (Quantity.ACTIVE_POWER, Direction.IMPORT),
    2: (Quantity.ACTIVE_POWER, Direction.EXPORT),
    3: (Quantity.REACTIVE_POWER, Direction.IMPORT),
    4: (Quantity.REACTIVE_POWER, Direction.EXPORT),
    9: (Quantity.APPARENT_POWER, Direction.IMPORT),
    10: (Quantity.APPARENT_POWER, Direction.EXPORT),
    13: (Quantity.POWER_FACTOR, None),
}
#: The C groups of the phases lie so far behind that of the sum.
_PHASES: Final = {1: 20, 2: 40, 3: 60}
_SUM: Final[dict[int | None, int]] = {None: 0}
_CHANNELS: Final = range(1, 5)

_ROWS: Final = (
    Register("0-0:1.0.0", Quantity.CLOCK, Kind.CLOCK),
    *(
        Register(
            f"1-0:{group}.8.{tariff}",
            quantity,
            Kind.CUMULATIVE,
            direction,
            tariff=tariff or None,
        )
        for group, (quantity, direction) in _ENERGIES.items()
        for tariff in range(5)
    ),
    *(
        Register(
            f"1-0:{group + step}.7.0", quantity, Kind.INSTANTANEOUS, direction, phase
        )
        for group, (quantity, direction) in _POWERS.items()
        for phase, step in (_SUM | _PHASES).items()
    ),
    *(
        Register(f"1-0:{group + step}.7.0", quantity, Kind.INSTANTANEOUS, None, phase)
        for group, quantity in {12: Quantity.VOLTAGE, 11: Quantity.CURRENT}.items()
        for phase, step in _PHASES.items()
    ),
    Register("1-0:14.7.0", Quantity.FREQUENCY, Kind.INSTANTANEOUS),
    Register("1-0:15.7.0", Quantity.ABSOLUTE_ACTIVE_POWER, Kind.INSTANTANEOUS),
    *(
        Register(
            f"1-0:{16 + step}.7.0",
            Quantity.NET_ACTIVE_POWER,
            Kind.INSTANTANEOUS,
            phase=phase,
        )
        for phase, step in (_SUM | _PHASES).items()
    ),
    Register("1-0:1.4.0", Quantity.AVERAGE_DEMAND, Kind.INSTANTANEOUS),
    Register("1-0:1.6.0", Quantity.MAXIMUM_DEMAND, Kind.INSTANTANEOUS),
    *(
        Register(
            f"0-{channel}:24.2.{item}",
            Quantity.SUBMETER,
            Kind.CUMULATIVE,
            number=channel,
        )
        for channel in _CHANNELS
        for item in (1, 3)
    ),
    *(
        Register(code, quantity, Kind.CUMULATIVE)
        for code, quantity in {
            "7-0:3.0.0": Quantity.GAS,
            "8-0:1.0.0": Quantity.WATER,
            "9-0:1.0.0": Quantity.WARM_WATER,
            "6-0:1.0.0": Quantity.HEAT,
            "5-0:1.0.0": Quantity.COOLING,
        }.items()
    ),
    Register("0-0:17.0.0", Quantity.LIMIT, Kind.CONSTANT),
    *(
        Register(f"1-0:{11 + step}.4.0", Quantity.LIMIT, Kind.CONSTANT, phase=phase)
        for phase, step in _PHASES.items()
    ),
    Register("1-0:0.4.2", Quantity.CURRENT_TRANSFORMER_RATIO, Kind.CONSTANT),
    Register("1-0:1.4.2", Quantity.CURRENT_TRANSFORMER_RATIO, Kind.CONSTANT),
    Register("1-0:0.4.3", Quantity.VOLTAGE_TRANSFORMER_RATIO, Kind.CONSTANT),
    Register("1-0:1.4.3", Quantity.VOLTAGE_TRANSFORMER_RATIO, Kind.CONSTANT),
    Register("0-0:96.7.21", Quantity.POWER_FAILURES, Kind.EVENTS),
    Register("0-0:96.7.9", Quantity.LONG_POWER_FAILURES, Kind.EVENTS),
    *(
        Register(f"1-0:{12 + step}.{group}.0", quantity, Kind.EVENTS, phase=phase)
        for group, quantity in {
            32: Quantity.VOLTAGE_SAGS,
            36: Quantity.VOLTAGE_SWELLS,
        }.items()
        for phase, step in _PHASES.items()
    ),
    Register("0-0:96.14.0", Quantity.ACTIVE_TARIFF, Kind.STATE),
    Register("0-0:96.3.10", Quantity.BREAKER, Kind.STATE),
    *(
        Register(f"0-{channel}:{group}", quantity, Kind.STATE, number=channel)
        for group, quantity in {
            "96.3.10": Quantity.RELAY,
            "24.4.0": Quantity.VALVE,
        }.items()
        for channel in _CHANNELS
    ),
    *(
        Register(f"0-0:96.13.{number}", Quantity.MESSAGE, Kind.TEXT, number=number)
        for number in range(6)
    ),
    Register("1-3:0.2.8", Quantity.VERSION, Kind.TEXT),
    Register("0-0:96.1.4", Quantity.VERSION, Kind.TEXT),
    Register("1-0:0.2.129", Quantity.VERSION, Kind.TEXT),
    *(
        Register(code, Quantity.SERIAL_NUMBER, Kind.IDENTITY)
        for code in (
            *("0-0:96.1.0", "0-0:96.1.1", "0-0:96.1.255", "0-0:42.0.0"),
            *("1-0:0.0.0", "1-0:0.0.5", "0-0:0.0.0"),
        )
    ),
    Register("0-0:96.1.2", Quantity.METERING_POINT, Kind.IDENTITY),
    Register("0-0:96.1.7", Quantity.MODEL, Kind.IDENTITY),
    Register("1-0:96.1.1", Quantity.MODEL, Kind.IDENTITY),
    *(
        Register(f"0-{channel}:{group}", quantity, Kind.IDENTITY, number=channel)
        for group, quantity in {
            "24.1.0": Quantity.SUBMETER_TYPE,
            "96.1.0": Quantity.SERIAL_NUMBER,
            "96.1.1": Quantity.SERIAL_NUMBER,
        }.items()
        for channel in _CHANNELS
    ),
)

CATALOGUE: Final[dict[str, Register]] = {row.code: row for row in _ROWS}

#: A clock on channel 1 (Kamstrup), and one in two parts: time, date (Slovenia).
_CLOCKS: Final = ("0-1:1.0.0", "1-0:0.9.1", "1-0:0.9.2")
_ALIASES: Final = CATALOGUE | dict.fromkeys(_CLOCKS, CATALOGUE["0-0:1.0.0"])


def find(code: str) -> Register | None:
    """Return the row of a register, None where there is none.

    What is measured of electricity is the same on every channel: Kamstrup's
    `1-1:1.8.0` is the row `1-0:1.8.0`.
    """
    row = _ALIASES.get(code)
    if row is None and code.startswith("1-"):
        return CATALOGUE.get(f"1-0:{code.partition(':')[2]}")
    return row

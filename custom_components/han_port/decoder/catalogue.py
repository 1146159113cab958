"""The catalogue of registers: what each OBIS code means.

The 27 registers of the Nordic lists are those of SESKO SK 13-1:2021, of the
Swedish industry recommendation for the local customer interface (v2.0,
2019-12-03, appendix 3) and of Elektrilevi. Transformer ratios stand as
`1-0:0.4.2`/`0.4.3` in the one real telegram of a transformer meter (Aidon 6560)
and as `1.4.2`/`1.4.3` in the table of the same document: both are known here.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Quantity(StrEnum):
    """What a register measures."""

    ACTIVE_ENERGY = "active_energy"
    REACTIVE_ENERGY = "reactive_energy"
    ACTIVE_POWER = "active_power"
    REACTIVE_POWER = "reactive_power"
    VOLTAGE = "voltage"
    CURRENT = "current"
    FREQUENCY = "frequency"
    CURRENT_TRANSFORMER_RATIO = "current_transformer_ratio"
    VOLTAGE_TRANSFORMER_RATIO = "voltage_transformer_ratio"
    CLOCK = "clock"
    SERIAL_NUMBER = "serial_number"


class Direction(StrEnum):
    """Which way energy flows: import is from the grid to the household."""

    IMPORT = "import"
    EXPORT = "export"


class Kind(StrEnum):
    """How a register behaves over time."""

    CUMULATIVE = "cumulative"
    INSTANTANEOUS = "instantaneous"
    CONSTANT = "constant"
    CLOCK = "clock"
    IDENTITY = "identity"


#: The canonical unit of each quantity that is a number; None for a bare number.
UNITS: Final[dict[Quantity, str | None]] = {
    Quantity.ACTIVE_ENERGY: "kWh",
    Quantity.REACTIVE_ENERGY: "kvarh",
    Quantity.ACTIVE_POWER: "kW",
    Quantity.REACTIVE_POWER: "kvar",
    Quantity.VOLTAGE: "V",
    Quantity.CURRENT: "A",
    Quantity.FREQUENCY: "Hz",
    Quantity.CURRENT_TRANSFORMER_RATIO: None,
    Quantity.VOLTAGE_TRANSFORMER_RATIO: None,
}


@dataclass(frozen=True, slots=True)
class Register:
    """One row of the catalogue."""

    code: str
    quantity: Quantity
    kind: Kind
    direction: Direction | None = None
    phase: int | None = None

    @property
    def is_number(self) -> bool:
        """Tell whether the register holds a number."""
        return self.quantity in UNITS

    @property
    def unit(self) -> str | None:
        """Return the canonical unit of a number."""
        return UNITS.get(self.quantity)


_ROWS: Final = (
    Register("0-0:1.0.0", Quantity.CLOCK, Kind.CLOCK),
    Register("1-0:1.8.0", Quantity.ACTIVE_ENERGY, Kind.CUMULATIVE, Direction.IMPORT),
    Register("1-0:2.8.0", Quantity.ACTIVE_ENERGY, Kind.CUMULATIVE, Direction.EXPORT),
    Register("1-0:3.8.0", Quantity.REACTIVE_ENERGY, Kind.CUMULATIVE, Direction.IMPORT),
    Register("1-0:4.8.0", Quantity.REACTIVE_ENERGY, Kind.CUMULATIVE, Direction.EXPORT),
    Register("1-0:1.7.0", Quantity.ACTIVE_POWER, Kind.INSTANTANEOUS, Direction.IMPORT),
    Register("1-0:2.7.0", Quantity.ACTIVE_POWER, Kind.INSTANTANEOUS, Direction.EXPORT),
    Register(
        "1-0:3.7.0", Quantity.REACTIVE_POWER, Kind.INSTANTANEOUS, Direction.IMPORT
    ),
    Register(
        "1-0:4.7.0", Quantity.REACTIVE_POWER, Kind.INSTANTANEOUS, Direction.EXPORT
    ),
    Register(
        "1-0:21.7.0", Quantity.ACTIVE_POWER, Kind.INSTANTANEOUS, Direction.IMPORT, 1
    ),
    Register(
        "1-0:22.7.0", Quantity.ACTIVE_POWER, Kind.INSTANTANEOUS, Direction.EXPORT, 1
    ),
    Register(
        "1-0:41.7.0", Quantity.ACTIVE_POWER, Kind.INSTANTANEOUS, Direction.IMPORT, 2
    ),
    Register(
        "1-0:42.7.0", Quantity.ACTIVE_POWER, Kind.INSTANTANEOUS, Direction.EXPORT, 2
    ),
    Register(
        "1-0:61.7.0", Quantity.ACTIVE_POWER, Kind.INSTANTANEOUS, Direction.IMPORT, 3
    ),
    Register(
        "1-0:62.7.0", Quantity.ACTIVE_POWER, Kind.INSTANTANEOUS, Direction.EXPORT, 3
    ),
    Register(
        "1-0:23.7.0", Quantity.REACTIVE_POWER, Kind.INSTANTANEOUS, Direction.IMPORT, 1
    ),
    Register(
        "1-0:24.7.0", Quantity.REACTIVE_POWER, Kind.INSTANTANEOUS, Direction.EXPORT, 1
    ),
    Register(
        "1-0:43.7.0", Quantity.REACTIVE_POWER, Kind.INSTANTANEOUS, Direction.IMPORT, 2
    ),
    Register(
        "1-0:44.7.0", Quantity.REACTIVE_POWER, Kind.INSTANTANEOUS, Direction.EXPORT, 2
    ),
    Register(
        "1-0:63.7.0", Quantity.REACTIVE_POWER, Kind.INSTANTANEOUS, Direction.IMPORT, 3
    ),
    Register(
        "1-0:64.7.0", Quantity.REACTIVE_POWER, Kind.INSTANTANEOUS, Direction.EXPORT, 3
    ),
    Register("1-0:32.7.0", Quantity.VOLTAGE, Kind.INSTANTANEOUS, None, 1),
    Register("1-0:52.7.0", Quantity.VOLTAGE, Kind.INSTANTANEOUS, None, 2),
    Register("1-0:72.7.0", Quantity.VOLTAGE, Kind.INSTANTANEOUS, None, 3),
    Register("1-0:31.7.0", Quantity.CURRENT, Kind.INSTANTANEOUS, None, 1),
    Register("1-0:51.7.0", Quantity.CURRENT, Kind.INSTANTANEOUS, None, 2),
    Register("1-0:71.7.0", Quantity.CURRENT, Kind.INSTANTANEOUS, None, 3),
    Register("1-0:14.7.0", Quantity.FREQUENCY, Kind.INSTANTANEOUS),
    Register("1-0:0.4.2", Quantity.CURRENT_TRANSFORMER_RATIO, Kind.CONSTANT),
    Register("1-0:1.4.2", Quantity.CURRENT_TRANSFORMER_RATIO, Kind.CONSTANT),
    Register("1-0:0.4.3", Quantity.VOLTAGE_TRANSFORMER_RATIO, Kind.CONSTANT),
    Register("1-0:1.4.3", Quantity.VOLTAGE_TRANSFORMER_RATIO, Kind.CONSTANT),
    Register("0-0:96.1.0", Quantity.SERIAL_NUMBER, Kind.IDENTITY),
    Register("0-0:96.1.1", Quantity.SERIAL_NUMBER, Kind.IDENTITY),
)

CATALOGUE: Final[dict[str, Register]] = {row.code: row for row in _ROWS}

"""What value information says: VIF and its extensions (EN 13757-3).

A VIF names a quantity and the unit and power of ten of its value; FB and FD lead to
two more tables, whose code stands in the byte behind. The extensions that follow
(VIFE) tell a direction or phase, scale the value, or make of it something else, a
limit for one. Behind FF all extensions are the manufacturer's own.
"""

from enum import Enum, auto
from typing import Final, NamedTuple


class Form(Enum):
    """How the data of a quantity are to be read."""

    NUMBER = auto()
    #: A number without sign whose bits mean something.
    BITS = auto()
    #: A number that names something: its digits matter, not its value.
    NAME = auto()
    DATE = auto()
    DATE_TIME = auto()


class Measure(NamedTuple):
    """What a VIF says."""

    quantity: str
    unit: str = ""
    power: int = 0
    form: Form = Form.NUMBER


class Effect(NamedTuple):
    """What an extension adds."""

    power: int = 0
    direction: str | None = None
    phase: str | None = None
    flags: tuple[str, ...] = ()


class ValueInformation(NamedTuple):
    """What a VIF and its extensions say together.

    ``own`` are the extensions that the manufacturer alone knows. ``is_clear`` tells
    whether all others are known here.
    """

    measure: Measure
    effect: Effect = Effect()
    own: bytes = b""
    is_clear: bool = True


UNKNOWN: Final = Measure("unknown")
#: With and without the bit for extensions.
PLAIN_TEXT: Final = (0x7C, 0xFC)

_CODE: Final = 0x7F
_TIMES: Final = ("s", "min", "h", "d")
_MANUFACTURER: Final = 0x7F
_MORE_EFFECTS: Final = 0xFC

type _Table = dict[int, Measure]


def _scale(first: int, count: int, quantity: str, unit: str, power: int) -> _Table:
    """Return codes in a row, each for ten times what the one before it is for."""
    return {first + n: Measure(quantity, unit, power + n) for n in range(count)}


def _times(first: int, quantity: str, units: tuple[str, ...] = _TIMES) -> _Table:
    """Return codes in a row, each for a unit of time."""
    return {first + n: Measure(quantity, unit) for n, unit in enumerate(units)}


def _named(form: Form, names: dict[int, str]) -> _Table:
    """Return codes of quantities without unit."""
    return {code: Measure(name, form=form) for code, name in names.items()}


_PRIMARY: Final[_Table] = {
    **_scale(0x00, 8, "energy", "Wh", -3),
    **_scale(0x08, 8, "energy", "J", 0),
    **_scale(0x10, 8, "volume", "m3", -6),
    **_scale(0x18, 8, "mass", "kg", -3),
    **_times(0x20, "on_time"),
    **_times(0x24, "operating_time"),
    **_scale(0x28, 8, "power", "W", -3),
    **_scale(0x30, 8, "power", "J/h", 0),
    **_scale(0x38, 8, "volume_flow", "m3/h", -6),
    **_scale(0x40, 8, "volume_flow", "m3/min", -7),
    **_scale(0x48, 8, "volume_flow", "m3/s", -9),
    **_scale(0x50, 8, "mass_flow", "kg/h", -3),
    **_scale(0x58, 4, "flow_temperature", "°C", -3),
    **_scale(0x5C, 4, "return_temperature", "°C", -3),
    **_scale(0x60, 4, "temperature_difference", "K", -3),
    **_scale(0x64, 4, "external_temperature", "°C", -3),
    **_scale(0x68, 4, "pressure", "bar", -3),
    0x6C: Measure("date", form=Form.DATE),
    0x6D: Measure("datetime", form=Form.DATE_TIME),
    0x6E: Measure("hca"),
    **_times(0x70, "averaging_duration"),
    **_times(0x74, "actuality_duration"),
    **_named(Form.NAME, {0x78: "fabrication_no", 0x79: "identification"}),
    **_named(Form.NUMBER, {0x7A: "address", 0x7E: "any", 0x7F: "mfct"}),
}
_FB: Final[_Table] = {
    **_scale(0x00, 2, "energy", "MWh", -1),
    **_scale(0x02, 2, "reactive_energy", "kvarh", 0),
    **_scale(0x04, 2, "apparent_energy", "kVAh", 0),
    **_scale(0x08, 2, "energy", "GJ", -1),
    **_scale(0x0C, 4, "energy", "Mcal", -1),
    **_scale(0x10, 2, "volume", "m3", 2),
    **_scale(0x14, 4, "reactive_power", "kvar", -3),
    **_scale(0x18, 2, "mass", "t", 2),
    **_scale(0x1A, 2, "relative_humidity", "%", -1),
    **_scale(0x28, 2, "power", "MW", -1),
    0x2A: Measure("phase_voltage_angle", "°", -1),
    0x2B: Measure("phase_current_angle", "°", -1),
    **_scale(0x2C, 4, "frequency", "Hz", -3),
    **_scale(0x30, 2, "power", "GJ/h", -1),
    **_scale(0x34, 4, "apparent_power", "kVA", -3),
    **_scale(0x74, 4, "temperature_limit", "°C", -3),
    **_scale(0x78, 8, "maximum_power_count", "W", -3),
}
_FD: Final[_Table] = {
    **_scale(0x00, 4, "credit", "", -3),
    **_scale(0x04, 4, "debit", "", -3),
    **_named(
        Form.NUMBER,
        {
            0x08: "access_number",
            0x09: "medium",
            0x0A: "manufacturer",
            0x0B: "parameter_set",
            0x0C: "model_version",
            0x0D: "hardware_version",
            0x0E: "firmware_version",
            0x0F: "software_version",
            0x10: "customer_location",
            0x11: "customer",
            0x1C: "baud_rate",
            0x1D: "response_delay",
            0x1E: "retries",
            0x3A: "dimensionless",
            0x60: "reset_counter",
            0x61: "cumulation_counter",
            0x63: "day_of_week",
            0x64: "week_number",
            0x67: "supplier_information",
            0x75: "stops",
        },
    ),
    **_named(
        Form.BITS,
        {
            0x17: "error_flags",
            0x18: "error_mask",
            0x1A: "digital_output",
            0x1B: "digital_input",
            0x1F: "remote_control",
            0x62: "control_signal",
            0x66: "parameter_activation",
        },
    ),
    **_times(0x24, "storage_interval", (*_TIMES, "month", "year")),
    **_times(0x2C, "duration_since_readout"),
    **_times(0x31, "tariff_duration", _TIMES[1:]),
    **_times(0x34, "tariff_period", (*_TIMES, "month", "year")),
    **_times(0x3C, "transmission_period"),
    **_scale(0x40, 16, "voltage", "V", -9),
    **_scale(0x50, 16, "current", "A", -12),
    **_times(0x68, "duration_since_cumulation", ("h", "d", "month", "year")),
    **_times(0x6C, "battery_operating_time", ("h", "d", "month", "year")),
    0x70: Measure("battery_change", form=Form.DATE_TIME),
    0x71: Measure("rf_level", "dBm"),
    0x74: Measure("battery_remaining", "d"),
}
_EXTENDED: Final = {0xFB: _FB, 0xFD: _FD}

_EFFECTS: Final = {
    0x12: Effect(flags=("average",)),
    0x3B: Effect(direction="forward"),
    0x3C: Effect(direction="backward"),
    0x40: Effect(flags=("lower_limit",)),
    0x48: Effect(flags=("upper_limit",)),
    **{0x70 + n: Effect(power=n - 6) for n in range(8)},
    0x7D: Effect(power=3),
}
#: Behind FC.
_FURTHER_EFFECTS: Final = {
    **{
        code: Effect(phase=phase)
        for code, phase in enumerate(
            ("L1", "L2", "L3", "N", "L1-L2", "L2-L3", "L3-L1"), start=1
        )
    },
    **{0x07 + n: Effect(flags=(f"quadrant_{n}",)) for n in range(1, 5)},
    0x0C: Effect(flags=("net",)),
    0x10: Effect(flags=("absolute",)),
}
#: FF stands before extensions of the manufacturer's own.
_OWN: Final = Effect(flags=("mfct",))


def read_value_information(field: bytes) -> ValueInformation:
    """Read a VIF and its extensions: bytes whose bit 7 is set in all but the last."""
    if field[0] in PLAIN_TEXT:
        end = 2 + field[1]
        unit = field[2:end][::-1].decode("latin-1")
        return _extended(Measure("plain_text", unit), field[end:])
    table = _EXTENDED.get(field[0])
    if table is not None:
        return _extended(table.get(field[1] & _CODE, UNKNOWN), field[2:])
    measure = _PRIMARY.get(field[0] & _CODE, UNKNOWN)
    if field[0] & _CODE == _MANUFACTURER:
        return ValueInformation(measure, own=field[1:])
    return _extended(measure, field[1:])


def _extended(measure: Measure, extensions: bytes) -> ValueInformation:
    """Add what extensions say."""
    effects: list[Effect | None] = []
    own: bytes | None = None
    codes = iter(extensions)
    for code in codes:
        if code & _CODE == _MANUFACTURER:
            own = bytes(codes)
        elif code == _MORE_EFFECTS:
            effects.append(_FURTHER_EFFECTS.get(next(codes) & _CODE))
        else:
            effects.append(_EFFECTS.get(code & _CODE))
    known = [effect for effect in effects if effect]
    effect = _together(known if own is None else [*known, _OWN])
    return ValueInformation(measure, effect, own or b"", len(known) == len(effects))


def _together(effects: list[Effect]) -> Effect:
    """Return what several extensions add."""
    return Effect(
        sum(effect.power for effect in effects),
        next((effect.direction for effect in effects if effect.direction), None),
        next((effect.phase for effect in effects if effect.phase), None),
        tuple(flag for effect in effects for flag in effect.flags),
    )

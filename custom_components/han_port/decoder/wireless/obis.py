"""From records to registers: which OBIS code says what a record says.

A record has a register where it is of now, from storage and subunit 0, and nothing
that the tables here do not know makes its value something else. Limits, past values
and most of what is a manufacturer's own have none.

Who sends power, but none for export, sends it with a sign: what a binary number, or
a BCD number below zero, says then is import less export. Totals are taken when they
are sent, else they are the sum of the tariffs, if all of these are there.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from ..submeter import Medium
from ..telegram import Reading
from ..units import EXACT_DIGITS
from .dates import Moment
from .records import Meaning, Record
from .values import Content


class Named(NamedTuple):
    """The registers of a telegram, and what its other records say."""

    registers: dict[str, Reading]
    unread: tuple[str, ...]


class _Key(NamedTuple):
    """What is measured, in its canonical unit."""

    quantity: str
    unit: str = ""
    direction: str | None = None
    phase: str | None = None
    function: str = "instantaneous"
    flags: tuple[str, ...] = ()
    #: A manufacturer, and extensions that it alone knows.
    own: tuple[str, bytes] | None = None


class _Table(NamedTuple):
    """The codes of a medium: of values, and how those of totals of tariffs begin."""

    values: Mapping[_Key, str]
    totals: Mapping[_Key, str]


class _Slot(NamedTuple):
    """Where the value of a record belongs: its code, unit and power of ten.

    ``total`` is what the code of a total or of a tariff of it begins with.
    """

    code: str
    unit: str
    power: int
    total: str = ""
    tariff: int = 0


#: Canonical unit and the power of ten that leads to it.
_CANONICAL: Final = {
    "Wh": ("kWh", -3),
    "MWh": ("kWh", 3),
    "J": ("GJ", -9),
    "W": ("kW", -3),
    "MW": ("kW", 3),
    "m3": ("m³", 0),
}
#: The C groups of the phases lie so far behind that of the sum.
_PHASES: Final[dict[str | None, int]] = {"L1": 20, "L2": 40, "L3": 60}
_SUM: Final[dict[str | None, int]] = {None: 0}
#: Import is what a record without direction says too.
_WAYS: Final = {None: 0, "forward": 0, "backward": 1}

_CLOCK: Final = "0-0:1.0.0"
_NUMBER: Final = "0-0:96.1.0"
_TEXTS: Final = (_CLOCK, _NUMBER)
_COMMON: Final = {_Key("datetime"): _CLOCK, _Key("fabrication_no"): _NUMBER}

_TOTALS: Final = {
    _Key(quantity, unit, way): f"1-0:{group + step}.8"
    for quantity, unit, group in (
        ("energy", "kWh", 1),
        ("reactive_energy", "kvarh", 3),
    )
    for way, step in _WAYS.items()
}
_ELECTRICITY: Final = {
    **{
        _Key(quantity, unit, way, phase): f"1-0:{group + step + behind}.7.0"
        for quantity, unit, group in (("power", "kW", 1), ("reactive_power", "kvar", 3))
        for way, step in _WAYS.items()
        for phase, behind in (_SUM | _PHASES).items()
    },
    **{
        _Key(quantity, unit, phase=phase): f"1-0:{group + behind}.7.0"
        for quantity, unit, group in (("current", "A", 11), ("voltage", "V", 12))
        for phase, behind in _PHASES.items()
    },
    _Key("frequency", "Hz"): "1-0:14.7.0",
    _Key("power", "kW", flags=("net",)): "1-0:16.7.0",
    # EasyMeter and eBZ number the phases in a way of their own.
    **{
        _Key("power", "kW", flags=("mfct",), own=(maker, bytes([number]))): code
        for maker in ("ESY", "EBZ")
        for number, code in enumerate(
            ("1-0:36.7.0", "1-0:56.7.0", "1-0:76.7.0"), start=1
        )
    },
    _Key("power", "kW", function="maximum"): "1-0:1.6.0",
}


def _of_medium(code: str, quantity: str, *units: str) -> _Table:
    """Return the table of a medium that has one total."""
    keys = [_Key(quantity, unit, way) for unit in units for way in (None, "forward")]
    return _Table(_COMMON | dict.fromkeys(keys, code), {})


_TABLES: Final = {
    Medium.ELECTRICITY: _Table(_COMMON | _ELECTRICITY, _TOTALS),
    Medium.UNKNOWN: _Table(_COMMON | _ELECTRICITY, _TOTALS),
    Medium.GAS: _of_medium("7-0:3.0.0", "volume", "m³"),
    Medium.WATER: _of_medium("8-0:1.0.0", "volume", "m³"),
    Medium.WARM_WATER: _of_medium("9-0:1.0.0", "volume", "m³"),
    Medium.HEAT: _of_medium("6-0:1.0.0", "energy", "kWh", "GJ"),
    Medium.COOLING: _of_medium("5-0:1.0.0", "energy", "kWh", "GJ"),
}
#: Import -> export, and import less export.
_NET: Final = {
    f"1-0:{1 + behind}.7.0": (f"1-0:{2 + behind}.7.0", f"1-0:{16 + behind}.7.0")
    for behind in (0, *_PHASES.values())
}
#: All that may be below zero.
_SIGNED: Final = {
    *(net for _, net in _NET.values()),
    *(f"1-0:{11 + behind}.7.0" for behind in _PHASES.values()),
}
#: The E group of OBIS has no more.
_MOST_TARIFFS: Final = 63
_MOST_DIGITS: Final = 10**EXACT_DIGITS
_MOST_SLOTS: Final = 1024


def name(
    records: Sequence[Record], medium: Medium, manufacturer: str, *, is_whole: bool
) -> Named:
    """Return the registers of a telegram.

    `is_whole` tells that no record of it is missing: only then is a sum one of all
    tariffs, and power without one for export one with a sign.
    """
    slots = [_slot(record.meaning, medium, manufacturer) for record in records]
    sent = {slot.code for slot in slots if slot}
    registers: dict[str, Reading] = {}
    ambiguous: set[str] = set()
    codes: list[str | None] = []
    for record, slot in zip(records, slots, strict=True):
        code = _code(slot, record, sent, is_whole=is_whole) if slot else None
        reading = _reading(slot, code, record.content) if slot and code else None
        codes.append(code if reading else None)
        if reading and code and registers.setdefault(code, reading)[:2] != reading[:2]:
            ambiguous.add(code)
    for code in ambiguous:
        del registers[code]
    if is_whole:
        registers |= _sums(slots, sent, registers)
    unread = (
        _shown(record)
        for record, code in zip(records, codes, strict=True)
        if code not in registers
    )
    return Named(registers, tuple(unread))


@lru_cache(_MOST_SLOTS)
def _slot(meaning: Meaning, medium: Medium, manufacturer: str) -> _Slot | None:
    """Return where what a header means belongs, None where it has no register."""
    if meaning.storage or meaning.subunit or not meaning.is_clear:
        return None
    unit, power = _CANONICAL.get(meaning.unit, (meaning.unit, 0))
    power += meaning.power
    key = _Key(
        meaning.quantity,
        unit,
        meaning.direction,
        meaning.phase,
        meaning.function,
        meaning.flags,
        (manufacturer, meaning.own) if meaning.own else None,
    )
    table = _TABLES[medium]
    total = table.totals.get(key)
    tariff = meaning.tariff
    if total and tariff <= _MOST_TARIFFS:
        return _Slot(f"{total}.{tariff}", unit, power, total, tariff)
    code = table.values.get(key)
    return _Slot(code, unit, power) if code and not tariff else None


def _code(slot: _Slot, record: Record, sent: set[str], *, is_whole: bool) -> str | None:
    """Return the code of a record's value, None where it cannot be told."""
    net = _NET.get(slot.code)
    if net is None or record.meaning.direction or net[0] in sent:
        return slot.code
    if record.meaning.is_bcd and not _is_below_zero(record.content):
        return slot.code
    return net[1] if is_whole else None


def _is_below_zero(content: Content) -> bool:
    """Tell whether a record is a number below zero."""
    return isinstance(content, int) and content < 0


def _reading(slot: _Slot, code: str, content: Content) -> Reading | None:
    """Return the value of a record, None where it is none of its register."""
    power = slot.power
    if isinstance(content, Decimal):
        shift = int(content.as_tuple().exponent)
        content, power = int(content.scaleb(-shift)), power + shift
    if code in _TEXTS or not isinstance(content, int):
        return _text(code, content)
    if abs(content) >= _MOST_DIGITS or (content < 0 and code not in _SIGNED):
        return None
    value = content / 10**-power if power < 0 else float(content * 10**power)
    return Reading(value, slot.unit, max(0, -power))


def _text(code: str, content: Content) -> Reading | None:
    """Return the meter's clock or number, None where the content is neither."""
    if code == _CLOCK and isinstance(content, Moment):
        return Reading(content.stamp)
    if code == _NUMBER and isinstance(content, str) and content.isprintable():
        return Reading(content.strip()) if content.strip() else None
    return None


def _sums(
    slots: Sequence[_Slot | None], sent: set[str], registers: Mapping[str, Reading]
) -> dict[str, Reading]:
    """Return the totals that were not sent, but all of whose tariffs were."""
    tariffs: dict[str, set[int]] = {}
    for slot in slots:
        if slot and slot.total and f"{slot.total}.0" not in sent:
            tariffs.setdefault(slot.total, set()).add(slot.tariff)
    sums = {}
    for total, numbers in tariffs.items():
        parts = [
            registers.get(f"{total}.{number + 1}") for number in range(len(numbers))
        ]
        whole = [part for part in parts if part]
        if len(whole) == len(numbers) and (reading := _sum(whole)):
            sums[f"{total}.0"] = reading
    return sums


def _sum(parts: Sequence[Reading]) -> Reading | None:
    """Add up values of one unit, None where a float could not hold all digits."""
    decimals = max(part.decimals or 0 for part in parts)
    total = sum(Decimal(str(part.value)) for part in parts)
    if total >= _MOST_DIGITS // 10**decimals:
        return None
    return Reading(float(total), parts[0].unit, decimals)


def _shown(record: Record) -> str:
    """Write down what a record without register says."""
    meaning, value = record.meaning, record.value
    words = [
        meaning.header.hex().upper(),
        meaning.quantity,
        f"{value:f}" if isinstance(value, Decimal) else value,
        meaning.unit,
    ]
    return " ".join(word for word in words if word)

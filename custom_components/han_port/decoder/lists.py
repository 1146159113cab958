"""The lists of values that DLMS meters push, and what stands where in them.

    tagged          OBIS code, value and mostly scaler and unit: one structure for
                    each (Aidon, TINETZ) or all in a row (EVN, Kamstrup, Kaifa in
                    Sweden). Without a scaler the list's maker knows it.
    self-describing an array of {class, OBIS code, attribute, index}, then the values
                    in that order (Landis+Gyr E450 in Switzerland)
    positional      bare values, known by their types and by what the first one says

An OBIS code is an octet string of six bytes; F is dropped where it is 255.
"""

from collections.abc import Iterator, Sequence
import re
from typing import Final, NamedTuple

from .axdr import STRINGS, Item, Tag
from .catalogue import UNITS, Quantity, find
from .positional import KAIFA, LANDIS_GYR, POSITIONAL, Scales
from .units import canonical

#: Units of IEC 62056-6-2 by their number; 255 has none.
_UNITS: Final = {
    7: "s",
    13: "m3",
    14: "m3",
    27: "W",
    28: "VA",
    29: "var",
    30: "Wh",
    31: "VAh",
    32: "varh",
    33: "A",
    35: "V",
    44: "Hz",
}
_NO_UNIT: Final = 255
_OBIS_SIZE: Final = 6
#: A code begins with a medium: what is larger is a text of six characters.
_MOST_MEDIUM: Final = 15
_CURRENT_VALUE: Final = 255
_SCALER_UNIT: Final = [Tag.INT8, Tag.ENUM]
_DESCRIPTION: Final = [Tag.UINT16, Tag.OCTETS, Tag.INT8, Tag.UINT16]

#: Aidon's meters alone send an array; in Sweden without a list id.
_ARRAY_IDENT: Final = "ADN"
_LIST_ID: Final = "0.2.129"

#: Kamstrup sends whole volts or hundredths: none of the former comes to so many.
FINE_VOLTAGE: Final = 1024
FINE_VOLTAGE_POWER: Final = -2
_KAMSTRUP: Final[Scales] = KAIFA | {
    Quantity.CURRENT: -2,
    Quantity.VOLTAGE: 0,
    Quantity.POWER_FACTOR: -2,
}
_TEN_WATT_HOURS: Final[Scales] = {
    Quantity.ACTIVE_ENERGY: -2,
    Quantity.REACTIVE_ENERGY: -2,
}
#: Energies, those of a phase and of a quadrant of reactive power too, which are no
#: rows of the catalogue. The C groups of a phase lie 20, 40 or 60 behind the sum's.
_ENERGY: Final = re.compile(r"1-[0-9]+:([246]?[1-8])\.8\.[0-9]+")
_PHASE_STEP: Final = 20
_ACTIVE: Final = (1, 2)
_TYPE_NUMBER: Final = "1-1:96.1.1"
#: The market by the end of a Kamstrup type number, as far as telegrams show.
_NORWEGIAN_TYPE: Final = "040"
_TRANSFORMER_TYPE: Final = "685"


class Origin(NamedTuple):
    """What is known about a list beside its bytes.

    ``country`` is the household's (ISO 3166), None where nobody knows it.
    """

    country: str | None = None
    is_ciphered: bool = False


class Entry(NamedTuple):
    """A value and its code; the power of ten that leads to its canonical unit.

    ``power`` is None where nobody knows it.
    """

    code: str
    item: Item
    power: int | None = None
    unit: str | None = None


class NamedList(NamedTuple):
    """A list of values, as far as they could be named.

    ``ident`` is the list id, else the FLAG id of the only maker whose lists look
    so, else empty. ``serial_number`` is that of a meter which sends it without a
    code.
    """

    ident: str
    entries: list[Entry]
    serial_number: str | None = None


def name_values(body: Item, origin: Origin) -> NamedList | None:
    """Name the values of a body, None where no way of naming fits."""
    items = body.items
    if described := _described(items):
        return described
    for row in POSITIONAL:
        if row.fits(items):
            entries = [
                _scaled(code, item, row.scales)
                for code, item in zip(row.codes, items, strict=True)
                if code
            ]
            return NamedList(row.ident, entries)
    named = _tagged(items, origin)
    if named and not named.ident and body.tag is Tag.ARRAY:
        return named._replace(ident=_ARRAY_IDENT)
    return named


def text_of(item: Item) -> str:
    """Return a string as text where it is one, else its bytes in hex digits."""
    text = item.content.rstrip(b"\x00").decode("latin-1")
    is_text = text and text.isascii() and text.isprintable()
    return text if is_text else item.content.hex()


def _is_text(item: Item) -> bool:
    """Tell whether an item is a string that can be read."""
    return item.tag in STRINGS and text_of(item) != item.content.hex()


def _described(items: Sequence[Item]) -> NamedList | None:
    """Name the values of a self-describing list."""
    descriptions = items[0].items if items and items[0].tag is Tag.ARRAY else ()
    if not descriptions or len(descriptions) != len(items):
        return None
    codes = []
    for description in descriptions:
        if [item.tag for item in description.items] != _DESCRIPTION:
            return None
        codes.append(_code(description.items[1]) or "")
    entries = [
        _scaled(code, item, LANDIS_GYR)
        for code, item in zip(codes[1:], items[1:], strict=True)
        if code and not code.endswith(":25.9.0")
    ]
    return NamedList("LGZ", entries)


def _tagged(items: Sequence[Item], origin: Origin) -> NamedList | None:
    """Name the values of a list that has an OBIS code before each."""
    entries: list[Entry] = []
    list_id, serial_number = "", None
    for code, item, scaler_unit in _pairs(items):
        if code is None:
            if _is_text(item) and entries:
                serial_number = text_of(item)
            elif _is_text(item):
                list_id = list_id or text_of(item)
        elif scaler_unit is not None:
            entries.append(_scaled_by(code, item, scaler_unit))
        else:
            entries.append(Entry(code, item))
            if code.endswith(_LIST_ID):
                list_id = text_of(item)
    if not entries:
        return None
    scales = _scales(list_id, entries, origin)
    entries = [
        _scaled(entry.code, entry.item, scales) if entry.power is None else entry
        for entry in entries
    ]
    return NamedList(list_id, entries, serial_number)


def _pairs(items: Sequence[Item]) -> Iterator[tuple[str | None, Item, Item | None]]:
    """Yield code, value and scaler with unit; no code for what stands alone."""
    waiting = list(reversed(items))
    while waiting:
        item = waiting.pop()
        if item.items and _code(item.items[0]):
            waiting += reversed(item.items)
            continue
        code = _code(item)
        if code is None or not waiting:
            yield None, item, None
            continue
        value = waiting.pop()
        scaler_unit = (
            waiting.pop() if waiting and _is_scaler_unit(waiting[-1]) else None
        )
        yield code, value, scaler_unit


def _code(item: Item) -> str | None:
    """Read an OBIS code, None where the item is none."""
    if item.tag is not Tag.OCTETS or len(item.content) != _OBIS_SIZE:
        return None
    a, b, c, d, e, f = item.content
    if a > _MOST_MEDIUM:
        return None
    return f"{a}-{b}:{c}.{d}.{e}" + ("" if f == _CURRENT_VALUE else f"*{f}")


def _is_scaler_unit(item: Item) -> bool:
    """Tell whether an item is a structure of a scaler and a unit."""
    return [part.tag for part in item.items] == _SCALER_UNIT


def _scaled_by(code: str, item: Item, scaler_unit: Item) -> Entry:
    """Scale a value by what stands behind it."""
    scaler, unit = scaler_unit.items
    number = unit.content[0]
    if number == _NO_UNIT:
        return Entry(code, item, scaler.number)
    # No register that is known has an unknown unit: such a value is none.
    canonical_unit, power = canonical(_UNITS.get(number, f"unit {number}"))
    return Entry(code, item, (scaler.number or 0) + power, canonical_unit)


def _scaled(code: str, item: Item, scales: Scales) -> Entry:
    """Scale a value by what its maker is known to send."""
    register = find(code)
    quantity = register.quantity if register else _energy(code)
    if item.number is None or quantity not in UNITS:
        return Entry(code, item)
    power = scales.get(quantity)
    if power is None and register is None:
        return Entry(code, item)
    return Entry(code, item, power, UNITS[quantity][0])


def _energy(code: str) -> Quantity | None:
    """Tell which energy a code is of, None where it is of none."""
    found = _ENERGY.fullmatch(code)
    if found is None:
        return None
    is_active = int(found[1]) % _PHASE_STEP in _ACTIVE
    return Quantity.ACTIVE_ENERGY if is_active else Quantity.REACTIVE_ENERGY


def _scales(list_id: str, entries: list[Entry], origin: Origin) -> Scales:
    """Return how the maker of a tagged list scales what has no scaler."""
    if list_id.startswith("KFM"):
        return KAIFA
    if not list_id.startswith("Kamstrup"):
        return {}
    scales = _KAMSTRUP
    types = [text_of(entry.item) for entry in entries if entry.code == _TYPE_NUMBER]
    type_number = types[0] if types else ""
    if _counts_ten_watt_hours(type_number, origin):
        scales = scales | _TEN_WATT_HOURS
    if type_number.startswith(_TRANSFORMER_TYPE):
        scales = scales | {Quantity.CURRENT: -3}
    if any(_is_fine_voltage(entry) for entry in entries):
        scales = scales | {Quantity.VOLTAGE: FINE_VOLTAGE_POWER}
    return scales


def _counts_ten_watt_hours(type_number: str, origin: Origin) -> bool:
    """Tell whether a Kamstrup meter counts energy in 10 Wh, as Norway's do.

    Nothing in the list says so. The household's country does, else the end of the
    type number; a list that is ciphered is none of Norway's.
    """
    if origin.country is not None:
        return origin.country == "NO"
    if type_number.strip("0"):
        return type_number.endswith(_NORWEGIAN_TYPE)
    return not origin.is_ciphered


def _is_fine_voltage(entry: Entry) -> bool:
    """Tell whether an entry is a voltage in hundredths of a volt."""
    register = find(entry.code)
    return (
        register is not None
        and register.quantity is Quantity.VOLTAGE
        and (entry.item.number or 0) >= FINE_VOLTAGE
    )

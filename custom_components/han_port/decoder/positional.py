"""Lists of bare values: which register each of them is.

A row is known by the types of all its items and by what the first one says; the
number of items alone is shared by lists that mean different things. Rows come
from the makers' and grid companies' documents; the sums of published telegrams
(phases to totals, tariffs to totals) bear them out where there are such.
"""

from collections.abc import Sequence
from dataclasses import dataclass
import re
from typing import Final

from .axdr import INTEGERS, STRINGS, Item, Tag
from .catalogue import Quantity

type Scales = dict[Quantity, int]

_WATTS: Final[Scales] = {
    Quantity.ACTIVE_POWER: -3,
    Quantity.REACTIVE_POWER: -3,
    Quantity.ACTIVE_ENERGY: -3,
    Quantity.REACTIVE_ENERGY: -3,
}
#: The power of ten that leads from what a maker sends to the canonical unit.
KAIFA: Final = _WATTS | {Quantity.CURRENT: -3, Quantity.VOLTAGE: -1}
ISKRA: Final = _WATTS | {
    Quantity.CURRENT: -2,
    Quantity.VOLTAGE: -1,
    Quantity.POWER_FACTOR: -3,
}
LANDIS_GYR: Final = _WATTS | {
    Quantity.CURRENT: -2,
    Quantity.VOLTAGE: 0,
    Quantity.FREQUENCY: 0,
}


@dataclass(frozen=True, slots=True)
class Positional:
    """One row: a list's ident, types and registers.

    ``ident`` is the list id, or the FLAG id of the maker where there is none.
    ``shape`` has a letter for each item: those of the module `struct` for
    integers, `n` for any integer, `s` for a string, `e` for a state, `a` for an
    array. ``first`` matches the first item where that is a string. ``codes`` has
    an empty text for what nobody has explained.
    """

    ident: str
    first: re.Pattern[str]
    shape: str
    codes: tuple[str, ...]
    scales: Scales

    def fits(self, items: Sequence[Item]) -> bool:
        """Tell whether a list is one of this row."""
        if len(items) != len(self.shape):
            return False
        if not all(map(_is_of, items, self.shape, strict=True)):
            return False
        first = items[0].content.decode("latin-1") if self.shape[0] == "s" else ""
        return bool(self.first.match(first))


def _is_of(item: Item, letter: str) -> bool:
    """Tell whether an item is of the type that a letter of a shape stands for."""
    if letter == "s":
        return item.tag in STRINGS
    if letter == "e":
        return item.tag in (Tag.ENUM, Tag.BOOLEAN)
    if letter == "a":
        return item.tag is Tag.ARRAY
    form = INTEGERS.get(item.tag)
    return form is not None and letter in ("n", form)


def _codes(text: str) -> tuple[str, ...]:
    """Read codes in short: `1.7` is 1-0:1.7.0, `-` nothing that has a name."""
    return tuple(_code(short) for short in text.split())


def _code(short: str) -> str:
    """Read one code."""
    if short == "-" or ":" in short:
        return short.removesuffix("-")
    return f"1-0:{short}" if short.count(".") > 1 else f"1-0:{short}.0"


_ANY: Final = re.compile("")
_KFM: Final = re.compile("KFM_001$")
_ISK: Final = re.compile("ISK[0-9]")
_DIGITS: Final = re.compile("[0-9]+$")
#: The id of a push list as OBIS code: 0-6:25.9.0.
_PUSH_LIST: Final = re.compile("\x00\x06\x19\x09\x00\xff$")
#: A date-time: its year begins with 07 or 08, or is not set.
_DATE: Final = re.compile("[\x07\x08\xff][\x00-\xff]{11}$")

_NAMED: Final = "0-0:96.1.0"
_MODEL: Final = "0-0:96.1.7"
_DEVICE: Final = "0-0:42.0.0"
_CLOCK: Final = "0-0:1.0.0"
_POWERS: Final = "1.7 2.7 3.7 4.7"
_ENERGIES: Final = "1.8 2.8 3.8 4.8"
_KFM_HEAD: Final = f"- {_NAMED} {_MODEL} {_POWERS}"
_VOLTAGES: Final = "32.7 52.7 72.7"
_CURRENTS: Final = "31.7 51.7 71.7"
_BY_PHASE: Final = "21.7 41.7 61.7 22.7 42.7 62.7"
_TARIFFS: Final = "1.8 1.8.1 1.8.2 2.8 2.8.1 2.8.2"
_IE5_HEAD: Final = f"{_NAMED} - - {_TARIFFS}"
_IE5_TAIL: Final = f"{_BY_PHASE} {_VOLTAGES} {_CURRENTS} - - - - -"

_TABLE: Final = (
    ("KFM", KAIFA, _ANY, "I", "1.7"),
    ("KFM_001", KAIFA, _KFM, "sss" + "n" * 6, f"{_KFM_HEAD} 31.7 32.7"),
    ("KFM_001", KAIFA, _KFM, "sss" + "n" * 10, f"{_KFM_HEAD} {_CURRENTS} {_VOLTAGES}"),
    (
        "KFM_001",
        KAIFA,
        _KFM,
        "sss" + "n" * 6 + "s" + "n" * 4,
        f"{_KFM_HEAD} 31.7 32.7 {_CLOCK} {_ENERGIES}",
    ),
    (
        "KFM_001",
        KAIFA,
        _KFM,
        "sss" + "n" * 10 + "s" + "n" * 4,
        f"{_KFM_HEAD} {_CURRENTS} {_VOLTAGES} {_CLOCK} {_ENERGIES}",
    ),
    # Iskraemeco AM550 in Slovenia.
    (
        "ISK",
        ISKRA,
        _ISK,
        "ssIIIIHHHHHHIIIIII",
        f"{_DEVICE} - {_POWERS} {_VOLTAGES} {_CURRENTS} {_BY_PHASE}",
    ),
    (
        "ISK",
        ISKRA,
        _ISK,
        "sses" + "I" * 8,
        f"{_DEVICE} - 0-0:96.3.10 0-0:96.14.0 {_TARIFFS} 3.8 4.8",
    ),
    (
        "ISK",
        ISKRA,
        _ISK,
        "ssHHHHHHIIII",
        f"{_DEVICE} - {_VOLTAGES} {_CURRENTS} {_POWERS}",
    ),
    (
        "ISK",
        ISKRA,
        _ISK,
        "ssIIIIHHII",
        f"{_DEVICE} - {_POWERS} 32.7 31.7 21.7 22.7",
    ),
    ("ISK", ISKRA, _ISK, "ssIIIIHII", f"{_DEVICE} - {_POWERS} 32.7 - -"),
    ("ISK", ISKRA, _ISK, "sIIIIIIII", f"{_DEVICE} 1.7 2.7 {_TARIFFS}"),
    ("ISK", ISKRA, _DIGITS, "sBII", f"{_NAMED} - 1.8 2.8"),
    # Iskraemeco IE.5 in Croatia: the quadrants of reactive energy stand apart.
    (
        "ISK",
        ISKRA,
        _DIGITS,
        "sss" + "I" * 12 + "H" + "I" * 6 + "H" * 6 + "Iaaae",
        f"{_IE5_HEAD} 5.8 6.8 7.8 8.8 1.7 2.7 13.7 {_IE5_TAIL}",
    ),
    (
        "ISK",
        ISKRA,
        _DIGITS,
        "sss" + "I" * 14 + "H" * 6 + "Iaaae",
        f"{_IE5_HEAD} 1.7 2.7 {_IE5_TAIL}",
    ),
    # Iskraemeco AM550 and Siemens IM350 in Austria.
    (
        "ISK",
        ISKRA,
        _PUSH_LIST,
        "ssss" + "I" * 6 + "ss",
        f"- {_NAMED} - - {_ENERGIES} 1.7 2.7 - -",
    ),
    ("ISK", ISKRA, _DATE, "s" + "I" * 8, f"{_CLOCK} {_ENERGIES} {_POWERS}"),
    # Landis+Gyr E450: the first two in Burgenland, the others in Slovenia.
    (
        "LGZ",
        LANDIS_GYR,
        _ANY,
        "HHHHHHIIIIHHHs",
        f"{_VOLTAGES} {_CURRENTS} 1.7 2.7 1.8 2.8 - - - {_NAMED}",
    ),
    (
        "LGZ",
        LANDIS_GYR,
        _ANY,
        "HHHHHHIIIIs",
        f"{_VOLTAGES} {_CURRENTS} 1.7 2.7 1.8 2.8 {_NAMED}",
    ),
    (
        "LGZ",
        LANDIS_GYR,
        _DIGITS,
        "s" + "I" * 8,
        f"{_NAMED} {_POWERS} {_ENERGIES}",
    ),
    (
        "LGZ",
        LANDIS_GYR,
        _DIGITS,
        "s" + "H" * 7 + "I" * 6,
        f"- 14.7 {_CURRENTS} {_VOLTAGES} {_BY_PHASE}",
    ),
)

POSITIONAL: Final = tuple(
    Positional(ident, first, shape, _codes(codes), scales)
    for ident, scales, first, shape, codes in _TABLE
)

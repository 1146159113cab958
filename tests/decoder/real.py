"""The telegrams that nobody of this project wrote, and what they have to give.

They are read where they lie, beside the repository, and never copied into it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
import json
from pathlib import Path
import random
import re
from typing import Any, Final

from custom_components.han_port.decoder import Decoder, Event, Keys, Telegram
from tests.decoder.compose import UNITS
from tests.decoder.feeding import cut, fed, one_by_one

FOLDER: Final = Path(__file__).parents[2].parent / "shared" / "telegrams"
README: Final = FOLDER / "README.md"

#: Wireless telegrams belong to other receivers than a customer port.
WIRELESS: Final = "wmbus"
RATIOS: Final = ("1-0:0.4.2", "1-0:0.4.3")

SCALAR: Final = re.compile(r"([-+]?[0-9]+(?:\.[0-9]+)?)\*(\S+) *")
_SCALES: Final = {unit.lower(): scale for unit, scale in UNITS.items()} | {
    "m3": ("m³", 0)
}
_DATE_TIME: Final = re.compile(r"dt:(\S+) (\S+) .*")

type Value = tuple[float | str, str | None]
type Values = list[tuple[str, Value]]


def named(pattern: str) -> list[str]:
    """List the files of the folder by their names within it."""
    names = (str(path.relative_to(FOLDER)) for path in FOLDER.glob(pattern))
    return sorted(name for name in names if folder(name) != WIRELESS)


def folder(name: str) -> str:
    """Return the folder of a file."""
    return name.partition("/")[0]


READABLE: Final = named("*/*.txt")
BINARY: Final = named("*/*.hex")


@cache
def content(name: str) -> bytes:
    """Return the bytes of a telegram."""
    data = (FOLDER / name).read_bytes()
    return bytes.fromhex(data.decode()) if name.endswith(".hex") else data


@cache
def details(name: str) -> Mapping[str, Any]:
    """Return what stands beside a telegram, if anything: keys, expected values."""
    beside = (FOLDER / name).with_suffix(".json")
    if not beside.exists():
        return {}
    found: Mapping[str, Any] = json.loads(beside.read_text(encoding="utf-8"))
    return found


def expected(name: str) -> Mapping[str, Any]:
    """Return what a telegram holds, as its meter sent it."""
    found: Mapping[str, Any] = details(name)["expected"]
    return found


def keys(name: str) -> Keys | None:
    """Return the keys of a telegram, None where there are none."""
    found = details(name)
    if not found.get("key"):
        return None
    authentication = found.get("auth_key")
    return Keys(
        bytes.fromhex(found["key"]),
        bytes.fromhex(authentication) if authentication else None,
    )


def encryption_only(both: Keys) -> Keys:
    """Return keys without the one for authentication."""
    return replace(both, authentication=None)


@cache
def verification(name: str) -> str:
    """Return what the folder's README says about a telegram's checksum."""
    for line in README.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if cells[1:2] == [name]:
            return cells[5]
    raise LookupError(name)


def is_refused(name: str) -> bool:
    """Tell whether the checksum of a readable telegram is known not to fit."""
    return verification(name).startswith(("CRC NOT verified", "non-hex CRC"))


def values(one: Telegram) -> Values:
    """Return code, value and unit of all registers in order."""
    return [
        (code, (reading.value, reading.unit)) for code, reading in one.registers.items()
    ]


def scaled(code: str, raw: str) -> Value:
    """Convert a raw string to value and canonical unit, by other means."""
    if code in RATIOS:
        return float(Decimal(raw)), None
    if (found := SCALAR.fullmatch(raw)) is None:
        return raw, None
    return shifted(found[1], 0, found[2])


def shifted(raw: str | int, scaler: int, unit: str) -> Value:
    """Convert a number, its power of ten and unit to those of the catalogue."""
    name, power = _SCALES.get(unit.lower(), (unit, 0))
    return float(Decimal(raw).scaleb(scaler + power)), name or None


def clock_text(raw: str) -> str:
    """Return the ISO text of a date-time as the files write it."""
    return _DATE_TIME.sub(r"\1T\2", raw)


def in_all_ways(
    data: bytes,
    profile: str = "auto",
    *,
    country: str | None = None,
    keys: Keys | None = None,
) -> Iterator[list[Event]]:
    """Decode whole, byte by byte and in random pieces; yield each time's events."""
    chance = random.Random(len(data))
    places = [chance.randrange(len(data)) for _ in range(9)]
    for pieces in ([data], one_by_one(data), cut(data, places)):
        yield fed(Decoder(profile, country=country, keys=keys), pieces)

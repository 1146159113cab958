"""Tests on telegrams that nobody of this project wrote.

They are read where they lie, beside the repository, and never copied into it.
"""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
import json
from pathlib import Path
import re
from typing import Any, Final
import warnings
from zoneinfo import ZoneInfo

import pytest

from custom_components.han_port.decoder import (
    PROFILES,
    Decoder,
    Integrity,
    Reason,
    Telegram,
)
from tests.decoder.compose import UNITS
from tests.decoder.feeding import cut, decode, fed, only, reasons, telegrams

FOLDER: Final = Path(__file__).parents[2].parent / "shared" / "telegrams"
README: Final = FOLDER / "README.md"

#: The folders of the systems that the table of profiles has, and which rows fit.
FITTING: Final = {
    "lg_e360": ("sesko", "kuopio", "elektrilevi", "sweden"),
    "kamstrup_p1": ("sesko", "kamstrup_se", "sweden"),
    "aidon_p1": ("sesko", "sweden"),
    "sagemcom_p1": ("sesko", "sweden"),
}
#: Readable telegrams that come ciphered over the wire.
CIPHERED: Final = ("stoen_pl", "lux_smarty", "at_steiermark_p1")
RATIOS: Final = ("1-0:0.4.2", "1-0:0.4.3")
ZONES: Final = {
    "sesko": timezone(timedelta(hours=2)),
    "kuopio": timezone(timedelta(hours=2)),
    "elektrilevi": ZoneInfo("Europe/Tallinn"),
    "kamstrup_se": timezone(timedelta(hours=1)),
    "sweden": timezone(timedelta(hours=1)),
}

_SCALAR: Final = re.compile(r"([-+]?[0-9]+(?:\.[0-9]+)?)\*(\S+) *")
_SCALES: Final = {unit.lower(): scale for unit, scale in UNITS.items()}

type Values = list[tuple[str, tuple[float | str, str | None]]]


def named(pattern: str) -> list[str]:
    """List the files of the folder by their names within it."""
    return sorted(str(path.relative_to(FOLDER)) for path in FOLDER.glob(pattern))


READABLE: Final = named("*/*.txt")
OURS: Final = [name for name in READABLE if name.split("/")[0] in FITTING]
OTHERS: Final = [name for name in READABLE if name not in OURS]
BINARY: Final = named("*/*.hex")
ENCRYPTED: Final = [name for name in BINARY if name.split("/")[0] in CIPHERED]


def content(name: str) -> bytes:
    """Return the bytes of a telegram."""
    data = (FOLDER / name).read_bytes()
    return bytes.fromhex(data.decode()) if name.endswith(".hex") else data


def expected(name: str) -> dict[str, Any]:
    """Return the raw strings that a telegram holds, by OBIS code."""
    beside = (FOLDER / name).with_suffix(".json")
    found: dict[str, Any] = json.loads(beside.read_text(encoding="utf-8"))["expected"]
    return found


def verification(name: str) -> str:
    """Return what the folder's README says about a telegram's checksum."""
    for line in README.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if cells[1:2] == [name]:
            return cells[5]
    raise LookupError(name)


def is_refused(name: str) -> bool:
    """Tell whether the checksum of a telegram is known not to fit."""
    return verification(name).startswith(("CRC NOT verified", "non-hex CRC"))


def scaled(code: str, raw: str) -> tuple[float | str, str | None]:
    """Convert a raw string to value and canonical unit, by other means."""
    if code in RATIOS:
        return float(Decimal(raw)), None
    if (found := _SCALAR.fullmatch(raw)) is None:
        return raw, None
    unit, power = _SCALES.get(found[2].lower(), (found[2], 0))
    return float(Decimal(found[1]).scaleb(power)), unit


def values(one: Telegram) -> Values:
    """Return code, value and unit of all registers in order."""
    return [
        (code, (reading.value, reading.unit)) for code, reading in one.registers.items()
    ]


def stamped(stamp: str, profile: str) -> str:
    """Return the instant of a stamp by the rule of a profile."""
    zone: tzinfo = ZONES[profile]
    if stamp.endswith("S") and not isinstance(zone, ZoneInfo):
        zone = timezone((zone.utcoffset(None) or timedelta()) + timedelta(hours=1))
    digits = datetime.strptime(f"{stamp[:12]}+0000", "%y%m%d%H%M%S%z")
    return digits.replace(tzinfo=zone).isoformat()


@pytest.mark.parametrize("folder", FITTING)
def test_folder_is_there(folder: str) -> None:
    """Where the real telegrams are missing that is said aloud."""
    if not FOLDER.is_dir():
        warnings.warn(
            f"NO REAL TELEGRAMS: {FOLDER} is missing, nothing of {folder} was decoded",
            stacklevel=1,
        )
        return
    assert [name for name in OURS if name.startswith(f"{folder}/")] != []


@pytest.mark.parametrize("name", [name for name in OURS if not is_refused(name)])
def test_values(name: str) -> None:
    """A telegram of one of our systems gives exactly its values."""
    one = only(decode(content(name)))
    assert values(one) == [
        (code, scaled(code, raw)) for code, (raw,) in expected(name).items()
    ]
    assert (one.integrity, one.unread) == (Integrity.CRC16_ARC, ())
    assert one.profile in FITTING[name.split("/", maxsplit=1)[0]]


@pytest.mark.parametrize(
    ("name", "profile"),
    [
        (name, profile)
        for name in OURS
        if not is_refused(name)
        for profile in FITTING[name.split("/")[0]]
    ],
)
def test_values_in_every_profile_that_fits(name: str, profile: str) -> None:
    """It gives them in every profile that fits, at the time of that profile."""
    raws = expected(name)
    one = only(decode(content(name), profile))
    assert one.profile == profile
    assert values(one) == [(code, scaled(code, raw)) for code, (raw,) in raws.items()]
    assert one.time is not None
    assert one.time.isoformat() == stamped(raws["0-0:1.0.0"][0], profile)


@pytest.mark.parametrize(
    ("name", "profile"),
    [
        (name, profile)
        for name in OURS
        if not is_refused(name)
        for profile in ZONES
        if profile not in FITTING[name.split("/")[0]]
    ],
)
def test_profiles_that_do_not_fit(name: str, profile: str) -> None:
    """A telegram of another system gives nothing in a profile."""
    assert reasons(decode(content(name), profile)) == [Reason.PROFILE]


@pytest.mark.parametrize("name", [name for name in READABLE if is_refused(name)])
def test_faulty(name: str) -> None:
    """A telegram whose checksum does not fit gives its refusal and no value."""
    for profile in PROFILES:
        events = decode(content(name), profile)
        assert reasons(events) == [Reason.CHECKSUM]
        assert telegrams(events) == []


@pytest.mark.parametrize(
    "name",
    [name for name in OTHERS if verification(name).startswith("CRC-16/ARC OK")],
)
def test_other_systems(name: str) -> None:
    """A telegram of any other system with a good checksum is read as well."""
    one = only(decode(content(name)))
    assert one.integrity is Integrity.CRC16_ARC


@pytest.mark.parametrize("name", OTHERS)
def test_scalars_of_other_systems(name: str) -> None:
    """Where such a telegram comes out, every number with a unit is right."""
    for one in telegrams(decode(content(name))):
        read = dict(values(one))
        for code, raw in expected(name).items():
            if len(raw) == 1 and isinstance(raw, list) and _SCALAR.fullmatch(raw[0]):
                assert read[code.removesuffix("*255")] == scaled(code, raw[0])


@pytest.mark.parametrize("name", READABLE + BINARY)
def test_same_events_however_cut(name: str) -> None:
    """Whole, byte by byte and in blocks, every file gives the same events."""
    data = content(name)
    for profile in PROFILES:
        events = decode(data, profile)
        for size in (1, 7, 64):
            pieces = cut(data, range(0, len(data), size))
            assert fed(Decoder(profile), pieces) == events


@pytest.mark.parametrize("name", ENCRYPTED)
def test_encrypted(name: str) -> None:
    """A ciphered telegram is told as such, all of it."""
    data = content(name)
    (event,) = decode(data)
    assert not isinstance(event, Telegram)
    assert (event.reason, event.size) == (Reason.ENCRYPTED, len(data))


@pytest.mark.parametrize("name", BINARY)
def test_binary(name: str) -> None:
    """Binary telegrams give no value."""
    events = decode(content(name))
    assert telegrams(events) == []
    assert reasons(events) != []


def test_all_in_one_stream() -> None:
    """All readable telegrams in one stream give what they give alone."""
    sound = [name for name in OURS if not is_refused(name)]
    now = datetime(2025, 1, 1, tzinfo=UTC)
    alone = [only(decode(content(name), now=now)) for name in sound]
    stream = b"".join(content(name) for name in OURS)
    assert telegrams(decode(stream, now=now)) == alone

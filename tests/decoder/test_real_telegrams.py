"""Tests on readable telegrams that nobody of this project wrote."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
import re
from typing import Final
import warnings
from zoneinfo import ZoneInfo

import pytest

from custom_components.han_port.decoder import (
    PROFILES,
    Carrier,
    Integrity,
    Reason,
    Telegram,
)
from tests.decoder.feeding import decode, only, reasons, telegrams
from tests.decoder.real import (
    FOLDER,
    READABLE,
    Value,
    Values,
    content,
    expected,
    folder,
    in_all_ways,
    is_refused,
    scaled,
    shifted,
    values,
    verification,
)

#: The folders of readable systems, and which rows of the table fit.
FITTING: Final = {
    "lg_e360": ("sesko", "kuopio", "elektrilevi", "sweden"),
    "kamstrup_p1": ("sesko", "kamstrup_se", "sweden"),
    "aidon_p1": ("sesko", "sweden"),
    "sagemcom_p1": ("sesko", "sweden"),
    "dsmr_nl": ("dsmr",),
    "fluvius_be": ("fluvius",),
    "eso_lt_p1": ("eso",),
    "hu_p1": ("hungary",),
    "q3d_no_crc": ("q3d",),
    "at_steiermark_p1": ("steiermark",),
}
#: The rows whose meters send the 27 registers, and their clocks.
ZONES: Final = {
    "sesko": timezone(timedelta(hours=2)),
    "kuopio": timezone(timedelta(hours=2)),
    "elektrilevi": ZoneInfo("Europe/Tallinn"),
    "kamstrup_se": timezone(timedelta(hours=1)),
    "sweden": timezone(timedelta(hours=1)),
}
#: Without unit, yet numbers: power factors, counts of power cuts, sags and
#: swells, limits.
_BARE_NUMBER: Final = re.compile(
    r"1-0:[1357]3\.7\.0|0-0:96\.7\.(9|21)|1-0:[357]2\.3[26]\.0|0-0:17\.0\.0"
)

#: A stamp, then a value: what a sub-meter counted, the peak of the month.
_STAMPED: Final = re.compile(r"0-[1-9]:24\.2\.[13]|1-0:1\.6\.0")
#: The number of a sub-meter that is not there.
_NOBODY: Final = re.compile(r"0-[1-9]:96\.1\.0")
_OLD_GAS: Final = re.compile(
    rb"0-([1-9]):24\.3\.0\((?:[^()\n]*\)\(){5}(\w+)\)\r?\n\(([0-9.]+)\)"
)

NORDIC: Final = [
    name for name in READABLE if set(FITTING.get(folder(name), ())) & set(ZONES)
]
BROKEN_OFF: Final = [name for name in READABLE if "truncated" in verification(name)]
SOUND: Final = [
    name for name in READABLE if not is_refused(name) and name not in BROKEN_OFF
]
SOUND_NORDIC: Final = [name for name in NORDIC if name in SOUND]


def wanted(name: str) -> Values:
    """Return the registers that a readable telegram has to give."""
    raws = expected(name)
    found = [
        (code.removesuffix("*255"), value)
        for code, raw in raws.items()
        if (value := _wanted(code, raw)) is not None
    ]
    for channel, unit, number in _OLD_GAS.findall(content(name)):
        value = shifted(number.decode(), 0, unit.decode())
        found.append((f"0-{channel.decode()}:24.2.1", value))
    return found


def _wanted(code: str, raw: list[str] | dict[str, list[list[str]]]) -> Value | None:
    """Return the value of one register, None for what is no register."""
    if isinstance(raw, dict):
        first, *others = raw["repeated"]
        return None if any(other != first for other in others) else _wanted(code, first)
    if raw == [""] and _NOBODY.fullmatch(code):
        return None
    if len(raw) == 1:
        is_bare = _BARE_NUMBER.fullmatch(code) and "*" not in raw[0]
        return shifted(raw[0], 0, "") if is_bare else scaled(code, raw[0])
    if _STAMPED.fullmatch(code) and "*" in raw[1]:
        return scaled(code, raw[1])
    return None


def stamped(stamp: str, profile: str) -> str:
    """Return the instant of a stamp by the rule of a profile."""
    zone: tzinfo = ZONES[profile]
    if stamp.endswith("S") and not isinstance(zone, ZoneInfo):
        zone = timezone((zone.utcoffset(None) or timedelta()) + timedelta(hours=1))
    digits = datetime.strptime(f"{stamp[:12]}+0000", "%y%m%d%H%M%S%z")
    return digits.replace(tzinfo=zone).isoformat()


def sealed(name: str) -> Integrity:
    """Return what protects a readable telegram."""
    with_crc = verification(name).startswith("CRC-16/ARC OK")
    return Integrity.CRC16_ARC if with_crc else Integrity.NONE


@pytest.mark.parametrize("system", FITTING)
def test_folder_is_there(system: str) -> None:
    """Where the real telegrams are missing that is said aloud."""
    if not FOLDER.is_dir():
        warnings.warn(
            f"NO REAL TELEGRAMS: {FOLDER} is missing, nothing of {system} was decoded",
            stacklevel=1,
        )
        return
    assert [name for name in READABLE if folder(name) == system] != []


@pytest.mark.parametrize("name", SOUND)
def test_values(name: str) -> None:
    """A telegram gives exactly its values, however its bytes come."""
    for events in in_all_ways(content(name)):
        (one,) = telegrams(events)
        assert sorted(values(one)) == sorted(wanted(name))
        assert (one.carrier, one.integrity) == (Carrier.P1, sealed(name))
        assert one.invocation_counter is None


@pytest.mark.parametrize("name", SOUND_NORDIC)
def test_values_of_a_nordic_list(name: str) -> None:
    """The 27 registers come in the order of the wire, and nothing is left over."""
    one = only(decode(content(name)))
    assert values(one) == wanted(name)
    assert one.unread == ()
    assert one.profile in FITTING[folder(name)]


@pytest.mark.parametrize(
    ("name", "profile"),
    [(name, row) for name in SOUND for row in FITTING.get(folder(name), ())],
)
def test_values_in_every_profile_that_fits(name: str, profile: str) -> None:
    """It gives them in every profile that fits, however its bytes come."""
    for events in in_all_ways(content(name), profile):
        (one,) = telegrams(events)
        assert one.profile == profile
        assert sorted(values(one)) == sorted(wanted(name))


@pytest.mark.parametrize(
    ("name", "profile"),
    [(name, row) for name in SOUND_NORDIC for row in FITTING[folder(name)]],
)
def test_time_in_every_profile_that_fits(name: str, profile: str) -> None:
    """The stamp is read by the rule of the profile."""
    one = only(decode(content(name), profile))
    assert one.time is not None
    assert one.time.isoformat() == stamped(expected(name)["0-0:1.0.0"][0], profile)


@pytest.mark.parametrize(
    ("name", "profile"),
    [
        (name, profile)
        for name in SOUND_NORDIC
        for profile in ZONES
        if profile not in FITTING[folder(name)]
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
        assert (reasons(events), telegrams(events)) == ([Reason.CHECKSUM], [])
    for events in in_all_ways(content(name)):
        assert (reasons(events), telegrams(events)) == ([Reason.CHECKSUM], [])


@pytest.mark.parametrize("name", BROKEN_OFF)
def test_broken_off(name: str) -> None:
    """A telegram without end gives no value."""
    for events in in_all_ways(content(name)):
        assert telegrams(events) == []
        assert set(reasons(events)) == {Reason.TRUNCATED}


@pytest.mark.parametrize("name", SOUND)
def test_events_are_the_same_in_every_profile(name: str) -> None:
    """However the bytes are cut, each profile gives the same events."""
    for profile in PROFILES:
        whole, *others = in_all_ways(content(name), profile)
        assert others == [whole, whole]


def test_all_in_one_stream() -> None:
    """All telegrams of Nordic lists in one stream give what they give alone."""
    now = datetime(2025, 1, 1, tzinfo=UTC)
    alone = [only(decode(content(name), now=now)) for name in SOUND_NORDIC]
    stream = b"".join(content(name) for name in NORDIC)
    events = decode(stream, now=now)
    assert [one for one in events if isinstance(one, Telegram)] == alone

"""Tests of the table of profiles."""

from typing import Final

import pytest

from custom_components.han_port.decoder import (
    AUTO,
    PROFILES,
    Carrier,
    Ciphering,
    Evidence,
    Line,
    Parity,
)
from custom_components.han_port.decoder.clock import (
    AUSTRIA,
    BELGIUM,
    ESTONIA,
    FINLAND,
    HUNGARY,
    LITHUANIA,
    LUXEMBOURG,
    NETHERLANDS,
    NORWAY,
    POLAND,
    SLOVENIA,
    SWEDEN,
    SWITZERLAND,
    ClockRule,
)

P1: Final = (Carrier.P1,)
CIPHERED: Final = (Carrier.CIPHERED, Carrier.P1)
HDLC: Final = (Carrier.HDLC, Carrier.BARE)

FAST: Final = "115200 8N1"
SEVEN: Final = "9600 7E1"
SLOW: Final = "2400 8N1"
SLOW_EVEN: Final = "2400 8E1"

#: Country, clock and evidence of each row.
HOMES: Final[dict[str, tuple[str | None, ClockRule | None, Evidence]]] = {
    "sesko": ("FI", FINLAND, Evidence.SEEN),
    "kuopio": ("FI", FINLAND, Evidence.DOCUMENTED),
    "elektrilevi": ("EE", ESTONIA, Evidence.DOCUMENTED),
    "kamstrup_se": ("SE", SWEDEN, Evidence.SEEN),
    "sweden": ("SE", SWEDEN, Evidence.SEEN),
    "stoen": ("PL", POLAND, Evidence.DOCUMENTED),
    "wmbus": (None, POLAND, Evidence.SEEN),
    "luxembourg": ("LU", LUXEMBOURG, Evidence.SEEN),
    "steiermark": ("AT", AUSTRIA, Evidence.SEEN),
    "kamstrup_dlms": ("NO", NORWAY, Evidence.SEEN),
    "aidon_dlms": ("NO", NORWAY, Evidence.SEEN),
    "kaifa_dlms": ("NO", NORWAY, Evidence.SEEN),
    "austria_mbus": ("AT", AUSTRIA, Evidence.SEEN),
    "iskra_dlms": ("SI", SLOVENIA, Evidence.SEEN),
    "landis_gyr_dlms": ("CH", SWITZERLAND, Evidence.DOCUMENTED),
    "slovenia": ("SI", SLOVENIA, Evidence.DOCUMENTED),
    "dsmr": ("NL", NETHERLANDS, Evidence.SEEN),
    "fluvius": ("BE", BELGIUM, Evidence.SEEN),
    "eso": ("LT", LITHUANIA, Evidence.SEEN),
    "hungary": ("HU", HUNGARY, Evidence.SEEN),
    "q3d": ("DE", None, Evidence.SEEN),
    "swiss": ("CH", SWITZERLAND, Evidence.DOCUMENTED),
}
#: What does not push readable text at 115200 8N1.
LINES: Final[dict[str, list[str]]] = {
    "kamstrup_dlms": [SLOW],
    "aidon_dlms": [SLOW_EVEN, FAST],
    "kaifa_dlms": [SLOW_EVEN],
    "austria_mbus": [SLOW_EVEN],
    "iskra_dlms": [FAST, SLOW],
    "landis_gyr_dlms": [SLOW, SLOW_EVEN, FAST],
    "dsmr": [FAST, SEVEN],
    "q3d": [SEVEN, FAST],
    "wmbus": [],
}
CARRIERS: Final = {
    "stoen": (Carrier.P1_CIPHERED, Carrier.P1),
    "luxembourg": CIPHERED,
    "steiermark": CIPHERED,
    "kamstrup_dlms": HDLC,
    "aidon_dlms": HDLC,
    "kaifa_dlms": HDLC,
    "austria_mbus": (Carrier.MBUS, Carrier.BARE),
    "iskra_dlms": HDLC,
    "landis_gyr_dlms": HDLC,
    "wmbus": (Carrier.WIRELESS,),
}
CIPHERINGS: Final = {
    "stoen": Ciphering.ALWAYS,
    "luxembourg": Ciphering.ALWAYS,
    "steiermark": Ciphering.ALWAYS,
    "austria_mbus": Ciphering.ALWAYS,
    "kamstrup_dlms": Ciphering.OPTIONAL,
    "aidon_dlms": Ciphering.OPTIONAL,
    "iskra_dlms": Ciphering.OPTIONAL,
    "wmbus": Ciphering.OPTIONAL,
    "landis_gyr_dlms": Ciphering.OPTIONAL,
}
INTERVALS: Final = {
    "wmbus": 300,
    "austria_mbus": 5,
    "landis_gyr_dlms": 5,
    "fluvius": 1,
    "q3d": 2,
}


def test_ids() -> None:
    """The ids and their order are what the form shows."""
    ids = [AUTO, *HOMES]
    assert list(PROFILES) == ids
    assert [profile.id for profile in PROFILES.values()] == ids


@pytest.mark.parametrize("profile", HOMES)
def test_row(profile: str) -> None:
    """A row has its country, the clock of that country, and how sure it is."""
    row = PROFILES[profile]
    assert (row.country, row.clock, row.evidence) == HOMES[profile]


@pytest.mark.parametrize("profile", HOMES)
def test_lines(profile: str) -> None:
    """A row has the lines that its meters push at, the likeliest first."""
    assert list(map(str, PROFILES[profile].lines)) == LINES.get(profile, [FAST])


@pytest.mark.parametrize("profile", HOMES)
def test_carriers(profile: str) -> None:
    """A row has its carriers, and says whether its meters encrypt."""
    row = PROFILES[profile]
    assert row.carriers == CARRIERS.get(profile, P1)
    assert row.ciphering is CIPHERINGS.get(profile, Ciphering.NEVER)


@pytest.mark.parametrize("profile", HOMES)
def test_push_interval(profile: str) -> None:
    """A system pushes every ten seconds unless its row says otherwise."""
    assert PROFILES[profile].push_interval == INTERVALS.get(profile, 10)


@pytest.mark.parametrize(
    "profile", [profile for profile in PROFILES if profile != AUTO]
)
def test_hold(profile: str) -> None:
    """Where lists come in turn, a total holds until the second one after it."""
    in_turn = Carrier.HDLC in PROFILES[profile].carriers
    period = 900 if profile == "iskra_dlms" else 3600
    hold = PROFILES[profile].hold
    assert (2 * period < hold < 3 * period) if in_turn else hold == 0


def test_public_key() -> None:
    """Luxembourg's authentication key is public; Graz got the same meters."""
    public = bytes.fromhex("00112233445566778899aabbccddeeff")
    with_key = {row.id: row.public_key for row in PROFILES.values() if row.public_key}
    assert with_key == dict.fromkeys((AUTO, "luxembourg", "steiermark"), public)


def test_auto() -> None:
    """Detection takes whatever comes, at all lines that there are."""
    row = PROFILES[AUTO]
    lines = [FAST, "115200 8E1", SEVEN, SLOW, SLOW_EVEN]
    assert list(map(str, row.lines)) == lines
    assert set(row.carriers) == set(Carrier) - {Carrier.WIRELESS}
    assert (row.ciphering, row.country, row.clock) == (Ciphering.OPTIONAL, None, None)
    assert row.lines[2] == Line(9600, 7, Parity.EVEN)


def test_wireless() -> None:
    """One row is heard by radio, where each receiver has a line of its own."""
    wireless = [row.id for row in PROFILES.values() if row.is_wireless]
    assert wireless == ["wmbus"]


@pytest.mark.parametrize(
    ("country", "clock"), [("PL", POLAND), ("AT", POLAND), ("EE", ESTONIA)]
)
def test_wireless_clock(country: str, clock: ClockRule) -> None:
    """Radio meters stand on local time."""
    assert PROFILES["wmbus"].clock_in(country) is clock


def test_auto_knows_all_lines() -> None:
    """No row has a line that detection does not try."""
    tried = set(PROFILES[AUTO].lines)
    assert [
        row.id for row in PROFILES.values() if not tried.issuperset(row.lines)
    ] == []


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        ("auto", ["automatically"]),
        ("sesko", ["Rovakaira", "SK 13-1"]),
        ("kuopio", ["Kuopion Sähköverkko", "E360"]),
        ("elektrilevi", ["Elektrilevi", "Imatra Elekter", "E360"]),
        ("kamstrup_se", ["Kamstrup OMNIPOWER"]),
        ("sweden", ["E360", "Aidon"]),
        ("stoen", ["Stoen Operator", "GAMA", "Kaifa"]),
        ("luxembourg", ["Luxembourg", "Smarty"]),
        ("steiermark", ["Energienetze Steiermark"]),
        ("kamstrup_dlms", ["Norway", "Sweden", "Denmark", "Kamstrup"]),
        ("aidon_dlms", ["Norway", "Sweden", "Aidon"]),
        ("kaifa_dlms", ["Norway", "Kaifa"]),
        ("austria_mbus", ["EVN", "TINETZ", "VKW", "M-Bus"]),
        ("iskra_dlms", ["Slovenia", "Croatia", "Iskraemeco", "Siemens"]),
        ("landis_gyr_dlms", ["Switzerland", "E450"]),
        ("slovenia", ["Slovenia", "P1"]),
        ("dsmr", ["Netherlands", "DSMR"]),
        ("fluvius", ["Fluvius"]),
        ("eso", ["ESO"]),
        ("hungary", ["Hungary"]),
        ("q3d", ["Q3D"]),
        ("swiss", ["Groupe E"]),
    ],
)
def test_name(profile: str, words: list[str]) -> None:
    """A household finds its grid company or its meter in the name."""
    assert [word for word in words if word not in PROFILES[profile].name] == []

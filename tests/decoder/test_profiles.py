"""Tests of the table of profiles."""

from typing import Final

import pytest

from custom_components.han_port.decoder import (
    AUTO,
    PROFILES,
    Carrier,
    Ciphering,
    Evidence,
    Integrity,
    Line,
    Parity,
    Traits,
    fitting,
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
from custom_components.han_port.decoder.profiles import ciphering

CODES: Final = ("0-0:1.0.0", "1-0:1.8.0")
TARIFFS: Final = ("0-0:1.0.0", "1-0:1.8.1", "1-0:1.8.2")

ARC: Final = Integrity.CRC16_ARC
X25: Final = Integrity.CRC16_X25
FCS: Final = Integrity.HDLC_FCS
SUM: Final = Integrity.MBUS_CHECKSUM
TAG: Final = Integrity.GCM_TAG
UNVERIFIED: Final = Integrity.GCM_UNVERIFIED
NONE: Final = Integrity.NONE

P1: Final = (Carrier.P1,)
CIPHERED: Final = (Carrier.CIPHERED, Carrier.P1)
HDLC: Final = (Carrier.HDLC, Carrier.BARE)

FAST: Final = "115200 8N1"
SEVEN: Final = "9600 7E1"
SLOW: Final = "2400 8N1"
SLOW_EVEN: Final = "2400 8E1"

#: Country, clock and evidence of each row.
HOMES: Final[dict[str, tuple[str, ClockRule | None, Evidence]]] = {
    "sesko": ("FI", FINLAND, Evidence.SEEN),
    "kuopio": ("FI", FINLAND, Evidence.DOCUMENTED),
    "elektrilevi": ("EE", ESTONIA, Evidence.DOCUMENTED),
    "kamstrup_se": ("SE", SWEDEN, Evidence.SEEN),
    "sweden": ("SE", SWEDEN, Evidence.SEEN),
    "stoen": ("PL", POLAND, Evidence.DOCUMENTED),
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
LINES: Final = {
    "kamstrup_dlms": [SLOW],
    "aidon_dlms": [SLOW_EVEN, FAST],
    "kaifa_dlms": [SLOW_EVEN],
    "austria_mbus": [SLOW_EVEN],
    "iskra_dlms": [FAST, SLOW],
    "landis_gyr_dlms": [SLOW, SLOW_EVEN, FAST],
    "dsmr": [FAST, SEVEN],
    "q3d": [SEVEN, FAST],
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
}
CIPHERINGS: Final = {
    "stoen": Ciphering.ALWAYS,
    "luxembourg": Ciphering.ALWAYS,
    "steiermark": Ciphering.ALWAYS,
    "austria_mbus": Ciphering.ALWAYS,
    "kamstrup_dlms": Ciphering.OPTIONAL,
    "aidon_dlms": Ciphering.OPTIONAL,
    "iskra_dlms": Ciphering.OPTIONAL,
    "landis_gyr_dlms": Ciphering.OPTIONAL,
}
INTERVALS: Final = {"austria_mbus": 5, "landis_gyr_dlms": 5, "fluvius": 1, "q3d": 2}


def fits(
    ident: str,
    country: str | None,
    integrity: Integrity = ARC,
    carrier: Carrier = Carrier.P1,
    codes: tuple[str, ...] = CODES,
) -> list[str]:
    """List the ids of the profiles that a telegram fits."""
    traits = Traits(carrier, ident, codes, integrity)
    return [profile.id for profile in fitting(traits, country)]


def is_line(text: str) -> bool:
    """Tell whether a text can be read as settings of a line."""
    try:
        Line.parse(text)
    except ValueError:
        return False
    return True


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
    assert set(row.carriers) == set(Carrier)
    assert (row.ciphering, row.country, row.clock) == (Ciphering.OPTIONAL, None, None)
    assert row.lines[2] == Line(9600, 7, Parity.EVEN)


def test_auto_knows_all_lines() -> None:
    """No row has a line that detection does not try."""
    tried = set(PROFILES[AUTO].lines)
    assert [
        row.id for row in PROFILES.values() if not tried.issuperset(row.lines)
    ] == []


@pytest.mark.parametrize(
    "line", [line for profile in PROFILES.values() for line in profile.lines], ids=str
)
def test_line_read_back(line: Line) -> None:
    """The text of a line gives the line again."""
    assert Line.parse(str(line)) == line


@pytest.mark.parametrize(
    "text", ["", "115200", "115200 8", "8N1", "fast 8N1", "9600 7O1", "9600 8N2"]
)
def test_no_line(text: str) -> None:
    """A text that names no line of the table is refused."""
    assert not is_line(text)


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        ("auto", ["automatically"]),
        ("sesko", ["Rovakaira", "SK 13-1"]),
        ("kuopio", ["Kuopion Sähköverkko", "E360"]),
        ("elektrilevi", ["Elektrilevi", "Imatra Elekter", "E360"]),
        ("kamstrup_se", ["Kamstrup OMNIPOWER"]),
        ("sweden", ["E360", "Aidon", "Kaifa", "Sagemcom"]),
        ("stoen", ["Stoen Operator", "GAMA 150", "GAMA 350", "MA110M", "MA309M"]),
        ("luxembourg", ["Luxembourg", "Smarty"]),
        ("steiermark", ["Energienetze Steiermark", "T210"]),
        ("kamstrup_dlms", ["Norway", "Denmark", "Kamstrup", "DLMS"]),
        ("aidon_dlms", ["Norway", "Sweden", "Aidon"]),
        ("kaifa_dlms", ["Norway", "Kaifa"]),
        ("austria_mbus", ["EVN", "TINETZ", "VKW", "M-Bus"]),
        ("iskra_dlms", ["Slovenia", "Iskraemeco", "Siemens"]),
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


@pytest.mark.parametrize(
    ("country", "ids"),
    [
        ("FI", ["sesko", "kuopio", "elektrilevi", "sweden"]),
        ("EE", ["elektrilevi", "sesko", "kuopio", "sweden"]),
        ("SE", ["sweden", "sesko", "kuopio", "elektrilevi"]),
        ("NO", ["sesko", "kuopio", "elektrilevi", "sweden"]),
        (None, ["sesko", "kuopio", "elektrilevi", "sweden"]),
    ],
)
def test_e360(country: str | None, ids: list[str]) -> None:
    """An E360 looks the same in three countries: the household's goes first."""
    assert fits("LGF5E360", country) == ids


@pytest.mark.parametrize(
    ("country", "ids"),
    [
        ("FI", ["sesko", "kamstrup_se"]),
        ("SE", ["kamstrup_se", "sweden"]),
        ("EE", ["kamstrup_se"]),
        (None, ["kamstrup_se"]),
    ],
)
def test_kamstrup(country: str | None, ids: list[str]) -> None:
    """A Kamstrup is Swedish, but SK 13-1 is open to any meter."""
    assert fits("KAM5", country) == ids


@pytest.mark.parametrize(
    ("country", "ids"),
    [("FI", ["sesko", "sweden"]), ("SE", ["sweden"]), (None, ["sweden"])],
)
def test_ellevio(country: str | None, ids: list[str]) -> None:
    """The Sagemcom of Ellevio is Swedish."""
    assert fits(r"ELL5\253833635_A", country) == ids


@pytest.mark.parametrize(
    ("country", "ids"),
    [
        ("FI", ["sesko", "sweden"]),
        ("SE", ["sweden", "sesko"]),
        (None, ["sesko", "sweden"]),
    ],
)
def test_aidon(country: str | None, ids: list[str]) -> None:
    """An Aidon is at home in Finland and in Sweden."""
    assert fits("ADN9 7534", country) == ids


@pytest.mark.parametrize(
    ("country", "ids"),
    [
        ("FI", ["sesko"]),
        ("SE", ["sweden"]),
        ("LT", ["eso"]),
        ("EE", []),
        ("NL", []),
        (None, []),
    ],
)
def test_stranger(country: str | None, ids: list[str]) -> None:
    """Any meter can be one of an open system, in that system's country."""
    assert fits("XYZ5ABC", country) == ids


@pytest.mark.parametrize(
    ("profile", "ident", "carrier", "integrity", "codes"),
    [
        ("kamstrup_se", "KAM5", Carrier.P1, ARC, CODES),
        ("sweden", r"ELL5\253600000_A", Carrier.P1, ARC, CODES),
        ("stoen", "EGM5G35", Carrier.P1_CIPHERED, TAG | X25, CODES),
        ("stoen", "KFM5KAIFA-METER", Carrier.P1_CIPHERED, TAG, CODES),
        ("luxembourg", r"Lux5\253600000_M", Carrier.CIPHERED, TAG | ARC, CODES),
        ("steiermark", r"EST5\253600000_A", Carrier.CIPHERED, UNVERIFIED | ARC, CODES),
        ("kamstrup_dlms", "Kamstrup_V0001", Carrier.HDLC, FCS, ("1-1:1.7.0",)),
        ("kamstrup_dlms", "Kamstrup_V0001", Carrier.HDLC, TAG | FCS, ("1-1:1.7.0",)),
        ("aidon_dlms", "AIDON_V0001", Carrier.HDLC, FCS, ("1-0:1.7.0",)),
        ("kaifa_dlms", "KFM_001", Carrier.HDLC, FCS, ("1-0:1.7.0",)),
        ("austria_mbus", "", Carrier.MBUS, UNVERIFIED | SUM, CODES),
        ("iskra_dlms", "ISK", Carrier.HDLC, FCS, ("1-0:1.7.0",)),
        ("landis_gyr_dlms", "LGZ", Carrier.HDLC, FCS, ("1-0:1.7.0",)),
        ("landis_gyr_dlms", "EMBRIQ_V1_1", Carrier.HDLC, FCS, ("1-0:1.7.0",)),
        ("slovenia", r"ISK9\2M551T-200", Carrier.P1, NONE, ("1-0:0.9.2",)),
        ("dsmr", r"XMX5LGF0010000000001", Carrier.P1, ARC, TARIFFS),
        ("dsmr", r"ISk5\2MT382-1000", Carrier.P1, NONE, TARIFFS),
        ("fluvius", r"FLU5\253600000_A", Carrier.P1, ARC, TARIFFS),
        ("eso", r"ESO5\253600000_A", Carrier.P1, ARC, CODES),
        ("hungary", "SAG5SAG-METER", Carrier.P1, ARC, CODES),
        ("hungary", "HLY5/D545-METER", Carrier.P1, X25, CODES),
        ("q3d", "ESY5Q3DA1004 V3.04", Carrier.P1, NONE, CODES),
        ("swiss", r"GRE5\253600000_A", Carrier.P1, ARC, ("1-1:1.8.1",)),
    ],
)
def test_known_wherever_it_is(
    profile: str,
    ident: str,
    carrier: Carrier,
    integrity: Integrity,
    codes: tuple[str, ...],
) -> None:
    """A telegram is one of its system, in its country and where nobody knows it."""
    home, _, _ = HOMES[profile]
    assert fits(ident, home, integrity, carrier, codes)[0] == profile
    assert fits(ident, None, integrity, carrier, codes)[0] == profile


@pytest.mark.parametrize("country", ["FI", "EE", "SE", None])
def test_without_checksum(country: str | None) -> None:
    """Only mode D as Kuopio's leaflet names it goes without a checksum."""
    assert fits("LGF5E360", country, NONE) == ["kuopio"]


@pytest.mark.parametrize("integrity", [NONE, UNVERIFIED])
@pytest.mark.parametrize("profile", list(PROFILES))
def test_nothing_vouches(profile: str, integrity: Integrity) -> None:
    """Deciphered is not checked: without tag or checksum most rows take nothing."""
    row = PROFILES[profile]
    for carrier in set(row.carriers) - {Carrier.BARE}:
        traits = Traits(carrier, "KFM5", row.demanded or CODES, integrity)
        if row.only_idents and not row.idents.match("KFM5"):
            continue
        assert row.fits(traits) is not row.checksum_required


@pytest.mark.parametrize(
    "country", [*sorted({home for home, _, _ in HOMES.values()}), None]
)
def test_carrier_of_another_system(country: str | None) -> None:
    """Text, ciphered text, HDLC and M-Bus never fit a row of another."""
    for carrier in Carrier:
        for ident in ("KFM_001", "KAM5", "LGZ", "EGM5G35", ""):
            for profile in fits(ident, country, ARC, carrier):
                assert carrier in PROFILES[profile].carriers


def test_apdu_in_a_file() -> None:
    """Nothing protects an APDU alone, and nothing has to."""
    assert fits("AIDON_V0001", "NO", NONE, Carrier.BARE) == ["aidon_dlms"]
    assert fits("AIDON_V0001", "NO", NONE, Carrier.HDLC) == []


@pytest.mark.parametrize("country", ["FI", None])
def test_without_the_import_total(country: str | None) -> None:
    """A telegram of tariffs alone is none of a system that sends the total."""
    ids = fits("LGF5E360", country, codes=TARIFFS)
    assert not {"sesko", "kuopio", "elektrilevi", "kamstrup_se", "sweden"} & set(ids)


@pytest.mark.parametrize(
    ("carrier", "ident", "country", "first"),
    [
        (Carrier.P1_CIPHERED, "EGM5G35", None, "stoen"),
        (Carrier.P1_CIPHERED, "KFM5KAIFA-METER", "PL", "stoen"),
        (Carrier.CIPHERED, "SAG", "LU", "luxembourg"),
        (Carrier.CIPHERED, "SAG", "AT", "steiermark"),
        (Carrier.CIPHERED, "XYZ", "AT", "steiermark"),
        (Carrier.CIPHERED, "XYZ", None, "luxembourg"),
        (Carrier.HDLC, "KAM", "DK", "kamstrup_dlms"),
        (Carrier.HDLC, "LGZ", "AT", "landis_gyr_dlms"),
        (Carrier.HDLC, "ISK", "AT", "iskra_dlms"),
        (Carrier.HDLC, "SMS", "AT", "iskra_dlms"),
        (Carrier.MBUS, "KFM", None, "austria_mbus"),
        (Carrier.MBUS, "XYZ", None, "austria_mbus"),
    ],
)
def test_ciphered(
    carrier: Carrier, ident: str, country: str | None, first: str
) -> None:
    """What nobody can read yet is known by ident line or system title."""
    rows = ciphering(carrier, ident, country)
    assert rows[0].id == first
    for row in rows:
        assert carrier in row.carriers
        assert row.ciphering is not Ciphering.NEVER
        assert row.id != AUTO

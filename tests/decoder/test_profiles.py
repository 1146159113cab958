"""Tests of the table of profiles."""

import pytest

from custom_components.han_port.decoder import (
    AUTO,
    PROFILES,
    Evidence,
    Integrity,
    Line,
    Parity,
    fitting,
)
from custom_components.han_port.decoder.clock import ESTONIA, FINLAND, SWEDEN

CODES = ("0-0:1.0.0", "1-0:1.8.0")


def fits(
    ident: str, country: str | None, integrity: Integrity = Integrity.CRC16_ARC
) -> list[str]:
    """List the ids of the profiles that an ident line fits."""
    return [profile.id for profile in fitting(ident, CODES, integrity, country)]


def is_line(text: str) -> bool:
    """Tell whether a text can be read as settings of a line."""
    try:
        Line.parse(text)
    except ValueError:
        return False
    return True


def test_ids() -> None:
    """The ids and their order are what the form shows."""
    ids = ["auto", "sesko", "kuopio", "elektrilevi", "kamstrup_se", "sweden"]
    assert list(PROFILES) == ids
    assert [profile.id for profile in PROFILES.values()] == ids
    assert ids[0] == AUTO


@pytest.mark.parametrize("profile", PROFILES)
def test_push_interval(profile: str) -> None:
    """Every system of the table pushes every ten seconds."""
    assert PROFILES[profile].push_interval == 10


@pytest.mark.parametrize("profile", PROFILES)
def test_line(profile: str) -> None:
    """The line is 115200 8N1 everywhere, or at first."""
    line = PROFILES[profile].lines[0]
    assert (line.baudrate, line.data_bits, line.parity) == (115200, 8, "N")
    assert str(line) == "115200 8N1"


@pytest.mark.parametrize("profile", list(PROFILES)[1:])
def test_one_line_where_the_system_is_known(profile: str) -> None:
    """Other settings are tried where nobody knows the meter, and only there."""
    assert len(PROFILES[profile].lines) == 1


def test_other_lines_of_auto() -> None:
    """Detection tries the settings of NES meters and of DSMR 2 as well."""
    assert [str(line) for line in PROFILES[AUTO].lines] == [
        "115200 8N1",
        "115200 8E1",
        "9600 7E1",
    ]
    assert PROFILES[AUTO].lines[2] == Line(9600, 7, Parity.EVEN)


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
    ("profile", "country", "clock", "evidence"),
    [
        ("sesko", "FI", FINLAND, Evidence.SEEN),
        ("kuopio", "FI", FINLAND, Evidence.DOCUMENTED),
        ("elektrilevi", "EE", ESTONIA, Evidence.DOCUMENTED),
        ("kamstrup_se", "SE", SWEDEN, Evidence.SEEN),
        ("sweden", "SE", SWEDEN, Evidence.SEEN),
    ],
)
def test_row(profile: str, country: str, clock: object, evidence: Evidence) -> None:
    """A row has its country, the clock of that country, and how sure it is."""
    row = PROFILES[profile]
    assert (row.country, row.clock, row.evidence) == (country, clock, evidence)


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        ("auto", ["automatically"]),
        ("sesko", ["Rovakaira", "SK 13-1"]),
        ("kuopio", ["Kuopion Sähköverkko", "E360"]),
        ("elektrilevi", ["Elektrilevi", "Imatra Elekter", "E360"]),
        ("kamstrup_se", ["Kamstrup OMNIPOWER"]),
        ("sweden", ["E360", "Aidon", "Kaifa", "Sagemcom"]),
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
    [("FI", ["sesko"]), ("SE", ["sweden"]), ("EE", []), ("NL", []), (None, [])],
)
def test_stranger(country: str | None, ids: list[str]) -> None:
    """Any meter can be one of SK 13-1 or of the recommendation, in that country."""
    assert fits("XYZ5ABC", country) == ids


@pytest.mark.parametrize("country", ["FI", "EE", "SE", None])
def test_without_checksum(country: str | None) -> None:
    """Only mode D as Kuopio's leaflet names it goes without a checksum."""
    assert fits("LGF5E360", country, Integrity.NONE) == ["kuopio"]


@pytest.mark.parametrize("country", ["FI", None])
def test_without_the_import_total(country: str | None) -> None:
    """A telegram without the import total is one of none of these systems."""
    codes = ("0-0:1.0.0", "1-0:1.8.1", "1-0:1.8.2")
    assert fitting("LGF5E360", codes, Integrity.CRC16_ARC, country) == ()

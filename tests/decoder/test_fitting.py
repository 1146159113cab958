"""Tests of the choice among profiles: which of them a telegram fits."""

from typing import Final

import pytest

from custom_components.han_port.decoder import (
    AUTO,
    PROFILES,
    Carrier,
    Ciphering,
    Integrity,
    Traits,
    fitting,
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
    home = PROFILES[profile].country
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
    "country", sorted({row.country for row in PROFILES.values()}, key=str)
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

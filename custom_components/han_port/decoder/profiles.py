"""The table of profiles: one row for each system that a household may have.

A row pushes readable text at 115200 8N1, idle-inverted, every ten seconds, unless
it says otherwise. Where rows look the same on the wire (a Landis+Gyr E360 in
Finland, Estonia or Sweden) the country decides.
"""

import re
from typing import Final

from .clock import (
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
)
from .profile import Ciphering, Evidence, Line, Parity, Profile, Traits
from .telegram import Carrier

AUTO: Final = "auto"
WIRELESS: Final = "wmbus"

#: NES meters (Denmark) send text with even parity.
_EVEN: Final = Line(115200, 8, Parity.EVEN)
#: DSMR 2 and 3.
_SEVEN_BITS: Final = Line(9600, 7, Parity.EVEN)
#: M-Bus electrically: Kamstrup without parity, all others with it.
_SLOW: Final = Line(2400)
_SLOW_EVEN: Final = Line(2400, 8, Parity.EVEN)

#: Two and a bit of the hourly pushes that bring the totals of Norwegian lists.
_HOURLY: Final = 7500
_QUARTER_HOURLY: Final = 2000

#: Sweden's meters stand on normal time all the year, Norway's and Denmark's do not.
_NORDIC: Final = {"SE": SWEDEN}

#: Radio meters stand on local time, east of Poland an hour ahead of it.
_EASTERN: Final = {"EE": ESTONIA, "LT": LITHUANIA}

_BINARY: Final = (Carrier.HDLC, Carrier.BARE)
#: Luxembourg's specification prints it (E-Meter P1, 3.2.5); some meters use it not.
_PUBLIC_KEY: Final = bytes.fromhex("00112233445566778899AABBCCDDEEFF")

_E360: Final = re.compile("LGF.E360")

PROFILES: Final = {
    profile.id: profile
    for profile in (
        Profile(
            AUTO,
            "Detect automatically",
            country=None,
            idents=re.compile(""),
            evidence=Evidence.SEEN,
            clock=None,
            checksum_required=False,
            demanded=frozenset(),
            carriers=tuple(one for one in Carrier if one is not Carrier.WIRELESS),
            ciphering=Ciphering.OPTIONAL,
            public_key=_PUBLIC_KEY,
            lines=(Line(), _EVEN, _SEVEN_BITS, _SLOW, _SLOW_EVEN),
        ),
        Profile(
            "sesko",
            "Finland: Rovakaira and others (SK 13-1)",
            country="FI",
            idents=re.compile("ADN|LGF"),
            evidence=Evidence.SEEN,
            clock=FINLAND,
        ),
        Profile(
            "kuopio",
            "Finland: Kuopion Sähköverkko (E360)",
            country="FI",
            idents=_E360,
            evidence=Evidence.DOCUMENTED,
            clock=FINLAND,
            only_idents=True,
            # The leaflet names plain IEC 62056-21 mode D, which has no checksum.
            checksum_required=False,
        ),
        Profile(
            "elektrilevi",
            "Estonia: Elektrilevi, Imatra Elekter (E360)",
            country="EE",
            idents=_E360,
            evidence=Evidence.DOCUMENTED,
            clock=ESTONIA,
            only_idents=True,
        ),
        Profile(
            "kamstrup_se",
            "Sweden: Kamstrup OMNIPOWER (P1)",
            country="SE",
            idents=re.compile("KAM"),
            evidence=Evidence.SEEN,
            clock=SWEDEN,
            only_idents=True,
        ),
        Profile(
            "sweden",
            "Sweden: other meters (E360, Aidon)",
            country="SE",
            idents=re.compile("ADN|ELL|KFM|LGF"),
            evidence=Evidence.SEEN,
            clock=SWEDEN,
        ),
        Profile(
            "stoen",
            "Poland: Stoen Operator (GAMA, Kaifa)",
            country="PL",
            idents=re.compile("EGM|KFM"),
            evidence=Evidence.DOCUMENTED,
            clock=POLAND,
            only_idents=True,
            carriers=(Carrier.P1_CIPHERED, Carrier.P1),
            ciphering=Ciphering.ALWAYS,
        ),
        Profile(
            WIRELESS,
            "Wireless M-Bus (OMS)",
            country=None,
            idents=re.compile(""),
            evidence=Evidence.SEEN,
            clock=POLAND,
            clocks=_EASTERN,
            checksum_required=False,
            demanded=frozenset(),
            carriers=(Carrier.WIRELESS,),
            ciphering=Ciphering.OPTIONAL,
            # The longest interval of those that are known, before one is learned.
            push_interval=300,
            lines=(),
        ),
        Profile(
            "luxembourg",
            "Luxembourg: Smarty",
            country="LU",
            idents=re.compile("Lux|LUX|Sag|SAG$"),
            evidence=Evidence.SEEN,
            clock=LUXEMBOURG,
            carriers=(Carrier.CIPHERED, Carrier.P1),
            ciphering=Ciphering.ALWAYS,
            public_key=_PUBLIC_KEY,
        ),
        Profile(
            "steiermark",
            "Austria: Energienetze Steiermark",
            country="AT",
            idents=re.compile("EST|SAG$"),
            evidence=Evidence.SEEN,
            clock=AUSTRIA,
            carriers=(Carrier.CIPHERED, Carrier.P1),
            ciphering=Ciphering.ALWAYS,
            public_key=_PUBLIC_KEY,
        ),
        Profile(
            "kamstrup_dlms",
            "Norway, Sweden, Denmark: Kamstrup",
            country="NO",
            idents=re.compile("KAM", re.IGNORECASE),
            evidence=Evidence.SEEN,
            clock=NORWAY,
            clocks=_NORDIC,
            only_idents=True,
            demanded=frozenset(),
            carriers=_BINARY,
            ciphering=Ciphering.OPTIONAL,
            hold=_HOURLY,
            lines=(_SLOW,),
        ),
        Profile(
            "aidon_dlms",
            "Norway, Sweden: Aidon (DLMS)",
            country="NO",
            idents=re.compile("AIDON|ADN"),
            evidence=Evidence.SEEN,
            clock=NORWAY,
            clocks=_NORDIC,
            only_idents=True,
            demanded=frozenset(),
            carriers=_BINARY,
            ciphering=Ciphering.OPTIONAL,
            hold=_HOURLY,
            # Norwegian meters speak M-Bus; Swedish ones have an RJ12 port.
            lines=(_SLOW_EVEN, Line()),
        ),
        Profile(
            "kaifa_dlms",
            "Norway, Sweden: Kaifa (DLMS)",
            country="NO",
            idents=re.compile("KFM"),
            evidence=Evidence.SEEN,
            clock=NORWAY,
            clocks=_NORDIC,
            only_idents=True,
            demanded=frozenset(),
            carriers=_BINARY,
            hold=_HOURLY,
            lines=(_SLOW_EVEN,),
        ),
        Profile(
            "austria_mbus",
            "Austria: EVN, TINETZ, VKW (M-Bus)",
            country="AT",
            idents=re.compile("KFM|SAG|$"),
            evidence=Evidence.SEEN,
            clock=AUSTRIA,
            demanded=frozenset(),
            carriers=(Carrier.MBUS, Carrier.BARE),
            ciphering=Ciphering.ALWAYS,
            push_interval=5,
            lines=(_SLOW_EVEN,),
        ),
        Profile(
            "iskra_dlms",
            "Slovenia, Croatia: Iskraemeco, Siemens",
            country="SI",
            idents=re.compile("ISK|SMS|SIE"),
            evidence=Evidence.SEEN,
            clock=SLOVENIA,
            only_idents=True,
            demanded=frozenset(),
            carriers=_BINARY,
            ciphering=Ciphering.OPTIONAL,
            hold=_QUARTER_HOURLY,
            lines=(Line(), _SLOW),
        ),
        Profile(
            "landis_gyr_dlms",
            "Switzerland, Austria: Landis+Gyr E450",
            country="CH",
            idents=re.compile("LGZ|EMBRIQ"),
            evidence=Evidence.DOCUMENTED,
            clock=SWITZERLAND,
            only_idents=True,
            demanded=frozenset(),
            carriers=_BINARY,
            ciphering=Ciphering.OPTIONAL,
            push_interval=5,
            hold=_HOURLY,
            lines=(_SLOW, _SLOW_EVEN, Line()),
        ),
        Profile(
            "slovenia",
            "Slovenia: Iskraemeco (readable P1)",
            country="SI",
            idents=re.compile("ISK", re.IGNORECASE),
            evidence=Evidence.DOCUMENTED,
            clock=SLOVENIA,
            demanded=frozenset({"1-0:0.9.2"}),
            checksum_required=False,
        ),
        Profile(
            "dsmr",
            "Netherlands: DSMR 2.2 to 5",
            country="NL",
            idents=re.compile("CTA|EMB|ENE|ISK|KFM|KMP|LGF|NWA|XMX", re.IGNORECASE),
            evidence=Evidence.SEEN,
            clock=NETHERLANDS,
            demanded=frozenset({"1-0:1.8.1", "0-1:24.2.1"}),
            # DSMR 2.2 and 3 have no checksum.
            checksum_required=False,
            lines=(Line(), _SEVEN_BITS),
        ),
        Profile(
            "fluvius",
            "Belgium: Fluvius",
            country="BE",
            idents=re.compile("FLU"),
            evidence=Evidence.SEEN,
            clock=BELGIUM,
            demanded=frozenset({"1-0:1.8.1"}),
            push_interval=1,
        ),
        Profile(
            "eso",
            "Lithuania: ESO",
            country="LT",
            idents=re.compile("ESO"),
            evidence=Evidence.SEEN,
            clock=LITHUANIA,
        ),
        Profile(
            "hungary",
            "Hungary: E.ON and others",
            country="HU",
            idents=re.compile("SAG|HLY|WSE"),
            evidence=Evidence.SEEN,
            clock=HUNGARY,
        ),
        Profile(
            "q3d",
            "Germany: EasyMeter Q3D",
            country="DE",
            idents=re.compile("ESY"),
            evidence=Evidence.SEEN,
            clock=None,
            only_idents=True,
            checksum_required=False,
            push_interval=2,
            lines=(_SEVEN_BITS, Line()),
        ),
        Profile(
            "swiss",
            "Switzerland: Groupe E (Sagemcom)",
            country="CH",
            idents=re.compile("GRE"),
            evidence=Evidence.DOCUMENTED,
            clock=SWITZERLAND,
            demanded=frozenset({"1-1:1.8.1", "1-1:1.8.0", "1-0:1.8.1", "1-0:1.8.0"}),
        ),
    )
}


def fitting(traits: Traits, country: str | None) -> tuple[Profile, ...]:
    """List the profiles that a telegram fits, the likeliest first.

    The household's country comes first, then a known ident line, then the order
    of the table. A row without either is no candidate: its clock would be a
    guess.
    """
    rows = [
        (profile.country != country, not profile.idents.match(traits.ident), profile)
        for profile in PROFILES.values()
        if profile.id != AUTO and profile.fits(traits)
    ]
    return tuple(
        profile
        for foreign, strange, profile in sorted(rows, key=lambda row: row[:2])
        if not (foreign and strange)
    )


def ciphering(carrier: Carrier, ident: str, country: str | None) -> tuple[Profile, ...]:
    """List the profiles that a telegram may be of which nobody can read yet.

    A known ident line comes first, then the household's country. `ident` may be
    the beginning of a system title.
    """
    rows = [
        profile
        for profile in PROFILES.values()
        if profile.ciphering is not Ciphering.NEVER and carrier in profile.carriers
    ]
    return tuple(
        sorted(
            (profile for profile in rows if profile.id != AUTO),
            key=lambda row: (not row.idents.match(ident), row.country != country),
        )
    )

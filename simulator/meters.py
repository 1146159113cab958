"""The table of simulated meters.

Each profile has one meter that stands for it; some have others beside.
"""

from datetime import timedelta, timezone
from typing import Final
from zoneinfo import ZoneInfo

from .aidon import NorwegianAidon, SwedishAidon
from .austria import AustrianMeter
from .kamstrup import KamstrupMeter
from .keys import BOTH
from .luxembourg import LuxembourgMeter
from .meter import Meter
from .radio_meters import OWN, RADIO_METERS
from .readable import SMALL, WAY_BY_WAY, WITHOUT_KILO, ReadableMeter
from .stoen import StoenMeter

#: Finland and Sweden stamp normal time all the year round.
_FINLAND: Final = timezone(timedelta(hours=2))
_SWEDEN: Final = timezone(timedelta(hours=1))
_NORWAY: Final = ZoneInfo("Europe/Oslo")
_DENMARK: Final = ZoneInfo("Europe/Copenhagen")
_ESTONIA: Final = ZoneInfo("Europe/Tallinn")

READABLE: Final = {
    meter.profile: meter
    for meter in (
        ReadableMeter("sesko", "ADN9 7534", _FINLAND, signed_currents=True),
        ReadableMeter("kuopio", "LGF5E360", _FINLAND),
        ReadableMeter("elektrilevi", "LGF5E360", _ESTONIA),
        ReadableMeter("kamstrup_se", "KAM5", _SWEDEN, WAY_BY_WAY),
        ReadableMeter("sweden", r"ELL5\253833635_A", _SWEDEN, WAY_BY_WAY, SMALL),
    )
}

#: Rovakaira's for big customers; its transformers are of 500 A to 5 A.
TRANSFORMER_METER: Final = ReadableMeter(
    "sesko", "ADN9 6560", _FINLAND, units=WITHOUT_KILO, ratio=100
)

METERS: Final[dict[str, Meter]] = READABLE | {
    meter.profile: meter
    for meter in (
        StoenMeter("stoen", "EGM5G35", "14000001"),
        LuxembourgMeter("luxembourg"),
        KamstrupMeter("kamstrup_dlms", _SWEDEN),
        SwedishAidon("aidon_dlms"),
        AustrianMeter("austria_mbus"),
        RADIO_METERS[OWN],
    )
}

#: The other meters of a profile, by profile and a name of their own.
VARIANTS: Final[dict[str, dict[str, Meter]]] = {
    "sesko": {"ct": TRANSFORMER_METER},
    "stoen": {"kaifa": StoenMeter("stoen", "KFM5KAIFA-METER", "15000001", "MA309M")},
    "kamstrup_dlms": {
        "norway": KamstrupMeter("kamstrup_dlms", _NORWAY, energy_scaler=1),
        "ciphered": KamstrupMeter("kamstrup_dlms", _DENMARK, keys=BOTH),
    },
    "aidon_dlms": {"norway": NorwegianAidon("aidon_dlms")},
    "wmbus": {name: one for name, one in RADIO_METERS.items() if name != OWN},
}


def meter_of(profile: str, variant: str | None = None) -> Meter:
    """Return a meter by what chooses it. Raise LookupError where there is none."""
    meters = VARIANTS.get(profile, {}) if variant else METERS
    if meter := meters.get(variant or profile):
        return meter
    name = f"{variant} of {profile}" if variant else profile
    raise LookupError(f"there is no simulated meter {name}")

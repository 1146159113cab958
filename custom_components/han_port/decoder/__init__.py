"""Decoder for what electricity meters push at their customer port.

Bytes in, telegrams out: no input or output, no Home Assistant.
"""

from .catalogue import CATALOGUE, Direction, Kind, Quantity, Register, find
from .decoder import Decoder
from .keys import Keys, parse_key, parse_system_title
from .profile import Ciphering, Evidence, Line, Parity, Profile, Traits
from .profiles import AUTO, PROFILES, fitting
from .submeter import Medium, SubMeter
from .telegram import (
    Carrier,
    Event,
    Integrity,
    Meter,
    Reading,
    Reason,
    Rejected,
    Telegram,
)

__all__ = [
    "AUTO",
    "CATALOGUE",
    "PROFILES",
    "Carrier",
    "Ciphering",
    "Decoder",
    "Direction",
    "Event",
    "Evidence",
    "Integrity",
    "Keys",
    "Kind",
    "Line",
    "Medium",
    "Meter",
    "Parity",
    "Profile",
    "Quantity",
    "Reading",
    "Reason",
    "Register",
    "Rejected",
    "SubMeter",
    "Telegram",
    "Traits",
    "find",
    "fitting",
    "parse_key",
    "parse_system_title",
]

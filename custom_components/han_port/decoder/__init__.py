"""Decoder for what meters push at their customer port, by wire and by radio.

Bytes in, telegrams out: no input or output, no Home Assistant.
"""

from .catalogue import CATALOGUE, Direction, Kind, Quantity, Register, find
from .clock import ClockRule
from .decoder import Decoder
from .keys import Keys, parse_key, parse_radio_key, parse_system_title
from .makers import maker
from .profile import Ciphering, Evidence, Line, Parity, Profile, Traits
from .profiles import AUTO, PROFILES, WIRELESS, fitting
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
from .wireless.address import Address
from .wireless.decoder import RadioDecoder
from .wireless.headers import Headers, read_headers
from .wireless.receiver import Command, Receiver
from .wireless.receivers import RECEIVERS, Recognizer
from .wireless.reception import Item, Reception, Reply

__all__ = [
    "AUTO",
    "CATALOGUE",
    "PROFILES",
    "RECEIVERS",
    "WIRELESS",
    "Address",
    "Carrier",
    "Ciphering",
    "ClockRule",
    "Command",
    "Decoder",
    "Direction",
    "Event",
    "Evidence",
    "Headers",
    "Integrity",
    "Item",
    "Keys",
    "Kind",
    "Line",
    "Medium",
    "Meter",
    "Parity",
    "Profile",
    "Quantity",
    "RadioDecoder",
    "Reading",
    "Reason",
    "Receiver",
    "Reception",
    "Recognizer",
    "Register",
    "Rejected",
    "Reply",
    "SubMeter",
    "Telegram",
    "Traits",
    "find",
    "fitting",
    "maker",
    "parse_key",
    "parse_radio_key",
    "parse_system_title",
    "read_headers",
]

"""Decoder for what electricity meters push at their customer port.

Bytes in, telegrams out: no input or output, no Home Assistant.
"""

from .catalogue import CATALOGUE, Direction, Kind, Quantity, Register
from .decoder import Decoder
from .profiles import AUTO, PROFILES, Evidence, Line, Parity, Profile, fitting
from .telegram import Event, Integrity, Meter, Reading, Reason, Rejected, Telegram

__all__ = [
    "AUTO",
    "CATALOGUE",
    "PROFILES",
    "Decoder",
    "Direction",
    "Event",
    "Evidence",
    "Integrity",
    "Kind",
    "Line",
    "Meter",
    "Parity",
    "Profile",
    "Quantity",
    "Reading",
    "Reason",
    "Register",
    "Rejected",
    "Telegram",
    "fitting",
]

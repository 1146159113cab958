"""Meters of gas, water and heat that send their readings through this one."""

from dataclasses import dataclass
from enum import StrEnum


class Medium(StrEnum):
    """What a meter measures."""

    GAS = "gas"
    WATER = "water"
    WARM_WATER = "warm_water"
    HEAT = "heat"
    COOLING = "cooling"
    ELECTRICITY = "electricity"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SubMeter:
    """A meter on a channel of the electricity meter's M-Bus.

    ``code`` is that of its reading, None while the telegram has none of it.
    """

    channel: int
    medium: Medium
    serial_number: str | None = None
    code: str | None = None

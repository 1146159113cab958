"""Meters of gas, water and heat, mostly those that send through another one."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


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


#: Device types of EN 13757-7.
_MEDIA: Final = {
    0x02: Medium.ELECTRICITY,
    0x03: Medium.GAS,
    0x04: Medium.HEAT,
    0x06: Medium.WARM_WATER,
    0x07: Medium.WATER,
    0x0A: Medium.COOLING,
    0x0B: Medium.COOLING,
    0x0C: Medium.HEAT,
    0x0D: Medium.HEAT,
    0x15: Medium.WARM_WATER,
    0x16: Medium.WATER,
}


def medium_of(device_type: int) -> Medium:
    """Return what a meter of an M-Bus device type measures."""
    return _MEDIA.get(device_type, Medium.UNKNOWN)

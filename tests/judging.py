"""Telegrams for what judges them: a few registers, heard at a time."""

from datetime import UTC, datetime, timedelta

from custom_components.han_port.decoder import (
    Carrier,
    Integrity,
    Meter,
    Reading,
    Telegram,
)
from custom_components.han_port.limits import Instant

IMPORT, EXPORT, TARIFF = "1-0:1.8.0", "1-0:2.8.0", "1-0:1.8.1"
POWER, GAS, HEAT = "1-0:1.7.0", "0-1:24.2.1", "6-0:1.0.0"
BEGIN = datetime(2026, 1, 2, 12, tzinfo=UTC)
UNITS = {GAS: "m³", HEAT: "GJ", POWER: "kW"}


def heard(seconds: float) -> Instant:
    """Return the instant so many seconds after the test's beginning."""
    return Instant(1000 + seconds, BEGIN + timedelta(seconds=seconds))


def kwh(value: float, decimals: int = 3) -> Reading:
    """Return a total of electricity."""
    return Reading(value, "kWh", decimals)


def listed(
    registers: dict[str, Reading | float],
    *,
    ident: str = "ADN9 7534",
    integrity: Integrity = Integrity.CRC16_ARC,
    meter: Meter | None = None,
) -> Telegram:
    """Make a telegram; a bare number has three decimals and its code's unit."""
    return Telegram(
        "sesko",
        Carrier.P1,
        ident,
        meter or Meter(),
        None,
        integrity,
        {
            code: one
            if isinstance(one, Reading)
            else Reading(one, UNITS.get(code, "kWh"), 3)
            for code, one in registers.items()
        },
    )

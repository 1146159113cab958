"""Diagnostics: what came over the wire, without what tells whose meter it is."""

import re
from typing import Any, Final

from homeassistant.components.diagnostics import REDACTED
from homeassistant.const import CONF_PORT
from homeassistant.core import HomeAssistant

from .const import CONF_LINE, CONF_PROFILE, CONF_RECEIVER
from .coordinator import HanPortConfigEntry, HanPortCoordinator
from .decoder import Kind, Reading, Rejected, Telegram, find
from .entry_data import keys_data, keys_of
from .hearing import FOR_KEYS
from .radio_coordinator import RadioCoordinator

#: As long as meter numbers are; part numbers of a model may be, too.
_NUMBER: Final = re.compile(r"[0-9]{8,}")
#: How many bytes of a frame without text stand before all that is a number.
_FRAMING: Final = 8
#: Behind this byte the system title stands, which names the meter.
_CIPHERED: Final = b"\xdb"


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: HanPortConfigEntry
) -> dict[str, Any]:
    """Return the settings, what was heard and the last telegram."""
    settings = {
        "port": redacted_port(entry.data[CONF_PORT]),
        "profile": entry.data[CONF_PROFILE],
        "line": entry.data.get(CONF_LINE),
        "receiver": entry.data.get(CONF_RECEIVER),
        "keys": dict.fromkeys(keys_data(keys_of(entry.data)), REDACTED),
    }
    coordinator: HanPortCoordinator | None = getattr(entry, "runtime_data", None)
    if coordinator is None:
        return settings
    hearing = coordinator.hearing
    return settings | {
        "available": coordinator.last_update_success,
        "interval": coordinator.interval,
        "patience": coordinator.patience,
        "heard": {
            "bytes": hearing.size,
            "telegrams": hearing.telegrams,
            "repeated": hearing.repeated,
            "locked": hearing.locked,
            "refused": dict(hearing.refused),
            "last_refusals": [_refusal(refusal) for refusal in hearing.refusals],
        },
        "telegram": _telegram(coordinator.data) if coordinator.data else None,
        "radio": _radio(coordinator),
    }


def _radio(coordinator: HanPortCoordinator) -> dict[str, Any] | None:
    """Show how a radio meter is heard, and of all others how many there are."""
    if not isinstance(coordinator, RadioCoordinator) or coordinator.radio is None:
        return None
    radio = coordinator.radio
    station = radio.stations.get(coordinator.address)
    return {
        "receiver": radio.receiver.id if radio.receiver else None,
        "line": str(radio.line) if radio.line else None,
        "trouble": radio.trouble,
        "bytes": radio.size,
        "telegrams": radio.telegrams,
        "refused": dict(radio.refused),
        "stations": len(radio.stations),
        "meter": station.facts if station else None,
    }


def _refusal(refusal: Rejected) -> dict[str, Any]:
    """Show a refusal without values: what stands in brackets, and long numbers."""
    detail = refusal.detail.partition("(")[0]
    return {
        "reason": refusal.reason,
        "size": refusal.size,
        "head": _head(refusal).hex(),
        "detail": "" if refusal.reason in FOR_KEYS else _NUMBER.sub(REDACTED, detail),
        "profiles": refusal.profiles,
    }


def _head(refusal: Rejected) -> bytes:
    """Return how refused bytes begin, before all that may name the meter."""
    if refusal.reason in FOR_KEYS:
        return b""
    head = bytes.fromhex(refusal.head).partition(b"(")[0]
    if not head.isascii():
        head = head.partition(_CIPHERED)[0][:_FRAMING]
    return _NUMBER.sub("", head.decode("latin-1")).encode("latin-1")


def redacted_port(port: str) -> str:
    """Cut off what may be secret in a URL: a user, a password, keys."""
    scheme, separator, rest = port.partition("://")
    if not separator:
        return port
    address = re.split("[?#;]", rest, maxsplit=1)[0]
    return f"{scheme}://{address.rpartition('@')[2]}"


def _telegram(telegram: Telegram) -> dict[str, Any]:
    """Show a telegram without texts: any of them may be a number of somebody."""
    return {
        "profile": telegram.profile,
        "carrier": telegram.carrier,
        "ident": _NUMBER.sub(REDACTED, telegram.ident),
        "manufacturer": telegram.meter.manufacturer,
        "serial_number": REDACTED if telegram.meter.serial_number else None,
        "time": telegram.time.isoformat() if telegram.time else None,
        "integrity": str(telegram.integrity),
        "invocation_counter": telegram.invocation_counter,
        "registers": {
            code: _shown(code, reading) for code, reading in telegram.registers.items()
        },
        "submeters": [submeter.medium for submeter in telegram.submeters.values()],
        "unread_lines": len(telegram.unread),
    }


def _shown(code: str, reading: Reading) -> str:
    """Show a number with its unit, and of texts the clock only."""
    register = find(code)
    kind = register.kind if register else None
    text = isinstance(reading.value, str)
    if kind is Kind.IDENTITY or (text and kind is not Kind.CLOCK):
        return "" if reading.value == "" else REDACTED
    return f"{reading.value} {reading.unit or ''}".rstrip()

"""Diagnostics: what came over the wire, without what tells whose meter it is."""

import re
from typing import Any, Final

from homeassistant.components.diagnostics import REDACTED
from homeassistant.const import CONF_PORT
from homeassistant.core import HomeAssistant

from .const import CONF_LINE, CONF_PROFILE
from .coordinator import HanPortConfigEntry, HanPortCoordinator
from .decoder import Reading, Reason, Rejected, Telegram

#: As long as meter numbers are; part numbers of a model may be, too.
_NUMBER: Final = re.compile(r"[0-9]{8,}")
_CLOCK: Final = "0-0:1.0.0"


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: HanPortConfigEntry
) -> dict[str, Any]:
    """Return the settings, what was heard and the last telegram."""
    settings = {
        "port": redacted_port(entry.data[CONF_PORT]),
        "profile": entry.data[CONF_PROFILE],
        "line": entry.data.get(CONF_LINE),
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
            "refused": dict(hearing.refused),
            "last_refusals": [_refusal(refusal) for refusal in hearing.refusals],
        },
        "telegram": _telegram(coordinator.data) if coordinator.data else None,
    }


def _refusal(refusal: Rejected) -> dict[str, Any]:
    """Show a refusal without values: what stands in brackets, and long numbers."""
    head = bytes.fromhex(refusal.head).partition(b"(")[0].decode("latin-1")
    if refusal.reason is Reason.ENCRYPTED:
        # The system title in it names the meter.
        head = ""
    return {
        "reason": refusal.reason,
        "size": refusal.size,
        "head": _NUMBER.sub("", head).encode("latin-1").hex(),
        "detail": _NUMBER.sub(REDACTED, refusal.detail.partition("(")[0]),
        "profiles": refusal.profiles,
    }


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
        "ident": _NUMBER.sub(REDACTED, telegram.ident),
        "manufacturer": telegram.meter.manufacturer,
        "serial_number": REDACTED if telegram.meter.serial_number else None,
        "time": telegram.time.isoformat() if telegram.time else None,
        "integrity": telegram.integrity,
        "registers": {
            code: _shown(code, reading) for code, reading in telegram.registers.items()
        },
        "unread_lines": len(telegram.unread),
    }


def _shown(code: str, reading: Reading) -> str:
    """Show a number with its unit, and of texts the clock only."""
    if isinstance(reading.value, str) and code != _CLOCK:
        return REDACTED if reading.value else ""
    return f"{reading.value} {reading.unit or ''}".rstrip()

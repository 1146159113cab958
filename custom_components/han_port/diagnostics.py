"""Diagnostics: what came over the wire, without what tells whose meter it is."""

from dataclasses import asdict
import re
from typing import Any, Final

from homeassistant.components.diagnostics import REDACTED
from homeassistant.const import CONF_PORT
from homeassistant.core import HomeAssistant

from .capture import capture_keys
from .const import CONF_LINE, CONF_RECEIVER
from .coordinator import HanPortConfigEntry, HanPortCoordinator
from .decoder import Kind, Reading, Reason, Rejected, Telegram, find
from .decoder.masking import mask
from .entry_data import keys_data, keys_of, profile_of
from .hearing import FOR_KEYS
from .history import REMEMBERED, Happening
from .options import Options
from .radio_coordinator import RadioCoordinator
from .samples import Sample
from .watches import issues_of

#: As long as meter numbers are; part numbers of a model may be, too.
_NUMBER: Final = re.compile(r"[0-9]{8,}")
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]{0,15}", re.IGNORECASE)


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: HanPortConfigEntry
) -> dict[str, Any]:
    """Return the settings, what becomes of the link, and what was heard last."""
    port, options = entry.data[CONF_PORT], Options.of(entry)
    keys, profile = keys_of(entry.data), profile_of(entry.data)
    told: dict[str, Any] = {
        "port": redacted_port(port) if options.show_port else REDACTED,
        "port_kind": port_kind(port),
        "profile": profile.id,
        "country": hass.config.country,
        "line": entry.data.get(CONF_LINE),
        "receiver": entry.data.get(CONF_RECEIVER),
        "keys": dict.fromkeys(keys_data(keys), REDACTED),
        # They open the telegrams below, which were ciphered anew with them.
        "public_keys": keys_data(capture_keys(keys, profile)),
        "options": asdict(options),
        "state": entry.state.value,
        "failure": entry.error_reason_translation_key,
        "repairs": _repairs(hass, entry),
    }
    coordinator: HanPortCoordinator | None = getattr(entry, "runtime_data", None)
    return told | (_heard(coordinator) if coordinator else {})


def port_kind(port: str) -> str:
    """Return by what kind of link a port is reached."""
    scheme, separator, _ = port.partition("://")
    if not separator:
        return "serial"
    return scheme.lower() if _SCHEME.fullmatch(scheme) else "unknown"


def redacted_port(port: str) -> str:
    """Cut off what may be secret in a URL: a user, a password, keys."""
    scheme, separator, rest = port.partition("://")
    if not separator:
        return port if port.startswith("/") else _host(port)
    if not _SCHEME.fullmatch(scheme):
        return REDACTED
    return f"{scheme}://{_host(rest)}"


def _host(address: str) -> str:
    """Return host, port and path of an address."""
    return re.split("[?#;]", address, maxsplit=1)[0].rpartition("@")[2]


def _repairs(hass: HomeAssistant, entry: HanPortConfigEntry) -> list[dict[str, Any]]:
    """Show the open repairs of an entry; their texts have its name in them."""
    return [
        {
            "trouble": issue.translation_key,
            "since": issue.created.isoformat(),
            "ignored": issue.dismissed_version is not None,
        }
        for issue in issues_of(hass, entry)
        if issue.active
    ]


def _heard(coordinator: HanPortCoordinator) -> dict[str, Any]:
    """Show what the coordinator knows."""
    samples = coordinator.samples
    return {
        "available": coordinator.last_update_success,
        "interval": coordinator.interval,
        "learned_interval": coordinator.learned_interval,
        "patience": coordinator.patience,
        "link": _link(coordinator),
        "counts": _counts(coordinator),
        "registers": {
            code: {"unit": reading.unit, "age": _rounded(coordinator.age(code))}
            for code, reading in coordinator.registers.items()
        },
        "totals": _totals(coordinator),
        "telegram": _telegram(coordinator.data) if coordinator.data else None,
        "last_good": _sample(coordinator, samples.good) if samples.good else None,
        "last_refused": [_sample(coordinator, one) for one in samples.refused],
        "last_held_back": [_sample(coordinator, one) for one in samples.held_back],
        "radio": _radio(coordinator),
    }


def _link(coordinator: HanPortCoordinator) -> dict[str, Any]:
    """Show what became of the link, the last at the end."""
    events = [
        {
            "what": one.what,
            "first": one.first.isoformat(),
            "last": one.last.isoformat(),
            "times": one.times,
        }
        for one in _happenings(coordinator)
    ]
    state = events[-1]["what"] if events else None
    reconnects = coordinator.reconnects
    return {"state": state, "reconnects": reconnects, "history": events}


def _happenings(coordinator: HanPortCoordinator) -> list[Happening]:
    """Return the last events of a link; a receiver may be that of many meters."""
    happenings = list(coordinator.history.happenings)
    if isinstance(coordinator, RadioCoordinator) and coordinator.radio:
        happenings += coordinator.radio.history.happenings
    return sorted(happenings, key=lambda one: one.last)[-REMEMBERED:]


def _counts(coordinator: HanPortCoordinator) -> dict[str, Any]:
    """Show how much came, and how much of it is not believed."""
    hearing, ledger = coordinator.hearing, coordinator.ledger
    return {
        "bytes": hearing.size,
        "telegrams": hearing.telegrams,
        "repeated": hearing.repeated,
        "locked": hearing.locked,
        "refused": dict(hearing.refused),
        "tag_failures": hearing.refused[Reason.AUTHENTICATION_KEY],
        "held_back": dict(ledger.guard.held_back),
        "implausible": ledger.trust.implausible,
    }


def _totals(coordinator: HanPortCoordinator) -> dict[str, Any]:
    """Show the totals that were believed last, and levels that might be new meters."""
    guard, now = coordinator.guard, coordinator.hass.loop.time()
    return {
        "good": {
            code: {
                "value": _shown(code, good.reading),
                "age": _rounded(now - good.at.ticks),
            }
            for code, good in guard.goods.items()
        },
        "changes": {
            code: {
                "before": _shown(code, change.before),
                "after": _shown(code, change.after),
            }
            for code, change in guard.changes.items()
        },
    }


def _sample(coordinator: HanPortCoordinator, sample: Sample) -> dict[str, Any]:
    """Show bytes as they came, but for the numbers that tell whose meter it is."""
    event, at = sample
    age = coordinator.hass.loop.time() - at
    keys = keys_of(coordinator.config_entry.data)
    about = _refusal(event) if isinstance(event, Rejected) else {}
    return {"age": _rounded(age), **about, "hex": mask(event, keys).hex()}


def _refusal(refusal: Rejected) -> dict[str, Any]:
    """Show a refusal without values: what stands in brackets, and long numbers."""
    detail = refusal.detail.partition("(")[0]
    return {
        "reason": refusal.reason,
        "size": refusal.size,
        "detail": "" if refusal.reason in FOR_KEYS else _NUMBER.sub(REDACTED, detail),
        "profiles": refusal.profiles,
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


def _rounded(seconds: float) -> float:
    """Return seconds as exactly as anybody wants to know."""
    return round(seconds, 1)

"""What the tests of the watches share: events to hear, and the issues they lead to."""

from datetime import datetime

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.han_port.const import DOMAIN
from custom_components.han_port.decoder import (
    Carrier,
    Integrity,
    Meter,
    Reading,
    Reason,
    Rejected,
    Telegram,
)
from tests.entries import meter_entry

NOISE = Rejected(Reason.NOISE, 100)
DAMAGED = Rejected(Reason.CHECKSUM, 700)
CUT = Rejected(Reason.TRUNCATED, 300)


def heard(
    ident: str = "ADN9 7534",
    time: datetime | None = None,
    carrier: Carrier = Carrier.P1,
    integrity: Integrity = Integrity.CRC16_ARC,
    code: str = "1-0:1.8.0",
) -> Telegram:
    """Return a telegram with one register."""
    return Telegram(
        profile="sesko",
        carrier=carrier,
        ident=ident,
        meter=Meter(),
        time=time,
        integrity=integrity,
        registers={code: Reading(1234.567, "kWh", 3)},
    )


def running_entry(hass: HomeAssistant, profile: str = "sesko") -> MockConfigEntry:
    """Return an entry that runs without a coordinator."""
    entry = meter_entry("/dev/null", profile)
    entry.add_to_hass(hass)
    entry.mock_state(hass, ConfigEntryState.LOADED)
    return entry


def issue_of(
    hass: HomeAssistant, key: str, entry: MockConfigEntry
) -> ir.IssueEntry | None:
    """Return the issue of an entry, None where there is none."""
    return ir.async_get(hass).async_get_issue(DOMAIN, f"{key}_{entry.entry_id}")


def is_raised(hass: HomeAssistant, key: str, entry: MockConfigEntry) -> bool:
    """Tell whether the household is told."""
    return issue_of(hass, key, entry) is not None


def updates(hass: HomeAssistant) -> list[str]:
    """Note from now on what becomes of issues."""
    actions: list[str] = []

    @callback
    def note(event: Event[ir.EventIssueRegistryUpdatedData]) -> None:
        actions.append(event.data["action"])

    hass.bus.async_listen(ir.EVENT_REPAIRS_ISSUE_REGISTRY_UPDATED, note)
    return actions

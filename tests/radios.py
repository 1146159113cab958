"""Radio meters: their entries, and what a receiver hears of them."""

from datetime import UTC, datetime
from typing import Any

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.han_port.const import (
    CONF_METER,
    CONF_PROFILE,
    CONF_RECEIVER,
    DOMAIN,
)
from custom_components.han_port.decoder import WIRELESS, Address, Reception
from custom_components.han_port.radio_coordinator import RadioCoordinator
from simulator.household import Household
from simulator.meter import Turn
from simulator.radio_meters import OWN, RADIO_METERS
from simulator.receivers import Station
from tests.entries import AT_ONCE

MOMENT = datetime(2026, 5, 2, 16, 42, tzinfo=UTC)


def address(name: str = OWN) -> Address:
    """Return the address of a simulated meter."""
    return Address.parse(RADIO_METERS[name].address)


def stations(*names: str) -> list[Station]:
    """Let a receiver hear these meters."""
    return [Station(RADIO_METERS[name]) for name in names]


def radio_entry(
    port: str, name: str = OWN, receiver: str = "im871a", **changes: Any
) -> MockConfigEntry:
    """Make an entry as the config flow does."""
    meter = RADIO_METERS[name]
    data = {
        "port": port,
        CONF_PROFILE: WIRELESS,
        CONF_RECEIVER: receiver,
        CONF_METER: meter.address,
        **meter.key_fields,
    }
    return MockConfigEntry(
        domain=DOMAIN,
        title=meter.label,
        unique_id=meter.address,
        data=data | changes,
        options=AT_ONCE,
    )


async def set_up_radio(
    hass: HomeAssistant,
    port: str,
    name: str = OWN,
    receiver: str = "im871a",
    **changes: Any,
) -> MockConfigEntry:
    """Set up the entry of a radio meter, whatever becomes of it."""
    entry = radio_entry(port, name, receiver, **changes)
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry


def radio_coordinator(entry: MockConfigEntry) -> RadioCoordinator:
    """Return what hears the meter of a loaded entry."""
    coordinator = entry.runtime_data
    assert isinstance(coordinator, RadioCoordinator)
    return coordinator


def reception(name: str = OWN, turn: int = 0, rssi: float = -60) -> Reception:
    """Return a telegram of a meter as a receiver hands it out."""
    snapshot = Household().at(MOMENT)
    return Reception(RADIO_METERS[name].telegram(snapshot, Turn(turn)), rssi)

"""Tests of setting up meters of all kinds, one after the other and at once."""

import re

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.han_port.const import DOMAIN
from tests.flows import confirm
from tests.radio_flows import (
    GAMA,
    HEAT,
    WATER,
    hearing,
    key_of,
    listed,
    pick,
    unlock,
    words,
)

pytestmark = pytest.mark.usefixtures("haste", "closed_dialogs")


@pytest.fixture(autouse=True)
def _poland(hass: HomeAssistant) -> None:
    """Be at home in Warsaw."""
    hass.config.country = "PL"


async def test_meter_without_a_key(hass: HomeAssistant) -> None:
    """Nobody is asked for one, and the total is shown."""
    async with hearing(HEAT) as receiver:
        heard = await pick(hass, await listed(hass, receiver.port), HEAT)
        assert heard["step_id"] == "confirm"
        assert re.fullmatch(
            r"- Heat consumption: \*\*\d+ kWh\*\*", words(heard)["values"]
        )
        entry = (await confirm(hass, heard))["result"]
        assert entry.title == "Techem …018"
        assert "encryption_key" not in entry.data


async def test_water_meter(hass: HomeAssistant) -> None:
    """What the same receiver hears of water is added the same way."""
    async with hearing(WATER) as receiver:
        form = await pick(hass, await listed(hass, receiver.port), WATER)
        heard = await unlock(hass, form, key_of(WATER))
        assert re.fullmatch(
            r"- Water consumption: \*\*\d+\.\d{3} m³\*\*", words(heard)["values"]
        )
        entry = (await confirm(hass, heard))["result"]
        assert entry.unique_id == "DME-80000016-41-07"


async def test_second_meter_of_a_receiver(hass: HomeAssistant) -> None:
    """It joins the open link, and both are read."""
    async with hearing(GAMA, HEAT) as receiver:
        form = await pick(hass, await listed(hass, receiver.port), GAMA)
        first = (await confirm(hass, await unlock(hass, form)))["result"]
        heard = await pick(hass, await listed(hass, receiver.port), HEAT)
        second = (await confirm(hass, heard))["result"]
        assert first.state is second.state is ConfigEntryState.LOADED
        assert first.data["port"] == second.data["port"]
        assert len(hass.config_entries.async_entries(DOMAIN)) == 2


async def test_two_dialogs_share_a_receiver(hass: HomeAssistant) -> None:
    """Each goes its own way at the same time."""
    async with hearing(GAMA, HEAT) as receiver:
        first = await listed(hass, receiver.port)
        second = await listed(hass, receiver.port)
        heard = await pick(hass, second, HEAT)
        form = await pick(hass, first, GAMA)
        for result in (heard, await unlock(hass, form)):
            done = await confirm(hass, result)
            assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_the_same_meter_in_two_dialogs(hass: HomeAssistant) -> None:
    """The second one ends."""
    async with hearing(HEAT) as receiver:
        first = await pick(hass, await listed(hass, receiver.port), HEAT)
        second = await pick(hass, await listed(hass, receiver.port), HEAT)
        assert first["step_id"] == "confirm"
        assert second["reason"] == "already_in_progress"

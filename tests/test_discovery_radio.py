"""Tests of discovery: a receiver that says what it is, and the meters that it hears."""

from collections.abc import AsyncIterator

from homeassistant.config_entries import SOURCE_USB, ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.han_port import radio_listener
from simulator.cul import Cul
from simulator.receivers import PtyReceiver, Station
from tests.entries import is_loaded, meter_entry, until
from tests.flows import confirm, enter, submit
from tests.radio_flows import (
    GAMA,
    HEAT,
    KEY,
    SECOND,
    hearing,
    offered,
    pick,
    radio_entry,
    set_up_radio,
    unlock,
    words,
)
from tests.usb import AMBER, CUL, Description, plug_in, plugged_in
from tests.wire import Wire, until_free

pytestmark = pytest.mark.usefixtures("haste", "closed_dialogs")


@pytest.fixture(autouse=True)
def _poland(hass: HomeAssistant) -> None:
    """Be at home in Warsaw."""
    hass.config.country = "PL"


@pytest.fixture
async def silent() -> AsyncIterator[Wire]:
    """Run a port at which nothing answers."""
    async with Wire(paused=True) as wire:
        yield wire


async def _plug_in(
    hass: HomeAssistant, port: str, what: Description = AMBER
) -> ConfigFlowResult:
    """Plug a receiver in."""
    return await plug_in(hass, plugged_in(port, what))


async def test_meter_of_a_receiver_becomes_an_entry(hass: HomeAssistant) -> None:
    """The card says that meters are heard; behind it they are listed to choose from."""
    async with hearing(GAMA, SECOND) as receiver:
        card = await _plug_in(hass, receiver.port)
        (flow,) = hass.config_entries.flow.async_progress()
        assert flow["context"]["title_placeholders"] == {
            "name": "Radio meters (Amber AMB8465)"
        }
        form = await hass.config_entries.flow.async_configure(card["flow_id"])
        assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "discovered")
        assert words(form) == {
            "receiver": "Amber AMB8465 / Würth Metis-II",
            "meters": "- Elgama 14000011\n- Elgama 14000012",
        }
        form = await enter(hass, form, {})
        assert {GAMA.address, SECOND.address} < set(offered(form))
        form = await unlock(hass, await pick(hass, form, GAMA))
        entry = (await confirm(hass, form))["result"]
        assert entry.state is ConfigEntryState.LOADED
        assert entry.source == SOURCE_USB
        assert entry.unique_id == GAMA.address
        assert dict(entry.data) == {
            "port": receiver.port,
            "profile": "wmbus",
            "receiver": "amb8465",
            "meter": GAMA.address,
            "encryption_key": KEY,
        }


async def test_receiver_is_asked_as_what_it_says_it_is(hass: HomeAssistant) -> None:
    """A CUL is found where no kind before it was tried."""
    async with PtyReceiver(
        dialect=Cul(), stations=[Station(HEAT)], interval=0.1
    ) as receiver:
        card = await _plug_in(hass, receiver.port, CUL)
        assert words(card)["receiver"] == "CUL / nanoCUL"


async def test_card_keeps_no_receiver_open(hass: HomeAssistant) -> None:
    """Others may use it until somebody clicks."""
    async with hearing(GAMA) as receiver:
        card = await _plug_in(hass, receiver.port)
        assert card["step_id"] == "discovered"
        await until_free(receiver.port)


async def test_no_card_where_no_receiver_answers(
    hass: HomeAssistant, silent: Wire
) -> None:
    """It may have another firmware, for another purpose."""
    result = await _plug_in(hass, silent.port)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "nothing_heard"
    await until_free(silent.port)


async def test_no_card_where_no_meter_is_heard(hass: HomeAssistant) -> None:
    """A receiver alone is of no use."""
    async with hearing(GAMA, paused=True) as receiver:
        result = await _plug_in(hass, receiver.port)
        assert result["reason"] == "nothing_heard"
        await until_free(receiver.port)


async def test_no_card_of_a_receiver_that_is_in_use(hass: HomeAssistant) -> None:
    """Who has one meter of it finds the others by hand."""
    async with hearing(GAMA, SECOND) as receiver:
        entry = await set_up_radio(hass, receiver.port, key=KEY)
        result = await _plug_in(hass, receiver.port)
        assert result["reason"] == "already_configured"
        assert is_loaded(entry)


async def test_no_card_of_meters_that_are_all_read(hass: HomeAssistant) -> None:
    """A second receiver that hears no other meter changes nothing."""
    async with hearing(HEAT) as first, hearing(HEAT) as second:
        entry = await set_up_radio(hass, first.port, HEAT)
        await until(lambda: entry.runtime_data.last_update_success)
        result = await _plug_in(hass, second.port)
        assert result["reason"] == "already_configured"
        assert entry.data["port"] == first.port


async def test_entry_follows_its_meter_to_another_receiver(
    hass: HomeAssistant,
) -> None:
    """Its own is gone; kind and port of the new one are stored, the key is kept."""
    entry = radio_entry("/dev/ttyNOWHERE7", key=KEY, receiver="transparent")
    data = {**entry.data, "line": "19200 8N1"}
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, data=data)
    async with hearing(GAMA, SECOND) as receiver:
        result = await _plug_in(hass, receiver.port)
        assert result["reason"] == "already_configured"
        assert entry.data == {
            "port": receiver.port,
            "profile": "wmbus",
            "receiver": "amb8465",
            "meter": GAMA.address,
            "encryption_key": KEY,
        }
        await until(lambda: is_loaded(entry))


async def test_port_that_was_taken_before_the_click(hass: HomeAssistant) -> None:
    """Who clicks late finds that the port has got its meter."""
    async with hearing(GAMA) as receiver:
        card = await _plug_in(hass, receiver.port)
        meter_entry(receiver.port).add_to_hass(hass)
        assert (await enter(hass, card, {}))["reason"] == "already_configured"


async def test_receiver_that_was_pulled_out_leads_back_to_the_port(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The household may choose another one, and then another meter."""
    monkeypatch.setattr(radio_listener, "HOLD", 0.5)
    async with hearing(GAMA) as receiver:
        form = await enter(hass, await _plug_in(hass, receiver.port), {})
        form = await pick(hass, form, GAMA)
        assert form["step_id"] == "meter_key"
        await until_free(receiver.port)
    form = await unlock(hass, form)
    assert (form["step_id"], form["errors"]) == ("user", {"port": "port_missing"})
    async with hearing(HEAT) as receiver:
        form = await submit(hass, form, receiver.port, "wmbus")
        assert form["step_id"] == "meters"
        entry = (await confirm(hass, await pick(hass, form, HEAT)))["result"]
        assert entry.unique_id == HEAT.address

"""Tests of the config flow: a new meter that is heard by radio."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
import re
import time

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.han_port import dialog, radio, radio_listener
from custom_components.han_port.ports import identities
from custom_components.han_port.words import LISTED
from simulator.radio_meters import RadioMeter
from simulator.receivers import PtyReceiver
from simulator.wireless import Sender
from tests.flows import begin, confirm, enter, settled
from tests.radio_flows import (
    GAMA,
    HEAT,
    KEY,
    SECOND,
    WATER,
    hearing,
    listed,
    offered,
    pick,
    radio_entry,
    unlock,
    words,
)
from tests.sensors import state_of
from tests.wire import openings, until_free

pytestmark = pytest.mark.usefixtures("haste", "closed_dialogs")

LISTEN = "My meter is not in the list: listen on"


@pytest.fixture(autouse=True)
def _poland(hass: HomeAssistant) -> None:
    """Be at home in Warsaw."""
    hass.config.country = "PL"


async def test_meter_becomes_an_entry(hass: HomeAssistant) -> None:
    """Port, meter and key in, one telegram opened, an entry out that is loaded."""
    async with hearing(GAMA) as receiver:
        form = await pick(hass, await listed(hass, receiver.port), GAMA)
        assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "meter_key")
        assert form["errors"] == {}
        done = await confirm(hass, await unlock(hass, form))
        assert done["type"] is FlowResultType.CREATE_ENTRY
        entry = done["result"]
        assert entry.title == "Elgama GAMA 150/350 …011"
        assert entry.unique_id == "EGM-14000011-01-02"
        assert dict(entry.data) == {
            "port": receiver.port,
            "profile": "wmbus",
            "receiver": "amb8465",
            "meter": "EGM-14000011-01-02",
            "encryption_key": KEY,
        }
        assert entry.state is ConfigEntryState.LOADED


async def test_entry_takes_over_the_open_receiver(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not opened anew, and what it has heard is not forgotten."""

    def slowly(ports: Iterable[str]) -> list[str]:
        time.sleep(0.2)
        return identities(ports)

    monkeypatch.setattr(radio, "identities", slowly)
    opened = openings(monkeypatch)
    async with hearing(GAMA, SECOND) as receiver:
        form = await pick(hass, await listed(hass, receiver.port), GAMA)
        receiver.paused = True
        entry = (await confirm(hass, await unlock(hass, form)))["result"]
        form = await listed(hass, receiver.port)
        assert SECOND.address in offered(form)
        assert opened == [receiver.port]
        assert entry.state is ConfigEntryState.LOADED


async def test_telegram_of_the_proof_is_shown_at_once(hass: HomeAssistant) -> None:
    """The entry has its sensors from the telegram that the dialog has heard."""
    async with hearing(GAMA) as receiver:
        form = await pick(hass, await listed(hass, receiver.port), GAMA)
        heard = await unlock(hass, form)
        receiver.paused = True
        sent = receiver.sent["1-0:1.8.0"]
        done = await hass.config_entries.flow.async_configure(heard["flow_id"], {})
        await hass.async_block_till_done()
        assert done["result"].state is ConfigEntryState.LOADED
        assert float(state_of(hass, done["result"], "1-0:1.8.0")) == float(sent)


async def test_confirmation_tells_what_was_heard(hass: HomeAssistant) -> None:
    """Meter and number, receiver and strength, and a few values with units."""
    async with hearing(GAMA) as receiver:
        form = await pick(hass, await listed(hass, receiver.port), GAMA)
        heard = await unlock(hass, form)
        assert heard["step_id"] == "confirm"
        assert heard["data_schema"] is not None
        assert not heard["data_schema"].schema
        told = words(heard)
        assert told["meter"] == "Elgama GAMA 150/350 …011"
        assert told["line"] == "Amber AMB8465 / Würth Metis-II, -60 dBm"
        assert told["registers"] == "19"
        assert "- Active energy import: **244" in told["values"]
        assert "- Voltage L1: **" in told["values"]


async def test_list_tells_who_is_there(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The strongest stands first, each with all that tells it from the others."""
    monkeypatch.setattr(radio_listener, "SOON", 0.7)
    async with hearing(SECOND, HEAT, GAMA, WATER) as receiver:
        form = await listed(hass, receiver.port)
        assert form["errors"] == {}
        labels = [
            re.sub(r"\d+ s ago", "0 s ago", label) for label in offered(form).values()
        ]
        assert labels == [
            "Elgama 14000012: electricity, -60 dBm, 0 s ago, encrypted",
            "Techem 60000018: heat, -64 dBm, 0 s ago, not encrypted",
            "Elgama 14000011: electricity, -68 dBm, 0 s ago, encrypted",
            "Diehl 80000016: water, -72 dBm, 0 s ago, encrypted",
            LISTEN,
        ]
        assert list(offered(form)) == [
            "EGM-14000012-01-02",
            "TCH-60000018-22-04",
            "EGM-14000011-01-02",
            "DME-80000016-41-07",
            "listen",
        ]


async def test_nobody_picks_a_meter_for_the_household(hass: HomeAssistant) -> None:
    """The strongest one may be a neighbour's."""
    async with hearing(SECOND, GAMA) as receiver:
        form = await listed(hass, receiver.port)
        assert _chosen(form) is None


async def test_list_in_the_language_of_the_household(hass: HomeAssistant) -> None:
    """A household in Warsaw reads Polish."""
    hass.config.language = "pl"
    async with hearing(GAMA) as receiver:
        labels = offered(await listed(hass, receiver.port))
        label = labels[GAMA.address]
        assert label.startswith("Elgama 14000011: energia elektryczna, -60 dBm, ")
        assert label.endswith(" s temu, szyfrowany")
        assert labels["listen"].startswith("Mojego licznika nie ma na liście")


async def test_progress_tells_what_is_heard(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First the receiver is looked for, then the meters come up one by one."""
    monkeypatch.setattr(dialog, "PROMPT", 0)
    monkeypatch.setattr(radio_listener, "SOON", 5)
    monkeypatch.setattr(radio_listener, "PATIENCE", 90)
    async with hearing(GAMA, SECOND, paused=True) as receiver:
        form = await begin(hass)
        answer = {"port": receiver.port, "profile": "wmbus"}
        first = await hass.config_entries.flow.async_configure(form["flow_id"], answer)
        assert first["type"] is FlowResultType.SHOW_PROGRESS
        assert (first["step_id"], first["progress_action"]) == ("radio", "searching")
        assert words(first)["receiver"] == ""
        await asyncio.sleep(0.3)
        quiet = await hass.config_entries.flow.async_configure(form["flow_id"])
        assert (quiet["step_id"], quiet["progress_action"]) == ("radio", "stations")
        assert words(quiet) == {
            "seconds": "0",
            "limit": "90",
            "receiver": "Amber AMB8465 / Würth Metis-II",
            "meters": "None yet.",
            "meter": "",
            "detail": "",
        }
        receiver.push_now(receiver.stations[1])
        receiver.push_now(receiver.stations[0])
        await asyncio.sleep(1.1)
        later = await hass.config_entries.flow.async_configure(form["flow_id"])
        assert words(later)["seconds"] == "1"
        assert words(later)["meters"].splitlines() == [
            "**Elgama 14000011**  ",
            "electricity, -60 dBm, 1 s ago, encrypted",
            "",
            "**Elgama 14000012**  ",
            "electricity, -64 dBm, 1 s ago, encrypted",
        ]


async def test_progress_shows_the_strongest_of_many(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a block of flats nobody reads through a hundred meters each second."""
    monkeypatch.setattr(radio_listener, "LATER", 5)
    monkeypatch.setattr(radio_listener, "PATIENCE", 5)
    meters = [_numbered(HEAT, 60000000 + each) for each in range(LISTED + 1)]
    async with hearing(*meters) as receiver:
        form = await begin(hass)
        answer = {"port": receiver.port, "profile": "wmbus"}
        flow = hass.config_entries.flow
        await flow.async_configure(form["flow_id"], answer)
        shown: list[str] = []
        while len(shown) <= LISTED:
            await asyncio.sleep(0.05)
            progress = await flow.async_configure(form["flow_id"])
            shown = words(progress)["meters"].split("\n\n")
        assert shown[0].startswith("**Techem 60000000**")
        assert shown[-1] == "…"


async def test_electricity_is_listed_soon_other_media_later(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Water meters are many and fast; the household mostly waits for another one."""
    monkeypatch.setattr(radio_listener, "LATER", 0.6)
    loop = asyncio.get_running_loop()
    took = []
    for meter in (GAMA, HEAT):
        async with hearing(meter) as receiver:
            begun = loop.time()
            assert (await listed(hass, receiver.port))["step_id"] == "meters"
            took.append(loop.time() - begun)
    soon, later = took
    assert soon < 0.6 < later


async def test_list_stays_fresh_while_the_form_is_open(hass: HomeAssistant) -> None:
    """Who is heard meanwhile stands in the list when it is drawn anew."""
    async with hearing(GAMA, HEAT) as receiver:
        receiver.stations[1].paused = True
        form = await listed(hass, receiver.port)
        assert list(offered(form)) == [GAMA.address, "listen"]
        receiver.push_now(receiver.stations[1])
        await asyncio.sleep(0.1)
        form = await hass.config_entries.flow.async_configure(form["flow_id"])
        assert list(offered(form)) == [GAMA.address, HEAT.address, "listen"]


async def test_listening_on_ends_with_a_new_meter(hass: HomeAssistant) -> None:
    """Until another one is heard than those that are listed."""
    async with hearing(GAMA, HEAT) as receiver:
        receiver.stations[1].paused = True
        form = await listed(hass, receiver.port)
        going_on = await hass.config_entries.flow.async_configure(
            form["flow_id"], {"meter": "listen"}
        )
        assert going_on["progress_action"] == "stations"
        receiver.push_now(receiver.stations[1])
        form = await settled(hass, going_on)
        assert form["errors"] == {}
        assert list(offered(form)) == [GAMA.address, HEAT.address, "listen"]


async def test_listening_on_for_nothing(hass: HomeAssistant) -> None:
    """The list comes back and says so; it can be picked from."""
    async with hearing(GAMA) as receiver:
        form = await pick(hass, await listed(hass, receiver.port), "listen")
        assert form["step_id"] == "meters"
        assert form["errors"] == {"base": "no_new_meter"}
        form = await pick(hass, form, GAMA)
        assert (await unlock(hass, form))["step_id"] == "confirm"


async def test_no_meter_at_all(hass: HomeAssistant) -> None:
    """The first form comes back, filled in; another try hears the meter."""
    async with hearing(GAMA, paused=True) as receiver:
        form = await listed(hass, receiver.port)
        assert (form["step_id"], form["errors"]) == ("user", {"base": "no_meters"})
        assert "HANplus in eLicznik" in words(form)["activation"]
        await until_free(receiver.port)
        receiver.paused = False
        answer = {"port": receiver.port, "profile": "wmbus"}
        assert (await enter(hass, form, answer))["step_id"] == "meters"


async def test_meters_of_other_entries_are_left_out(hass: HomeAssistant) -> None:
    """Of two meters the one that is set up is not offered again."""
    radio_entry("/dev/ttyNOWHERE7").add_to_hass(hass)
    async with hearing(GAMA, HEAT) as receiver:
        form = await listed(hass, receiver.port)
        assert list(offered(form)) == [HEAT.address, "listen"]


async def test_all_meters_are_set_up(hass: HomeAssistant) -> None:
    """Nothing is left to pick from."""
    radio_entry("/dev/ttyNOWHERE7").add_to_hass(hass)
    async with hearing(GAMA) as receiver:
        form = await listed(hass, receiver.port)
        assert (form["step_id"], form["errors"]) == ("user", {"base": "no_meters"})


@pytest.mark.parametrize("step", ["radio", "meters", "meter_key", "confirm"])
async def test_closing_the_dialog_leaves_the_receiver(
    hass: HomeAssistant, step: str
) -> None:
    """Whenever it is closed, nobody holds the port any more."""
    async with hearing(GAMA) as receiver:
        shown = await _until(hass, receiver, step)
        assert shown["step_id"] == step
        hass.config_entries.flow.async_abort(shown["flow_id"])
        await until_free(receiver.port)


def _numbered(meter: RadioMeter, number: int) -> RadioMeter:
    """Return a meter like this one with another number."""
    return replace(
        meter, sender=Sender(meter.sender.meter._replace(number=str(number)))
    )


def _chosen(form: ConfigFlowResult) -> str | None:
    """Return the meter that a list begins with."""
    assert isinstance(form, dict)
    assert form["data_schema"] is not None
    (field,) = form["data_schema"].schema
    return field.default() if callable(field.default) else None


async def _until(
    hass: HomeAssistant, receiver: PtyReceiver, step: str
) -> ConfigFlowResult:
    """Walk on until a step is shown."""
    form = await begin(hass)
    answer = {"port": receiver.port, "profile": "wmbus"}
    shown = await hass.config_entries.flow.async_configure(form["flow_id"], answer)
    if step == "radio":
        return shown
    shown = await settled(hass, shown)
    if step == "meters":
        return shown
    shown = await pick(hass, shown, GAMA)
    return shown if step == "meter_key" else await unlock(hass, shown)

"""Tests of the diagnostics of radio meters: how they are heard, and no number."""

import json
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.han_port.diagnostics import async_get_config_entry_diagnostics
from simulator.cul import Cul
from simulator.radio_meters import RADIO_METERS
from simulator.receivers import PtyReceiver
from tests.entries import until
from tests.radios import radio_coordinator, radio_entry, set_up_radio, stations
from tests.secrets import ENCRYPTION, OTHER_KEY, leaks

pytestmark = pytest.mark.usefixtures("haste")


async def _shown(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, Any]:
    """Return diagnostics as they are downloaded, without anybody's number or key."""
    told = await async_get_config_entry_diagnostics(hass, entry)
    text = json.dumps(told)
    for meter in RADIO_METERS.values():
        for address in meter.sender:
            if address is not None:
                digits = address.digits.hex()
                assert address.number not in text
                assert digits not in text.lower()
    assert not leaks(text, ENCRYPTION, OTHER_KEY)
    shown: dict[str, Any] = json.loads(text)
    return shown


async def test_reception_is_told(hass: HomeAssistant) -> None:
    """The receiver, how many meters it hears, and how strong this one is."""
    async with PtyReceiver(interval=0.1) as receiver:
        entry = await set_up_radio(hass, receiver.port)
        coordinator = radio_coordinator(entry)
        await until(lambda: coordinator.radio and len(coordinator.radio.stations) == 7)
        await until(lambda: coordinator.hearing.telegrams)
        receiver.paused = True
        shown = await _shown(hass, entry)
    assert shown["receiver"] == "im871a"
    assert shown["keys"] == {"encryption_key": "**REDACTED**"}
    radio = shown["radio"]
    assert (radio["receiver"], radio["line"]) == ("im871a", "57600 8N1")
    assert (radio["trouble"], radio["stations"]) == (None, 7)
    assert radio["telegrams"] >= 7
    assert radio["bytes"] > 500
    assert radio["meter"]["rssi"] == -58
    assert radio["meter"]["security"] == "AES-CBC"
    assert shown["telegram"]["ident"] == "EGM-01-02"


async def test_link_of_the_receiver_is_told(hass: HomeAssistant) -> None:
    """When it was opened and lost, beside when the meter was."""
    async with PtyReceiver(interval=0.1) as receiver:
        entry = await set_up_radio(hass, receiver.port)
        coordinator = radio_coordinator(entry)
        await until(lambda: coordinator.learned_interval)
        coordinator.history.note("lost")
        await receiver.stop()
        radio = coordinator.radio
        await until(lambda: radio and radio.trouble)
        link = (await _shown(hass, entry))["link"]
    assert [event["what"] for event in link["history"][:3]] == [
        "open: im871a 57600 8N1",
        "lost",
        "closed: link_closed",
    ]
    assert link["state"].startswith("closed: ")


async def test_cut_telegrams_are_told(hass: HomeAssistant) -> None:
    """How many, and how they begin: before the meter's number."""
    sticks = stations("gama", "gama-2", "otus")
    async with PtyReceiver(
        dialect=Cul(buffer=148), stations=sticks, interval=0.1
    ) as receiver:
        entry = await set_up_radio(hass, receiver.port, receiver="cul")
        hearing = radio_coordinator(entry).hearing
        await until(lambda: hearing.refused.total() > 2)
        receiver.paused = True
        shown = await _shown(hass, entry)
    assert shown["radio"]["meter"]["cut"] > 2
    refusal = shown["last_refused"][0]
    assert (refusal["reason"], refusal["size"]) == ("truncated", 148)
    assert refusal["detail"] == "the receiver has cut the line"
    assert refusal["hex"].startswith("be44ed14")
    assert shown["telegram"] is None


async def test_locked_telegrams_are_told(hass: HomeAssistant) -> None:
    """They are counted, and nothing of them is shown."""
    async with PtyReceiver(interval=0.1) as receiver:
        entry = await set_up_radio(hass, receiver.port, encryption_key=OTHER_KEY)
        await until(lambda: radio_coordinator(entry).hearing.locked > 2)
        shown = await _shown(hass, entry)
    assert shown["counts"]["locked"] > 2
    assert shown["last_refused"][0]["reason"] == "key"


async def test_meter_that_was_never_heard(hass: HomeAssistant) -> None:
    """Its receiver is told all the same, and that nothing has come."""
    async with PtyReceiver(paused=True) as receiver:
        entry = await set_up_radio(hass, receiver.port)
        shown = await _shown(hass, entry)
    assert shown["radio"]["receiver"] == "im871a"
    assert shown["radio"]["meter"] is None
    assert shown["available"] is False


async def test_entry_that_was_never_set_up(hass: HomeAssistant) -> None:
    """There are settings, and that is all."""
    entry = radio_entry("/dev/ttyNOWHERE7")
    entry.add_to_hass(hass)
    shown = await _shown(hass, entry)
    assert shown["receiver"] == "im871a"
    assert "radio" not in shown

"""A meter by radio: found among the neighbours', with a key or without."""

import re

import pytest

from custom_components.han_port.radio_listener import PATIENCE
from simulator.radio_meters import PROFILE, RADIO_METERS
from tests.home import Home

from .pages import Dialog
from .ports import STICK

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.usefixtures("emptied"),
]

GAMA = RADIO_METERS["gama"]
NEIGHBOUR = RADIO_METERS["gama-2"]
OTHER = 16 * "AB"
#: What the list calls them, and one that does not encrypt.
OWN = "Elgama 14000011"
NEIGHBOURS = "Elgama 14000012"
HEAT = "Techem 60000018"


async def look_on(home: Home, dialog: Dialog) -> None:
    """Look on while the meters are heard, until there is the list."""
    text = dialog.tab.text
    await dialog.pick_port(STICK.label)
    await dialog.choose(text.field("user", "profile"), text.profile(PROFILE))
    await dialog.submit()
    await dialog.titled(text.title("radio"))
    heard = f".*{OWN}.*{NEIGHBOURS}.*{HEAT}.*dBm"
    await dialog.says(text.pattern("config.progress.stations", meters=heard))
    with home.in_a_hurry():
        await dialog.form("meters")
    for meter in (OWN, NEIGHBOURS, HEAT):
        await dialog.says(re.compile(rf"{meter}: [\w ]+, -\d+ dBm, \d+ s ago, "))


async def pick(dialog: Dialog, meter: str) -> None:
    """Pick a meter from the list."""
    await dialog.mark(f"{meter}:")
    await dialog.submit()


async def unlock(dialog: Dialog, key: str) -> None:
    """Enter the key of the meter that was picked."""
    await dialog.form("meter_key")
    await dialog.fill(dialog.tab.text.field("meter_key", "encryption_key"), key)
    await dialog.submit()


async def test_a_meter_is_picked_from_the_list(home: Home, dialog: Dialog) -> None:
    """Its key is asked for, its values are shown, and the entry is made."""
    await look_on(home, dialog)
    await pick(dialog, OWN)
    await unlock(dialog, GAMA.key_fields["encryption_key"])
    await dialog.form("confirm")
    await dialog.says("Elgama GAMA 150/350 …011", "IMST iM871A-USB, -58 dBm")
    await dialog.submit()
    await dialog.finish()
    (entry,) = await home.client.command("config_entries/get", domain="han_port")
    assert entry["title"] == "Elgama GAMA 150/350 …011"


async def test_a_meter_without_a_key_is_shown_at_once(
    home: Home, dialog: Dialog
) -> None:
    """Nothing is asked for of a meter that does not encrypt."""
    await look_on(home, dialog)
    await pick(dialog, HEAT)
    await dialog.form("confirm")
    await dialog.says(dialog.tab.text.sensor("heat"))


async def test_a_wrong_key_is_told(home: Home, dialog: Dialog) -> None:
    """The key of nobody opens nothing."""
    await look_on(home, dialog)
    await pick(dialog, OWN)
    await unlock(dialog, OTHER)
    await dialog.complains(dialog.tab.text.error("wrong_key"))


async def test_what_is_no_key_is_told(home: Home, dialog: Dialog) -> None:
    """A radio has keys of its own kind."""
    await look_on(home, dialog)
    await pick(dialog, OWN)
    await unlock(dialog, "no key")
    await dialog.complains(dialog.tab.text.error("invalid_radio_key"))


async def test_the_key_of_a_neighbour_is_told(home: Home, dialog: Dialog) -> None:
    """The list comes back, and the meter that the key opens is named."""
    await look_on(home, dialog)
    await pick(dialog, OWN)
    await unlock(dialog, NEIGHBOUR.key_fields["encryption_key"])
    await dialog.form("meters")
    await dialog.complains(
        dialog.tab.text.error("other_meter_key", meter=OWN, detail=NEIGHBOURS)
    )


async def test_no_other_meter_is_heard(home: Home, dialog: Dialog) -> None:
    """Who listens on is told when there is nothing new."""
    await look_on(home, dialog)
    home.receiver.paused = True
    try:
        await dialog.mark(dialog.tab.text("selector.station.options.listen"))
        await dialog.submit()
        with home.in_a_hurry():
            error = dialog.tab.text.error("no_new_meter", limit=PATIENCE)
            await dialog.complains(error)
    finally:
        home.receiver.paused = False

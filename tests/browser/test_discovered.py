"""A cable or receiver that says what it is: a card tells what was heard through it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from simulator.amb8465 import Amb8465
from simulator.line import PtyLine
from simulator.push import PtyMeter
from simulator.radio_meters import RADIO_METERS
from simulator.receivers import PtyReceiver, Station
from tests.home import INTERVAL, Home, until

from .pages import INTEGRATIONS, Dialog
from .ports import AMBER, CHANGED, P1_CABLE
from .tab import Tab

pytestmark = pytest.mark.asyncio(loop_scope="session")

GAMA = RADIO_METERS["gama"]
#: Seconds in which a card comes or goes, on a slow machine, too.
SOON = 120


async def look_at_ports(home: Home) -> None:
    """Let Home Assistant notice what was plugged in or pulled out."""
    await home.client.command("fire_event", event_type=CHANGED)


async def cards(home: Home) -> list[str]:
    """Return what the cards are called."""
    flows = await home.client.command("config_entries/flow/progress")
    return [flow["context"]["title_placeholders"]["name"] for flow in flows]


@asynccontextmanager
async def plugged_in(home: Home, line: PtyLine, card: str) -> AsyncIterator[None]:
    """Plug in what makes a card, which is gone when it is pulled out."""
    try:
        async with line:
            await look_at_ports(home)
            await until(lambda: cards(home), lambda names: names == [card], SOON)
            yield
    finally:
        await look_at_ports(home)
        await until(lambda: cards(home), lambda names: names == [], SOON)


async def click(tab: Tab, card: str) -> Dialog:
    """Click on a card among the integrations."""
    await tab.go(INTEGRATIONS)
    found = tab.page.locator("ha-config-flow-card").filter(has_text=card)
    name = tab.text("ui.common.add")
    await found.get_by_role("button", name=name, exact=True).click()
    return Dialog(tab)


async def test_a_meter_at_a_cable(home: Home, tab: Tab) -> None:
    """The card names the meter, and a click on it shows the values."""
    card = "Aidon 7534 (P1 cable)"
    cable = PtyMeter(link=home.log.parent / P1_CABLE.name, interval=INTERVAL)
    async with plugged_in(home, cable, card):
        dialog = await (await click(tab, card)).form("confirm")
        await dialog.says("Aidon 7534", tab.text.sensor("active_energy_import"))
        await dialog.close()


async def test_meters_of_a_receiver(home: Home, tab: Tab) -> None:
    """The card names the receiver, and a click on it the meters."""
    card = "Radio meters (Amber AMB8465)"
    receiver = PtyReceiver(
        dialect=Amb8465(prepared=True),
        stations=[Station(GAMA)],
        link=home.log.parent / AMBER.name,
        interval=INTERVAL,
    )
    async with plugged_in(home, receiver, card):
        dialog = await (await click(tab, card)).form("discovered")
        await dialog.says("Elgama 14000011")
        await dialog.close()

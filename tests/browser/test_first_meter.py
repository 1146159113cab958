"""The way of most households: a cable, a port from the list, and all is detected."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import expect
import pytest

from tests.home import Home

from .pages import INTEGRATIONS, Dialog
from .ports import CABLE
from .tab import Tab
from .tabs import Tabs
from .texts import LANGUAGES

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.usefixtures("emptied"),
]


@asynccontextmanager
async def speaking(home: Home, language: str) -> AsyncIterator[None]:
    """Let Home Assistant itself speak a language."""
    try:
        await home.client.command("config/core/update", language=language)
        yield
    finally:
        await home.client.command("config/core/update", language="en")


async def add(home: Home, tab: Tab, dialog: Dialog) -> None:
    """Pick the cable, look on while the meter is silent yet, confirm, and go back."""
    text = tab.text
    home.meter.paused = True
    await dialog.pick_port(CABLE.label)
    await dialog.submit()
    await dialog.titled(text.title("listen"))
    await dialog.says(text.pattern("config.progress.silence", seconds="[1-9]"))
    home.meter.paused = False
    await dialog.form("confirm")
    await dialog.says("Aidon 7534", text.profile("sesko"))
    await dialog.says(
        text.sensor("active_energy_import"),
        text.sensor("active_power_export"),
        text.sensor("voltage_phase", phase="L1"),
    )
    await dialog.submit()
    await dialog.finish()
    await tab.go(INTEGRATIONS)
    card = tab.page.locator("ha-integration-card").filter(has_text="HAN Port")
    await expect(card).to_be_visible()


async def make_an_entry(home: Home, tabs: Tabs, language: str, *, phone: bool) -> None:
    """Add the meter in a language, and look whether there is its entry."""
    async with speaking(home, language), tabs.opened(language, phone=phone) as tab:
        await add(home, tab, await Dialog.begin(tab))
    (entry,) = await home.client.command("config_entries/get", domain="han_port")
    assert (entry["title"], entry["state"]) == ("Aidon 7534", "loaded")


@pytest.mark.parametrize("language", ["en", "fi"])
async def test_a_meter_is_added_at_a_desk(
    home: Home, tabs: Tabs, language: str
) -> None:
    """Port from the list, profile detected, a meter to confirm: there is the entry."""
    await make_an_entry(home, tabs, language, phone=False)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_meter_is_added_on_a_phone(
    home: Home, tabs: Tabs, language: str
) -> None:
    """All of it fits on a small screen, in every language."""
    await make_an_entry(home, tabs, language, phone=True)


async def test_the_integration_is_found_in_the_list_of_all(tab: Tab) -> None:
    """Without the button of the README one searches for its name."""
    await Dialog.begin_from_the_list(tab)

"""One Home Assistant process and one browser for all tests here."""

from collections.abc import AsyncIterator
import signal
from typing import Final

from playwright.async_api import expect
import pytest
import pytest_asyncio

from demo.household import put_on_dashboard
from demo.process import free_port, write_configuration
from tests.home import Home, at_home

from .pages import INTEGRATIONS, Dialog
from .ports import AMBER, CABLE, OTHER_CABLE, P1_CABLE, STICK, list_ports
from .tab import Tab
from .tabs import PATIENCE, Tabs, chromium

#: Where entries are removed.
ENTRY: Final = "/api/config/config_entries/entry"


def pytest_configure() -> None:
    """End in order, with all that was started, where this process is told to end."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def home(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Home]:
    """Run two meters, a receiver, and a Home Assistant that lists their ports."""
    folder = tmp_path_factory.mktemp("home-assistant")
    port = free_port()
    write_configuration(folder, port)
    list_ports(folder, CABLE, STICK, OTHER_CABLE, P1_CABLE, AMBER)
    async with at_home(folder, port) as home:
        yield home


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def tabs(home: Home) -> AsyncIterator[Tabs]:
    """Run Chromium."""
    expect.set_options(timeout=PATIENCE)
    async with chromium(home.client) as tabs:
        yield tabs


@pytest_asyncio.fixture(loop_scope="session")
async def tab(tabs: Tabs) -> AsyncIterator[Tab]:
    """Open a tab in English, on a desk."""
    async with tabs.opened() as tab:
        yield tab


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def standing_tab(tabs: Tabs) -> AsyncIterator[Tab]:
    """Open a tab that tests share, who then need not wait for the page."""
    async with tabs.opened() as tab:
        yield tab
        await tab.go(INTEGRATIONS)


@pytest_asyncio.fixture(loop_scope="session")
async def dialog(standing_tab: Tab) -> AsyncIterator[Dialog]:
    """Open the dialog of a new meter, and close it when the test is over."""
    standing_tab.complaints.clear()
    dialog = await Dialog.begin_from_the_list(standing_tab)
    yield dialog
    await dialog.leave()


@pytest_asyncio.fixture(loop_scope="session")
async def emptied(home: Home) -> AsyncIterator[None]:
    """Remove what a test has added to Home Assistant; the meter has its old keys."""
    encrypted = home.encrypted.meter
    yield
    home.encrypted.meter = encrypted
    for entry in await home.client.command("config_entries/get", domain="han_port"):
        await home.client.delete(f"{ENTRY}/{entry['entry_id']}")
    await put_on_dashboard(home.client)

"""The Energy dashboard: put there in one step, and a day of a household on it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
import re
from typing import Final

from playwright.async_api import expect
import pytest
import pytest_asyncio

from demo.history import beginning, lived_in, remember
from demo.household import (
    EXPORT,
    IMPORT,
    POWER_EXPORT,
    POWER_IMPORT,
    add_meter,
    entities,
    put_on_dashboard,
)
from tests.home import Home, until

from .conftest import ENTRY
from .pages import Dialog
from .ports import CABLE
from .tab import Tab
from .tabs import Tabs

pytestmark = pytest.mark.asyncio(loop_scope="session")

SETTINGS: Final = "/config/energy/electricity"
ELECTRICITY: Final = "/energy/electricity"
NOW: Final = "/energy/now"
PREVIOUS: Final = "ui.panel.lovelace.components.energy_period_selector.previous"
DAY: Final = timedelta(days=1)


async def connections(home: Home) -> list[str]:
    """Return the imports that stand on the dashboard."""
    preferences = await home.client.command("energy/get_prefs")
    return [source["stat_energy_from"] for source in preferences["energy_sources"]]


async def look_at_settings(tab: Tab) -> None:
    """Go to where the connections to the grid are listed."""
    await tab.go(SETTINGS)
    title = tab.text("ui.panel.config.energy.grid.grid_connections")
    await expect(tab.page.get_by_text(title)).to_be_visible()


@pytest.mark.usefixtures("emptied")
@pytest.mark.parametrize("wanted", [True, False], ids=["wanted", "unwanted"])
async def test_the_offer_in_the_last_form(
    home: Home, tab: Tab, *, wanted: bool
) -> None:
    """The meter stands on the dashboard if that is left on, and not if it is off."""
    dialog = await Dialog.begin(tab)
    await dialog.pick_port(CABLE.label)
    await dialog.submit()
    await dialog.form("confirm")
    await dialog.says(tab.text.field("confirm", "energy_dashboard"))
    switch = dialog.root.get_by_role("switch")
    await expect(switch).to_be_checked()
    if not wanted:
        await dialog.root.locator("ha-switch").click()
        await expect(switch).not_to_be_checked()
    await dialog.submit()
    await dialog.finish()
    if wanted:
        await until(lambda: connections(home), bool, 10)
    await look_at_settings(tab)
    await expect(tab.page.get_by_text("Aidon 7534").first).to_be_visible(visible=wanted)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def day(home: Home) -> AsyncIterator[dict[str, Decimal]]:
    """Let the household have lived here since yesterday; return what it used then."""
    client, meter, now = home.client, home.meter, home.clock.now()
    household, meter.household = meter.household, lived_in(now)
    entry = await add_meter(client, meter.port, "sesko")
    by_code = await entities(client, entry["entry_id"])
    await until(lambda: connections(home), bool, 10)
    await remember(client, home.log.parent, by_code, meter)
    begin, again = beginning(now), lived_in(now)
    first = meter.meter.values(again.at(begin))
    last = meter.meter.values(again.at(begin + DAY))
    yield {code: last[code] - first[code] for code in (IMPORT, EXPORT)}
    await client.delete(f"{ENTRY}/{entry['entry_id']}")
    await put_on_dashboard(client)
    meter.household = household


@pytest.mark.usefixtures("day")
@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
async def test_settings(tabs: Tabs, *, phone: bool) -> None:
    """The totals stand there, and there is nothing to warn of."""
    async with tabs.opened(phone=phone) as tab:
        await look_at_settings(tab)
        await expect(tab.page.get_by_text("Aidon 7534").first).to_be_visible()
        warnings = tab.page.locator("ha-energy-validation-result ha-alert")
        await expect(warnings).to_have_count(0)


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
async def test_yesterday(tabs: Tabs, day: dict[str, Decimal], *, phone: bool) -> None:
    """What was drawn and fed in is what the meter has counted."""
    async with tabs.opened(phone=phone) as tab:
        await tab.go(ELECTRICITY)
        name = tab.text(PREVIOUS)
        await tab.page.get_by_role("button", name=name, exact=True).click()
        rows = tab.page.locator("hui-energy-sources-table-card tbody tr")
        await expect(rows.nth(0)).to_contain_text(kilowatt_hours(day[IMPORT]))
        await expect(rows.nth(1)).to_contain_text(kilowatt_hours(-day[EXPORT]))


def kilowatt_hours(amount: Decimal) -> re.Pattern[str]:
    """Return how an amount is written: with two decimals, and no zero behind them."""
    written = f"{amount:.2f}".rstrip("0").rstrip(".")
    return re.compile(rf"(?<!\d){re.escape(written)}\s*kWh")


@pytest.mark.usefixtures("day")
async def test_power(home: Home, tab: Tab) -> None:
    """The power of now is what the meter sends."""
    meter, clock, now = home.meter, home.meter.clock, home.clock.now()
    meter.clock = lambda: now
    meter.push_now()
    net = float(abs(meter.sent[POWER_IMPORT] - meter.sent[POWER_EXPORT]))
    await tab.go(NOW)
    chart = tab.page.locator("hui-power-sources-graph-card")
    written = re.compile(rf"{net}0*\s*kW|{net * 1000:.0f}\s*W")
    await expect(chart).to_contain_text(written)
    meter.clock = clock

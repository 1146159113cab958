"""The page of a meter's device: what it measures, and what it tells for support."""

import json
import re
from typing import Any

from playwright.async_api import Locator, ViewportSize, expect
import pytest

from demo.household import add_meter, entities, values
from simulator import keys
from tests.home import Home

from .meters import silent
from .places import Entry
from .tab import Tab
from .tabs import Tabs

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.usefixtures("emptied"),
]

#: Names that the page shows of the simulated Aidon, and what they name besides.
NAMES: dict[str, dict[str, str]] = {
    "active_energy_import": {},
    "active_energy_export": {},
    "active_power_import": {},
    "current_phase": {"phase": "L1"},
    "voltage_phase": {"phase": "L3"},
}
VOLTAGE = "1-0:32.7.0"
#: The simulated GAMA, and its number.
GAMA, NUMBER = "Elgama GAMA 350", "14000001"
#: As wide as a tablet: on a wider screen there are three columns, of 320 pixels each.
TABLET = ViewportSize(width=1000, height=900)


async def page_of(home: Home, title: str) -> str:
    """Return the page of a meter's device."""
    devices = await home.client.command("config/device_registry/list")
    (device,) = (one["id"] for one in devices if one["name"] == title)
    return f"/config/devices/device/{device}"


async def downloaded(tab: Tab, button: Locator) -> tuple[str, dict[str, Any]]:
    """Press a button and return the text of a file, and the data of diagnostics."""
    async with tab.page.expect_download() as downloading:
        await button.click()
    path = await (await downloading.value).path()
    text = path.read_text(encoding="utf-8")
    return text, json.loads(text)["data"]


@pytest.mark.parametrize("phone", [False, True], ids=["tablet", "phone"])
async def test_device_page(home: Home, tabs: Tabs, *, phone: bool) -> None:
    """Sensors have their names and what the meter has sent; diagnostics are at hand."""
    entry = await add_meter(home.client, home.meter.port, "sesko")
    async with tabs.opened(phone=phone) as tab:
        if not phone:
            await tab.page.set_viewport_size(TABLET)
        with silent(home.meter):
            await tab.go(await page_of(home, "Aidon 7534"))
            for key, more in NAMES.items():
                name = tab.text.sensor(key, **more)
                shown = tab.page.get_by_text(name, exact=True)
                await expect(shown.first).to_be_visible()
            by_code = await entities(home.client, entry["entry_id"])
            rows = await values(home.client, by_code)
            (voltage,) = (value for code, _, value in rows if code == VOLTAGE)
            shown = tab.page.get_by_text(re.compile(voltage.replace(" ", r"\s")))
            await expect(shown.first).to_be_visible()
        download = tab.text("ui.panel.config.devices.download_diagnostics")
        _, told = await downloaded(tab, tab.page.get_by_text(download))
        assert (told["profile"], told["telegram"]["ident"]) == ("sesko", "ADN9 7534")


async def test_diagnostics(home: Home, tab: Tab) -> None:
    """They tell neither a key nor the number of the meter nor its port."""
    fields = keys.BOTH.fields
    await add_meter(home.client, home.encrypted.port, "stoen", fields)
    entry = await Entry.find(tab, GAMA)
    text, told = await downloaded(tab, await entry.item("download_diagnostics"))
    assert told["profile"] == "stoen"
    assert told["telegram"]["registers"]["1-0:1.8.0"].endswith(" kWh")
    for secret in (*fields.values(), NUMBER, home.encrypted.port):
        assert secret.lower() not in text.lower()

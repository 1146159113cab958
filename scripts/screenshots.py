"""Take the pictures in docs/images from a real Home Assistant in Chromium."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from os.path import relpath
from pathlib import Path
import sys
import tempfile
from typing import Final

from homeassistant.util.yaml import parse_yaml
from playwright.async_api import expect

from demo.history import lived_in, remember
from demo.household import entities
from demo.process import ROOT, free_port, write_configuration
from simulator.household import FIRST_COUNTERS, Household
from simulator.radio_meters import PROFILE as RADIO
from tests.browser.pages import Dialog
from tests.browser.places import Repair, told
from tests.browser.ports import CABLE, STICK, list_ports
from tests.browser.tab import Tab
from tests.browser.tabs import PATIENCE, chromium
from tests.home import Home, at_home, until

IMAGES: Final = ROOT / "docs/images"
DASHBOARD: Final = ROOT / "docs/dashboard.yaml"
#: What makes pictures old when it changes.
SHOWN: Final = (DASHBOARD, ROOT / "custom_components/han_port/translations/en.json")
#: Pixels: as wide as a README, and as high as what has to be seen.
WIDTH, FORM, DAY, SENSORS, VIEW = 1000, 900, 760, 1420, 1060
#: Milliseconds in which a page comes to rest, and in which charts are drawn.
REST, DRAWN = 500, 2500
#: Seconds until what has been told is there.
SOON: Final = 20
#: What a new meter shows first.
NEW: Final = FIRST_COUNTERS._replace(active_import=Decimal("1.250"))
PREVIOUS: Final = "ui.panel.lovelace.components.energy_period_selector.previous"


@dataclass(frozen=True)
class Camera:
    """Takes pictures of a household's Home Assistant."""

    home: Home
    tab: Tab
    folder: Path

    async def take(self, name: str, *, height: int = FORM, wait: int = REST) -> None:
        """Take a picture of a page."""
        await self.tab.page.set_viewport_size({"width": WIDTH, "height": height})
        await self._rest(wait)
        await self.tab.page.screenshot(path=self.folder / f"{name}.png")

    async def take_form(self, name: str, dialog: Dialog) -> None:
        """Take a picture of a form."""
        await self._rest(REST)
        form = dialog.root.locator("dialog[open]")
        await form.screenshot(path=self.folder / f"{name}.png")

    async def _rest(self, wait: int) -> None:
        """Wait until nothing moves any more."""
        await self.tab.page.mouse.move(0, 0)
        await self.tab.page.wait_for_timeout(wait)


async def radio_list(camera: Camera) -> None:
    """Choose the radio stick, and wait until some meters are heard."""
    text = camera.tab.text
    dialog = await Dialog.begin(camera.tab)
    await dialog.pick_port(STICK.label)
    await dialog.choose(text.field("user", "profile"), text.profile(RADIO))
    await dialog.submit()
    await dialog.form("meters")
    await camera.take_form("radio-list", dialog)
    await dialog.leave()


async def setup_keys(camera: Camera) -> None:
    """Meet a meter that encrypts, and leave it alone."""
    dialog = await Dialog.begin(camera.tab)
    await dialog.type_port(camera.home.encrypted.port)
    await dialog.submit()
    await dialog.form("keys")
    await camera.take_form("setup-keys", dialog)
    await dialog.leave()


async def setup(camera: Camera) -> None:
    """Add the meter, which goes on the Energy dashboard."""
    dialog = await Dialog.begin(camera.tab)
    await dialog.pick_port(CABLE.label)
    await camera.take_form("setup-port", dialog)
    await dialog.submit()
    await dialog.form("confirm")
    await camera.take_form("setup-confirm", dialog)
    await dialog.submit()
    await dialog.finish()
    (entry,) = await camera.home.client.command("config_entries/get", domain="han_port")
    camera.home.entry_id = entry["entry_id"]


async def energy(camera: Camera) -> None:
    """Look at yesterday, and at the settings."""
    home, tab = camera.home, camera.tab
    by_code = await entities(home.client, home.entry_id)
    await remember(home.client, home.log.parent, by_code, home.meter)
    await tab.go("/config/energy/electricity")
    title = tab.text("ui.panel.config.energy.grid.grid_connections")
    await expect(tab.page.get_by_text(title)).to_be_visible()
    await camera.take("energy-settings", height=DAY)
    await tab.go("/energy")
    await tab.page.get_by_role("button", name=tab.text(PREVIOUS), exact=True).click()
    await camera.take("energy-dashboard", height=DAY, wait=DRAWN)


async def device(camera: Camera) -> None:
    """Look at the page of the meter's device."""
    tab = camera.tab
    devices = await camera.home.client.command("config/device_registry/list")
    (found,) = (one["id"] for one in devices if one["manufacturer"] == "Aidon")
    await tab.go(f"/config/devices/device/{found}")
    name = tab.text.sensor("voltage_phase", phase="L3")
    await expect(tab.page.get_by_text(name, exact=True)).to_be_visible()
    await camera.take("device", height=SENSORS)


async def dashboard(camera: Camera) -> None:
    """Put the ready dashboard in, and look at it."""
    client, path = camera.home.client, "electricity-meter"
    text = await asyncio.to_thread(DASHBOARD.read_text, encoding="utf-8")
    await client.command(
        "lovelace/dashboards/create", url_path=path, title="Meter", mode="storage"
    )
    await client.command("lovelace/config/save", url_path=path, config=parse_yaml(text))
    await camera.tab.go(f"/{path}")
    await camera.take("dashboard", height=VIEW, wait=DRAWN)


async def repair(camera: Camera) -> None:
    """Exchange the meter, and open what is asked then."""
    home, tab = camera.home, camera.tab
    home.meter.household = Household(counters=NEW)
    key = "replacement"
    issues = await until(lambda: told(home.client), lambda found: key in found, SOON)
    asked = Repair(tab, key, issues[key])
    register = tab.text.sensor("active_energy_import")
    dialog = await asked.begin("init", register=register)
    await camera.take("repair", height=DAY)
    await dialog.leave()


#: In the order of a first hour.
SCENES: Final[tuple[Callable[[Camera], Awaitable[None]], ...]] = (
    radio_list,
    setup_keys,
    setup,
    energy,
    device,
    dashboard,
    repair,
)


async def take_all(folder: Path) -> None:
    """Run a household and take all pictures of it."""
    with tempfile.TemporaryDirectory(prefix="han-port-pictures-") as name:
        configuration, port = Path(name), free_port()
        write_configuration(configuration, port)
        list_ports(configuration, CABLE, STICK)
        expect.set_options(timeout=PATIENCE)
        async with (
            at_home(configuration, port) as home,
            chromium(home.client) as tabs,
            tabs.opened() as tab,
        ):
            home.meter.household = lived_in(home.clock.now())
            await tab.page.set_viewport_size({"width": WIDTH, "height": FORM})
            for scene in SCENES:
                await scene(Camera(home, tab, folder))


def write_sums(folder: Path) -> None:
    """Write down what the pictures are, and what they show, as sha256sum checks it."""
    files = [*sorted(folder.glob("*.png")), *SHOWN]
    lines = [
        f"{sha256(file.read_bytes()).hexdigest()}  {relpath(file, folder)}\n"
        for file in files
    ]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def main() -> int:
    """Take the pictures."""
    parser = argparse.ArgumentParser(prog="scripts/screenshots", description=__doc__)
    parser.add_argument("--folder", type=Path, default=IMAGES)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(take_all(folder))
    write_sums(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Take the pictures in docs/images from a real Home Assistant in Chromium."""

import argparse
import asyncio
import json
from pathlib import Path
import shutil
import sys
import tempfile
import time
from typing import Final

from playwright.async_api import Browser, Page, async_playwright

from demo.client import Client
from demo.household import entities, put_on_dashboard
from demo.process import ROOT, free_port, home_assistant, write_configuration
from simulator.household import Household
from simulator.meters import METERS
from simulator.push import PtyMeter, TcpMeter

IMAGES: Final = ROOT / "docs/images"
#: Home Assistant makes statistics every five minutes.
STATISTICS_TIMEOUT: Final = 330
CHROMIUM: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDTH, HEIGHT, TALL = 1000, 900, 1350
#: Milliseconds that a page takes to come to rest, and that a flow may take.
SETTLE, FLOW = 1500, 60_000


async def main() -> int:
    """Add a meter through the pages and take pictures on the way."""
    parser = argparse.ArgumentParser(prog="scripts/screenshots", description=__doc__)
    parser.add_argument("--folder", type=Path, default=IMAGES)
    arguments = parser.parse_args()
    chromium = shutil.which("chromium")
    if chromium is None:
        print("Chromium is missing", file=sys.stderr)
        return 1
    arguments.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="han-port-pictures-") as name:
        folder = Path(name)
        port = free_port()
        write_configuration(folder, port)
        async with (
            PtyMeter(
                meter=METERS["sesko"], household=Household(), at_once=False
            ) as meter,
            TcpMeter(
                meter=METERS["stoen"], household=Household(), interval=2
            ) as encrypted,
            home_assistant(folder, port) as address,
            Client.onboard(address) as client,
            async_playwright() as playwright,
        ):
            browser = await playwright.chromium.launch(
                executable_path=chromium, args=list(CHROMIUM)
            )
            page = await _page(browser, client)
            await _picture_of_keys(page, client, encrypted.port, arguments.folder)
            await _pictures(page, client, meter.port, arguments.folder)
            await browser.close()
    return 0


async def _page(browser: Browser, client: Client) -> Page:
    """Open a page that is logged in."""
    context = await browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
    tokens = client.tokens | {
        "hassUrl": client.address,
        "clientId": f"{client.address}/",
        "expires": int((time.time() + 1800) * 1000),
    }
    await context.add_init_script(
        f"localStorage.setItem('hassTokens', {json.dumps(json.dumps(tokens))})"
    )
    page = await context.new_page()
    page.on("pageerror", lambda error: print(f"page error: {error}", file=sys.stderr))
    return page


async def _set_up(page: Page, client: Client, port: str) -> None:
    """Fill in the form with a port, and leave the profile to be detected."""
    add = "/config/integrations/dashboard/add?domain=han_port"
    await page.goto(f"{client.address}{add}")
    await page.get_by_role("button", name="OK", exact=True).click()
    await page.get_by_text("Serial port").first.click()
    await page.get_by_text("Enter manually", exact=True).click()
    await page.wait_for_timeout(SETTLE)
    await page.keyboard.type(port)
    await page.get_by_role("button", name="Submit", exact=True).click()


async def _picture_of_keys(page: Page, client: Client, port: str, folder: Path) -> None:
    """Meet a meter that encrypts, and leave it alone."""
    await _set_up(page, client, port)
    await page.get_by_text("Encryption key").first.wait_for(timeout=FLOW)
    await page.wait_for_timeout(SETTLE)
    await page.screenshot(path=folder / "setup-keys.png")
    await page.get_by_role("button", name="Close").first.click()
    await page.wait_for_timeout(SETTLE)


async def _pictures(page: Page, client: Client, port: str, folder: Path) -> None:
    """Walk through set-up, device page and Energy settings."""
    await _set_up(page, client, port)
    await page.get_by_text("Is this your meter?").wait_for(timeout=FLOW)
    await page.wait_for_timeout(SETTLE)
    await page.screenshot(path=folder / "setup-confirm.png")
    await page.get_by_role("button", name="Submit", exact=True).click()
    await page.get_by_role("button", name="Skip and finish").click(timeout=FLOW)

    entries = await client.command("config_entries/get", domain="han_port")
    by_code = await entities(client, entries[0]["entry_id"])
    await put_on_dashboard(client, by_code)
    devices = await client.command("config/device_registry/list")
    device = next(
        device["id"]
        for device in devices
        if entries[0]["entry_id"] in device["config_entries"]
    )
    async with asyncio.timeout(STATISTICS_TIMEOUT):
        while (await client.command("energy/validate"))["energy_sources"] != [[]]:
            await asyncio.sleep(2)
    await page.goto(f"{client.address}/config/energy/electricity")
    await page.get_by_text("Grid connections").wait_for()
    await page.wait_for_timeout(SETTLE)
    await page.screenshot(path=folder / "energy-settings.png")
    await page.set_viewport_size({"width": WIDTH, "height": TALL})
    await page.goto(f"{client.address}/config/devices/device/{device}")
    await page.get_by_text("Voltage L3").wait_for()
    await page.wait_for_timeout(SETTLE)
    await page.screenshot(path=folder / "device.png")


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))

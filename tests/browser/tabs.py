"""A browser in which somebody is logged in to Home Assistant."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import json
import shutil
from typing import Final

from playwright.async_api import Browser, BrowserContext, async_playwright

from demo.client import Client

from .pages import Dialog
from .tab import DESKTOP, PHONE, Tab
from .texts import Texts

FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
#: Milliseconds that a page may take to show what is waited for.
PATIENCE: Final = 40_000
#: When the browser has to log in anew, milliseconds since 1970.
FAR_AWAY: Final = 1e14


class Tabs:
    """A household's browser: it opens tabs in any language, on a desk or a phone.

    Tabs of one language and size share what the browser has loaded already.
    """

    def __init__(self, browser: Browser, client: Client) -> None:
        """Begin without a tab."""
        self._browser = browser
        self._client = client
        self._contexts: dict[tuple[str, bool], BrowserContext] = {}

    @asynccontextmanager
    async def opened(
        self, language: str = "en", *, phone: bool = False
    ) -> AsyncIterator[Tab]:
        """Open a tab, proofread it in the end, and close it without a dialog left."""
        kind = (language, phone)
        if kind not in self._contexts:
            self._contexts[kind] = await self._context(language, phone=phone)
        address = self._client.address
        tab = await Tab.open(self._contexts[kind], address, Texts(language))
        try:
            yield tab
            await tab.proofread()
        finally:
            await Dialog(tab).leave()
            await tab.page.close()

    async def _context(self, language: str, *, phone: bool) -> BrowserContext:
        """Begin to browse in a language, logged in."""
        client = self._client
        context = await self._browser.new_context(
            locale=language,
            timezone_id="Europe/Helsinki",
            reduced_motion="reduce",
            viewport=PHONE if phone else DESKTOP,
            is_mobile=phone,
            has_touch=phone,
            service_workers="block",
        )
        tokens = client.tokens | {
            "hassUrl": client.address,
            "clientId": f"{client.address}/",
            "expires": FAR_AWAY,
        }
        context.set_default_timeout(PATIENCE)
        await context.add_init_script(
            f"localStorage.setItem('hassTokens', {json.dumps(json.dumps(tokens))})"
        )
        return context


@asynccontextmanager
async def chromium(client: Client) -> AsyncIterator[Tabs]:
    """Run Chromium for a user."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(FLAGS)
        )
        yield Tabs(browser, client)
        await browser.close()

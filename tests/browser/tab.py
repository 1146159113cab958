"""A tab of the browser, and what nobody wants to see in it."""

from dataclasses import dataclass, field
from pathlib import Path
import re
from typing import Final, Self

from playwright.async_api import BrowserContext, ConsoleMessage, Page, ViewportSize
import pytest

from .texts import Texts

DESKTOP: Final = ViewportSize(width=1280, height=900)
PHONE: Final = ViewportSize(width=390, height=844)

_LOOK: Final = (Path(__file__).parent / "look.js").read_text(encoding="utf-8")
#: What a text is that has not been translated, or not been filled in.
_UNFINISHED: Final = re.compile(
    r"component\.\w+\.|(?:config|options|issues|selector|entity)\.\w+\.\w+"
    r"|ui\.\w+\.\w+|\{\w+\}|Translation error|\[object Object\]|\bundefined\b"
)


@dataclass(eq=False)
class Tab:
    """A page that is logged in, in one language.

    `complaints` are the errors that the browser's console has shown.
    """

    page: Page
    address: str
    text: Texts
    complaints: list[str] = field(default_factory=list)

    @classmethod
    async def open(cls, context: BrowserContext, address: str, text: Texts) -> Self:
        """Open an empty tab."""
        tab = cls(await context.new_page(), address, text)
        tab.page.on("console", tab._hear)
        tab.page.on("pageerror", lambda error: tab.complaints.append(str(error)))
        return tab

    async def go(self, path: str) -> None:
        """Go to a page of Home Assistant."""
        await self.page.goto(f"{self.address}{path}")

    async def proofread(self) -> None:
        """Fail on what no page may show: unfinished or clipped texts, and errors."""
        seen = await self.page.evaluate(_LOOK)
        unfinished = [text for text in seen["texts"] if _UNFINISHED.search(text)]
        flaws = [
            *(f"unfinished: {text}" for text in unfinished),
            *(f"clipped: {text}" for text in seen["clipped"]),
            *(f"console: {error}" for error in self.complaints),
        ]
        if flaws:
            pytest.fail("\n".join(flaws))

    def _hear(self, message: ConsoleMessage) -> None:
        """Keep an error; the pictures of other brands are in the internet."""
        url = message.location["url"]
        is_picture = "/api/brands/" in url and "han_port" not in url
        if message.type == "error" and not is_picture:
            self.complaints.append(f"{message.text} ({url})")

"""Where a household goes once it has a meter, and what it does there."""

from collections.abc import Mapping
from typing import Any, Final, Self

from playwright.async_api import Locator, expect

from demo.client import Client

from .pages import Dialog
from .tab import Tab

HAN_PORT: Final = "/config/integrations/integration/han_port"
REPAIRS: Final = "/config/repairs"
_ENTRY: Final = "ui.panel.config.integrations.config_entry"


class Entry:
    """A meter on the page of the integration."""

    def __init__(self, tab: Tab, title: str) -> None:
        """Know a meter by its title."""
        self.tab = tab
        rows = tab.page.locator("ha-config-entry-row")
        self.row = rows.filter(has_text=title).first

    @classmethod
    async def find(cls, tab: Tab, title: str) -> Self:
        """Go to the page, and wait until the meter is there."""
        await tab.go(HAN_PORT)
        entry = cls(tab, title)
        await expect(entry.row).to_be_visible()
        return entry

    async def configure(self) -> None:
        """Open the options."""
        await self._press(f"{_ENTRY}.configure")

    async def choose(self, what: str) -> None:
        """Choose from the menu."""
        await (await self.item(what)).click()

    async def item(self, what: str) -> Locator:
        """Open the menu and return what there is to choose."""
        await self._press("ui.common.menu")
        name = self.tab.text(f"{_ENTRY}.{what}")
        return self.row.get_by_role("menuitem", name=name, exact=True)

    async def _press(self, key: str) -> None:
        """Press the first button of a name: those of devices come behind."""
        name = self.tab.text(key)
        await self.row.get_by_role("button", name=name, exact=True).first.click()


class Repair:
    """A repair that Home Assistant asks for.

    `told` is what its texts name. A repair that is `fixed` in steps has a dialog, else
    there is a note.
    """

    def __init__(self, tab: Tab, key: str, told: Mapping[str, Any]) -> None:
        """Know a repair by the key of its texts."""
        self.tab = tab
        self.key = key
        self.told = told

    @property
    def row(self) -> Locator:
        """Return where the list has it."""
        title = self.text("title")
        return self.tab.page.locator("ha-config-repairs").get_by_text(title, exact=True)

    def text(self, path: str, **more: str) -> str:
        """Return one of its texts."""
        return self.tab.text(f"issues.{self.key}.{path}", **self.told, **more)

    async def read(self) -> Locator:
        """Open a repair that tells what to do, and read that."""
        await self._open()
        note = self.tab.page.locator("dialog-repairs-issue")
        await expect(note).to_contain_text(self.text("title"))
        await expect(note).to_contain_text(self.text("description"))
        await self.tab.proofread()
        return note

    async def begin(self, step: str, **more: str) -> Dialog:
        """Open a repair that can be made, and read what would be done."""
        await self._open()
        dialog = Dialog(self.tab)
        await dialog.titled(self.text(f"fix_flow.step.{step}.title"))
        return await dialog.says(self.text(f"fix_flow.step.{step}.description", **more))

    async def decide(self, dialog: Dialog, choice: str) -> None:
        """Choose from the menu of a repair."""
        name = self.text(f"fix_flow.step.init.menu_options.{choice}")
        await dialog.root.get_by_text(name, exact=True).click()

    async def _open(self) -> None:
        """Choose it from the list."""
        await self.tab.go(REPAIRS)
        await self.row.click()


async def told(client: Client) -> dict[str, Mapping[str, Any]]:
    """Return what all repairs of the integration tell, by the keys of their texts."""
    answer = await client.command("repairs/list_issues")
    return {
        issue["translation_key"]: issue["translation_placeholders"]
        for issue in answer["issues"]
        if issue["domain"] == "han_port" and not issue["ignored"]
    }

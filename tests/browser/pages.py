"""What a household does on the pages, each step with what it sees before and after.

Every form is proofread when it is there.
"""

import re
from typing import Final, Self

from playwright.async_api import expect

from .tab import Tab

#: Where the button of the README leads to.
ADD: Final = "/config/integrations/dashboard/add?domain=han_port"
INTEGRATIONS: Final = "/config/integrations/dashboard"
_FLOW: Final = "ui.panel.config.integrations.config_flow"


class Dialog:
    """The dialog in which a meter is added, changed or repaired."""

    def __init__(self, tab: Tab) -> None:
        """Use the dialog of a tab."""
        self.tab = tab
        self.root = tab.page.locator("dialog-data-entry-flow")
        self.open = self.root.locator("ha-dialog[open]")

    @classmethod
    async def begin(cls, tab: Tab) -> Self:
        """Follow the button of the README to the first form."""
        await tab.go(ADD)
        await tab.page.get_by_role("button", name=tab.text("ui.common.ok")).click()
        return await cls(tab).form("user")

    @classmethod
    async def begin_from_the_list(cls, tab: Tab) -> Self:
        """Choose the integration from all that there are."""
        if not tab.page.url.endswith(INTEGRATIONS):
            await tab.go(INTEGRATIONS)
        add = tab.text("ui.panel.config.integrations.add_integration")
        await tab.page.get_by_role("button", name=add).click()
        brands = tab.page.locator("dialog-add-integration")
        await brands.locator("input").fill("HAN Port")
        await brands.get_by_text("HAN Port", exact=True).click()
        return await cls(tab).form("user")

    async def form(self, step: str) -> Self:
        """Wait for a step of the config flow, and for what is asked for below it."""
        await self.titled(self.tab.text.title(step))
        return await self.says(self.tab.text.pattern(f"config.step.{step}.description"))

    async def titled(self, title: str) -> Self:
        """Wait for a title."""
        await expect(self.root.locator(".dialog-title")).to_have_text(title)
        return self

    async def says(self, *texts: str | re.Pattern[str]) -> Self:
        """Wait for texts, and proofread the page that has them."""
        for text in texts:
            await expect(self.root).to_contain_text(text)
        await self.tab.proofread()
        return self

    async def ends(self, reason: str) -> None:
        """Wait until it ends for a reason."""
        await self.says(self.tab.text(f"config.abort.{reason}"))

    async def complains(self, error: str) -> Self:
        """Wait for an error, which is the only one."""
        await expect(self.root.locator("ha-alert")).to_have_text([error])
        await self.tab.proofread()
        return self

    async def pick_port(self, label: str) -> None:
        """Pick a port from the list, as it is called there."""
        await self._open_the_list_of_ports()
        await self.tab.page.get_by_text(label, exact=True).click()

    async def type_port(self, port: str) -> None:
        """Type a port that is not on the list."""
        await self._open_the_list_of_ports()
        manually = self.tab.text("ui.components.selectors.serial_port.enter_manually")
        await self.tab.page.get_by_text(manually, exact=True).click()
        typed = self.root.locator("ha-selector-serial_port ha-input input")
        await expect(typed).to_be_focused()
        await typed.fill(port)
        await expect(typed).to_have_value(port)

    async def _open_the_list_of_ports(self) -> None:
        """Click the field of the port."""
        await self.root.locator("ha-selector-serial_port ha-picker-field").click()

    async def choose(self, field: str, option: str) -> None:
        """Choose one of the options of a field."""
        select = self.root.locator("ha-selector-select").filter(has_text=field)
        await select.locator("ha-picker-field").click()
        await select.get_by_role("menuitem", name=option, exact=True).click()

    async def mark(self, option: str) -> None:
        """Mark one of the options that are all there to see, by how it begins."""
        await self.root.get_by_text(option).click()

    async def fill(self, field: str, text: str) -> None:
        """Fill in a field."""
        label = self.tab.page.locator("slot[slot=label]").filter(
            has_text=re.compile(rf"^{re.escape(field)}\*?$")
        )
        await self.root.locator("ha-input", has=label).locator("input").fill(text)

    async def submit(self) -> None:
        """Submit the form."""
        await self._press(f"{_FLOW}.submit")

    async def finish(self) -> None:
        """Leave the page that tells of the new device, without an area for it."""
        await self._press(f"{_FLOW}.finish_skip")
        await self.is_gone()

    async def close(self) -> None:
        """Close the dialog, whatever it shows."""
        await self._press("ui.common.close")
        await self.is_gone()

    async def is_gone(self) -> None:
        """Wait until the dialog is closed, and the page before it is there again."""
        await expect(self.open).to_have_count(0)
        await self.tab.page.wait_for_function("!history.state?.dialog")

    async def leave(self) -> None:
        """Close the dialog where it is open."""
        if await self.open.count():
            await self.close()

    async def _press(self, key: str) -> None:
        """Press a button of the dialog; closing it there may be two ways."""
        name = self.tab.text(key)
        await self.root.get_by_role("button", name=name, exact=True).first.click()

"""A meter that is there already: another port, other keys, options, and its end."""

from collections.abc import AsyncIterator
from dataclasses import replace

from playwright.async_api import expect
import pytest
import pytest_asyncio

from demo.household import IMPORT, add_meter, diagnostics, entities, link
from simulator.faults import Fault
from simulator.keys import Keys
from simulator.push import PtyMeter
from simulator.stoen import StoenMeter
from tests.home import Home, until

from .meters import MANY, hurrying, other_cable, send, silent
from .pages import INTEGRATIONS, Dialog
from .places import REPAIRS, Entry, told
from .ports import CABLE, OTHER_CABLE
from .tab import Tab

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.usefixtures("emptied"),
]

AIDON = "Aidon 7534"
GAMA = "Elgama GAMA 350"
#: What the grid company has given the meter meanwhile, and what it has not.
RENEWED = Keys(bytes(range(0x60, 0x70)), bytes(range(0x70, 0x80)))
WRONG = 16 * "AB"


@pytest_asyncio.fixture(loop_scope="session")
async def moved(home: Home) -> AsyncIterator[PtyMeter]:
    """Have another cable in the same meter."""
    meter = home.meter
    async with other_cable(home, meter.meter, meter.household) as cable:
        yield cable


@pytest.mark.usefixtures("moved")
async def test_another_port(home: Home, tab: Tab) -> None:
    """The cable is in another port: the same entities go on with what comes there."""
    entry = await add_meter(home.client, home.meter.port, "sesko")
    before = await entities(home.client, entry["entry_id"])
    await (await Entry.find(tab, AIDON)).choose("reconfigure")
    dialog = await Dialog(tab).form("reconfigure")
    await dialog.says(tab.text("config.step.reconfigure.description"), CABLE.label)
    await dialog.pick_port(OTHER_CABLE.label)
    with silent(home.meter):
        await dialog.submit()
        await dialog.form("confirm")
        await dialog.says(AIDON)
        await dialog.submit()
        await dialog.says(tab.text("config.abort.reconfigure_successful"))
        await until(
            lambda: link(home.client, entry["entry_id"]),
            lambda counts: counts["telegrams"] > 1,
            20,
        )
    assert await entities(home.client, entry["entry_id"]) == before


async def test_another_meter(home: Home, tab: Tab) -> None:
    """The cable is a neighbour's: that is said, and the own meter is read on."""
    own = home.encrypted.meter
    assert isinstance(own, StoenMeter)
    entry = await add_meter(home.client, home.encrypted.port, "stoen", own.key_fields)
    async with other_cable(home, replace(own, serial="14000002")):
        await (await Entry.find(tab, GAMA)).choose("reconfigure")
        dialog = await Dialog(tab).form("reconfigure")
        await dialog.pick_port(OTHER_CABLE.label)
        await dialog.submit()
        await dialog.ends("wrong_meter")
    before = await link(home.client, entry["entry_id"])
    await until(
        lambda: link(home.client, entry["entry_id"]),
        lambda counts: counts["telegrams"] > before["telegrams"],
        20,
    )


async def asked_again(home: Home) -> list[str]:
    """Return the meters of which Home Assistant wants to know something."""
    flows = await home.client.command("config_entries/flow/progress")
    return [flow["context"]["title_placeholders"]["name"] for flow in flows]


async def enter(dialog: Dialog, encryption_key: str, authentication_key: str) -> None:
    """Fill in new keys and submit them."""
    text = dialog.tab.text
    await dialog.fill(text.field("reauth_confirm", "encryption_key"), encryption_key)
    await dialog.fill(
        text.field("reauth_confirm", "authentication_key"), authentication_key
    )
    await dialog.submit()


async def test_other_keys(home: Home, tab: Tab) -> None:
    """The meter got new keys: Home Assistant asks for them, and takes no others."""
    meter = home.encrypted.meter
    await add_meter(home.client, home.encrypted.port, "stoen", meter.key_fields)
    home.encrypted.meter = replace(meter, keys=RENEWED)
    with hurrying(home, home.encrypted):
        await until(lambda: asked_again(home), lambda names: names == [GAMA], 30)
    await tab.go(INTEGRATIONS)
    card = tab.page.locator("ha-config-flow-card").filter(has_text=GAMA)
    reconfigure = tab.text("ui.panel.config.integrations.reconfigure")
    await card.get_by_role("button", name=reconfigure, exact=True).click()
    dialog = await Dialog(tab).form("reauth_confirm")
    await dialog.says(GAMA, tab.text("selector.keys_source.options.stoen"))
    await enter(dialog, WRONG, "")
    await dialog.complains(tab.text.error("wrong_key"))
    await enter(dialog, **RENEWED.fields)
    await dialog.says(tab.text("config.abort.reauth_successful"))
    assert await asked_again(home) == []
    home.encrypted.meter = meter


async def test_options(home: Home, tab: Tab) -> None:
    """The household tells its fuse."""
    entry = await add_meter(home.client, home.meter.port, "sesko")
    await (await Entry.find(tab, AIDON)).configure()
    dialog = await Dialog(tab).titled(tab.text("options.step.init.title"))
    await dialog.fill(tab.text("options.step.init.data.main_fuse"), "25")
    await dialog.submit()
    await dialog.says(tab.text("ui.dialogs.options_flow.success.description"))
    told = await diagnostics(home.client, entry["entry_id"])
    assert told["options"]["main_fuse"] == 25


async def test_removal(home: Home, tab: Tab) -> None:
    """With the entry its device, its entities and its repairs are gone."""
    entry = await add_meter(home.client, home.meter.port, "sesko")
    assert IMPORT in await entities(home.client, entry["entry_id"])
    with silent(home.meter):
        await send(home.meter, MANY, Fault.BAD_CHECKSUM)
        await until(lambda: told(home.client), lambda issues: "checksums" in issues, 10)
    await (await Entry.find(tab, AIDON)).choose("delete")
    name = tab.text("ui.common.delete")
    await tab.page.get_by_role("button", name=name, exact=True).click()
    await expect(tab.page.locator("ha-config-entry-row")).to_have_count(0)
    assert await entities(home.client, entry["entry_id"]) == {}
    devices = await home.client.command("config/device_registry/list")
    assert [one for one in devices if one["manufacturer"] == "Aidon"] == []
    assert await told(home.client) == {}
    await tab.go(REPAIRS)
    none = tab.text("ui.panel.config.repairs.no_repairs")
    await expect(tab.page.get_by_text(none)).to_be_visible()

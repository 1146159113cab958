"""Each repair, from its trouble to its end, as Settings > Repairs shows it.

A cable meter and a radio meter go through a bad year together.
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from typing import Any, override

import pytest
import pytest_asyncio

from demo.household import EXPORT, IMPORT, add_meter, entities, put_on_dashboard
from simulator.cul import Cul
from simulator.faults import Fault
from simulator.household import FIRST_COUNTERS, Household
from simulator.meters import METERS
from simulator.push import PtyMeter, TcpMeter
from simulator.radio_meters import OWN, PROFILE as RADIO, RADIO_METERS
from tests.home import INTERVAL, Home, until

from .conftest import ENTRY
from .meters import ENOUGH, MANY, hurrying, other_cable, send, silent
from .pages import Dialog
from .places import Entry, Repair, told
from .tab import Tab
from .tabs import Tabs

pytestmark = pytest.mark.asyncio(loop_scope="session")

E360 = "Landis+Gyr E360"
#: Seconds in which a radio is missed for an hour, and how fast they go by: there is
#: nothing to read meanwhile.
LONG = 4700
RUSH = 300
#: Real seconds that a trouble may take.
SOON = 40
#: Telegrams that make another level believed.
AGREEING = 5
#: What a GAMA sends has no room in a nanoCUL.
NANO = 148
BAUD = 9600
NEW = FIRST_COUNTERS._replace(active_import=Decimal("1.250"))


class SlowMeter(PtyMeter):
    """A meter that nobody understands who does not listen with 9600 baud."""

    @override
    def push_now(self, fault: Fault | None = None) -> bytes:
        """Push a telegram, or noise."""
        return super().push_now(fault if self.speed == BAUD else Fault.NOISE)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def meter(home: Home) -> AsyncIterator[PtyMeter]:
    """Have a meter at a cable, beside which another stands on the dashboard."""
    await put_on_dashboard(home.client, {IMPORT: "sensor.other_import"})
    async with other_cable(home, METERS["kuopio"]) as plugged:
        entry = await add_meter(home.client, plugged.port, "kuopio")
        home.entry_id = entry["entry_id"]
        yield plugged
        await home.client.delete(f"{ENTRY}/{home.entry_id}")
        await put_on_dashboard(home.client)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def radio(home: Home) -> AsyncIterator[Cul]:
    """Have a meter that a CUL hears."""
    own, before = RADIO_METERS[OWN], home.receiver.dialect
    home.receiver.dialect = stick = Cul()
    with hurrying(home, home.receiver):
        entry = await add_meter(
            home.client, home.receiver.port, RADIO, own.key_fields, own.address
        )
    yield stick
    await home.client.delete(f"{ENTRY}/{entry['entry_id']}")
    home.receiver.dialect = before


async def raised(home: Home, tab: Tab, key: str) -> Repair:
    """Wait until Home Assistant asks for a repair."""
    issues = await until(lambda: told(home.client), lambda issues: key in issues, SOON)
    return Repair(tab, key, issues[key])


async def over(home: Home, *keys: str) -> None:
    """Wait until repairs are not asked for any more."""
    await until(
        lambda: told(home.client), lambda issues: not issues.keys() & keys, SOON
    )


async def entry_of(home: Home) -> dict[str, Any]:
    """Return what diagnostics tell of the meter at the cable."""
    path = f"/api/diagnostics/config_entry/{home.entry_id}"
    return dict((await home.client.get(path))["data"])


@pytest.mark.usefixtures("radio")
async def test_nothing_is_heard_for_an_hour(
    home: Home, tabs: Tabs, meter: PtyMeter
) -> None:
    """The household is told what to check at the cable, and what of the radio."""
    with silent(meter):
        with silent(home.receiver):
            with hurrying(home, pace=RUSH):
                await home.clock.sleep(LONG)
            async with tabs.opened() as tab:
                await (await raised(home, tab, "unheard")).read()
        await over(home, "unheard")
        async with tabs.opened(phone=True) as tab:
            await (await raised(home, tab, "lost")).read()
    with hurrying(home, meter):
        await over(home, "lost")


@pytest.mark.usefixtures("meter")
async def test_the_dashboard_is_offered_later(home: Home, tab: Tab) -> None:
    """Where another meter stands this one does not yet: one step adds it."""
    repair = await raised(home, tab, "dashboard")
    dialog = await repair.begin("init")
    await repair.decide(dialog, "onto_dashboard")
    await fixed(dialog)
    by_code = await entities(home.client, home.entry_id)
    preferences = await home.client.command("energy/get_prefs")
    sources = {one["stat_energy_from"]: one for one in preferences["energy_sources"]}
    source = sources[by_code[IMPORT]]
    assert source["stat_energy_to"] == by_code[EXPORT]
    await over(home, "dashboard")


async def fixed(dialog: Dialog) -> None:
    """Read that a repair is made, and leave it."""
    text = dialog.tab.text
    await dialog.says(text("ui.dialogs.repair_flow.success.description"))
    finish = text("ui.panel.config.integrations.config_flow.finish")
    await dialog.root.get_by_role("button", name=finish, exact=True).click()
    await dialog.is_gone()


async def test_damaged_telegrams(home: Home, tab: Tab, meter: PtyMeter) -> None:
    """They are a matter of the cable; whole ones end the matter."""
    with silent(meter):
        await send(meter, MANY, Fault.BAD_CHECKSUM)
        await (await raised(home, tab, "checksums")).read()
        await send(meter, ENOUGH)
        await over(home, "checksums")


@pytest.mark.parametrize(
    ("key", "minutes"), [("clock_ahead", 10), ("clock_behind", -10)]
)
async def test_clock(
    home: Home, tab: Tab, meter: PtyMeter, key: str, minutes: int
) -> None:
    """The household learns whose clock may be wrong, and by how much."""
    right = meter.clock
    meter.clock = lambda: right() + timedelta(minutes=minutes)
    with hurrying(home, meter):
        repair = await raised(home, tab, key)
    assert repair.told["minutes"] == "10"
    await repair.read()
    meter.clock = right
    await over(home, key)


async def test_receiver_that_cuts(home: Home, tab: Tab, radio: Cul) -> None:
    """A stick with little room loses the end of what a GAMA sends."""
    radio.buffer = NANO
    with hurrying(home, home.receiver):
        repair = await raised(home, tab, "receiver_cuts_telegrams")
    await repair.read()
    radio.buffer = None
    await over(home, repair.key)


async def test_same_meter(home: Home, tab: Tab, meter: PtyMeter) -> None:
    """Another level that is none of a new meter is left out."""
    household = meter.household
    meter.household = Household(counters=NEW)
    await send(meter, AGREEING)
    repair = await raised(home, tab, "replacement")
    register = tab.text.sensor("active_energy_import")
    dialog = await repair.begin("init", register=register)
    await repair.decide(dialog, "same_meter")
    await dialog.says(repair.text("fix_flow.abort.kept"))
    assert "replacement" not in await told(home.client)
    meter.household = household
    await until(
        lambda: entry_of(home),
        lambda entry: entry["totals"]["good"][IMPORT]["age"] < INTERVAL,
        SOON,
    )


async def test_new_meter(home: Home, tab: Tab, meter: PtyMeter) -> None:
    """The meter was exchanged: its sensor goes on from the new level."""
    meter.household = Household(counters=NEW)
    await send(meter, AGREEING)
    repair = await raised(home, tab, "replacement")
    assert repair.told["after"].startswith("1.25")
    register = tab.text.sensor("active_energy_import")
    dialog = await repair.begin("init", register=register)
    await repair.decide(dialog, "new_meter")
    await fixed(dialog)
    by_code = await entities(home.client, home.entry_id)
    state = await home.client.get(f"/api/states/{by_code[IMPORT]}")
    assert 1.25 <= float(state["state"]) < 2


async def test_other_settings_of_the_port(
    home: Home, tab: Tab, meter: PtyMeter
) -> None:
    """The meter is heard with others than the saved ones: those are saved."""
    await meter.stop()
    async with SlowMeter(
        meter=meter.meter,
        household=meter.household,
        link=meter.link,
        clock=meter.clock,
    ) as slow:
        with hurrying(home, slow):
            repair = await raised(home, tab, "line")
        dialog = await repair.begin("confirm")
        await dialog.submit()
        await fixed(dialog)
        assert (await entry_of(home))["line"] == repair.told["found"] == "9600 7E1"
    await meter.start()


async def test_silence_from_the_start(home: Home, tab: Tab, meter: PtyMeter) -> None:
    """The port may not be switched on yet: the household is told what to check."""
    with silent(meter):
        await (await Entry.find(tab, E360)).choose("reload")
        with hurrying(home):
            repair = await raised(home, tab, "silence")
        await repair.read()
    await (await Entry.find(tab, E360)).choose("reload")
    await over(home, "silence")


async def test_better_profile(home: Home, tab: Tab) -> None:
    """In Sweden a meter was exchanged for one that has a profile of its own."""
    await home.client.command("config/core/update", country="SE")
    async with TcpMeter(
        meter=METERS["sweden"], interval=INTERVAL, clock=home.clock.now
    ) as meter:
        with hurrying(home, meter):
            entry = await add_meter(home.client, meter.port, "sweden")
            meter.meter = METERS["kamstrup_se"]
            repair = await raised(home, tab, "profile")
        dialog = await repair.begin(
            "init",
            saved=tab.text.profile("sweden"),
            found=tab.text.profile("kamstrup_se"),
        )
        await repair.decide(dialog, "better_profile")
        await fixed(dialog)
        path = f"/api/diagnostics/config_entry/{entry['entry_id']}"
        assert (await home.client.get(path))["data"]["profile"] == "kamstrup_se"
        await home.client.delete(f"{ENTRY}/{entry['entry_id']}")
    await home.client.command("config/core/update", country="FI")

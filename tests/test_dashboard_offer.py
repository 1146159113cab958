"""Tests of the offer to put a meter on the Energy dashboard: flow, wish and repair."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from aiohttp.test_utils import TestClient
from homeassistant.components.energy import data as energy
from homeassistant.components.recorder.core import Recorder
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.han_port.const import CONF_DASHBOARD, DOMAIN
from custom_components.han_port.repairs import OntoDashboard, async_create_fix_flow
from custom_components.han_port.watches import dashboard
from simulator.push import PtyMeter
from simulator.radio_meters import RadioMeter
from tests.decoder.compose import telegram
from tests.entries import coordinator_of, meter_entry, set_up, until
from tests.flows import agree, begin, enter, submit
from tests.radio_flows import GAMA, HEAT, WATER, hearing, key_of
from tests.radios import radio_coordinator, set_up_radio
from tests.sensors import AIDON, entity_of
from tests.watches.issues import is_raised, issue_of
from tests.wire import Wire

pytestmark = pytest.mark.usefixtures("haste")

METER = "sensor.aidon_7534"
IMPORT = f"{METER}_active_energy_import"
OTHER = {
    "type": "grid",
    "stat_energy_from": "sensor.other_import",
    "stat_energy_to": None,
    "cost_adjustment_day": 0.0,
}

type Browser = Callable[[], Awaitable[TestClient[Any, Any]]]


@pytest.fixture
async def manager(recorder_mock: Recorder, hass: HomeAssistant) -> Any:
    """Set up Energy, and return its manager."""
    for component in ("energy", "repairs", "usb"):
        assert await async_setup_component(hass, component, {})
    return await energy.async_get_manager(hass)


@pytest.fixture
async def entry(hass: HomeAssistant, manager: Any, wire: Wire) -> MockConfigEntry:
    """Set up a meter that is on no dashboard."""
    return await set_up(hass, wire.port)


@pytest.fixture
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the household no time before it is asked."""
    monkeypatch.setattr(dashboard, "LATER", timedelta(0))


@pytest.fixture
async def asked(
    hass: HomeAssistant, _later: None, entry: MockConfigEntry
) -> MockConfigEntry:
    """Wait until the household is asked."""
    await until(lambda: is_raised(hass, "dashboard", entry))
    return entry


def _stands(manager: Any) -> list[str]:
    """Return the imports on the dashboard."""
    sources = (manager.data or {}).get("energy_sources", [])
    return [source["stat_energy_from"] for source in sources]


def _defaults(form: ConfigFlowResult) -> list[bool]:
    """Return whether the offer is ticked, nothing where there is none."""
    assert form["data_schema"]
    markers = form["data_schema"].schema
    return [marker.default() for marker in markers if marker == CONF_DASHBOARD]


async def test_offer_that_is_taken(
    hass: HomeAssistant, manager: Any, meter: PtyMeter
) -> None:
    """Ticked from the start; the meter stands there with its first sensors."""
    form = await submit(hass, await begin(hass), meter.port)
    assert _defaults(form) == [True]
    done = await agree(hass, form, **{CONF_DASHBOARD: True})
    await until(lambda: _stands(manager))
    assert _stands(manager) == [IMPORT]
    assert CONF_DASHBOARD not in done["result"].data


async def test_offer_that_is_declined(
    hass: HomeAssistant, manager: Any, meter: PtyMeter
) -> None:
    """The dashboard stays empty."""
    form = await submit(hass, await begin(hass), meter.port)
    done = await agree(hass, form, **{CONF_DASHBOARD: False})
    telegrams = done["result"].runtime_data.hearing
    await until(lambda: telegrams.telegrams > 3)
    assert not _stands(manager)
    assert CONF_DASHBOARD not in done["result"].data


async def test_offer_beside_another_connection(
    hass: HomeAssistant, manager: Any, meter: PtyMeter
) -> None:
    """Not ticked then: it may be the same meter, read in another way."""
    await manager.async_update({"energy_sources": [OTHER]})
    form = await submit(hass, await begin(hass), meter.port)
    assert _defaults(form) == [False]
    await agree(hass, form, **{CONF_DASHBOARD: True})
    await until(lambda: len(_stands(manager)) == 2)
    assert _stands(manager) == ["sensor.other_import", IMPORT]
    assert manager.data["energy_sources"][0] == OTHER


async def test_no_offer_without_energy(hass: HomeAssistant, meter: PtyMeter) -> None:
    """A Home Assistant may have no Energy dashboard."""
    form = await submit(hass, await begin(hass), meter.port)
    assert _defaults(form) == []
    await agree(hass, form)


async def test_no_offer_when_a_meter_is_changed(
    hass: HomeAssistant, manager: Any, meter: PtyMeter
) -> None:
    """It was made when the meter was added."""
    entry = meter_entry(meter.port)
    entry.add_to_hass(hass)
    form = await entry.start_reconfigure_flow(hass)
    form = await submit(hass, form, meter.port)
    assert form["step_id"] == "confirm"
    assert _defaults(form) == []
    await agree(hass, form)


@pytest.mark.parametrize(
    ("heard", "ticked"), [(GAMA, [True]), (WATER, [True]), (HEAT, [])]
)
async def test_offer_for_a_radio_meter(
    hass: HomeAssistant, manager: Any, heard: RadioMeter, ticked: list[bool]
) -> None:
    """Electricity and water, each beside the other; the dashboard has no heat."""
    other = "water" if heard is GAMA else "grid"
    source = {"type": other, "stat_energy_from": "sensor.other"}
    await manager.async_update({"energy_sources": [source]})
    async with hearing(heard) as receiver:
        form = await submit(hass, await begin(hass), receiver.port, "wmbus")
        form = await enter(hass, form, {"meter": heard.address})
        if form["step_id"] == "meter_key":
            form = await enter(hass, form, {"encryption_key": key_of(heard)})
        assert form["step_id"] == "confirm"
        assert _defaults(form) == ticked


async def test_total_that_comes_late(
    hass: HomeAssistant, manager: Any, wire: Wire
) -> None:
    """The wish waits for it, also through a restart."""
    whole, wire.data = wire.data, telegram(AIDON, ["1-0:1.7.0(0001.023*kW)"])
    entry = await set_up(hass, wire.port, "auto", energy_dashboard=True)
    hearing = coordinator_of(entry).hearing
    await until(lambda: hearing.telegrams > 3)
    assert not _stands(manager)
    assert entry.data[CONF_DASHBOARD] is True
    await hass.config_entries.async_reload(entry.entry_id)
    wire.data = whole
    await until(lambda: _stands(manager))
    assert _stands(manager) == [IMPORT]
    assert CONF_DASHBOARD not in entry.data


async def test_wish_outlives_a_change(
    hass: HomeAssistant, manager: Any, meter: PtyMeter
) -> None:
    """Who reconfigures the meter before its totals come still wants them there."""
    entry = meter_entry(meter.port, energy_dashboard=True)
    entry.add_to_hass(hass)
    form = await entry.start_reconfigure_flow(hass)
    form = await submit(hass, form, meter.port)
    await agree(hass, form)
    await until(lambda: _stands(manager))
    assert _stands(manager) == [IMPORT]


async def test_radio_meter_has_to_be_known(hass: HomeAssistant, manager: Any) -> None:
    """Its totals may come in turn, so that the first telegram is not enough."""
    async with hearing(GAMA) as receiver:
        entry = await set_up_radio(
            hass, receiver.port, receiver="amb8465", energy_dashboard=True
        )
        coordinator = radio_coordinator(entry)
        await until(lambda: _stands(manager))
        assert coordinator.hearing.telegrams >= dashboard.LOOKS


async def test_household_has_an_hour(
    hass: HomeAssistant, entry: MockConfigEntry, wire: Wire
) -> None:
    """To do it by hand, with prices for example."""
    telegrams = wire.telegrams
    await until(lambda: wire.telegrams > telegrams + 5)
    assert timedelta(hours=1) == dashboard.LATER
    assert not is_raised(hass, "dashboard", entry)


async def test_household_is_asked_later(
    hass: HomeAssistant, asked: MockConfigEntry
) -> None:
    """By a repair, which names the meter."""
    issue = issue_of(hass, "dashboard", asked)
    assert issue
    assert issue.is_fixable
    assert issue.translation_placeholders == {"name": "Aidon 7534"}


async def test_meter_that_is_added_by_hand(
    hass: HomeAssistant, asked: MockConfigEntry, manager: Any
) -> None:
    """The question goes by itself."""
    source = {**OTHER, "stat_energy_from": IMPORT}
    await manager.async_update({"energy_sources": [source]})
    await until(lambda: not is_raised(hass, "dashboard", asked))


async def test_total_that_is_disabled(
    hass: HomeAssistant, asked: MockConfigEntry
) -> None:
    """Nobody is asked about it any more."""
    registry = er.async_get(hass)
    for code in ("1-0:1.8.0", "1-0:2.8.0"):
        total = entity_of(registry, asked, code).entity_id
        registry.async_update_entity(total, disabled_by=er.RegistryEntryDisabler.USER)
    await until(lambda: not is_raised(hass, "dashboard", asked))


async def test_total_that_is_not_known_yet(
    hass: HomeAssistant, asked: MockConfigEntry, wire: Wire
) -> None:
    """What the household ignores it ignores also before the total comes again."""
    ir.async_ignore_issue(hass, DOMAIN, f"dashboard_{asked.entry_id}", ignore=True)
    registry = er.async_get(hass)
    total = entity_of(registry, asked, "1-0:1.8.0").entity_id
    registry.async_update_entity(total, disabled_by=er.RegistryEntryDisabler.USER)
    hearing = coordinator_of(asked).hearing
    telegrams = hearing.telegrams
    await until(lambda: hearing.telegrams > telegrams + 3)
    assert is_raised(hass, "dashboard", asked)


@pytest.mark.usefixtures("_later")
async def test_nobody_is_asked_without_energy(
    hass: HomeAssistant, haste: None, wire: Wire
) -> None:
    """There is nothing to add to."""
    entry = await set_up(hass, wire.port)
    hearing = coordinator_of(entry).hearing
    await until(lambda: hearing.telegrams > 5)
    assert not is_raised(hass, "dashboard", entry)


async def _begin(
    hass_client: Browser, entry: MockConfigEntry
) -> tuple[dict[str, Any], Callable[[str], Awaitable[dict[str, Any]]]]:
    """Open the repair; return its menu, and how to choose from it."""
    client = await hass_client()

    async def post(path: str, body: dict[str, str]) -> dict[str, Any]:
        answer = await client.post(f"/api/repairs/issues/fix{path}", json=body)
        assert answer.status == HTTPStatus.OK
        result: dict[str, Any] = await answer.json()
        return result

    issue = {"handler": DOMAIN, "issue_id": f"dashboard_{entry.entry_id}"}
    menu = await post("", issue)
    return menu, lambda step: post(f"/{menu['flow_id']}", {"next_step_id": step})


async def test_repair_adds_the_meter(
    hass: HomeAssistant, hass_client: Browser, asked: MockConfigEntry, manager: Any
) -> None:
    """And is over then."""
    menu, choose = await _begin(hass_client, asked)
    assert menu["menu_options"] == ["onto_dashboard", "off_dashboard"]
    assert menu["description_placeholders"] == {"name": "Aidon 7534"}
    assert (await choose("onto_dashboard"))["type"] == "create_entry"
    assert _stands(manager) == [IMPORT]
    await asyncio.sleep(0.1)
    assert not is_raised(hass, "dashboard", asked)


async def test_repair_leaves_the_dashboard(
    hass: HomeAssistant, hass_client: Browser, asked: MockConfigEntry, manager: Any
) -> None:
    """Nobody is asked again, not even after a reload."""
    _, choose = await _begin(hass_client, asked)
    result = await choose("off_dashboard")
    assert (result["type"], result["reason"]) == ("abort", "kept")
    await hass.config_entries.async_reload(asked.entry_id)
    hearing = coordinator_of(asked).hearing
    await until(lambda: hearing.telegrams > 3)
    issue = issue_of(hass, "dashboard", asked)
    assert issue
    assert issue.dismissed_version
    assert not _stands(manager)


async def test_repair_that_energy_refuses(
    hass: HomeAssistant,
    hass_client: Browser,
    asked: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The household is told to do it by hand; the question stays."""
    _, choose = await _begin(hass_client, asked)
    monkeypatch.delattr(energy, "ENERGY_SOURCE_SCHEMA")
    result = await choose("onto_dashboard")
    assert (result["type"], result["reason"]) == ("abort", "refused")
    assert is_raised(hass, "dashboard", asked)


@pytest.mark.parametrize("choice", ["onto_dashboard", "off_dashboard"])
async def test_repair_of_an_entry_that_is_removed(
    hass: HomeAssistant,
    hass_client: Browser,
    asked: MockConfigEntry,
    manager: Any,
    choice: str,
) -> None:
    """Nothing is done for a meter that is gone."""
    _, choose = await _begin(hass_client, asked)
    await hass.config_entries.async_remove(asked.entry_id)
    result = await choose(choice)
    assert (result["type"], result["reason"]) == ("abort", "gone")
    assert not _stands(manager)


async def test_repair_that_is_opened_late(
    hass: HomeAssistant, asked: MockConfigEntry
) -> None:
    """The meter may be gone by then."""
    issue = issue_of(hass, "dashboard", asked)
    assert issue
    flow = await async_create_fix_flow(hass, issue.issue_id, issue.data)
    assert isinstance(flow, OntoDashboard)
    flow.hass = hass
    flow.context = {"issue_id": issue.issue_id}
    flow.issue_id = issue.issue_id  # Home Assistant 2026.9 does not look for it there
    await hass.config_entries.async_remove(asked.entry_id)
    result = await flow.async_step_init()
    assert (result["type"], result["reason"]) == ("abort", "gone")

"""Tests of what of a meter is put on the Energy dashboard, by the real Energy."""

from collections.abc import Sequence
from typing import Any

from homeassistant.components.energy import data as energy
from homeassistant.components.recorder.core import Recorder
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.han_port.dashboard import Dashboard
from tests.decoder import dutch
from tests.decoder.compose import telegram
from tests.entries import set_up
from tests.sensors import AIDON, entity_of
from tests.wire import Wire

pytestmark = pytest.mark.usefixtures("haste")

METER = "sensor.aidon_7534"
#: What stands on a dashboard without a price.
PRICES = {"stat_cost": None, "entity_energy_price": None, "number_energy_price": None}
EXPORT_PRICES = {
    "stat_compensation": None,
    "entity_energy_price_export": None,
    "number_energy_price_export": None,
}
GRID = {
    "type": "grid",
    **PRICES,
    **EXPORT_PRICES,
    "cost_adjustment_day": 0.0,
    "name": "Aidon 7534",
    "stat_energy_from": f"{METER}_active_energy_import",
    "stat_energy_to": f"{METER}_active_energy_export",
    "power_config": {
        "stat_rate_from": f"{METER}_active_power_import",
        "stat_rate_to": f"{METER}_active_power_export",
    },
}
#: What a household has set up by hand, with a price and a name.
OTHER: dict[str, Any] = {
    **GRID,
    "stat_energy_from": "sensor.other_import",
    "stat_energy_to": None,
    "number_energy_price": 0.12,
    "name": "Ours",
}
del OTHER["power_config"]


@pytest.fixture
async def manager(recorder_mock: Recorder, hass: HomeAssistant) -> Any:
    """Set up Energy, and return its manager."""
    assert await async_setup_component(hass, "energy", {})
    return await energy.async_get_manager(hass)


@pytest.fixture
async def dashboard(hass: HomeAssistant, manager: Any) -> Dashboard:
    """Return the dashboard, which is empty."""
    found = await Dashboard.of(hass)
    assert found
    return found


async def _heard(
    hass: HomeAssistant,
    ident: str = AIDON,
    lines: Sequence[str] | None = None,
    profile: str = "sesko",
) -> MockConfigEntry:
    """Set up a meter that sends a telegram, and pull its cable."""
    data = telegram(ident) if lines is None else telegram(ident, lines)
    async with Wire(data=data) as wire:
        return await set_up(hass, wire.port, profile)


async def test_meter_is_put_on_the_dashboard(
    hass: HomeAssistant, manager: Any, dashboard: Dashboard
) -> None:
    """Import, export and the pair of powers, as the settings page saves them."""
    entry = await _heard(hass)
    assert await dashboard.add(entry)
    (grid,) = manager.data["energy_sources"]
    # Energy itself names the sensor that it makes of the pair.
    assert grid == {**GRID, "stat_rate": grid["stat_rate"]}
    assert dashboard.missing(entry) == []


async def test_what_stands_there_is_left_alone(
    hass: HomeAssistant, manager: Any, dashboard: Dashboard
) -> None:
    """With its price and its name; the meter comes after it."""
    await manager.async_update({"energy_sources": [OTHER]})
    entry = await _heard(hass)
    assert await dashboard.add(entry)
    first, second = manager.data["energy_sources"]
    assert first == OTHER
    assert second["stat_energy_from"] == GRID["stat_energy_from"]


async def test_meter_is_added_once(
    hass: HomeAssistant, manager: Any, dashboard: Dashboard
) -> None:
    """A second time changes nothing."""
    entry = await _heard(hass)
    assert await dashboard.add(entry)
    sources = manager.data["energy_sources"]
    assert await dashboard.add(entry)
    assert manager.data["energy_sources"] == sources


async def test_import_alone(
    hass: HomeAssistant, manager: Any, dashboard: Dashboard
) -> None:
    """A meter that counts no export has none there; one power is no pair."""
    lines = ["1-0:1.8.0(00006678.394*kWh)", "1-0:1.7.0(0001.023*kW)"]
    entry = await _heard(hass, lines=lines)
    assert await dashboard.add(entry)
    (grid,) = manager.data["energy_sources"]
    assert grid["stat_energy_from"] == f"{METER}_active_energy_import"
    assert grid["stat_energy_to"] is None
    assert grid["stat_rate"] == f"{METER}_active_power_import"
    assert "power_config" not in grid


async def test_net_power(
    hass: HomeAssistant, manager: Any, dashboard: Dashboard
) -> None:
    """A signed power needs no pair."""
    lines = ["1-0:1.8.0(00006678.394*kWh)", "1-0:16.7.0(-001.023*kW)"]
    entry = await _heard(hass, lines=lines)
    assert await dashboard.add(entry)
    (grid,) = manager.data["energy_sources"]
    assert grid["stat_rate"] == f"{METER}_net_active_power"


async def test_total_without_power(
    hass: HomeAssistant, manager: Any, dashboard: Dashboard
) -> None:
    """It stands there all the same."""
    entry = await _heard(hass, lines=["1-0:1.8.0(00006678.394*kWh)"])
    assert await dashboard.add(entry)
    (grid,) = manager.data["energy_sources"]
    assert not {"stat_rate", "power_config"} & set(grid)


async def test_tariffs_gas_and_water(
    hass: HomeAssistant, manager: Any, dashboard: Dashboard
) -> None:
    """A Dutch meter is a connection for each tariff; power stands with the first."""
    lines = [*dutch.LINES, *dutch.GAS, *dutch.WATER]
    entry = await _heard(hass, dutch.IDENT, lines, "dsmr")
    assert await dashboard.add(entry)
    meter = "sensor.iskraemeco_2m550t_1000_active"
    low, high, gas, water = manager.data["energy_sources"]
    assert low["stat_energy_from"] == f"{meter}_energy_import_tariff_1"
    assert low["stat_energy_to"] == f"{meter}_energy_export_tariff_1"
    assert low["power_config"] == {
        "stat_rate_from": f"{meter}_power_import",
        "stat_rate_to": f"{meter}_power_export",
    }
    assert high["stat_energy_from"] == f"{meter}_energy_import_tariff_2"
    assert high["stat_energy_to"] == f"{meter}_energy_export_tariff_2"
    assert "power_config" not in high
    assert not {"name"} & {*low, *high}
    assert gas == {
        "type": "gas",
        "stat_energy_from": "sensor.gas_meter_reading",
        **PRICES,
    }
    assert water == {
        "type": "water",
        "stat_energy_from": "sensor.water_meter_reading",
        **PRICES,
    }


async def test_only_what_is_missing_is_added(
    hass: HomeAssistant, manager: Any, dashboard: Dashboard
) -> None:
    """Where the household has one tariff there, electricity would count twice."""
    lines = [*dutch.LINES, *dutch.GAS]
    entry = await _heard(hass, dutch.IDENT, lines, "dsmr")
    tariff = entity_of(er.async_get(hass), entry, "1-0:1.8.2").entity_id
    own = {**OTHER, "stat_energy_from": tariff}
    await manager.async_update({"energy_sources": [own]})
    assert await dashboard.add(entry)
    first, gas = manager.data["energy_sources"]
    assert first == own
    assert gas["stat_energy_from"] == "sensor.gas_meter_reading"


@pytest.mark.parametrize(
    "power",
    [
        {"power_config": GRID["power_config"]},
        {"stat_rate": f"{METER}_active_power_import"},
    ],
    ids=["pair", "import"],
)
async def test_power_that_stands_with_another_connection(
    hass: HomeAssistant, manager: Any, dashboard: Dashboard, power: dict[str, Any]
) -> None:
    """Energy takes a power once: what is saved has to be what it takes."""
    entry = await _heard(hass)
    own = {**OTHER, "stat_energy_from": "caruna:import", "number_energy_price": None}
    await manager.async_update({"energy_sources": [{**own, **power}]})
    assert await dashboard.add(entry)
    sources = manager.data["energy_sources"]
    assert len(sources) == 2
    assert sources[1]["stat_energy_from"] == GRID["stat_energy_from"]
    assert not {"power_config", "stat_rate"} & set(sources[1])
    assert len(energy.ENERGY_SOURCE_SCHEMA(sources)) == 2


async def test_dashboard_that_energy_itself_would_refuse(
    hass: HomeAssistant, manager: Any, dashboard: Dashboard
) -> None:
    """It is not made any longer."""
    entry = await _heard(hass)
    await manager.async_update({"energy_sources": [OTHER, OTHER]})
    assert not await dashboard.add(entry)
    assert manager.data["energy_sources"] == [OTHER, OTHER]


async def test_meter_of_a_single_device_stands_there(
    hass: HomeAssistant, manager: Any, dashboard: Dashboard
) -> None:
    """A total may be that of one device among others: it counts there already."""
    entry = await _heard(hass)
    device = {"stat_consumption": f"{METER}_active_energy_import"}
    await manager.async_update({"device_consumption": [device]})
    assert dashboard.missing(entry) == []


async def test_disabled_total_is_not_there(
    hass: HomeAssistant, manager: Any, dashboard: Dashboard
) -> None:
    """Nobody records it, so it is no source."""
    entry = await _heard(hass)
    registry = er.async_get(hass)
    export = entity_of(registry, entry, "1-0:2.8.0").entity_id
    registry.async_update_entity(export, disabled_by=er.RegistryEntryDisabler.USER)
    missing = dashboard.missing(entry)
    assert missing
    assert missing[0]["stat_energy_to"] is None


async def test_meter_without_totals_is_not_known_yet(
    hass: HomeAssistant, dashboard: Dashboard
) -> None:
    """Norwegian meters send them once an hour."""
    entry = await _heard(hass, lines=["1-0:1.7.0(0001.023*kW)"], profile="auto")
    assert entity_of(er.async_get(hass), entry, "1-0:1.7.0")
    assert dashboard.missing(entry) is None
    assert not await dashboard.add(entry)


async def test_kinds_that_stand_there(manager: Any, dashboard: Dashboard) -> None:
    """Gas is no connection to the grid."""
    gas = {"type": "gas", "stat_energy_from": "sensor.other_gas", **PRICES}
    await manager.async_update({"energy_sources": [gas]})
    assert dashboard.has("gas")
    assert not dashboard.has("grid")


async def test_home_assistant_without_energy(hass: HomeAssistant) -> None:
    """It has no such dashboard."""
    assert await Dashboard.of(hass) is None


@pytest.mark.parametrize("name", ["async_get_manager", "ENERGY_SOURCE_SCHEMA"])
async def test_energy_that_has_changed(
    hass: HomeAssistant, manager: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """What it has no more, or under another name, costs the offer only."""
    monkeypatch.delattr(energy, name)
    assert await Dashboard.of(hass) is None


@pytest.mark.parametrize("kind", ["grid", "gas", "water"])
async def test_energy_that_takes_no_such_source(
    hass: HomeAssistant, manager: Any, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Nothing is offered that would be refused."""
    schema = energy.ENERGY_SOURCE_SCHEMA

    def choosy(sources: list[Any]) -> Any:
        if any(source["type"] == kind for source in sources):
            raise ValueError
        return schema(sources)

    monkeypatch.setattr(energy, "ENERGY_SOURCE_SCHEMA", choosy)
    assert await Dashboard.of(hass) is None


@pytest.mark.parametrize("changed", ["schema", "manager"])
async def test_energy_that_takes_no_meter(
    hass: HomeAssistant,
    manager: Any,
    monkeypatch: pytest.MonkeyPatch,
    changed: str,
) -> None:
    """Nothing raises, and what stands there stays."""

    def refuse(*_: object) -> None:
        raise ValueError

    await manager.async_update({"energy_sources": [OTHER]})
    entry = await _heard(hass)
    dashboard = await Dashboard.of(hass)
    assert dashboard
    if changed == "schema":
        monkeypatch.setattr(dashboard, "_schema", refuse)
    else:
        monkeypatch.setattr(manager, "async_update", refuse)
    assert not await dashboard.add(entry)
    assert manager.data["energy_sources"] == [OTHER]

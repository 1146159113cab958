"""The totals of a meter on the Energy dashboard, with a real recorder."""

from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

from homeassistant.components.recorder.core import Recorder
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
    do_adhoc_statistics,
    get_start_time,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from tests.decoder import dutch
from tests.decoder.compose import telegram
from tests.entries import set_up
from tests.wire import Wire

pytestmark = pytest.mark.usefixtures("haste")

METER = "sensor.aidon_7534"
TOTALS = {
    "stat_energy_from": f"{METER}_active_energy_import",
    "stat_energy_to": f"{METER}_active_energy_export",
}
PAIR = {
    "stat_rate_from": f"{METER}_active_power_import",
    "stat_rate_to": f"{METER}_active_power_export",
}

type Ask = Callable[..., Coroutine[Any, Any, Any]]


async def _asking(hass: HomeAssistant, connect: WebSocketGenerator) -> Ask:
    """Open a websocket and return what asks it."""
    assert await async_setup_component(hass, "energy", {})
    client = await connect(hass)

    async def ask(kind: str, **arguments: object) -> Any:
        await client.send_json_auto_id({"type": kind, **arguments})
        answer = await client.receive_json()
        assert answer["success"], answer
        return answer["result"]

    return ask


def _grid(**more: object) -> dict[str, object]:
    """Describe the connection to the grid as the dashboard's settings do."""
    return {
        "type": "grid",
        "stat_cost": None,
        "entity_energy_price": None,
        "number_energy_price": None,
        "stat_compensation": None,
        "entity_energy_price_export": None,
        "number_energy_price_export": None,
        "cost_adjustment_day": 0.0,
        "stat_energy_from": None,
        "stat_energy_to": None,
        **more,
    }


async def _run_statistics(hass: HomeAssistant, begun: datetime) -> None:
    """Let the recorder sum up the five minutes of the test, or twice five."""
    await async_wait_recording_done(hass)
    for start in sorted({get_start_time(begun), get_start_time(dt_util.utcnow())}):
        do_adhoc_statistics(hass, start=start)
    await async_wait_recording_done(hass)


@pytest.mark.parametrize(
    "power",
    [
        {},
        {"stat_rate": f"{METER}_active_power_import"},
        {"power_config": PAIR},
    ],
    ids=["totals", "import power", "power pair"],
)
async def test_dashboard_accepts_the_meter(
    recorder_mock: Recorder,
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    power: dict[str, object],
) -> None:
    """Saved and validated there is no issue, once statistics have run.

    Of the pair Home Assistant makes a net sensor of its own, which is validated
    in the place of the two.
    """
    begun = dt_util.utcnow()
    ask = await _asking(hass, hass_ws_client)
    async with Wire(data=telegram("ADN9 7534")) as wire:
        await set_up(hass, wire.port)
        sources = [_grid(**TOTALS, **power)]
        saved = await ask("energy/save_prefs", energy_sources=sources)
        (grid,) = saved["energy_sources"]
        assert ("stat_rate" in grid) == bool(power)
        await _run_statistics(hass, begun)
        issues = await ask("energy/validate")
    assert issues["energy_sources"] == [[]]


async def test_dashboard_accepts_tariffs_gas_and_water(
    recorder_mock: Recorder, hass: HomeAssistant, hass_ws_client: WebSocketGenerator
) -> None:
    """A Dutch meter is two connections to the grid; gas and water go beside."""
    begun = dt_util.utcnow()
    ask = await _asking(hass, hass_ws_client)
    lines = [*dutch.LINES, *dutch.GAS, *dutch.WATER]
    meter = "sensor.iskraemeco_2m550t_1000_active_energy"
    async with Wire(data=telegram(dutch.IDENT, lines)) as wire:
        await set_up(hass, wire.port, "dsmr")
        sources = [
            *(
                _grid(
                    stat_energy_from=f"{meter}_import_tariff_{tariff}",
                    stat_energy_to=f"{meter}_export_tariff_{tariff}",
                )
                for tariff in (1, 2)
            ),
            *(
                {
                    "type": medium,
                    "stat_energy_from": f"sensor.{medium}_meter_reading",
                    "stat_cost": None,
                    "entity_energy_price": None,
                    "number_energy_price": None,
                }
                for medium in ("gas", "water")
            ),
        ]
        await ask("energy/save_prefs", energy_sources=sources)
        await _run_statistics(hass, begun)
        issues = await ask("energy/validate")
    assert issues["energy_sources"] == [[], [], [], []]


async def test_dashboard_finds_fault_with_reactive_energy(
    recorder_mock: Recorder, hass: HomeAssistant, hass_ws_client: WebSocketGenerator
) -> None:
    """The check does see what it is given: reactive energy is no energy to it."""
    begun = dt_util.utcnow()
    ask = await _asking(hass, hass_ws_client)
    async with Wire(data=telegram("ADN9 7534")) as wire:
        await set_up(hass, wire.port)
        sources = [_grid(stat_energy_from=f"{METER}_reactive_energy_import")]
        await ask("energy/save_prefs", energy_sources=sources)
        await _run_statistics(hass, begun)
        issues = await ask("energy/validate")
    assert [issue["type"] for issue in issues["energy_sources"][0]] == [
        "entity_unexpected_device_class"
    ]

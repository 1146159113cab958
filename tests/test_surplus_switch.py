"""Tests of the blueprint that switches something on surplus."""

from collections.abc import AsyncIterator

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from tests.automations import automated, passing, settled, show

EXPORT = "sensor.meter_active_power_export"
IMPORT = "sensor.meter_active_power_import"
HEATER = "input_boolean.heater"
#: The heater needs 2 kW; it goes on above 2.1 kW and off when 0.1 kW are drawn.
INPUTS = {
    "power_export": EXPORT,
    "power_import": IMPORT,
    "load": HEATER,
    "load_power": 2000,
}
#: The units that powers come in, and how much of them a kilowatt is.
UNITS = pytest.mark.parametrize(
    ("unit", "kilowatt"), [("kW", 1), ("W", 1000), ("MW", 0.001)]
)


async def flow(
    hass: HomeAssistant,
    export: float | str,
    drawn: float | str = 0,
    unit: str = "kW",
) -> None:
    """Let power go to the grid and come from it."""
    for sensor, power in ((EXPORT, export), (IMPORT, drawn)):
        await show(hass, sensor, power, unit_of_measurement=unit)


async def minutes(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, count: int
) -> None:
    """Let minutes pass one by one."""
    for _ in range(count):
        await passing(hass, freezer, 60)


async def heat(hass: HomeAssistant, action: str) -> None:
    """Switch the heater by hand."""
    entity = {"entity_id": HEATER}
    await hass.services.async_call("input_boolean", action, entity, blocking=True)
    await settled()


def is_heating(hass: HomeAssistant) -> bool:
    """Tell whether the heater is on."""
    return hass.states.is_state(HEATER, "on")


@pytest.fixture
async def heater(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[None]:
    """Automate a heater that has been off for long, at a full minute."""
    freezer.move_to("2026-06-21 12:00:00+00:00")
    await flow(hass, 0)
    assert await async_setup_component(
        hass, "input_boolean", {"input_boolean": {"heater": {}}}
    )
    async with automated(hass, monkeypatch, "surplus_export_switch", INPUTS):
        await minutes(hass, freezer, 10)
        yield


@UNITS
async def test_goes_on_with_surplus(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    heater: None,
    unit: str,
    kilowatt: float,
) -> None:
    """After two minutes of more surplus than the heater and the reserve need."""
    await flow(hass, 2.2 * kilowatt, unit=unit)
    await minutes(hass, freezer, 2)
    assert not is_heating(hass)
    await minutes(hass, freezer, 1)
    assert is_heating(hass)


@UNITS
async def test_stays_off_with_less(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    heater: None,
    unit: str,
    kilowatt: float,
) -> None:
    """What it needs is not enough without the reserve."""
    await flow(hass, 2.05 * kilowatt, unit=unit)
    await minutes(hass, freezer, 30)
    assert not is_heating(hass)


async def test_stays_off_on_short_peaks(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, heater: None
) -> None:
    """Sun between clouds, a minute and a half each time, is not enough."""
    for _ in range(5):
        await flow(hass, 5)
        await passing(hass, freezer, 60)
        await passing(hass, freezer, 30)
        await flow(hass, 1)
        await passing(hass, freezer, 30)
    assert not is_heating(hass)


@UNITS
async def test_goes_off_when_power_is_drawn(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    heater: None,
    unit: str,
    kilowatt: float,
) -> None:
    """After two minutes of more than a tenth of a kilowatt from the grid."""
    await heat(hass, "turn_on")
    await minutes(hass, freezer, 10)
    await flow(hass, 0, 0.11 * kilowatt, unit)
    await minutes(hass, freezer, 2)
    assert is_heating(hass)
    await minutes(hass, freezer, 1)
    assert not is_heating(hass)


@UNITS
async def test_stays_on_while_little_is_drawn(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    heater: None,
    unit: str,
    kilowatt: float,
) -> None:
    """A little may come from the grid."""
    await heat(hass, "turn_on")
    await flow(hass, 0, 0.09 * kilowatt, unit)
    await minutes(hass, freezer, 60)
    assert is_heating(hass)


async def test_stays_on_while_a_kettle_boils(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, heater: None
) -> None:
    """A minute and a half of power from the grid passes."""
    await heat(hass, "turn_on")
    await minutes(hass, freezer, 15)
    await flow(hass, 0, 2)
    await passing(hass, freezer, 60)
    await passing(hass, freezer, 30)
    await flow(hass, 0.5, 0)
    await passing(hass, freezer, 30)
    await minutes(hass, freezer, 5)
    assert is_heating(hass)


async def test_stays_on_for_ten_minutes(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, heater: None
) -> None:
    """Power from the grid counts after the least time on."""
    await heat(hass, "turn_on")
    await flow(hass, 0, 2)
    await minutes(hass, freezer, 11)
    assert is_heating(hass)
    await minutes(hass, freezer, 1)
    assert not is_heating(hass)


async def test_stays_off_for_five_minutes(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, heater: None
) -> None:
    """Surplus counts after the least time off."""
    await heat(hass, "turn_on")
    await heat(hass, "turn_off")
    await flow(hass, 5)
    await minutes(hass, freezer, 6)
    assert not is_heating(hass)
    await minutes(hass, freezer, 1)
    assert is_heating(hass)


@pytest.mark.parametrize("state", ["unavailable", "unknown"])
async def test_goes_off_without_the_meter(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, heater: None, state: str
) -> None:
    """After a quarter of an hour without values."""
    await heat(hass, "turn_on")
    await flow(hass, state, state)
    await minutes(hass, freezer, 15)
    assert is_heating(hass)
    await minutes(hass, freezer, 1)
    assert not is_heating(hass)


async def test_stays_on_when_the_meter_comes_back(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, heater: None
) -> None:
    """A restart of the meter is no reason."""
    await heat(hass, "turn_on")
    await flow(hass, "unavailable", "unavailable")
    await minutes(hass, freezer, 14)
    await flow(hass, 1)
    await minutes(hass, freezer, 30)
    assert is_heating(hass)


async def test_stays_off_without_the_meter(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, heater: None
) -> None:
    """No value is no surplus."""
    await flow(hass, 5)
    await minutes(hass, freezer, 1)
    await flow(hass, "unavailable", "unavailable")
    await minutes(hass, freezer, 30)
    assert not is_heating(hass)


async def test_stays_on_without_the_meter_if_so_chosen(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With no time chosen it stays as it is."""
    await flow(hass, "unavailable", "unavailable")
    assert await async_setup_component(
        hass, "input_boolean", {"input_boolean": {"heater": {"initial": True}}}
    )
    inputs = {**INPUTS, "lost_delay": 0}
    async with automated(hass, monkeypatch, "surplus_export_switch", inputs):
        await minutes(hass, freezer, 60)
        assert is_heating(hass)


@pytest.mark.parametrize(
    ("state", "export", "drawn", "needed"),
    [("on", 0, 2, 12), ("off", 5, 0, 7)],
    ids=["goes off", "goes on"],
)
async def test_goes_on_after_a_restart(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    *,
    state: str,
    export: float,
    drawn: float,
    needed: int,
) -> None:
    """What was so before the automation came is seen, too; times begin anew."""
    freezer.move_to("2026-06-21 12:00:00+00:00")
    await flow(hass, export, drawn)
    heater = {"initial": state == "on"}
    config = {"input_boolean": {"heater": heater}}
    assert await async_setup_component(hass, "input_boolean", config)
    async with automated(hass, monkeypatch, "surplus_export_switch", INPUTS):
        await minutes(hass, freezer, needed - 1)
        assert hass.states.is_state(HEATER, state)
        await minutes(hass, freezer, 1)
        assert not hass.states.is_state(HEATER, state)


async def test_look_that_finds_nothing_is_no_run(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, heater: None
) -> None:
    """The logbook tells what was done, not each look."""
    await minutes(hass, freezer, 10)
    automation = hass.states.get("automation.surplus_export_switch")
    assert automation
    assert automation.attributes["last_triggered"] is None

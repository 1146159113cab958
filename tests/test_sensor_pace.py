"""Tests of how often sensors are written, and with what."""

from collections.abc import Sequence
from typing import Final

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.decoder.compose import LINES, replaced, telegram
from tests.entries import coordinator_of, is_loaded, meter_entry, until
from tests.sensors import AIDON, entity_of
from tests.wire import Wire

pytestmark = pytest.mark.usefixtures("haste")

POWER: Final = "1-0:1.7.0"
VOLTAGE: Final = "1-0:32.7.0"
TOTAL: Final = "1-0:1.8.0"
#: Longer than any test.
LONG: Final = 600.0
FIRST: Final = ("1.023", "229.8", "6678.394")
SECOND: Final = replaced(
    f"{POWER}(0002.000*kW)", f"{VOLTAGE}(231.0*V)", f"{TOTAL}(00006678.401*kWh)"
)


async def _set_up(
    hass: HomeAssistant, wire: Wire, instantaneous: float = LONG, totals: float = LONG
) -> MockConfigEntry:
    """Set up an entry with these windows, that of power being 0."""
    entry = meter_entry(wire.port)
    entry.add_to_hass(hass)
    windows = {"instantaneous_window": instantaneous, "totals_window": totals}
    hass.config_entries.async_update_entry(entry, options=windows)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert is_loaded(entry)
    return entry


async def _push(wire: Wire, entry: MockConfigEntry, lines: Sequence[str]) -> None:
    """Send other telegrams from now on, and wait until two of them are heard."""
    hearing = coordinator_of(entry).hearing
    telegrams = hearing.telegrams
    wire.data = telegram(AIDON, lines)
    await until(lambda: hearing.telegrams > telegrams + 1)


def _state(hass: HomeAssistant, entry: MockConfigEntry, code: str) -> State:
    """Return the state of a register."""
    state = hass.states.get(entity_of(er.async_get(hass), entry, code).entity_id)
    assert state
    return state


def _shown(hass: HomeAssistant, entry: MockConfigEntry) -> tuple[str, ...]:
    """Return what is shown of each speed."""
    return tuple(_state(hass, entry, code).state for code in (POWER, VOLTAGE, TOTAL))


async def test_new_sensors_show_their_first_value(
    hass: HomeAssistant, wire: Wire
) -> None:
    """However long the windows are."""
    entry = await _set_up(hass, wire)
    assert _shown(hass, entry) == FIRST


async def test_only_power_follows_each_telegram(
    hass: HomeAssistant, wire: Wire
) -> None:
    """Voltage and energy wait for the end of their windows."""
    entry = await _set_up(hass, wire)
    await _push(wire, entry, SECOND)
    assert _shown(hass, entry) == ("2.0", *FIRST[1:])


async def test_newest_value_comes_when_the_window_ends(
    hass: HomeAssistant, wire: Wire
) -> None:
    """What is shown then is not what was heard when the window began."""
    entry = await _set_up(hass, wire, instantaneous=0.3)
    await _push(wire, entry, SECOND)
    await until(lambda: _shown(hass, entry) == ("2.0", "231.0", FIRST[2]))


async def test_speeds_are_independent(hass: HomeAssistant, wire: Wire) -> None:
    """A short window of the totals makes nothing else quicker."""
    entry = await _set_up(hass, wire, totals=0)
    await _push(wire, entry, SECOND)
    assert _shown(hass, entry) == ("2.0", FIRST[1], "6678.401")


async def test_same_value_is_not_written(hass: HomeAssistant, wire: Wire) -> None:
    """Home Assistant does not even hear that a value has been confirmed."""
    entry = await _set_up(hass, wire, instantaneous=0, totals=0)
    before = [_state(hass, entry, code).last_reported for code in (POWER, VOLTAGE)]
    await _push(wire, entry, replaced(f"{POWER}(0001.023*kW)"))
    after = [_state(hass, entry, code).last_reported for code in (POWER, VOLTAGE)]
    assert after == before


async def test_lost_meter_is_told_at_once(hass: HomeAssistant, wire: Wire) -> None:
    """Nobody waits for a window to learn that a voltage is not known any more."""
    entry = await _set_up(hass, wire)
    await until(lambda: coordinator_of(entry).interval < 1)
    wire.paused = True
    await until(lambda: _state(hass, entry, VOLTAGE).state == STATE_UNAVAILABLE)
    assert _state(hass, entry, POWER).state == STATE_UNAVAILABLE
    assert _state(hass, entry, TOTAL).state == FIRST[2]
    wire.data = telegram(AIDON, SECOND)
    wire.paused = False
    await until(lambda: _shown(hass, entry) == ("2.0", "231.0", "6678.401"))


async def test_register_that_comes_later_shows_at_once(
    hass: HomeAssistant, wire: Wire
) -> None:
    """It has no window to wait for."""
    entry = await _set_up(hass, wire)
    await _push(wire, entry, [*LINES, "1-0:14.7.0(50.02*Hz)"])
    await hass.async_block_till_done()
    assert _state(hass, entry, "1-0:14.7.0").state == "50.02"


async def test_value_that_goes_back_is_written(hass: HomeAssistant, wire: Wire) -> None:
    """What Home Assistant wrote of itself in between does not stay by mistake."""
    await async_setup_component(hass, "homeassistant", {})
    entry = await _set_up(hass, wire, instantaneous=0.6)
    await _push(wire, entry, SECOND)
    voltage = _state(hass, entry, VOLTAGE).entity_id
    await hass.services.async_call(
        "homeassistant", "update_entity", {"entity_id": [voltage]}, blocking=True
    )
    assert _state(hass, entry, VOLTAGE).state == "231.0"
    await _push(wire, entry, LINES)
    await until(lambda: _state(hass, entry, VOLTAGE).state == FIRST[1])


async def test_renamed_sensor_is_still_written(hass: HomeAssistant, wire: Wire) -> None:
    """Under another entity id it keeps its pace."""
    entry = await _set_up(hass, wire)
    registry = er.async_get(hass)
    power = entity_of(registry, entry, POWER)
    registry.async_update_entity(power.entity_id, new_entity_id="sensor.house")
    await hass.async_block_till_done()
    await _push(wire, entry, SECOND)
    state = hass.states.get("sensor.house")
    assert state
    assert state.state == "2.0"


async def test_unload_leaves_no_timer(hass: HomeAssistant, wire: Wire) -> None:
    """A window that runs when the entry is unloaded writes nothing any more."""
    entry = await _set_up(hass, wire, instantaneous=0.3)
    await _push(wire, entry, SECOND)
    paces = coordinator_of(entry).paces
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert not any(pace.writes or pace._timer for pace in paces._paces.values())

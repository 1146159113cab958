"""Statistics across a new meter, with a real recorder."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder.core import Recorder
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.recorder import get_instance
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
    do_adhoc_statistics,
    get_start_time,
    statistics_during_period,
)

from custom_components.han_port.const import DOMAIN
from custom_components.han_port.corrections import Corrections
from custom_components.han_port.decoder import Reading
from custom_components.han_port.guard import Change
from tests.judging import IMPORT, kwh

BEGIN = datetime(2026, 1, 2, 12, 0, 5, tzinfo=UTC)
KEY = "han_port.meter.changes"
METER = "sensor.meter"


class Household:
    """A sensor of a total, and the recorder that sums it up."""

    def __init__(self, hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
        """Begin at noon."""
        self.hass = hass
        self.freezer = freezer
        self.entry = MockConfigEntry(domain=DOMAIN, entry_id="meter")
        self.entry.add_to_hass(hass)
        self.entity_id = METER
        self.unit = "kWh"
        self.corrections = Corrections(hass, self.entry)
        er.async_get(hass).async_get_or_create(
            "sensor",
            DOMAIN,
            f"meter_{IMPORT}",
            config_entry=self.entry,
            suggested_object_id="meter",
        )
        freezer.move_to(BEGIN)

    async def show(self, *values: float | str) -> None:
        """Let the sensor show values, twenty seconds apart."""
        for value in values:
            attributes = {
                "device_class": "energy",
                "state_class": "total_increasing",
                "unit_of_measurement": self.unit,
            }
            self.hass.states.async_set(self.entity_id, str(value), attributes)
            await async_wait_recording_done(self.hass)
            self.freezer.tick(20)

    async def sum_up(self) -> None:
        """End the five minutes that run, and let the recorder sum them up."""
        start = get_start_time(datetime.now(UTC))
        self.freezer.move_to(start + timedelta(minutes=5, seconds=5))
        await async_wait_recording_done(self.hass)
        do_adhoc_statistics(self.hass, start=start)
        await async_wait_recording_done(self.hass)

    async def change(self, before: float, *after: float) -> None:
        """Accept a new meter: its first reading, and the newest one; show that."""
        newest, first = kwh(after[-1]), kwh(after[0])
        change = Change(IMPORT, kwh(before), newest, first)
        await self.corrections.add({IMPORT: change})
        await self.show(after[-1])

    async def look(self) -> None:
        """Come to the next minute's look."""
        now = datetime.now(UTC)
        self.freezer.move_to(now.replace(second=20) + timedelta(minutes=1))
        async_fire_time_changed(self.hass, datetime.now(UTC))
        await self.hass.async_block_till_done()
        await async_wait_recording_done(self.hass)

    async def sums(self, period: str = "5minute") -> list[float]:
        """Return what has been consumed up to the end of each period."""
        rows = await self.hass.async_add_executor_job(
            statistics_during_period,
            self.hass,
            BEGIN - timedelta(hours=1),
            None,
            {self.entity_id},
            period,
            {"energy": "kWh"},
        )
        return [round(row["sum"], 9) for row in rows.get(self.entity_id, [])]


@pytest.fixture
async def household(
    recorder_mock: Recorder, hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> AsyncIterator[Household]:
    """Return a household with a recorder, whose sensor was not summed up yet."""
    await async_setup_component(hass, "sensor", {})
    household = Household(hass, freezer)
    yield household
    household.corrections.end()


#: Old reading, and the new one: reset, small fall, small and great rise.
JUMPS = [(24875.062, 3.1), (100.0, 95.0), (100.0, 101.0), (100.0, 24875.062)]


@pytest.mark.parametrize(("old", "new"), JUMPS)
async def test_change_is_no_consumption(
    household: Household, old: float, new: float
) -> None:
    """The sum has all that both meters counted, and nothing else."""
    await household.show(old - 0.5, old - 0.4)
    await household.sum_up()
    await household.show(old - 0.2, old)
    await household.change(old, new)
    await household.show(new + 0.05, new + 0.1)
    await household.sum_up()
    assert household.hass.states.get(METER)
    await household.look()
    assert await household.sums() == [0.1, 0.6]
    await household.show(new + 0.3)
    await household.sum_up()
    await household.look()
    assert await household.sums() == [0.1, 0.6, 0.8]


@pytest.mark.parametrize(("old", "new"), JUMPS)
async def test_change_in_the_first_five_minutes(
    household: Household, old: float, new: float
) -> None:
    """Without any statistics before it nothing is counted too much, either."""
    await household.show(old - 0.2, old)
    await household.change(old, new)
    await household.show(new + 0.1)
    await household.sum_up()
    await household.look()
    assert await household.sums() == [0.3]


async def test_sum_is_wrong_until_it_is_corrected(household: Household) -> None:
    """The recorder does count the change: there is something to correct."""
    await household.show(100.0)
    await household.sum_up()
    await household.change(100.0, 24875.0)
    await household.sum_up()
    assert await household.sums() == [0.0, 24775.0]
    await household.look()
    assert await household.sums() == [0.0, 0.0]


async def test_what_came_before_the_answer_counts(household: Household) -> None:
    """The new meter counts from its first reading, not from the household's answer."""
    await household.show(24875.0)
    await household.sum_up()
    await household.change(24875.0, 3.0, 7.5)
    await household.sum_up()
    await household.look()
    assert await household.sums() == [0.0, 4.5]


async def test_change_while_the_sensor_was_unavailable(household: Household) -> None:
    """A household that answers after an hour has shown nothing meanwhile."""
    await household.show(24875.0)
    await household.sum_up()
    await household.show("unavailable")
    for _ in range(12):
        await household.sum_up()
    await household.change(24875.3, 3.0, 3.2)
    await household.sum_up()
    await household.look()
    assert (await household.sums())[-1] == 0.5


async def test_hour_is_corrected_too(household: Household) -> None:
    """Also the one that is summed up together with the five minutes."""
    household.freezer.move_to(BEGIN + timedelta(minutes=45))
    await household.show(24875.0)
    for change in (False, False, True):
        if change:
            await household.change(24875.0, 3.0)
        await household.sum_up()
    assert await household.sums("hour") == [3.0]
    await household.look()
    assert await household.sums("hour") == [0.0]


async def test_change_shown_after_the_five_minutes(household: Household) -> None:
    """Statistics that end with the old reading have no change to correct."""
    await household.show(24875.0)
    await household.sum_up()
    change = Change(IMPORT, kwh(24875.1), kwh(3.0))
    await household.corrections.add({IMPORT: change})
    await household.sum_up()
    await household.look()
    assert await household.sums() == [0.0, 0.0]
    await household.show(3.0)
    await household.sum_up()
    await household.look()
    assert await household.sums() == [0.0, 0.0, 0.1]


async def test_second_change_while_one_is_pending(household: Household) -> None:
    """Two in the same five minutes are corrected as one."""
    await household.show(24875.0)
    await household.sum_up()
    await household.change(24875.1, 3.0)
    await household.show(3.2)
    await household.change(3.2, 700.0, 700.1)
    await household.show(700.2)
    await household.sum_up()
    await household.look()
    assert await household.sums() == [0.0, 0.5]


async def test_second_change_after_the_first_was_summed_up(
    household: Household,
) -> None:
    """The first one is corrected at once, the second with its own five minutes."""
    await household.show(24875.0)
    await household.sum_up()
    await household.change(24875.0, 3.0)
    await household.show(3.2)
    await household.sum_up()
    await household.change(3.2, 700.0)
    await async_wait_recording_done(household.hass)
    assert await household.sums() == [0.0, 0.2]
    await household.sum_up()
    await household.look()
    assert await household.sums() == [0.0, 0.2, 0.2]


async def test_restart_in_between(
    household: Household, hass_storage: dict[str, Any]
) -> None:
    """A change that is not summed up yet is stored, and gone once it is."""
    await household.show(24875.0)
    await household.sum_up()
    await household.change(24875.0, 3.0)
    household.corrections.end()
    assert IMPORT in hass_storage[KEY]["data"]
    household.corrections = Corrections(household.hass, household.entry)
    await household.corrections.load()
    await household.sum_up()
    await household.look()
    assert await household.sums() == [0.0, 0.0]
    assert KEY not in hass_storage
    await household.look()
    assert await household.sums() == [0.0, 0.0]


async def test_renamed_sensor(household: Household) -> None:
    """The sensor is found by what it is, not by its name."""
    await household.show(24875.0)
    await household.sum_up()
    await household.change(24875.0, 3.0)
    registry = er.async_get(household.hass)
    registry.async_update_entity(METER, new_entity_id="sensor.cellar")
    await async_wait_recording_done(household.hass)
    household.entity_id = "sensor.cellar"
    await household.show(3.1)
    await household.sum_up()
    await household.look()
    assert await household.sums() == [0.0, 0.1]


async def test_sensor_shown_in_another_unit(household: Household) -> None:
    """Statistics in Wh are corrected in Wh."""
    household.unit = "Wh"
    await household.show(24875000.0)
    await household.sum_up()
    change = Change(IMPORT, kwh(24875.0), kwh(3.0))
    await household.corrections.add({IMPORT: change})
    await household.show(3000.0, 3100.0)
    await household.sum_up()
    await household.look()
    assert await household.sums() == [0.0, 0.1]


async def test_statistics_that_were_deleted(household: Household) -> None:
    """Where the household has deleted what was before, nothing is taken off."""
    await household.show(24875.0)
    await household.sum_up()
    await household.change(24875.0, 3.0)
    household.hass.states.async_remove(METER)
    get_instance(household.hass).async_clear_statistics([METER])
    await household.sum_up()
    await household.show(5.0, 5.1)
    await household.sum_up()
    await household.look()
    assert (await household.sums())[-1] == 0.1


@pytest.mark.parametrize(
    "change",
    [
        Change("1-0:2.8.0", kwh(5.0), kwh(0.0)),
        Change(IMPORT, kwh(5.0), Reading(0.1, "GJ", 3)),
        Change(IMPORT, Reading(5.0, "kVAh", 3), Reading(0.1, "kVAh", 3)),
        Change(IMPORT, kwh(5.0), kwh(0.0)),
    ],
    ids=["no sensor", "another unit", "no unit of statistics", "never shown"],
)
async def test_nothing_to_correct(
    household: Household, hass_storage: dict[str, Any], change: Change
) -> None:
    """Without statistics of a sensor nothing waits, and nothing is stored."""
    await household.corrections.add({change.code: change})
    assert KEY not in hass_storage
    assert household.corrections._stop is None


async def test_change_that_never_shows_is_forgotten(
    household: Household, hass_storage: dict[str, Any]
) -> None:
    """With the recorder's memory of the time before it."""
    await household.show(24875.0)
    await household.corrections.add({IMPORT: Change(IMPORT, kwh(24875.0), kwh(3.0))})
    await household.look()
    assert KEY in hass_storage
    household.freezer.tick(timedelta(days=11))
    await household.look()
    assert KEY not in hass_storage
    assert household.corrections._stop is None


async def test_without_a_recorder_nothing_waits(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """There is nothing that could be wrong."""
    corrections = Corrections(hass, MockConfigEntry(entry_id="meter"))
    await corrections.add({IMPORT: Change(IMPORT, kwh(5.0), kwh(0.0))})
    assert KEY not in hass_storage


async def test_recorder_that_is_gone_after_a_restart(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """The change is kept for when it comes back."""
    jump = {"unit": "kWh", "fall": 5.0, "at": 0.0, "before": None, "old": [5.0]}
    hass_storage[KEY] = {"version": 1, "key": KEY, "data": {IMPORT: jump}}
    corrections = Corrections(hass, MockConfigEntry(entry_id="meter"))
    await corrections.load()
    async_fire_time_changed(hass, datetime.now(UTC) + timedelta(minutes=2))
    await hass.async_block_till_done()
    assert KEY in hass_storage
    corrections.end()


@pytest.mark.parametrize(
    "data", [{IMPORT: {}}, {IMPORT: {"unit": "kVAh", "before": None}}, [1]], ids=str
)
async def test_damaged_file_is_none(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
    data: object,
) -> None:
    """It keeps no meter from being set up, and nothing waits."""
    hass_storage[KEY] = {"version": 1, "key": KEY, "data": data}
    corrections = Corrections(hass, MockConfigEntry(entry_id="meter"))
    await corrections.load()
    assert "Stored changes cannot be read" in caplog.text
    assert corrections._stop is None


async def test_file_of_a_removed_entry_is_gone(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """Nothing of the meter is kept."""
    hass_storage[KEY] = {"version": 1, "key": KEY, "data": {}}
    await Corrections(hass, MockConfigEntry(entry_id="meter")).remove()
    assert KEY not in hass_storage

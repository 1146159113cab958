"""Tests of the totals that survive a restart of Home Assistant."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.han_port.const import DOMAIN
from custom_components.han_port.decoder import Reading
from custom_components.han_port.guard import AGREEING, Good, Guard
from custom_components.han_port.limits import Instant
from custom_components.han_port.totals import DELAY, Totals
from tests.judging import EXPORT, GAS, IMPORT, kwh, listed

ENTRY = MockConfigEntry(domain=DOMAIN, entry_id="meter")
KEY = "han_port.meter"


def _now(hass: HomeAssistant) -> Instant:
    """Return this instant."""
    return Instant(hass.loop.time(), dt_util.utcnow())


def _guard(hass: HomeAssistant) -> Guard:
    """Return a guard that has heard import and gas now."""
    guard = Guard()
    gas = Reading(12.5, "m³", 3)
    guard.judge(listed({IMPORT: 24875.062, GAS: gas}), _now(hass))
    return guard


def _stored(hass_storage: dict[str, Any], **more: object) -> dict[str, Any]:
    """Put a file into the storage that has one good total; return its fields."""
    fields = {
        "reading": [24875.062, "kWh", 3],
        "at": dt_util.utcnow().isoformat(),
        "changed": None,
        "level": None,
        **more,
    }
    hass_storage[KEY] = {"version": 1, "key": KEY, "data": {IMPORT: fields}}
    return fields


async def test_old_entries_have_no_file(hass: HomeAssistant) -> None:
    """Then nothing is known yet."""
    assert await Totals(hass, ENTRY).load() == {}


async def test_totals_come_back_with_their_age(
    hass: HomeAssistant, hass_storage: dict[str, Any], freezer: FrozenDateTimeFactory
) -> None:
    """An hour later they are an hour old, by both clocks."""
    totals = Totals(hass, ENTRY)
    totals.save(_guard(hass))
    await totals.close()
    freezer.tick(3600)
    goods = await Totals(hass, ENTRY).load()
    assert goods[IMPORT].reading == kwh(24875.062)
    assert goods[GAS].reading == Reading(12.5, "m³", 3)
    assert dt_util.utcnow() - goods[IMPORT].at.wall == timedelta(hours=1)
    assert hass.loop.time() - goods[IMPORT].at.ticks == pytest.approx(3600, abs=5)


async def test_levels_come_back(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """What was offered before the restart is offered after it, also if dismissed."""
    guard = _guard(hass)
    for _ in range(AGREEING):
        guard.judge(listed({IMPORT: 3.1, GAS: 12.6}), _now(hass))
    guard.judge(listed({IMPORT: 3.2, GAS: 12.6}), _now(hass))
    totals = Totals(hass, ENTRY)
    totals.save(guard)
    await totals.close()
    restored = Guard()
    restored.restore(await Totals(hass, ENTRY).load())
    assert restored.changes == guard.changes
    assert restored.changes[IMPORT].first == kwh(3.1)
    guard.dismiss()
    totals.save(guard)
    await totals.close()
    restored.restore(await Totals(hass, ENTRY).load())
    assert guard.changes == {}
    assert restored.changes.keys() == {IMPORT}


async def test_time_of_the_last_change_comes_back(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """A gas meter may have stood still before the restart, too."""
    changed = dt_util.utcnow() - timedelta(hours=2)
    _stored(hass_storage, changed=changed.isoformat())
    good = (await Totals(hass, ENTRY).load())[IMPORT]
    assert good.changed is not None
    assert good.at.since(good.changed) == pytest.approx(7200, abs=5)


async def test_time_in_the_future_is_now(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """A clock that was ahead makes no total that is younger than young."""
    ahead = dt_util.utcnow() + timedelta(days=1)
    _stored(hass_storage, at=ahead.isoformat())
    good = (await Totals(hass, ENTRY).load())[IMPORT]
    assert good.at.wall <= dt_util.utcnow()
    assert good.at.ticks <= hass.loop.time()


@pytest.mark.parametrize(
    "damage",
    [
        {"reading": None},
        {"reading": [1.0]},
        {"reading": ["1", "kWh", 3]},
        {"reading": [1.0, 5, 3]},
        {"reading": [1.0, "kWh", "3"]},
        {"at": 5},
        {"at": "yesterday"},
        {"at": "2026-01-01T00:00:00"},
        {"changed": {}, "at": None},
        {"level": {"reading": [1.0, "kWh", 3]}},
        {"level": "high"},
    ],
    ids=str,
)
async def test_damaged_totals_are_none(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
    damage: dict[str, object],
) -> None:
    """What is not understood is not guessed, and said once."""
    _stored(hass_storage, **damage)
    assert await Totals(hass, ENTRY).load() == {}
    assert caplog.text.count("Stored totals cannot be read") == 1


@pytest.mark.parametrize(
    "file",
    [
        {"version": 1, "data": []},
        {"version": 1, "data": [1]},
        {"version": 1, "data": {IMPORT: None}},
        {"version": 2, "data": {}},
        {"version": 0, "minor_version": 1, "data": {}},
        {"data": {}},
        [],
    ],
    ids=str,
)
async def test_damaged_file_is_none(
    hass: HomeAssistant, hass_storage: dict[str, Any], file: object
) -> None:
    """No shape of the file keeps a meter from being set up."""
    hass_storage[KEY] = file
    assert await Totals(hass, ENTRY).load() == {}


async def test_totals_are_written_each_minute(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """Telegrams that come meanwhile do not put it off."""
    totals = Totals(hass, ENTRY)
    guard = _guard(hass)
    begin = dt_util.utcnow()
    for seconds in range(0, DELAY, 10):
        totals.save(guard)
        async_fire_time_changed(hass, begin + timedelta(seconds=seconds))
        assert KEY not in hass_storage
    guard.judge(listed({IMPORT: 24875.1, GAS: 12.5}), _now(hass))
    async_fire_time_changed(hass, begin + timedelta(seconds=DELAY + 1))
    await hass.async_block_till_done()
    reading = hass_storage[KEY]["data"][IMPORT]["reading"]
    assert reading == [24875.1, "kWh", 3]
    del hass_storage[KEY]
    totals.save(guard)
    async_fire_time_changed(hass, begin + timedelta(seconds=3 * DELAY))
    await hass.async_block_till_done()
    assert KEY in hass_storage


async def test_totals_are_written_when_home_assistant_stops(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """Also those that the minute is not over for."""
    totals = Totals(hass, ENTRY)
    totals.save(_guard(hass))
    hass.set_state(CoreState.final_write)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await hass.async_block_till_done()
    assert IMPORT in hass_storage[KEY]["data"]


async def test_nothing_heard_is_nothing_written(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """A meter that was silent keeps the totals of before."""
    totals = Totals(hass, ENTRY)
    fields = _stored(hass_storage)
    await totals.close()
    assert hass_storage[KEY]["data"] == {IMPORT: fields}


async def test_file_of_a_removed_entry_is_gone(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """Nothing of the meter is kept."""
    totals = Totals(hass, ENTRY)
    totals.save(_guard(hass))
    await totals.close()
    assert KEY in hass_storage
    await Totals(hass, ENTRY).remove()
    assert KEY not in hass_storage


async def test_a_first_telegram_after_a_restart_is_judged(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """A zero is no first value once the total is known."""
    _stored(hass_storage)
    guard = Guard()
    guard.restore(await Totals(hass, ENTRY).load())
    judged, _ = guard.judge(listed({IMPORT: 0.0, EXPORT: 0.0}), _now(hass))
    assert list(judged.registers) == [EXPORT]
    assert isinstance(guard.goods[IMPORT], Good)

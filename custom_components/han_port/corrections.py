"""Statistics across a new meter: the change of its reading is no consumption.

The sensor of a total goes on with what the new meter shows. The recorder then adds to
the sum of its statistics what the reading has risen by, or, where it fell by more than
a tenth, all of the new reading. Once the five minutes of the change are summed up,
their sum is corrected, so that it has what was consumed before the change by the old
meter, and since then by the new one, from its first reading on.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from homeassistant.components.recorder.statistics import (
    StatisticsRow,
    get_last_short_term_statistics,
    statistics_during_period,
)
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_track_utc_time_change
from homeassistant.helpers.recorder import get_instance
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from .const import DOMAIN, LOGGER
from .decoder import find
from .guard import Change, number
from .jumps import PERIOD, UNIT_CLASSES, Jump, read_jump, surplus
from .totals import DAMAGE

RECORDER: Final = "recorder"
VERSION: Final = 1
#: The recorder sums up five minutes at their end, in the tenth second.
SECOND: Final = 20


class Corrections:
    """Corrects the statistics of one meter's totals, as long as there is something."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Initialize without a change."""
        self.hass = hass
        self._entry = entry
        key = f"{DOMAIN}.{entry.entry_id}.changes"
        self._store = Store[dict[str, Any]](hass, VERSION, key, private=True)
        self._jumps: dict[str, Jump] = {}
        self._stop: CALLBACK_TYPE | None = None
        self._lock = asyncio.Lock()

    async def load(self) -> None:
        """Go on with changes from before a restart."""
        try:
            stored = await self._store.async_load() or {}
            self._jumps = {code: read_jump(fields) for code, fields in stored.items()}
        except DAMAGE as error:
            LOGGER.warning("Stored changes cannot be read: %s", type(error).__name__)
        self._wait()

    async def add(self, changes: Mapping[str, Change]) -> None:
        """Correct changes that sensors are about to show."""
        if RECORDER not in self.hass.config.components:
            return
        async with self._lock:
            await self._correct_all()
            for change in changes.values():
                await self._add(change)
            await self._save()
        self._wait()

    @callback
    def end(self) -> None:
        """Wait no more."""
        if self._stop is not None:
            self._stop()
            self._stop = None

    async def remove(self) -> None:
        """Remove the file."""
        await self._store.async_remove()

    @callback
    def _wait(self) -> None:
        """Look each minute from now on, while there is a change."""
        if self._jumps and self._stop is None:
            self._stop = async_track_utc_time_change(
                self.hass, self._wake, second=SECOND
            )

    @callback
    def _wake(self, now: datetime) -> None:
        """Look at what the recorder has summed up meanwhile."""
        self._entry.async_create_task(self.hass, self._look(), f"{DOMAIN} statistics")

    async def _look(self) -> None:
        """Correct what the recorder has summed up meanwhile."""
        if RECORDER not in self.hass.config.components:
            return
        async with self._lock:
            if await self._correct_all():
                await self._save()
        if not self._jumps:
            self.end()

    async def _save(self) -> None:
        """Write the changes that are not corrected yet; no file without any."""
        if self._jumps:
            fields = {code: jump._asdict() for code, jump in self._jumps.items()}
            await self._store.async_save(fields)
        else:
            await self._store.async_remove()

    async def _add(self, change: Change) -> None:
        """Remember a change, if the sensor has been summed up or will soon be.

        Another change of the same reading that is not summed up yet becomes one
        with it.
        """
        entity_id = self._entity_id(change.code)
        unit = change.before.unit
        if entity_id is None or unit not in UNIT_CLASSES or unit != change.after.unit:
            return
        shown = self._shown(entity_id, unit)
        before = await self._last(entity_id)
        if before is None and shown is None:
            return
        good = number(change.before)
        fall = good - number(change.first or change.after)
        old = (good, good if shown is None else shown)
        jump = Jump(unit, fall, dt_util.utcnow().timestamp(), before, old)
        if known := self._jumps.get(change.code):
            jump = known._replace(fall=known.fall + fall, old=known.old + old)
        self._jumps[change.code] = jump

    async def _correct_all(self) -> bool:
        """Correct the changes that are summed up; tell whether any was done with."""
        done = [
            code
            for code, jump in self._jumps.items()
            if await self._correct(code, jump)
        ]
        for code in done:
            del self._jumps[code]
        return bool(done)

    async def _correct(self, code: str, jump: Jump) -> bool:
        """Correct a change; tell whether it is done with.

        Once corrected a change has no surplus: nothing is taken off a second time.
        It is, too, once the recorder has forgotten the statistics before it: then it
        counts anew from the first reading that it finds.
        """
        recorder = get_instance(self.hass)
        age = dt_util.utcnow().timestamp() - jump.at
        if age > timedelta(days=recorder.keep_days).total_seconds():
            return True
        entity_id = self._entity_id(code)
        rows = await self._rows(entity_id, jump) if entity_id else []
        found = surplus(jump, rows)
        if entity_id is None or found is None:
            return False
        start, amount = found
        recorder.async_adjust_statistics(entity_id, start, -amount, jump.unit)
        return True

    async def _rows(self, entity_id: str, jump: Jump) -> Sequence[StatisticsRow]:
        """Return the statistics from the last ones before a change."""
        first = jump.at - PERIOD.total_seconds() if jump.before is None else jump.before
        recorder = get_instance(self.hass)
        await recorder.async_block_till_done()
        found = await recorder.async_add_executor_job(
            statistics_during_period,
            self.hass,
            dt_util.utc_from_timestamp(first),
            None,
            {entity_id},
            "5minute",
            {UNIT_CLASSES[jump.unit]: jump.unit},
            {"state", "sum"},
        )
        return found.get(entity_id, [])

    async def _last(self, entity_id: str) -> float | None:
        """Return when the newest statistics of a sensor start, None without any."""
        ask = partial(
            get_last_short_term_statistics,
            *(self.hass, 1, entity_id),
            convert_units=False,
            types={"state"},
        )
        found = await get_instance(self.hass).async_add_executor_job(ask)
        return found[entity_id][0]["start"] if entity_id in found else None

    def _entity_id(self, code: str) -> str | None:
        """Return the sensor of a total, however the household calls it."""
        register = find(code)
        unique_id = f"{self._entry.entry_id}_{register.code if register else code}"
        return er.async_get(self.hass).async_get_entity_id(
            Platform.SENSOR, DOMAIN, unique_id
        )

    def _shown(self, entity_id: str, unit: str) -> float | None:
        """Return what a sensor shows in a unit, None where that is no number."""
        state = self.hass.states.get(entity_id)
        if state is None or state.attributes.get("unit_of_measurement") != unit:
            return None
        try:
            return float(state.state)
        except ValueError:
            return None

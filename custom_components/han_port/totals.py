"""The totals that were believed last, kept over a restart of Home Assistant.

So the first telegram after a restart is judged, too: a zero is no first value, and a
level that is held back is not believed because Home Assistant has forgotten it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from .const import DOMAIN, LOGGER
from .decoder import Reading
from .guard import Fault, Good, Guard, Level
from .limits import Instant

VERSION: Final = 1
#: Seconds after which what was heard is written.
DELAY: Final = 60
#: All that reading and understanding a damaged file can come to.
DAMAGE: Final = (
    ArithmeticError,
    AttributeError,
    HomeAssistantError,
    LookupError,
    NotImplementedError,
    OSError,
    TypeError,
    ValueError,
)

type Stored = dict[str, dict[str, Any]]


class Totals:
    """The file of the totals of one meter."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Initialize the file; nothing is read yet."""
        self.hass = hass
        self._store = Store[Stored](
            hass, VERSION, f"{DOMAIN}.{entry.entry_id}", private=True
        )
        self._guard: Guard | None = None
        self._is_due = False

    async def load(self) -> dict[str, Good]:
        """Return what was stored; nothing where there is no file, or a damaged one.

        Ages are those by the wall clock, and none is below zero.
        """
        now = Instant(self.hass.loop.time(), dt_util.utcnow())
        try:
            stored = await self._store.async_load() or {}
            return {code: _good(fields, now) for code, fields in stored.items()}
        except DAMAGE as error:
            LOGGER.warning("Stored totals cannot be read: %s", type(error).__name__)
            return {}

    @callback
    def save(self, guard: Guard) -> None:
        """Write the totals of a guard soon, or when Home Assistant stops."""
        self._guard = guard
        if not self._is_due:
            self._is_due = True
            self._store.async_delay_save(self._fields, DELAY)

    async def close(self) -> None:
        """Write now what is not written yet."""
        if self._is_due:
            await self._store.async_save(self._fields())

    async def remove(self) -> None:
        """Remove the file."""
        await self._store.async_remove()

    def _fields(self) -> Stored:
        """Return what is written."""
        self._is_due = False
        goods: Mapping[str, Good] = self._guard.goods if self._guard else {}
        return {code: _fields_of(good) for code, good in goods.items()}


def _fields_of(good: Good) -> dict[str, Any]:
    """Return a total as the file has it."""
    level = good.level
    return {
        "reading": list(good.reading),
        "at": good.at.wall.isoformat(),
        "changed": good.changed and good.changed.wall.isoformat(),
        "level": level
        and {
            "reading": list(level.reading),
            "at": level.at.wall.isoformat(),
            "fault": level.fault,
            "first": level.first and list(level.first),
            "times": level.times,
        },
    }


def _good(fields: dict[str, Any], now: Instant) -> Good:
    """Return a total that the file has. Raise one of DAMAGE where it is none."""
    level, changed = fields["level"], fields["changed"]
    return Good(
        reading=_reading(fields["reading"]),
        at=_instant(fields["at"], now),
        changed=_instant(changed, now) if changed else None,
        level=_level(level, now) if level else None,
    )


def _level(fields: dict[str, Any], now: Instant) -> Level:
    """Return a level that is held back.

    One that was dismissed is offered again: the total would never come back without.
    """
    return Level(
        reading=_reading(fields["reading"]),
        at=_instant(fields["at"], now),
        fault=Fault(fields["fault"]),
        first=_reading(fields["first"]) if fields["first"] else None,
        times=int(fields["times"]),
    )


def _reading(fields: list[Any]) -> Reading:
    """Return a reading of a number."""
    value, unit, decimals = fields
    is_unit = unit is None or isinstance(unit, str)
    is_count = decimals is None or isinstance(decimals, int)
    if not (isinstance(value, (int, float)) and is_unit and is_count):
        raise ValueError("No reading of a total")
    return Reading(float(value), unit, decimals)


def _instant(text: str, now: Instant) -> Instant:
    """Return an instant that was written; one in the future is now."""
    age = max((now.wall - datetime.fromisoformat(text)).total_seconds(), 0.0)
    return Instant(now.ticks - age, now.wall - timedelta(seconds=age))

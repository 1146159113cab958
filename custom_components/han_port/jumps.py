"""What statistics have counted too much when the reading of a meter has jumped."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import isclose
from typing import Any, Final, NamedTuple

from homeassistant.components.recorder.statistics import StatisticsRow
from homeassistant.util import dt as dt_util

PERIOD: Final = timedelta(minutes=5)
#: How the recorder calls what a unit measures.
UNIT_CLASSES: Final = {
    "kWh": "energy",
    "GJ": "energy",
    "kvarh": "reactive_energy",
    "m³": "volume",
}


class Jump(NamedTuple):
    """A change of a reading that is not corrected yet.

    ``fall`` is what the reading fell by, below 0 where it rose. ``at`` is when, and
    ``before`` the start of the last statistics until then, None without any, as
    timestamps. ``old`` are the readings of the old meter that the sensor may have
    shown last.
    """

    unit: str
    fall: float
    at: float
    before: float | None
    old: tuple[float, ...]

    def is_before(self, row: StatisticsRow) -> bool:
        """Tell whether a row was over before the change."""
        return row["start"] + PERIOD.total_seconds() <= self.at

    def is_old(self, row: StatisticsRow) -> bool:
        """Tell whether a row ends with a reading of the old meter."""
        return any(isclose(_state(row), old, abs_tol=1e-9) for old in self.old)


def surplus(jump: Jump, rows: Sequence[StatisticsRow]) -> tuple[datetime, float] | None:
    """Return from when on statistics have counted a change, and what that was.

    None while they have not. What should have been counted from the last row before
    the change to the first one after it is the difference of their readings, and what
    the reading fell by.
    """
    before: StatisticsRow | None = None
    for row in rows:
        if jump.is_before(row):
            before = row
        elif jump.is_old(row):
            before = before or row
        else:
            start = dt_util.utc_from_timestamp(row["start"])
            return start, _counted(jump, before, row) - jump.fall
    return None


def _counted(jump: Jump, before: StatisticsRow | None, after: StatisticsRow) -> float:
    """Return what the recorder has counted besides the difference of readings.

    That is the reading from which on it began again at zero, if it did. Where the
    change lies in the very first row, its sum is less than its reading if it did not.
    Where the rows before it are gone, the recorder has begun anew behind it.
    """
    if before is not None:
        counted = _sum(after) - _sum(before)
        return counted - (_state(after) - _state(before))
    if jump.before is not None or after["start"] > jump.at:
        return jump.fall
    return jump.old[-1] if _sum(after) >= _state(after) else 0.0


def _state(row: StatisticsRow) -> float:
    """Return the reading at the end of a row."""
    return row.get("state") or 0.0


def _sum(row: StatisticsRow) -> float:
    """Return the consumption up to the end of a row."""
    return row.get("sum") or 0.0


def read_jump(fields: dict[str, Any]) -> Jump:
    """Return a change that the file has. Raise one of DAMAGE where it is none."""
    unit, before = fields["unit"], fields["before"]
    if unit not in UNIT_CLASSES:
        raise ValueError("No unit of a total")
    return Jump(
        unit=unit,
        fall=float(fields["fall"]),
        at=float(fields["at"]),
        before=None if before is None else float(before),
        old=tuple(float(one) for one in fields["old"]),
    )

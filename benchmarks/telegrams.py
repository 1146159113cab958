"""The telegrams that are measured: what a simulated meter pushes in a day and a night.

The values change from one to the next, so that nobody gains by remembering a telegram.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from simulator.household import Household
from simulator.meter import Meter, Turn

_PUSHES = 100
_START = datetime(2026, 6, 21, tzinfo=UTC)
_STEP = timedelta(minutes=15)


class Push(NamedTuple):
    """One telegram, and the numbers of electricity in it by C, D and E group."""

    data: bytes
    values: dict[str, Decimal]


def push_all(meter: Meter, *, hourly: bool = False) -> list[Push]:
    """Push telegrams, the longer list of a meter that has one for every hour."""
    household = Household()
    return [
        _push(meter, household, Turn(number, hourly), _START + number * _STEP)
        for number in range(_PUSHES)
    ]


def _push(meter: Meter, household: Household, turn: Turn, time: datetime) -> Push:
    """Push the telegram of a moment."""
    snapshot = household.at(time)
    values = {
        code.partition(":")[2]: value
        for code, value in meter.values(snapshot, turn).items()
        if code.startswith("1-")
    }
    return Push(meter.telegram(snapshot, turn), values)

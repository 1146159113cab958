"""What a soak compares is found wrong where it is."""

from decimal import Decimal
import os
from typing import Any

import pytest

from benchmarks.soak_checks import Memory, compare, complaints

#: Two rows of five minutes and an hour that ends with them, in Wh.
SHORT = [
    {"end": 300_000, "change": 0.0, "sum": 0.0, "state": 1000.0},
    {"end": 600_000, "change": 20.0000001, "sum": 20.0, "state": 1020.0},
]
HOURS = [{"end": 600_000, "change": 20.0, "sum": 20.0}]
MEASURED = [Decimal("1.000"), Decimal("1.020")]


def changed(rows: list[dict[str, Any]], **fields: float) -> list[dict[str, Any]]:
    """Change the last of some rows."""
    return [*rows[:-1], rows[-1] | fields]


def test_equal_to_the_last_watt_hour() -> None:
    """What the meter has counted is what the statistics have."""
    energy = compare("import", Decimal("0.020"), SHORT, HOURS, iter(MEASURED))
    assert energy == ("import", 20, 20, 2, True, 0)
    assert energy.is_right


@pytest.mark.parametrize("change", [19.0, 21.0])
def test_a_watt_hour_too_many_or_too_few(change: float) -> None:
    """One is enough to be wrong."""
    short = changed(SHORT, change=change)
    energy = compare("import", Decimal("0.020"), short, HOURS, iter(MEASURED))
    assert energy.statistics == change
    assert not energy.is_right


def test_a_row_ahead_of_the_meter() -> None:
    """A state that the meter had not reached by then is none of its."""
    measured = [Decimal("1.000"), Decimal("1.019")]
    energy = compare("import", Decimal("0.020"), SHORT, HOURS, iter(measured))
    assert energy.ahead == 1
    assert not energy.is_right


def test_an_hour_that_does_not_agree() -> None:
    """The sum of an hour is that of its last five minutes."""
    hours = changed(HOURS, sum=21.0)
    energy = compare("import", Decimal("0.020"), SHORT, hours, iter(MEASURED))
    assert not energy.hours_agree
    assert not energy.is_right


def test_nothing_was_counted() -> None:
    """No rows are no energy."""
    energy = compare("import", Decimal("0.020"), [], [], iter([]))
    assert not energy.is_right


def test_expected_lines_are_no_complaints() -> None:
    """Information is none, nor what the demo's Home Assistant always says."""
    log = (
        "2026-06-21 01:00:00.000+00:00 INFO (MainThread) [a] b\n"
        "2026-06-21 01:00:00.000+00:00 WARNING (SyncWorker_0) [homeassistant.loader] "
        "We found one which has not been tested by Home Assistant.\n"
        "Traceback (most recent call last):\n"
    )
    told = complaints(log, 1)
    assert told.unexpected == []
    assert told.expected == {"has not been tested by Home Assistant": 1}


@pytest.mark.parametrize("level", ["WARNING", "ERROR", "CRITICAL"])
def test_other_lines_are_complaints(level: str) -> None:
    """Whoever they come from."""
    line = f"2026-06-21 01:00:00.000+00:00 {level} (MainThread) [a] b"
    assert complaints(line, 60) == ([line], {})


@pytest.mark.parametrize(
    "line",
    [
        "Exception ignored in: <function a at 0x7f0000000000>",
        "/a/b.py:12: RuntimeWarning: coroutine 'a' was never awaited",
    ],
)
def test_what_python_writes_beside_the_log(line: str) -> None:
    """It comes from no logger and is a complaint all the same."""
    assert complaints(line, 60) == ([line], {})


def test_what_is_slow_depends_on_the_pace() -> None:
    """Two seconds of a clock sixty times as fast are a moment."""
    line = (
        "2026-06-21 01:00:00.000+00:00 WARNING (MainThread) [homeassistant.helpers."
        "entity] Updating state for sensor.a (<class 'A'>) took 2.345 seconds."
    )
    assert complaints(line, 60) == ([], {"Updating state for": 1})
    assert complaints(line, 1) == ([line], {})


def test_memory_of_this_process() -> None:
    """It is more than an interpreter takes and less than all of a machine."""
    memory = Memory(os.getpid())
    memory.look()
    assert 5 < memory.samples[0] < 100_000


def test_medians_of_stretches() -> None:
    """What is left over at the end is in none of them."""
    memory = Memory(0, [1, 2, 9, 4, 5, 6, 7])
    assert memory.medians(2) == [2, 5]
    assert memory.medians(7) == memory.samples


def test_growth_leaves_the_beginning_out() -> None:
    """What is taken once is no leak; what is taken again and again is one."""
    assert Memory(0, [100, 150, 200, 200, 200, 200, 200, 200]).growth == 0
    assert Memory(0, [100, 110, 120, 130, 140, 150, 160, 170]).growth == 40

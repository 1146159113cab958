"""The households' time stands still before the first telegram and after the last."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
import time

from benchmarks.soak_meters import HouseholdClock, meters
from benchmarks.warp import Clock
from simulator.household import FIRST_COUNTERS

START = datetime(2026, 6, 21, 1, tzinfo=UTC)


def test_time_begins_and_ends(tmp_path: Path) -> None:
    """In between it goes as the clock does."""
    clock = Clock.make(tmp_path / "clock", START)
    household = HouseholdClock(clock, START)
    clock.run(1000)
    time.sleep(0.1)
    assert household() == START
    household.begin()
    begun = clock.time()
    time.sleep(0.02)
    assert household() >= START + timedelta(seconds=20)
    household.end()
    ended = household()
    time.sleep(0.02)
    assert household() == ended
    assert household.at(begun - 100) == START
    assert household.at(begun) < household.at(begun + 5) <= ended


def test_meters_have_households_of_their_own(tmp_path: Path) -> None:
    """All begin with the same totals, and each measures something else."""
    clock = Clock.make(tmp_path / "clock", START)
    found = meters(tmp_path, clock, HouseholdClock(clock, START))
    noon = START + timedelta(hours=9)
    assert [one.name for one in found] == ["cable", "server", "radio"]
    assert {one.household.at(START).counters for one in found} == {FIRST_COUNTERS}
    assert len({one.household.at(noon).counters for one in found}) == 3

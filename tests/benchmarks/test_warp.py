"""A clock is the same for all processes, and whoever lives by it notices nothing."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise
import json
import os
from pathlib import Path
import sys
import time

import pytest

from benchmarks.warp import Clock, living_by

START = datetime(2026, 6, 21, 1, tzinfo=UTC)
#: How far two looks may lie apart, on a machine that has much else to do.
SLACK = timedelta(seconds=1)

LIVE = """
import asyncio, datetime, json, time
from time import monotonic

async def live():
    begun = monotonic()
    await asyncio.sleep(600)
    time.sleep(600)
    return monotonic() - begun

gone = asyncio.run(live())
now = datetime.datetime.now(datetime.UTC)
print(json.dumps([gone, now.timestamp(), time.time(), time.time_ns() / 1e9,
    type(now) is datetime.datetime, str(datetime.date.today()),
    datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=3))).hour]))
"""


@pytest.fixture
def clock(tmp_path: Path) -> Clock:
    """Make a clock."""
    return Clock.make(tmp_path / "clock", START)


def test_begins_at_its_start_with_the_pace_of_all_clocks(clock: Clock) -> None:
    """At first a second is a second."""
    assert START <= clock.now() < START + SLACK
    assert clock.pace == 1
    first, before, second = time.monotonic(), clock.monotonic(), time.monotonic()
    time.sleep(0.1)
    third, after, fourth = time.monotonic(), clock.monotonic(), time.monotonic()
    assert third - second <= after - before <= fourth - first


def test_goes_as_fast_as_it_is_told(clock: Clock) -> None:
    """Behind the change of pace it is so many times as fast, and then slow again."""
    clock.run(1000)
    time.sleep(0.2)
    before = clock.monotonic()
    time.sleep(0.1)
    assert clock.monotonic() - before >= 100
    clock.run(1)
    time.sleep(0.2)
    before = clock.monotonic()
    time.sleep(0.01)
    assert 0.01 <= clock.monotonic() - before < 5


def test_never_leaps(clock: Clock) -> None:
    """At a change of pace it goes on from where it was."""
    begun = time.monotonic()
    clock.run(100)
    shown = [clock.monotonic()]
    while time.monotonic() < begun + 0.1:
        shown.append(clock.monotonic())
    steps = [later - earlier for earlier, later in pairwise(shown)]
    assert min(steps) >= 0
    assert sum(steps) <= 100 * (time.monotonic() - begun)


def test_is_the_same_for_all_who_read_its_file(clock: Clock) -> None:
    """A change of pace need not be told."""
    other = Clock(clock.path)
    clock.run(1000)
    time.sleep(0.1)
    assert other.pace == 1000
    first, second, third = clock.time(), other.time(), clock.time()
    assert first <= second <= third


async def test_sleeps_by_its_own_seconds(clock: Clock) -> None:
    """Those who do not live by it wait as long as if they did."""
    clock.run(100)
    await asyncio.sleep(0.1)
    before = clock.monotonic()
    await clock.sleep(20)
    assert 19 < clock.monotonic() - before < 520


async def test_whoever_lives_by_it_notices_nothing(
    clock: Clock, tmp_path: Path
) -> None:
    """Timers, `sleep` and all that tells the time agree, and a day is short."""
    (tmp_path / "live.py").write_text(LIVE)
    clock.run(600)
    begun = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *living_by(clock), "live"),
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await process.communicate()
    really = time.monotonic() - begun
    gone, now, seconds, nanoseconds, is_plain, today, hour = json.loads(told)
    assert 1200 <= gone <= 600 * really
    assert now <= seconds <= nanoseconds <= clock.time()
    assert now >= START.timestamp() + 1200
    assert is_plain
    assert today >= "2026-06-21"
    assert hour == (datetime.fromtimestamp(now, UTC) + timedelta(hours=3)).hour

"""A clock is the same for all processes, and whoever lives by it notices nothing."""

from datetime import UTC, datetime, timedelta
import json
import os
from pathlib import Path
import subprocess
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
    before, real = clock.monotonic(), time.monotonic()
    time.sleep(0.1)
    gone, really = clock.monotonic() - before, time.monotonic() - real
    assert gone == pytest.approx(really, abs=0.05)


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
    assert 0.01 <= clock.monotonic() - before < 1


def test_never_leaps(clock: Clock) -> None:
    """At a change of pace it goes on from where it was."""
    clock.run(100)
    shown = [clock.monotonic()]
    until = time.monotonic() + 0.1
    while time.monotonic() < until:
        shown.append(clock.monotonic())
    steps = [later - earlier for earlier, later in zip(shown, shown[1:], strict=False)]
    assert min(steps) >= 0
    assert shown[-1] - shown[0] < 20


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
    clock.run(1000)
    time.sleep(0.1)
    before = clock.monotonic()
    await clock.sleep(100)
    assert clock.monotonic() - before == pytest.approx(100, abs=50)


def test_whoever_lives_by_it_notices_nothing(clock: Clock, tmp_path: Path) -> None:
    """Timers, `sleep` and all that tells the time agree, and a day is short."""
    (tmp_path / "live.py").write_text(LIVE)
    clock.run(600)
    begun = time.monotonic()
    told = subprocess.run(
        [sys.executable, *living_by(clock), "live"],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        check=True,
    ).stdout
    really = time.monotonic() - begun
    gone, now, seconds, nanoseconds, is_plain, today, hour = json.loads(told)
    assert gone == pytest.approx(1200, abs=300)
    assert really < 60
    assert now == pytest.approx(seconds, abs=60)
    assert nanoseconds == pytest.approx(seconds, abs=60)
    assert START.timestamp() + 1200 <= now <= clock.time()
    assert is_plain
    assert today >= "2026-06-21"
    assert hour == (datetime.fromtimestamp(now, UTC) + timedelta(hours=3)).hour

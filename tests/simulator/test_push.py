"""Meters push on time and do as they are told."""

import asyncio
from datetime import UTC, datetime, timedelta
import threading
import time

import pytest

from simulator.clock import running_clock, utc_now
from simulator.crc16 import crc16_arc
from simulator.faults import Fault
from simulator.household import Household
from simulator.meter import Turn
from simulator.meters import METERS, VARIANTS
from simulator.push import PtyMeter
from simulator.registers import registers
from tests.simulator.lines import (
    NOON,
    PATIENCE,
    opened,
    quiet,
    reached,
)


async def test_first_telegram_comes_at_once() -> None:
    """By default a meter does not wait for its first telegram."""
    async with PtyMeter(interval=1000) as meter:
        await reached(meter, 1)


async def test_first_telegram_after_the_interval() -> None:
    """On demand the first telegram takes its time as the others do."""
    async with PtyMeter(interval=0.05, at_once=False) as meter:
        await asyncio.sleep(0.02)
        assert meter.telegrams == 0
        await reached(meter, 1)


async def test_telegrams_come_at_even_intervals() -> None:
    """Ten telegrams take nine intervals."""
    loop = asyncio.get_running_loop()
    async with PtyMeter(interval=0.03) as meter:
        begun = loop.time()
        await reached(meter, 10)
        assert 0.26 < loop.time() - begun < 0.5


async def test_late_meter_does_not_hurry() -> None:
    """Telegrams that were missed are not made up for."""
    async with PtyMeter(interval=0.05) as meter:
        await reached(meter, 1)
        asyncio.get_running_loop().call_soon(time.sleep, 0.26)
        await asyncio.sleep(0.01)
        await asyncio.sleep(0.01)
        assert meter.telegrams == 2


async def test_pause_and_go_on() -> None:
    """A paused meter pushes only by hand."""
    async with PtyMeter(interval=0.01) as meter:
        await reached(meter, 2)
        meter.paused = True
        before = meter.telegrams
        await asyncio.sleep(0.05)
        assert meter.telegrams == before
        assert meter.push_now().startswith(b"/ADN9 7534")
        assert meter.telegrams == before + 1
        meter.paused = False
        await reached(meter, before + 3)


async def test_count_ends_the_pushing() -> None:
    """A meter with a count ends by itself after so many telegrams."""
    async with PtyMeter(interval=0.01, count=3) as meter:
        async with asyncio.timeout(PATIENCE):
            await meter.ended()
        assert meter.telegrams == 3


async def test_error_of_the_household_comes_to_light() -> None:
    """A household that breaks breaks the meter, and is not swallowed."""
    meter = PtyMeter(clock=lambda: NOON.replace(tzinfo=None))
    await meter.start()
    with pytest.raises(ValueError, match="has no time zone"):
        await meter.ended()
    with pytest.raises(ValueError, match="has no time zone"):
        await meter.stop()
    assert meter._master is None


async def test_stop_without_start() -> None:
    """A meter that does not run can be stopped."""
    meter = PtyMeter()
    await meter.stop()
    assert meter.telegrams == 0


async def test_meter_keeps_no_thread() -> None:
    """A running meter is a task and nothing more."""
    before = threading.active_count()
    async with PtyMeter(interval=0.01) as meter:
        await reached(meter, 3)
        assert threading.active_count() == before


async def test_fault_of_a_span() -> None:
    """A fault that is set befalls every telegram until it is taken away."""
    async with quiet() as meter:
        good = meter.push_now()
        meter.fault = Fault.NO_CHECKSUM
        assert [meter.push_now(), meter.push_now()] == [good[:-6] + b"\r\n"] * 2
        meter.fault = None
        assert meter.push_now() == good


async def test_fault_of_one_telegram() -> None:
    """A fault given with a push befalls that telegram only."""
    async with quiet(fault=Fault.SILENCE) as meter:
        assert meter.push_now(Fault.NOISE) != b""
        assert meter.push_now() == b""
        assert meter.telegrams == 2


async def test_restart_silences_the_meter_for_a_while() -> None:
    """A telegram breaks off, nothing comes for a while, then all is well."""
    now = NOON

    async with quiet(restart_silence=0.1, clock=lambda: now) as meter:
        good = meter.push_now()
        meter.fault = Fault.RESTART
        broken = meter.push_now()
        assert good.startswith(broken)
        assert len(broken) < len(good)
        assert meter.push_now() == b""
        assert meter.telegrams == 2
        await asyncio.sleep(0.12)
        assert meter.push_now() == good
        assert meter.fault is None


async def test_restart_of_one_telegram_leaves_the_fault() -> None:
    """A fault that was set is still there after a restart given with a push."""
    async with quiet(fault=Fault.SILENCE, restart_silence=0) as meter:
        meter.push_now(Fault.RESTART)
        assert meter.push_now() == b""
        assert meter.telegrams == 2


async def test_counters_go_on_over_a_restart() -> None:
    """After a restart the counters stand where the household has them."""
    moments = iter([NOON, NOON + timedelta(hours=1), NOON + timedelta(hours=2)])
    async with quiet(restart_silence=0, clock=lambda: next(moments)) as meter:
        meter.push_now()
        meter.push_now(Fault.RESTART)
        telegram = meter.push_now()
    expected = Household(start=NOON).at(NOON + timedelta(hours=2))
    assert telegram == METERS["sesko"].telegram(expected)


async def test_meter_has_an_interval_of_its_own() -> None:
    """Where none is asked for the meter pushes as often as real ones do."""
    assert PtyMeter(meter=METERS["austria_mbus"]).interval == 5
    assert PtyMeter(meter=METERS["austria_mbus"], interval=0.1).interval == 0.1


async def test_long_list_comes_first_and_hourly() -> None:
    """The first that is heard and each hour's first is long, the rest short."""
    now = NOON
    norway = VARIANTS["aidon_dlms"]["norway"]
    sent = []
    async with quiet(meter=norway, clock=lambda: now) as meter:
        with opened(meter.port):
            for minute in (0, 1, 59, 60, 61):
                now = NOON + timedelta(minutes=minute)
                sent.append(meter.push_now())
    household = Household(start=NOON)
    assert sent == [
        norway.telegram(
            household.at(NOON + timedelta(minutes=minute)), Turn(number, hourly=hourly)
        )
        for number, (minute, hourly) in enumerate(
            [(0, True), (1, False), (59, False), (60, True), (61, False)]
        )
    ]


async def test_long_list_waits_for_a_reader() -> None:
    """What nobody heard, or nobody could read, is sent again."""
    norway = VARIANTS["aidon_dlms"]["norway"]
    async with quiet(meter=norway) as meter:
        unheard = meter.push_now()
        with opened(meter.port):
            meter.push_now(Fault.CUT)
            heard = meter.push_now()
            after = meter.push_now()
    assert len(unheard) == len(heard) > len(after)


async def test_hour_can_be_begun() -> None:
    """The long list comes once more when it is asked for."""
    async with quiet(meter=VARIANTS["aidon_dlms"]["norway"]) as meter:
        with opened(meter.port):
            long, short = meter.push_now(), meter.push_now()
            meter.begin_hour()
            assert len(meter.push_now()) == len(long) > len(short)


async def test_counter_counts_the_pushes() -> None:
    """Each telegram has the next invocation counter."""
    async with quiet(meter=METERS["luxembourg"]) as meter:
        counters = [int.from_bytes(meter.push_now()[14:18]) for _ in range(3)]
    assert counters == [1, 2, 3]


async def test_meter_remembers_what_it_sent() -> None:
    """Totals of the long list stay beside the power of the last short one."""
    now = NOON
    norway = VARIANTS["aidon_dlms"]["norway"]
    household = Household(start=NOON)
    async with quiet(meter=norway, clock=lambda: now) as meter:
        meter.push_now()
        assert meter.sent == {}
        with opened(meter.port):
            meter.push_now()
            now += timedelta(minutes=5)
            meter.push_now()
            meter.push_now(Fault.SILENCE)
    assert meter.sent == {
        **norway.values(household.at(NOON)),
        "1-0:1.7.0": registers(household.at(now))["1.7.0"],
    }


def test_clock_runs_faster() -> None:
    """A clock at a million times begins at its start and gains hours in no time."""
    clock = running_clock(NOON, 1e6)
    assert clock() - NOON < timedelta(hours=12)
    begun = datetime.now(UTC)
    while datetime.now(UTC) - begun < timedelta(milliseconds=20):
        pass
    assert clock() - NOON > timedelta(seconds=20_000)


def test_clock_is_that_of_the_computer() -> None:
    """The default clock shows the time in UTC."""
    assert utc_now().utcoffset() == timedelta()
    assert abs(utc_now() - datetime.now(UTC)) < timedelta(seconds=5)


async def test_telegrams_of_a_running_meter_are_whole() -> None:
    """A stream of pushed telegrams has one good checksum after another."""
    async with PtyMeter(interval=0.01, meter=METERS["kuopio"]) as meter:
        with opened(meter.port) as terminal:
            stream = await terminal.read(4 * 704)
    telegrams = [part for part in stream.split(b"/LGF5E360")[1:] if b"!" in part]
    for part in telegrams:
        covered, _, checksum = part.partition(b"!")
        assert int(checksum, 16) == crc16_arc(b"/LGF5E360" + covered + b"!")
    assert len(telegrams) >= 3

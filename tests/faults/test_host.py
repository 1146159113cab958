"""What happens to the computer, and to Home Assistant itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
import gc
import logging
import socket
import threading
from typing import NamedTuple

from homeassistant.loader import DATA_CUSTOM_COMPONENTS
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_test_home_assistant,
    get_scheduled_timer_handles,
)

from custom_components.han_port.coordinator import HanPortCoordinator
from custom_components.han_port.watches import clock
from simulator import line
from simulator.household import Household
from simulator.line import HOST
from simulator.push import PtyMeter, TcpMeter
from tests.entries import AT_ONCE, meter_entry, until
from tests.wire import descriptors, until_free

from .house import TOTAL, House
from .rows import (
    ALL_WELL,
    LOST,
    SILENT,
    Entities,
    Row,
    Shows,
    rows,
)

INTERVAL = 0.1
#: So many bytes of a telegram have come when Home Assistant stops.
HALF = 300
#: The name of each thread in Home Assistant's pool.
POOL = "SyncWorker"
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class Wall:
    """The clock on the wall: how far it is from the real one."""

    def __init__(self) -> None:
        """Be right."""
        self.offset = timedelta()

    def now(self) -> datetime:
        """Return the time that it shows."""
        return datetime.now(UTC) + self.offset


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    """Give Home Assistant a clock that a test may set; the loop's time has its own."""
    wall = Wall()
    monkeypatch.setattr(dt_util, "utcnow", wall.now)
    monkeypatch.setattr(clock, "APART", 0)
    return wall


@rows(
    Row(
        fault="Host asleep for an hour",
        meanwhile=Entities(Shows.BEFORE, Shows.BEFORE),
    ),
)
async def test_asleep(house: House, wall: Wall) -> None:
    """What was used meanwhile is believed, though the loop's time stood still."""
    home = Household(solar_peak=0)
    async with PtyMeter(interval=INTERVAL, clock=wall.now, household=home) as meter:
        entry = meter_entry(meter.port)
        entry.add_to_hass(house.hass)
        small = {**AT_ONCE, "main_fuse": 6}
        house.hass.config_entries.async_update_entry(entry, options=small)
        await house.hass.config_entries.async_setup(entry.entry_id)
        await house.have(entry, meter)
        meter.paused = True
        before = meter.sent[TOTAL]
        wall.offset = HOUR
        await house.meanwhile()
        meter.paused = False
        await house.afterwards()
        assert meter.sent[TOTAL] - before > Decimal(".2")


@rows(
    Row(
        fault="Clock of the host set a day ahead",
        meanwhile=ALL_WELL,
        repairs=("clock_behind",),
        given=DAY,
    ),
    Row(
        fault="Clock of the host set a day back",
        meanwhile=ALL_WELL,
        repairs=("clock_ahead",),
        given=-DAY,
    ),
)
async def test_clock(house: House, wall: Wall) -> None:
    """No value suffers; whose clock is wrong nobody knows."""
    async with PtyMeter(interval=INTERVAL) as meter:
        await house.read(meter)
        assert isinstance(house.row.given, timedelta)
        wall.offset = house.row.given
        await house.meanwhile()
        wall.offset = timedelta()
        await house.afterwards()


@asynccontextmanager
async def _restarted(house: House) -> AsyncIterator[MockConfigEntry]:
    """Start Home Assistant anew, with the same entry."""
    kept = house.entry
    async with async_test_home_assistant() as hass:
        hass.data.pop(DATA_CUSTOM_COMPONENTS)
        house.hass, house.entry = (
            hass,
            MockConfigEntry(
                domain=kept.domain,
                entry_id=kept.entry_id,
                title=kept.title,
                data=kept.data,
                options=kept.options,
            ),
        )
        house.entry.add_to_hass(hass)
        try:
            yield house.entry
        finally:
            await hass.config_entries.async_unload(kept.entry_id)
            await hass.async_stop(force=True)


@rows(
    Row(
        fault="Home Assistant stopped while a telegram is half read, and started again",
        meanwhile=Entities(Shows.BEFORE, Shows.BEFORE),
    ),
)
async def test_stop(house: House) -> None:
    """The port is free, and the rest of the telegram does no harm."""
    async with PtyMeter(interval=INTERVAL) as meter:
        await house.read(meter)
        meter.paused = True
        telegram = meter.push_now()
        meter._write(telegram[:HALF])
        await house.hass.async_stop(force=True)
        await house.meanwhile()
        await until_free(meter.port)
        async with _restarted(house) as entry:
            start = asyncio.create_task(
                house.hass.config_entries.async_setup(entry.entry_id)
            )
            await until(lambda: meter._write(telegram[HALF:]))
            meter.paused = False
            assert await start
            await house.afterwards()


@asynccontextmanager
async def _black_hole(port: int) -> AsyncIterator[None]:
    """Let nobody get an answer at a TCP port: its queue is full."""
    async with AsyncExitStack() as stack:
        server = stack.enter_context(socket.create_server((HOST, port), backlog=0))
        for _ in range(2):
            waiting = stack.enter_context(socket.socket())
            waiting.settimeout(0)
            waiting.connect_ex(server.getsockname())
        yield


@rows(
    Row(
        fault="Entry unloaded while it connects to a host that does not answer",
        meanwhile=SILENT,
        log=(LOST,),
    ),
)
async def test_unload_during_connect(house: House) -> None:
    """It ends at once, and nothing of it is left."""
    entries = house.hass.config_entries
    async with TcpMeter(interval=INTERVAL) as meter:
        await house.read(meter)
        await meter.stop()
        await house.meanwhile()
        tasks = asyncio.all_tasks()
        async with _black_hole(meter.tcp_port):
            files = descriptors()
            await until(lambda: descriptors() > files)
            async with asyncio.timeout(1):
                assert await entries.async_unload(house.entry.entry_id)
            assert descriptors() == files
            assert asyncio.all_tasks() < tasks
        await meter.start()
        assert await entries.async_setup(house.entry.entry_id)
        await house.afterwards()


class Left(NamedTuple):
    """What could be left behind by an entry that is gone."""

    tasks: int
    files: int
    threads: int
    coordinators: int


async def _left(house: House) -> Left:
    """Count what there is, without the pool of threads that all integrations share."""
    await house.hass.async_block_till_done()
    gc.collect()
    return Left(
        tasks=len(asyncio.all_tasks()),
        files=descriptors(),
        threads=sum(
            not thread.name.startswith(POOL) for thread in threading.enumerate()
        ),
        coordinators=sum(
            isinstance(one, HanPortCoordinator) for one in gc.get_objects()
        ),
    )


def _timers(house: House) -> int:
    """Count the timers that run."""
    timers = get_scheduled_timer_handles(house.hass.loop)
    return sum(not timer.cancelled() for timer in timers)


@rows(
    Row(fault="200 reloads in a row", meanwhile=ALL_WELL),
)
async def test_reloads(
    house: House, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No task, timer, file, thread or coordinator is left of them."""
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(line, "_LOOK", 0.002)
    async with PtyMeter(interval=0.01) as meter:
        await house.read(meter)
        await _reload(house, 5)
        before, timers = await _left(house), _timers(house)
        await _reload(house, 200)
        assert await _left(house) == before
        assert _timers(house) < timers + 10
        await house.meanwhile()
        await house.afterwards()


async def _reload(house: House, times: int) -> None:
    """Reload the entry so many times."""
    for _ in range(times):
        assert await house.hass.config_entries.async_reload(house.entry.entry_id)

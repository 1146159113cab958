"""Meters push on time, survive their readers and do as they are told."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
import os
from pathlib import Path
import select
import threading
import time
from typing import Any

import pytest

from simulator.clock import running_clock, utc_now
from simulator.crc16 import crc16_arc
from simulator.faults import Fault
from simulator.household import Household
from simulator.meter import Turn
from simulator.meters import METERS, VARIANTS
from simulator.push import HOST, PtyMeter, PushMeter, TcpMeter
from simulator.registers import registers

NOON = datetime(2026, 6, 21, 9, 0, tzinfo=UTC)
PATIENCE = 5


def quiet(**options: Any) -> PtyMeter:
    """Make a meter that pushes only when told so."""
    return PtyMeter(**{"paused": True, "clock": lambda: NOON, **options})


class Terminal:
    """A reader of a pseudo terminal."""

    def __init__(self, descriptor: int) -> None:
        """Read a descriptor without blocking."""
        self.descriptor = descriptor

    def available(self) -> bytes:
        """Return what can be read at once."""
        try:
            return os.read(self.descriptor, 65536)
        except BlockingIOError:
            return b""

    async def read(self, size: int) -> bytes:
        """Wait for so many bytes."""
        data = b""
        async with asyncio.timeout(PATIENCE):
            while len(data) < size:
                await asyncio.sleep(0.002)
                data += self.available()
        return data


@contextmanager
def opened(port: str) -> Iterator[Terminal]:
    """Open a port as a program does that knows nothing of terminals."""
    descriptor = os.open(port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    try:
        yield Terminal(descriptor)
    finally:
        os.close(descriptor)


async def until(condition: Callable[[], bool]) -> None:
    """Wait until something holds."""
    for _ in range(round(PATIENCE / 0.002)):
        if condition():
            return
        await asyncio.sleep(0.002)
    raise TimeoutError


async def reached(meter: PushMeter, telegrams: int) -> None:
    """Wait until a meter has pushed so many."""
    await until(lambda: meter.telegrams >= telegrams)


async def connect(meter: TcpMeter) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect, and be sure that the meter has noticed it."""
    known = len(meter._readers)
    streams = await asyncio.open_connection(HOST, meter.tcp_port)
    await until(lambda: len(meter._readers) > known)
    return streams


@pytest.fixture
async def tcp_meter(socket_enabled: None) -> AsyncIterator[TcpMeter]:
    """Run a meter on TCP that pushes only when told so."""
    async with TcpMeter(paused=True, clock=lambda: NOON) as meter:
        yield meter


async def test_terminal_brings_the_telegram() -> None:
    """The bytes of the telegram arrive as they were sent."""
    async with quiet() as meter:
        with opened(meter.port) as terminal:
            sent = meter.push_now()
            assert await terminal.read(len(sent)) == sent
    assert sent == METERS["sesko"].telegram(Household().at(NOON))


async def test_terminal_changes_no_byte() -> None:
    """All 256 bytes pass, in blocks and with control characters."""
    every_byte = bytes(range(256))
    async with quiet() as meter:
        with opened(meter.port) as terminal:
            meter._write(every_byte)
            assert await terminal.read(256) == every_byte


async def test_nothing_waits_for_a_reader() -> None:
    """What is pushed while the port is closed is lost."""
    async with quiet() as meter:
        meter.push_now()
        with opened(meter.port) as terminal:
            sent = meter.push_now()
            assert await terminal.read(1) == sent
        meter.push_now()
        with opened(meter.port) as terminal:
            await asyncio.sleep(0.02)
            assert terminal.available() == b""


async def test_reader_that_does_not_read_blocks_nobody() -> None:
    """What does not fit is dropped, and later telegrams arrive again."""
    async with quiet() as meter:
        with opened(meter.port) as terminal:
            sent = b"".join(meter.push_now() for _ in range(200))
            await asyncio.sleep(0.02)
            got = b""
            while piece := terminal.available():
                got += piece
                await asyncio.sleep(0.01)
            assert sent.startswith(got[:4096])
            assert len(got) < len(sent) / 2
            again = meter.push_now()
            assert await terminal.read(len(again)) == again
    assert meter.telegrams == 201


async def test_reader_that_writes_is_not_blocked() -> None:
    """What a reader writes is swallowed at the next push."""
    async with quiet() as meter:
        with opened(meter.port) as terminal:
            for _ in range(100):
                assert os.write(terminal.descriptor, bytes(1024)) == 1024
                await asyncio.sleep(0.002)
                meter.push_now()
                terminal.available()


async def test_stopped_terminal_hangs_up() -> None:
    """A reader sees the end of the line when the meter stops."""
    meter = quiet()
    await meter.start()
    with opened(meter.port) as terminal:
        await meter.stop()
        poller = select.poll()
        poller.register(terminal.descriptor, 0)
        ((_, events),) = poller.poll(0)
        assert events & select.POLLHUP


async def test_link_keeps_the_name(tmp_path: Path) -> None:
    """The link leads to the terminal of each start and goes with the last stop."""
    link = tmp_path / "meter"
    link.symlink_to("/nowhere")
    meter = quiet(link=link)
    for _ in range(2):
        await meter.start()
        assert meter.port == str(link)
        with opened(meter.port) as terminal:
            sent = meter.push_now()
            assert await terminal.read(len(sent)) == sent
        await meter.stop()
        assert not link.is_symlink()
    assert meter.telegrams == 2


async def test_link_of_another_meter_is_left_alone(tmp_path: Path) -> None:
    """A meter removes its own link only."""
    link = tmp_path / "meter"
    first, second = quiet(link=link), quiet(link=link)
    await first.start()
    await second.start()
    await first.stop()
    assert link.readlink() == Path(second._terminal)
    await second.stop()


async def test_link_replaces_no_file(tmp_path: Path) -> None:
    """Where a file has the name of the link the meter does not start."""
    link = tmp_path / "meter"
    link.write_text("precious")
    meter = quiet(link=link)
    with pytest.raises(FileExistsError):
        await meter.start()
    assert link.read_text() == "precious"
    assert meter._master is None


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


async def test_tcp_brings_the_telegram_to_every_reader(tcp_meter: TcpMeter) -> None:
    """All readers get the same bytes."""
    one, one_writer = await connect(tcp_meter)
    other, other_writer = await connect(tcp_meter)
    sent = tcp_meter.push_now()
    async with asyncio.timeout(PATIENCE):
        assert await one.readexactly(len(sent)) == sent
        assert await other.readexactly(len(sent)) == sent
    one_writer.close()
    other_writer.close()


async def test_tcp_port_is_a_url(tcp_meter: TcpMeter) -> None:
    """The port is what a reader of serial ports takes."""
    assert tcp_meter.tcp_port > 0
    assert tcp_meter.port == f"socket://127.0.0.1:{tcp_meter.tcp_port}"


async def test_tcp_survives_a_reader_that_leaves(tcp_meter: TcpMeter) -> None:
    """A reader leaves without a word, the others go on reading."""
    _, leaving = await connect(tcp_meter)
    staying, writer = await connect(tcp_meter)
    leaving.transport.abort()
    async with asyncio.timeout(PATIENCE):
        while len(tcp_meter._readers) > 1:
            tcp_meter.push_now()
            await asyncio.sleep(0.002)
        sent = tcp_meter.push_now()
        await staying.readuntil(sent)
    writer.close()


async def test_tcp_reader_that_does_not_read_piles_up_no_memory(
    tcp_meter: TcpMeter,
) -> None:
    """What a reader leaves too long is dropped for it."""
    _, writer = await connect(tcp_meter)
    for _ in range(20_000):
        tcp_meter._write(bytes(1000))
    (reader,) = tcp_meter._readers
    assert reader.get_write_buffer_size() < 20_000
    writer.transport.abort()


async def test_tcp_meter_that_stops_hangs_up(tcp_meter: TcpMeter) -> None:
    """Readers see the end, and the port is the same after the next start."""
    reader, writer = await connect(tcp_meter)
    port = tcp_meter.port
    await tcp_meter.stop()
    async with asyncio.timeout(PATIENCE):
        assert await reader.read() == b""
    writer.close()
    await tcp_meter.start()
    assert tcp_meter.port == port
    reader, writer = await connect(tcp_meter)
    sent = tcp_meter.push_now()
    assert await reader.readexactly(len(sent)) == sent
    writer.close()


async def test_tcp_port_in_use(tcp_meter: TcpMeter) -> None:
    """Two meters do not share a port."""
    other = TcpMeter(tcp_port=tcp_meter.tcp_port)
    with pytest.raises(OSError, match="address already in use"):
        await other.start()


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

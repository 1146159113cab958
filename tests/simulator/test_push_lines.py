"""Lines bring what a meter pushes, and readers come and go."""

import asyncio
from collections.abc import AsyncIterator
import os
from pathlib import Path
import select

import pytest

from simulator.household import Household
from simulator.line import HOST
from simulator.meters import METERS
from simulator.push import TcpMeter
from tests.simulator.lines import (
    NOON,
    PATIENCE,
    opened,
    quiet,
    until,
)


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

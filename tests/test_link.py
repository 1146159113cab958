"""Tests of the link: ports and URLs, and problems with a name."""

import asyncio
import errno
import os
from pathlib import Path
import socket
import termios
from typing import NoReturn

import pytest
import serialx
from serialx.common import UnknownUriScheme

from custom_components.han_port import link
from custom_components.han_port.decoder import Line, Parity
from custom_components.han_port.link import (
    CHUNK,
    FLOOD,
    FLOOD_SECONDS,
    Link,
    LinkError,
    Problem,
    has_line_settings,
    open_link,
)
from simulator.push import PtyMeter, TcpMeter
from tests.wire import Wire, descriptors, hanging_up, is_free, one_way

LINE = Line()
URL = "socket://meter.local:2000"


async def _problem(url: str) -> Problem:
    """Return why a link cannot be opened."""
    with pytest.raises(LinkError) as caught:
        async with open_link(url, LINE):
            pass
    assert str(caught.value) == caught.value.problem.value
    return caught.value.problem


def _failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let serialx fail in one way."""

    async def fail(*_: object, **__: object) -> NoReturn:
        raise error

    monkeypatch.setattr(serialx, "open_serial_connection", fail)


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (OSError(errno.EACCES, ""), Problem.NOT_PERMITTED),
        (OSError(errno.EPERM, ""), Problem.NOT_PERMITTED),
        (OSError(errno.EBUSY, ""), Problem.BUSY),
        (termios.error(errno.EBUSY, ""), Problem.BUSY),
        (OSError(errno.EAGAIN, ""), Problem.BUSY),
        (OSError(errno.ENOENT, ""), Problem.MISSING),
        (OSError(errno.ENODEV, ""), Problem.MISSING),
        (OSError(errno.ENXIO, ""), Problem.MISSING),
        (OSError(errno.ECONNREFUSED, ""), Problem.REFUSED),
        (OSError(errno.EHOSTUNREACH, ""), Problem.UNREACHABLE),
        (OSError(errno.ENETUNREACH, ""), Problem.UNREACHABLE),
        (OSError(errno.EHOSTDOWN, ""), Problem.UNREACHABLE),
        (OSError(errno.ETIMEDOUT, ""), Problem.UNREACHABLE),
        (OSError(errno.ECONNRESET, ""), Problem.CLOSED),
        (OSError(errno.EIO, ""), Problem.FAILED),
        (OSError(errno.ENOTTY, ""), Problem.FAILED),
        (OSError("no number"), Problem.FAILED),
        (TimeoutError(), Problem.UNREACHABLE),
        (socket.gaierror(socket.EAI_NONAME, ""), Problem.UNREACHABLE),
        (ValueError("no port"), Problem.MALFORMED),
        (UnknownUriScheme("foo"), Problem.MALFORMED),
        (serialx.SerialException("no answer"), Problem.UNREACHABLE),
        (RuntimeError("a backend's own"), Problem.UNREACHABLE),
    ],
)
async def test_errors_have_a_name(
    monkeypatch: pytest.MonkeyPatch, error: Exception, problem: Problem
) -> None:
    """Whatever a backend raises comes out as a problem."""
    _failing(monkeypatch, error)
    assert await _problem(URL) is problem


async def test_serial_error_of_a_port_is_no_malformed_url(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A setting that a port does not know is not about an address."""
    _failing(monkeypatch, serialx.UnsupportedSetting("9600"))
    assert await _problem("/dev/ttyUSB0") is Problem.FAILED


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("/dev/ttyNOWHERE7", Problem.MISSING),
        (str(Path(__file__)), Problem.FAILED),
        (str(Path(__file__).parent), Problem.FAILED),
        ("socket://host", Problem.MALFORMED),
        ("socket://:2000", Problem.MALFORMED),
        ("socket://host:port", Problem.MALFORMED),
        ("foo://host:2000", Problem.MALFORMED),
        ("127.0.0.1:2000", Problem.MALFORMED),
        ("", Problem.MISSING),
    ],
)
async def test_real_errors_have_a_name(url: str, problem: Problem) -> None:
    """Nothing is opened by a name that is no port."""
    assert await _problem(url) is problem


async def test_opening_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that never answers is unreachable."""

    async def wait(*_: object, **__: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(serialx, "open_serial_connection", wait)
    monkeypatch.setattr(link, "OPEN_TIMEOUT", 0.05)
    assert await _problem(URL) is Problem.UNREACHABLE


async def test_port_in_use_is_busy() -> None:
    """A port has one reader only."""
    async with PtyMeter(paused=True) as meter, open_link(meter.port, LINE):
        assert await _problem(meter.port) is Problem.BUSY


async def test_closed_tcp_port_refuses(socket_enabled: None) -> None:
    """A host without a server refuses."""
    async with TcpMeter() as meter:
        port = meter.port
    assert await _problem(port) is Problem.REFUSED


async def test_bytes_come_through() -> None:
    """What a meter sends is what is read."""
    async with Wire(paused=True) as wire, open_link(wire.port, LINE) as opened:
        wire.send(bytes(range(256)))
        assert await opened.reader.readexactly(256) == bytes(range(256))


async def test_speed_reaches_the_port() -> None:
    """A port is switched to the line's speed; a pseudo terminal has no more of it."""
    async with PtyMeter(paused=True) as meter:
        async with open_link(meter.port, Line(9600, 7, Parity.EVEN)):
            assert _speed(meter.port) == termios.B9600
        async with open_link(meter.port, LINE):
            assert _speed(meter.port) == termios.B115200


@pytest.mark.parametrize(
    "line", [Line(2400, 8, Parity.EVEN), Line(9600, 7, Parity.EVEN)]
)
async def test_port_without_parity_is_opened_as_it_is(line: Line) -> None:
    """A pseudo terminal refuses parity from the second time on; its bytes are whole."""
    async with Wire(paused=True) as wire:
        for _ in range(3):
            async with open_link(wire.port, line) as opened:
                wire.send(b"\xff\x80\x7f")
                assert await opened.reader.readexactly(3) == b"\xff\x80\x7f"


async def test_other_settings_are_not_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A port that refuses what every port has is a port that failed."""
    asked: list[object] = []

    async def refuse(_: str, **settings: object) -> NoReturn:
        asked.append(settings["parity"])
        raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr(serialx, "open_serial_connection", refuse)
    assert await _problem("/dev/ttyUSB0") is Problem.FAILED
    assert asked == [serialx.Parity.NONE]


async def test_frame_reaches_the_port(monkeypatch: pytest.MonkeyPatch) -> None:
    """Data bits, parity and the one stop bit are asked of the port."""
    asked: dict[str, object] = {}

    async def ask(_: str, **settings: object) -> NoReturn:
        asked.update(settings)
        raise TimeoutError

    monkeypatch.setattr(serialx, "open_serial_connection", ask)
    with pytest.raises(LinkError):
        async with open_link("/dev/ttyUSB0", Line(9600, 7, Parity.EVEN)):
            pass
    assert asked == {
        "baudrate": 9600,
        "byte_size": 7,
        "parity": serialx.Parity.EVEN,
        "stopbits": serialx.StopBits.ONE,
    }


async def test_port_is_free_after_use() -> None:
    """Lock and descriptor are gone when the context is left, one way or another."""
    async with PtyMeter(paused=True) as meter:
        before = descriptors()
        for _ in range(5):
            async with open_link(meter.port, LINE):
                assert not await is_free(meter.port)
            with pytest.raises(ZeroDivisionError):
                async with open_link(meter.port, LINE):
                    raise ZeroDivisionError
        assert await is_free(meter.port)
        assert descriptors() == before


async def test_cancelled_reader_leaves_a_free_port() -> None:
    """A task that ends while it reads closes its port."""

    async def read() -> None:
        async with open_link(meter.port, LINE) as opened:
            await opened.read()

    async with PtyMeter(paused=True) as meter:
        task = asyncio.create_task(read())
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await is_free(meter.port)


async def test_time_limit_of_the_reader_is_no_trouble_of_the_link() -> None:
    """Who waits no longer hears just that: TimeoutError is an OSError, too."""
    async with PtyMeter(paused=True) as meter:
        with pytest.raises(TimeoutError):
            await _read_for_a_moment(meter.port)


async def _read_for_a_moment(port: str) -> None:
    """Read with a time limit inside of the link."""
    async with open_link(port, LINE) as opened, asyncio.timeout(0.05):
        await opened.read()


async def test_host_that_hangs_up_is_an_end(socket_enabled: None) -> None:
    """The end of a stream gives no bytes and no error."""
    async with hanging_up() as url, open_link(url, LINE) as opened:
        assert await opened.read() == b""


async def test_unplugged_port_is_closed() -> None:
    """A reader hears of it when its port goes."""

    async def read() -> None:
        async with open_link(meter.port, LINE) as opened:
            await opened.read()

    async with PtyMeter(paused=True) as meter:
        task = asyncio.create_task(read())
        await asyncio.sleep(0.1)
        await meter.stop()
        with pytest.raises(LinkError) as caught:
            await task
        assert caught.value.problem is Problem.CLOSED


async def test_backend_that_gives_up_is_closed() -> None:
    """Some backends break with errors of their own."""
    async with PtyMeter(paused=True) as meter:
        with pytest.raises(LinkError) as caught:
            async with open_link(meter.port, LINE):
                raise serialx.SerialException
        assert caught.value.problem is Problem.CLOSED


async def test_piece_after_piece() -> None:
    """What has come is read in pieces that take no long time to understand."""
    reader = asyncio.StreamReader()
    reader.feed_data(bytes(CHUNK) + b"rest")
    opened = one_way(reader)
    assert [await opened.read(), await opened.read()] == [bytes(CHUNK), b"rest"]


async def test_others_have_a_turn_before_each_piece() -> None:
    """However much has come already."""
    turns: list[int] = []

    async def take_turns() -> None:
        for turn in range(10):
            turns.append(turn)
            await asyncio.sleep(0)

    reader = asyncio.StreamReader()
    reader.feed_data(bytes(10 * CHUNK))
    opened, other = one_way(reader), asyncio.create_task(take_turns())
    for turn in range(10):
        await opened.read()
        assert turns == list(range(turn + 1))
    await other


async def test_who_gives_up_loses_nothing() -> None:
    """Bytes that have come when patience ends are there for the next."""
    reader = asyncio.StreamReader()
    reader.feed_data(b"late")
    opened = one_way(reader)
    task = asyncio.create_task(opened.read())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await opened.read() == b"late"


class Clock:
    """The loop's time in the hands of a test, for who reads without waiting."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Stop the time."""
        self.now = 0.0
        monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: self.now)


async def _read_pieces(opened: Link, pieces: int) -> None:
    """Let so many pieces of 1024 bytes come, and read them."""
    for _ in range(pieces):
        opened.reader.feed_data(bytes(1024))
        await opened.read()


async def test_flood_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mebibyte at once is let through, and not one byte more."""
    Clock(monkeypatch)
    opened = one_way(asyncio.StreamReader())
    await _read_pieces(opened, FLOOD // 1024)
    opened.reader.feed_data(b"!")
    with pytest.raises(LinkError) as caught:
        await opened.read()
    assert caught.value.problem is Problem.FLOOD


async def test_fast_line_is_no_flood(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mebibyte every ten seconds may come for ever."""
    clock = Clock(monkeypatch)
    opened = one_way(asyncio.StreamReader())
    for _ in range(60 // FLOOD_SECONDS):
        await _read_pieces(opened, FLOOD // 1024)
        clock.now += FLOOD_SECONDS


async def test_lasting_flood_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half as much again is too much in the end."""
    clock = Clock(monkeypatch)
    opened = one_way(asyncio.StreamReader())

    async def flood() -> None:
        while True:
            await _read_pieces(opened, FLOOD // 1024 // 2)
            clock.now += FLOOD_SECONDS / 3

    with pytest.raises(LinkError):
        await flood()
    assert clock.now > FLOOD_SECONDS


@pytest.mark.parametrize(
    "url",
    [
        "esphome://meter.local:6053/?port_name=HAN&key=c2VjcmV0",
        "socket://user:c2VjcmV0@host",
        "foo://host?key=c2VjcmV0",
    ],
)
async def test_keys_stay_out_of_errors(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The text of the error names the problem only."""
    _failing(monkeypatch, OSError(errno.EIO, f"cannot open {url}"))
    with pytest.raises(LinkError) as caught:
        async with open_link(url, LINE):
            pass
    assert "c2VjcmV0" not in f"{caught.value} {caught.value!r}"


@pytest.mark.parametrize(
    ("url", "is_ours"),
    [
        ("/dev/ttyUSB0", True),
        ("rfc2217://host:4000", True),
        ("esphome://host:6053/?port_name=HAN", True),
        ("socket://host:2000", False),
        ("SOCKET://host:2000", False),
        ("tcp://host:2000", False),
    ],
)
def test_whose_the_speed_is_to_set(url: str, *, is_ours: bool) -> None:
    """Ports and some protocols take settings; a plain socket's server has its own."""
    assert has_line_settings(url) is is_ours


def _speed(port: str) -> int:
    """Return the speed of a terminal."""
    terminal = os.open(port, os.O_RDWR | os.O_NOCTTY)
    try:
        speed: int = termios.tcgetattr(terminal)[5]
    finally:
        os.close(terminal)
    return speed

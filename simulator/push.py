"""Meters that push: on a pseudo terminal or on a TCP port.

As on a real line nothing waits for the reader: what is sent while nobody has
the port open is lost, and so is what a slow reader leaves no room for.
"""

from abc import ABC, abstractmethod
import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
import os
from pathlib import Path
from random import Random
import select
import tty
from typing import Final, Self, override

from .clock import Clock, utc_now
from .faults import Fault, apply
from .household import Household
from .meter import Meter, Turn
from .meters import METERS

HOST: Final = "127.0.0.1"

#: A TCP client that lets more bytes than this pile up gets no more.
_MAX_PILE: Final = 16384


@dataclass(eq=False, kw_only=True)
class PushMeter(ABC):
    """A meter that pushes a telegram every `interval` seconds from start to stop.

    Without an `interval` it takes the meter's own. `interval`, `fault` and
    `paused` may be set while it runs. `fault` befalls every telegram until it is
    set to None again; a restart befalls one and then silences the meter for
    `restart_silence` seconds. `count` ends the pushing after so many telegrams.
    What is sent once an hour is sent until somebody has the port open, so that
    no reader has to wait an hour. `sent` has the last number of each register
    that went out whole while somebody had.
    """

    meter: Meter = METERS["sesko"]
    household: Household = field(default_factory=Household)
    interval: float = 0
    clock: Clock = utc_now
    at_once: bool = True
    restart_silence: float = 60
    count: int | None = None
    random: Random = field(default_factory=lambda: Random(1))
    fault: Fault | None = None
    paused: bool = False
    telegrams: int = field(default=0, init=False)
    sent: dict[str, Decimal] = field(default_factory=dict, init=False)
    _hour: datetime | None = field(default=None, init=False)
    _task: asyncio.Task[None] | None = field(default=None, init=False)
    _silent_until: float = field(default=0, init=False)

    def __post_init__(self) -> None:
        """Be as fast as the meter where nothing else is asked for."""
        self.interval = self.interval or self.meter.interval

    @property
    @abstractmethod
    def port(self) -> str:
        """What a reader opens; known once the meter runs."""

    @abstractmethod
    async def _open(self) -> None:
        """Open the line."""

    @abstractmethod
    async def _close(self) -> None:
        """Close the line."""

    @abstractmethod
    def _write(self, data: bytes) -> bool:
        """Put bytes on the line without waiting; tell whether somebody listens."""

    async def start(self) -> None:
        """Open the line and begin to push."""
        try:
            await self._open()
        except OSError:
            await self._close()
            raise
        self._task = asyncio.create_task(self._push_for_ever())

    async def stop(self) -> None:
        """End the pushing and close the line; the meter can be started again."""
        self.end()
        try:
            await self.ended()
        finally:
            self._task = None
            await self._close()

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self.stop()

    def end(self) -> None:
        """End the pushing, as if `count` were reached."""
        if self._task:
            self._task.cancel()

    async def ended(self) -> None:
        """Wait for the end of the pushing; raise what it broke on."""
        if self._task:
            await asyncio.wait([self._task])
            if not self._task.cancelled():
                self._task.result()

    def begin_hour(self) -> None:
        """Let the next list be the long one, as at a full hour."""
        self._hour = None

    def push_now(self, fault: Fault | None = None) -> bytes:
        """Push a telegram, also when paused, and return the bytes sent.

        `fault` befalls this one only, in place of the meter's own.
        """
        now = asyncio.get_running_loop().time()
        if now < self._silent_until:
            return b""
        snapshot = self.household.at(self.clock())
        hour = _full_hour(snapshot.time)
        turn = Turn(self.telegrams, hourly=hour != self._hour)
        data = self.meter.telegram(snapshot, turn)
        if fault := fault or self.fault:
            data = apply(fault, data, self.random)
        if fault is Fault.RESTART:
            self._silent_until = now + self.restart_silence
            if self.fault is fault:
                self.fault = None
        if self._write(data) and not fault:
            self._hour = hour
            self.sent |= self.meter.values(snapshot, turn)
        self.telegrams += 1
        return data

    async def _push_for_ever(self) -> None:
        """Push at even intervals, without hurry where one was missed.

        The line stays open for one interval after the last telegram.
        """
        loop = asyncio.get_running_loop()
        due = loop.time()
        if not self.at_once:
            due += self.interval
            await asyncio.sleep(self.interval)
        while self.count is None or self.telegrams < self.count:
            if not self.paused:
                self.push_now()
            missed = max(0, (loop.time() - due) // self.interval)
            due += self.interval * (missed + 1)
            await asyncio.sleep(due - loop.time())


@dataclass(eq=False, kw_only=True)
class PtyMeter(PushMeter):
    """A meter on a pseudo terminal.

    With a `link` that path leads to the terminal, so that the port keeps its
    name when the meter is started anew.
    """

    link: Path | None = None
    _master: int | None = field(default=None, init=False)
    _terminal: str = field(default="", init=False)

    @property
    @override
    def port(self) -> str:
        """The path of the terminal, or the link to it."""
        return str(self.link or self._terminal)

    @override
    async def _open(self) -> None:
        """Make a terminal that changes no byte.

        The reader's end is closed again: only then a hang-up tells that nobody
        has the port open.
        """
        self._master, slave = os.openpty()
        tty.setraw(slave)
        self._terminal = os.ttyname(slave)
        os.close(slave)
        os.set_blocking(self._master, False)
        if self.link:
            if self.link.is_symlink():
                self.link.unlink()
            self.link.symlink_to(self._terminal)

    @override
    async def _close(self) -> None:
        """Unplug: whoever reads gets a hang-up."""
        link, terminal = self.link, Path(self._terminal)
        if link and link.is_symlink() and link.readlink() == terminal:
            link.unlink()
        if self._master is not None:
            os.close(self._master)
            self._master = None

    @override
    def _write(self, data: bytes) -> bool:
        """Send what fits, if somebody has the port open."""
        if self._master is None or _is_hung_up(self._master):
            return False
        with suppress(OSError):
            # What readers write is of no interest, but must not block them.
            os.read(self._master, _MAX_PILE)
        with suppress(BlockingIOError):
            os.write(self._master, data)
        return True


@dataclass(eq=False, kw_only=True)
class TcpMeter(PushMeter):
    """A meter on a TCP port of this computer, for any number of readers.

    A `tcp_port` of 0 becomes the number of a free one and stays that.
    """

    tcp_port: int = 0
    _server: asyncio.Server | None = field(default=None, init=False)
    _readers: set[asyncio.Transport] = field(default_factory=set, init=False)

    @property
    @override
    def port(self) -> str:
        """The URL of the port."""
        return f"socket://{HOST}:{self.tcp_port}"

    @override
    async def _open(self) -> None:
        """Listen."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: _Reader(self._readers), HOST, self.tcp_port
        )
        self.tcp_port = self._server.sockets[0].getsockname()[1]

    @override
    async def _close(self) -> None:
        """Hang up on everybody."""
        if self._server:
            self._server.close()
            self._server.abort_clients()
            await self._server.wait_closed()
            self._server = None

    @override
    def _write(self, data: bytes) -> bool:
        """Send to every reader that keeps up."""
        for reader in self._readers:
            if reader.get_write_buffer_size() < _MAX_PILE:
                reader.write(data)
        return bool(self._readers)


class _Reader(asyncio.Protocol):
    """The connection of one reader; what it sends is of no interest."""

    def __init__(self, readers: set[asyncio.Transport]) -> None:
        """Be one of `readers` from the first to the last moment."""
        self._readers = readers
        self._transport: asyncio.Transport | None = None

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Join the readers."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
            self._readers.add(transport)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        """Leave the readers."""
        if self._transport:
            self._readers.discard(self._transport)


def _full_hour(time: datetime) -> datetime:
    """Return the beginning of the hour of a time."""
    return time.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _is_hung_up(master: int) -> bool:
    """Tell whether nobody has the other end of a pseudo terminal open."""
    poller = select.poll()
    poller.register(master, 0)
    return any(events & select.POLLHUP for _, events in poller.poll(0))

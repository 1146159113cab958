"""Lines: pseudo terminals and TCP ports with something at their far end.

As on a real line nothing waits for the reader: what is sent while nobody has
the port open is lost, and so is what a slow reader leaves no room for.
"""

from abc import ABC, abstractmethod
import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
import os
from pathlib import Path
import select
import termios
import tty
from typing import Final, Self, override

HOST: Final = "127.0.0.1"

#: A TCP client that lets more bytes than this pile up gets no more.
_MAX_PILE: Final = 16384
#: Seconds between two looks whether somebody has opened a terminal.
_LOOK: Final = 0.02

#: What the speeds of terminals are called by the system.
_SPEEDS: Final = {
    getattr(termios, f"B{speed}"): speed for speed in (9600, 38400, 57600)
}


@dataclass(eq=False, kw_only=True)
class Line(ABC):
    """A line that is open from start to stop while something runs at its end."""

    _task: asyncio.Task[None] | None = field(default=None, init=False)

    @property
    @abstractmethod
    def port(self) -> str:
        """What a reader opens; known once the line is open."""

    @property
    def speed(self) -> int | None:
        """The speed that a reader has set, None where that is not told."""
        return None

    @abstractmethod
    async def _run(self) -> None:
        """Do what is done at the far end."""

    @abstractmethod
    async def _open(self) -> None:
        """Open the line."""

    @abstractmethod
    async def _close(self) -> None:
        """Close the line."""

    @abstractmethod
    def _write(self, data: bytes) -> bool:
        """Put bytes on the line without waiting; tell whether somebody listens."""

    @abstractmethod
    def _take(self, data: bytes) -> None:
        """Take what a reader writes."""

    async def start(self) -> None:
        """Open the line and begin."""
        try:
            await self._open()
        except OSError:
            await self._close()
            raise
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End and close the line; it can be started again."""
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
        """End what runs; the line stays open."""
        if self._task:
            self._task.cancel()

    async def ended(self) -> None:
        """Wait for the end of what runs; raise what it broke on."""
        if self._task:
            await asyncio.wait([self._task])
            if not self._task.cancelled():
                self._task.result()


def following(due: float, interval: float) -> float:
    """Return when the next is due after `due`, without hurry where one was missed."""
    now = asyncio.get_running_loop().time()
    missed = max(0, (now - due) // interval)
    return due + interval * (missed + 1)


@dataclass(eq=False, kw_only=True)
class PtyLine(Line):
    """A pseudo terminal.

    With a `link` that path leads to the terminal, so that the port keeps its
    name when it is started anew.
    """

    link: Path | None = None
    _master: int | None = field(default=None, init=False)
    _terminal: str = field(default="", init=False)
    _look: asyncio.TimerHandle | None = field(default=None, init=False)

    @property
    @override
    def port(self) -> str:
        """The path of the terminal, or the link to it."""
        return str(self.link or self._terminal)

    @property
    @override
    def speed(self) -> int | None:
        """The speed that the terminal is set to, 0 where it is an odd one."""
        if self._master is None:
            return None
        *_, speed, _ = termios.tcgetattr(self._master)
        return _SPEEDS.get(speed, 0)

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
        self._wait_for_a_reader(self._master)

    @override
    async def _close(self) -> None:
        """Unplug: whoever reads gets a hang-up."""
        link, terminal = self.link, Path(self._terminal)
        if link and link.is_symlink() and link.readlink() == terminal:
            link.unlink()
        if self._look:
            self._look.cancel()
        if self._master is not None:
            asyncio.get_running_loop().remove_reader(self._master)
            os.close(self._master)
            self._master = None

    @override
    def _write(self, data: bytes) -> bool:
        """Send what fits, if somebody has the port open."""
        if self._master is None or _is_hung_up(self._master):
            return False
        with suppress(BlockingIOError):
            os.write(self._master, data)
        return True

    def _wait_for_a_reader(self, master: int) -> None:
        """Look again and again: of an opened terminal nothing tells."""
        loop = asyncio.get_running_loop()
        if _is_hung_up(master):
            self._look = loop.call_later(_LOOK, self._wait_for_a_reader, master)
        else:
            loop.add_reader(master, self._read, master)

    def _read(self, master: int) -> None:
        """Take what is there, until the reader has closed the port."""
        try:
            self._take(os.read(master, _MAX_PILE))
        except OSError:
            asyncio.get_running_loop().remove_reader(master)
            self._wait_for_a_reader(master)


@dataclass(eq=False, kw_only=True)
class TcpLine(Line):
    """A TCP port of this computer, for any number of readers.

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
            lambda: _Reader(self._readers, self._take), HOST, self.tcp_port
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
    """The connection of one reader."""

    def __init__(
        self, readers: set[asyncio.Transport], take: Callable[[bytes], None]
    ) -> None:
        """Be one of `readers` from the first to the last moment."""
        self._readers = readers
        self._take = take
        self._transport: asyncio.Transport | None = None

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Join the readers."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
            self._readers.add(transport)

    @override
    def data_received(self, data: bytes) -> None:
        """Hand on what the reader writes."""
        self._take(data)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        """Leave the readers."""
        if self._transport:
            self._readers.discard(self._transport)


def _is_hung_up(master: int) -> bool:
    """Tell whether nobody has the other end of a pseudo terminal open."""
    poller = select.poll()
    poller.register(master, 0)
    return any(events & select.POLLHUP for _, events in poller.poll(0))

"""Serial lines on which a test sends what it likes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import override
from unittest.mock import Mock

import pytest

from custom_components.han_port import port_coordinator, radio
from custom_components.han_port.decoder import Line
from custom_components.han_port.hearing import Hearing
from custom_components.han_port.link import Link, LinkError, Problem, open_link
from simulator.faults import Fault
from simulator.line import HOST
from simulator.push import PtyMeter


@dataclass(eq=False, kw_only=True)
class Wire(PtyMeter):
    """A pseudo terminal on which `data` is sent again and again."""

    data: bytes = b""
    interval: float = 0.05

    @override
    def push_now(self, fault: Fault | None = None) -> bytes:
        """Send the data now."""
        self._write(self.data)
        self.telegrams += 1
        return self.data

    def send(self, data: bytes) -> None:
        """Send something else once."""
        self._write(data)


def openings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note each port that an entry or a radio opens from now on."""
    opened: list[str] = []

    def open_and_note(url: str, line: Line) -> AbstractAsyncContextManager[Link]:
        opened.append(url)
        return open_link(url, line)

    for module in (port_coordinator, radio):
        monkeypatch.setattr(module, "open_link", open_and_note)
    return opened


def one_way(reader: asyncio.StreamReader) -> Link:
    """Make a link that only brings something."""
    return Link(reader, Mock(spec=asyncio.StreamWriter))


@asynccontextmanager
async def hanging_up() -> AsyncIterator[str]:
    """Run a TCP server that closes each connection at once."""

    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(hang_up, HOST, 0) as server:
        yield f"socket://{HOST}:{server.sockets[0].getsockname()[1]}"


async def until_heard(meter: PtyMeter, hearing: Hearing) -> int:
    """Send empty lines until somebody hears them; return how many bytes were heard.

    What is sent while a port is being opened is lost.
    """
    async with asyncio.timeout(5):
        while not hearing.size:
            meter._write(b"\r\n")
            await asyncio.sleep(0.02)
    return hearing.size


async def is_free(port: str) -> bool:
    """Tell whether nobody holds the lock of a port."""
    try:
        async with open_link(port, Line()):
            return True
    except LinkError as err:
        if err.problem is Problem.BUSY:
            return False
        raise


async def until_free(port: str) -> None:
    """Wait a moment: a port is closed in a thread."""
    async with asyncio.timeout(1):
        while not await is_free(port):
            pass


def descriptors() -> int:
    """Count the file descriptors of this process."""
    return len(list(Path("/proc/self/fd").iterdir()))

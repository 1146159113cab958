"""A serial server between a meter and its reader that can be put out of order."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

from simulator.line import HOST

#: What ser2net says to whom it lets in.
BANNER: Final = (
    b"ser2net port 2000 device /dev/ttyUSB0 [115200 N81,CLOCAL] (Debian GNU/Linux)\r\n"
    b"\r\n"
)


@dataclass(eq=False)
class Proxy:
    """Hands on what a meter sends, after a `banner`.

    While it is mute it lets everybody in and says nothing more. A connection that has
    gone dead stays open and brings nothing any more; a new one does.
    """

    banner: bytes = b""
    is_mute: bool = False
    readers: int = 0
    port: str = ""
    _alive: set[asyncio.StreamWriter] = field(default_factory=set)

    def go_dead(self) -> None:
        """Let the connections that there are bring nothing any more."""
        self._alive.clear()

    def hand_on(self, data: bytes) -> None:
        """Hand on what a meter sends."""
        if not self.is_mute:
            for writer in self._alive:
                writer.write(data)

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Let a reader in until it leaves."""
        self.readers += 1
        self._alive.add(writer)
        writer.write(self.banner)
        with suppress(OSError):
            await reader.read()
        self._alive.discard(writer)
        writer.close()


@asynccontextmanager
async def proxy(source: int, banner: bytes = b"") -> AsyncIterator[Proxy]:
    """Run a serial server for the meter at a TCP port of this computer."""
    between = Proxy(banner)

    async def hand_on() -> None:
        reader, writer = await asyncio.open_connection(HOST, source)
        while data := await reader.read(4096):
            between.hand_on(data)
        writer.close()

    async with await asyncio.start_server(between._serve, HOST, 0) as server:
        number = server.sockets[0].getsockname()[1]
        between.port = f"socket://{HOST}:{number}"
        task = asyncio.create_task(hand_on())
        try:
            yield between
        finally:
            task.cancel()
            server.abort_clients()

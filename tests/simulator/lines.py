"""Meters that wait for a word, and readers at the other end of their lines."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
import os
from typing import Any

from simulator.push import PtyMeter, PushMeter

NOON = datetime(2026, 6, 21, 9, 0, tzinfo=UTC)
PATIENCE = 5


def quiet(**options: Any) -> PtyMeter:
    """Make a meter that pushes only when told so."""
    return PtyMeter(**{"paused": True, "clock": lambda: NOON, **options})


class Terminal:
    """A reader of a pseudo terminal, who may write too."""

    def __init__(self, descriptor: int) -> None:
        """Read a descriptor without blocking."""
        self.descriptor = descriptor

    def available(self) -> bytes:
        """Return what can be read at once."""
        try:
            return os.read(self.descriptor, 65536)
        except BlockingIOError:
            return b""

    def write(self, data: bytes) -> None:
        """Write what has room."""
        assert os.write(self.descriptor, data) == len(data)

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

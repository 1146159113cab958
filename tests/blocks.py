"""How long the event loop is kept from its other work."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
import gc
from time import thread_time

#: Seconds between two ticks.
TICK = 0.001


@dataclass
class Blocks:
    """The longest block of a loop, in seconds."""

    longest: float = 0


@asynccontextmanager
async def blocks() -> AsyncIterator[Blocks]:
    """Tick every millisecond, and measure what is computed from one tick to the next.

    What counts is the time that the loop's thread has computed. By the clock on the
    wall a block grows with whatever else runs on the machine. The collector of
    garbage waits, too: it goes through all that a test session has ever loaded.
    """
    found = Blocks()
    gc.collect()
    gc.disable()
    task = asyncio.create_task(_tick(found))
    try:
        yield found
    finally:
        gc.enable()
        task.cancel()


async def _tick(found: Blocks) -> None:
    """Tick for ever."""
    last = thread_time()
    while True:
        await asyncio.sleep(TICK)
        now = thread_time()
        found.longest = max(found.longest, now - last)
        last = now

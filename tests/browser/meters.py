"""What befalls a household's meters while somebody sits before the pages."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from simulator.faults import Fault
from simulator.household import Household
from simulator.meter import Meter
from simulator.push import PtyMeter, PushMeter
from simulator.receivers import Receiver
from tests.home import HURRY, INTERVAL, Home

from .ports import OTHER_CABLE

#: Damaged telegrams that are many, and whole ones after which all is well.
MANY, ENOUGH = 18, 21
#: Real seconds in which a telegram is read.
GAP = 0.1

type Sender = PushMeter | Receiver


@contextmanager
def silent(*senders: Sender) -> Iterator[None]:
    """Let nothing come of meters."""
    try:
        for sender in senders:
            sender.paused = True
        yield
    finally:
        for sender in senders:
            sender.paused = False


@contextmanager
def hurrying(home: Home, *senders: Sender, pace: float = HURRY) -> Iterator[None]:
    """Let the time of Home Assistant and of meters go by faster."""
    try:
        home.clock.run(pace)
        for sender in senders:
            sender.interval = INTERVAL / pace
        yield
    finally:
        home.clock.run(1)
        for sender in senders:
            sender.interval = INTERVAL


@asynccontextmanager
async def other_cable(
    home: Home, meter: Meter, household: Household | None = None
) -> AsyncIterator[PtyMeter]:
    """Plug the second cable into a meter."""
    async with PtyMeter(
        meter=meter,
        household=household or Household(),
        link=home.log.parent / OTHER_CABLE.name,
        interval=INTERVAL,
        clock=home.clock.now,
    ) as plugged:
        yield plugged


async def send(meter: PtyMeter, count: int, fault: Fault | None = None) -> None:
    """Send telegrams, and none before the last one is read."""
    for _ in range(count):
        meter.push_now(fault)
        await asyncio.sleep(GAP)

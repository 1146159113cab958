"""A household: a real Home Assistant process, two meters and a receiver."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from benchmarks import soak_checks
from benchmarks.warp import Clock, living_by
from demo.client import Client
from demo.process import ROOT, home_assistant
from simulator.meters import METERS
from simulator.push import PtyMeter, PushMeter, TcpMeter
from simulator.receivers import PtyReceiver

#: A meter in a hurry: patience is at its least then, ten seconds.
INTERVAL: Final = 2
#: How fast time goes by where minutes have to be waited for.
HURRY: Final = 20
#: Has Python log what it warns of: that something is to end, for example.
WARNINGS: Final = ("-W", "default")


@dataclass
class Home:
    """A household: its meters, its Home Assistant, and what was made there.

    All have the same time, and it may go faster. `radio_entry_ids` are by the names
    that the meters have in the simulator.
    """

    clock: Clock
    meter: PtyMeter
    encrypted: PushMeter
    receiver: PtyReceiver
    client: Client
    log: Path
    entry_id: str = ""
    encrypted_entry_id: str = ""
    radio_entry_ids: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def in_a_hurry(self) -> Iterator[None]:
        """Let the time go by faster."""
        try:
            self._go(HURRY)
            yield
        finally:
            self._go(1)

    def _go(self, pace: float) -> None:
        """Let Home Assistant and the meters go at a pace."""
        self.clock.run(pace)
        for line in (self.meter, self.encrypted, self.receiver):
            line.interval = INTERVAL / pace


@asynccontextmanager
async def at_home(folder: Path, port: int) -> AsyncIterator[Home]:
    """Run the meters and a new Home Assistant, whose configuration is in the folder.

    The meter is plugged in at `meter` in the folder, the receiver at `receiver`.
    """
    clock = Clock.make(folder / "clock", datetime.now(UTC))
    meter = PtyMeter(meter=METERS["sesko"], link=folder / "meter")
    encrypted = TcpMeter(meter=METERS["stoen"])
    receiver = PtyReceiver(link=folder / "receiver")
    for line in (meter, encrypted, receiver):
        line.interval = INTERVAL
        line.clock = clock.now
    async with (
        meter,
        encrypted,
        receiver,
        home_assistant(folder, port, *WARNINGS, *living_by(clock)) as address,
        Client.onboard(address) as client,
    ):
        await client.stay()
        log = folder / "process.log"
        yield Home(clock, meter, encrypted, receiver, client, log)


async def until[T](
    read: Callable[[], Awaitable[T]], wanted: Callable[[T], bool], seconds: float
) -> T:
    """Read until what was read is wanted; fail when it is not in time."""
    async with asyncio.timeout(seconds):
        while not wanted(value := await read()):
            await asyncio.sleep(0.5)
    return value


def complaints(home: Home) -> list[str]:
    """Return the warnings and errors that the integration has logged, or caused."""
    log = home.log.read_text().replace(f"{ROOT}/", "")
    unexpected = soak_checks.complaints(log, HURRY).unexpected
    return [line for line in unexpected if "han_port" in line]

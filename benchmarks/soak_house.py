"""The house of a soak: meters, and a Home Assistant in the same time as they."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
import json
from pathlib import Path
from random import Random
from typing import Any, Final, Self

from benchmarks.soak_checks import (
    Complaints,
    Energy,
    Memory,
    compare,
    complaints,
    rows,
    totals,
)
from benchmarks.soak_meters import HouseholdClock, SoakMeter, meters
from benchmarks.warp import Clock, living_by
from demo.client import Client
from demo.household import EXPORT, IMPORT, diagnostics, put_on_dashboard
from demo.process import free_port, home_assistant, write_configuration
from simulator.household import FIRST_COUNTERS, Household

#: The morning of a long day, as the sun begins to do more than the house needs: within
#: the first hour both directions have something to count.
START: Final = datetime(2026, 6, 21, 3, 30, tzinfo=UTC)
#: Seconds at the end in which nothing is measured any more: what came last by radio is
#: believed once it came again, totals are shown at most every minute, and statistics
#: are made every five.
CALM: Final = 240
QUIET: Final = 320
#: Real seconds in which the recorder finishes the statistics that are due.
_RECORDING: Final = 5
#: Seconds between two looks at the memory.
_LOOK: Final = 60


@dataclass(kw_only=True)
class House:
    """Meters, each in a household of its own, and who looks at their sensors."""

    folder: Path
    clock: Clock
    time: HouseholdClock
    meters: list[SoakMeter]
    memory: Memory
    client: Client

    @classmethod
    @asynccontextmanager
    async def furnished(cls, folder: Path) -> AsyncIterator[Self]:
        """Run meters and Home Assistant, and add the meters to it."""
        clock = Clock.make(folder / "clock", START)
        time = HouseholdClock(clock, START)
        found = meters(folder, clock, time)
        port = free_port()
        _configure(folder, port)
        async with AsyncExitStack() as stack:
            for meter in found:
                await stack.enter_async_context(meter.line)
            address = await stack.enter_async_context(
                home_assistant(folder, port, *living_by(clock))
            )
            client = await stack.enter_async_context(Client.onboard(address))
            for meter in found:
                await meter.add(client)
            await put_on_dashboard(client, *(meter.by_code for meter in found))
            await client.stay()
            yield cls(
                folder=folder,
                clock=clock,
                time=time,
                meters=found,
                memory=Memory(_pid(folder)),
                client=client,
            )

    async def live(self, seconds: float, pace: float, gap: float, seed: int) -> None:
        """Let time go by: in trouble first, and in peace at the end."""
        self.clock.run(pace)
        for meter in self.meters:
            await meter.keep_pace()
        self.time.begin()
        until = self.clock.monotonic() + seconds - CALM - QUIET
        watch = asyncio.create_task(self._watch())
        try:
            async with asyncio.TaskGroup() as group:
                for meter in self.meters:
                    random = Random(f"{seed} {meter.name}")
                    group.create_task(meter.suffer(self.client, random, gap, until))
            self.time.end()
            await self.clock.sleep(CALM)
            for meter in self.meters:
                meter.line.paused = True
            await self.clock.sleep(QUIET)
        finally:
            watch.cancel()
            self.clock.run(1)
        await asyncio.sleep(_RECORDING)

    async def energies(self) -> list[Energy]:
        """Compare each total with what was measured."""
        return [
            await self._energy(meter, code, index)
            for meter in self.meters
            for index, code in enumerate((IMPORT, EXPORT))
        ]

    async def diagnostics(self, meter: SoakMeter) -> dict[str, Any]:
        """Return what diagnostics say of a meter."""
        return await diagnostics(self.client, meter.entry_id)

    def complaints(self, pace: float) -> Complaints:
        """Return what Home Assistant has complained of."""
        return complaints((self.folder / "process.log").read_text(), pace)

    async def _energy(self, meter: SoakMeter, code: str, index: int) -> Energy:
        """Compare one total."""
        entity_id = meter.by_code[code]
        short = await rows(self.client, entity_id, "5minute")
        hours = await rows(self.client, entity_id, "hour")
        again = Household(meter.household.seed, start=START)
        ends = [row["end"] / 1000 for row in short]
        measured = list(totals(again, self.time, ends, index))
        return compare(
            f"{meter.name} {'export' if index else 'import'}",
            again.at(self.time()).counters[index] - FIRST_COUNTERS[index],
            short,
            hours,
            measured,
        )

    async def _watch(self) -> None:
        """Look at the memory again and again."""
        while True:
            self.memory.look()
            await self.clock.sleep(_LOOK)


def _configure(folder: Path, port: int) -> None:
    """Write a configuration that logs no more than a household's."""
    write_configuration(folder, port)
    configuration = folder / "configuration.yaml"
    configuration.write_text(configuration.read_text().replace("debug", "info"))


def _pid(folder: Path) -> int:
    """Return the number of the process of Home Assistant."""
    return int(json.loads((folder / ".ha_run.lock").read_text())["pid"])

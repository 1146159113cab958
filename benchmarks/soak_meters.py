"""The meters of a soak: on their lines, in Home Assistant, and in trouble."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from math import inf
from pathlib import Path
from random import Random
from typing import Final

from benchmarks.soak_troubles import FAULTS, LIES, Event, Liar, Trouble, events
from benchmarks.warp import Clock
from demo.client import Client
from demo.household import (
    EXPORT,
    IMPORT,
    POWER_IMPORT,
    add_meter,
    entities,
    write_each_telegram,
)
from simulator.meters import METERS
from simulator.push import PtyMeter, PushMeter, TcpMeter
from simulator.radio_meters import RadioMeter
from simulator.receivers import PtyReceiver, Receiver

#: Seconds between the telegrams of a meter on a wire, and of one with a radio.
ON_WIRE: Final = 10
BY_RADIO: Final = 60
#: Seconds that a meter on a wire says nothing for when it has restarted.
RESTART: Final = 60
#: Seconds in which the sensors of a meter have to be back: the patience with a silent
#: port, the longest pause between two attempts to open it, two telegrams and the
#: longest time that totals wait. A radio meter's patience is as much longer as it is
#: slower.
BACK: Final = {ON_WIRE: 300, BY_RADIO: 600}
#: Real seconds between two looks.
_LOOK: Final = 0.25


class HouseholdClock:
    """The time of the households, which begins once all meters are added.

    Before that and after the end it stands still, so that it is known what the first
    and the last telegram say.
    """

    def __init__(self, clock: Clock, start: datetime) -> None:
        """Show the start."""
        self._clock = clock
        self._start = start
        self._begun = inf
        self._ended = inf

    def begin(self) -> None:
        """Begin to go."""
        self._begun = self._clock.time()

    def end(self) -> None:
        """Stand still for good."""
        self._ended = self._clock.time()

    def __call__(self) -> datetime:
        """Return the household's time."""
        return self.at(self._clock.time())

    def at(self, time: float) -> datetime:
        """Return what it shows at a time of Home Assistant."""
        gone = min(time, self._ended) - self._begun
        return self._start + timedelta(seconds=max(0, gone))


@dataclass(eq=False, kw_only=True)
class SoakMeter:
    """A meter, the household behind it, and its entry in Home Assistant.

    Its sensors are as fast as by default, or show each telegram with all that is wrong.
    """

    name: str
    line: PushMeter | Receiver
    household: Liar
    clock: Clock
    interval: int
    shows_each: bool = False
    entry_id: str = ""
    by_code: dict[str, str] = field(default_factory=dict)
    troubles: Counter[Trouble] = field(default_factory=Counter)
    telegrams: Counter[Trouble] = field(default_factory=Counter)
    slowest: float = 0
    lost: list[str] = field(default_factory=list)

    async def add(self, client: Client) -> None:
        """Add it in Home Assistant, as a household does."""
        meter = self.line.meter
        address = meter.address if isinstance(meter, RadioMeter) else None
        entry = await add_meter(
            client, self.line.port, meter.profile, meter.key_fields, address
        )
        self.entry_id = entry["entry_id"]
        if self.shows_each:
            await write_each_telegram(client, self.entry_id)
        self.by_code = await entities(client, self.entry_id)

    async def keep_pace(self) -> None:
        """Send as often as the clock wants from now on.

        It is plugged in anew: who sleeps would sleep on at the old pace.
        """
        await self.line.stop()
        self.line.interval = self.interval / self.clock.pace
        if isinstance(self.line, PushMeter):
            self.line.restart_silence = RESTART / self.clock.pace
        await self.line.start()

    async def suffer(
        self, client: Client, random: Random, gap: float, until: float
    ) -> None:
        """Meet one trouble after the other, and see that the sensors come back.

        None begins after `until`, a time of the clock.
        """
        for event in events(random, list(Trouble), gap):
            if self.clock.monotonic() + event.after > until:
                return
            await self.clock.sleep(event.after)
            sent = self.line.telegrams
            await self._meet(event)
            self.troubles[event.trouble] += 1
            self.telegrams[event.trouble] += self.line.telegrams - sent
            await self._come_back(client, event.trouble)

    async def _meet(self, event: Event) -> None:
        """Let one trouble begin and end."""
        if event.trouble in LIES:
            self.household.lie(event.trouble, event.telegrams)
            await self.clock.sleep(event.telegrams * self.interval)
        elif fault := FAULTS.get(event.trouble):
            self.line.fault = fault
            await self.clock.sleep(event.seconds)
            self.line.fault = None
        elif event.trouble is Trouble.SILENCE:
            self.line.paused = True
            await self.clock.sleep(event.seconds)
            self.line.paused = False
        else:
            await self.line.stop()
            await self.clock.sleep(event.seconds)
            await self.line.start()

    async def _come_back(self, client: Client, trouble: Trouble) -> None:
        """Wait until the sensors show what the meter has measured by now, or more."""
        measured = self.household.measured(self.line.clock())
        begun = self.clock.monotonic()
        while await self._shown(client) < measured:
            waited = self.clock.monotonic() - begun
            self.slowest = max(self.slowest, waited)
            if waited > BACK[self.interval]:
                self.lost.append(
                    f"{self.clock.now():%H:%M:%S} {self.name}: after {trouble}"
                    f" {await self._shown(client)} is shown of {measured}"
                )
                return
            await self.clock.sleep(_LOOK * self.clock.pace)

    async def _shown(self, client: Client) -> Decimal:
        """Return the sum of both totals that are shown, -1 where a sensor has none."""
        shown = [await self._state(client, code) for code in (IMPORT, EXPORT)]
        if "unavailable" in (*shown, await self._state(client, POWER_IMPORT)):
            return Decimal(-1)
        return sum(map(Decimal, shown), Decimal(0))

    async def _state(self, client: Client, code: str) -> str:
        """Return the state of a register's sensor."""
        answer = await client.get(f"/api/states/{self.by_code[code]}")
        return str(answer["state"])


def meters(folder: Path, clock: Clock, time: HouseholdClock) -> list[SoakMeter]:
    """Make the meters: on a cable, on a server for serial ports, and by radio."""
    seeds = count(1)

    def made(name: str, line: PushMeter | Receiver, interval: int) -> SoakMeter:
        seed = next(seeds)
        household = Liar(seed, time())
        at = line.stations[0] if isinstance(line, Receiver) else line
        at.household = household
        line.clock = time
        line.interval = interval
        line.random = Random(seed)
        return SoakMeter(
            name=name, line=line, household=household, clock=clock, interval=interval
        )

    cable = made(
        "cable", PtyMeter(meter=METERS["sesko"], link=folder / "meter"), ON_WIRE
    )
    server = made("server", TcpMeter(meter=METERS["stoen"]), ON_WIRE)
    radio = made("radio", PtyReceiver(link=folder / "receiver"), BY_RADIO)
    server.shows_each = True
    return [cable, server, radio]

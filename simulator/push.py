"""Meters that push: on a pseudo terminal or on a TCP port."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from typing import override

from .clock import Clock, utc_now
from .faults import Fault, apply
from .household import Household
from .line import Line, PtyLine, TcpLine, following
from .meter import Meter, Turn
from .meters import METERS


@dataclass(eq=False, kw_only=True)
class PushMeter(Line):
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
    _silent_until: float = field(default=0, init=False)

    def __post_init__(self) -> None:
        """Be as fast as the meter where nothing else is asked for."""
        self.interval = self.interval or self.meter.interval

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
        if self._write(data) and fault in (None, Fault.DUPLICATE):
            self._hour = hour
            self.sent |= self.meter.values(snapshot, turn)
        self.telegrams += 1
        return data

    @override
    def _take(self, data: bytes) -> None:
        """Heed nothing: a meter only speaks."""

    @override
    async def _run(self) -> None:
        """Push at even intervals.

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
            due = following(due, self.interval)
            await asyncio.sleep(due - loop.time())


@dataclass(eq=False, kw_only=True)
class PtyMeter(PtyLine, PushMeter):
    """A meter on a pseudo terminal."""


@dataclass(eq=False, kw_only=True)
class TcpMeter(TcpLine, PushMeter):
    """A meter on a TCP port."""


def _full_hour(time: datetime) -> datetime:
    """Return the beginning of the hour of a time."""
    return time.astimezone(UTC).replace(minute=0, second=0, microsecond=0)

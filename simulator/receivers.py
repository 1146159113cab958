"""Receivers that hear meters by radio, on a pseudo terminal or on a TCP port."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from random import Random
from typing import Final, override

from .amb8465 import Amb8465
from .clock import Clock, utc_now
from .cul import Cul
from .dialect import Dialect
from .faults import Fault
from .household import Household
from .im871a import Im871a
from .line import Line, PtyLine, TcpLine, following
from .meter import Turn
from .radio_meters import OWN, RADIO_METERS, RadioMeter
from .receiver_faults import apply
from .rtl_wmbus import RtlWmbus

RECEIVERS: Final[dict[str, Callable[[], Dialect]]] = {
    "im871a": Im871a,
    "amb8465": Amb8465,
    "cul": Cul,
    "nanocul": partial(Cul, buffer=148),
    "lines": RtlWmbus,
}

#: How strong the neighbours are, dBm: one wall further is weaker.
_OWN_RSSI: Final = -58.0
_STEP: Final = -6.5
#: Seconds from one meter's first telegram to the next one's.
_GAP: Final = 0.1


@dataclass(eq=False)
class Station:
    """A meter that is heard with so many dBm, and the household it stands in.

    `sent` has the last number of each register that went out whole while somebody
    listened.
    """

    meter: RadioMeter
    household: Household = field(default_factory=Household)
    rssi: float = _OWN_RSSI
    paused: bool = False
    telegrams: int = field(default=0, init=False)
    sent: dict[str, Decimal] = field(default_factory=dict, init=False)


def neighbourhood(own: str = OWN, seed: int = 1) -> list[Station]:
    """Return all meters, the household's own first, each in another house."""
    names = [own, *(name for name in RADIO_METERS if name != own)]
    return [
        Station(
            RADIO_METERS[name], Household(seed + number), _OWN_RSSI + number * _STEP
        )
        for number, name in enumerate(names)
    ]


@dataclass(eq=False, kw_only=True)
class Receiver(Line):
    """A receiver, and the meters around it.

    The first station is the household's own: `interval` is the time between its
    telegrams. Where that is made shorter the others hurry too, but none sends more
    often. `count` ends the hearing after so many of its telegrams. `fault` befalls
    every telegram until it is set to None again; a restart befalls one, and the
    receiver forgets what it was told.
    """

    dialect: Dialect = field(default_factory=Im871a)
    stations: list[Station] = field(default_factory=neighbourhood)
    interval: float = 0
    clock: Clock = utc_now
    count: int | None = None
    random: Random = field(default_factory=lambda: Random(1))
    fault: Fault | None = None
    paused: bool = False

    def __post_init__(self) -> None:
        """Let the meters be as fast as they are where nothing else is asked for."""
        self.interval = self.interval or self.meter.interval

    @property
    def meter(self) -> RadioMeter:
        """The household's own meter."""
        return self.stations[0].meter

    @property
    def sent(self) -> dict[str, Decimal]:
        """What the household's own meter has sent."""
        return self.stations[0].sent

    @property
    def telegrams(self) -> int:
        """How many telegrams the household's own meter has sent."""
        return self.stations[0].telegrams

    def station(self, name: str) -> Station:
        """Return the station of a meter by the name that the table has for it."""
        meter = RADIO_METERS[name]
        return next(one for one in self.stations if one.meter is meter)

    @override
    async def start(self) -> None:
        """Be plugged in: what was told before is forgotten."""
        self.dialect.restart()
        await super().start()

    def push_now(
        self, station: Station | None = None, fault: Fault | None = None
    ) -> bytes:
        """Let a meter send, also when paused, and return what goes over the line.

        It is the household's own where none is named. `fault` befalls this
        telegram only, in place of the receiver's own.
        """
        station = station or self.stations[0]
        snapshot = station.household.at(self.clock())
        turn = Turn(station.telegrams)
        station.telegrams += 1
        if not self.dialect.is_hearing:
            return b""
        fault = fault or self.fault
        data = self.heard(station.meter.telegram(snapshot, turn), station.rssi, fault)
        if self._say(data) and fault in (None, Fault.DUPLICATE):
            station.sent |= station.meter.values(snapshot, turn)
        return data

    def heard(self, telegram: bytes, rssi: float, fault: Fault | None) -> bytes:
        """Return what the receiver makes of a telegram, and what befalls it."""
        frame = self.dialect.frame(telegram, rssi)
        if fault:
            frame = apply(fault, frame, self.dialect.checksum, self.random)
        data = self.dialect.spoken(frame, rssi) if frame else b""
        if fault is Fault.DUPLICATE:
            return 2 * data
        if fault is Fault.RESTART:
            self.dialect.restart()
            if self.fault is fault:
                self.fault = None
        return data

    def _say(self, data: bytes) -> bool:
        """Put bytes on the line; at another speed than the reader's they are noise."""
        if self._is_at_speed:
            return self._write(data)
        self._write(self.random.randbytes(len(data)))
        return False

    @property
    def _is_at_speed(self) -> bool:
        """Whether the reader has set the speed of the receiver."""
        return None in (self.speed, self.dialect.speed) or (
            self.speed == self.dialect.speed
        )

    @override
    def _take(self, data: bytes) -> None:
        """Obey the reader."""
        if self._is_at_speed and (reply := self.dialect.answer(data)):
            self._write(reply)

    def _interval_of(self, station: Station) -> float:
        """Return the seconds between a meter's telegrams."""
        usual = station.meter.interval
        hurried = usual * self.interval / self.meter.interval
        return max(min(self.interval, usual), hurried)

    @override
    async def _run(self) -> None:
        """Let each meter send at even intervals.

        The line stays open for one interval after the last telegram.
        """
        loop = asyncio.get_running_loop()
        begun = loop.time()
        due = {one: begun + _GAP * number for number, one in enumerate(self.stations)}
        while self.count is None or self.telegrams < self.count:
            station = min(due, key=due.__getitem__)
            await asyncio.sleep(due[station] - loop.time())
            if not (self.paused or station.paused):
                self.push_now(station)
            due[station] = following(due[station], self._interval_of(station))
        await asyncio.sleep(self.interval)


@dataclass(eq=False, kw_only=True)
class PtyReceiver(PtyLine, Receiver):
    """A receiver on a pseudo terminal."""


@dataclass(eq=False, kw_only=True)
class TcpReceiver(TcpLine, Receiver):
    """A receiver on a TCP port."""

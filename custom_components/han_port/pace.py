"""How often states are written: power at once, the rest in windows of time.

What has changed is known at each telegram. Who writes it down, in a database that
shall last, wants it less often.
"""

import asyncio
from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from math import inf
from typing import Final

from homeassistant.core import CALLBACK_TYPE, callback

from .decoder import Kind, Quantity, Register

#: A telegram is on time when it comes a tenth of the interval early or late.
ON_TIME: Final = 10
#: What of a household is looked at most.
POWERS: Final = (Quantity.ACTIVE_POWER, Quantity.NET_ACTIVE_POWER)


class Speed(StrEnum):
    """Which of the windows an entity is written in."""

    POWER = "power"
    INSTANTANEOUS = "instantaneous"
    TOTALS = "totals"


def speed_of(register: Register | None) -> Speed:
    """Return how often a register is written, that of nobody knows what rarely."""
    if register is None or register.kind is not Kind.INSTANTANEOUS:
        return Speed.TOTALS
    is_sum = register.quantity in POWERS and register.phase is None
    return Speed.POWER if is_sum else Speed.INSTANTANEOUS


class Paces:
    """Calls those who write states, all of one speed together."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, windows: Mapping[Speed, float]
    ) -> None:
        """Write what is of a speed at most once in so many seconds."""
        self._loop = loop
        self._paces = {speed: _Pace(loop, windows[speed]) for speed in Speed}
        self._heard_at: float | None = None

    @callback
    def add(self, speed: Speed, write: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call from now on, at its speed, who writes; return what ends that."""
        writes = self._paces[speed].writes
        writes[write] = None
        return partial(writes.pop, write, None)

    @callback
    def hear(self) -> None:
        """Take note of a telegram: what it brings is written now or soon."""
        now = self._loop.time()
        interval = 0.0 if self._heard_at is None else now - self._heard_at
        self._heard_at = now
        for pace in self._paces.values():
            pace.hear(now, interval)

    @callback
    def flush(self) -> None:
        """Write all now: something may count no longer, or count again."""
        for pace in self._paces.values():
            pace.write()

    @callback
    def stop(self) -> None:
        """Write nothing any more."""
        for pace in self._paces.values():
            pace.stop()


class _Pace:
    """One window after another, for what is of one speed.

    A telegram that comes when the window is over is written at once, and so is each
    where the window is 0. Any other is written when the window ends, unless a newer
    one has come by then. Each writing begins a window; one in which no telegram
    comes ends without a timer. So two writings are never closer than a window.

    Where the next telegram is due when the window ends, give or take a tenth of the
    last interval, the window waits for it, a tenth of the interval at the most. So a
    telegram that is some milliseconds late is not left for the next window.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, window: float) -> None:
        """Begin with the window over."""
        self.writes: dict[CALLBACK_TYPE, None] = {}
        self._loop = loop
        self._window = window
        self._end = -inf
        self._timer: asyncio.TimerHandle | None = None

    def hear(self, now: float, interval: float) -> None:
        """Write what a telegram brings: now, or when the window ends."""
        if now >= self._end:
            self.write()
            return
        self._cancel()
        if self.writes:
            tenth = interval / ON_TIME
            is_due = abs(now + interval - self._end) <= tenth
            end = self._end + tenth if is_due else self._end
            self._timer = self._loop.call_at(end, self.write)

    def write(self) -> None:
        """Write the newest, and begin a window."""
        self._cancel()
        self._end = self._loop.time() + self._window
        for write in tuple(self.writes):
            write()

    def stop(self) -> None:
        """Let go of all who write, so that no timer is set again."""
        self._cancel()
        self.writes.clear()

    def _cancel(self) -> None:
        """Write nothing when the window ends."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

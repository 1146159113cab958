"""Time that runs faster, so that hours of Home Assistant take minutes.

A clock lies in a file that several processes have in memory. Its maker sets the pace;
what is started with

    python -P benchmarks/warp.py FILE MODULE [ARGUMENT...]

lives by it: all that Python says of the time, the timers of event loops and `sleep`.
Only waits of threads that have a limit keep it in real seconds.
"""

import asyncio
from collections.abc import Callable
import ctypes
from datetime import UTC, datetime, tzinfo
import gc
from math import inf
import mmap
from pathlib import Path
import runpy
import selectors
import sys
import time
from typing import Any, Final, Self, override

#: How often the pace may change.
_CHANGES: Final = 200
#: Seconds from the call until the pace changes: all have to know of it before.
_LEAD: Final = 0.05
#: Real seconds that a timer may sleep before it looks at the clock again.
_LONGEST_SLEEP: Final = 0.05

#: In the file: how many paces there have been, what to add for the time of day, and
#: from which real second each pace rules, what the clock shows then, and the pace.
_COUNT: Final = 0
_TO_WALL: Final = 1
_PACES: Final = 2
_FIELDS: Final = 3
_SIZE: Final = 8 * (_PACES + _FIELDS * _CHANGES)

_monotonic = time.monotonic
_sleep = time.sleep


class Clock:
    """A clock for several processes of this computer, which it shows the same."""

    def __init__(self, path: Path) -> None:
        """Read the clock of a file."""
        self.path = path
        with path.open("r+b") as file:
            self._fields = memoryview(mmap.mmap(file.fileno(), _SIZE)).cast("d")

    @classmethod
    def make(cls, path: Path, start: datetime) -> Self:
        """Make a clock that shows `start` and goes at the pace of all clocks."""
        path.write_bytes(bytes(_SIZE))
        clock = cls(path)
        now = _monotonic()
        clock._fields[_TO_WALL] = start.timestamp() - now
        clock._add(now, now, 1)
        return clock

    @property
    def pace(self) -> float:
        """Return how many seconds go by in a real one."""
        return self._current()[2]

    def run(self, pace: float) -> None:
        """Go at another pace."""
        at = _monotonic() + _LEAD
        self._add(at, self._shown(at), pace)

    def monotonic(self) -> float:
        """Return seconds that only ever become more."""
        return self._shown(_monotonic())

    def time(self) -> float:
        """Return the seconds since 1970."""
        return self.monotonic() + self._fields[_TO_WALL]

    def now(self, zone: tzinfo | None = UTC) -> datetime:
        """Return the time of day."""
        return datetime.fromtimestamp(self.time(), zone)

    async def sleep(self, seconds: float) -> None:
        """Wait for so many seconds of this clock, in a loop that has real ones."""
        await asyncio.sleep(seconds / self.pace)

    def _shown(self, real: float) -> float:
        """Return what the clock shows at a real time."""
        at, shown, pace = self._current(real)
        return shown + (real - at) * pace

    def _current(self, real: float = inf) -> tuple[float, float, float]:
        """Return since when the pace of a real time rules, what was shown, and it."""
        number = int(self._fields[_COUNT]) - 1
        while number and self._fields[_PACES + _FIELDS * number] > real:
            number -= 1
        begin = _PACES + _FIELDS * number
        at, shown, pace = self._fields[begin : begin + _FIELDS]
        return at, shown, pace

    def _add(self, at: float, shown: float, pace: float) -> None:
        """Write down a pace, and only then that there is one more."""
        count = int(self._fields[_COUNT])
        begin = _PACES + _FIELDS * count
        for offset, number in enumerate((at, shown, pace)):
            self._fields[begin + offset] = number
        self._fields[_COUNT] = count + 1


def living_by(clock: Clock) -> tuple[str | Path, ...]:
    """Return what Python is told so that a module named next lives by a clock."""
    return "-P", Path(__file__), clock.path


def live_by(clock: Clock) -> None:
    """Let this process have the time of a clock, before others ask for it."""

    class Selector(selectors.EpollSelector):
        """Waits in real seconds for what is due in those of the clock."""

        @override
        def select(
            self, timeout: float | None = None
        ) -> list[tuple[selectors.SelectorKey, int]]:
            """Wait, and no longer than until the pace may have changed."""
            seconds = _LONGEST_SLEEP if timeout is None else timeout / clock.pace
            return super().select(min(seconds, _LONGEST_SLEEP))

    def now(cls: type[datetime], tz: tzinfo | None = None) -> datetime:
        """Return the time of day, as `datetime.now` does."""
        return cls.fromtimestamp(clock.time(), tz)

    functions: dict[str, Callable[..., Any]] = {
        "monotonic": clock.monotonic,
        "monotonic_ns": lambda: round(clock.monotonic() * 1e9),
        "time": clock.time,
        "time_ns": lambda: round(clock.time() * 1e9),
        "sleep": lambda seconds: _sleep(seconds / clock.pace),
    }
    for name, function in functions.items():
        setattr(time, name, function)
    for name in ("DefaultSelector", "EpollSelector"):
        setattr(selectors, name, Selector)
    _replace(datetime, "now", classmethod(now))


def _replace(kind: type, name: str, attribute: Any) -> None:
    """Replace what a class written in C has.

    A class in its place would not do: others made before are no instances of it.
    """
    (attributes, *_) = gc.get_referents(kind.__dict__)
    attributes[name] = attribute
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(kind))


def main() -> None:
    """Run a module by the clock of a file."""
    _, path, module, *arguments = sys.argv
    live_by(Clock(Path(path)))
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()

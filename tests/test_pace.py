"""Tests of how often states are written."""

import asyncio
from collections.abc import Callable
from functools import partial
import heapq
from itertools import pairwise
from typing import Final, cast

import pytest

from custom_components.han_port.decoder import find
from custom_components.han_port.pace import Paces, Speed, speed_of

WINDOWS: Final = {Speed.POWER: 0, Speed.INSTANTANEOUS: 30, Speed.TOTALS: 60}


class Timer:
    """What a loop hands out for a call that is to come."""

    def __init__(self, when: float, call: Callable[[], None]) -> None:
        """Call at that time."""
        self.when = when
        self.call = call
        self.cancelled = False

    def __lt__(self, other: Timer) -> bool:
        """Come before what is later."""
        return self.when < other.when

    def cancel(self) -> None:
        """Call no more."""
        self.cancelled = True


class Clock:
    """A loop whose time passes when it is told to."""

    def __init__(self) -> None:
        """Begin at some time, which no loop begins at 0."""
        self.now = 1000.0
        self._timers: list[Timer] = []

    def time(self) -> float:
        """Return what time it is."""
        return self.now

    def call_at(self, when: float, call: Callable[[], None]) -> Timer:
        """Call later."""
        timer = Timer(when, call)
        heapq.heappush(self._timers, timer)
        return timer

    @property
    def waiting(self) -> int:
        """Count the calls that are to come."""
        return sum(not timer.cancelled for timer in self._timers)

    def go_to(self, seconds: float) -> None:
        """Let time pass until so many seconds after the beginning."""
        until = 1000 + seconds
        while self._timers and self._timers[0].when <= until:
            timer = heapq.heappop(self._timers)
            self.now = timer.when
            if not timer.cancelled:
                timer.call()
        self.now = until


class Household:
    """A meter whose newest value is written at each speed."""

    def __init__(self, windows: dict[Speed, float] | None = None) -> None:
        """Begin to write."""
        self.clock = Clock()
        loop = cast("asyncio.AbstractEventLoop", self.clock)
        self.paces = Paces(loop, windows or dict(WINDOWS))
        self.value = 0.0
        #: When something was written, and when that had been heard.
        self.written: dict[Speed, list[tuple[float, float]]] = {
            speed: [] for speed in Speed
        }
        self.remove = {
            speed: self.paces.add(speed, partial(self._write, speed)) for speed in Speed
        }

    def _write(self, speed: Speed) -> None:
        """Write the newest value."""
        at = round(self.clock.now - 1000, 3)
        self.written[speed].append((at, self.value))

    def hear(self, *times: float) -> None:
        """Hear a telegram at each of these seconds."""
        for at in times:
            self.clock.go_to(at)
            self.value = at
            self.paces.hear()

    def times(self, speed: Speed) -> list[float]:
        """Return when something was written."""
        return [at for at, _ in self.written[speed]]


@pytest.fixture
def home() -> Household:
    """Return a household with the windows that are the default."""
    return Household()


def test_power_is_written_at_each_telegram(home: Household) -> None:
    """A window of 0 is always over, however soon the next telegram comes."""
    home.hear(0, 10, 10, 12.5)
    assert home.written[Speed.POWER] == [(0, 0), (10, 10), (10, 10), (12.5, 12.5)]


def test_first_telegram_is_written_at_once(home: Household) -> None:
    """Nobody waits for a window before anything is known."""
    home.hear(0)
    assert [home.times(speed) for speed in Speed] == [[0], [0], [0]]


def test_newest_is_written_when_the_window_ends(home: Household) -> None:
    """A list that comes once is written when the window ends, not when it likes."""
    home.hear(0, 3, 7)
    home.clock.go_to(29.999)
    assert home.times(Speed.INSTANTANEOUS) == [0]
    home.clock.go_to(30)
    assert home.written[Speed.INSTANTANEOUS] == [(0, 0), (30, 7)]


def test_telegram_behind_the_window_is_written_at_once(home: Household) -> None:
    """A slow meter does not wait for windows, and leaves none behind."""
    home.hear(0, 70, 145)
    assert home.written[Speed.INSTANTANEOUS] == [(0, 0), (70, 70), (145, 145)]
    assert home.clock.waiting == 0


def test_silence_writes_nothing(home: Household) -> None:
    """A window in which no telegram comes ends without a timer."""
    home.hear(0)
    assert home.clock.waiting == 0
    home.clock.go_to(500)
    assert home.times(Speed.INSTANTANEOUS) == [0]


def test_window_begins_where_the_last_one_was_written(home: Household) -> None:
    """What a timer has written is followed by a whole window."""
    home.hear(0, 7)
    home.clock.go_to(35)
    home.hear(36, 59)
    home.clock.go_to(100)
    assert home.written[Speed.INSTANTANEOUS] == [(0, 0), (30, 7), (60, 59)]


def test_telegrams_on_the_dot(home: Household) -> None:
    """Of a telegram each 10 s every third is written, and that one at once."""
    home.hear(*range(0, 130, 10))
    expected = [(at, at) for at in (0, 30, 60, 90, 120)]
    assert home.written[Speed.INSTANTANEOUS] == expected
    assert home.written[Speed.TOTALS] == expected[::2]


def test_late_telegram_is_waited_for(home: Household) -> None:
    """One that comes 50 ms after the window's end is not left for the next window."""
    home.hear(0, 10, 20, 30.05)
    assert home.written[Speed.INSTANTANEOUS] == [(0, 0), (30.05, 30.05)]


def test_early_telegram_waits_for_the_window(home: Household) -> None:
    """One that comes 50 ms before the window's end is written at its end."""
    home.hear(0, 10, 20, 29.95)
    home.clock.go_to(31)
    assert home.written[Speed.INSTANTANEOUS] == [(0, 0), (30, 29.95)]


def test_lost_telegram_is_not_waited_for_long(home: Household) -> None:
    """Where the telegram that is due does not come the one before it is written."""
    home.hear(0, 10, 20)
    home.clock.go_to(30.9)
    assert home.times(Speed.INSTANTANEOUS) == [0]
    home.clock.go_to(31)
    assert home.written[Speed.INSTANTANEOUS] == [(0, 0), (31, 20)]


@pytest.mark.parametrize("interval", [1, 2.5, 5, 10, 12])
def test_no_surprise_whatever_the_jitter(interval: float) -> None:
    """States are a window apart, a tenth of an interval more at most, and new."""
    home = Household()
    jitter = (0, 0.1, -0.2, 0.2, -0.1, 0.05)
    for number in range(600):
        home.hear(100 + number * interval + jitter[number * 5 % 6])
    written = home.written[Speed.INSTANTANEOUS]
    gaps = [after - before for (before, _), (after, _) in pairwise(written)]
    assert len(gaps) > 10
    assert all(30 <= round(gap, 3) <= 30 + interval / 10 + 0.04 for gap in gaps)
    assert all(at - heard <= interval + 0.4 for at, heard in written)


def test_flush_writes_all_now(home: Household) -> None:
    """What counts no longer is told at once, and the windows begin anew."""
    home.hear(0, 7)
    home.clock.go_to(12)
    home.value = -1
    home.paces.flush()
    assert home.clock.waiting == 0
    assert [home.written[speed][-1] for speed in Speed] == [(12, -1)] * 3
    home.hear(20)
    home.clock.go_to(42)
    assert home.written[Speed.INSTANTANEOUS][-1] == (42, 20)


def test_writer_that_comes_later_keeps_the_window(home: Household) -> None:
    """All of one speed write together; Home Assistant itself writes a new one."""
    late: list[float] = []
    home.hear(0, 3)
    home.paces.add(Speed.INSTANTANEOUS, lambda: late.append(home.clock.now - 1000))
    home.clock.go_to(60)
    assert late == [30]
    assert home.times(Speed.INSTANTANEOUS) == [0, 30]


def test_writer_that_is_gone_is_not_called(home: Household) -> None:
    """An entity that is removed writes no more; the others do."""
    home.remove[Speed.INSTANTANEOUS]()
    home.hear(0, 3)
    home.clock.go_to(60)
    assert home.times(Speed.INSTANTANEOUS) == []
    assert home.times(Speed.TOTALS) == [0, 60]


def test_writer_that_removes_itself(home: Household) -> None:
    """Who goes while all write keeps nobody from writing."""

    def leave() -> None:
        remove()

    remove = home.paces.add(Speed.POWER, leave)
    home.paces.add(Speed.POWER, lambda: home.written[Speed.POWER].append((0, 99)))
    home.hear(5)
    assert home.written[Speed.POWER] == [(5, 5), (0, 99)]


def test_one_timer_each_speed(home: Household) -> None:
    """However many write, a speed has one timer, and 0 none."""
    for _ in range(20):
        for speed in Speed:
            home.paces.add(speed, lambda: None)
    home.hear(*range(9))
    assert home.clock.waiting == 2


def test_nobody_to_write_needs_no_timer() -> None:
    """Before there are entities, and when they are gone."""
    home = Household()
    for remove in home.remove.values():
        remove()
    home.hear(0, 1)
    assert home.clock.waiting == 0


def test_stop_leaves_no_timer(home: Household) -> None:
    """Not even a telegram that comes afterwards sets one."""
    home.hear(0, 3)
    home.paces.stop()
    home.hear(4)
    assert home.clock.waiting == 0
    assert home.times(Speed.POWER) == [0, 3]
    home.remove[Speed.POWER]()


@pytest.mark.parametrize(
    ("code", "speed"),
    [
        ("1-0:1.7.0", Speed.POWER),
        ("1-0:2.7.0", Speed.POWER),
        ("1-0:16.7.0", Speed.POWER),
        ("1-0:21.7.0", Speed.INSTANTANEOUS),
        ("1-0:3.7.0", Speed.INSTANTANEOUS),
        ("1-0:15.7.0", Speed.INSTANTANEOUS),
        ("1-0:32.7.0", Speed.INSTANTANEOUS),
        ("1-0:31.7.0", Speed.INSTANTANEOUS),
        ("1-0:1.8.0", Speed.TOTALS),
        ("1-0:1.8.1", Speed.TOTALS),
        ("0-0:1.0.0", Speed.TOTALS),
        ("0-0:96.14.0", Speed.TOTALS),
        ("0-0:96.7.21", Speed.TOTALS),
    ],
)
def test_speed_of_a_register(code: str, speed: Speed) -> None:
    """The sums of active power are quick, what else changes is less so."""
    assert speed_of(find(code)) is speed


def test_speed_of_an_unknown_register() -> None:
    """What nobody knows is not written often."""
    assert speed_of(None) is Speed.TOTALS

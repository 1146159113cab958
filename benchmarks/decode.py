"""Measure HAN Port beside its peers: bytes to values, checksums and ciphers included.

All take turns in the same run, so other work on the machine hits all alike. Of every
telegram the shortest of many times counts, and of a series of telegrams the median.
The exit status is 1 where HAN Port is fewer times as fast as a peer than is wanted, or
where what the neighbours' meters send takes more of a core than it may.
"""

from functools import partial
import gc
from itertools import islice
import os
from pathlib import Path
import platform
from statistics import median
import sys
from time import perf_counter
from typing import NamedTuple, Self, override

sys.path.append(str(Path(__file__).parents[1] / "custom_components/han_port"))

from benchmarks.cases import CASES, Case, Peer, Task
from benchmarks.checksums import crc16_bitwise, crc16_table
from benchmarks.neighbours import A_MINUTE, MOST, passed_over
from benchmarks.readers import Reader
from benchmarks.telegrams import Push, push_all
from decoder.crc16 import crc16_arc

ROUNDS = 20

_TRAILER_SIZE = len("HHHH\r\n")
_COLUMNS = ("HAN Port", "amshan", "dsmr-parser", "gurux-dlms", "pymbusparser")
_MINUTE = 60e6


def main() -> int:
    """Print what was measured. Return 1 where HAN Port is too slow."""
    contests = [_Contest.of(case) for case in CASES]
    times = iter(_measure([task for contest in contests for task in contest.tasks]))
    print(f"Python {platform.python_version()}, {platform.machine()},", end=" ")
    print(f"{os.cpu_count()} cores; microseconds a telegram\n")
    print(f"{'':26} {'bytes':>6}", *(f"{name:>12}" for name in _COLUMNS))
    results = [
        result
        for contest in contests
        for result in _show(contest, list(islice(times, len(contest.tasks))))
    ]
    e360 = push_all(CASES[0].meter)
    _compare_checksums([push.data[:-_TRAILER_SIZE] for push in e360])
    are_neighbours_cheap = _pass_over_neighbours()
    print("\nHAN Port is so many times as fast as the peer:")
    print(*results, sep="\n")
    return int(not (are_neighbours_cheap and all(one.is_met for one in results)))


class _Contest(NamedTuple):
    """A case ready to be measured: what HAN Port and each peer has to do."""

    case: Case
    size: int
    tasks: list[Task]

    @classmethod
    def of(cls, case: Case) -> Self:
        """Let the meter push, and check that all read it right."""
        pushes = [
            push._replace(data=case.sent(push.data))
            for push in push_all(case.meter, hourly=case.hourly)
        ]
        readers = [case.ours, *(peer.reader for peer in case.peers)]
        for reader in readers:
            _check(reader, pushes)
        tasks = [
            case.way(reader, [reader.handed(push.data) for push in pushes])
            for reader in readers
        ]
        return cls(case, len(pushes[0].data), tasks)


class _Result(NamedTuple):
    """How many times as fast as a peer HAN Port is."""

    case: Case
    peer: Peer
    ratio: float

    @property
    def is_met(self) -> bool:
        """Tell whether it is as fast as wanted."""
        return self.peer.wanted is None or self.ratio >= self.peer.wanted

    @override
    def __str__(self) -> str:
        """Say it in a line."""
        line = f"{self.case.name:26} {self.peer.reader.name:12} {self.ratio:6.1f}"
        if self.peer.wanted is None:
            return line
        met = "met" if self.is_met else "MISSED"
        return f"{line} ({self.peer.wanted:.2g} wanted: {met})"


def _check(reader: Reader, pushes: list[Push]) -> None:
    """Raise ValueError where a reader does not read what was sent."""
    read = reader.make()
    for push in pushes:
        (whole,) = read(reader.handed(push.data))
        numbers = reader.numbers(whole)
        for code, value in push.values.items():
            if code in reader.left_out:
                continue
            number = float(numbers[code])
            if abs(number - float(value)) > reader.tolerance:
                raise ValueError(f"{reader.name} reads {number} for {value} of {code}")


def _measure(tasks: list[Task]) -> list[float]:
    """Return the time of each task, in microseconds a telegram."""
    shortest = [[float("inf")] * len(task) for task in tasks]
    gc.disable()
    for _ in range(ROUNDS):
        gc.collect()
        for task, times in zip(tasks, shortest, strict=True):
            for number, read in enumerate(task):
                start = perf_counter()
                read()
                times[number] = min(times[number], perf_counter() - start)
    gc.enable()
    return [median(times) * 1e6 for times in shortest]


def _show(contest: _Contest, times: list[float]) -> list[_Result]:
    """Print a line of the table and return what it comes to, peer by peer."""
    case = contest.case
    names = [case.ours.name, *(peer.reader.name for peer in case.peers)]
    found = dict(zip(names, times, strict=True))
    cells = (f"{found[name]:.1f}" if name in found else "" for name in _COLUMNS)
    print(f"{case.name:26} {contest.size:6}", *(f"{cell:>12}" for cell in cells))
    return [
        _Result(case, peer, time / times[0])
        for peer, time in zip(case.peers, times[1:], strict=True)
    ]


def _compare_checksums(series: list[bytes]) -> None:
    """Print how long the checksum alone takes: folded, by a table, bit by bit."""
    ways = {
        "folded": crc16_arc,
        "by a table": crc16_table,
        "bit by bit": crc16_bitwise,
    }
    if len({tuple(map(way, series)) for way in ways.values()}) != 1:
        raise ValueError("the checksums differ")
    times = _measure([[partial(way, part) for part in series] for way in ways.values()])
    print(f"\nCRC-16/ARC of {len(series[0])} bytes alone:", end=" ")
    pairs = zip(ways, times, strict=True)
    print(", ".join(f"{way} {time:.1f}" for way, time in pairs))


def _pass_over_neighbours() -> bool:
    """Print what neighbours cost. Return whether that is little enough."""
    (time,) = _measure([passed_over()])
    share = A_MINUTE * time / _MINUTE
    met = "met" if share < MOST else "MISSED"
    print(f"A neighbour's telegram passed over: {time:.1f};", end=" ")
    print(f"{A_MINUTE} a minute take {share:.4%} of a core", end=" ")
    print(f"(less than {MOST:.1%} wanted: {met})")
    return share < MOST


if __name__ == "__main__":
    sys.exit(main())

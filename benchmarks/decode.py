"""Measure HAN Port beside its peers: bytes to values, checksum included.

All take turns in the same run, and of all telegrams the median counts, each timed by
itself: so other work on the machine hits all alike. The exit status is 1 when
HAN Port is less than 15 times as fast as the faster peer on the telegrams of a
Landis+Gyr E360.
"""

from collections.abc import Callable
from functools import partial
import gc
import os
from pathlib import Path
import platform
import re
from statistics import median
import sys
from time import perf_counter

sys.path.append(str(Path(__file__).parents[1] / "custom_components/han_port"))

from benchmarks.checksums import crc16_bitwise, crc16_table
from benchmarks.readers import HAN_PORT, PEERS, READERS, Reader
from benchmarks.telegrams import aidon, e360
from decoder.crc16 import crc16_arc

WANTED = 15
ROUNDS = 40
PUSHES = 50

#: What there is to do, telegram by telegram.
type Task = list[Callable[[], object]]


def main() -> int:
    """Print what was measured. Return 1 where the ratio is too small."""
    series = e360(PUSHES)
    for reader in PEERS:
        _check_totals(reader, series)
    print(f"Python {platform.python_version()}, {platform.machine()},", end=" ")
    print(f"{os.cpu_count()} cores; microseconds a telegram, the median\n")
    print(f"{'':34}", *(f"{reader.name:>12}" for reader in READERS), f"{'ratio':>7}")
    cases: dict[str, Callable[[Reader], Task]] = {
        f"E360, {len(series[0])} bytes": lambda reader: _stream(reader, series),
        "the same, byte by byte": lambda reader: _bytewise(reader, series),
        "a new decoder and one telegram": lambda reader: _first(reader, series),
        "Aidon, currents negative": lambda reader: _stream(reader, aidon(PUSHES)),
    }
    ratios = [_compare(name, case) for name, case in cases.items()]
    _compare_checksums([telegram[:-6] for telegram in series])
    print(f"\nHAN Port is {ratios[0]:.1f} times as fast as the faster peer", end=" ")
    print(f"({WANTED} wanted)")
    return int(ratios[0] < WANTED)


def _check_totals(peer: Reader, series: list[bytes]) -> None:
    """Raise ValueError where a peer reads other totals than HAN Port.

    One Wh is allowed: amshan cuts off what a product of floats falls short of.
    """
    ours, theirs = HAN_PORT.make(), peer.make()
    for telegram in series:
        (mine,), (other,) = ours(telegram), theirs(telegram)
        for own, value in zip(mine[1:3], other[1:3], strict=True):
            if abs(own - float(value) / peer.per_kwh) > 0.00101:
                raise ValueError(f"{peer.name} reads {value}, HAN Port {own} kWh")


def _stream(reader: Reader, series: list[bytes]) -> Task:
    """Read a series, a telegram a chunk, with one decoder."""
    read = reader.make()
    return [partial(read, telegram) for telegram in series]


def _bytewise(reader: Reader, series: list[bytes]) -> Task:
    """Read a series, a byte a chunk, with one decoder."""
    read = reader.make()

    def read_each(chunks: list[bytes]) -> None:
        for chunk in chunks:
            read(chunk)

    return [
        partial(read_each, [bytes((byte,)) for byte in telegram]) for telegram in series
    ]


def _first(reader: Reader, series: list[bytes]) -> Task:
    """Read each telegram with a decoder made for it, regular expressions and all."""

    def read(telegram: bytes) -> None:
        re.purge()
        reader.make()(telegram)

    return [partial(read, telegram) for telegram in series]


def _compare(name: str, case: Callable[[Reader], Task]) -> float:
    """Print a line of the table and return how many times as fast HAN Port is."""
    ours, *theirs = _measure([case(reader) for reader in READERS])
    ratio = min(theirs) / ours
    print(f"{name:34}", *(f"{time:12.1f}" for time in (ours, *theirs)), f"{ratio:7.1f}")
    return ratio


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
    print(f"\nchecksum of {len(series[0])} bytes alone:", end=" ")
    pairs = zip(ways, times, strict=True)
    print(", ".join(f"{way} {time:.1f}" for way, time in pairs))


def _measure(tasks: list[Task]) -> list[float]:
    """Return the median time of each task, in microseconds a telegram."""
    taken: list[list[float]] = [[] for _ in tasks]
    gc.disable()
    for _ in range(ROUNDS):
        for task, times in zip(tasks, taken, strict=True):
            for read in task:
                start = perf_counter()
                read()
                times.append(perf_counter() - start)
    gc.enable()
    gc.collect()
    return [median(times) * 1e6 for times in taken]


if __name__ == "__main__":
    sys.exit(main())

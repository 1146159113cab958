"""Measure HAN Port beside its peers: bytes to values, checksum included.

All take turns in the same run, so that noise of the machine hits all alike, and
of the rounds the fastest counts. The exit status is 1 when HAN Port is less than
15 times as fast as the faster peer on the telegrams of a Landis+Gyr E360.
"""

from collections.abc import Callable
import gc
import os
from pathlib import Path
import platform
import re
import sys
from time import perf_counter

sys.path.append(str(Path(__file__).parents[1] / "custom_components/han_port"))

from benchmarks.checksums import crc16_bitwise, crc16_table
from benchmarks.readers import HAN_PORT, PEERS, READERS, Reader
from benchmarks.telegrams import aidon, e360
from decoder.crc16 import crc16_arc

WANTED = 15
ROUNDS = 12
PUSHES = 200

type Task = Callable[[], object]


def main() -> int:
    """Print what was measured. Return 1 where the ratio is too small."""
    series = e360(PUSHES)
    for reader in PEERS:
        _check_totals(reader, series)
    print(f"Python {platform.python_version()}, {platform.machine()},", end=" ")
    print(f"{os.cpu_count()} cores; best of {ROUNDS} rounds, microseconds a telegram\n")
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
    """Read a series, a telegram a chunk, with a decoder that has read it once."""
    return _each(reader.make(), series)


def _bytewise(reader: Reader, series: list[bytes]) -> Task:
    """Read a series, a byte a chunk."""
    chunks = [bytes((byte,)) for telegram in series for byte in telegram]
    return _each(reader.make(), chunks)


def _first(reader: Reader, series: list[bytes]) -> Task:
    """Read each telegram with a decoder made for it, regular expressions and all."""

    def read(telegram: bytes) -> None:
        re.purge()
        reader.make()(telegram)

    return _each(read, series)


def _each(read: Callable[[bytes], object], chunks: list[bytes]) -> Task:
    """Hand over chunk by chunk; what comes of it is thrown away at once."""

    def task() -> None:
        for chunk in chunks:
            read(chunk)

    return task


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
    times = _measure([_each(way, series) for way in ways.values()])
    print(f"\nchecksum of {len(series[0])} bytes alone:", end=" ")
    pairs = zip(ways, times, strict=True)
    print(", ".join(f"{way} {time:.1f}" for way, time in pairs))


def _measure(tasks: list[Task]) -> list[float]:
    """Return the best time of each task, in microseconds a telegram.

    The first round warms up and does not count. Garbage is collected behind it all.
    """
    best = [float("inf")] * len(tasks)
    gc.disable()
    for turn in range(ROUNDS + 1):
        for index, task in enumerate(tasks):
            start = perf_counter()
            task()
            taken = perf_counter() - start
            if turn:
                best[index] = min(best[index], taken)
    gc.enable()
    gc.collect()
    return [taken / PUSHES * 1e6 for taken in best]


if __name__ == "__main__":
    sys.exit(main())

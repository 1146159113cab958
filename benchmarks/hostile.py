"""Feed what no meter would send: memory has to stay, and each byte to cost the same.

The decoder of each profile and of each receiver has a process of its own and is fed
the same hostile mixes, in turn and in chunks of all sizes. What it holds after a
tenth counts as warm. The exit status is 1 where more than GROWTH is added from there
on, or where bytes of the last nine tenths take longer than those of the first.

    .venv/benchmark/bin/python -m benchmarks.hostile [--megabytes N] [--mixes] [NAME...]
"""

import argparse
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import count
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection
import os
from pathlib import Path
import random
import sys
from time import process_time
from typing import Any, Final, NamedTuple

sys.path.append(str(Path(__file__).parents[1] / "custom_components/han_port"))

from benchmarks.mixes import MIXES
from decoder import PROFILES, RECEIVERS, Decoder, Keys, RadioDecoder, Receiver
from simulator.keys import BOTH

_MEGABYTE: Final = 10**6
#: Bytes of resident memory that may be added once warm.
GROWTH: Final = 2 << 20
#: How many times as long as at first a byte may take.
SLOWER: Final = 1.5

_STATM: Final = Path("/proc/self/statm")
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")
_PIECE: Final = 1 << 16
#: Of mixes of which each byte costs most a piece is smaller.
_SMALL_PIECE: Final = 1 << 13
_COSTLY: Final = ("ident lines", "ends", "sealed lines", "sealed lists")
_CHUNKS: Final = (_PIECE, _PIECE, 4096, 509, 64)
#: So often pieces come again, in another order and in other chunks.
_ROUNDS: Final = 8

type Feed = Callable[[bytes], list[Any]]


def main() -> int:
    """Print what was measured. Return 1 where anything grows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="all unless given")
    parser.add_argument("--megabytes", type=int, default=1000, help="for each")
    parser.add_argument("--mixes", action="store_true", help="time each mix alone")
    arguments = parser.parse_args()
    names = arguments.names or list(_streams())
    if arguments.mixes:
        return _time_mixes(names, arguments.megabytes)
    print(f"{'':24} {'MB':>5} {'events':>10} {'seconds':>7} ", end="")
    print(f"{'MB/s at first':>13} {'at last':>7} {'MiB warm':>8} {'added':>6}")
    results = []
    for name in names:
        results.append(_measure(name, arguments.megabytes))
        print(results[-1].line(), flush=True)
    return int(not all(one.is_flat for one in results))


class Part(NamedTuple):
    """A part of a stream: its bytes and events, seconds, the most resident bytes."""

    size: int = 0
    events: int = 0
    seconds: float = 0
    resident: int = 0

    @property
    def speed(self) -> float:
        """How many MB a second takes."""
        return self.size / self.seconds / _MEGABYTE


class Result(NamedTuple):
    """What a stream came to: its first tenth and the others."""

    name: str
    first: Part
    last: Part

    @property
    def growth(self) -> int:
        """How many bytes were added."""
        return self.last.resident - self.first.resident

    @property
    def is_flat(self) -> bool:
        """Whether memory and time per byte stay as they are."""
        is_even = self.last.speed * SLOWER >= self.first.speed
        return self.growth <= GROWTH and is_even

    def line(self) -> str:
        """Say it in a line."""
        first, last = self.first, self.last
        size = (first.size + last.size) / _MEGABYTE
        numbers = f"{size:5.0f} {first.events + last.events:10}"
        speeds = f"{first.speed:13.1f} {last.speed:7.1f}"
        memory = f"{first.resident / 2**20:8.1f} {self.growth / 2**20:6.2f}"
        seconds = first.seconds + last.seconds
        judged = "" if self.is_flat else "  GROWS"
        return f"{self.name:24} {numbers} {seconds:7.1f} {speeds} {memory}{judged}"


def _streams() -> Mapping[str, Callable[[], Feed]]:
    """Return what makes the decoder of each profile, by radio of each receiver."""
    keys = Keys(BOTH.encryption, BOTH.authentication)
    receivers: Mapping[str, Callable[[], Receiver | None]] = {
        "any receiver": lambda: None,
        **RECEIVERS,
    }

    def wired(profile: str) -> Feed:
        return Decoder(profile, keys=keys).feed

    def wireless(receiver: str) -> Feed:
        return RadioDecoder(keys=keys, receiver=receivers[receiver]()).feed

    profiles = [one.id for one in PROFILES.values() if not one.is_wireless]
    return {name: partial(wired, name) for name in profiles} | {
        f"wmbus, {name}": partial(wireless, name) for name in receivers
    }


def _pieces(seed: int) -> Iterator[bytes]:
    """Make hostile bytes without end."""
    chance = random.Random(seed)
    while True:
        batch = [
            mix(chance, _SMALL_PIECE if name in _COSTLY else _PIECE)
            for name, mix in MIXES.items()
        ]
        for _ in range(_ROUNDS):
            chance.shuffle(batch)
            yield from batch


def _measure(name: str, megabytes: int) -> Result:
    """Feed a decoder in a process of its own."""
    ours, theirs = Pipe()
    process = get_context("spawn").Process(target=_hear, args=(name, theirs))
    process.start()
    parts = []
    pieces = _pieces(seed=1)
    for size in (megabytes // 10, megabytes - megabytes // 10):
        left = size * _MEGABYTE
        while left > 0:
            piece = next(pieces)
            ours.send_bytes(piece)
            left -= len(piece)
        ours.send_bytes(b"")
        parts.append(Part(*ours.recv()))
    ours.close()
    process.join()
    return Result(name, *parts)


def _hear(name: str, connection: Connection) -> None:
    """Decode what comes; tell of it at each empty piece, until nothing comes."""
    feed = _streams()[name]()
    part = Part()
    for number in count():
        try:
            piece = connection.recv_bytes()
        except EOFError:
            return
        if not piece:
            connection.send(part)
            part = Part()
            continue
        step = _CHUNKS[number % len(_CHUNKS)]
        events, start = 0, process_time()
        for at in range(0, len(piece), step):
            events += len(feed(piece[at : at + step]))
        part = Part(
            part.size + len(piece),
            part.events + events,
            part.seconds + process_time() - start,
            max(part.resident, int(_STATM.read_text().split()[1]) * _PAGE),
        )


def _time_mixes(names: list[str], megabytes: int) -> int:
    """Print what a byte of each mix costs, a tenth of the stream and all of it."""
    print(f"{'ns a byte':24}", *(f"{mix:>13}" for mix in MIXES))
    slower = 0.0
    for name in names:
        cells = []
        for mix in MIXES.values():
            first, last = (_cost(name, mix, megabytes, tenths) for tenths in (1, 10))
            slower = max(slower, last / first)
            cells.append(f"{first:5.0f} {last:5.0f}")
        print(f"{name:24}", *(f"{cell:>13}" for cell in cells), flush=True)
    print(f"At most {slower:.2f} times as long for ten times as much")
    return int(slower > SLOWER)


def _cost(name: str, mix: Callable[..., bytes], megabytes: int, tenths: int) -> float:
    """Return the nanoseconds that a byte of so much of one mix takes."""
    chance, feed = random.Random(1), _streams()[name]()
    data = [mix(chance, _PIECE) for _ in range(16)]
    left, seconds, size = megabytes * _MEGABYTE * tenths // 10, 0.0, 0
    while size < left:
        start = process_time()
        for piece in data:
            feed(piece)
        seconds += process_time() - start
        size += sum(map(len, data))
    return seconds / size * 1e9


if __name__ == "__main__":
    sys.exit(main())

"""Damage protected telegrams, and look for wrong values in what is handed out.

A decoder hears damaged and sound telegrams in turn, as on a bad cable: every single
bit is wrong once, then bursts of all lengths are (the first and the last bit wrong,
those between by chance). A damaged telegram that is handed out is accepted: harmless
where all values are those that were sent, as with a wrong letter case. The exit
status is 1 where a value is wrong. What a sum of eight bits alone lets through does
not count: the integration believes no such telegram before another bears it out.

    .venv/benchmark/bin/python -m benchmarks.damage [--telegrams N] [--seed N]
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
import random
import sys
from time import perf_counter
from typing import Final, NamedTuple

sys.path.append(str(Path(__file__).parents[1] / "custom_components/han_port"))

from benchmarks.protected import Protected, protected
from decoder import Reading, Telegram

#: Bursts up to this length are found by every CRC of 16 bits.
_SURE: Final = 16
_MOST: Final = 64
#: One burst of so many is longer still.
_ONE_IN: Final = 5
_LONGEST: Final = 512
_SHOWN: Final = 10
_NAMES: Final = ("manufacturer", "model", "serial number")
#: How many telegrams one that was cut in the middle may take with it.
_REMEMBERED: Final = 8

#: Who has sent a telegram, and all that it says.
type Said = Mapping[str, Reading | str]


class Wrong(NamedTuple):
    """A value that was not sent."""

    name: str
    check: str
    bits: tuple[int, ...]
    told: Said


class Tally:
    """What came of the telegrams that one check protects."""

    def __init__(self, *, is_believed: bool) -> None:
        """Start with none."""
        self.is_believed = is_believed
        self.damaged: Counter[str] = Counter()
        self.accepted: Counter[str] = Counter()
        self.wrong: list[Wrong] = []
        self.lost = 0


def main() -> int:
    """Print what was counted. Return 1 where a value was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--telegrams", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    subjects = protected()
    chance = random.Random(arguments.seed)
    tallies: dict[str, Tally] = {}
    start = perf_counter()
    for one, most in zip(subjects, _shares(subjects, arguments.telegrams), strict=True):
        tally = tallies.setdefault(one.check, Tally(is_believed=one.is_believed))
        _damage(one, most, chance, tally)
    _show(tallies, {one.check: one.theory for one in subjects}, perf_counter() - start)
    wrong = [tally for tally in tallies.values() if tally.wrong]
    for case in [case for tally in wrong for case in tally.wrong][:_SHOWN]:
        print(f"WRONG {case.name}, {case.check}, {len(case.bits)} bits: {case.told}")
    return int(any(tally.is_believed for tally in wrong))


def _shares(subjects: list[Protected], telegrams: int) -> list[int]:
    """Return how often each is damaged: the longer it is, the more often."""
    bits = sum(one.bits for one in subjects)
    return [1 + telegrams * one.bits // bits for one in subjects]


def _errors(
    bits: int, most: int, chance: random.Random
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield so often which bits are wrong, and of which kind that is.

    First single ones are: each of them, or where there are too many some by chance.
    """
    alone = min(bits, most // 2)
    for bit in chance.sample(range(bits), alone):
        yield "bit", (bit,)
    for _ in range(most - alone):
        long = chance.randrange(_ONE_IN) == 0
        length = chance.randint(*((_MOST, _LONGEST) if long else (2, _MOST)))
        length = min(length, bits)
        first = chance.randrange(bits - length + 1)
        inner = chance.getrandbits(length)
        wrong = [at for at in range(1, length - 1) if inner >> at & 1]
        kind = "short" if length <= _SURE else "long"
        yield kind, (first, *(first + at for at in wrong), first + length - 1)


def _damage(one: Protected, most: int, chance: random.Random, tally: Tally) -> None:
    """Damage a telegram so often, with a sound one behind each."""
    feed = one.make()
    sent = [(frame, _sent(one, frame)) for frame in one.frames]
    feed(one.spoken(sent[0][0]))
    recent: list[Said] = []
    for number, (kind, bits) in enumerate(_errors(one.bits, most, chance)):
        frame, said = sent[number % len(sent)]
        sound, then = sent[(number + 1) % len(sent)]
        recent = [*recent[-_REMEMBERED:], said, then]
        events = feed(one.spoken(_flipped(frame, bits))) + feed(one.spoken(sound))
        heard = [_said(event) for event in events if isinstance(event, Telegram)]
        if then in heard:
            heard.remove(then)
        else:
            tally.lost += 1
        tally.damaged[kind] += 1
        tally.accepted[kind] += bool(heard)
        for told in heard:
            if not any(told.items() <= true.items() for true in recent):
                strange = {key: told[key] for key in told if told[key] != said.get(key)}
                tally.wrong.append(Wrong(one.name, one.check, bits, strange))


def _sent(one: Protected, frame: bytes) -> Said:
    """Return what a sound telegram says."""
    events = one.make()(one.spoken(frame))
    (telegram,) = (event for event in events if isinstance(event, Telegram))
    return _said(telegram)


def _said(telegram: Telegram) -> Said:
    """Return what a telegram says: its registers and its sender."""
    meter = telegram.meter
    names = (meter.manufacturer, meter.model, meter.serial_number)
    known = {name: text for name, text in zip(_NAMES, names, strict=True) if text}
    return {**telegram.registers, **known}


def _flipped(frame: bytes, bits: tuple[int, ...]) -> bytes:
    """Return a frame with wrong bits, the low bit of each byte first."""
    damaged = int.from_bytes(frame, "little")
    for bit in bits:
        damaged ^= 1 << bit
    return damaged.to_bytes(len(frame), "little")


def _show(
    tallies: dict[str, Tally], theories: dict[str, float], seconds: float
) -> None:
    """Print a line for each check."""
    print(f"{'':32} {'single bits':>16} {'bursts to 16':>16} {'longer':>18} ", end="")
    print(f"{'by theory':>9} {'wrong':>5} {'lost':>6}")
    for check, tally in tallies.items():
        cells = [
            f"{tally.accepted[kind]:6} of {tally.damaged[kind]:{width}}"
            for kind, width in (("bit", 6), ("short", 6), ("long", 8))
        ]
        theory = tally.damaged["long"] * theories[check]
        judged = "" if tally.is_believed else "  not believed at once"
        print(f"{check:32}", *cells, end=" ")
        print(f"{theory:9.3g} {len(tally.wrong):5} {tally.lost:6}{judged}")
    damaged = sum(sum(tally.damaged.values()) for tally in tallies.values())
    wrong = sum(len(tally.wrong) for tally in tallies.values() if tally.is_believed)
    print(f"{damaged} damaged telegrams, {wrong} with a wrong value, {seconds:.0f} s")


if __name__ == "__main__":
    sys.exit(main())

"""The guard: holds back totals that cannot be true.

A total of a meter is believed when it can follow the last one that was believed. One
that cannot is held back, and the good one stays:

- it is 0, and was not (a meter that has never exported shows a true 0);
- it is lower than before by more than one step of its last digit (one step back is
  no fault: the good reading stands in its place);
- it has risen faster than the main fuse, or a meter of gas, water or heat, can carry
  in the time that has passed since it was believed last;
- the telegram has it not, or has it in another unit, while earlier ones had.

What is not noise goes on: once five telegrams in a row agree on a new level, it is
offered as a change, a new meter or a reset, and the household decides.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from math import isfinite
from types import MappingProxyType
from typing import Final, NamedTuple

from .decoder import Carrier, Reading, Register, Telegram
from .limits import HOUR, Cadence, Instant, Ratios, cadence, rate, step, total

#: Telegrams in a row that must agree on a level before it is offered.
AGREEING: Final = 5
#: Heard more often than this a level is no outlier: time makes it no better.
OUTLIERS: Final = 2
#: Totals and shapes of telegrams that are followed; no meter has as many.
MOST_CODES: Final = 256
MOST_SHAPES: Final = 16


class Fault(StrEnum):
    """Why a total is held back."""

    ZERO = "zero"
    FALLING = "falling"
    RISING = "rising"
    MISSING = "missing"


class HeldBack(NamedTuple):
    """A total that was not believed, and the one that stays."""

    code: str
    fault: Fault
    good: Reading
    sent: Reading | None


class Change(NamedTuple):
    """A new level on which telegrams agree: the good total, and the newest one.

    ``first`` is the level as it was first heard: what has come since was consumed.
    None where that is the newest one.
    """

    code: str
    before: Reading
    after: Reading
    first: Reading | None = None


class Level(NamedTuple):
    """The newest reading of a level that is held back, and how often it was heard.

    ``first`` is its reading when it was heard first, None while that is the newest.
    """

    reading: Reading
    at: Instant
    fault: Fault
    first: Reading | None = None
    times: int = 1
    is_dismissed: bool = False

    @property
    def is_offered(self) -> bool:
        """Tell whether the household has to decide."""
        return self.times >= AGREEING and not self.is_dismissed


class Good(NamedTuple):
    """A total that was believed last, and the level that is held back since.

    ``changed`` is when the reading before it was still heard: it cannot be older.
    None where it is the first.
    """

    reading: Reading
    at: Instant
    changed: Instant | None = None
    level: Level | None = None


def fault_of(before: Reading, sent: Reading, most: float) -> Fault | None:
    """Tell why a total cannot follow another when it can rise by `most`."""
    rise = number(sent) - number(before)
    if sent.unit != before.unit or not isfinite(rise):
        return Fault.MISSING
    if not rise:
        return None
    one = step(before, sent)
    if rise < -1.5 * one:
        return Fault.FALLING if sent.value else Fault.ZERO
    return Fault.RISING if rise > most + one else None


def number(reading: Reading) -> float:
    """Return the value of a total, which is a number or else none."""
    value = reading.value
    return value if isinstance(value, (int, float)) else float("nan")


class Guard:
    """Judges the totals of one meter, telegram by telegram."""

    def __init__(self, main_fuse: float = 100, *, in_turn: bool = False) -> None:
        """Guard a meter behind a main fuse of so many amperes.

        Where lists come `in_turn`, none of them lacks what stands in another; by
        radio telegrams of several kinds always may.
        """
        self.main_fuse = main_fuse
        self.in_turn = in_turn
        self.held_back: Counter[Fault] = Counter()
        self._goods: dict[str, Good] = {}
        self._ratios = Ratios()
        #: Telegrams in a row without a total that the shape has had, by its code.
        self._misses: dict[tuple[str, Carrier], dict[str, int]] = {}

    @property
    def goods(self) -> Mapping[str, Good]:
        """Return the totals that were believed last, by code."""
        return MappingProxyType(self._goods)

    @property
    def changes(self) -> Mapping[str, Change]:
        """Return the levels that the household has to decide on."""
        return {
            code: _change(code, good.reading, good.level)
            for code, good in self._goods.items()
            if good.level is not None and good.level.is_offered
        }

    def restore(self, goods: Mapping[str, Good]) -> None:
        """Go on from totals that were believed before."""
        self._goods = dict(list(goods.items())[:MOST_CODES])

    def judge(self, telegram: Telegram, at: Instant) -> tuple[Telegram, list[HeldBack]]:
        """Return the telegram without the totals that are held back, and those.

        In the place of a total that fell by one step stands the good one.
        """
        registers = telegram.registers
        self._ratios = self._ratios.heard(registers)
        present: list[str] = []
        held: list[HeldBack] = []
        instead: dict[str, Reading | None] = {}
        for code, sent in registers.items():
            register = total(code)
            if register is None:
                continue
            shown = None
            if isfinite(number(sent)):
                present.append(code)
                shown = self._judge(register, code, sent, at)
            if isinstance(shown, HeldBack):
                held.append(shown)
                shown = None
            if shown is not sent:
                instead[code] = shown
        if not (self.in_turn or telegram.carrier is Carrier.WIRELESS):
            held += self._missing(telegram, present)
        self.held_back.update(one.fault for one in held)
        return (_with(telegram, instead) if instead else telegram), held

    def accept(self) -> Mapping[str, Change]:
        """Believe all levels that are held back, and return what changed."""
        changes = {}
        for code, good in self._goods.items():
            if good.level is not None:
                changes[code] = _change(code, good.reading, good.level)
                self._goods[code] = Good(good.level.reading, good.level.at)
        return changes

    def dismiss(self) -> None:
        """Offer the levels that are offered now no more while they go on."""
        for code, good in self._goods.items():
            if good.level is not None and good.level.is_offered:
                level = good.level._replace(is_dismissed=True)
                self._goods[code] = good._replace(level=level)

    def _judge(
        self, register: Register, code: str, sent: Reading, at: Instant
    ) -> Reading | HeldBack | None:
        """Return what a total may be said to be; None where there are too many."""
        good = self._goods.get(code)
        if good is None:
            if len(self._goods) >= MOST_CODES:
                return None
            self._goods[code] = Good(sent, at)
            return sent
        most = rate(register, sent.unit, self.main_fuse, self._ratios) / HOUR
        late = cadence(register)
        fault = fault_of(good.reading, sent, most * _passed(good, at, late))
        level = good.level
        if level is not None:
            level = _gone_on(level, sent, most * (at.since(level.at) + late.lag), at)
            fault = fault or _lasting(level)
        if fault is None:
            self._goods[code] = good = _followed(good, sent, at)
            return good.reading
        level = level or Level(sent, at, fault)
        self._goods[code] = good._replace(level=level)
        return HeldBack(code, fault, good.reading, sent)

    def _missing(self, telegram: Telegram, present: list[str]) -> list[HeldBack]:
        """Return the totals that telegrams of the same shape had, and this one lacks.

        One that stays away for five telegrams is no more waited for.
        """
        shape = telegram.ident, telegram.carrier
        before = self._misses.get(shape, {})
        missing = [code for code in before if code not in present]
        now = dict.fromkeys(present, 0)
        now |= {
            code: before[code] + 1 for code in missing if before[code] + 1 < AGREEING
        }
        if shape not in self._misses and len(self._misses) >= MOST_SHAPES:
            del self._misses[next(iter(self._misses))]
        self._misses[shape] = now
        return [
            HeldBack(
                code,
                Fault.MISSING,
                self._goods[code].reading,
                telegram.registers.get(code),
            )
            for code in missing
            if code in self._goods
        ]


def _passed(good: Good, at: Instant, late: Cadence) -> float:
    """Return the seconds in which a total can have risen since it was believed."""
    stood = at.since(good.changed) if good.changed else 0
    return max(at.since(good.at), min(stood, late.standstill)) + late.lag


def _gone_on(level: Level, sent: Reading, most: float, at: Instant) -> Level | None:
    """Return a level with the reading that follows it, None where it does not."""
    if fault_of(level.reading, sent, most):
        return None
    first = level.first or level.reading
    return level._replace(
        reading=sent,
        at=at,
        first=first if first != sent else None,
        times=level.times + 1,
    )


def _change(code: str, before: Reading, level: Level) -> Change:
    """Return what a level would change."""
    return Change(code, before, level.reading, level.first)


def _lasting(level: Level | None) -> Fault | None:
    """Tell whether a level that goes on had risen too fast.

    What could not be true when it came does not become true by waiting.
    """
    if level is None or level.times <= OUTLIERS:
        return None
    return level.fault if level.fault is Fault.RISING else None


def _followed(good: Good, sent: Reading, at: Instant) -> Good:
    """Return the good total after one that can follow it was sent."""
    rise = number(sent) - number(good.reading)
    if rise > 0:
        return Good(sent, at, good.at)
    changed = good.changed or good.at
    return Good(good.reading if rise else sent, at, changed)


def _with(telegram: Telegram, instead: Mapping[str, Reading | None]) -> Telegram:
    """Return a telegram with other readings, and without those that are None."""
    kept = {
        code: one
        for code, sent in telegram.registers.items()
        if (one := instead.get(code, sent)) is not None
    }
    return replace(telegram, registers=kept)

"""The layout of a meter's telegrams: what stays the same from push to push.

A meter sends the same lines in the same order every time and only the digits
change. From one telegram that was read line by line a regular expression of the
whole body is made; the next telegram then costs one match. What does not match
(another list, more digits, a damaged line) is read line by line again.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from operator import call
import re
from typing import NamedTuple

from .telegram import Reading
from .units import EXACT_DIGITS, canonical, scaled


class DataLine(NamedTuple):
    """A data line: the whole, its code, and number and unit or else text."""

    whole: str
    code: str
    number: str
    unit: str
    text: str


#: Reading._make without its check of the length, which is half of its time.
_reading: Callable[[tuple[float | str, str | None, int | None]], Reading]
_reading = partial(tuple.__new__, Reading)


@dataclass(frozen=True, slots=True)
class Layout:
    """One regular expression for a body, and what its groups are."""

    body: re.Pattern[str]
    codes: tuple[str, ...]
    readers: tuple[Callable[[str], float | str], ...]
    units: tuple[str | None, ...]
    decimals: tuple[int | None, ...]

    def read(self, body: str) -> dict[str, Reading] | None:
        """Read a body of this layout, None where it is of another."""
        found = self.body.fullmatch(body)
        if found is None:
            return None
        values: Iterable[float | str]
        values = map(call, self.readers, found.groups(), strict=True)
        if "(-" in body:
            # Adding zero makes a zero of -0.0.
            values = (
                value if isinstance(value, str) else value + 0.0 for value in values
            )
        rows = zip(values, self.units, self.decimals, strict=True)
        return dict(zip(self.codes, map(_reading, rows), strict=True))


def learn(
    body: str, lines: list[DataLine], registers: dict[str, Reading]
) -> Layout | None:
    """Make the layout of a body of which every line is one of `registers`.

    None where something else stands in it too.
    """
    if [line.code for line in lines] != list(registers):
        return None
    groups = list(filter(None, map(_group, lines, registers.values(), strict=True)))
    if len(groups) < len(lines):
        return None
    pattern = re.compile("".join(f"{group.pattern}\r\n" for group in groups))
    if not pattern.fullmatch(body):
        return None
    return Layout(
        pattern,
        codes=tuple(registers),
        readers=tuple(group.reader for group in groups),
        units=tuple(reading.unit for reading in registers.values()),
        decimals=tuple(reading.decimals for reading in registers.values()),
    )


class _Group(NamedTuple):
    """The pattern of a line with its value as group, and what reads the value."""

    pattern: str
    reader: Callable[[str], float | str]


def _group(line: DataLine, reading: Reading) -> _Group | None:
    """Make the pattern of a line: all of it is fixed but the digits.

    None where so many digits stand behind the point that none is left before it.
    """
    head, _, tail = line.whole.partition("(")
    if reading.decimals is None:
        return _Group(rf"{re.escape(head)}\(([^()*\n]*)\)", str)
    number = line.number or line.text
    places = len(number.partition(".")[2])
    if places >= EXACT_DIGITS:
        return None
    digits = f"-?[0-9]{{1,{EXACT_DIGITS - places}}}"
    if places:
        digits += rf"\.[0-9]{{{places}}}"
    rest = re.escape(tail[len(number) :])
    power = canonical(line.unit)[1]
    return _Group(rf"{re.escape(head)}\(({digits}){rest}", scaled(power))

"""The layout of a meter's telegrams: what stays the same from push to push.

A meter sends the same lines in the same order every time and only the digits
change. From one telegram that was read line by line a regular expression of the
whole body is made; the next telegram then costs one match. What does not match
(another list, more digits, a damaged line) is read line by line again.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import call
import re
from typing import Final, NamedTuple

from .catalogue import Kind, find
from .telegram import Reading, make_readings
from .units import EXACT_DIGITS, canonical, scaled

#: The time of a reading: a date, but not one of 1970, where a clock begins.
STAMP: Final = "(?!70)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{6}[STW]?"


class DataLine(NamedTuple):
    """A data line: the whole, its code, and stamp, number and unit or else text."""

    whole: str
    code: str
    stamp: str
    number: str
    unit: str
    text: str


@dataclass(frozen=True, slots=True)
class Layout:
    """One regular expression for a body, and what its groups are.

    ``signs`` counts those that stand in lines which are taken as they are.
    """

    body: re.Pattern[str]
    signs: int
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
        if "(-" in body and body.count("(-") > self.signs:
            # Adding zero makes a zero of -0.0.
            values = (
                value if isinstance(value, str) else value + 0.0 for value in values
            )
        rows = zip(values, self.units, self.decimals, strict=True)
        return dict(zip(self.codes, make_readings(rows), strict=True))


def learn(
    body: str,
    lines: list[DataLine],
    readings: list[Reading | None],
    registers: dict[str, Reading],
) -> Layout | None:
    """Make the layout of a body, None where it has none.

    Of the lines of `registers` the value is free, the others are taken as they
    are. A register that is sent again has to have the same value again.
    """
    groups: dict[str, _Group] = {}
    patterns = []
    signs = 0
    for line, reading in zip(lines, readings, strict=True):
        if reading is None or line.code not in registers:
            patterns.append(re.escape(line.whole))
            signs += line.whole.count("(-")
        elif group := groups.get(line.code):
            patterns.append(group.again)
        elif group := _group(line, reading, f"r{len(groups)}"):
            groups[line.code] = group
            patterns.append(group.pattern)
        else:
            return None
    pattern = re.compile("".join(f"{pattern}\r\n" for pattern in patterns))
    if not pattern.fullmatch(body):
        return None
    return Layout(
        pattern,
        signs,
        codes=tuple(groups),
        readers=tuple(group.reader for group in groups.values()),
        units=tuple(registers[code].unit for code in groups),
        decimals=tuple(registers[code].decimals for code in groups),
    )


class _Group(NamedTuple):
    """The pattern of a line with its value as group, and what reads the value.

    ``again`` is the pattern of a line that repeats the value.
    """

    pattern: str
    again: str
    reader: Callable[[str], float | str]


def _group(line: DataLine, reading: Reading, name: str) -> _Group | None:
    """Make the pattern of a line: all of it is fixed but the digits.

    None where so many digits stand behind the point that none is left before it.
    """
    head, _, rest = line.whole.partition("(")
    before = rf"{re.escape(head)}\("
    if line.stamp:
        before += rf"{STAMP}\)\("
        rest = rest[len(line.stamp) + 2 :]
    number = line.number or line.text
    after = re.escape(rest[len(number) :])
    reader: Callable[[str], float | str]
    if reading.decimals is None:
        value, reader = _text(line.code), str
    else:
        places = len(number.partition(".")[2])
        if places >= EXACT_DIGITS:
            return None
        value = f"-?[0-9]{{1,{EXACT_DIGITS - places}}}+"
        if places:
            value += rf"\.[0-9]{{{places}}}"
        reader = scaled(canonical(line.unit)[1])
    pattern = f"{before}(?P<{name}>{value}){after}"
    return _Group(pattern, f"{before}(?P={name}){after}", reader)


def _text(code: str) -> str:
    """Return the pattern of a text that can be printed; an empty one is no identity."""
    row = find(code)
    least = "+" if row and row.kind is Kind.IDENTITY else "*"
    return rf"[ -'+-~]{least}"

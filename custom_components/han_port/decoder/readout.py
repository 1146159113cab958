"""The body of a readable telegram: data lines of IEC 62056-21, mode D.

    1-0:1.8.0(00010501.076*kWh)
    A-B:C.D.E(value*unit)
    0-1:24.2.1(230711120000S)(00012.345*m3)     with the time of its reading

Width, sign, order and the letter case of the unit differ from meter to meter.
The F group is dropped where it is 255 ("the current value"); with any other F
the line is a value of the past and keeps its whole code.
"""

from collections.abc import Collection
import re
from typing import Final, NamedTuple

from .catalogue import Kind, Register, find
from .layout import STAMP, DataLine, Layout, learn
from .telegram import Reading
from .units import canonical, exact

#: A-B:C.D.E, or with F where F is not 255; a 255 is passed over behind it.
_CODE = r"([0-9]+-[0-9]+:[0-9]+\.[0-9]+\.[0-9]+(?:[*.](?!255\()[0-9]+)?)(?:[*.]255)?"
_NUMBER = r"[-+]?[0-9]+(?:\.[0-9]+)?"
_VALUE = rf"({_NUMBER})\*([^()*\s]+) *|([^()\n]*)"
#: One match a line: the line, then code, stamp, number and unit or text.
_LINE: Final = re.compile(
    rf"^({_CODE}\((?:({STAMP})\)\()?(?:{_VALUE})\)|[^\n]*\S)\s*?$", re.MULTILINE
)
#: DSMR 2 and 3 send the reading of a gas meter with its unit before it:
#: 0-1:24.3.0(120517020000)(08)(60)(1)(0-1:24.2.1)(m3) CR LF (00124.477)
_RECORD: Final = re.compile(
    rf"^[0-9]+-[0-9]+:24\.3\.0\(({STAMP})\)(?:\([0-9]+\)){{3}}"
    rf"\({_CODE}\)\(([^()*\s]+)\)\r?\n\(({_NUMBER})\)",
    re.MULTILINE,
)
_BARE_NUMBER: Final = re.compile(_NUMBER)
_CODE_AHEAD: Final = re.compile(rf"{_CODE}\(")
_HISTORY: Final = re.compile(rf"{_CODE}(?:\([^()]*\)){{2,}}")


#: Layouts that are learned at most. A meter has a few; who has more sends noise, and
#: regular expressions stay in the memory of their module.
_MOST_LAYOUTS: Final = 16


class Readout(NamedTuple):
    """What a body holds.

    ``refused`` are the lines of known registers whose value is none, ``unread``
    the lines that are no scalar register at all, or one that the meter has no
    value of. ``without_value`` are the codes of registers that were sent, but
    came to no value.
    """

    registers: dict[str, Reading]
    unread: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    without_value: tuple[str, ...] = ()

    @property
    def codes(self) -> Collection[str]:
        """Return the codes of all registers that were sent."""
        if not self.without_value:
            return self.registers
        return {*self.registers, *self.without_value}


class Reader:
    """Read the bodies of one meter, and remember their layout."""

    def __init__(self) -> None:
        """Start without a layout."""
        self._layout: Layout | None = None
        self._layouts_left = _MOST_LAYOUTS
        self._has_records = False
        self._last = Readout({})

    def read(self, data: bytes) -> Readout:
        """Read a body; a line that gives no value never raises."""
        body = data.decode("latin-1")
        if self._has_records:
            body = _with_records_in_a_line(body)
        if self._layout and (registers := self._layout.read(body)):
            return Readout(registers, self._last.unread, (), self._last.without_value)
        if ":24.3.0(" in body:
            self._has_records = True
            body = _with_records_in_a_line(body)
        lines = [DataLine._make(groups) for groups in _LINE.findall(body)]
        readings = [_reading(line) for line in lines]
        readout = _readout(lines, readings)
        self._layout = None
        if self._layouts_left and _is_alike(readout, self._last):
            self._layout = learn(body, lines, readings, readout.registers)
            self._layouts_left -= 1
        self._last = readout
        return readout


def _is_alike(readout: Readout, last: Readout) -> bool:
    """Tell whether a body is worth to be learned: the first, or one like the last.

    A layout has unread lines by heart.
    """
    if readout.refused or readout.unread != last.unread:
        return False
    return not last.registers or list(readout.registers) == list(last.registers)


def _with_records_in_a_line(body: str) -> str:
    """Write the records of DSMR 2 and 3 as the lines of later versions."""
    return _RECORD.sub(r"\2(\1)(\4*\3)", body)


def _readout(lines: list[DataLine], readings: list[Reading | None]) -> Readout:
    """Put together what the lines of a body came to."""
    registers: dict[str, Reading] = {}
    unread: list[str] = []
    refused: list[str] = []
    ambiguous: list[str] = []
    without_value: list[str] = []
    for line, reading in zip(lines, readings, strict=True):
        if reading is not None:
            if registers.setdefault(line.code, reading)[:2] != reading[:2]:
                ambiguous.append(line.code)
            continue
        code = _known_code(line)
        if code:
            without_value.append(code)
        if code and not _says_nothing(line):
            refused.append(line.whole)
        else:
            unread.append(line.whole)
    for code in dict.fromkeys(ambiguous):
        # Sent more than once with different values: none of them is the value.
        del registers[code]
        unread.extend(line.whole for line in lines if line.code == code)
    without_value += ambiguous
    return Readout(
        registers, tuple(unread), tuple(refused), tuple(dict.fromkeys(without_value))
    )


def _reading(line: DataLine) -> Reading | None:
    """Read a data line as the catalogue expects it, None where it is no scalar."""
    row = find(line.code)
    if not line.code or (line.stamp and not (row and row.is_stamped)):
        return None
    if not line.number:
        return _without_unit(line.text, row)
    unit, power = canonical(line.unit)
    if row and unit not in row.units:
        return None
    return exact(line.number, power, unit)


def _without_unit(text: str, row: Register | None) -> Reading | None:
    """Read a bare number where the register is one, a text where it is none."""
    if row and row.is_number:
        is_bare = None in row.units and _BARE_NUMBER.fullmatch(text)
        return exact(text, 0, None) if is_bare else None
    if row and row.kind is Kind.IDENTITY and not text:
        return None
    # A meter has seven bits and prints them: all else is what a line has made of it.
    return Reading(text) if text.isascii() and text.isprintable() else None


def _known_code(line: DataLine) -> str | None:
    """Return the number or clock that a line is of, None for no such line."""
    ahead = _CODE_AHEAD.match(line.whole)
    row = find(ahead[1]) if ahead else None
    if ahead is None or row is None or _HISTORY.fullmatch(line.whole):
        return None
    return ahead[1] if row.is_number or row.kind is Kind.CLOCK else None


def _says_nothing(line: DataLine) -> bool:
    """Tell whether a line is whole, but leaves out the value, or its unit."""
    if not line.code or line.number:
        return False
    return not line.text or _BARE_NUMBER.fullmatch(line.text) is not None

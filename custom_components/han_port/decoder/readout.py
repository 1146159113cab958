"""The body of a readable telegram: data lines of IEC 62056-21, mode D.

    1-0:1.8.0(00010501.076*kWh)
    A-B:C.D.E(value*unit)

Width, sign, order and the letter case of the unit differ from meter to meter.
The F group is dropped where it is 255 ("the current value"); with any other F
the line is a value of the past and keeps its whole code.
"""

from collections.abc import Collection
import re
from typing import Final, NamedTuple

from .catalogue import CATALOGUE
from .layout import DataLine, Layout, learn
from .telegram import Reading
from .units import canonical, exact

#: A-B:C.D.E, or with F where F is not 255; a 255 is passed over behind it.
_CODE = r"([0-9]+-[0-9]+:[0-9]+\.[0-9]+\.[0-9]+(?:[*.](?!255\()[0-9]+)?)(?:[*.]255)?"
_NUMBER = r"[-+]?[0-9]+(?:\.[0-9]+)?"
#: One match a line: the line, then code, number and unit or code and text.
_LINE: Final = re.compile(
    rf"^({_CODE}\((?:({_NUMBER})\*([^()*\s]+) *|([^()\n]*))\)|[^\n]*\S)\s*?$",
    re.MULTILINE,
)
_BARE_NUMBER: Final = re.compile(_NUMBER)
_CODE_AHEAD: Final = re.compile(rf"{_CODE}\(")
_HISTORY: Final = re.compile(rf"{_CODE}(?:\([^()]*\)){{2,}}")


class Readout(NamedTuple):
    """What a body holds.

    ``refused`` are the lines of known registers whose value is none, ``unread``
    the lines that are no scalar register at all. ``without_value`` are the codes
    of registers that were sent, but came to no value.
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

    def read(self, data: bytes) -> Readout:
        """Read a body; a line that gives no value never raises."""
        body = data.decode("latin-1")
        if self._layout and (registers := self._layout.read(body)):
            return Readout(registers)
        lines = [DataLine._make(groups) for groups in _LINE.findall(body)]
        readout = _read_lines(lines)
        self._layout = learn(body, lines, readout.registers)
        return readout


def _read_lines(lines: list[DataLine]) -> Readout:
    """Read a body line by line."""
    registers: dict[str, Reading] = {}
    unread: list[str] = []
    refused: list[str] = []
    ambiguous: list[str] = []
    broken: list[str] = []
    for line in lines:
        reading = _reading(line)
        if reading is None and (code := _broken_code(line)):
            broken.append(code)
            refused.append(line.whole)
        elif reading is None:
            unread.append(line.whole)
        elif registers.setdefault(line.code, reading)[:2] != reading[:2]:
            ambiguous.append(line.code)
    for code in dict.fromkeys(ambiguous):
        # Sent more than once with different values: none of them is the value.
        del registers[code]
        unread.extend(line.whole for line in lines if line.code == code)
    without_value = tuple(dict.fromkeys((*broken, *ambiguous)))
    return Readout(registers, tuple(unread), tuple(refused), without_value)


def _reading(line: DataLine) -> Reading | None:
    """Read a data line as the catalogue expects it, None where it is no scalar."""
    if not line.code:
        return None
    register = CATALOGUE.get(line.code)
    if line.number:
        unit, power = canonical(line.unit)
        if register and register.unit != unit:
            return None
        return exact(line.number, power, unit)
    if register is None or not register.is_number:
        return Reading(line.text)
    if register.unit is not None or not _BARE_NUMBER.fullmatch(line.text):
        return None
    return exact(line.text, 0, None)


def _broken_code(line: DataLine) -> str | None:
    """Return the known register whose line is damaged, None for no such line."""
    ahead = _CODE_AHEAD.match(line.whole)
    if ahead is None or ahead[1] not in CATALOGUE or _HISTORY.fullmatch(line.whole):
        return None
    return ahead[1]

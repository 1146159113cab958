"""Cutting lines out of what a receiver sends as text."""

from abc import abstractmethod
import re
from typing import Final, override

from .receiver import Receiver
from .reception import Item
from .refusal import Skipped

#: Lines end with CR, LF or both.
_ENDS: Final = re.compile(rb"[\r\n]")
#: The longest telegram with a space between its bytes, and what may stand around it.
MAX_LINE: Final = 1024


class LineCutter(Receiver):
    """A receiver that sends text; no more is kept than one line."""

    def __init__(self) -> None:
        """Start with nothing heard."""
        self._line = bytearray()
        self._size = 0
        self._skipped = Skipped()

    @override
    def feed(self, data: bytes) -> list[Item]:
        """Take bytes and return what they complete, however they are chunked."""
        items: list[Item] = []
        *lines, rest = _ENDS.split(data)
        for line in lines:
            self._extend(line)
            items += self._end_line()
        self._extend(rest)
        return items

    @override
    def pause(self) -> list[Item]:
        """Take a pause of the line: it ends a line, too."""
        return [*self._end_line(), *self._skipped.end()]

    @abstractmethod
    def _read(self, line: bytes) -> Item | None:
        """Read a line, None where there is nothing in it."""

    def _extend(self, part: bytes) -> None:
        """Take more of a line, but no more than one may have."""
        self._size += len(part)
        self._line += part[: MAX_LINE - len(self._line)]

    def _end_line(self) -> list[Item]:
        """Return what a line comes to; nothing, where it is empty or blank."""
        line, size = bytes(self._line).strip(), self._size
        self._line.clear()
        self._size = 0
        is_short = size <= MAX_LINE
        if is_short and not line:
            return []
        item = self._read(line) if is_short else None
        if item is None:
            return [*self._skipped.add(line, size)]
        return [*self._skipped.end(), item]

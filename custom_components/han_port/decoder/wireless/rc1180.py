"""Radiocrafts RC1180-MBUS and RC1701HP-MBUS: telegrams alone, L first.

    00 -> >              0 -> 256 bytes of memory, >
    M register value ... FF -> >              X: leave

Register 05 puts the strength behind each telegram, counted in L.
"""

import re
from typing import ClassVar, Final, override

from ..profile import Line
from .asking import unanswered
from .receiver import Command, Opening
from .reception import Item, Reception, Reply
from .trailer import Trailer
from .transparent import SIGN, Transparent

_PROMPT: Final = b">"
_MEMORY_SIZE: Final = 256
_CONFIGURE: Final = b"\x00"
_READ: Final = b"0"
_WRITE: Final = b"M"
_WRITTEN: Final = b"\xff"
_LEAVE: Final = b"X"

_MODE: Final = 0x03
_STRENGTH: Final = 0x05
_APPENDED: Final = 1
#: Mode T, and the strength appended.
_WANTED: Final = {_MODE: 2, _STRENGTH: _APPENDED}
#: What these registers can hold: modes S, T and C, the strength or none.
_POSSIBLE: Final = {_MODE: (0, 2, 4), _STRENGTH: (0, _APPENDED)}

_ANYTHING: Final = re.compile(rb"[\x00-\xff]")
_TELEGRAMS: Final = re.compile(SIGN)


class Rc1180(Transparent):
    """A module that is told its mode in registers."""

    id: ClassVar[str] = "rc1180"
    name: ClassVar[str] = "Radiocrafts RC1180"
    line: ClassVar[Line] = Line(19200)
    is_asked: ClassVar[bool] = True

    def __init__(self) -> None:
        """Start with nothing heard and nothing asked."""
        super().__init__()
        self._trailer = Trailer()
        self._reply_size = 0

    @override
    def opening(self) -> Opening:
        """Ask for the module, read its registers, and set those that are not right."""
        try:
            return (yield from self._dialogue())
        finally:
            self._expect(0)

    def _dialogue(self) -> Opening:
        """Go through the configuration; whatever it replies has a size."""
        self._expect(len(_PROMPT))
        if (yield Command(_CONFIGURE, _is_prompt)) is None:
            return False
        self._expect(_MEMORY_SIZE + len(_PROMPT))
        memory = yield Command(_READ, _is_memory)
        is_set = False
        if memory is not None:
            self._trailer.is_there = memory[_STRENGTH] == _APPENDED
            is_set = yield from self._set(memory)
        self._expect(0)
        yield unanswered(_LEAVE, 0.1)
        return is_set

    def _set(self, memory: bytes) -> Opening:
        """Write the registers that are not as wanted; return whether all are."""
        changes = {at: to for at, to in _WANTED.items() if memory[at] != to}
        if not changes:
            return True
        self._expect(len(_PROMPT))
        pairs = b"".join(bytes(pair) for pair in changes.items())
        if (yield Command(_WRITE + pairs + _WRITTEN, _is_prompt)) is None:
            return False
        self._trailer.is_there = True
        return True

    def _expect(self, size: int) -> None:
        """Take what comes for replies of `size` bytes, with 0 for telegrams."""
        self._reply_size = size
        self._sign = _ANYTHING if size else _TELEGRAMS

    @override
    def _measure(self, at: int) -> int | None:
        """Return the size of a reply where one is due, or of a telegram by L.

        Between a prompt and the memory nothing comes: it is the next bytes, or is not
        there at all.
        """
        size = self._reply_size
        if not size:
            return super()._measure(at)
        if at + size > len(self._buffer):
            return 0
        if self._buffer.startswith(_PROMPT, at + size - 1):
            return size
        if size > len(_PROMPT):
            self._expect(0)
        return None

    @override
    def _take(self, frame: bytes) -> list[Item] | None:
        """Part a telegram from its strength."""
        if self._reply_size:
            return [Reply(frame)]
        telegram, raw = self._trailer.split(frame)
        return [Reception(telegram, None if raw is None else -raw / 2)]


def _is_prompt(reply: bytes) -> bool:
    """Tell whether the module waits for a command."""
    return reply == _PROMPT


def _is_memory(reply: bytes) -> bool:
    """Tell whether the module has told its memory, with registers that can be."""
    return len(reply) == _MEMORY_SIZE + len(_PROMPT) and all(
        reply[register] in values for register, values in _POSSIBLE.items()
    )

"""Amber AMB8465-M and AMB8665-M, Würth Metis-II.

    FF | command | length | data | XOR of all before

Replies have bit 7 of the command set. Command 03 brings a telegram from C on, with
the strength behind it where parameter 45 says so; both count in the length. As the
factory leaves it, parameter 05 keeps FF, command and XOR away: then telegrams come
alone, L first.
"""

from collections.abc import Generator
from functools import reduce
from operator import xor
import re
from typing import ClassVar, Final, override

from ..profile import Line
from ..telegram import Integrity
from .asking import unanswered
from .cutter import Cutter
from .link_layer import CONTROLS, HEAD_SIZE, is_telegram
from .receiver import Command, Opening
from .reception import Item, Reception, Reply
from .strength import chipcon
from .trailer import Trailer
from .transparent import SIGN, measure

_START: Final = 0xFF
_COMMAND_AT: Final = 1
_LENGTH_AT: Final = 2
_DATA_AT: Final = 3
#: FF, command and length before, the XOR behind.
_AROUND: Final = 4

_TELEGRAM: Final = 0x03
_SET_MODE: Final = 0x04
_RESET: Final = 0x05
_SET_PARAMETER: Final = 0x09
_PARAMETERS: Final = 0x0A
_SERIAL_NUMBER: Final = 0x0B
_REPLY: Final = 0x80
#: All replies but the parameters are short.
_MAX_REPLY: Final = 8

_ALL_PARAMETERS: Final = b"\x00\x80"
#: The reply with all of them: the first one's number, their count, then they.
_MEMORY: Final = bytes([_PARAMETERS | _REPLY, 0x00])
_MEMORY_AT: Final = 3
#: Both have to be 1 for frames with the strength in them.
_FRAMED: Final = 0x05
_STRENGTH: Final = 0x45
_ON: Final = 1
_DONE: Final = 0
_BOOT_TIME: Final = 1.0

_CONTROLS: Final = [bytes([control]) for control in CONTROLS]

#: C1 and T1 at once, else T1.
_MODES: Final = (0x09, 0x08)


class Amber(Cutter):
    """A stick that is told its parameters once, and its mode each time."""

    id: ClassVar[str] = "amb8465"
    name: ClassVar[str] = "Amber AMB8465 / Würth Metis-II"
    line: ClassVar[Line] = Line(9600)
    is_asked: ClassVar[bool] = True

    _sign: re.Pattern[bytes] = re.compile(
        rb"\xff(?:[\x03\x80-\x9f]|\Z)|" + SIGN,
    )

    def __init__(self, *, is_framed: bool = False) -> None:
        """Start with nothing heard; with `is_framed` telegrams do not come alone."""
        super().__init__()
        self._is_framed = is_framed
        self._trailer = Trailer()
        self._trailer_alone = Trailer()

    @override
    def opening(self) -> Opening:
        """Ask for the stick, see to its parameters, and let it hear T1 and C1."""
        if (yield _command(_SERIAL_NUMBER)) is None:
            return False
        parameters = yield _command(_PARAMETERS, _ALL_PARAMETERS)
        if parameters is not None and _is_memory(parameters):
            yield from self._set(parameters[_MEMORY_AT:])
        for mode in _MODES:
            reply = yield _command(_SET_MODE, bytes([mode]))
            if reply == _confirmed(_SET_MODE):
                return True
        return False

    def _set(self, memory: bytes) -> Generator[Command, bytes | None]:
        """Store the parameters that are not as wanted, and start the stick anew."""
        wanted = [one for one in (_FRAMED, _STRENGTH) if memory[one] != _ON]
        for one in wanted:
            reply = yield _command(_SET_PARAMETER, bytes([one, 1, _ON]))
            if one == _STRENGTH and reply == _confirmed(_SET_PARAMETER):
                self._trailer.is_there = True
        if wanted:
            yield unanswered(_framed(_RESET), _BOOT_TIME)

    @override
    def _measure(self, at: int) -> int | None:
        """Return the size of a frame, or of a telegram alone."""
        head = self._buffer[at : at + _DATA_AT + HEAD_SIZE]
        if head[0] == _START and head[1:2] not in _CONTROLS:
            return _frame_size(head)
        if self._is_framed or self._skipped.is_frame:
            return None
        return measure(self._buffer, at)

    @override
    def _take(self, frame: bytes) -> list[Item] | None:
        """Check the XOR and tell telegrams from replies."""
        if frame[_COMMAND_AT] in CONTROLS:
            return [_reception(frame, self._trailer_alone, Integrity.NONE)]
        if reduce(xor, frame):
            return None
        if frame[_COMMAND_AT] == _TELEGRAM:
            self._is_framed = True
            telegram = frame[_LENGTH_AT:-1]
            return [_reception(telegram, self._trailer, Integrity.RECEIVER)]
        data = frame[_COMMAND_AT:_LENGTH_AT] + frame[_DATA_AT:-1]
        if _is_memory(data):
            memory = data[_MEMORY_AT:]
            self._is_framed = memory[_FRAMED] == _ON
            self._trailer.is_there = memory[_STRENGTH] == _ON
        return [Reply(data)]


def _framed(command: int, data: bytes = b"") -> bytes:
    """Return the bytes of a command."""
    frame = bytes([_START, command, len(data)]) + data
    return frame + bytes([reduce(xor, frame)])


def _command(command: int, data: bytes = b"") -> Command:
    """Return a command, which is replied to with its number."""
    replied = bytes([command | _REPLY])
    return Command(_framed(command, data), lambda reply: reply[:1] == replied)


def _confirmed(command: int) -> bytes:
    """Return the reply to a command that was carried out."""
    return bytes([command | _REPLY, _DONE])


def _is_memory(reply: bytes) -> bool:
    """Tell whether a reply has the parameters from the first on."""
    return reply.startswith(_MEMORY) and len(reply) > _MEMORY_AT + _STRENGTH


def _frame_size(head: bytearray) -> int | None:
    """Return the size of a frame by its first bytes: see Cutter._measure."""
    if len(head) < _DATA_AT:
        return 0
    command, length = head[_COMMAND_AT], head[_LENGTH_AT]
    if command != _TELEGRAM:
        is_reply = length <= _MAX_REPLY or command == _PARAMETERS | _REPLY
        return length + _AROUND if is_reply else None
    telegram = head[_LENGTH_AT:]
    if len(telegram) < HEAD_SIZE:
        return 0 if telegram[1:2] in (b"", *_CONTROLS) else None
    return length + _AROUND if is_telegram(telegram) else None


def _reception(telegram: bytes, trailer: Trailer, integrity: Integrity) -> Reception:
    """Part a telegram from its strength."""
    telegram, raw = trailer.split(telegram)
    return Reception(telegram, None if raw is None else chipcon(raw), integrity)

"""The AMB8465-M of Amber, later Wuerth, which stands in the Metis-II too.

FF  command  size  data  checksum

The checksum is the exclusive or of all before it; a reply has 80 added to its
command. What is stored with command 09 rules from the next reset on.
"""

from enum import IntEnum
from functools import reduce
from operator import xor
from typing import ClassVar, Final, override

from .dialect import BinaryDialect

_START: Final = 0xFF
_HEAD_SIZE: Final = 3
_REPLY: Final = 0x80
_DONE: Final = b"\x00"
_NO_SUCH_PLACE: Final = b"\x02"

_SERIAL_NUMBER: Final = bytes.fromhex("27010001")
_FRAMED_AT: Final = 0x05
_RSSI_AT: Final = 0x45
_MODE_AT: Final = 0x46

#: Modes in which T1 is heard, the second of them with C1.
_T1: Final = (0x08, 0x09)
#: The 120 parameters: no frames, no strength, T1.
_FACTORY: Final = bytes(_MODE_AT) + bytes([_T1[0]]) + bytes(120 - _MODE_AT - 1)


class Command(IntEnum):
    """What the module obeys, and the one that announces a telegram."""

    TELEGRAM = 0x03
    SET_MODE = 0x04
    RESET = 0x05
    SET = 0x09
    GET = 0x0A
    GET_SERIAL_NUMBER = 0x0B
    FACTORY_RESET = 0x11


#: The reply to a factory reset, which is not its command with 80 added.
_FACTORY_REPLY: Final = 0x90


class Amb8465(BinaryDialect):
    """A stick that comes transparent: telegrams stand bare on its line.

    One that is `prepared` puts them into frames and tells their strength.
    """

    speed: ClassVar[int | None] = 9600
    start: ClassVar[int] = _START

    def __init__(self, *, prepared: bool = False) -> None:
        """Come from the factory, or from somebody who has set it up."""
        super().__init__()
        self.factory_reset()
        if prepared:
            self._stored[_FRAMED_AT] = self._stored[_RSSI_AT] = 1
            self._stored[_MODE_AT] = _T1[1]
            self.restart()

    @property
    def is_framed(self) -> bool:
        """Whether telegrams go out in frames."""
        return bool(self._ruling[_FRAMED_AT])

    @property
    @override
    def checksum(self) -> int:
        """The exclusive or; a bare telegram has nothing."""
        return int(self.is_framed)

    @property
    @override
    def is_hearing(self) -> bool:
        """Whether the mode is one with T1."""
        return self._mode in _T1

    def factory_reset(self) -> None:
        """Forget all that was ever set."""
        self._stored = bytearray(_FACTORY)
        self.restart()

    @override
    def restart(self) -> None:
        """Go by what is stored."""
        super().restart()
        self._ruling = bytes(self._stored)
        self._mode = self._ruling[_MODE_AT]

    @override
    def frame(self, telegram: bytes, rssi: float) -> bytes:
        """Leave L to the frame, and the frame out while it is transparent."""
        if not self.is_framed:
            return telegram
        strength = bytes([round((rssi + 74) * 2) & 0xFF])
        trailer = strength if self._ruling[_RSSI_AT] else b""
        return _frame(Command.TELEGRAM, telegram[1:] + trailer)

    @override
    def _size(self, head: bytearray) -> int | None:
        """Tell a command by its number."""
        if len(head) < _HEAD_SIZE:
            return None
        return _HEAD_SIZE + head[2] + 1 if head[1] in Command else 0

    @override
    def _reply(self, command: bytes) -> bytes:
        """Obey a command whose checksum fits."""
        if reduce(xor, command):
            return b""
        number, data = command[1], command[_HEAD_SIZE:-1]
        reply = _DONE
        match number:
            case Command.SET_MODE if len(data) == 1:
                self._mode = data[0]
            case Command.RESET:
                self.restart()
            case Command.SET if len(data) == 2 + sum(data[1:2]):
                reply = self._store(data[0], data[2:])
            case Command.GET if len(data) == 2:
                found = self._stored[data[0] : sum(data)]
                reply = bytes([data[0], len(found)]) + found
            case Command.GET_SERIAL_NUMBER:
                reply = _SERIAL_NUMBER
            case Command.FACTORY_RESET:
                self._stored = bytearray(_FACTORY)
                number = _FACTORY_REPLY
            case _:
                return b""
        return _frame(number | _REPLY, reply)

    def _store(self, start: int, parameters: bytes) -> bytes:
        """Store parameters where there is room for them."""
        end = start + len(parameters)
        if end > len(self._stored):
            return _NO_SUCH_PLACE
        self._stored[start:end] = parameters
        return _DONE


def _frame(command: int, data: bytes) -> bytes:
    """Write a frame with its checksum."""
    covered = bytes([_START, command, len(data)]) + data
    return covered + bytes([reduce(xor, covered)])

"""The iM871A-USB of IMST, which speaks HCI.

A5  control << 4 | endpoint  message  size  payload  [stamp x4]  [RSSI]  [CRC CRC]

Bits of control say what trails: 2 a time stamp, 4 the strength, 8 the CRC-16/X-25
of all behind A5. Numbers go low byte first. The payload of a telegram begins with
its C-field, and the size is its L.
"""

from enum import IntEnum
from typing import ClassVar, Final, override

from .crc16 import crc16_x25
from .dialect import BinaryDialect

_START: Final = 0xA5
_HEAD_SIZE: Final = 4
_CRC_SIZE: Final = 2
_STAMPED: Final = 0x20
_MEASURED: Final = 0x40
_PROTECTED: Final = 0x80

_MANAGEMENT: Final = 0x01
_RADIO: Final = 0x02

_TELEGRAM: Final = 0x03
#: No command to the device is longer.
_MAX_SIZE: Final = 0x20
#: What the CRC of something with its CRC behind it is.
_RESIDUE: Final = 0x0F47


class Message(IntEnum):
    """What the device can be asked; the reply has the next number."""

    PING = 0x01
    SET_CONFIGURATION = 0x03
    GET_CONFIGURATION = 0x05
    GET_INFORMATION = 0x0F


#: Module, mode, firmware, version of HCI, serial number.
_INFORMATION: Final = "21 00 {:02X} 16 04030201"
#: Two bytes of flags, each followed by the fields that its bits, low first, stand for.
_FIELDS: Final = (1, 1, 1, 2, 4, 1, 1, 1), (1, 1, 1, 1, 1, 1, 1, 1)
_FACTORY: Final = bytes.fromhex(
    "FF 00 00 00 B325 01000000 01 00 01 FF 07 02 32 00 00 00 00 00 00"
)
_MODE_AT: Final = 2
_RSSI_AT: Final = 18
_STAMP_AT: Final = 19

_T1: Final = (0x03, 0x04)
_C_AND_T: Final = 0x0A
#: The first firmware that hears both.
_BOTH: Final = 0x14


class Im871a(BinaryDialect):
    """A stick that is deaf to mode T1 until it is told to hear it."""

    speed: ClassVar[int | None] = 57600
    start: ClassVar[int] = _START

    def __init__(self, firmware: int = _BOTH) -> None:
        """Come from the factory."""
        super().__init__()
        self.firmware = firmware
        self._stored = bytearray(_FACTORY)
        self._stamp = 0
        self.restart()

    @property
    @override
    def checksum(self) -> int:
        """The CRC."""
        return _CRC_SIZE

    @property
    @override
    def is_hearing(self) -> bool:
        """Whether the mode is T1, or T1 and C1 where the firmware can do both."""
        mode = self._configuration[_MODE_AT]
        return mode in _T1 or (mode == _C_AND_T and self.firmware >= _BOTH)

    @override
    def restart(self) -> None:
        """Take the configuration out of the flash."""
        super().restart()
        self._configuration = bytearray(self._stored)

    @override
    def frame(self, telegram: bytes, rssi: float) -> bytes:
        """Leave L to the frame's own size; the strength counts half decibels."""
        control, trailer = _PROTECTED, b""
        if self._configuration[_STAMP_AT]:
            self._stamp += 1
            control, trailer = control | _STAMPED, self._stamp.to_bytes(4, "little")
        if self._configuration[_RSSI_AT]:
            control |= _MEASURED
            trailer += bytes([round((rssi + 100) * 2) + 45])
        return _frame(control | _RADIO, _TELEGRAM, telegram[1:], trailer)

    @override
    def _reply(self, command: bytes) -> bytes:
        """Obey a command; what is none has no reply."""
        control, message, size = command[1:_HEAD_SIZE]
        if control & _PROTECTED and crc16_x25(command[1:]) != _RESIDUE:
            return b""
        content = b""
        match message:
            case Message.PING:
                pass
            case Message.GET_INFORMATION:
                content = bytes.fromhex(_INFORMATION.format(self.firmware))
            case Message.GET_CONFIGURATION:
                content = bytes(self._configuration)
            case Message.SET_CONFIGURATION:
                if not self._set(command[_HEAD_SIZE : _HEAD_SIZE + size]):
                    return b""
            case _:
                return b""
        return _frame(_PROTECTED | _MANAGEMENT, message + 1, content)

    @override
    def _size(self, head: bytearray) -> int | None:
        """Tell a command by its endpoint, and that it is short."""
        if len(head) < _HEAD_SIZE:
            return None
        if head[1] & 0x0F != _MANAGEMENT or head[3] > _MAX_SIZE:
            return 0
        return _HEAD_SIZE + head[3] + (_CRC_SIZE if head[1] & _PROTECTED else 0)

    def _set(self, payload: bytes) -> bool:
        """Change what the flags name, also for good where the first byte says so."""
        changed = bytearray(self._configuration)
        at, place = 1, 0
        for sizes in _FIELDS:
            flags = payload[at] if at < len(payload) else 0
            at, place = at + 1, place + 1
            for bit, size in enumerate(sizes):
                if flags >> bit & 1:
                    changed[place : place + size] = payload[at : at + size]
                    at += size
                place += size
        if len(changed) != len(self._configuration):
            return False
        self._configuration = changed
        if any(payload[:1]):
            self._stored[:] = changed
        return True


def _frame(control: int, message: int, content: bytes, trailer: bytes = b"") -> bytes:
    """Write a frame with its CRC."""
    covered = bytes([control, message, len(content)]) + content + trailer
    crc = crc16_x25(covered).to_bytes(_CRC_SIZE, "little")
    return bytes([_START]) + covered + crc

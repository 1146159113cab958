"""IMST iM871A-USB, and the iM170A for 169 MHz.

    A5 | ctl, endpoint | message | L | L bytes | [time 4] | [RSSI] | [CRC-16/X-25]

The upper half of the second byte says which of the trailers are there; the CRC runs
over all behind A5, low byte first. L of a telegram is the telegram's own.
"""

import re
from typing import ClassVar, Final, override

from ..crc16 import crc16_x25
from ..profile import Line
from ..telegram import Integrity
from .cutter import Cutter
from .link_layer import HEAD_SIZE, is_telegram
from .receiver import Command, Opening
from .reception import Item, Reception, Reply

_HEAD: Final = 4
_LENGTH_AT: Final = 3
_HAS_TIME: Final = 0x20
_HAS_STRENGTH: Final = 0x40
_HAS_CRC: Final = 0x80
_TIME_SIZE: Final = 4
_CRC_SIZE: Final = 2

_MANAGEMENT: Final = 1
_RADIO: Final = 2
_TELEGRAM: Final = 0x03
#: No reply is longer: what claims to be is none.
_MAX_REPLY: Final = 64

_PING: Final = (0x01, 0x02)
_SET_CONFIG: Final = (0x03, 0x04)
_DEVICE_INFO: Final = (0x0F, 0x10)
_FIRMWARE_AT: Final = 4
#: From this firmware on both modes are heard at once.
_HEARS_BOTH: Final = 0x14
_T1: Final = 0x03
_C_AND_T: Final = 0x0A

#: The strength is a fit; from here on it is none.
_OVERLOAD: Final = 230


class Im871a(Cutter):
    """The stick that most households have."""

    id: ClassVar[str] = "im871a"
    name: ClassVar[str] = "IMST iM871A-USB"
    line: ClassVar[Line] = Line(57600)
    is_asked: ClassVar[bool] = True

    #: Endpoints 1 to 4 with a CRC; without one only a telegram is believed.
    _sign: re.Pattern[bytes] = re.compile(
        rb"\xa5(?:[\x81-\x84\xa1-\xa4\xc1-\xc4\xe1-\xe4]|[\x02\x22\x42\x62]\x03|\Z"
        rb"|[\x02\x22\x42\x62]\Z)"
    )

    @override
    def opening(self) -> Opening:
        """Ask for the stick and let it hear T1, and C1 where it can do both."""
        if (yield _command(_PING)) is None:
            return False
        info = (yield _command(_DEVICE_INFO)) or b""
        is_new = len(info) > _FIRMWARE_AT and info[_FIRMWARE_AT] >= _HEARS_BOTH
        for mode in (_C_AND_T, _T1) if is_new else (_T1,):
            # Not stored; radio mode, strength on, time off.
            payload = bytes([0x00, 0x02, mode, 0x30, 0x01, 0x00])
            reply = yield _command(_SET_CONFIG, payload)
            if reply is not None and not any(reply[2:]):
                return True
        return False

    @override
    def _measure(self, at: int) -> int | None:
        """Return the size from A5 to the last trailer."""
        head = self._buffer[at : at + _HEAD]
        if len(head) < _HEAD:
            return 0
        length = head[_LENGTH_AT]
        if not _is_telegram(head) and length > _MAX_REPLY:
            return None
        if not head[1] & _HAS_CRC:
            start = at + _LENGTH_AT
            telegram = self._buffer[start : start + HEAD_SIZE]
            if len(telegram) < HEAD_SIZE:
                return 0
            if not is_telegram(telegram):
                return None
        return _HEAD + length + _trailers(head[1])

    @override
    def _take(self, frame: bytes) -> list[Item] | None:
        """Check the CRC, where there is one, and tell telegrams from replies."""
        control = frame[1]
        integrity = Integrity.NONE
        if control & _HAS_CRC:
            body, sent = frame[1:-_CRC_SIZE], frame[-_CRC_SIZE:]
            if crc16_x25(body) != int.from_bytes(sent, "little"):
                return None
            integrity = Integrity.RECEIVER
        end = _HEAD + frame[_LENGTH_AT]
        if not _is_telegram(frame):
            return [Reply(bytes([control & 0x0F, frame[2]]) + frame[_HEAD:end])]
        rssi = None
        if control & _HAS_STRENGTH:
            rssi = _dbm(frame[end + (_TIME_SIZE if control & _HAS_TIME else 0)])
        return [Reception(frame[_LENGTH_AT:end], rssi, integrity)]


def _command(message: tuple[int, int], payload: bytes = b"") -> Command:
    """Return a command to the stick's management, with the message that replies."""
    asked, replied = message
    return Command(
        bytes([0xA5, _MANAGEMENT, asked, len(payload)]) + payload,
        lambda reply: reply[:2] == bytes([_MANAGEMENT, replied]),
    )


def _is_telegram(head: bytes | bytearray) -> bool:
    """Tell whether a frame brings a telegram."""
    return head[1] & 0x0F == _RADIO and head[2] == _TELEGRAM


def _trailers(control: int) -> int:
    """Return the size of what stands behind the payload."""
    time = _TIME_SIZE if control & _HAS_TIME else 0
    strength = 1 if control & _HAS_STRENGTH else 0
    return time + strength + (_CRC_SIZE if control & _HAS_CRC else 0)


def _dbm(raw: int) -> float:
    """Return the strength in dBm."""
    return 0.0 if raw >= _OVERLOAD else (raw - 45) / 2 - 100

"""IMST iU891A-XL and iM891A: SLIP frames (RFC 1055).

    C0 | endpoint | message | payload | CRC-16/X-25 | C0

Inside, C0 is sent as DB DC and DB as DB DD. The CRC has its low byte first. The
payload of a reply begins with a status, that of a telegram with a time of four bytes,
three more, and the strength in dBm.
"""

import re
from typing import ClassVar, Final, override

from ..crc16 import crc16_x25
from ..profile import Line
from ..telegram import Integrity
from .cutter import Cutter
from .link_layer import LEAST_LENGTH
from .receiver import Command, Opening
from .reception import Item, Reception, Reply
from .strength import signed

_END: Final = b"\xc0"
_ESCAPE: Final = b"\xdb"
_ESCAPED_END: Final = b"\xdb\xdc"
_ESCAPED_ESCAPE: Final = b"\xdb\xdd"
#: The longest telegram, its header and its CRC, every byte of them escaped.
_MAX_SIZE: Final = 2 * (256 + 10 + 2)
_CRC_SIZE: Final = 2

_MANAGEMENT: Final = 0x01
_GATEWAY: Final = 0x09
_TELEGRAM: Final = b"\x09\x20"
_STRENGTH_AT: Final = 9
_TELEGRAM_AT: Final = 10
#: A reply's number is that of its command and one more.
_PING: Final = 0x01
_SET_ACTIVE_CONFIG: Final = 0x03
_DONE: Final = 0

#: What wakes a sleeping receiver.
_WAKE_UP: Final = _END * 30
_C_AND_T: Final = 3
#: Telegrams are told as they come, and none are filtered.
_TELL_RECEIVED: Final = 0x0002


class Iu891a(Cutter):
    """IMST's later stick."""

    id: ClassVar[str] = "iu891a"
    name: ClassVar[str] = "IMST iU891A-XL"
    line: ClassVar[Line] = Line(115200)
    is_asked: ClassVar[bool] = True

    #: Known endpoints with messages that are no commands, and the marks between.
    _sign: re.Pattern[bytes] = re.compile(rb"\xc0|[\x01\x09](?:[\x00-\x3f]|\Z)")

    @override
    def opening(self) -> Opening:
        """Wake it and let it tell all telegrams of modes C and T."""
        if (yield _command(_MANAGEMENT, _PING, is_asleep=True)) is None:
            return False
        options = _TELL_RECEIVED.to_bytes(2, "little")
        # No lights, no signs to a user, no calibrating anew.
        payload = bytes([_C_AND_T]) + options + bytes(8)
        reply = yield _command(_GATEWAY, _SET_ACTIVE_CONFIG, payload)
        return reply is not None and reply[2:3] == bytes([_DONE])

    @override
    def _measure(self, at: int) -> int | None:
        """Return the size up to the next mark; a mark stands for itself."""
        if self._buffer.startswith(_END, at):
            return len(_END)
        if at + 1 == len(self._buffer):
            return 0
        end = self._buffer.find(_END, at, at + _MAX_SIZE + 1)
        if end >= 0:
            return end - at
        return _MAX_SIZE + 1 if len(self._buffer) - at <= _MAX_SIZE else None

    @override
    def _take(self, frame: bytes) -> list[Item] | None:
        """Undo the escapes, check the CRC, and tell telegrams from replies."""
        if frame == _END:
            return []
        data = frame.replace(_ESCAPED_END, _END).replace(_ESCAPED_ESCAPE, _ESCAPE)
        body = data[:-_CRC_SIZE]
        if len(body) <= 1 or crc16_x25(body) != int.from_bytes(
            data[-_CRC_SIZE:], "little"
        ):
            return None
        telegram = body[_TELEGRAM_AT:]
        if not body.startswith(_TELEGRAM) or len(telegram) <= LEAST_LENGTH:
            return [Reply(body)]
        rssi = float(signed(body[_STRENGTH_AT]))
        return [Reception(telegram, rssi, Integrity.RECEIVER)]


def _command(
    endpoint: int, message: int, payload: bytes = b"", *, is_asleep: bool = False
) -> Command:
    """Return a command to an endpoint."""
    body = bytes([endpoint, message]) + payload
    body += crc16_x25(body).to_bytes(2, "little")
    body = body.replace(_ESCAPE, _ESCAPED_ESCAPE).replace(_END, _ESCAPED_END)
    return Command(
        (_WAKE_UP if is_asleep else b"") + _END + body + _END,
        lambda reply: reply[:2] == bytes([endpoint, message + 1]),
    )

"""CUL, nanoCUL and their kin (culfw): a line of hex digits for each telegram.

    b | frame of format A, with its CRCs | [LQI] [RSSI]
    bY | frame of format B, with its CRCs | [LQI] [RSSI]

Most builds have room for 148 bytes or fewer and cut what is longer, now and then in
the middle of a byte.
"""

import re
from typing import ClassVar, Final, override

from ..profile import Line
from ..telegram import Integrity, Reason, Rejected
from .asking import unanswered
from .link_layer import size_with_crcs, without_crcs
from .receiver import Command, Opening
from .reception import Item, Reception, Reply
from .refusal import refusal
from .sender import sender
from .strength import chipcon
from .text import LineCutter

_FRAME: Final = re.compile(rb"b(Y?)([0-9A-Fa-f]+)")
#: The same behind noise, or behind a line whose end was lost.
_LAST_FRAME: Final = re.compile(rb".+b(Y?)([0-9A-Fa-f]+)", re.DOTALL)
_MAX_TRAILER: Final = 2
#: The version, the mode, and what follows a command that is not known.
_REPLY: Final = re.compile(rb"V[A-Za-z]* [0-9]|[A-Z]MODE|\? \(")

_VERSION: Final = Command(b"V\r\n", lambda reply: reply.startswith(b"V"), 1.5)
#: Reports telegrams, the strength behind each.
_REPORT: Final = unanswered(b"X21\r\n", 0.2)
_MODE_T: Final = Command(b"brt\r\n", lambda reply: reply.startswith(b"TMODE"))


class Cul(LineCutter):
    """A stick with the firmware of the FHEM project, or a descendant of it."""

    id: ClassVar[str] = "cul"
    name: ClassVar[str] = "CUL / nanoCUL"
    line: ClassVar[Line] = Line(38400)
    is_asked: ClassVar[bool] = True

    @override
    def opening(self) -> Opening:
        """Ask for the stick and let it hear T1.

        A nanoCUL starts anew when its port is opened and may miss the first question.
        """
        if (yield _VERSION) is None and (yield _VERSION) is None:
            return False
        yield _REPORT
        return (yield _MODE_T) is not None

    @override
    def _read(self, line: bytes) -> Item | None:
        """Read a telegram or a reply."""
        if _REPLY.match(line):
            return Reply(line)
        item = _read(_FRAME, line)
        if isinstance(item, Reception):
            return item
        last = _read(_LAST_FRAME, line)
        return last if isinstance(last, Reception) else item


def _read(frame: re.Pattern[bytes], line: bytes) -> Reception | Rejected | None:
    """Read a line as a telegram, None where it is none."""
    found = frame.fullmatch(line)
    return _item(found[2], is_b=bool(found[1])) if found else None


def _item(digits: bytes, *, is_b: bool) -> Reception | Rejected:
    """Check a telegram's CRCs and cut them out."""
    frame = bytes.fromhex(digits[: len(digits) & ~1].decode())
    size = _size(frame, is_b=is_b)
    if len(digits) % 2 or len(frame) < size:
        who = "" if is_b else sender(frame)
        reason = Reason.TRUNCATED if is_b or who else Reason.CHECKSUM
        return refusal(reason, frame, "the receiver has cut the line", who)
    telegram, trailer = without_crcs(frame[:size]), frame[size:]
    if telegram is None or len(trailer) > _MAX_TRAILER:
        detail = "the CRCs do not fit the bytes"
        return refusal(Reason.CHECKSUM, frame, detail, sender(frame))
    rssi = chipcon(trailer[-1]) if trailer else None
    return Reception(telegram, rssi, Integrity.WIRELESS_CRC)


def _size(frame: bytes, *, is_b: bool) -> int:
    """Return the size that a frame has by its L."""
    if not frame:
        return 1
    return frame[0] + 1 if is_b else size_with_crcs(frame[0])

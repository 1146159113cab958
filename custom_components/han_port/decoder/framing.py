"""Framing: from a stream of bytes to frames, whatever carries them.

Readable text is the rule, and its end says where to look for its start. Binary
frames are told by their signs and end by their own length, so what they hold (`!`,
`/`, line ends, other signs) does no harm. Each has a door of its own, and all doors
are open at any time: one stream may bring several kinds.
"""

import re
from typing import Final, NamedTuple

from . import ciphered, hdlc, mbus, p1
from .frame import MAX_SIZE, Door, Frame
from .telegram import Carrier, Integrity, Reason, Rejected, rejected

#: The sign of each door, as a group of its name.
_CHECKED: Final = rb"(?P<hdlc>" + hdlc.SIGN + rb")|(?P<mbus>" + mbus.SIGN + rb")"
_SIGNS: Final = re.compile(
    _CHECKED + rb"|(?P<ciphered>" + ciphered.SIGN + rb")"
    rb"|(?P<ident>" + ciphered.IDENT_SIGN + rb")"
)
#: The longest sign.
_MAX_SIGN: Final = 112
#: The next frame within a damaged one, or what may be its beginning. Ciphering is
#: none: it is what the damaged one carried.
_AGAIN: Final = re.compile(_CHECKED + rb"|\x7e\Z|\x68[\x00-\xff]{0,4}\Z")

#: An APDU alone, with or without LLC: the beginning of a data-notification.
_BARE: Final = re.compile(
    rb"(?:\xe6\xe7\x00)?(?=\x0f[\x00-\xff]{4}"
    rb"(?:\x00|\x0c[\x00-\xff]{12}|\x09\x0c[\x00-\xff]{12})[\x01\x02])"
)
_MOST_BARE_SIGN: Final = 24
_MAX_BARE: Final = 1024
_FIRST_OF_BARE: Final = (b"\x0f", b"\xe6")


class _Found(NamedTuple):
    """A binary frame in the buffer; its size is 0 while it is not known."""

    start: int
    size: int
    door: Door


class Framer:
    """Cut a stream of bytes into frames, however it is chunked.

    No more than `MAX_SIZE` bytes are held from one chunk to the next.
    """

    def __init__(self) -> None:
        """Start with nothing heard."""
        self._buffer = bytearray()
        self._searched = 0
        self._scanned = 0
        self._is_fresh = True
        self._is_joining = False
        self._doors: dict[str, Door] = {
            "hdlc": hdlc.HdlcDoor(),
            "mbus": mbus.MbusDoor(),
            "ciphered": ciphered.CipheredDoor(),
            "ident": ciphered.IdentDoor(),
        }

    def feed(self, data: bytes) -> list[Frame | Rejected]:
        """Take `data` and return what became whole by it."""
        parts: list[Frame | Rejected] = []
        start = 0
        while start < len(data):
            # A full buffer is judged as it is, whatever follows in the same chunk.
            end = start + MAX_SIZE - len(self._buffer)
            self._buffer += data[start:end]
            parts += self._take_whole()
            start = end
        return parts

    def end(self) -> list[Frame | Rejected]:
        """Return what the last bytes come to when no more will follow."""
        if self._is_fresh and (bare := self._bare()):
            self._buffer.clear()
            return [bare]
        parts: list[Frame | Rejected] = []
        while self._buffer:
            size = len(self._buffer)
            found = self._binary(size)
            if found and not found.start:
                parts += self._take_binary(found.door, size, Reason.TRUNCATED)
            else:
                parts += self._take_text(found.start if found else size)
            parts += self._take_whole()
        return parts

    def _take_whole(self) -> list[Frame | Rejected]:
        """Take all that is whole by now."""
        parts: list[Frame | Rejected] = []
        while self._buffer:
            is_held = self._may_be_bare()
            text_end, limit = (0, MAX_SIZE) if is_held else self._text_end()
            found = self._binary(limit)
            is_full = len(self._buffer) == MAX_SIZE
            if is_held:
                if found is None or not found.size:
                    break
                self._is_fresh = False
            elif found and found.start and (found.size or is_full):
                parts += self._take_text(found.start)
            elif found and 0 < found.size <= len(self._buffer):
                parts += self._take_binary(found.door, found.size, Reason.CHECKSUM)
            elif found:
                break
            elif text_end:
                parts += self._take_text(text_end)
            elif is_full:
                parts += self._take_text(p1.surplus(self._buffer))
            else:
                break
        return parts

    def _text_end(self) -> tuple[int, int]:
        """Return where readable text ends, 0 for nowhere, and where to look up to."""
        buffer = self._buffer
        mark = buffer.find(b"!", self._searched, MAX_SIZE)
        found = p1.END.search(buffer, mark, MAX_SIZE) if mark >= 0 else None
        if found:
            return found.end(), found.end()
        limit = min(len(buffer), MAX_SIZE)
        self._searched = max(0, limit - p1.MAX_END)
        return 0, limit

    def _binary(self, limit: int) -> _Found | None:
        """Find the first binary frame that begins before `limit`."""
        buffer = self._buffer
        if buffer.isascii() and b"\x00" not in buffer and b"\x08" not in buffer:
            return None
        while sign := _SIGNS.search(buffer, self._scanned, limit):
            start = sign.start()
            door = self._doors[str(sign.lastgroup)]
            size = door.measure(buffer, start)
            if size is not None:
                return _Found(start, size, door)
            self._scanned = start + 1
        self._scanned = max(self._scanned, min(len(buffer), limit) - _MAX_SIGN)
        return None

    def _take_text(self, size: int) -> list[Frame | Rejected]:
        """Cut `size` bytes off the buffer and judge them as readable text."""
        parts = p1.judge(self._cut(size))
        if parts:
            self._forget()
        return parts

    def _take_binary(
        self, door: Door, size: int, damage: Reason
    ) -> list[Frame | Rejected]:
        """Cut a frame off the buffer; of a damaged one only what nothing else is in."""
        piece = bytes(self._buffer[:size])
        parts = door.take(piece)
        if parts is not None:
            # What gives nothing yet is to be joined to what follows, maybe not at once.
            self._is_joining = self._is_joining or not parts
            self._cut(size)
            return parts
        self._forget()
        again = _AGAIN.search(piece, 1)
        piece = self._cut(again.start() if again else size)
        return [rejected(damage, piece, "the bytes do not fit their checksum")]

    def _cut(self, size: int) -> bytes:
        """Cut `size` bytes off the buffer."""
        piece = bytes(self._buffer[:size])
        del self._buffer[:size]
        self._searched = max(0, self._searched - size)
        self._scanned = max(0, self._scanned - size)
        self._is_fresh = False
        return piece

    def _forget(self) -> None:
        """Let nothing be joined across what was not understood."""
        if self._is_joining:
            self._is_joining = False
            for door in self._doors.values():
                door.forget()

    def _may_be_bare(self) -> bool:
        """Tell whether all that has been heard may be an APDU alone."""
        buffer = self._buffer
        if not self._is_fresh or not buffer.startswith(_FIRST_OF_BARE):
            return False
        if len(buffer) < _MOST_BARE_SIGN:
            return True
        return len(buffer) <= _MAX_BARE and bool(_BARE.match(buffer))

    def _bare(self) -> Frame | None:
        """Frame all that has been heard as an APDU alone, None where it is none."""
        llc = _BARE.match(self._buffer)
        if llc is None:
            return None
        raw = bytes(self._buffer)
        return Frame(Carrier.BARE, "", raw[llc.end() :], raw, Integrity.NONE)

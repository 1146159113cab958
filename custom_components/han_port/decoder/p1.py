"""Framing of P1 telegrams: from a stream of bytes to checked frames.

    /XXXZident CR LF        ident line: FLAG id, baud digit, identification
    CR LF                   often, but not always, an empty line
    data lines CR LF
    !HHHH CR LF             CRC-16/ARC over all from '/' to '!'

The end of a telegram says where to look for its start: of the ident lines
before a `!`, the last one whose checksum fits is it. So a telegram that broke
off costs itself only, and a `/` inside an ident line or a text does no harm.
"""

import re
from typing import Final, NamedTuple

from .ciphered import HEADER_SIZE, find_ciphered
from .crc16 import crc16_arc
from .telegram import Integrity, Reason, Rejected, rejected

#: Of one telegram; the longest known has 2.4 kB.
MAX_SIZE: Final = 8192

#: The longest ident line known has 30 characters.
_MAX_IDENT: Final = 96
#: The longest end of a telegram.
_MAX_END: Final = 12
#: How many ident lines before one `!` are tried.
_MAX_STARTS: Final = 4
#: Line ends and what an idle or switched line leaves behind.
_FILL: Final = b"\x00\xff\r\n\t "

#: The end of a telegram: `!`, a checksum or what has become of it, a line end. No
#: `/` within, so that a telegram cut at its `!` does not take the next ident line.
_END: Final = re.compile(rb"![^!/\n]{0,10}\n")
_START: Final = re.compile(rb"/[A-Za-z]{3}[0-9A-Za-z:-][^\r\n!]{0,90}\r?\n")
_TRAILER: Final = re.compile(rb"!([0-9A-Fa-f]{0,4})[ \t]*\r?\n?")


class P1Frame(NamedTuple):
    """A telegram's parts, checked: the ident line without `/`, the data lines."""

    ident: str
    body: bytes
    size: int
    integrity: Integrity


class P1Framer:
    """Cut a stream of bytes into frames, however it is chunked.

    No more than `MAX_SIZE` bytes are held from one chunk to the next.
    """

    def __init__(self) -> None:
        """Start with nothing heard."""
        self._buffer = bytearray()
        self._searched = 0

    def feed(self, data: bytes) -> list[P1Frame | Rejected]:
        """Take `data` and return what became whole by it."""
        parts: list[P1Frame | Rejected] = []
        for start in range(0, len(data), MAX_SIZE):
            self._buffer += data[start : start + MAX_SIZE]
            while self._buffer and (size := self._whole()):
                parts += self._take(size)
        return parts

    def end(self) -> list[P1Frame | Rejected]:
        """Return what the last bytes come to when no more will follow."""
        return self._take(len(self._buffer))

    def _take(self, size: int) -> list[P1Frame | Rejected]:
        """Cut `size` bytes off the buffer and judge them."""
        piece = bytes(self._buffer[:size])
        del self._buffer[:size]
        self._searched = 0
        return _judge(piece)

    def _whole(self) -> int:
        """Return how many bytes can be judged by now, 0 for not yet any."""
        buffer = self._buffer
        mark = buffer.find(b"!", self._searched, MAX_SIZE)
        found = _END.search(buffer, mark, MAX_SIZE) if mark >= 0 else None
        limit = found.end() if found else min(len(buffer), MAX_SIZE)
        if ciphered := find_ciphered(buffer, limit):
            start, end = ciphered
            return start or (end if end and end <= len(buffer) else 0)
        if found:
            return limit
        self._searched = max(0, limit - _MAX_END)
        return _surplus(buffer) if len(buffer) >= MAX_SIZE else 0


def _surplus(buffer: bytearray) -> int:
    """Return how much of a full buffer without an end can go."""
    if start := _START.search(buffer, 1, MAX_SIZE):
        return start.start()
    begun = (
        buffer.find(b"/", MAX_SIZE - _MAX_IDENT, MAX_SIZE),
        buffer.find(b"\xdb", MAX_SIZE - HEADER_SIZE, MAX_SIZE),
    )
    return min((start for start in begun if start > 0), default=MAX_SIZE)


def _judge(piece: bytes) -> list[P1Frame | Rejected]:
    """Judge bytes that end with a trailer, or that will never have one."""
    if find_ciphered(piece):
        return [rejected(Reason.ENCRYPTED, piece, "the telegram is encrypted")]
    mark = piece.rfind(b"!")
    trailer = _TRAILER.fullmatch(piece, mark) if mark >= 0 else None
    if trailer is None:
        return _left_over(piece)
    starts = _starts(piece, mark)
    for start in reversed(starts[-_MAX_STARTS:]):
        covered = piece[start : mark + 1]
        if integrity := _integrity(covered, trailer[1]):
            frame = _frame(covered, len(piece) - start, integrity)
            return [*_left_over(piece[:start]), frame] if start else [frame]
    if not starts:
        return _left_over(piece, broken=True)
    last = starts[-1]
    why = _why(piece[last : mark + 1], trailer[1])
    return [*_left_over(piece[:last]), rejected(Reason.CHECKSUM, piece[last:], why)]


def _starts(piece: bytes, end: int) -> list[int]:
    """List where ident lines begin; one may lie inside of another."""
    starts = []
    at = piece.find(b"/", 0, end)
    while at >= 0:
        if _START.match(piece, at, end):
            starts.append(at)
        at = piece.find(b"/", at + 1, end)
    return starts


def _left_over(data: bytes, *, broken: bool = False) -> list[P1Frame | Rejected]:
    """Refuse bytes outside of telegrams, unless they are fill."""
    data = data.lstrip(_FILL)
    if not data:
        return []
    start = _START.search(data)
    if start and b"!" in data[start.end() :]:
        why = "the checksum is not readable"
        return [rejected(Reason.CHECKSUM, data, why)]
    if len(data) >= MAX_SIZE - _MAX_IDENT and start:
        return [rejected(Reason.OVERSIZE, data, "no end of the telegram in sight")]
    if broken or start:
        return [rejected(Reason.TRUNCATED, data, "a telegram broke off")]
    return [rejected(Reason.NOISE, data, "bytes that belong to no telegram")]


def _integrity(covered: bytes, digits: bytes) -> Integrity | None:
    """Check the bytes from `/` to `!`; None where they are not what the meter sent.

    The meter reckons with CR LF. A copy that has only LF is as good as the
    original where the checksum says so, and only there.
    """
    if not digits:
        # One flipped bit makes `)` a `!`: without a checksum it stands alone.
        whole = covered.endswith(b"\n!") and _restored(covered) == covered
        return Integrity.NONE if whole else None
    checksum = int(digits, 16)
    if crc16_arc(covered) == checksum or crc16_arc(_restored(covered)) == checksum:
        return Integrity.CRC16_ARC
    return None


def _restored(covered: bytes) -> bytes:
    """Put CR LF in place of every line end."""
    return covered.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _why(covered: bytes, digits: bytes) -> str:
    """Say what is wrong with a checksum."""
    if not digits:
        return "no checksum, and the lines do not end as they should"
    sent = digits.decode().upper()
    return f"the checksum is {sent}, that of the bytes is {crc16_arc(covered):04X}"


def _frame(covered: bytes, size: int, integrity: Integrity) -> P1Frame:
    """Split a checked telegram."""
    ident, _, body = covered[1:-1].partition(b"\n")
    name = ident.rstrip(b"\r").decode("latin-1")
    return P1Frame(name, body.lstrip(b"\r\n"), size, integrity)

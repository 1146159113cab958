"""P1 telegrams, readable text: where they begin and end, and their checksum.

    /XXXZident CR LF        ident line: FLAG id, baud digit, identification
    CR LF                   often, but not always, an empty line
    data lines CR LF
    !HHHH CR LF             CRC-16/ARC over all from '/' to '!'

The end of a telegram says where to look for its start: of the ident lines
before a `!`, the last one whose checksum fits is it. So a telegram that broke
off costs itself only, and a `/` inside an ident line or a text does no harm.
"""

import re
from typing import Final

from .crc16 import crc16_arc, crc16_x25
from .frame import MAX_SIZE, Frame
from .telegram import Carrier, Integrity, Reason, Rejected, rejected

#: The longest ident line known has 30 characters.
_MAX_IDENT: Final = 96
#: The longest end of a telegram.
MAX_END: Final = 12
#: How many ident lines before one `!` are tried.
_MAX_STARTS: Final = 4
#: Line ends and what an idle or switched line leaves behind.
_FILL: Final = b"\x00\xff\x7e\r\n\t "

#: The end of a telegram: `!`, a checksum or what has become of it, a line end. No
#: `/` within, so that a telegram cut at its `!` does not take the next ident line.
END: Final = re.compile(rb"![^!/\n]{0,10}\n")
_START: Final = re.compile(rb"/[A-Za-z]{3}[0-9A-Za-z:-][^\r\n!]{0,90}\r?\n")
#: What may begin a telegram, readable or binary.
_BEGUN: Final = re.compile(rb"[/\x7e\xdb]|\x68[\x00-\xff]{0,4}\Z")
#: Meters that print CRC-16/X-25, the low byte first, are Holley's and Elgama's.
_X25_IDENT: Final = (b"/HLY", b"/EGM")
_TRAILER: Final = re.compile(rb"!([0-9A-Fa-f]{0,4})[ \t]*\r?\n?")


def surplus(buffer: bytearray) -> int:
    """Return how much of a full buffer without an end can go."""
    if start := _START.search(buffer, 1, MAX_SIZE):
        return start.start()
    begun = _BEGUN.search(buffer, MAX_SIZE - _MAX_IDENT, MAX_SIZE)
    return begun.start() if begun else MAX_SIZE


def read_text(text: bytes, *, trusted: bool) -> Frame | Rejected:
    """Read a telegram out of a ciphered one: all of `text`, from `/` on.

    Where the cipher has proven it already (`trusted`) its checksum may be wrong:
    the meter itself has then sent it so.
    """
    mark = text.rfind(b"!")
    trailer = _TRAILER.fullmatch(text, mark) if mark >= 0 else None
    if trailer is None or not _START.match(text):
        return rejected(Reason.TRUNCATED, text, "the text within is no whole telegram")
    covered = text[: mark + 1]
    integrity = _integrity(covered, trailer[1])
    if integrity is None and not trusted:
        return rejected(Reason.CHECKSUM, text, _why(covered, trailer[1]))
    return _frame(covered, text, integrity or Integrity.NONE)


def judge(piece: bytes) -> list[Frame | Rejected]:
    """Judge bytes that end with a trailer, or that will never have one."""
    mark = piece.rfind(b"!")
    trailer = _TRAILER.fullmatch(piece, mark) if mark >= 0 else None
    if trailer is None:
        return _left_over(piece)
    starts = _starts(piece, mark)
    for start in reversed(starts[-_MAX_STARTS:]):
        covered = piece[start : mark + 1]
        integrity = _integrity(covered, trailer[1])
        if integrity is not None:
            frame = _frame(covered, piece[start:], integrity)
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


def _left_over(data: bytes, *, broken: bool = False) -> list[Frame | Rejected]:
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
    if covered.startswith(_X25_IDENT):
        swapped = checksum >> 8 | (checksum & 0xFF) << 8
        if crc16_x25(covered) in (checksum, swapped):
            return Integrity.CRC16_X25
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


def _frame(covered: bytes, raw: bytes, integrity: Integrity) -> Frame:
    """Split a checked telegram."""
    ident, _, body = covered[1:-1].partition(b"\n")
    name = ident.rstrip(b"\r").decode("latin-1")
    return Frame(Carrier.P1, name, body.lstrip(b"\r\n"), raw, integrity)

"""Ciphered telegrams: their header, and where they end.

    DB 08 title*8 length SC IC*4 ciphertext [tag*12]     general-glo-ciphering

Luxembourg's and Steiermark's meters send these one after the other without
anything between. Behind a readable ident line (Stoen, Poland) the DB is missing
and the system title is empty, and a trailer follows:

    /ident CR LF CR LF 00 length SC IC*4 ciphertext tag*12 !HHHH CR LF

The length (BER) counts from the security control SC on. Ciphertext holds every
byte, `!`, `/` and line ends too, so nothing but the length tells its end. SC 20
is ciphered, 30 has a tag as well, a low nibble of 1 is suite 1. The trailer of
Elgama's meters is CRC-16/X-25 over all from `/` to `!` as sent, its low byte
first; what Kaifa's is nobody has published.
"""

import re
from typing import Final, NamedTuple, override

from .crc16 import crc16_arc, crc16_x25
from .frame import Door, Frame
from .telegram import Carrier, Integrity, Reason, Rejected, rejected

#: How a telegram begins, without and with an ident line. Behind the LLC of HDLC or
#: the DTSAP of M-Bus it is what a frame with a damaged header carried.
SIGN: Final = rb"(?<!\xe6\xe7\x00)(?<!\x01\x67)\xdb\x08"
IDENT_SIGN: Final = rb"/[A-Za-z]{3}[ \x22-.0-~]{1,90}\r?\n(?:\r?\n)?(?=[\xdb\x08\x00])"

#: Of one telegram: the longest seen has 1.5 kB.
MAX_LENGTH: Final = 4096
TAG_SIZE: Final = 12

_TITLE: Final = rb"\x08(?P<title>[A-Za-z]{3}[\x00-\xff]{5})"
_REST: Final = (
    rb"(?P<length>[\x06-\x7f]|\x81[\x00-\xff]|\x82[\x00-\xff]{2}"
    rb"|\x83[\x00-\xff]{3}|\x84[\x00-\xff]{4})"
    rb"(?P<control>[\x20\x21\x30\x31])(?P<counter>[\x00-\xff]{4})"
)
_BARE: Final = re.compile(rb"\xdb" + _TITLE + _REST)
_TITLE_OR_NONE: Final = rb"\xdb?(?:" + _TITLE + rb"|\x00)"
_HEADER: Final = re.compile(_TITLE_OR_NONE + _REST)
_IDENT_LINE: Final = re.compile(IDENT_SIGN)
_BEHIND_IDENT: Final = re.compile(IDENT_SIGN + _TITLE_OR_NONE + _REST)
#: DB, title, length, security control and counter.
_MOST_HEADER: Final = 20
_HAS_TAG: Final = 0x10

_MAX_TRAILER: Final = 12
_TRAILER: Final = re.compile(rb"!([0-9A-Fa-f]{4})[ \t]*\r?\n?")


class Ciphered(NamedTuple):
    """general-glo-ciphering, taken apart. ``title`` is empty where it is not sent."""

    title: bytes
    security_control: int
    invocation_counter: int
    ciphertext: bytes
    tag: bytes


def read_ciphered(body: bytes) -> Ciphered | None:
    """Take general-glo-ciphering apart, None where the bytes are none."""
    header = _HEADER.match(body)
    if header is None or _end(header) != len(body):
        return None
    control = header["control"][0]
    end = len(body) - (TAG_SIZE if control & _HAS_TAG else 0)
    if end <= header.end():
        return None
    return Ciphered(
        title=header["title"] or b"",
        security_control=control,
        invocation_counter=int.from_bytes(header["counter"], "big"),
        ciphertext=body[header.end() : end],
        tag=body[end:],
    )


class _LoneDoor(Door):
    """Finds telegrams that are whole in one frame."""

    @override
    def forget(self) -> None:
        """Do nothing: nothing is kept."""


class CipheredDoor(_LoneDoor):
    """Finds general-glo-ciphering that stands alone."""

    @override
    def measure(self, buffer: bytearray, start: int) -> int | None:
        """Return the size by the header, less where the same meter begins anew."""
        return _measure(_BARE, buffer, start, start + _MOST_HEADER)

    @override
    def take(self, piece: bytes) -> list[Frame | Rejected] | None:
        """Take a telegram; it has no checksum of its own."""
        if read_ciphered(piece) is None:
            return [rejected(Reason.TRUNCATED, piece, "a ciphered telegram broke off")]
        return [Frame(Carrier.CIPHERED, "", piece, piece, Integrity.NONE)]


class IdentDoor(_LoneDoor):
    """Finds ciphered telegrams behind a readable ident line."""

    @override
    def measure(self, buffer: bytearray, start: int) -> int | None:
        """Return the size by the header, and that of the trailer."""
        ident_line = _IDENT_LINE.match(buffer, start)
        if ident_line is None:
            return None
        size = _measure(_BEHIND_IDENT, buffer, start, ident_line.end() + _MOST_HEADER)
        if not size:
            return size
        end = start + size
        return size + _trailer_size(buffer[end : end + _MAX_TRAILER])

    @override
    def take(self, piece: bytes) -> list[Frame | Rejected] | None:
        """Take a telegram, and check what its trailer allows to check."""
        header, ident_line = _BEHIND_IDENT.match(piece), _IDENT_LINE.match(piece)
        if header is None or ident_line is None:
            return None
        end = _end(header)
        body = piece[ident_line.end() : end]
        if read_ciphered(body) is None:
            return [rejected(Reason.TRUNCATED, piece, "a ciphered telegram broke off")]
        ident = ident_line[0][1:].strip().decode("latin-1")
        integrity = _integrity(piece[: end + 1], piece[end:])
        return [Frame(Carrier.P1_CIPHERED, ident, body, piece, integrity)]


def _measure(
    form: re.Pattern[bytes], buffer: bytearray, start: int, enough: int
) -> int | None:
    """Return the size up to the end of the ciphertext.

    With `enough` bytes in the buffer the header is whole. A telegram that lost
    bytes ends where the next one of the same meter begins.
    """
    header = form.match(buffer, start)
    if header is None:
        return None if len(buffer) >= enough else 0
    end = _end(header)
    if not header.end() < end <= header.end() + MAX_LENGTH:
        return None
    again = buffer.find(buffer[start : header.start("length")], start + 1, end)
    return (again if again > 0 else end) - start


def _end(header: re.Match[bytes]) -> int:
    """Return where the telegram ends by its length."""
    length = header["length"]
    size = int.from_bytes(length[1:], "big") if len(length) > 1 else length[0]
    return header.start("control") + size


def _trailer_size(tail: bytearray) -> int:
    """Return the size of the trailer that `tail` begins with.

    It is larger than `tail` while more bytes decide.
    """
    if tail and tail[0] != ord("!"):
        return 0
    line_end = tail.find(b"\n")
    if line_end >= 0:
        return line_end + 1
    return 0 if len(tail) == _MAX_TRAILER else len(tail) + 1


def _integrity(covered: bytes, trailer: bytes) -> Integrity:
    """Tell which checksum the trailer is, NONE where it is none that fits."""
    found = _TRAILER.fullmatch(trailer)
    if found is None:
        return Integrity.NONE
    printed = bytes.fromhex(found[1].decode())
    either = {int.from_bytes(printed, "big"), int.from_bytes(printed, "little")}
    if crc16_x25(covered) in either:
        return Integrity.CRC16_X25
    return Integrity.CRC16_ARC if crc16_arc(covered) in either else Integrity.NONE

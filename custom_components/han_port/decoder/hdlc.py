"""HDLC frames of type 3 (ISO/IEC 13239, IEC 62056-46), joined to APDUs.

    7E | A0..AF LL | destination 1-4 | source 1-4 | control | HCS | LLC APDU | FCS | 7E

The length (11 bits) counts all between the flags; bit 3 of its first byte says
that the next frame goes on where this one ends. The last byte of an address has
bit 0 set. HCS (up to the control byte) and FCS (up to the information) are
CRC-16/X-25, low byte first. Nothing is stuffed: 7E occurs inside, and one 7E may
close a frame and open the next. LLC is E6 E7 00, in the first frame only.
"""

from dataclasses import replace
import re
from typing import Final, override

from .blocks import GENERAL_BLOCK_TRANSFER, BlockTransfer
from .crc16 import crc16_x25
from .frame import MAX_SIZE, Door, Frame
from .telegram import Carrier, Integrity, Reason, Rejected, rejected

#: How a frame begins.
SIGN: Final = rb"\x7e[\xa0-\xaf]"
LLC: Final = b"\xe6\xe7\x00"
_FLAG: Final = b"\x7e"

_EVEN: Final = b"".join(re.escape(bytes([byte])) for byte in range(0, 256, 2))
_ADDRESS: Final = rb"[%b]{0,3}[^%b]" % (_EVEN, _EVEN)
HEADER: Final = re.compile(SIGN + rb"[\x00-\xff]" + _ADDRESS * 2 + rb"[\x00-\xff]{3}")
_MOST_HEADER: Final = 14
SEGMENTED: Final = 0x08
FCS_SIZE: Final = 2
#: What CRC-16/X-25 comes to over bytes and their own CRC.
_RESIDUE: Final = 0x0F47


def size_at(data: bytes | bytearray, at: int) -> int:
    """Return the size of the frame that begins there, from its flag to the FCS."""
    return 1 + ((data[at + 1] & 0x07) << 8 | data[at + 2])


class HdlcDoor(Door):
    """Finds HDLC frames and joins what belongs together."""

    def __init__(self) -> None:
        """Start with nothing begun."""
        self._begun = b""
        self._raw = b""
        self._blocks = BlockTransfer()

    @override
    def measure(self, buffer: bytearray, start: int) -> int | None:
        """Return the size from the opening flag to the FCS, if the HCS fits."""
        header = HEADER.match(buffer, start)
        if header is None:
            return None if len(buffer) - start >= _MOST_HEADER else 0
        size = size_at(buffer, start)
        least = len(header[0]) + FCS_SIZE
        if size <= least or crc16_x25(header[0][1:]) != _RESIDUE:
            return None
        return size

    @override
    def take(self, piece: bytes) -> list[Frame | Rejected] | None:
        """Check the FCS and join the information to what had begun."""
        header = HEADER.match(piece)
        if header is None or crc16_x25(piece[1:]) != _RESIDUE:
            return None
        parts = self._begin(piece, piece[header.end() : -FCS_SIZE])
        if piece[1] & SEGMENTED and len(self._begun) <= MAX_SIZE:
            return parts
        apdu, self._begun = self._begun, b""
        if len(apdu) > MAX_SIZE:
            why = "no last segment in sight"
            refused = rejected(Reason.OVERSIZE, apdu, why)
            return [*parts, replace(refused, raw=self._raw)]
        return [*parts, *self._apdu(apdu)] if apdu else parts

    @override
    def forget(self) -> None:
        """Drop the segments that came; blocks are numbered and may wait."""
        self._begun = b""

    def _begin(self, piece: bytes, information: bytes) -> list[Frame | Rejected]:
        """Add information to what had begun; refuse what lacks its other part."""
        parts: list[Frame | Rejected] = []
        opens = information.startswith(LLC)
        if opens and self._begun:
            why = "a segment is missing"
            refused = rejected(Reason.TRUNCATED, self._begun, why)
            parts.append(replace(refused, raw=self._raw))
            self._begun = b""
        if opens:
            self._raw = b""
        elif not self._begun and not information.startswith(GENERAL_BLOCK_TRANSFER):
            return [rejected(Reason.TRUNCATED, piece, "a segment without a beginning")]
        self._begun += information.removeprefix(LLC)
        self._raw = (self._raw + piece + _FLAG)[:MAX_SIZE]
        return parts

    def _apdu(self, apdu: bytes) -> list[Frame | Rejected]:
        """Frame an APDU, unless it is only one block of a longer one."""
        if apdu.startswith(GENERAL_BLOCK_TRANSFER):
            joined = self._blocks.take(apdu)
            if joined is None:
                return []
            if isinstance(joined, Rejected):
                return [replace(joined, raw=self._taken())]
            apdu = joined
        return [Frame(Carrier.HDLC, "", apdu, self._taken(), Integrity.HDLC_FCS)]

    def _taken(self) -> bytes:
        """Return the bytes of the frames so far, and begin anew."""
        raw, self._raw = self._raw, b""
        return raw

"""Wired M-Bus long frames (EN 13757-2), joined to APDUs.

    68 L L 68 | C 53 | A FF | CI | STSAP 01 | DTSAP 67 | data | checksum | 16

L counts from C to the data; the checksum is the sum of these bytes. The low
nibble of CI numbers the segments from 0, bit 4 marks the last. Old Sagemcom
meters send 257 bytes with L = 01, the length modulo 256: where the frame of L
bytes is none, that of 256 more is tried.
"""

from dataclasses import replace
from typing import Final, override

from .frame import MAX_SIZE, Door, Frame
from .telegram import Carrier, Integrity, Reason, Rejected, rejected

#: How a frame begins, L being a group of its own name.
SIGN: Final = rb"\x68(?P<length>[\x00-\xff])(?P=length)\x68[\x53\x73]\xff"

#: 68 L L 68 before what L counts, checksum and 16 behind it.
HEAD: Final = 4
TAIL: Final = 2
_STOP: Final = 0x16
CI_AT: Final = 6
#: CI, STSAP and DTSAP stand before the data.
DATA_AT: Final = 9
_LEAST: Final = 5
WRAPPED: Final = 256
_NUMBER: Final = 0x0F
LAST: Final = 0x10


class MbusDoor(Door):
    """Finds long frames and joins what belongs together."""

    def __init__(self) -> None:
        """Start with nothing begun."""
        self._begun = b""
        self._raw = b""
        self._expected = 0

    @override
    def measure(self, buffer: bytearray, start: int) -> int | None:
        """Return the size from 68 to 16: by L, or by L and 256."""
        length = buffer[start + 1]
        for size in (length, length + WRAPPED):
            end = start + HEAD + size + TAIL
            if end > len(buffer):
                return 0
            if is_whole(buffer[start:end]):
                return end - start
        return HEAD + max(length, _LEAST) + TAIL

    @override
    def take(self, piece: bytes) -> list[Frame | Rejected] | None:
        """Check the sum and join the data to the segments before."""
        if not is_whole(piece):
            return None
        parts: list[Frame | Rejected] = []
        number = piece[CI_AT] & _NUMBER
        if number != self._expected:
            parts.append(rejected(Reason.TRUNCATED, piece, "a segment is missing"))
            self.forget()
            if number:
                return parts
        self._begun += piece[DATA_AT:-TAIL]
        self._raw = (self._raw + piece)[:MAX_SIZE]
        self._expected = (number + 1) & _NUMBER
        if piece[CI_AT] & LAST:
            apdu, checked = self._begun, Integrity.MBUS_CHECKSUM
            parts.append(Frame(Carrier.MBUS, "", apdu, self._raw, checked))
            self.forget()
        elif len(self._begun) > MAX_SIZE:
            refused = rejected(Reason.OVERSIZE, self._begun, "no last segment")
            parts.append(replace(refused, raw=self._raw))
            self.forget()
        return parts

    @override
    def forget(self) -> None:
        """Wait for a first segment."""
        self._begun = b""
        self._raw = b""
        self._expected = 0


def is_whole(piece: bytes | bytearray) -> bool:
    """Tell whether length, checksum and stop byte fit."""
    size = len(piece) - HEAD - TAIL
    if size < _LEAST or size % WRAPPED != piece[1] or piece[-1] != _STOP:
        return False
    return sum(piece[HEAD:-TAIL]) % WRAPPED == piece[-TAIL]

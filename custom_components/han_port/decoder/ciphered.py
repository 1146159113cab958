"""Telling ciphered telegrams from noise, by their header.

    [/ident CR LF [CR LF]] DB 08 title*8 length SC ...      general-glo-ciphering
    /ident CR LF CR LF     00            length SC ...      Stoen, Poland: no DB,
                                                            empty system title

The length (BER: one byte, or 81 and one, or 82 and two) counts from the
security control SC on. Ciphertext holds every byte, `!` and `/` too, so only
the length tells its end. Behind an ident line a trailer `!HHHH` follows.
"""

import re
import sys
from typing import Final

#: Of one telegram: the longest seen has 583 bytes.
MAX_LENGTH: Final = 4096

_HEADER: Final = re.compile(
    rb"(/[A-Za-z]{3}[^\r\n!]{1,90}\r?\n(?:\r?\n)?)?"
    rb"(?:\xdb\x08[A-Za-z]{3}[\x00-\xff]{5}|(?(1)\x00(?=[\x81\x82])|(?!)))"
    rb"(?:\x81([\x00-\xff])|\x82([\x00-\xff]{2})|([\x11-\x7f]))"
    rb"(?=[\x10\x20\x21\x30\x31])"
)
_MAX_TRAILER: Final = 12
#: Tag, length of the title, title, length and security control.
HEADER_SIZE: Final = 14


def find_ciphered(
    data: bytes | bytearray, limit: int = sys.maxsize
) -> tuple[int, int | None] | None:
    """Find the first ciphered telegram: its start and, once known, its end.

    None where there is no header before `limit`. The end may lie behind the bytes
    at hand.
    """
    if data.isascii():
        return None
    if data.find(b"\xdb\x08", 0, limit) < 0 and data.find(b"\n\x00", 0, limit) < 0:
        return None
    header = _HEADER.search(data, 0, limit)
    if header is None:
        return None
    length = int.from_bytes(header[2] or header[3] or header[4], "big")
    end = header.end() + length
    if length > MAX_LENGTH:
        return None
    return header.start(), _behind_trailer(data, end) if header[1] else end


def _behind_trailer(data: bytes | bytearray, end: int) -> int | None:
    """Return the end of the trailer at `end`, None while it is not whole."""
    if data[end : end + 1] not in (b"!", b""):
        return end
    line_end = data.find(b"\n", end, end + _MAX_TRAILER)
    if line_end >= 0:
        return line_end + 1
    return end if len(data) >= end + _MAX_TRAILER else None

"""Lines of text: a telegram in hex digits each, with or without CRCs.

    BE44...                                          ESP32 boards, adapters
    T1;1;1;time;RSSI;RSSI;link;0xBE44...             rtl_wmbus and what speaks like it
    [D][wmbus:97]: ... RSSI: -71 dBm T: BE44... (191)  an ESPHome log

An ESP32 may send a telegram for each connection and no line end; then the pause ends
the line. Some senders leave a CRC or a byte of their own behind a telegram: it is
handed on with it, for the configuration word says where the telegram ends.
"""

import re
from typing import ClassVar, Final, override

from ..profile import Line
from ..telegram import Integrity, Reason, Rejected
from .link_layer import is_telegram, size_with_crcs, without_crcs
from .receiver import Opening
from .reception import Item, Reception
from .refusal import refusal
from .sender import address, sender
from .text import LineCutter

_BARE: Final = re.compile(rb"(?:0[xX])?((?:[0-9A-Fa-f][ \t]*)+)")
_RTL_WMBUS: Final = re.compile(
    rb"[A-Z][0-9][^;]*;(?P<checks>[^;]*;[^;]*);[^;]*;(?P<rssi>[^;]*);[^;]*;[^;]*;"
    rb"0[xX](?P<hex>[0-9A-Fa-f]*)\Z"
)
_SOUND: Final = b"1;1"
_LOG: Final = re.compile(rb"(?:\A|\W)T: ([0-9A-Fa-f]+)(?: \([0-9]+\)|\Z)")
_LOG_RSSI: Final = re.compile(rb"RSSI: (-?[0-9.]+) ?dBm")
_NUMBER: Final = re.compile(rb"-[0-9]+(?:\.[0-9]+)?")

#: LQI and RSSI, or a CRC, or a byte that is nobody's.
_MAX_TRAILER: Final = 4


class Lines(LineCutter):
    """Whatever sends telegrams as lines of text; none of them is asked."""

    id: ClassVar[str] = "lines"
    name: ClassVar[str] = "Text lines (rtl_wmbus, ESP32)"
    line: ClassVar[Line] = Line(115200)
    is_asked: ClassVar[bool] = False

    @override
    def opening(self) -> Opening:
        """Hear what comes: there is nothing to ask."""
        yield from ()
        return True

    @override
    def _read(self, line: bytes) -> Item | None:
        """Read a line of any of the kinds."""
        if found := _BARE.fullmatch(line):
            return _item(b"".join(found[1].split()), None)
        if found := _RTL_WMBUS.search(line):
            if found["checks"] != _SOUND:
                frame = _bytes(found["hex"])
                return refusal(Reason.CHECKSUM, frame, "received with errors")
            return _item(found["hex"], _dbm(found["rssi"]))
        if found := _LOG.search(line):
            told = _LOG_RSSI.search(line)
            return _item(found[1], _dbm(told[1]) if told else None)
        return None


def _dbm(text: bytes) -> float | None:
    """Read a strength; a number that is not negative counts something else."""
    return float(text) if _NUMBER.fullmatch(text) else None


def _item(digits: bytes, rssi: float | None) -> Reception | Rejected | None:
    """Tell a telegram with CRCs from one without, and from a part of one."""
    frame = _bytes(digits)
    known = sender(frame)
    if not known and not is_telegram(frame):
        return None
    who = known or address(frame)
    size = size_with_crcs(frame[0]) if known else frame[0] + 1
    if len(digits) % 2 or len(frame) < size:
        return refusal(Reason.TRUNCATED, frame, "bytes are missing", who)
    if len(frame) <= size + _MAX_TRAILER:
        if telegram := without_crcs(frame[:size]):
            return Reception(telegram, rssi, Integrity.WIRELESS_CRC)
        if not known:
            return Reception(frame, rssi, Integrity.RECEIVER)
    return refusal(Reason.CHECKSUM, frame, "neither CRCs nor L fit the bytes", who)


def _bytes(digits: bytes) -> bytes:
    """Return the bytes of hex digits, without half a byte at their end."""
    return bytes.fromhex(digits[: len(digits) & ~1].decode())

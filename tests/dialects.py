"""Receivers that the simulator has not: one that is raw, and one that speaks SLIP."""

from typing import ClassVar, override

from simulator.crc16 import crc16_x25
from simulator.dialect import Dialect
from simulator.rtl_wmbus import RtlWmbus

#: What the simulated terminal calls a speed that it has no name for.
ODD = 0
_END = b"\xc0"


class Rc1180(Dialect):
    """A module from the factory: mode S, and no strength."""

    speed: ClassVar[int | None] = ODD

    def __init__(self) -> None:
        """Hear telegrams."""
        self.memory = bytearray(256)
        self._is_configured = False

    @property
    @override
    def checksum(self) -> int:
        """Nothing protects a telegram."""
        return 0

    @property
    @override
    def is_hearing(self) -> bool:
        """Whether the mode is T."""
        return self.memory[3] == 2 and not self._is_configured

    @override
    def restart(self) -> None:
        """Hear telegrams; the memory stays."""
        self._is_configured = False

    @override
    def answer(self, data: bytes) -> bytes:
        """Obey one command."""
        if not self._is_configured:
            self._is_configured = data == b"\x00"
            return b">" if self._is_configured else b""
        if data == b"0":
            return bytes(self.memory) + b">"
        if data == b"X":
            self._is_configured = False
            return b""
        for at, to in zip(data[1:-1:2], data[2:-1:2], strict=True):
            self.memory[at] = to
        return b">"

    @override
    def frame(self, telegram: bytes, rssi: float) -> bytes:
        """Append the strength, and count it."""
        if not self.memory[5]:
            return telegram
        return bytes([telegram[0] + 1]) + telegram[1:] + bytes([round(-rssi * 2)])

    @override
    def spoken(self, frame: bytes, rssi: float) -> bytes:
        """Leave a frame as it is."""
        return frame


class Iu891a(Dialect):
    """A stick that sleeps."""

    speed: ClassVar[int | None] = ODD

    def __init__(self) -> None:
        """Hear nothing yet."""
        self._mode = 0

    @property
    @override
    def checksum(self) -> int:
        """The CRC."""
        return 2

    @property
    @override
    def is_hearing(self) -> bool:
        """Whether the mode is C and T."""
        return self._mode == 3

    @override
    def restart(self) -> None:
        """Forget the mode."""
        self._mode = 0

    @override
    def answer(self, data: bytes) -> bytes:
        """Obey the commands between the marks."""
        replies = b""
        for command in filter(None, data.split(_END)):
            if command[:2] == b"\x09\x03":
                self._mode = command[2]
            if command[:1] in (b"\x01", b"\x09"):
                replies += _slip(bytes([command[0], command[1] + 1, 0]))
        return replies

    @override
    def frame(self, telegram: bytes, rssi: float) -> bytes:
        """Put time and strength before it."""
        return b"\x09\x20" + bytes(7) + bytes([round(rssi) & 0xFF]) + telegram

    @override
    def spoken(self, frame: bytes, rssi: float) -> bytes:
        """Put it between marks."""
        return _slip(frame)


def _slip(body: bytes) -> bytes:
    """Write a frame with its CRC."""
    body += crc16_x25(body).to_bytes(2, "little")
    return _END + body.replace(b"\xdb", b"\xdb\xdd").replace(_END, b"\xdb\xdc") + _END


class Board(RtlWmbus):
    """A board on a serial port, with a speed that somebody has chosen."""

    speed: ClassVar[int | None] = 57600


class SlowBoard(Board):
    """A board with the speed at which an Amber stick would be."""

    speed: ClassVar[int | None] = 9600


class Mute(RtlWmbus):
    """Something that is no receiver."""

    @property
    @override
    def is_hearing(self) -> bool:
        """Never."""
        return False

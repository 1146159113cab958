"""The CUL and its like (culfw), which speak in lines of text.

b  telegram with the checksums of format A in hex  [LQI  RSSI]  CR LF
"""

from re import compile as pattern
from typing import ClassVar, Final, override

from .dialect import Dialect
from .wireless import with_checksums

_VERSION: Final = b"V 1.67 nanoCUL868\r\n"
_MODES: Final = {b"brt": b"TMODE\r\n", b"brc": b"CMODE\r\n", b"brs": b"SMODE\r\n"}
#: A command ends its line. A real one says that it does not know what stands before
#: it; this one passes over the bytes for other receivers.
_COMMAND: Final = pattern(rb"(V|X21|X01|brt|brc|brs)$")
_LONGEST: Final = 64

_QUALITY: Final = 0x80


class Cul(Dialect):
    """A stick that hears nothing before it knows the mode.

    With a `buffer` of so many bytes it cuts what is longer, as a nanoCUL does.
    """

    speed: ClassVar[int | None] = 38400

    def __init__(self, buffer: int | None = None) -> None:
        """Have just been plugged in."""
        self.buffer = buffer
        self.restart()

    @property
    @override
    def checksum(self) -> int:
        """The last of the checksums that went through the air."""
        return 2

    @property
    @override
    def is_hearing(self) -> bool:
        """Whether the mode is T."""
        return self._mode == b"brt"

    @override
    def restart(self) -> None:
        """Know no mode."""
        self._mode = b""
        self._is_measuring = False
        self._line = b""

    @override
    def frame(self, telegram: bytes, rssi: float) -> bytes:
        """Let the checksums be: this receiver looks at none."""
        return with_checksums(telegram)

    @override
    def spoken(self, frame: bytes, rssi: float) -> bytes:
        """Write a line; one that was cut has nothing behind it."""
        trailer = b""
        if self.buffer and len(frame) > self.buffer:
            frame = frame[: self.buffer]
        elif self._is_measuring:
            trailer = bytes([_QUALITY, round((rssi + 74) * 2) & 0xFF])
        return b"b" + (frame + trailer).hex().upper().encode() + b"\r\n"

    @override
    def answer(self, data: bytes) -> bytes:
        """Obey what ends a line."""
        *lines, rest = (self._line + data).replace(b"\r", b"\n").split(b"\n")
        self._line = rest[-_LONGEST:]
        return b"".join(map(self._reply, lines))

    def _reply(self, line: bytes) -> bytes:
        """Obey a line."""
        if not (found := _COMMAND.search(line)):
            return b""
        match found[1]:
            case b"V":
                return _VERSION
            case b"X21" | b"X01" as command:
                self._is_measuring = command == b"X21"
                return b""
            case mode:
                self._mode = mode
                return _MODES[mode]

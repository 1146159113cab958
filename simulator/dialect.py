"""What every simulated receiver of radio telegrams can do."""

from abc import ABC, abstractmethod
from typing import ClassVar, override


class Dialect(ABC):
    """How a receiver talks with its reader.

    `speed` is that of its serial port, None where any will do. `checksum` counts
    the bytes at the end of a frame that protect it.
    """

    speed: ClassVar[int | None]

    @property
    @abstractmethod
    def checksum(self) -> int:
        """How many bytes of a frame are its checksum."""

    @property
    @abstractmethod
    def is_hearing(self) -> bool:
        """Whether telegrams of mode T1 reach it as it is set."""

    @abstractmethod
    def answer(self, data: bytes) -> bytes:
        """Take what the reader writes; return what there is to say to it."""

    @abstractmethod
    def frame(self, telegram: bytes, rssi: float) -> bytes:
        """Put a telegram that was heard with so many dBm into a frame."""

    @abstractmethod
    def restart(self) -> None:
        """Forget what is kept without power only while there is some."""

    @abstractmethod
    def spoken(self, frame: bytes, rssi: float) -> bytes:
        """Return the bytes of a frame on the line."""


class BinaryDialect(Dialect):
    """A receiver whose frames and commands begin with a byte of their own."""

    start: ClassVar[int]

    def __init__(self) -> None:
        """Have heard no command."""
        self._buffer = bytearray()

    @abstractmethod
    def _size(self, head: bytearray) -> int | None:
        """Return the size of a command, 0 of what is none, None while that is open."""

    @abstractmethod
    def _reply(self, command: bytes) -> bytes:
        """Obey a command; what is none has no reply."""

    @override
    def answer(self, data: bytes) -> bytes:
        """Obey commands, and pass over all else: it is for other receivers."""
        self._buffer += data
        replies = b""
        while (at := self._buffer.find(self.start)) >= 0:
            del self._buffer[:at]
            size = self._size(self._buffer)
            if size is None or len(self._buffer) < size:
                return replies
            reply = self._reply(bytes(self._buffer[:size])) if size else b""
            del self._buffer[: size if reply else 1]
            replies += reply
        self._buffer.clear()
        return replies

    @override
    def restart(self) -> None:
        """Forget a command that has begun."""
        self._buffer.clear()

    @override
    def spoken(self, frame: bytes, rssi: float) -> bytes:
        """Leave a frame as it is."""
        return frame

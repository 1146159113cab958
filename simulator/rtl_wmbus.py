"""Lines of rtl_wmbus, as boards with a radio send them over the network too.

MODE;CRC_OK;3OUTOF6_OK;TIME;RSSI;;;0xtelegram LF
"""

from typing import ClassVar, override

from .clock import utc_now
from .dialect import Dialect


class RtlWmbus(Dialect):
    """A board that sends what it hears and takes no commands."""

    speed: ClassVar[int | None] = None

    @property
    @override
    def checksum(self) -> int:
        """Nothing protects a line."""
        return 0

    @property
    @override
    def is_hearing(self) -> bool:
        """Always."""
        return True

    @override
    def restart(self) -> None:
        """Be as before."""

    @override
    def answer(self, data: bytes) -> bytes:
        """Heed nothing."""
        return b""

    @override
    def frame(self, telegram: bytes, rssi: float) -> bytes:
        """Let the telegram be."""
        return telegram

    @override
    def spoken(self, frame: bytes, rssi: float) -> bytes:
        """Write a line."""
        time = f"{utc_now():%Y-%m-%d %H:%M:%S}.00Z"
        return f"T1;1;1;{time};{rssi:.0f};;;0x{frame.hex()}\n".encode()

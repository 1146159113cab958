"""What a framer hands on: one telegram's bytes, whole and checked."""

from typing import Final, NamedTuple, Protocol

from .telegram import Carrier, Integrity, Rejected

#: Of one telegram, joined: the longest known has 2.4 kB.
MAX_SIZE: Final = 8192


class Frame(NamedTuple):
    """A telegram as its carrier brought it.

    ``ident`` is the ident line without `/`, empty where there is none. ``body``
    holds data lines, an APDU or general-glo-ciphering. ``raw`` are the bytes on the
    wire, those of all segments, no more than `MAX_SIZE`.
    """

    carrier: Carrier
    ident: str
    body: bytes
    raw: bytes
    integrity: Integrity

    @property
    def size(self) -> int:
        """Return how many bytes it has on the wire."""
        return len(self.raw)


class Door(Protocol):
    """Knows one binary framing: its header, its size, its checks."""

    def measure(self, buffer: bytearray, start: int) -> int | None:
        """Return the size of the frame whose sign stands at `start`.

        0 while bytes of the header are missing, None where there is no header.
        A size never depends on how the bytes were chunked.
        """

    def take(self, piece: bytes) -> list[Frame | Rejected] | None:
        """Take a frame of measured size; None where its bytes are damaged."""

    def forget(self) -> None:
        """Drop what earlier frames have begun: bytes between were not understood."""

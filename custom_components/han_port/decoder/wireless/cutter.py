"""Cutting binary frames out of what a receiver sends.

Frames are told by their first byte and end by their own length, so a false start
may claim what follows. Where a frame's checksum does not fit, the next one is
looked for within it.
"""

from abc import abstractmethod
import re
from typing import Final, override

from ..telegram import Reason, Rejected
from .receiver import Receiver
from .reception import Item
from .refusal import Skipped, refusal

_CUT: Final = "the frame broke off"
_DAMAGED: Final = "the bytes do not fit their checksum"


class Cutter(Receiver):
    """A receiver whose frames are binary.

    ``_sign`` is what a frame begins with. From one chunk to the next no more is kept
    than a frame that has begun.
    """

    _sign: re.Pattern[bytes]

    def __init__(self) -> None:
        """Start with nothing heard."""
        self._buffer = bytearray()
        self._skipped = Skipped()

    @override
    def feed(self, data: bytes) -> list[Item]:
        """Take bytes and return what they complete, however they are chunked."""
        self._buffer += data
        return self._cut(is_over=False)

    @override
    def pause(self) -> list[Item]:
        """Take a pause of the line: what has begun will not go on."""
        return [*self._cut(is_over=True), *self._skipped.end()]

    @abstractmethod
    def _measure(self, at: int) -> int | None:
        """Return the size of the frame that begins at `at` in the buffer.

        0 while bytes are missing to tell that, None where none begins.
        """

    @abstractmethod
    def _take(self, frame: bytes) -> list[Item] | None:
        """Read a frame of measured size; None where its bytes are damaged."""

    def _cut(self, *, is_over: bool) -> list[Item]:
        """Take all that is whole by now; what is left when it is over is refused."""
        items: list[Item] = []
        at = 0
        while found := self._sign.search(self._buffer, at):
            items += self._pass_over(at, found.start())
            at = found.start()
            size = self._measure(at)
            frame = bytes(self._buffer[at : at + size]) if size else b""
            is_cut = size is not None and not 0 < size == len(frame)
            if is_cut and not is_over:
                break
            taken = self._take(frame) if frame and not is_cut else None
            if taken is None:
                items += self._refuse(frame, is_cut=is_cut)
                items += self._pass_over(at, at + 1)
                at += 1
            else:
                items += [*self._skipped.end(), *taken] if taken else []
                at += len(frame)
        else:
            items += self._pass_over(at, len(self._buffer))
            at = len(self._buffer)
        del self._buffer[:at]
        return items

    def _refuse(self, frame: bytes, *, is_cut: bool) -> list[Rejected]:
        """Begin to pass over a refused frame, where there is one."""
        if frame and is_cut:
            return self._skipped.begin(refusal(Reason.TRUNCATED, frame, _CUT))
        if frame:
            return self._skipped.begin(refusal(Reason.CHECKSUM, frame, _DAMAGED))
        return []

    def _pass_over(self, start: int, end: int) -> list[Rejected]:
        """Pass over bytes of the buffer: those of a refused frame, or of none."""
        return self._skipped.add(self._buffer[start:end], end - start)

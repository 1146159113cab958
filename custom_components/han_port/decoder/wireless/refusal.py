"""What receivers refuse: frames that are damaged or cut, and what lies between.

The head of a refusal is no more of a frame than its first bytes, for behind them
stands the meter's number.
"""

from dataclasses import replace
from typing import Final

from ..telegram import Reason, Rejected

_HEAD_SIZE: Final = 4
#: So many bytes of noise are told together at most.
MAX_NOISE: Final = 4096
_NOISE: Final = Rejected(Reason.NOISE, 0, detail="bytes that belong to no telegram")


def refusal(
    reason: Reason, frame: bytes | bytearray, detail: str, sender: str = ""
) -> Rejected:
    """Refuse a frame for `reason`."""
    raw = bytes(frame)
    head = raw[:_HEAD_SIZE].hex()
    return Rejected(reason, len(raw), head, detail, sender=sender, raw=raw)


class Skipped:
    """Counts the bytes that are passed over and tells them once for each run.

    A run is noise, or the bytes of one refused frame as far as no sound one is
    found within it.
    """

    def __init__(self) -> None:
        """Start with nothing passed over."""
        self._run = _NOISE
        self._size = 0
        self._raw = bytearray()

    @property
    def is_frame(self) -> bool:
        """Tell whether what is passed over now is of a refused frame."""
        return self._run.reason is not Reason.NOISE

    def begin(self, refused: Rejected) -> list[Rejected]:
        """Take it that a refused frame begins, unless it lies within another."""
        if self.is_frame:
            return []
        told = self.end()
        self._run = refused
        return told

    def add(self, data: bytes | bytearray, size: int) -> list[Rejected]:
        """Pass over `size` bytes that begin with `data`; return the runs that end."""
        told: list[Rejected] = []
        while size:
            most = self._run.size or MAX_NOISE
            step = min(size, most - self._size)
            self._raw += data[:step]
            data = data[step:]
            self._size += step
            size -= step
            if self._size == most:
                told += self.end()
        return told

    def end(self) -> list[Rejected]:
        """End the run: a sound frame begins, or a pause."""
        size, raw = self._size, bytes(self._raw)
        told = [replace(self._run, size=size, raw=raw)] if size else []
        self._run, self._size = _NOISE, 0
        self._raw.clear()
        return told

"""Receivers that send nothing but telegrams: L first, without CRCs or a mark.

What begins like a telegram is taken for one and ends by its L. Nothing vouches for
it, and of one that broke off no part is taken for another.
"""

import re
from typing import ClassVar, Final, override

from ..profile import Line
from .cutter import Cutter
from .link_layer import CONTROLS, HEAD_SIZE, is_telegram
from .receiver import Opening
from .reception import Item, Reception

#: L and C.
SIGN: Final = rb"[\x0a-\xff](?:[" + re.escape(bytes(CONTROLS)) + rb"]|\Z)"


def measure(buffer: bytearray, at: int) -> int | None:
    """Return the size of the telegram whose L stands at `at`: see Cutter._measure."""
    head = buffer[at : at + HEAD_SIZE]
    if len(head) < HEAD_SIZE:
        return 0
    return head[0] + 1 if is_telegram(head) else None


class Transparent(Cutter):
    """A receiver that takes no commands, or need not be asked."""

    id: ClassVar[str] = "transparent"
    name: ClassVar[str] = "Transparent receiver"
    line: ClassVar[Line] = Line(9600)
    is_asked: ClassVar[bool] = False

    _sign: re.Pattern[bytes] = re.compile(SIGN)

    @override
    def opening(self) -> Opening:
        """Hear what comes: there is nothing to ask."""
        yield from ()
        return True

    @override
    def _measure(self, at: int) -> int | None:
        """Return the size by L."""
        return None if self._skipped.is_frame else measure(self._buffer, at)

    @override
    def _take(self, frame: bytes) -> list[Item] | None:
        """Hand it on as it is."""
        return [Reception(frame)]

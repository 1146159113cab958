"""All receivers, and how one is recognised by what it sends.

Most put marks and checksums around a telegram, or send text: one telegram is enough
to know them by. Bare telegrams may lie within the frames of any receiver, so who
sends nothing else is recognised last, where a pause shows that nobody knows better.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from copy import deepcopy
from types import MappingProxyType
from typing import Final

from ..telegram import Reason, Rejected
from .amber import Amber
from .cul import Cul
from .im871a import Im871a
from .iu891a import Iu891a
from .lines import Lines
from .rc1180 import Rc1180
from .receiver import Receiver
from .reception import Item, Reception
from .refusal import MAX_NOISE
from .transparent import Transparent

#: In the order in which they are asked; the last two are not.
RECEIVERS: Final[Mapping[str, type[Receiver]]] = MappingProxyType(
    {one.id: one for one in (Amber, Im871a, Rc1180, Cul, Iu891a, Lines, Transparent)}
)

#: Refusals before the first telegram, as far as they are remembered.
_REFUSALS: Final = 16
#: Bare telegrams without a pause, as far as they are.
_BARE: Final = 256
#: So many bare telegrams are not to be found in anything else.
_MANY: Final = 2


class _Candidate:
    """A receiver that it may be, and what it has heard since the last pause.

    ``understood`` begins with the first telegram, reply or known sender.
    """

    def __init__(self, receiver: Receiver, most: int | None = None) -> None:
        """Remember `most` of what is understood."""
        self.receiver = receiver
        self.refused: deque[Item] = deque(maxlen=_REFUSALS)
        self.understood: deque[Item] = deque(maxlen=most)

    @property
    def items(self) -> list[Item]:
        """Return all that is remembered."""
        return [*self.refused, *self.understood]

    @property
    def receptions(self) -> list[Reception]:
        """Return the telegrams."""
        return [item for item in self.understood if isinstance(item, Reception)]

    def remember(self, items: Iterable[Item]) -> None:
        """Remember what was heard."""
        for item in items:
            is_refused = isinstance(item, Rejected) and not item.sender
            if is_refused and not self.understood:
                self.refused.append(item)
            else:
                self.understood.append(item)

    def forget(self) -> None:
        """Remember nothing."""
        self.refused.clear()
        self.understood.clear()


class Recognizer:
    """Hears with all receivers until one understands, and from then on with that one.

    ``receiver`` is the one that understood, None as long as nobody has.
    """

    def __init__(self) -> None:
        """Start with all of them."""
        self.receiver: Receiver | None = None
        self._marked = [
            _Candidate(one)
            for one in (Amber(is_framed=True), Im871a(), Cul(), Iu891a(), Lines())
        ]
        self._bare = _Candidate(Transparent(), _BARE)
        self._bare_with_strength = _Candidate(Rc1180(), _BARE)
        self._size = 0
        self._heard = bytearray()

    def feed(self, data: bytes) -> list[Item]:
        """Take bytes; the items never depend on how they were chunked."""
        if self.receiver:
            return self.receiver.feed(data)
        before = deepcopy(self._marked) if len(data) > 1 else self._marked
        for one in self._marked:
            one.remember(one.receiver.feed(data))
        sure = [one for one in self._marked if one.understood]
        if len(sure) > 1 and len(data) > 1:
            # Who was the first is to be found out.
            self._marked = before
            half = len(data) // 2
            return self.feed(data[:half]) + self.feed(data[half:])
        if sure:
            return self._choose(sure[0])
        self._size += len(data)
        self._heard += data[: MAX_NOISE - len(self._heard)]
        for one in (self._bare, self._bare_with_strength):
            one.remember(one.receiver.feed(data))
        return []

    def pause(self) -> list[Item]:
        """Take a pause of the line: what has begun will not go on."""
        return self._pause(is_last=False)

    def end(self) -> list[Item]:
        """Take it that no more will follow: the last chance to understand."""
        return self._pause(is_last=True)

    def _pause(self, *, is_last: bool) -> list[Item]:
        """Hear a pause; what nobody has understood by now is noise."""
        if self.receiver:
            return self.receiver.pause()
        candidates = [*self._marked, self._bare, self._bare_with_strength]
        for one in candidates:
            one.remember(one.receiver.pause())
        for one in self._marked:
            if one.understood:
                return self._choose(one)
        if self._is_bare(is_last=is_last):
            strong = self._bare_with_strength
            has_strength = any(one.rssi is not None for one in strong.receptions)
            return self._choose(strong if has_strength else self._bare)
        for one in candidates:
            one.forget()
        size, self._size = self._size, 0
        raw = bytes(self._heard)
        self._heard.clear()
        detail = "no receiver is known that sends so"
        return [Rejected(Reason.NOISE, size, detail=detail, raw=raw)] if size else []

    def _is_bare(self, *, is_last: bool) -> bool:
        """Tell whether telegrams come alone: from the first byte on, or many."""
        count = len(self._bare.receptions)
        return count >= _MANY or (count == 1 and (is_last or not self._bare.refused))

    def _choose(self, one: _Candidate) -> list[Item]:
        """Hear with this one from now on; return what it has heard."""
        self.receiver = one.receiver
        self._heard.clear()
        items = one.items
        for candidate in (*self._marked, self._bare, self._bare_with_strength):
            candidate.forget()
        return items

"""Playing back a capture: what a real meter has sent, byte for byte."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, islice
import math
from pathlib import Path
from typing import Final, NamedTuple, Self, override

from .line import Line, PtyLine, TcpLine
from .radio_meters import PROFILE as RADIO

_FIRST_LINE: Final = "# HAN Port capture 1"
#: Seconds between two looks whether somebody listens.
_LOOK: Final = 0.02
#: Seconds from one telegram to the next where there is only one.
_USUAL_GAP: Final = 10.0


class Push(NamedTuple):
    """Bytes, and the second at which they came."""

    seconds: float
    data: bytes


@dataclass(frozen=True, slots=True)
class Recording:
    """What was captured, and the keys that open it, by the names of forms."""

    pushes: tuple[Push, ...]
    profile: str = ""
    key_fields: dict[str, str] = field(default_factory=dict)

    @property
    def gap(self) -> float:
        """The seconds from the last telegram to the first one of the next round."""
        between = self.pushes[-1].seconds - self.pushes[0].seconds
        return between / (len(self.pushes) - 1) if between else _USUAL_GAP

    def rounds(self) -> Iterator[Push]:
        """Yield what is sent, without end."""
        length = self.pushes[-1].seconds - self.pushes[0].seconds + self.gap
        for number in count():
            for seconds, data in self.pushes:
                yield Push(number * length + seconds, data)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the text of a capture. Raise ValueError where it is none."""
        _, found, rest = path.read_text("utf-8").partition(_FIRST_LINE)
        lines = [line.strip() for line in rest.splitlines()]
        told = (line[1:].partition(":") for line in lines if line.startswith("#"))
        facts = {name.strip(): fact.strip() for name, _, fact in told}
        words = " ".join(line for line in lines if not line.startswith("#")).split()
        if not (found and words):
            raise ValueError(f"{path} is no capture")
        pushes = zip(words[::3], words[1::3], words[2::3], strict=True)
        return cls(
            tuple(_push(seconds, digits) for seconds, _, digits in pushes),
            facts.get("profile", ""),
            {
                name: facts[text]
                for name in ("encryption_key", "authentication_key", "system_title")
                if (text := name.replace("_", " ")) in facts
            },
        )


@dataclass(eq=False, kw_only=True)
class Replay(Line):
    """A meter that sends what was captured, again and again.

    It begins when somebody listens. It does so `rate` times as fast.
    `count` ends it after so many telegrams; the line stays open for a while. What
    came by radio comes as from a receiver that sends a line of hex digits for each.
    """

    recording: Recording
    rate: float = 1
    count: int | None = None
    telegrams: int = field(default=0, init=False)

    @override
    def _take(self, data: bytes) -> None:
        """Heed nothing."""

    @override
    async def _run(self) -> None:
        """Send one round after the other."""
        await self._reader()
        loop = asyncio.get_running_loop()
        begun = loop.time()
        for seconds, data in islice(self.recording.rounds(), self.count):
            await asyncio.sleep(begun + seconds / self.rate - loop.time())
            self._write(self._spoken(data))
            self.telegrams += 1
        await asyncio.sleep(self.recording.gap / self.rate)

    async def _reader(self) -> None:
        """Wait until somebody listens."""
        while True:
            if self._write(b""):
                return
            await asyncio.sleep(_LOOK)

    def _spoken(self, data: bytes) -> bytes:
        """Return what goes over the line."""
        return f"{data.hex()}\n".encode() if self.recording.profile == RADIO else data


@dataclass(eq=False, kw_only=True)
class PtyReplay(PtyLine, Replay):
    """A capture that is played back on a pseudo terminal."""


@dataclass(eq=False, kw_only=True)
class TcpReplay(TcpLine, Replay):
    """A capture that is played back on a TCP port."""


def _push(seconds: str, digits: str) -> Push:
    """Read one telegram. Raise ValueError where it is none."""
    push = Push(float(seconds), bytes.fromhex(digits))
    if not 0 <= push.seconds < math.inf:
        raise ValueError("a telegram comes at some second")
    return push

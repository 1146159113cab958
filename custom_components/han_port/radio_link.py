"""One link to a radio receiver: which one it is, its opening, and what it hears."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Final, NamedTuple

from .decoder import (
    RECEIVERS,
    Command,
    Item,
    Line,
    Receiver,
    Reception,
    Recognizer,
    Rejected,
    Reply,
)
from .link import Link, LinkError, Problem, has_line_settings

#: Seconds of silence after which a frame that has begun goes on no more. Who sends
#: frames without a checksum or lines without an end has nothing else to end them.
PAUSE: Final = 2
SHORT_PAUSE: Final = 0.5
#: Seconds of silence after which a link is opened anew: a receiver that restarts
#: may be deaf until then. A meter that sends once a minute is heard again before its
#: values are too old.
SILENCE: Final = 150
#: How often telegrams come is known after so many of them. Then so many times their
#: longest silence is enough, and that many seconds at least.
KNOWN: Final = 10
TIMES: Final = 2.5
LEAST_SILENCE: Final = 30
#: Seconds for which one hears who cannot be asked, at each of these speeds.
WINDOW: Final = 12
SPEEDS: Final = (9600, 19200, 38400, 57600, 115200)

#: Takes how many bytes have come, and what they are.
type Sink = Callable[[int, list[Item]], None]


class Attempt(NamedTuple):
    """One opening of a port: whom to ask there, and how many seconds to hear then."""

    line: Line
    kinds: tuple[type[Receiver], ...]
    seconds: float


def attempts(
    port: str, kind: type[Receiver] | None, line: Line | None
) -> Iterator[Attempt]:
    """Yield how to look for any receiver, or for the one of a `kind` on its `line`."""
    asked = tuple(one for one in RECEIVERS.values() if one.is_asked)
    has_speed = has_line_settings(port)
    if kind and (kind.is_asked or line or not has_speed):
        yield Attempt(line or kind.line, (kind,), WINDOW)
    elif not has_speed:
        yield Attempt(Line(), asked, WINDOW * len(SPEEDS))
    else:
        for one in () if kind else asked:
            yield Attempt(one.line, (one,), 0)
        usual = kind.line.baudrate if kind else SPEEDS[0]
        for speed in sorted(SPEEDS, key=lambda speed: speed != usual):
            yield Attempt(Line(speed), (), WINDOW)


class Pace:
    """How often telegrams come over a link."""

    def __init__(self) -> None:
        """Begin with none."""
        self._telegrams = 0
        self._longest = 0.0
        self._heard_at = asyncio.get_running_loop().time()

    @property
    def silence(self) -> float:
        """Return the seconds of silence after which none may come any more."""
        if self._telegrams < KNOWN:
            return SILENCE
        return min(SILENCE, max(LEAST_SILENCE, TIMES * self._longest))

    def take(self, items: list[Item]) -> None:
        """Take what has come just now."""
        telegrams = sum(isinstance(item, Reception) for item in items)
        if not telegrams:
            return
        now = asyncio.get_running_loop().time()
        self._longest = max(self._longest, now - self._heard_at)
        self._heard_at = now
        self._telegrams += telegrams


class RadioLink:
    """An open link to a receiver."""

    def __init__(self, link: Link, sink: Sink) -> None:
        """Use an open link; nothing is sent yet."""
        self._link = link
        self._sink = sink
        self._size = 0
        self._overheard: list[Item] = []
        self._recognizer: Recognizer | None = None

    async def find(self, kinds: Sequence[type[Receiver]]) -> Receiver | None:
        """Ask for each kind in turn; return the one that is there.

        Where there are several to ask all of them hear what comes meanwhile, so
        that who only sends is found, too.
        """
        self._recognizer = Recognizer() if len(kinds) > 1 else None
        for kind in kinds:
            receiver = kind()
            if await self._opens(receiver):
                return receiver
            if found := self._understood:
                return await self._recognized(found, kind)
        return None

    async def recognize(self, seconds: float) -> Receiver | None:
        """Hear for so many seconds; return the one that is understood."""
        self._recognizer = recognizer = self._recognizer or Recognizer()
        data: bytes | None = None
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while data != b"" and recognizer.receiver is None:
                    data = await self._read(SHORT_PAUSE)
                    if data:
                        items = recognizer.feed(data)
                    else:
                        items = recognizer.end() if data == b"" else recognizer.pause()
                    self._sink(len(data or b""), items)
        if found := self._understood:
            return await self._recognized(found)
        if data == b"":
            raise LinkError(Problem.CLOSED)
        return None

    async def hear(self, receiver: Receiver) -> None:
        """Hear until the link ends, or has brought nothing for long.

        Raise LinkError where it ends without having brought anything.
        """
        pause = PAUSE if receiver.is_asked else SHORT_PAUSE
        is_quiet = False
        pace = Pace()
        while True:
            data = await self._read(pace.silence if is_quiet else pause)
            items = receiver.feed(data) if data else receiver.pause()
            pace.take(items)
            self._sink(len(data or b""), items)
            if data == b"" and not self._size:
                raise LinkError(Problem.CLOSED)
            if data == b"" or (data is None and is_quiet):
                return
            is_quiet = data is None

    @property
    def _understood(self) -> Receiver | None:
        """Return the receiver that is understood without an answer."""
        return self._recognizer.receiver if self._recognizer else None

    async def _recognized(
        self, found: Receiver, asked: type[Receiver] | None = None
    ) -> Receiver:
        """Bring who is understood to hear, unless it was just asked to.

        It counts even where it does not answer.
        """
        self._recognizer = None
        if type(found) is not asked:
            await self._opens(found)
        return found

    async def _opens(self, receiver: Receiver) -> bool:
        """Bring a receiver to hear; tell whether it is there.

        What it seems to hear meanwhile counts if it is.
        """
        self._overheard = []
        opening = receiver.opening()
        reply: bytes | None = None
        while not self._is_another(receiver):
            try:
                command = opening.send(reply)
            except StopIteration as end:
                self._sink(0, self._overheard if end.value else [])
                return bool(end.value)
            reply = await self._ask(receiver, command)
        opening.close()
        return False

    async def _ask(self, receiver: Receiver, command: Command) -> bytes | None:
        """Send a command and return the reply to it, None where none comes in time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(command.patience):
                self._link.writer.write(command.data)
                await self._link.writer.drain()
                while not self._is_another(receiver):
                    for item in await self._answers(receiver):
                        if isinstance(item, Reply) and command.is_reply(item.data):
                            return item.data
        return None

    async def _answers(self, receiver: Receiver) -> list[Item]:
        """Return what a receiver makes of the bytes that come next."""
        data = await self._read(SILENCE) or b""
        items = receiver.feed(data)
        if other := self._recognizer:
            self._sink(len(data), other.feed(data) if data else other.end())
        else:
            self._sink(len(data), [])
            self._overheard += filter(_is_of_somebody, items)
        if not (data or self._is_another(receiver)):
            raise LinkError(Problem.CLOSED)
        return items

    def _is_another(self, receiver: Receiver) -> bool:
        """Tell whether another kind is understood than the one that is asked for."""
        found = self._understood
        return found is not None and type(found) is not type(receiver)

    async def _read(self, seconds: float) -> bytes | None:
        """Return what comes, None where nothing comes in so many seconds.

        No bytes are the end of the link.
        """
        try:
            async with asyncio.timeout(seconds):
                data = await self._link.read()
        except TimeoutError:
            return None
        self._size += len(data)
        return data


def _is_of_somebody(item: Item) -> bool:
    """Tell whether it is a telegram, or what is left of one."""
    return isinstance(item, Reception) or (
        isinstance(item, Rejected) and bool(item.sender)
    )

"""Listening for one telegram before an entry is made."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from homeassistant.util import dt as dt_util

from .decoder import PROFILES, Decoder, Event, Line, Reason, Rejected, Telegram
from .hearing import Heard, Hearing
from .link import CHUNK, LinkError, Problem, has_line_settings, open_link

#: Seconds that a household waits at most: three pushes and a half.
PATIENCE: Final = 35
#: Seconds until the next line settings are tried when nothing comes at all ...
SILENCE: Final = 22
#: ... and the pause that ends a burst of noise, of at least so many bytes.
PAUSE: Final = 2
NOISE: Final = 64
#: Bytes of noise without a pause after which the next ones are tried.
MUCH_NOISE: Final = 4096
#: Seconds before a link that closed by itself is opened again.
RETRY: Final = 1


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why none was heard: the key of a text, and the profiles that would fit."""

    key: str
    profiles: tuple[str, ...] = ()


type Finding = Heard | Trouble


class Listener:
    """Listens on a port until a telegram of the profile comes or time is up."""

    def __init__(self, port: str, profile: str, country: str | None) -> None:
        """Keep what to listen for; nothing is opened yet."""
        self.hearing = Hearing()
        self._port = port
        self._profile = PROFILES[profile]
        self._country = country
        self._closed = False
        self._started = asyncio.get_running_loop().time()

    @property
    def seconds(self) -> int:
        """Return how long listening has taken by now."""
        return int(asyncio.get_running_loop().time() - self._started)

    async def listen(self) -> Finding:
        """Listen, with each of the profile's line settings where one may choose."""
        lines = self._profile.lines
        if not has_line_settings(self._port):
            lines = lines[:1]
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                return await self._try(lines)
        if self._closed and not self.hearing.size:
            return Trouble(Problem.CLOSED)
        return Trouble(self.hearing.trouble)

    async def _try(self, lines: tuple[Line, ...]) -> Finding:
        """Go round the line settings; leave out those that the port has not."""
        while True:
            for line in lines:
                try:
                    finding = await self._listen(line, alone=len(lines) == 1)
                except LinkError as err:
                    if line == lines[0]:
                        return Trouble(err.problem)
                    continue
                if finding is not None:
                    return finding

    async def _listen(self, line: Line, *, alone: bool) -> Finding | None:
        """Listen with one line setting, None where it is time for the next."""
        decoder = Decoder(self._profile.id, country=self._country)
        size, sound = 0, False
        async with open_link(self._port, line) as reader:
            while True:
                noisy = size >= NOISE and not sound
                try:
                    async with asyncio.timeout(
                        None if alone else PAUSE if noisy else SILENCE
                    ):
                        data = await reader.read(CHUNK)
                except TimeoutError:
                    return None
                if not data:
                    break
                size += len(data)
                self.hearing.size += len(data)
                for event in decoder.feed(data, dt_util.utcnow()):
                    self.hearing.take(event)
                    if finding := _finding(event, line):
                        return finding
                    sound = sound or not _is_noise(event)
                if size >= MUCH_NOISE and not (alone or sound):
                    return None
        self._closed = True
        await asyncio.sleep(RETRY)
        return None


def _is_noise(event: Event) -> bool:
    """Tell bytes that other line settings may make a telegram of."""
    return isinstance(event, Rejected) and event.reason is Reason.NOISE


def _finding(event: Event, line: Line) -> Finding | None:
    """Return what an event settles, None where it is worth to listen on."""
    if isinstance(event, Telegram):
        return Heard(event, line, asyncio.get_running_loop().time())
    if event.reason is Reason.ENCRYPTED:
        return Trouble("encrypted")
    if event.reason is Reason.PROFILE:
        key = "wrong_profile" if event.profiles else "no_profile"
        return Trouble(key, event.profiles)
    return None

"""Listening for one telegram before an entry is made."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from homeassistant.util import dt as dt_util

from .decoder import (
    PROFILES,
    Ciphering,
    Decoder,
    Event,
    Keys,
    Line,
    Reason,
    Rejected,
    Telegram,
)
from .hearing import Heard, Hearing
from .link import LinkError, Problem, has_line_settings, open_link
from .opening import NOISE

#: Seconds that a household waits with one or two line settings: three pushes and
#: a half. Each one more takes longer.
PATIENCE: Final = 35
#: Seconds until the next line settings are tried when nothing comes at all: two
#: pushes with the first settings, which most meters have, and one with the others.
SILENCE: Final = 22
FURTHER_SILENCE: Final = 13
#: The pause that ends a burst of noise.
PAUSE: Final = 1
#: Bytes of noise without a pause after which the next ones are tried.
MUCH_NOISE: Final = 4096
#: Seconds for which a fuller list is waited for where lists come in turn.
FULLER: Final = 11
#: Seconds before a link that closed by itself is opened again.
RETRY: Final = 1

#: Troubles that end listening as soon as they are proven.
_KEY_TROUBLES: Final = ("wrong_key", "wrong_authentication_key")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why none was heard: the key of a text, and what that has to name.

    ``profiles`` are those that would fit, ``detail`` what else a radio may tell.
    """

    key: str
    profiles: tuple[str, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Swapped:
    """What is heard when the two keys change places."""

    heard: Heard


type Finding = Heard | Swapped | Trouble


class Listener:
    """Listens on a port until a telegram of the profile comes or time is up."""

    def __init__(
        self, port: str, profile: str, country: str | None, keys: Keys | None = None
    ) -> None:
        """Keep what to listen for; nothing is opened yet."""
        self.hearing = Hearing()
        self._port = port
        self._profile = PROFILES[profile]
        self._country = country
        self._keys = keys
        lines = self._profile.lines
        self._lines = lines if has_line_settings(port) else lines[:1]
        self._best: Heard | None = None
        self._closed = False
        self._limit = asyncio.timeout(None)
        self._started = _now()

    @property
    def patience(self) -> float:
        """Return the seconds after which listening ends."""
        return patience(len(self._lines))

    @property
    def seconds(self) -> int:
        """Return how long listening has taken by now."""
        return int(_now() - self._started)

    @property
    def progress(self) -> str:
        """Say what has been heard by now, as the key of a text."""
        return "fuller" if self._best else self.hearing.trouble

    async def listen(self) -> Finding:
        """Listen, with each of the profile's line settings where one may choose."""
        self._started = _now()
        with suppress(TimeoutError):
            async with asyncio.timeout(self.patience) as self._limit:
                return await self._try()
        if self._best:
            return self._best
        if self._closed and not self.hearing.size:
            return Trouble(Problem.CLOSED)
        return Trouble(self._trouble())

    async def _try(self) -> Finding:
        """Go round the line settings; leave out those that the port has not."""
        first = self._lines[0]
        while True:
            for line in self._lines:
                silence = SILENCE if line == first else FURTHER_SILENCE
                try:
                    finding = await self._listen(line, silence)
                except LinkError as err:
                    if self._best:
                        return self._best
                    if line == first:
                        return Trouble(err.problem)
                    continue
                if finding is not None:
                    return finding

    async def _listen(self, line: Line, silence: float) -> Finding | None:
        """Listen with one line setting, None where it is time for the next."""
        ear = _Ear(self._profile.id, self._country, self._keys)
        alone = len(self._lines) == 1
        size, sound = 0, False
        async with open_link(self._port, line) as link:
            while True:
                noisy = size >= NOISE and not sound
                settled = alone or self._best
                try:
                    async with asyncio.timeout(
                        None if settled else PAUSE if noisy else silence
                    ):
                        data = await link.read()
                except TimeoutError:
                    return None
                if not data:
                    break
                size += len(data)
                self.hearing.size += len(data)
                now = dt_util.utcnow()
                if telegram := ear.hear_swapped(data, now):
                    return Swapped(_heard(telegram, line))
                for event in ear.hear(data, now):
                    self.hearing.take(event)
                    if finding := self._finding(event, line):
                        return finding
                    sound = sound or not _is_noise(event)
                if size >= MUCH_NOISE and not (settled or sound):
                    return None
        self._closed = True
        if self._best is None:
            await asyncio.sleep(RETRY)
        return self._best

    def _finding(self, event: Event, line: Line) -> Finding | None:
        """Return what an event settles, None where it is worth to listen on."""
        if isinstance(event, Telegram):
            return self._fullest(_heard(event, line))
        if self._best:
            return None
        if event.reason is Reason.ENCRYPTED:
            return Trouble("encrypted", event.profiles)
        if event.reason is Reason.PROFILE:
            return self._misfit(event.profiles)
        trouble = self.hearing.trouble
        return Trouble(trouble) if trouble in _KEY_TROUBLES else None

    def _fullest(self, heard: Heard) -> Heard | None:
        """Return a telegram; where lists come in turn wait for a fuller one first."""
        if not PROFILES[heard.telegram.profile].in_turn:
            return heard
        if self._best is None:
            self._limit.reschedule(heard.at + FULLER)
        if self._best is None or _size(heard) > _size(self._best):
            self._best = heard
        return None

    def _misfit(self, profiles: tuple[str, ...]) -> Trouble:
        """Return what a sound telegram of another profile says."""
        if not profiles:
            return Trouble("no_profile")
        never = Ciphering.NEVER
        if self._profile.ciphering is Ciphering.ALWAYS and all(
            PROFILES[profile].ciphering is never for profile in profiles
        ):
            return Trouble("nothing_encrypted", profiles)
        return Trouble("wrong_profile", profiles)

    def _trouble(self) -> str:
        """Return why nothing was heard when time is up."""
        others = set(self.hearing.refused) - {Reason.NOISE}
        trouble = self.hearing.trouble
        if self._keys and not self._keys.authentication and trouble == "checksum":
            # Stoen's Kaifa meters have no checksum that is known, but a tag.
            return "unverified"
        if self._keys and others and trouble in ("noise", "unknown_list"):
            return "nothing_encrypted"
        return trouble


class _Ear:
    """Decodes what comes, with the keys and with the keys in each other's place."""

    def __init__(self, profile: str, country: str | None, keys: Keys | None) -> None:
        """Begin to hear."""
        self._decoder = Decoder(profile, country=country, keys=keys)
        self._swapped: Decoder | None = None
        if keys and keys.authentication not in (None, keys.encryption):
            self._swapped = Decoder(profile, country=country, keys=keys.swapped())

    def hear(self, data: bytes, now: datetime) -> list[Event]:
        """Decode with the keys as they are."""
        return self._decoder.feed(data, now)

    def hear_swapped(self, data: bytes, now: datetime) -> Telegram | None:
        """Return a telegram that the keys open in each other's place."""
        for event in self._swapped.feed(data, now) if self._swapped else ():
            if isinstance(event, Telegram) and event.invocation_counter is not None:
                return event
        return None


def patience(lines: int) -> float:
    """Return the seconds in which a telegram is heard with so many line settings."""
    return max(PATIENCE, SILENCE + (lines - 1) * FURTHER_SILENCE)


def _heard(telegram: Telegram, line: Line) -> Heard:
    """Return a telegram that is heard now."""
    return Heard(telegram, line, _now())


def _now() -> float:
    """Return the loop's time."""
    return asyncio.get_running_loop().time()


def _size(heard: Heard) -> int:
    """Count the registers of a telegram."""
    return len(heard.telegram.registers)


def _is_noise(event: Event) -> bool:
    """Tell bytes that other line settings may make a telegram of.

    The end of a telegram, with which listening often begins, is no noise here.
    """
    return isinstance(event, Rejected) and event.reason is Reason.NOISE

"""The coordinator of a meter at a port of its own: keeps the link and reads it."""

import asyncio
from contextlib import suppress
from itertools import cycle
from typing import Final, override

from homeassistant.const import CONF_PORT
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .coordinator import LOCKED_OUT, HanPortConfigEntry, HanPortCoordinator
from .decoder import AUTO, PROFILES, Decoder, Line, Telegram
from .entry_data import line_of, unique_id
from .link import (
    FIRST_DELAY,
    LONGEST_DELAY,
    Link,
    LinkError,
    Problem,
    has_line_settings,
    open_link,
)
from .opening import Opening
from .watches import (
    SILENT,
    BetterProfile,
    Checksums,
    ClockWatch,
    LineWatch,
    Lost,
    Silence,
)

#: Seconds that set-up waits: one push and a half. Home Assistant tries again.
FIRST_TELEGRAM: Final = 15
#: Seconds of nothing but noise after which other line settings are tried, and intervals
#: that it takes at least: a meter has pushed in that time.
NOISE_TIME: Final = 5
NOISE_INTERVALS: Final = 1.2
#: Bytes of text that are no part of a telegram: a serial server says less of itself.
WORDS: Final = 256


class PortCoordinator(HanPortCoordinator):
    """Reads one meter for as long as its entry is loaded."""

    def __init__(self, hass: HomeAssistant, entry: HanPortConfigEntry) -> None:
        """Initialize the coordinator; nothing is opened yet."""
        super().__init__(hass, entry)
        self._country = hass.config.country
        self.line = self._saved = line_of(entry.data) or self._profile.lines[0]
        self._heard_with: Line | None = None
        lines = self._all_lines()
        self._lines = cycle([*lines[1:], self.line])
        self._lines_to_try, self._lines_tried = len(lines), 0
        self._decoder = self._new_decoder()
        self._problem: Problem | None = None
        self._openings = 0
        self._is_flooded = False
        self._opening = Opening()
        self._delay: float = FIRST_DELAY
        self._line_watch = LineWatch(hass, entry)
        self._checksum_watch = Checksums(hass, entry)
        self._lost_watch = Lost(hass, entry)
        self.watches = (
            self._line_watch,
            self._replacement,
            Silence(hass, entry),
            self._lost_watch,
            BetterProfile(hass, entry),
            self._checksum_watch,
            ClockWatch(hass, entry),
        )

    @property
    @override
    def reconnects(self) -> int:
        """Return how often the port was opened again after it had been open."""
        return max(0, self._openings - 1)

    @override
    async def _begin(self) -> None:
        """Open the link for good and wait for the first telegram.

        Where a config flow has just heard one nothing is waited for: that one
        says which registers there are, and is shown while patience lasts.
        Raise ConfigEntryNotReady, with the reason, where none comes soon. Where no
        key opens what comes the household is asked for other keys, and set-up is
        tried again all the same: the old ones may come to fit again.
        """
        entry = self.config_entry
        entry.async_create_background_task(
            self.hass, self._keep_reading(), name=f"{DOMAIN} {entry.entry_id}"
        )
        if self._show_heard(entry.data[CONF_PORT]):
            return
        await self._first_telegram()
        if self.hearing.locked >= LOCKED_OUT:
            entry.async_start_reauth(self.hass)
        elif self._memory.registers:
            return
        self._fail(self._problem or self._trouble)

    async def _first_telegram(self) -> None:
        """Wait for the first telegram that is believed.

        Wait longer while locked ones come, after one that needs a second to bear it
        out, and while there are line settings to try.
        """
        before = None
        while before != (before := self._progress) and not self._started.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(FIRST_TELEGRAM):
                    await self._started.wait()

    @property
    def _trouble(self) -> str:
        """Say why no telegram has come; a few words are those of a serial server."""
        trouble = self.hearing.trouble
        is_little = self.hearing.size < WORDS and not self._opening.is_noise
        return SILENT if trouble == "noise" and is_little else trouble

    @property
    def _progress(self) -> tuple[int, int, int]:
        """Return what changes while it is worth to wait."""
        lines = min(self._lines_tried, self._lines_to_try)
        return self.hearing.locked, self.hearing.telegrams, lines

    async def _keep_reading(self) -> None:
        """Read the link, and open it again whenever it ends."""
        while True:
            telegrams = self.hearing.telegrams
            try:
                await self._open_and_read()
            except LinkError as err:
                self._close(err.problem)
            except TimeoutError:
                self._give_up()
            except Exception:
                # A meter that is read no more without a word is the worst of all.
                self.logger.exception("Reading the meter failed; beginning anew")
                self._decoder = self._new_decoder()
            is_flood = self._problem is Problem.FLOOD
            if self.hearing.telegrams > telegrams and not is_flood:
                self._delay = FIRST_DELAY
                self._is_flooded = False
            if self._opening.is_noise and not is_flood:
                self._lost_watch.fail("noise")
                self._checksum_watch.fail("noise")
            await asyncio.sleep(self._delay)
            self._delay = min(2 * self._delay, LONGEST_DELAY)

    async def _open_and_read(self) -> None:
        """Open the link and read it until it ends."""
        self._opening = Opening()
        async with open_link(self.config_entry.data[CONF_PORT], self.line) as link:
            self._openings += 1
            self.history.note(f"open: {self.line}")
            await self._read(link)
        if not self.hearing.size:
            self._problem = Problem.CLOSED
        self.history.note("closed")

    @callback
    def _give_up(self) -> None:
        """Open the port again, and soon where it brings anything at all."""
        what = "no telegram" if self._opening.size else "silence"
        self.history.note(f"closed: {what}")
        self.logger.debug("No telegram comes; opening the port again")
        if self._opening.size:
            self._delay = FIRST_DELAY

    @callback
    def _close(self, why: Problem) -> None:
        """Note why a link ended; who sets up needs to know what is wrong with it."""
        self.history.note(f"closed: {why}")
        if why is Problem.FLOOD and not self._is_flooded:
            self.logger.warning(
                "More comes from the port of %s than any meter sends; it is cut off",
                self.name,
            )
        self._is_flooded = self._is_flooded or why is Problem.FLOOD
        self._problem = why
        self._started.set()

    async def _read(self, link: Link) -> None:
        """Read a link until it ends. Raise TimeoutError when telegrams stop.

        Those that no key opens keep it open, too.
        """
        now, opening = self.hass.loop.time, self._opening
        noise_ends = now() + max(NOISE_TIME, NOISE_INTERVALS * self.interval)
        async with asyncio.timeout(self.patience) as limit:
            while data := await link.read():
                self._problem = None
                self.hearing.size += len(data)
                events = self._decoder.feed(data, dt_util.utcnow())
                opening.hear(data, events)
                is_heard = False
                for event in events:
                    self._take(event, now())
                    if isinstance(event, Telegram):
                        is_heard = True
                        self._push(event, now())
                        limit.reschedule(now() + self.patience)
                    elif self.hearing.locked >= LOCKED_OUT:
                        limit.reschedule(now() + self.patience)
                        self._ask_for_keys()
                if is_heard and not self._keep_line():
                    return
                if opening.is_strange and now() > noise_ends and self._lines_to_try > 1:
                    self._try_next_line()
                    return

    @callback
    @override
    def _miss(self) -> None:
        """Tell of no silence where bytes come that are no telegrams."""
        if not self._opening.is_noise:
            super()._miss()

    @override
    async def accept_change(self) -> None:
        """Take it that the meter is a new one, which may have a number of its own."""
        await super().accept_change()
        entries, number = self.hass.config_entries, unique_id(self.meter)
        if number and not entries.async_entry_for_domain_unique_id(DOMAIN, number):
            entries.async_update_entry(self.config_entry, unique_id=number)

    def _keep_line(self) -> bool:
        """Tell whether to go on with settings that a telegram has come with.

        Where they are not those of the entry, these are tried once more: the noise may
        have been a disturbance, and some ports bring telegrams with any settings.
        """
        if self.line == self._saved:
            self._heard_with = None
        elif self._heard_with is None:
            self._heard_with, self.line = self.line, self._saved
            return False
        self._line_watch.found(self.line)
        return True

    def _try_next_line(self) -> None:
        """Open the port with other settings next: with these there is only noise."""
        if self._heard_with and self.line == self._saved:
            self.line = self._heard_with
        else:
            self.line, self._heard_with = next(self._lines), None
        self._lines_tried += 1
        self._delay = FIRST_DELAY
        self._decoder = self._new_decoder()

    def _all_lines(self) -> list[Line]:
        """List the settings to try: those of the entry first, then all others."""
        if not has_line_settings(self.config_entry.data[CONF_PORT]):
            return [self.line]
        return list(dict.fromkeys([self.line, *PROFILES[AUTO].lines]))

    def _new_decoder(self) -> Decoder:
        """Return a decoder that has heard nothing yet."""
        return Decoder(self._profile.id, country=self._country, keys=self._keys)

"""The coordinator of a meter at a port of its own: keeps the link and reads it."""

import asyncio
from contextlib import suppress
from typing import Final, override

from homeassistant.const import CONF_PORT
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .const import CONF_LINE, DOMAIN
from .coordinator import LOCKED_OUT, HanPortConfigEntry, HanPortCoordinator
from .decoder import Decoder, Line, Telegram
from .link import CHUNK, Link, LinkError, Problem, open_link

#: Seconds that set-up waits: one push and a half. Home Assistant tries again.
FIRST_TELEGRAM: Final = 15
#: Seconds between attempts to open the port again.
FIRST_DELAY: Final = 1
LONGEST_DELAY: Final = 60


class PortCoordinator(HanPortCoordinator):
    """Reads one meter for as long as its entry is loaded."""

    def __init__(self, hass: HomeAssistant, entry: HanPortConfigEntry) -> None:
        """Initialize the coordinator; nothing is opened yet."""
        super().__init__(hass, entry)
        self._country = hass.config.country
        line = entry.data.get(CONF_LINE)
        self.line = Line.parse(line) if line else self._profile.lines[0]
        self._decoder = self._new_decoder()
        self._problem: str | None = None

    @override
    async def async_start(self) -> None:
        """Open the link for good and wait for the first telegram.

        Where a config flow has just heard one nothing is waited for: that one
        says which registers there are, and is shown while patience lasts.
        Raise ConfigEntryNotReady, with the reason, where none comes soon. Where no
        key opens what comes the household is asked for other keys, and set-up is
        tried again all the same: the old ones may come to fit again.
        """
        entry = self.config_entry
        entry.async_on_unload(self._stop_watchdog)
        entry.async_create_background_task(
            self.hass, self._keep_reading(), name=f"{DOMAIN} {entry.entry_id}"
        )
        if self._show_heard(entry.data[CONF_PORT]):
            return
        await self._first_telegram()
        if self.hearing.locked >= LOCKED_OUT:
            entry.async_start_reauth(self.hass)
        elif self.hearing.telegrams:
            return
        self._fail(self._problem or self.hearing.trouble)

    async def _first_telegram(self) -> None:
        """Wait for the first telegram, and longer while locked ones come."""
        locked = -1
        while self.hearing.locked > locked and not self._started.is_set():
            locked = self.hearing.locked
            with suppress(TimeoutError):
                async with asyncio.timeout(FIRST_TELEGRAM):
                    await self._started.wait()

    async def _keep_reading(self) -> None:
        """Read the link, and open it again whenever it ends."""
        delay: float = FIRST_DELAY
        while True:
            telegrams = self.hearing.telegrams
            try:
                async with open_link(
                    self.config_entry.data[CONF_PORT], self.line
                ) as link:
                    await self._read(link)
                if not self.hearing.size:
                    self._problem = Problem.CLOSED
            except LinkError as err:
                self._problem = err.problem
                self._started.set()
            except TimeoutError:
                self.logger.debug("The meter is silent; opening its port again")
            except Exception:
                # A meter that is read no more without a word is the worst of all.
                self.logger.exception("Reading the meter failed; beginning anew")
                self._decoder = self._new_decoder()
            if self.hearing.telegrams > telegrams:
                delay = FIRST_DELAY
            await asyncio.sleep(delay)
            delay = min(2 * delay, LONGEST_DELAY)

    async def _read(self, link: Link) -> None:
        """Read a link until it ends. Raise TimeoutError when telegrams stop."""
        now = self.hass.loop.time
        async with asyncio.timeout(self.patience) as limit:
            while data := await link.reader.read(CHUNK):
                self._problem = None
                self.hearing.size += len(data)
                for event in self._decoder.feed(data, dt_util.utcnow()):
                    self.hearing.take(event)
                    if isinstance(event, Telegram):
                        self._push(event, now())
                        limit.reschedule(now() + self.patience)
                    elif self.hearing.locked >= LOCKED_OUT:
                        self._ask_for_keys()

    def _new_decoder(self) -> Decoder:
        """Return a decoder that has heard nothing yet."""
        return Decoder(self._profile.id, country=self._country, keys=self._keys)

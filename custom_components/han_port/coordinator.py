"""The coordinator: keeps the link to one meter and pushes its telegrams."""

import asyncio
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from statistics import median
from typing import Final, override

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry, ConfigEntryState
from homeassistant.const import CONF_PORT
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryNotReady
from homeassistant.helpers.update_coordinator import (
    DataUpdateCoordinator,
    UpdateFailed,
)
from homeassistant.util import dt as dt_util

from .const import CONF_LINE, CONF_PROFILE, DOMAIN, LOGGER
from .decoder import PROFILES, Decoder, Line, Meter, Reading, SubMeter, Telegram
from .entry_data import keys_of
from .hearing import HEARD, Hearing
from .link import CHUNK, LinkError, Problem, open_link
from .memory import Memory

#: Seconds that set-up waits: one push and a half. Home Assistant tries again.
FIRST_TELEGRAM: Final = 15
#: Telegrams in a row that no key opens, after which the household is asked.
LOCKED_OUT: Final = 3
#: Patience in push intervals, and the least of it in seconds.
PATIENCE: Final = 3.5
LEAST_PATIENCE: Final = 10
#: Seconds between attempts to open the port again.
FIRST_DELAY: Final = 1
LONGEST_DELAY: Final = 60
#: How many intervals are remembered, and how many are enough to go by.
REMEMBERED: Final = 8
ENOUGH: Final = 3
#: Two intervals are alike when they differ by less than a fifth.
ALIKE: Final = 5

type HanPortConfigEntry = ConfigEntry[HanPortCoordinator]


class HanPortCoordinator(DataUpdateCoordinator[Telegram]):
    """Reads one meter for as long as its entry is loaded.

    Entities are available while a telegram comes at least every `patience`
    seconds, whatever becomes of the link in between.
    """

    config_entry: HanPortConfigEntry

    def __init__(self, hass: HomeAssistant, entry: HanPortConfigEntry) -> None:
        """Initialize the coordinator; nothing is opened yet."""
        super().__init__(hass, LOGGER, name=DOMAIN, config_entry=entry)
        self._profile = PROFILES[entry.data[CONF_PROFILE]]
        self._country = hass.config.country
        line = entry.data.get(CONF_LINE)
        self.line = Line.parse(line) if line else self._profile.lines[0]
        self.hearing = Hearing()
        self._keys = keys_of(entry.data)
        self._decoder = self._new_decoder()
        self._memory = Memory()
        self._asked = False
        self._intervals: deque[float] = deque(maxlen=REMEMBERED)
        self._heard_at: float | None = None
        self._long_interval = 0.0
        self._watchdog: asyncio.TimerHandle | None = None
        self._lost = False
        self._problem: str | None = None
        self._started = asyncio.Event()

    @property
    def interval(self) -> float:
        """Return the seconds between telegrams: as seen, else as the profile says."""
        if len(self._intervals) < ENOUGH:
            return self._profile.push_interval
        return median(self._intervals)

    @property
    def patience(self) -> float:
        """Return the seconds of silence after which values are too old to show."""
        return max(LEAST_PATIENCE, PATIENCE * self.interval)

    @property
    def registers(self) -> Mapping[str, Reading]:
        """Return all registers heard so far, each as it was heard last."""
        return self._memory.registers

    @property
    def submeters(self) -> Mapping[int, SubMeter]:
        """Return all meters heard behind this one, by channel."""
        return self._memory.submeters

    @property
    def meter(self) -> Meter:
        """Return who the meter is, by all that it has sent."""
        return self._memory.meter

    @property
    def time(self) -> datetime | None:
        """Return the meter's clock, None where it is not sent or too old."""
        return self._memory.time(self.hass.loop.time())

    def reading(self, code: str) -> Reading | None:
        """Return what a register may be said to be now, None where nothing counts."""
        return self._memory.reading(code, self.hass.loop.time())

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
        heard = self.hass.data.get(HEARD, {}).pop(entry.data[CONF_PORT], None)
        if heard is not None:
            self.data = heard.telegram
            self._remember(heard.telegram, heard.at)
            age = self.hass.loop.time() - heard.at
            self.last_update_success = age < self.patience
            self._watch(self.patience - (age if self.last_update_success else 0))
            return
        await self._first_telegram()
        if self.hearing.locked >= LOCKED_OUT:
            entry.async_start_reauth(self.hass)
        elif self.hearing.telegrams:
            return
        raise ConfigEntryNotReady(
            translation_domain=DOMAIN,
            translation_key=self._problem or self.hearing.trouble,
        )

    @callback
    def stop_waiting(self) -> None:
        """End a set-up that waits for the first telegram."""
        self._started.set()

    async def _first_telegram(self) -> None:
        """Wait for the first telegram, and longer while locked ones come."""
        locked = -1
        while self.hearing.locked > locked and not self._started.is_set():
            locked = self.hearing.locked
            with suppress(TimeoutError):
                async with asyncio.timeout(FIRST_TELEGRAM):
                    await self._started.wait()

    @override
    async def _async_update_data(self) -> Telegram:
        """Return what the meter pushed last, while it counts: nobody can ask it."""
        if not self.last_update_success:
            raise UpdateFailed(translation_domain=DOMAIN, translation_key="silence")
        return self.data

    async def _keep_reading(self) -> None:
        """Read the link, and open it again whenever it ends."""
        delay: float = FIRST_DELAY
        while True:
            telegrams = self.hearing.telegrams
            try:
                async with open_link(
                    self.config_entry.data[CONF_PORT], self.line
                ) as reader:
                    await self._read(reader)
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

    async def _read(self, reader: asyncio.StreamReader) -> None:
        """Read a link until it ends. Raise TimeoutError when telegrams stop."""
        async with asyncio.timeout(self.patience) as limit:
            while data := await reader.read(CHUNK):
                self._problem = None
                self.hearing.size += len(data)
                for event in self._decoder.feed(data, dt_util.utcnow()):
                    self.hearing.take(event)
                    if isinstance(event, Telegram):
                        self._push(event)
                        limit.reschedule(self.hass.loop.time() + self.patience)
                    elif self.hearing.locked >= LOCKED_OUT:
                        self._ask_for_keys()

    def _new_decoder(self) -> Decoder:
        """Return a decoder that has heard nothing yet."""
        return Decoder(self._profile.id, country=self._country, keys=self._keys)

    @callback
    def _push(self, telegram: Telegram) -> None:
        """Hand a telegram to the entities and wait for the next."""
        now = self.hass.loop.time()
        if self._heard_at is not None:
            self._learn(now - self._heard_at)
        self._heard_at = now
        if self._lost:
            self._lost = False
            self.logger.info("%s sends telegrams again", self.config_entry.title)
        if self._asked or not self._started.is_set():
            self._take_back_the_question()
        self._remember(telegram, now)
        self._watch(self.patience)
        self.async_set_updated_data(telegram)
        self._started.set()

    def _remember(self, telegram: Telegram, at: float) -> None:
        """Remember a telegram; whether lists come in turn it says itself."""
        self._memory.hold = PROFILES[telegram.profile].hold
        self._memory.take(telegram, at)

    @callback
    def _ask_for_keys(self) -> None:
        """Ask the household for the keys, once; set-up does that when it ends."""
        self._started.set()
        entry = self.config_entry
        if not self._asked and entry.state is ConfigEntryState.LOADED:
            self._asked = True
            self.logger.info("No key opens what %s sends; asking for it", entry.title)
            entry.async_start_reauth(self.hass)

    @callback
    def _take_back_the_question(self) -> None:
        """Ask for no keys any more: those that there are fit."""
        self._asked = False
        flows = self.config_entry.async_get_active_flows(self.hass, {SOURCE_REAUTH})
        for flow in list(flows):
            self.hass.config_entries.flow.async_abort(flow["flow_id"])

    def _learn(self, interval: float) -> None:
        """Remember an interval; of long ones only those that come a second time.

        So an outage is not taken for an interval, but a slow meter is learned.
        """
        again = abs(interval - self._long_interval) <= interval / ALIKE
        if self._lost:
            self._long_interval = interval
        if again or not self._lost:
            self._intervals.append(interval)

    @callback
    def _lose(self) -> None:
        """Declare the values too old."""
        self.logger.info(
            "%s has sent no telegram for %.0f seconds",
            self.config_entry.title,
            self.patience,
        )
        self._lost = True
        self.last_update_success = False
        self.async_update_listeners()

    @callback
    def _watch(self, seconds: float) -> None:
        """Wait for the next telegram."""
        self._stop_watchdog()
        self._watchdog = self.hass.loop.call_later(seconds, self._lose)

    @callback
    def _stop_watchdog(self) -> None:
        """Stop waiting for the next telegram."""
        if self._watchdog is not None:
            self._watchdog.cancel()
            self._watchdog = None

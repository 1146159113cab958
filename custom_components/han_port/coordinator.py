"""The coordinator: knows what one meter has sent, and whether that still counts."""

from abc import abstractmethod
import asyncio
from collections import deque
from collections.abc import Mapping
from datetime import datetime
from statistics import median
from typing import Final, NoReturn, override

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryNotReady
from homeassistant.helpers.update_coordinator import (
    DataUpdateCoordinator,
    UpdateFailed,
)

from .const import CONF_PROFILE, DOMAIN, LOGGER
from .decoder import PROFILES, Meter, Reading, SubMeter, Telegram
from .entry_data import keys_of
from .hearing import HEARD, Hearing
from .memory import Memory

#: Telegrams in a row that no key opens, after which the household is asked.
LOCKED_OUT: Final = 3
#: Patience in push intervals, and the least of it in seconds.
PATIENCE: Final = 3.5
LEAST_PATIENCE: Final = 10
#: How many intervals are remembered, and how many are enough to go by.
REMEMBERED: Final = 8
ENOUGH: Final = 3
#: Two intervals are alike when they differ by less than a fifth.
ALIKE: Final = 5

type HanPortConfigEntry = ConfigEntry[HanPortCoordinator]


class HanPortCoordinator(DataUpdateCoordinator[Telegram]):
    """Shows what one meter sends for as long as its entry is loaded.

    Entities are available while a telegram comes at least every `patience`
    seconds, whatever becomes of the link in between. How telegrams come is a
    matter of the subclass.
    """

    config_entry: HanPortConfigEntry

    def __init__(self, hass: HomeAssistant, entry: HanPortConfigEntry) -> None:
        """Initialize the coordinator; nothing is opened yet."""
        super().__init__(hass, LOGGER, name=DOMAIN, config_entry=entry)
        self._profile = PROFILES[entry.data[CONF_PROFILE]]
        self.hearing = Hearing()
        self._keys = keys_of(entry.data)
        self._memory = Memory()
        self._asked = False
        self._intervals: deque[float] = deque(maxlen=REMEMBERED)
        self._heard_at: float | None = None
        self._long_interval = 0.0
        self._watchdog: asyncio.TimerHandle | None = None
        self._lost = False
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

    @abstractmethod
    async def async_start(self) -> None:
        """Begin to hear the meter. Raise ConfigEntryNotReady where that cannot be."""

    @callback
    def stop_waiting(self) -> None:
        """End a set-up that waits."""
        self._started.set()

    @override
    async def _async_update_data(self) -> Telegram:
        """Return what the meter pushed last, while it counts: nobody can ask it."""
        if not self.last_update_success:
            raise UpdateFailed(translation_domain=DOMAIN, translation_key="silence")
        return self.data

    def _fail(self, reason: str) -> NoReturn:
        """End a set-up, with the key of the text that says why."""
        raise ConfigEntryNotReady(translation_domain=DOMAIN, translation_key=reason)

    @callback
    def _show_heard(self, key: str) -> bool:
        """Show what a config flow has just heard, for as long as patience lasts.

        Tell whether one has.
        """
        heard = self.hass.data.get(HEARD, {}).pop(key, None)
        if heard is None:
            return False
        self.data = heard.telegram
        self._remember(heard.telegram, heard.at)
        age = self.hass.loop.time() - heard.at
        self.last_update_success = age < self.patience
        self._watch(self.patience - (age if self.last_update_success else 0))
        return True

    @callback
    def _push(self, telegram: Telegram, at: float) -> None:
        """Hand a telegram that came `at` a time to the entities; wait for the next."""
        is_first = self._heard_at is None
        if self._heard_at is not None:
            self._learn(at - self._heard_at)
        self._heard_at = at
        if self._lost:
            self._lost = False
            self.logger.info("%s sends telegrams again", self.config_entry.title)
        if self._asked or is_first:
            self._take_back_the_question()
        self._remember(telegram, at)
        self._watch(at + self.patience - self.hass.loop.time())
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

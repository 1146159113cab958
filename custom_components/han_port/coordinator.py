"""The coordinator: knows what one meter has sent, and whether that still counts."""

from abc import abstractmethod
import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from statistics import median
from typing import Final, NoReturn

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry, ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryNotReady
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.util import dt as dt_util

from .const import DOMAIN, LOGGER
from .decoder import PROFILES, Event, Meter, Reading, SubMeter, Telegram
from .entry_data import keys_of, profile_of, without_number
from .guard import Guard
from .hearing import HEARD, Hearing
from .history import History
from .ledger import Ledger
from .limits import Instant
from .memory import LASTING, Memory
from .options import Options
from .pace import Paces
from .samples import Samples
from .watches import Replacement, Watch

#: Telegrams in a row that no key opens, after which the household is asked.
LOCKED_OUT: Final = 3
#: Patience in push intervals, and the least of it in seconds.
PATIENCE: Final = 3.5
LEAST_PATIENCE: Final = 10
#: Seconds for which a lost meter stays silent before the household is told.
MISSED: Final = 3600
#: Seconds for which lists count that come in turn, but for their totals: the slowest
#: of them comes every ten seconds.
SLOWEST_LIST: Final = 35
#: How many intervals are remembered, and how many are enough to go by.
REMEMBERED: Final = 8
ENOUGH: Final = 3
#: Two intervals are alike when they differ by less than a fifth.
ALIKE: Final = 5

type HanPortConfigEntry = ConfigEntry[HanPortCoordinator]
type Ear = Callable[[Event], None]


class HanPortCoordinator(DataUpdateCoordinator[Telegram]):
    """Shows what one meter sends for as long as its entry is loaded.

    What changes by the moment is available while a telegram comes at least every
    `patience` seconds, whatever becomes of the link in between; totals stay for five
    minutes. How telegrams come is a matter of the subclass.
    """

    config_entry: HanPortConfigEntry

    def __init__(self, hass: HomeAssistant, entry: HanPortConfigEntry) -> None:
        """Initialize the coordinator; nothing is opened yet."""
        name = without_number(entry.title)
        super().__init__(hass, LOGGER, name=name, config_entry=entry)
        self._profile = profile_of(entry.data)
        self._keys = keys_of(entry.data)
        self.options = Options.of(entry)
        self.paces = Paces(hass.loop, self.options.windows)
        self.hearing = Hearing()
        self.history = History()
        self.samples = Samples()
        self.ledger = Ledger(
            hass, entry, self.options.main_fuse, in_turn=self._profile.in_turn
        )
        self._memory = Memory(self._profile.push_interval)
        self._replacement = Replacement(hass, entry)
        self.watches: tuple[Watch, ...] = ()
        self._ears: list[Ear] = []
        self._asked = False
        self._intervals: deque[float] = deque(maxlen=REMEMBERED)
        self._heard_at: float | None = None
        self._long_interval = 0.0
        self._watchdog: asyncio.TimerHandle | None = None
        self._ageing: list[asyncio.TimerHandle] = []
        self._aged_until = 0.0
        self._lost = False
        self._started = asyncio.Event()

    @property
    def learned_interval(self) -> float | None:
        """Return the seconds between telegrams as seen, None before that is known."""
        return median(self._intervals) if len(self._intervals) >= ENOUGH else None

    @property
    def interval(self) -> float:
        """Return the seconds between telegrams: as seen, else as the profile says."""
        learned = self.learned_interval
        return self._profile.push_interval if learned is None else learned

    @property
    def patience(self) -> float:
        """Return the seconds of silence after which values are too old to show."""
        return max(LEAST_PATIENCE, PATIENCE * self.interval)

    @property
    @abstractmethod
    def reconnects(self) -> int:
        """Return how often the link was opened again after it had worked."""

    @property
    def guard(self) -> Guard:
        """Return the guard on totals."""
        return self.ledger.guard

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
        return self._memory.time(self._now)

    def reading(self, code: str) -> Reading | None:
        """Return what a register may be said to be now, None where nothing counts."""
        return self._memory.reading(code, self._now)

    @property
    def _now(self) -> float:
        """Return the loop's time, that of the last timer where it is ahead of it."""
        return max(self.hass.loop.time(), self._aged_until)

    def age(self, code: str) -> float:
        """Return the seconds since a register was heard."""
        return self._memory.age(code, self.hass.loop.time())

    @callback
    def tap(self, ear: Ear) -> CALLBACK_TYPE:
        """Hear all that the decoder hands out; return how to end that."""
        self._ears.append(ear)
        return lambda: self._ears.remove(ear)

    async def async_start(self) -> None:
        """Begin to hear the meter. Raise ConfigEntryNotReady where that cannot be."""
        self.config_entry.async_on_unload(self._end)
        self.config_entry.async_on_unload(
            self.hass.bus.async_listen(EVENT_HOMEASSISTANT_STOP, self._stop_timers)
        )
        await self.ledger.load()
        await self._begin()

    @abstractmethod
    async def _begin(self) -> None:
        """Open the link for good. Raise ConfigEntryNotReady where that cannot be."""

    async def _end(self) -> None:
        """Leave nothing behind: no timer, no repair, no total that is not stored."""
        self._stop_timers()
        for watch in self.watches:
            watch.end()
        await self.ledger.close()

    @callback
    def _stop_timers(self, *_: object) -> None:
        """Wait for nothing any more: no telegram will come."""
        self._stop(self._watchdog, *self._ageing)
        self.paces.stop()

    @callback
    def stop_waiting(self) -> None:
        """End a set-up that waits."""
        self._started.set()

    async def accept_change(self) -> None:
        """Take it from the household that the meter is a new one."""
        changes = await self.ledger.accept()
        for code in changes:
            good = self.guard.goods[code]
            self._memory.keep(code, good.reading, good.at.ticks)
        self._replacement.show(self.guard.changes)
        self._show_what_counts(at_once=True)

    @callback
    def dismiss_change(self) -> None:
        """Take it from the household that the meter is still the same."""
        self.guard.dismiss()
        self._replacement.show(self.guard.changes)

    def _fail(self, reason: str) -> NoReturn:
        """End a set-up, with the key of the text that says why."""
        for watch in self.watches:
            watch.fail(reason)
        raise ConfigEntryNotReady(translation_domain=DOMAIN, translation_key=reason)

    @callback
    def _show_heard(self, key: str) -> bool:
        """Show what a config flow has just heard, for as long as patience lasts.

        Tell whether one has, and it is believed.
        """
        heard = self.hass.data.get(HEARD, {}).pop(key, None)
        believed = heard and self.ledger.judge(heard.telegram, self._instant(heard.at))
        if not (heard and believed):
            return False
        self.data = believed
        self._remember(believed, heard.at)
        age = self.hass.loop.time() - heard.at
        self.last_update_success = age < self.patience
        self._watch(self.patience - (age if self.last_update_success else 0))
        self._wait_for_age()
        return True

    @callback
    def _take(self, event: Event, at: float) -> None:
        """Let all know an event that know no more of it than that it came."""
        self.hearing.take(event)
        self.samples.take(event, at)
        for watch in self.watches:
            watch.hear(event)
        for ear in tuple(self._ears):
            ear(event)

    @callback
    def _push(self, telegram: Telegram, at: float) -> None:
        """Hand a telegram that came `at` a time to the entities; wait for the next."""
        is_first = self._heard_at is None
        if self._heard_at is not None:
            self._learn(at - self._heard_at)
        self._heard_at = at
        if is_back := self._lost:
            self._lost = False
            self.history.note("back")
            self.logger.info("%s sends telegrams again", self.name)
        if self._asked or is_first:
            self._take_back_the_question()
        self._watch(at + self.patience - self.hass.loop.time())
        believed = self.ledger.judge(telegram, self._instant(at))
        if self.ledger.held_back:
            self.samples.hold_back(telegram, at)
        self._replacement.show(self.guard.changes)
        if believed is None:
            return
        self._remember(believed, at)
        self.async_set_updated_data(believed)
        self._show_what_counts(at_once=is_back)
        self._started.set()

    def _instant(self, at: float) -> Instant:
        """Return when something was heard, by both clocks."""
        age = timedelta(seconds=self.hass.loop.time() - at)
        return Instant(at, dt_util.utcnow() - age)

    def _remember(self, telegram: Telegram, at: float) -> None:
        """Remember a telegram; whether lists come in turn it says itself."""
        profile, memory = PROFILES[telegram.profile], self._memory
        memory.moment = self.patience
        memory.lasting = max(LASTING, profile.hold, self.patience)
        if profile.in_turn:
            memory.moment = max(SLOWEST_LIST, memory.moment)
        if not memory.registers:
            self._recall(at)
        memory.take(telegram, at)
        self._aged_until = 0

    def _recall(self, now: float) -> None:
        """Remember the totals of before a restart that still count."""
        for code, good in self.guard.goods.items():
            if now - good.at.ticks < self._memory.lasting:
                self._memory.keep(code, good.reading, good.at.ticks)

    @callback
    def _show_what_counts(self, *, at_once: bool) -> None:
        """Let sensors show what has come, and wait until the first gets too old."""
        show = self.paces.flush if at_once else self.paces.hear
        show()
        self._wait_for_age()

    @callback
    def _wait_for_age(self) -> None:
        """Wait until registers count no more, be it the first or the last of them."""
        self._stop(*self._ageing)
        loop = self.hass.loop
        ends = self._memory.ends(loop.time())
        self._ageing = [loop.call_at(end, self._grow_old, end) for end in ends]

    @callback
    def _grow_old(self, end: float) -> None:
        """Let sensors show that what counts until `end` counts no more."""
        self._aged_until = max(self._aged_until, end)
        self.paces.flush()

    @callback
    def _ask_for_keys(self) -> None:
        """Ask the household for the keys, once; set-up does that when it ends."""
        self._started.set()
        entry = self.config_entry
        if not self._asked and entry.state is ConfigEntryState.LOADED:
            self._asked = True
            self.logger.info("No key opens what %s sends; asking for it", self.name)
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
        """Declare what changes by the moment too old."""
        self.logger.info(
            "%s has sent no telegram for %.0f seconds", self.name, self.patience
        )
        self.history.note("lost")
        self._lost = True
        self.last_update_success = False
        self._watchdog = self.hass.loop.call_later(MISSED, self._miss)
        self.async_update_listeners()
        self.paces.flush()

    @callback
    def _miss(self) -> None:
        """Take it that the meter is not only lost for a moment."""
        for watch in self.watches:
            watch.miss()

    @callback
    def _watch(self, seconds: float) -> None:
        """Wait for the next telegram."""
        self._stop(self._watchdog)
        self._watchdog = self.hass.loop.call_later(seconds, self._lose)

    @staticmethod
    def _stop(*timers: asyncio.TimerHandle | None) -> None:
        """Stop waiting."""
        for timer in filter(None, timers):
            timer.cancel()

"""The coordinator of a radio meter: joins the radio that hears it."""

import asyncio
from datetime import timedelta
from typing import override

from homeassistant.const import CONF_PORT
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from .const import CONF_METER, CONF_RECEIVER, DOMAIN
from .coordinator import LOCKED_OUT, HanPortConfigEntry, HanPortCoordinator
from .decoder import (
    Address,
    ClockRule,
    RadioDecoder,
    Reason,
    Reception,
    Rejected,
    Telegram,
)
from .entry_data import line_of
from .memory import is_measured
from .radio import Radio, radio
from .watches import ClockWatch, Cuts, Lost


class RadioCoordinator(HanPortCoordinator):
    """Hears one meter among all that its receiver hears.

    Meters may send telegrams of several kinds in turn: a register counts for as
    long as patience lasts, whichever kind it stands in.
    """

    def __init__(self, hass: HomeAssistant, entry: HanPortConfigEntry) -> None:
        """Initialize the coordinator; nothing is opened yet."""
        super().__init__(hass, entry)
        self.radio: Radio | None = None
        self.address = Address.parse(entry.data[CONF_METER])
        self._decoder = RadioDecoder(
            meter=self.address,
            keys=self._keys,
            clock=ClockRule.of(dt_util.get_default_time_zone()),
        )
        self._cuts = Cuts(hass, entry)
        self.watches = (
            self._cuts,
            self._replacement,
            Lost(hass, entry),
            ClockWatch(hass, entry),
        )
        self._joined = asyncio.Event()

    @property
    @override
    def reconnects(self) -> int:
        """Return how often the receiver was opened again after it had been heard."""
        return max(0, self.radio.openings - 1) if self.radio else 0

    @property
    def rssi(self) -> float | None:
        """Return the strength in dBm of the last telegram, where it is told."""
        return self.data.rssi

    @property
    def receiver(self) -> str | None:
        """Return the name of the receiver, None before it is found."""
        found = self.radio.receiver if self.radio else None
        return found.name if found else None

    @override
    async def _begin(self) -> None:
        """Join the radio for good. Raise ConfigEntryNotReady where there is none.

        The meter is not waited for: it may send every quarter of an hour. What has
        just been heard of it is shown at once. Whoever heard that leaves the radio to
        the entry open.
        """
        entry = self.config_entry
        entry.async_create_background_task(
            self.hass, self._keep_listening(), name=f"{DOMAIN} {entry.entry_id}"
        )
        if self._show_heard(entry.data[CONF_METER]):
            await self._joined.wait()
            return
        await self._started.wait()
        if self.radio and self.radio.trouble:
            self._fail(self.radio.trouble)
        if self._heard_at is None:
            self.last_update_success = False
            self._watch(self.patience)

    async def _keep_listening(self) -> None:
        """Listen to the meter until the entry is unloaded."""
        data = self.config_entry.data
        port, receiver = data[CONF_PORT], data[CONF_RECEIVER]
        async with radio(self.hass, port, receiver, line_of(data)) as joined:
            self.radio = joined
            self._joined.set()
            stop = joined.listen(self.address, self._take_item)
            try:
                self._take_what_is_held(joined)
                await joined.ready.wait()
                self._started.set()
                await asyncio.Event().wait()
            finally:
                stop()

    @callback
    def _take_what_is_held(self, joined: Radio) -> None:
        """Take what somebody else has heard of the meter, while it counts."""
        station = joined.stations.get(self.address)
        now = self.hass.loop.time()
        for held in station.held if station else ():
            try:
                if now - held.at < self.patience:
                    self._hear(held.reception, held.at)
            except Exception:
                self.logger.exception("A telegram could not be taken")

    @callback
    def _take_item(self, item: Reception | Rejected) -> None:
        """Take what is heard of the meter now."""
        if isinstance(item, Reception):
            self._hear(item, self.hass.loop.time())
            return
        self.hearing.size += item.size
        self._take(item, self.hass.loop.time())
        if item.reason is Reason.TRUNCATED:
            self._cuts.add()

    @callback
    def _hear(self, reception: Reception, at: float) -> None:
        """Decode a telegram that was heard `at` a time."""
        self.hearing.size += len(reception.telegram)
        age = timedelta(seconds=self.hass.loop.time() - at)
        for event in self._decoder.hear(reception, dt_util.utcnow() - age):
            self._take(event, at)
            if isinstance(event, Rejected) and event.reason is Reason.TRUNCATED:
                self._cuts.add()
                continue
            self._cuts.spare(len(reception.telegram))
            if isinstance(event, Telegram):
                self._show(event, at)
            elif self.hearing.locked >= LOCKED_OUT:
                self._ask_for_keys()

    @callback
    def _show(self, telegram: Telegram, at: float) -> None:
        """Show a telegram; one without a measured value only proves the key."""
        if any(map(is_measured, telegram.registers)):
            self._push(telegram, at)
        elif self._asked:
            self._take_back_the_question()

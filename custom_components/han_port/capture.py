"""The action that writes down what a meter sends, masked, for a report of a fault."""

import asyncio
from collections.abc import Awaitable
from contextlib import ExitStack, suppress
from dataclasses import replace
from functools import partial
from typing import Final

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigEntryState,
)
from homeassistant.const import (
    ATTR_CONFIG_ENTRY_ID,
    CONF_PORT,
    EVENT_HOMEASSISTANT_STOP,
)
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.service import (
    async_get_config_entry,
    async_register_admin_service,
)
from homeassistant.util import dt as dt_util
import voluptuous as vol

from .const import CONF_PROFILE, CONF_RECEIVER, DOMAIN
from .coordinator import HanPortConfigEntry
from .decoder import Decoder, Event, Keys, Profile, Telegram
from .decoder.capture import Capture, Captured, outcome
from .decoder.keys import TITLE_SIZE
from .decoder.masking import CAPTURE_KEYS, mask
from .entry_data import keys_of, line_of, profile_of
from .link import LinkError, open_link
from .radio import RECEIVER_MISSING

ACTION: Final = "capture"
CONF_SECONDS: Final = "seconds"
SECONDS: Final = 30
MOST_SECONDS: Final = 300
#: Characters of text: what comes in that time of meters that send each second.
MOST: Final = 1 << 20

SCHEMA: Final = vol.Schema(
    {
        vol.Required(ATTR_CONFIG_ENTRY_ID): cv.string,
        vol.Optional(CONF_SECONDS, default=SECONDS): vol.All(
            vol.Coerce(float), vol.Range(min=1, max=MOST_SECONDS)
        ),
    }
)


@callback
def async_setup_actions(hass: HomeAssistant) -> None:
    """Register the action, which is there whether an entry is loaded or not."""
    async_register_admin_service(
        hass,
        DOMAIN,
        ACTION,
        partial(async_capture, hass),
        SCHEMA,
        SupportsResponse.ONLY,
    )


async def async_capture(hass: HomeAssistant, call: ServiceCall) -> ServiceResponse:
    """Return what a meter sends in so many seconds, or until its entry changes."""
    entry = await _entry(hass, call.data[ATTR_CONFIG_ENTRY_ID])
    record = Record(hass, entry)
    is_read = entry.state is ConfigEntryState.LOADED
    hearing = (_overhear if is_read else _take_turns)(hass, entry, record)
    await _while_it_lasts(hass, entry, call.data[CONF_SECONDS], hearing)
    return record.response


async def _entry(hass: HomeAssistant, entry_id: str) -> HanPortConfigEntry:
    """Return an entry that is loaded, or whose set-up is tried again and again.

    Raise ServiceValidationError where there is none such.
    """
    entry = hass.config_entries.async_get_entry(entry_id)
    if entry and entry.domain == DOMAIN:
        if entry.state is ConfigEntryState.SETUP_IN_PROGRESS:
            async with entry.setup_lock:
                pass
        if entry.state is ConfigEntryState.SETUP_RETRY:
            return entry
    return async_get_config_entry(hass, DOMAIN, entry_id)


class Record:
    """What a meter has sent by now."""

    def __init__(self, hass: HomeAssistant, entry: HanPortConfigEntry) -> None:
        """Begin with nothing but the settings."""
        data = entry.data
        self._keys = keys_of(data)
        self._time = hass.loop.time
        self._begun = self._time()
        self._capture = Capture(
            profile=data[CONF_PROFILE],
            country=hass.config.country,
            line=line_of(data),
            receiver=data.get(CONF_RECEIVER),
            keys=capture_keys(self._keys, profile_of(data)),
        )
        self._room = MOST - len(self._capture.head)
        self.telegrams = 0

    @property
    def response(self) -> ServiceResponse:
        """Return it for whoever asked; the text comes last, to be copied to its end."""
        return {
            "profile": self._capture.profile,
            "telegrams": self.telegrams,
            "refused": len(self._capture.telegrams) - self.telegrams,
            "text": str(self._capture),
        }

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing has come."""
        return not self._capture.telegrams

    @callback
    def take(self, event: Event) -> None:
        """Write down an event, masked, while there is room."""
        if not event.raw:
            return
        data = mask(event, self._keys)
        line = Captured(self._time() - self._begun, outcome(event), data)
        self._room -= len(str(line))
        if self._room >= 0:
            self._capture.telegrams.append(line)
            self.telegrams += isinstance(event, Telegram)


def capture_keys(keys: Keys | None, profile: Profile) -> Keys | None:
    """Return the published keys that open masked what these keys have opened.

    What came without a look at its tag comes so again. Who hides a title hides one
    of zeros.
    """
    if keys is None:
        return None
    is_verified = keys.authentication or profile.public_key
    return replace(
        CAPTURE_KEYS,
        authentication=CAPTURE_KEYS.authentication if is_verified else None,
        system_title=bytes(TITLE_SIZE) if keys.system_title else None,
    )


async def _while_it_lasts(
    hass: HomeAssistant,
    entry: HanPortConfigEntry,
    seconds: float,
    work: Awaitable[None],
) -> None:
    """Work for so many seconds, and no longer than the entry stays as it is."""
    state = entry.state
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds) as limit:

            @callback
            def end(*_: object) -> None:
                if not limit.expired():
                    limit.reschedule(0)

            @callback
            def look(change: ConfigEntryChange, changed: ConfigEntry) -> None:
                is_there = change is not ConfigEntryChange.REMOVED
                if changed is entry and not (is_there and entry.state is state):
                    end()

            with ExitStack() as stack:
                signal = SIGNAL_CONFIG_ENTRY_CHANGED
                stack.callback(async_dispatcher_connect(hass, signal, look))
                stop = EVENT_HOMEASSISTANT_STOP
                stack.callback(hass.bus.async_listen(stop, end))
                await work


async def _overhear(
    hass: HomeAssistant, entry: HanPortConfigEntry, record: Record
) -> None:
    """Hear what the entry hears."""
    stop = entry.runtime_data.tap(record.take)
    try:
        await asyncio.Event().wait()
    finally:
        stop()


async def _take_turns(
    hass: HomeAssistant, entry: HanPortConfigEntry, record: Record
) -> None:
    """Hear the meter of an entry whose set-up fails, between two tries of it."""
    if profile_of(entry.data).is_wireless:
        # It fails for want of a receiver only.
        raise _failure(entry.error_reason_translation_key or RECEIVER_MISSING)
    entry.async_cancel_retry_setup()
    try:
        await _listen(hass, entry, record)
    finally:
        if entry.state is ConfigEntryState.SETUP_RETRY and not hass.is_stopping:
            hass.async_create_task(entry.async_setup_locked(hass))


async def _listen(
    hass: HomeAssistant, entry: HanPortConfigEntry, record: Record
) -> None:
    """Hear what comes over the port of an entry, as the entry would."""
    data = entry.data
    profile = profile_of(data)
    line = line_of(data) or profile.lines[0]
    country = hass.config.country
    decoder = Decoder(profile.id, country=country, keys=keys_of(data))
    try:
        async with open_link(data[CONF_PORT], line) as link:
            while received := await link.read():
                for event in decoder.feed(received, dt_util.utcnow()):
                    record.take(event)
    except LinkError as err:
        if record.is_empty:
            raise _failure(err.problem) from err


def _failure(reason: str) -> HomeAssistantError:
    """Return an error with the key of the text that says why."""
    return HomeAssistantError(translation_domain=DOMAIN, translation_key=reason)

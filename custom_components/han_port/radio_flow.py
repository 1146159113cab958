"""The dialog about a meter that is heard by radio: receiver, list of meters, key."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final, override

from homeassistant.config_entries import SOURCE_REAUTH, ConfigFlowResult
from homeassistant.const import CONF_PORT
from homeassistant.core import callback

from . import radio_listener
from .const import CONF_LINE, CONF_METER, CONF_RECEIVER, DOMAIN
from .decoder import AUTO, Address
from .dialog import Dialog, Found
from .entity import numbered_name
from .entry_data import keys_data
from .forms import LISTEN, meter_field, read_keys
from .link import Problem
from .listener import Trouble
from .radio_listener import Proven, RadioListener
from .words import meter_label, station_labels, station_list, station_word

#: What looking for a meter can have come to while it still goes on.
PHASES: Final = ("searching", "stations", "waiting")

#: Troubles after which the port and the profile of a new meter are asked for again.
_OF_THE_PORT: Final = (*Problem, "no_meters")
#: Troubles that no other key ends: another meter has to be picked.
_OF_THE_METER: Final = ("no_new_meter", "receiver_cuts", "unsupported", "unknown_list")

type _Lead = Callable[[RadioListener], Coroutine[Any, Any, str]]


class RadioDialog(Dialog):
    """A dialog that may be about a meter heard by radio."""

    def __init__(self) -> None:
        """Start without a receiver."""
        super().__init__()
        self._radio: RadioListener | None = None
        self._waiting: asyncio.Task[str] | None = None
        self._phase = "searching"
        self._listed: tuple[str, ...] = ()
        self._meter: Address | None = None
        self._proven: Proven | None = None

    @property
    @override
    def _limit(self) -> float:
        """Return the seconds in which a meter is waited for."""
        return radio_listener.PATIENCE

    @property
    @override
    def _words(self) -> dict[str, str]:
        """Return the meter that it is about, and what a trouble has to name."""
        detail = self._trouble.detail if self._trouble else ""
        if self._trouble and self._trouble.key == "other_meter_key":
            detail = meter_label(Address.parse(detail))
        meter = meter_label(self._meter) if self._meter else ""
        return {"meter": meter, "detail": detail}

    @property
    def _configured(self) -> set[str]:
        """Return the unique ids of the meters that there are entries of."""
        entries = self._async_current_entries(include_ignore=False)
        return {entry.unique_id for entry in entries if entry.unique_id}

    async def _look_for_receiver(self) -> ConfigFlowResult:
        """Open the receiver, and look for meters or for the one that it is about."""
        self._leave()
        if self._form == "user":
            self._meter, self._keys, self._listed = None, None, ()
        return await self._go(self._prove if self._meter else self._search)

    async def _go(self, lead: _Lead) -> ConfigFlowResult:
        """Go where something leads, by way of progress where that takes longer."""
        if self._closed:
            return await self._show_form(self._form)
        if self._waiting is not None:
            self._waiting.cancel()
        if self._radio is None or self._radio.is_over:
            receiver = self._input.get(CONF_RECEIVER, AUTO)
            self._radio = RadioListener(
                self.hass,
                self._input[CONF_PORT],
                None if receiver == AUTO else receiver,
            )
        waiting = self.hass.async_create_background_task(
            self._recognise(self._radio, lead), f"{DOMAIN} config flow"
        )
        self._waiting = waiting
        if not await self._is_prompt(waiting):
            return await self.async_step_radio()
        if waiting.cancelled():
            return await self._show_form(self._form)
        step: Callable[[], Awaitable[ConfigFlowResult]]
        step = getattr(self, f"async_step_{waiting.result()}")
        return await step()

    async def async_step_radio(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Tell the seconds and the meters heard, until that leads somewhere."""
        assert self._waiting is not None
        if self._waiting.done():
            return self.async_show_progress_done(next_step_id=self._waiting.result())
        assert self._radio is not None
        meters = ""
        if self._phase == "stations":
            heard = self._radio.stations(self._configured)
            meters = await station_list(self.hass, heard)
        return self.async_show_progress(
            step_id="radio",
            progress_action=self._phase,
            progress_task=self._next_tick(self._waiting),
            description_placeholders={
                "seconds": str(self._radio.seconds),
                "limit": f"{self._limit:.0f}",
                "receiver": self._radio.receiver_name,
                "meters": meters,
                **self._words,
            },
        )

    async def _recognise(self, radio: RadioListener, lead: _Lead) -> str:
        """Wait for the receiver, unless it has been found already, and go on."""
        if not radio.is_recognised:
            self._phase = "searching"
            if trouble := await radio.recognise():
                return self._mend(trouble)
        return await lead(radio)

    async def _search(self, radio: RadioListener) -> str:
        """Wait for meters, or for others than those that are listed already."""
        self._phase = "stations"
        trouble = await radio.search(self._configured, self._listed)
        return self._mend(trouble) if trouble else "meters"

    async def _prove(self, radio: RadioListener) -> str:
        """Wait until the meter is opened with the key, or without where it has none."""
        assert self._meter is not None
        self._phase = "waiting"
        finding = await radio.prove(self._meter, self._keys)
        if isinstance(finding, Trouble):
            return self._mend(finding)
        self._proven = finding
        return "proven"

    @callback
    def _mend(self, trouble: Trouble) -> str:
        """Keep a trouble, and return the step in which it can be mended."""
        self._trouble = trouble
        step = self._step_for(trouble)
        if step in (self._form, "receiver"):
            self._claim = None
            self._leave()
        return step

    def _step_for(self, trouble: Trouble) -> str:
        """Return the form on which a trouble can be mended."""
        key = trouble.key
        if key == "receiver_missing" and self.source != SOURCE_REAUTH:
            return "receiver"
        if self._form != "user" or key in _OF_THE_PORT:
            return self._form
        if key in _OF_THE_METER:
            return "meters"
        if key == "other_meter_key" and trouble.detail not in self._configured:
            return "meters"
        return "meter_key" if self._keys or key == "encrypted" else "meters"

    async def async_step_receiver(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which receiver it is that was not recognised."""
        if user_input is None:
            return await self._show_form("receiver")
        self._input[CONF_RECEIVER] = user_input[CONF_RECEIVER]
        self._trouble = None
        if await self._claim_port():
            return self.async_abort(reason="already_configured")
        return await self._go(self._prove if self._meter else self._search)

    async def async_step_meters(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Offer the meters heard by now, or to listen on."""
        if user_input is None:
            return await self._show_meters()
        picked = user_input[CONF_METER]
        if picked != self._opened:
            self._keys = None
        self._trouble = None
        if picked == LISTEN:
            return await self._go(self._search)
        self._meter = Address.parse(picked)
        return await self._go(self._prove)

    async def async_step_meter_key(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the key of the meter that was picked."""
        if user_input is None:
            return await self._show_form("meter_key")
        keys, invalid = read_keys(
            user_input, self._keys, required=True, is_wireless=True
        )
        if invalid:
            return await self._show_form("meter_key", invalid)
        self._keys = keys
        self._trouble = None
        return await self._go(self._prove)

    async def async_step_proven(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Go on with the meter that was opened."""
        assert self._radio is not None
        assert self._proven is not None
        receiver, number = self._radio.receiver, str(self._meter)
        telegram = self._proven.heard.telegram
        way = receiver.name
        if telegram.rssi is not None:
            way = f"{way}, {telegram.rssi:.0f} dBm"
        data = {CONF_RECEIVER: receiver.id, CONF_METER: number}
        if not receiver.is_asked:
            # Only by its speed is one found again at once that says nothing.
            data[CONF_LINE] = str(self._proven.heard.line)
        return await self._accept(
            Found(
                self._proven.heard,
                key=number,
                number=number,
                title=numbered_name(telegram.meter),
                way=way,
                data=data | keys_data(self._proven.keys),
            )
        )

    @property
    def _opened(self) -> str | None:
        """Return the other meter that a key has turned out to be of."""
        is_other = self._trouble and self._trouble.key == "other_meter_key"
        return self._trouble.detail if self._trouble and is_other else None

    async def _show_meters(self) -> ConfigFlowResult:
        """Show the list of meters; who has no choice yet makes one."""
        assert self._radio is not None
        labels = await station_labels(self.hass, self._radio.stations(self._configured))
        self._listed = tuple(labels)
        labels[LISTEN] = await station_word(self.hass, LISTEN)
        meter = str(self._meter) if self._meter else None
        chosen = self._opened or meter
        asked = meter_field(labels, chosen if chosen in labels else None)
        return await self._show_form("meters", asked=asked)

    @callback
    def _leave(self) -> None:
        """Leave the receiver to others, or close it."""
        if self._radio is not None:
            self._radio.stop()
            self._radio = None

    @callback
    @override
    def _let_go(self) -> None:
        """Stop waiting, and leave the receiver."""
        super()._let_go()
        if self._waiting is not None:
            self._waiting.cancel()
        self._leave()

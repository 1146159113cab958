"""The dialog that begins when a cable or receiver is plugged in that says what it is.

The manifest has the words by which such a one describes itself. That alone tells no
household anything: a card is shown once a meter has been heard, and not before.
"""

from abc import abstractmethod
import asyncio
from collections.abc import Collection, Mapping
import os
from typing import Any, Final, override

from homeassistant.components import usb
from homeassistant.config_entries import (
    ConfigEntry,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.const import CONF_PORT
from homeassistant.core import callback
from homeassistant.helpers.service_info.usb import UsbServiceInfo
from homeassistant.util.hass_dict import HassKey
import voluptuous as vol

from .const import CONF_LINE, CONF_PROFILE, CONF_RECEIVER, DOMAIN
from .decoder import WIRELESS
from .dialog import Found
from .hearing import Heard
from .listener import Listener, Trouble
from .radio_flow import RadioDialog
from .radio_listener import RadioListener
from .words import LISTED, discovered_word, meter_label

#: The kind of a receiver by a word of its description; what has none is a cable.
RECEIVER_WORDS: Final = {
    "amb8465": "amb8465",
    "cul": "cul",
    "im871a": "im871a",
    "imst usb-stick": "im871a",
    "iu891a": "iu891a",
}


def receiver_of(description: str) -> str | None:
    """Return the kind of receiver that describes itself so, None of a cable."""
    words = description.lower()
    kinds = (kind for word, kind in RECEIVER_WORDS.items() if word in words)
    return next(kinds, None)


class DiscoveryDialog(RadioDialog):
    """A dialog that may begin with a cable or receiver that was plugged in."""

    def __init__(self) -> None:
        """Start with nothing plugged in."""
        super().__init__()
        self._discovery: asyncio.Task[ConfigFlowResult] | None = None
        self._told: Mapping[str, str] = {}

    async def _listen_at(self, plugged_in: UsbServiceInfo) -> ConfigFlowResult:
        """Listen where nobody else does, and end quietly where no meter is heard.

        The card is known by its USB device, so that it can be ignored for good.
        """
        unique_id = usb.usb_unique_id_from_service_info(plugged_in)
        await self.async_set_unique_id(unique_id)
        self._abort_if_unique_id_configured()
        self._input[CONF_PORT] = await self._stable_path(plugged_in.device)
        is_in_use = await self._is_in_use()
        if await self._claim_port():
            return self.async_abort(reason="already_configured")
        if self.hass.config_entries.flow.async_has_matching_flow(self):
            return self.async_abort(reason="already_in_progress")
        if is_in_use:
            return self.async_abort(reason="port_in_use")
        return await self._discover(plugged_in.description or "")

    async def async_step_discovered(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Tell what a receiver hears, and look for the household's meter."""
        if user_input is None:
            return self.async_show_form(
                step_id="discovered",
                data_schema=vol.Schema({}),
                description_placeholders=self._told,
            )
        if await self._claim_port():
            return self.async_abort(reason="already_configured")
        return await self._look_for_receiver()

    async def _is_in_use(self) -> bool:
        """Tell whether the port is set up elsewhere, be it open now or not."""
        port = usb.SerialDevice(
            device=self._input[CONF_PORT],
            serial_number=None,
            manufacturer=None,
            description=None,
        )
        users = await usb.async_get_serial_port_consumers(self.hass, [port])
        return any(user.active for user in users.get(port.device, ()))

    async def _discover(self, description: str) -> ConfigFlowResult:
        """Listen until a meter is heard, nobody is, or somebody asks for the port."""
        receiver = receiver_of(description)
        self._discovery = self.hass.async_create_background_task(
            self._hear_radio(receiver) if receiver else self._hear_wire(),
            f"{DOMAIN} config flow",
        )
        listening, port = self.hass.data.setdefault(_LISTENING, {}), self._claim
        listening[port] = self
        try:
            await asyncio.wait({self._discovery})
        finally:
            del listening[port]
            self._let_go()
        if self._discovery.cancelled():
            return self.async_abort(reason="already_in_progress")
        return self._discovery.result()

    async def _hear_wire(self) -> ConfigFlowResult:
        """Listen for one telegram; of an encrypted one the card says as much."""
        port, profile = self._input[CONF_PORT], self._input[CONF_PROFILE]
        finding = await Listener(port, profile, self.hass.config.country).listen()
        cable = await discovered_word(self.hass, "cable")
        if isinstance(finding, Heard):
            found = self._wired(finding, None)
            self._name_card(found.title, cable)
            return await self._accept(found)
        if not isinstance(finding, Trouble) or finding.key != "encrypted":
            return self.async_abort(reason="nothing_heard")
        self._trouble, self._encrypting = finding, finding.profiles
        self._name_card(await discovered_word(self.hass, "encrypted"), cable)
        return await self._show_form("keys")

    async def _hear_radio(self, receiver: str) -> ConfigFlowResult:
        """Find the receiver, and listen until it hears meters."""
        self._input |= {CONF_PROFILE: WIRELESS, CONF_RECEIVER: receiver}
        radio = RadioListener(self.hass, self._input[CONF_PORT], receiver)
        try:
            if await radio.recognise() or await radio.search((), ()):
                return self.async_abort(reason="nothing_heard")
        finally:
            radio.stop()
        heard = [station.address for station in radio.stations()]
        moved = await self._follow(set(map(str, heard)), {CONF_RECEIVER: receiver})
        if moved or not radio.stations(self._configured):
            return self.async_abort(reason="already_configured")
        meters = "\n".join(f"- {meter_label(address)}" for address in heard[:LISTED])
        self._told = {"receiver": radio.receiver_name, "meters": meters}
        # One kind has two names, and a card room for one of them.
        name = radio.receiver_name.partition(" / ")[0]
        self._name_card(await discovered_word(self.hass, "radio"), name)
        return await self.async_step_discovered()

    @callback
    def _name_card(self, meter: str, cable: str) -> None:
        """Say on the card what was heard, and through what."""
        self.context["title_placeholders"] = {"name": f"{meter} ({cable})"}

    async def _accept_discovered(self, found: Found) -> ConfigFlowResult:
        """Show a meter that is new; what is known is read here if it is lost there."""
        if found.number in self._configured:
            await self._follow({found.number}, found.data)
            return self.async_abort(reason="already_configured")
        return await self.async_step_confirm()

    @abstractmethod
    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the meter that was heard, and save it when it is the right one."""

    async def _follow(
        self, meters: Collection[str], changes: Mapping[str, Any]
    ) -> bool:
        """Let entries read their meters here that hear them no longer where they do.

        Tell whether there are any.
        """
        entries = self.hass.config_entries
        lost = [
            entry
            for entry in self._async_current_entries(include_ignore=False)
            if entry.unique_id in meters and not await self._is_read(entry)
        ]
        for entry in lost:
            kept = {name: entry.data[name] for name in entry.data if name != CONF_LINE}
            new = {CONF_PORT: self._input[CONF_PORT], **changes}
            entries.async_update_entry(entry, data=kept | new)
            entries.async_schedule_reload(entry.entry_id)
        return bool(lost)

    async def _is_read(self, entry: ConfigEntry) -> bool:
        """Tell whether an entry hears its meter.

        That its cable has just been pulled out shows before it is missed.
        """
        is_loaded = entry.state is ConfigEntryState.LOADED
        if not is_loaded or not entry.runtime_data.last_update_success:
            return False
        port = entry.data[CONF_PORT]
        if "://" in port:
            return True
        return await self.hass.async_add_executor_job(os.path.exists, port)

    async def call_off(self) -> None:
        """Listen no longer, and wait until the port is closed."""
        assert self._discovery is not None
        self._let_go()
        await asyncio.wait({self._discovery})

    async def _go_first(self) -> None:
        """Call off the dialog of a card that is to come: a household asks by hand."""
        if other := self.hass.data.get(_LISTENING, {}).get(self._claim):
            await other.call_off()

    @callback
    def _take_back_card(self) -> None:
        """Offer no longer what the household has set up by hand."""
        flows, port = self.hass.config_entries.flow, self._input[CONF_PORT]
        for card in flows.async_progress_by_init_data_type(
            UsbServiceInfo, lambda known: known.device == port
        ):
            if card["handler"] == DOMAIN and card["flow_id"] != self.flow_id:
                flows.async_abort(card["flow_id"])

    @callback
    @override
    def _let_go(self) -> None:
        """Stop listening for a card."""
        super()._let_go()
        if self._discovery is not None:
            self._discovery.cancel()


#: Who listens at a port that was plugged in, by what is equal for all its names.
_LISTENING: HassKey[dict[str | None, DiscoveryDialog]] = HassKey(f"{DOMAIN}_listening")

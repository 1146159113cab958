"""The config flow: a port and a profile in, one telegram heard, an entry out.

Where the meter encrypts its keys are asked for, and proven on that telegram.
"""

import asyncio
from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_USB,
    SOURCE_USER,
    ConfigEntry,
    ConfigFlowResult,
)
from homeassistant.const import CONF_PORT
from homeassistant.core import callback
from homeassistant.helpers.selector import BooleanSelector, Selector
from homeassistant.helpers.service_info.usb import UsbServiceInfo
import voluptuous as vol

from .const import (
    CONF_DASHBOARD,
    CONF_METER,
    CONF_PROFILE,
    CONF_RECEIVER,
    DOMAIN,
)
from .dashboard import SOURCES, Dashboard
from .decoder import (
    AUTO,
    PROFILES,
    Address,
    Ciphering,
    Medium,
    Telegram,
    Traits,
    fitting,
)
from .dialog import Found
from .discovery import DiscoveryDialog
from .entry_data import keys_of
from .forms import FIELDS, profile_selector, read_keys
from .hearing import HEARD, Heard
from .listener import Finding, Listener, Swapped, Trouble, patience
from .loan import Loan
from .options_flow import HanPortOptionsFlow
from .words import shown_values

#: What listening can have come to while it still goes on.
PROGRESS: Final = ("silence", "noise", "checksum", "fuller")


class HanPortConfigFlow(DiscoveryDialog, domain=DOMAIN):
    """Ask for port and profile, hear one telegram, show it, and only then save."""

    VERSION = 1
    MINOR_VERSION = 1

    def __init__(self) -> None:
        """Start with nothing asked and nothing heard."""
        super().__init__()
        self._listener: Listener | None = None
        self._listening: asyncio.Task[Finding] | None = None
        self._heard: Heard | None = None
        self._found: Found | None = None
        self._loan: Loan | None = None

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> HanPortOptionsFlow:
        """Return the dialog of the options."""
        return HanPortOptionsFlow()

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the port and the profile of a new meter."""
        return await self._ask("user", user_input)

    @override
    async def async_step_usb(self, discovery_info: UsbServiceInfo) -> ConfigFlowResult:
        """Listen at what was plugged in before the household is told of it."""
        return await self._listen_at(discovery_info)

    async def async_step_keys(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the keys of a new meter."""
        return await self._ask("keys", user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for another port, profile or key of a meter; its entities stay."""
        if self._loan is None:
            data = self._get_reconfigure_entry().data
            self._take_up(data)
            self._keys = keys_of(data)
        return await self._ask("reconfigure", user_input)

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Ask for other keys of a meter that those of the entry do not open."""
        self._take_up(entry_data)
        if CONF_RECEIVER in entry_data:
            self._input[CONF_RECEIVER] = entry_data[CONF_RECEIVER]
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the keys, and tell why."""
        return await self._ask("reauth_confirm", user_input)

    @callback
    @override
    def async_remove(self) -> None:
        """Let go of the port when the dialog is closed."""
        self._closed = True
        self._let_go()

    @callback
    def _take_up(self, data: Mapping[str, Any]) -> None:
        """Begin with what the entry has that this dialog changes."""
        self._loan = Loan(self.hass, self._entry)
        self._input = {name: data[name] for name in (CONF_PORT, CONF_PROFILE)}
        if CONF_METER in data:
            self._meter = Address.parse(data[CONF_METER])

    async def _ask(
        self, step: str, user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        """Show a form, or start to listen with what it gave."""
        if user_input is None:
            return await self._show_form(step)
        if CONF_PORT in user_input:
            port = await self._stable_path(user_input[CONF_PORT].strip())
            self._input = {CONF_PORT: port, CONF_PROFILE: user_input[CONF_PROFILE]}
            self._encrypting = ()
        keys, invalid = read_keys(
            user_input,
            self._keys,
            required=step in ("keys", "reauth_confirm"),
            is_wireless=self._profile.is_wireless,
        )
        if invalid:
            return await self._show_form(step, invalid)
        self._keys = keys
        self._trouble = None
        return await self._begin(step)

    async def _begin(self, step: str) -> ConfigFlowResult:
        """Start to listen, unless the port or the keys are to be had first."""
        if await self._claim_port():
            return self.async_abort(reason="already_configured")
        await self._go_first()
        if self.hass.config_entries.flow.async_has_matching_flow(self):
            return self.async_abort(reason="already_in_progress")
        if self._profile.is_wireless:
            return await self._look_for_receiver()
        always = self._profile.ciphering is Ciphering.ALWAYS
        if step == "user" and not self._keys and always:
            # Who has to look for the keys first keeps nobody from the port.
            self._claim = None
            return await self._show_form("keys")
        return await self._start_listening()

    async def _start_listening(self) -> ConfigFlowResult:
        """Start to listen, and wait as long as a port takes to refuse."""
        if self._closed:
            return await self._show_form(self._form)
        if self._listening is not None and not self._listening.done():
            self._listening.cancel()
            await asyncio.wait({self._listening})
        self._listener = Listener(
            self._input[CONF_PORT],
            self._input[CONF_PROFILE],
            self.hass.config.country,
            self._keys,
        )
        self._listening = self.hass.async_create_background_task(
            self._listen(self._listener), f"{DOMAIN} config flow"
        )
        if not await self._is_prompt(self._listening):
            return await self.async_step_listen()
        if self._listening.cancelled():
            return await self._show_form(self._form)
        return await self.async_step_found()

    async def _listen(self, listener: Listener) -> Finding:
        """Listen on the port, which may be that of an entry."""
        if self._loan is not None:
            await self._loan.take()
        return await listener.listen()

    async def async_step_listen(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Tell the seconds and what has been heard, until listening is over."""
        assert self._listener is not None
        assert self._listening is not None
        if self._listening.done():
            self._settle(self._listening)
            return self.async_show_progress_done(next_step_id="found")
        hearing, progress = self._listener.hearing, self._listener.progress
        return self.async_show_progress(
            step_id="listen",
            progress_action=progress if progress in PROGRESS else "noise",
            progress_task=self._next_tick(self._listening),
            description_placeholders={
                "seconds": str(self._listener.seconds),
                "limit": f"{self._limit:.0f}",
                "bytes": str(hearing.size),
                "refused": str(hearing.refused.total()),
            },
        )

    async def async_step_found(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Go where that leads what was heard."""
        assert self._listening is not None
        finding = self._settle(self._listening)
        if isinstance(finding, Trouble):
            self._trouble = finding
            if finding.key == "encrypted":
                self._encrypting = finding.profiles
            return await self._show_form(self._form_for(finding.key))
        if isinstance(finding, Swapped):
            self._heard = finding.heard
            return await self.async_step_swapped()
        self._heard = finding
        if self._keys and finding.telegram.invocation_counter is None:
            return await self.async_step_not_encrypted()
        return await self._accept(self._wired(finding, self._keys))

    @callback
    def _settle(self, listening: asyncio.Task[Finding]) -> Finding:
        """Return the finding, and let go of the port where it is a trouble.

        A dialog that asks for keys lets go always, and so does that of a card: nobody
        has to close it, and the meter must not wait for that.
        """
        finding = listening.result()
        if isinstance(finding, Trouble) or self.source in (SOURCE_REAUTH, SOURCE_USB):
            self._let_go()
        return finding

    async def async_step_swapped(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Offer to exchange the keys, which fit in each other's place."""
        assert self._heard is not None
        assert self._keys is not None
        if user_input is None:
            return self.async_show_form(step_id="swapped")
        return await self._accept(self._wired(self._heard, self._keys.swapped()))

    async def async_step_not_encrypted(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Offer to go on without keys, which this meter does not need."""
        assert self._heard is not None
        if user_input is None:
            return self.async_show_form(step_id="not_encrypted")
        return await self._accept(self._wired(self._heard, None))

    @override
    async def _accept(self, found: Found) -> ConfigFlowResult:
        """Show a meter, unless it is the wrong one."""
        self._found = found
        number = found.number
        if self.source == SOURCE_USER:
            await self.async_set_unique_id(number)
            self._abort_if_unique_id_configured()
            return await self.async_step_confirm()
        if self.source == SOURCE_USB:
            return await self._accept_discovered(found)
        entry = self._entry
        owner = number and self.hass.config_entries.async_entry_for_domain_unique_id(
            DOMAIN, number
        )
        if owner and owner is not entry:
            return self.async_abort(reason="already_configured")
        if self.source == SOURCE_REAUTH:
            return self._save(found, self._input)
        if number and entry.unique_id not in (None, number):
            return self.async_abort(reason="wrong_meter")
        return await self.async_step_confirm()

    @override
    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the meter that was heard, and save it when it is the right one."""
        assert self._found is not None
        found, telegram = self._found, self._found.heard.telegram
        if user_input is not None:
            if await self._claim_port():
                return self.async_abort(reason="already_configured")
            if self._loan is None:
                await self.async_set_unique_id(found.number)
                self._abort_if_unique_id_configured()
            return self._save(found, {CONF_PROFILE: telegram.profile, **user_input})
        asked: dict[vol.Marker, Selector[Any]] = {}
        if not self._profile.is_wireless:
            field = vol.Required(CONF_PROFILE, default=telegram.profile)
            asked[field] = profile_selector(self._fitting(telegram))
        if self._loan is None:
            asked |= await self._dashboard_field()
        return self.async_show_form(
            step_id="confirm",
            data_schema=vol.Schema(asked),
            description_placeholders={
                "meter": found.title,
                "line": found.way,
                "registers": str(len(telegram.registers)),
                "values": await shown_values(self.hass, telegram),
            },
        )

    async def _dashboard_field(self) -> dict[vol.Marker, Selector[Any]]:
        """Offer to put a new meter on the Energy dashboard, where there is one.

        Where another meter stands there the household may, but need not.
        """
        medium = Medium.ELECTRICITY
        if self._meter and self._profile.is_wireless:
            medium = self._meter.medium
        kind, dashboard = SOURCES.get(medium), await Dashboard.of(self.hass)
        if kind is None or dashboard is None:
            return {}
        wanted = vol.Required(CONF_DASHBOARD, default=not dashboard.has(kind))
        return {wanted: BooleanSelector()}

    def _save(self, found: Found, chosen: Mapping[str, Any]) -> ConfigFlowResult:
        """Make the entry, or change the one that is configured anew."""
        self._take_back_card()
        data = {
            CONF_PORT: self._input[CONF_PORT],
            CONF_PROFILE: chosen[CONF_PROFILE],
            **found.data,
        }
        wished = self._loan is not None and CONF_DASHBOARD in self._entry.data
        if wished or chosen.get(CONF_DASHBOARD):
            data[CONF_DASHBOARD] = True
        self.hass.data.setdefault(HEARD, {})[found.key] = found.heard
        if self._loan is None:
            return self.async_create_entry(title=found.title, data=data)
        self._loan.keep()
        number = found.number or self._entry.unique_id
        return self.async_update_reload_and_abort(
            self._entry,
            unique_id=number,
            data=data,
            reason=f"{self.source}_successful",
        )

    def _form_for(self, trouble: str) -> str:
        """Return the form on which a trouble can be mended."""
        if self._form != "user" or FIELDS.get(trouble) in (CONF_PORT, CONF_PROFILE):
            return self._form
        return "keys" if self._keys or trouble == "encrypted" else self._form

    @property
    @override
    def _limit(self) -> float:
        """Return the seconds in which listening ends, at the latest."""
        if self._profile.is_wireless:
            return super()._limit
        most = patience(len(PROFILES[AUTO].lines))
        return self._listener.patience if self._listener else most

    @callback
    @override
    def _let_go(self) -> None:
        """Stop listening, and start the entry again that was stopped for it."""
        super()._let_go()
        if self._listening is not None:
            self._listening.cancel()
        if self._loan is not None:
            self._loan.give_back(self._listening)

    def _fitting(self, telegram: Telegram) -> list[str]:
        """List the profiles that the household may choose for a telegram."""
        fits = fitting(Traits.of(telegram), self.hass.config.country)
        return list(
            dict.fromkeys([telegram.profile, *(profile.id for profile in fits)])
        )

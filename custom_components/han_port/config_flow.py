"""The config flow: a port and a profile in, one telegram heard, an entry out.

Where the meter encrypts its keys are asked for, and proven on that telegram.
"""

import asyncio
from collections.abc import Mapping
from typing import Any, Final, Self, override

from homeassistant.components import usb
from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
)
from homeassistant.const import CONF_PORT
from homeassistant.core import callback
import voluptuous as vol

from .const import CONF_LINE, CONF_PROFILE, DOMAIN
from .decoder import AUTO, PROFILES, Ciphering, Keys, Telegram, Traits, fitting
from .entity import meter_name
from .entry_data import keys_data, keys_of, unique_id
from .forms import FIELDS, fields, profile_selector, read_keys
from .hearing import HEARD, Heard
from .listener import Finding, Listener, Swapped, Trouble, patience
from .loan import Loan
from .ports import URL_EXAMPLES, identities
from .words import keys_source, profile_names, shown_values

#: Seconds in which a port that cannot be opened mostly says so.
PROMPT: Final = 0.5
#: Seconds between two looks at what has been heard.
TICK: Final = 1

#: What listening can have come to while it still goes on.
PROGRESS: Final = ("silence", "noise", "checksum", "fuller")


class HanPortConfigFlow(ConfigFlow, domain=DOMAIN):
    """Ask for port and profile, hear one telegram, show it, and only then save."""

    VERSION = 1
    MINOR_VERSION = 1

    def __init__(self) -> None:
        """Start with nothing asked and nothing heard."""
        self._input: dict[str, Any] = {CONF_PROFILE: AUTO}
        self._keys: Keys | None = None
        self._fitting_keys: Keys | None = None
        self._claim: str | None = None
        self._listener: Listener | None = None
        self._listening: asyncio.Task[Finding] | None = None
        self._tick: asyncio.Task[Any] | None = None
        self._trouble: Trouble | None = None
        self._encrypting: tuple[str, ...] = ()
        self._heard: Heard | None = None
        self._loan: Loan | None = None
        self._closed = False

    @property
    def _form(self) -> str:
        """Return the first form of this dialog."""
        if self.source == SOURCE_REAUTH:
            return "reauth_confirm"
        return "reconfigure" if self.source == SOURCE_RECONFIGURE else "user"

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the port and the profile of a new meter."""
        return await self._ask("user", user_input)

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
            entry = self._get_reconfigure_entry()
            self._loan = Loan(self.hass, entry)
            self._input = {name: entry.data[name] for name in (CONF_PORT, CONF_PROFILE)}
            self._keys = keys_of(entry.data)
        return await self._ask("reconfigure", user_input)

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Ask for other keys of a meter that those of the entry do not open."""
        self._loan = Loan(self.hass, self._get_reauth_entry())
        self._input = {name: entry_data[name] for name in (CONF_PORT, CONF_PROFILE)}
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the keys, and tell why."""
        return await self._ask("reauth_confirm", user_input)

    @override
    def is_matching(self, other_flow: Self) -> bool:
        """Tell whether another flow listens on the same port, or has just done so."""
        return self._claim is not None and self._claim == other_flow._claim

    @callback
    @override
    def async_remove(self) -> None:
        """Let go of the port when the dialog is closed."""
        self._closed = True
        self._let_go()

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
            user_input, self._keys, required=step in ("keys", "reauth_confirm")
        )
        if invalid:
            return await self._show_form(step, invalid)
        self._keys = keys
        self._trouble = None
        if await self._claim_port():
            return self.async_abort(reason="already_configured")
        if self.hass.config_entries.flow.async_has_matching_flow(self):
            return self.async_abort(reason="already_in_progress")
        profile = PROFILES[self._input[CONF_PROFILE]]
        if step == "user" and not keys and profile.ciphering is Ciphering.ALWAYS:
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
        await asyncio.wait({self._listening}, timeout=PROMPT)
        if not self._listening.done():
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
        if self._tick is None or self._tick.done():
            # Each tick ends a progress task, so that the dialog is drawn anew.
            self._tick = self.hass.async_create_task(
                asyncio.wait({self._listening}, timeout=TICK), eager_start=False
            )
        hearing, progress = self._listener.hearing, self._listener.progress
        return self.async_show_progress(
            step_id="listen",
            progress_action=progress if progress in PROGRESS else "noise",
            progress_task=self._tick,
            description_placeholders={
                "seconds": str(self._listener.seconds),
                "limit": self._limit,
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
        return await self._accept(self._keys)

    @callback
    def _settle(self, listening: asyncio.Task[Finding]) -> Finding:
        """Return the finding, and let go of the port where it is a trouble.

        A dialog that asks for keys lets go always: nobody has to close it, and
        the meter must not wait for that.
        """
        finding = listening.result()
        if isinstance(finding, Trouble) or self.source == SOURCE_REAUTH:
            self._let_go()
        return finding

    async def async_step_swapped(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Offer to exchange the keys, which fit in each other's place."""
        assert self._keys is not None
        if user_input is None:
            return self.async_show_form(step_id="swapped")
        return await self._accept(self._keys.swapped())

    async def async_step_not_encrypted(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Offer to go on without keys, which this meter does not need."""
        if user_input is None:
            return self.async_show_form(step_id="not_encrypted")
        return await self._accept(None)

    async def _accept(self, keys: Keys | None) -> ConfigFlowResult:
        """Show the meter that these keys open, unless it is the wrong one."""
        assert self._heard is not None
        self._fitting_keys = keys
        number = unique_id(self._heard.telegram.meter)
        if self.source == SOURCE_USER:
            await self.async_set_unique_id(number)
            self._abort_if_unique_id_configured()
            return await self.async_step_confirm()
        entry = self._entry
        owner = number and self.hass.config_entries.async_entry_for_domain_unique_id(
            DOMAIN, number
        )
        if owner and owner is not entry:
            return self.async_abort(reason="already_configured")
        if self.source == SOURCE_REAUTH:
            return self._save(self._heard, self._input[CONF_PROFILE])
        if number and entry.unique_id not in (None, number):
            return self.async_abort(reason="wrong_meter")
        return await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the meter that was heard, and save it when it is the right one."""
        assert self._heard is not None
        heard, telegram = self._heard, self._heard.telegram
        if user_input is not None:
            if await self._claim_port():
                return self.async_abort(reason="already_configured")
            return self._save(heard, user_input[CONF_PROFILE])
        profile = profile_selector(self._fitting(telegram))
        return self.async_show_form(
            step_id="confirm",
            data_schema=vol.Schema(
                {vol.Required(CONF_PROFILE, default=telegram.profile): profile}
            ),
            description_placeholders={
                "meter": meter_name(telegram.meter),
                "line": str(heard.line),
                "registers": str(len(telegram.registers)),
                "values": await shown_values(self.hass, telegram),
            },
        )

    def _save(self, heard: Heard, profile: str) -> ConfigFlowResult:
        """Make the entry, or change the one that is configured anew."""
        port = self._input[CONF_PORT]
        data = {CONF_PORT: port, CONF_PROFILE: profile, CONF_LINE: str(heard.line)}
        data |= keys_data(self._fitting_keys)
        self.hass.data.setdefault(HEARD, {})[port] = heard
        meter = heard.telegram.meter
        if self._loan is None:
            return self.async_create_entry(title=meter_name(meter), data=data)
        self._loan.keep()
        return self.async_update_reload_and_abort(
            self._entry, unique_id=unique_id(meter) or self._entry.unique_id, data=data
        )

    def _form_for(self, trouble: str) -> str:
        """Return the form on which a trouble can be mended."""
        if self._form != "user" or FIELDS.get(trouble) in (CONF_PORT, CONF_PROFILE):
            return self._form
        return "keys" if self._keys or trouble == "encrypted" else self._form

    async def _show_form(
        self, step: str, invalid: dict[str, str] | None = None
    ) -> ConfigFlowResult:
        """Show a form; say what went wrong, keep what was typed except keys."""
        schema = vol.Schema(fields(step, keys_known=self._keys is not None))
        trouble, errors = self._trouble, invalid or {}
        if trouble and not invalid and (step, trouble.key) != ("keys", "encrypted"):
            field = FIELDS.get(trouble.key, "base")
            errors = {field if field in schema.schema else "base": trouble.key}
        profiles = trouble.profiles if trouble else ()
        return self.async_show_form(
            step_id=step,
            data_schema=self.add_suggested_values_to_schema(schema, self._input),
            errors=errors,
            description_placeholders={
                **URL_EXAMPLES,
                "profiles": await profile_names(self.hass, profiles),
                "limit": self._limit,
                "keys_source": await keys_source(
                    self.hass, (self._input[CONF_PROFILE], *self._encrypting)
                ),
            },
        )

    @property
    def _limit(self) -> str:
        """Return the seconds in which listening ends, at the latest."""
        most = patience(len(PROFILES[AUTO].lines))
        return f"{self._listener.patience if self._listener else most:.0f}"

    @property
    def _entry(self) -> ConfigEntry:
        """Return the entry that this dialog changes."""
        if self.source == SOURCE_REAUTH:
            return self._get_reauth_entry()
        return self._get_reconfigure_entry()

    @callback
    def _let_go(self) -> None:
        """Stop listening, and start the entry again that was stopped for it."""
        self._claim = None
        if self._listening is not None:
            self._listening.cancel()
        if self._loan is not None:
            self._loan.give_back(self._listening)

    async def _stable_path(self, port: str) -> str:
        """Return the name of a local port that stays when ports are renumbered."""
        if not port.startswith("/dev/"):
            return port
        return await self.hass.async_add_executor_job(usb.get_serial_by_id, port)

    async def _claim_port(self) -> bool:
        """Claim the port; tell whether another meter has it, by whatever name."""
        taken = [
            entry.data[CONF_PORT]
            for entry in self._async_current_entries(include_ignore=False)
            if entry.entry_id != self.context.get("entry_id")
        ]
        self._claim, *others = await self.hass.async_add_executor_job(
            identities, [self._input[CONF_PORT], *taken]
        )
        return self._claim in others

    def _fitting(self, telegram: Telegram) -> list[str]:
        """List the profiles that the household may choose for a telegram."""
        traits = Traits(
            telegram.carrier,
            telegram.ident,
            telegram.registers,
            telegram.integrity,
        )
        fits = fitting(traits, self.hass.config.country)
        return list(
            dict.fromkeys([telegram.profile, *(profile.id for profile in fits)])
        )

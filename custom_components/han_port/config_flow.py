"""The config flow: a port and a profile in, one telegram heard, an entry out."""

import asyncio
from collections.abc import Iterable
import os
from typing import Any, Final, Self, override
from urllib.parse import urlsplit

from homeassistant.components import usb
from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    ConfigFlow,
    ConfigFlowResult,
)
from homeassistant.const import CONF_PORT
from homeassistant.core import callback
from homeassistant.helpers.selector import (
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    SerialPortSelector,
)
import voluptuous as vol

from .const import CONF_LINE, CONF_PROFILE, DOMAIN
from .decoder import AUTO, PROFILES, Telegram, fitting
from .entity import meter_name
from .hearing import HEARD, Heard
from .link import Problem
from .listener import PATIENCE, Finding, Listener, Trouble
from .words import profile_names, shown_values

#: Seconds in which a port that cannot be opened mostly says so.
PROMPT: Final = 0.5
#: Seconds between two looks at what has been heard.
TICK: Final = 1

#: What listening can have come to while it still goes on.
PROGRESS: Final = ("silence", "noise", "checksum")
#: Troubles that another profile may end.
PROFILE_TROUBLES: Final = ("wrong_profile", "no_profile")

#: Texts must not hold addresses, so that these stay the same in every language.
URL_EXAMPLES: Final = {
    "socket_example": "socket://192.168.1.20:2000",
    "rfc2217_example": "rfc2217://192.168.1.20:4000",
    "esphome_example": "esphome://meter.local:6053/?port_name=HAN",
}


class HanPortConfigFlow(ConfigFlow, domain=DOMAIN):
    """Ask for port and profile, hear one telegram, show it, and only then save."""

    VERSION = 1
    MINOR_VERSION = 1

    def __init__(self) -> None:
        """Start with nothing asked and nothing heard."""
        self._input: dict[str, Any] = {CONF_PROFILE: AUTO}
        self._claim: str | None = None
        self._listener: Listener | None = None
        self._listening: asyncio.Task[Finding] | None = None
        self._tick: asyncio.Task[Any] | None = None
        self._trouble: Trouble | None = None
        self._borrowed = False
        self._closed = False

    @property
    def _form(self) -> str:
        """Return the step that asks for the port."""
        return "reconfigure" if self.source == SOURCE_RECONFIGURE else "user"

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the port and the profile of a new meter."""
        return await self._ask(user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for another port or profile of a meter; its entities stay."""
        if CONF_PORT not in self._input:
            self._input = dict(self._get_reconfigure_entry().data)
        return await self._ask(user_input)

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

    async def _ask(self, user_input: dict[str, Any] | None) -> ConfigFlowResult:
        """Show the form, or start to listen with what it gave."""
        if user_input is None:
            return await self._show_form()
        port = await self._stable_path(user_input[CONF_PORT].strip())
        self._input = {CONF_PORT: port, CONF_PROFILE: user_input[CONF_PROFILE]}
        self._trouble = None
        if await self._claim_port():
            return self.async_abort(reason="already_configured")
        if self.hass.config_entries.flow.async_has_matching_flow(self):
            return self.async_abort(reason="already_in_progress")
        if self.source == SOURCE_RECONFIGURE:
            await self._borrow()
        return await self._start_listening()

    async def _start_listening(self) -> ConfigFlowResult:
        """Start to listen, and wait as long as a port takes to refuse."""
        if self._closed:
            return await self._show_form()
        if self._listening is not None and not self._listening.done():
            self._listening.cancel()
            await asyncio.wait({self._listening})
        self._listener = Listener(
            self._input[CONF_PORT],
            self._input[CONF_PROFILE],
            self.hass.config.country,
        )
        self._listening = self.hass.async_create_background_task(
            self._listener.listen(), f"{DOMAIN} config flow"
        )
        await asyncio.wait({self._listening}, timeout=PROMPT)
        if not self._listening.done():
            return await self.async_step_listen()
        if not self._listening.cancelled() and self._has_heard(self._listening):
            return await self.async_step_confirm()
        return await self._show_form()

    def _has_heard(self, listening: asyncio.Task[Finding]) -> bool:
        """Tell whether listening has brought a telegram; else keep the trouble."""
        finding = listening.result()
        if isinstance(finding, Heard):
            return True
        self._trouble = finding
        self._let_go()
        return False

    async def async_step_listen(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Tell the seconds and what has been heard, until listening is over."""
        assert self._listener is not None
        assert self._listening is not None
        if self._listening.done():
            heard = self._has_heard(self._listening)
            return self.async_show_progress_done(
                next_step_id="confirm" if heard else self._form
            )
        if self._tick is None or self._tick.done():
            # Each tick ends a progress task, so that the dialog is drawn anew.
            self._tick = self.hass.async_create_task(
                asyncio.wait({self._listening}, timeout=TICK), eager_start=False
            )
        hearing = self._listener.hearing
        trouble = hearing.trouble
        return self.async_show_progress(
            step_id="listen",
            progress_action=trouble if trouble in PROGRESS else "noise",
            progress_task=self._tick,
            description_placeholders={
                "seconds": str(self._listener.seconds),
                "limit": str(PATIENCE),
                "bytes": str(hearing.size),
                "refused": str(hearing.refused.total()),
            },
        )

    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the meter that was heard, and save it when it is the right one."""
        assert self._listening is not None
        heard = self._listening.result()
        assert isinstance(heard, Heard)
        telegram = heard.telegram
        if user_input is not None:
            if await self._claim_port():
                return self.async_abort(reason="already_configured")
            return self._save(heard, user_input[CONF_PROFILE])
        profile = _profile_selector(self._fitting(telegram))
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
        self.hass.data.setdefault(HEARD, {})[port] = heard
        if self.source == SOURCE_RECONFIGURE:
            self._borrowed = False
            return self.async_update_reload_and_abort(
                self._get_reconfigure_entry(), data=data
            )
        return self.async_create_entry(
            title=meter_name(heard.telegram.meter), data=data
        )

    async def _show_form(self) -> ConfigFlowResult:
        """Ask for port and profile; say what went wrong, keep what was typed."""
        trouble = self._trouble
        schema = vol.Schema(
            {
                vol.Required(CONF_PORT): SerialPortSelector(),
                vol.Required(CONF_PROFILE, default=AUTO): _profile_selector(PROFILES),
            }
        )
        return self.async_show_form(
            step_id=self._form,
            data_schema=self.add_suggested_values_to_schema(schema, self._input),
            errors={_field(trouble.key): trouble.key} if trouble else {},
            description_placeholders={
                **URL_EXAMPLES,
                "profiles": await profile_names(
                    self.hass, trouble.profiles if trouble else ()
                ),
                "limit": str(PATIENCE),
            },
        )

    async def _borrow(self) -> None:
        """Stop the entry that is configured anew: a port has one reader only."""
        entry = self._get_reconfigure_entry()
        self._borrowed = True
        async with entry.setup_lock:
            pass
        if entry.state.recoverable:
            await self.hass.config_entries.async_unload(entry.entry_id)

    @callback
    def _let_go(self) -> None:
        """Stop listening, and start the entry again that was stopped for it."""
        self._claim = None
        if self._listening is not None:
            self._listening.cancel()
        if self._borrowed:
            self._borrowed = False
            entry_id = self._get_reconfigure_entry().entry_id
            self.hass.async_create_task(self._give_back(entry_id, self._listening))

    async def _give_back(
        self, entry_id: str, listening: asyncio.Task[Finding] | None
    ) -> None:
        """Start an entry once the port is closed."""
        if listening is not None and not listening.done():
            await asyncio.wait({listening})
        if self.hass.config_entries.async_get_entry(entry_id):
            await self.hass.config_entries.async_reload(entry_id)

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
            _identities, [self._input[CONF_PORT], *taken]
        )
        return self._claim in others

    def _fitting(self, telegram: Telegram) -> list[str]:
        """List the profiles that the household may choose for a telegram."""
        fits = fitting(
            telegram.ident,
            telegram.registers,
            telegram.integrity,
            self.hass.config.country,
        )
        return list(
            dict.fromkeys([telegram.profile, *(profile.id for profile in fits)])
        )


def _profile_selector(profiles: Iterable[str]) -> SelectSelector:
    """Offer profiles."""
    return SelectSelector(
        SelectSelectorConfig(
            options=list(profiles),
            mode=SelectSelectorMode.DROPDOWN,
            translation_key=CONF_PROFILE,
        )
    )


def _field(trouble: str) -> str:
    """Return the field of the form that a trouble belongs to."""
    if trouble in set(Problem):
        return CONF_PORT
    return CONF_PROFILE if trouble in PROFILE_TROUBLES else "base"


def _identities(ports: list[str]) -> list[str]:
    """Return what is equal for two names of a port. Blocks: it follows links."""
    return [
        _url_identity(port) if "://" in port else os.path.realpath(port)
        for port in ports
    ]


def _url_identity(url: str) -> str:
    """Return what is equal for two spellings of an address."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return url
    host = "127.0.0.1" if host == "localhost" else host
    if parts.scheme in ("socket", "tcp"):
        return f"socket://{host}:{port}"
    return f"{parts.scheme}://{host}:{port}{parts.path.rstrip('/')}?{parts.query}"

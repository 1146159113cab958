"""What all dialogs of the config flow do: claim a port, show forms, name a trouble."""

from abc import abstractmethod
import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self, override

from homeassistant.components import usb
from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
)
from homeassistant.const import CONF_PORT
from homeassistant.core import callback
from homeassistant.helpers.selector import Selector
import voluptuous as vol

from .const import CONF_LINE, CONF_PROFILE
from .decoder import AUTO, Keys, Profile
from .entity import meter_name
from .entry_data import keys_data, profile_of, unique_id
from .forms import FIELDS, fields
from .hearing import Heard
from .listener import Trouble
from .ports import URL_EXAMPLES, identities
from .words import activation, keys_source, profile_names

#: Seconds in which a port that cannot be opened mostly says so.
PROMPT: Final = 0.5
#: Seconds between two looks at what has been heard.
TICK: Final = 1


@dataclass(frozen=True, slots=True)
class Found:
    """A meter that was heard, and the entry that it will be.

    ``key`` is where the entry looks for what was heard, ``number`` its unique id,
    ``way`` tells with which settings or receiver it was heard. ``data`` is all that
    the entry keeps besides port and profile.
    """

    heard: Heard
    key: str
    number: str | None
    title: str
    way: str
    data: Mapping[str, Any]


class Dialog(ConfigFlow):
    """A dialog about one meter."""

    def __init__(self) -> None:
        """Start with nothing asked and nothing heard."""
        self._input: dict[str, Any] = {CONF_PROFILE: AUTO}
        self._keys: Keys | None = None
        self._claim: str | None = None
        self._trouble: Trouble | None = None
        self._encrypting: tuple[str, ...] = ()
        self._tick: asyncio.Task[Any] | None = None
        self._closed = False

    @property
    def _form(self) -> str:
        """Return the first form of this dialog."""
        if self.source == SOURCE_REAUTH:
            return "reauth_confirm"
        return "reconfigure" if self.source == SOURCE_RECONFIGURE else "user"

    @property
    def _entry(self) -> ConfigEntry:
        """Return the entry that this dialog changes."""
        if self.source == SOURCE_REAUTH:
            return self._get_reauth_entry()
        return self._get_reconfigure_entry()

    @property
    def _profile(self) -> Profile:
        """Return the profile that was chosen."""
        return profile_of(self._input)

    @property
    @abstractmethod
    def _limit(self) -> float:
        """Return the seconds in which listening ends, at the latest."""

    @property
    @abstractmethod
    def _words(self) -> dict[str, str]:
        """Return what texts have to name besides what all forms do."""

    @abstractmethod
    async def _accept(self, found: Found) -> ConfigFlowResult:
        """Show a meter, unless it is the wrong one."""

    @override
    def is_matching(self, other_flow: Self) -> bool:
        """Tell whether another flow needs the same port for itself, or has just done.

        A receiver is shared by all who listen with it.
        """
        if self._profile.is_wireless and other_flow._profile.is_wireless:
            return False
        return self._claim is not None and self._claim == other_flow._claim

    async def _claim_port(self) -> bool:
        """Claim the port; tell whether another meter has it, by whatever name.

        The meters of one receiver share its port.
        """
        taken = [
            entry.data[CONF_PORT]
            for entry in self._async_current_entries(include_ignore=False)
            if entry.entry_id != self.context.get("entry_id")
            and not (self._profile.is_wireless and profile_of(entry.data).is_wireless)
        ]
        self._claim, *others = await self.hass.async_add_executor_job(
            identities, [self._input[CONF_PORT], *taken]
        )
        return self._claim in others

    def _wired(self, heard: Heard, keys: Keys | None) -> Found:
        """Describe the meter at the other end of a wire, which these keys open."""
        meter, line = heard.telegram.meter, str(heard.line)
        return Found(
            heard,
            key=self._input[CONF_PORT],
            number=unique_id(meter),
            title=meter_name(meter),
            way=line,
            data={CONF_LINE: line, **keys_data(keys)},
        )

    async def _stable_path(self, port: str) -> str:
        """Return the name of a local port that stays when ports are renumbered."""
        if not port.startswith("/dev/"):
            return port
        return await self.hass.async_add_executor_job(usb.get_serial_by_id, port)

    async def _is_prompt(self, waiting: asyncio.Task[Any]) -> bool:
        """Wait as long as a port takes to refuse; tell whether that was enough."""
        await asyncio.wait({waiting}, timeout=PROMPT)
        return waiting.done()

    @callback
    def _let_go(self) -> None:
        """Leave the port to others."""
        self._claim = None

    @callback
    def _next_tick(self, waiting: asyncio.Task[Any]) -> asyncio.Task[Any]:
        """Return a task that ends soon, so that the dialog is drawn anew."""
        if self._tick is None or self._tick.done():
            self._tick = self.hass.async_create_task(
                asyncio.wait({waiting}, timeout=TICK), eager_start=False
            )
        return self._tick

    async def _show_form(
        self,
        step: str,
        invalid: dict[str, str] | None = None,
        asked: dict[vol.Marker, Selector[Any]] | None = None,
    ) -> ConfigFlowResult:
        """Show a form; say what went wrong, keep what was typed except keys."""
        if asked is None:
            is_wireless, known = self._profile.is_wireless, self._keys is not None
            asked = fields(step, keys_known=known, is_wireless=is_wireless)
        trouble, errors = self._trouble, invalid or {}
        is_said = (
            step in ("keys", "meter_key") and trouble and trouble.key == "encrypted"
        )
        if trouble and not invalid and not is_said:
            field = FIELDS.get(trouble.key, "base")
            errors = {field if field in asked else "base": trouble.key}
        schema = vol.Schema(asked)
        return self.async_show_form(
            step_id=step,
            data_schema=self.add_suggested_values_to_schema(schema, self._input),
            errors=errors,
            description_placeholders=await self._placeholders(),
        )

    async def _placeholders(self) -> dict[str, str]:
        """Return what the texts of a form have to name."""
        hass, profile = self.hass, self._input[CONF_PROFILE]
        fitting = self._trouble.profiles if self._trouble else ()
        return {
            **URL_EXAMPLES,
            "profiles": await profile_names(hass, fitting),
            "limit": f"{self._limit:.0f}",
            "activation": await activation(hass, profile),
            "keys_source": await keys_source(hass, (profile, *self._encrypting)),
            **self._words,
        }

"""All that somebody may read who looks over a household's shoulder."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, field
import json
import logging
from typing import Any

from homeassistant.components import persistent_notification
from homeassistant.components.config.config_entries import ConfigManagerFlowIndexView
from homeassistant.config_entries import ConfigEntry, ConfigFlowResult
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.helpers.json import json_dumps
import pytest

from custom_components.han_port.const import DOMAIN
from custom_components.han_port.decoder import (
    PROFILES,
    RECEIVERS,
    Decoder,
    RadioDecoder,
)
from custom_components.han_port.decoder.capture import Capture
from custom_components.han_port.diagnostics import async_get_config_entry_diagnostics
from custom_components.han_port.entry_data import keys_of


@dataclass
class Artefacts:
    """What has been seen of an entry by now, by the place where it was.

    Questions are the repairs by which Home Assistant itself asks for keys. What the
    integration hands to Home Assistant to keep for the household is no artefact: the
    entry with its keys and unique id, and the serial number of its device.
    """

    hass: HomeAssistant
    caplog: pytest.LogCaptureFixture
    stored: dict[str, Any]
    results: list[ConfigFlowResult] = field(default_factory=list)
    diagnostics: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    entities: list[str] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    notifications: list[str] = field(default_factory=list)
    exceptions: list[str] = field(default_factory=list)
    responses: list[str] = field(default_factory=list)

    async def look(self, entry: ConfigEntry) -> None:
        """Look at all that can be looked at now."""
        hass = self.hass
        told = await async_get_config_entry_diagnostics(hass, entry)
        self.diagnostics.append(json.dumps(told))
        states = [state.as_dict() for state in hass.states.async_all()]
        self.states.append(json.dumps(states, default=str))
        entities = er.async_get(hass).entities.get_entries_for_config_entry_id
        self.entities += map(repr, entities(entry.entry_id))
        for issue in ir.async_get(hass).issues.values():
            seen = self.repairs if issue.domain == DOMAIN else self.questions
            seen.append(repr(asdict(issue)))
        reason = entry.reason, entry.error_reason_translation_placeholders
        self.exceptions.append(repr(reason))

    async def capture(self, entry: ConfigEntry) -> str:
        """Capture for a second; return the text."""
        response = await self.hass.services.async_call(
            DOMAIN,
            "capture",
            {"config_entry_id": entry.entry_id, "seconds": 1},
            blocking=True,
            return_response=True,
        )
        assert response
        self.responses.append(json.dumps(response))
        self.responses.append(opened(str(response["text"])))
        return str(response["text"])

    async def fail(self, entry: ConfigEntry) -> None:
        """Capture where nothing can be captured."""
        with pytest.raises(HomeAssistantError) as fault:
            await self.capture(entry)
        self.exceptions += [str(fault.value), repr(fault.value)]
        self.exceptions.append(repr(fault.value.translation_placeholders))

    @callback
    def _notified(self, _: object, notifications: Mapping[str, object]) -> None:
        """Keep what is told to all who look at Home Assistant."""
        self.notifications += map(repr, notifications.values())

    @property
    def log(self) -> str:
        """The log at debug level, whoever wrote it, traces too."""
        return "\n".join(map(logging.Formatter().format, self.caplog.records))

    @property
    def shown(self) -> list[str]:
        """The dialogs as the frontend gets them."""
        return [as_shown(result) for result in self.results]

    @property
    def texts(self) -> dict[str, str]:
        """Everything, by its place."""
        store = {name: one for name, one in self.stored.items() if DOMAIN in name}
        return {
            "log": self.log,
            "diagnostics": "\n".join(self.diagnostics),
            "states": "\n".join(self.states),
            "entities": "\n".join(self.entities),
            "repairs": "\n".join(self.repairs),
            "questions": "\n".join(self.questions),
            "notifications": "\n".join(self.notifications),
            "dialogs": "\n".join(self.shown),
            "exceptions": "\n".join(self.exceptions),
            "responses": "\n".join(self.responses),
            "stored": json.dumps(store, default=str),
        }

    def follow(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """See the result of each step of a dialog, and what is told, from now on."""
        flows = self.hass.config_entries.flow
        persistent_notification.async_register_callback(self.hass, self._notified)
        for name in ("async_init", "async_configure"):
            monkeypatch.setattr(flows, name, self._seen(getattr(flows, name)))

    def _seen(
        self, step: Callable[..., Awaitable[ConfigFlowResult]]
    ) -> Callable[..., Awaitable[ConfigFlowResult]]:
        """Keep what a step comes to."""

        async def taken(*arguments: Any, **options: Any) -> ConfigFlowResult:
            result = await step(*arguments, **options)
            self.results.append(result)
            return result

        return taken


def as_shown(result: ConfigFlowResult) -> str:
    """Return all that the frontend gets of a result."""
    view: Any = object.__new__(ConfigManagerFlowIndexView)
    return json_dumps(view._prepare_result_json(result))


def opened(text: str) -> str:
    """Return all that the keys of a capture make of it."""
    capture = Capture.parse(text)
    profile = PROFILES[capture.profile]
    if not profile.is_wireless:
        wired = Decoder(profile.id, country=capture.country, keys=capture.keys)
        return repr([wired.feed(one.data) for one in capture.telegrams])
    radio = RadioDecoder(keys=capture.keys, receiver=RECEIVERS["lines"]())
    lines = (f"{one.data.hex()}\n".encode() for one in capture.telegrams)
    return repr([radio.feed(line) for line in lines])


def has_keys(entry: ConfigEntry) -> bool:
    """Tell whether an entry keeps keys: the only place where they stand."""
    return keys_of(entry.data) is not None

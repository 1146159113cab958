"""All that somebody may read who looks over a household's shoulder."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
import json
import logging
from typing import Any, Final

from homeassistant.components.config.config_entries import ConfigManagerFlowIndexView
from homeassistant.config_entries import ConfigEntry, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
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

#: Who writes the lines of the log that tell of an entry.
LOGGERS: Final = ("custom_components.han_port", "homeassistant.config_entries")


@dataclass
class Artefacts:
    """What has been seen of an entry by now, by the place where it was.

    Questions are the repairs by which Home Assistant itself asks for keys.
    """

    hass: HomeAssistant
    caplog: pytest.LogCaptureFixture
    stored: dict[str, Any]
    results: list[ConfigFlowResult] = field(default_factory=list)
    diagnostics: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    exceptions: list[str] = field(default_factory=list)
    responses: list[str] = field(default_factory=list)

    async def look(self, entry: ConfigEntry) -> None:
        """Look at all that can be looked at now."""
        hass = self.hass
        told = await async_get_config_entry_diagnostics(hass, entry)
        self.diagnostics.append(json.dumps(told))
        states = [state.as_dict() for state in hass.states.async_all()]
        self.states.append(json.dumps(states, default=str))
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

    @property
    def log(self) -> str:
        """The log at debug level, traces too."""
        formatter = logging.Formatter()
        return "\n".join(
            formatter.format(record)
            for record in self.caplog.records
            if record.name.startswith(LOGGERS)
        )

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
            "repairs": "\n".join(self.repairs),
            "questions": "\n".join(self.questions),
            "dialogs": "\n".join(self.shown),
            "exceptions": "\n".join(self.exceptions),
            "responses": "\n".join(self.responses),
            "stored": json.dumps(store, default=str),
        }

    def follow(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """See the result of each step of a dialog from now on."""
        flows = self.hass.config_entries.flow
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

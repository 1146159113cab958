"""The options flow: how often states are written, the main fuse, diagnostics."""

from dataclasses import asdict
from typing import Any, Final

from homeassistant.config_entries import ConfigFlowResult, OptionsFlowWithReload
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    Selector,
)
import voluptuous as vol

from .options import RANGES, Options, is_sensible

#: What the texts name that say which numbers there may be.
_LIMITS: Final = {
    f"{allowed.kind}_{end}": f"{number:g}"
    for allowed in RANGES.values()
    for end, number in (("least", allowed.least), ("most", allowed.most))
}


class HanPortOptionsFlow(OptionsFlowWithReload):
    """Ask for all options in one form, filled in with what holds.

    A selector with limits would say in English, and without them, that a number is
    out of range.
    """

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the form, or save what it gave."""
        given = user_input or {}
        errors = {
            name: RANGES[name].kind
            for name, value in given.items()
            if not is_sensible(name, value)
        }
        if given and not errors:
            return self.async_create_entry(data=given)
        shown = asdict(Options.of(self.config_entry)) | given
        return self.async_show_form(
            step_id="init",
            data_schema=vol.Schema(
                {
                    vol.Required(name, default=value): _selector(name)
                    for name, value in shown.items()
                }
            ),
            errors=errors,
            description_placeholders=_LIMITS,
        )


def _selector(name: str) -> Selector[Any]:
    """Return the field of an option."""
    if name not in RANGES:
        return BooleanSelector()
    return NumberSelector(
        NumberSelectorConfig(
            unit_of_measurement=RANGES[name].unit, mode=NumberSelectorMode.BOX
        )
    )

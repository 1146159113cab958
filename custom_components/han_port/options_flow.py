"""The options flow: how often states are written, the main fuse, diagnostics."""

from dataclasses import asdict
from typing import Any

from homeassistant.config_entries import ConfigFlowResult, OptionsFlowWithReload
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    Selector,
)
import voluptuous as vol

from .options import RANGES, Options


class HanPortOptionsFlow(OptionsFlowWithReload):
    """Ask for all options in one form, filled in with what holds."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the form, or save what it gave."""
        if user_input is not None:
            return self.async_create_entry(data=user_input)
        holds = asdict(Options.of(self.config_entry))
        return self.async_show_form(
            step_id="init",
            data_schema=vol.Schema(
                {
                    vol.Required(name, default=value): _selector(name)
                    for name, value in holds.items()
                }
            ),
        )


def _selector(name: str) -> Selector[Any]:
    """Return the field of an option, which refuses what is out of range."""
    if name not in RANGES:
        return BooleanSelector()
    least, most, unit = RANGES[name]
    return NumberSelector(
        NumberSelectorConfig(
            min=least, max=most, unit_of_measurement=unit, mode=NumberSelectorMode.BOX
        )
    )

"""Walking through the config flow as the frontend does."""

import asyncio
from collections.abc import Mapping
from functools import partial

from homeassistant.config_entries import SOURCE_USER, ConfigEntry, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from custom_components.han_port.config_flow import HanPortConfigFlow
from custom_components.han_port.const import CONF_PROFILE, DOMAIN
from custom_components.han_port.hearing import Hearing
from tests.entries import until


async def begin(hass: HomeAssistant) -> ConfigFlowResult:
    """Open the dialog of a new meter."""
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )


async def submit(
    hass: HomeAssistant, form: ConfigFlowResult, port: str, profile: str = "auto"
) -> ConfigFlowResult:
    """Submit port and profile, and return what listening came to."""
    return await enter(hass, form, {"port": port, CONF_PROFILE: profile})


async def enter(
    hass: HomeAssistant, form: ConfigFlowResult, user_input: Mapping[str, object]
) -> ConfigFlowResult:
    """Submit a form, and return what listening came to."""
    result = await hass.config_entries.flow.async_configure(
        form["flow_id"], dict(user_input)
    )
    return await settled(hass, result)


async def settled(hass: HomeAssistant, result: ConfigFlowResult) -> ConfigFlowResult:
    """Draw the dialog anew for as long as it shows progress."""
    while result["type"] is FlowResultType.SHOW_PROGRESS:
        await asyncio.sleep(0.01)
        result = await hass.config_entries.flow.async_configure(result["flow_id"])
    return result


async def agree(
    hass: HomeAssistant, result: ConfigFlowResult, **user_input: object
) -> ConfigFlowResult:
    """Agree to the meter that was heard."""
    assert result["step_id"] == "confirm"
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"], user_input
    )
    await hass.async_block_till_done()
    return result


async def confirm(
    hass: HomeAssistant, result: ConfigFlowResult, **user_input: object
) -> ConfigFlowResult:
    """Agree to the meter that was heard, and wait until its entry hears it, too."""
    result = await agree(hass, result, **user_input)
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        await until(partial(_is_heard, entry))
    return result


def _is_heard(entry: ConfigEntry) -> bool:
    """Tell whether an entry has heard its meter."""
    return bool(entry.runtime_data.hearing.size)


def hearing_of(hass: HomeAssistant, form: ConfigFlowResult) -> Hearing:
    """Return what a dialog has heard by now."""
    flow = hass.config_entries.flow._progress[form["flow_id"]]
    assert isinstance(flow, HanPortConfigFlow)
    assert flow._listener
    return flow._listener.hearing


def typed(form: ConfigFlowResult) -> dict[str, str]:
    """Return what a form is filled in with."""
    assert form["data_schema"] is not None
    return {
        str(field): field.description["suggested_value"]
        for field in form["data_schema"].schema
        if field.description
    }

"""Nothing that is to end is used, and a test fails where it is."""

import warnings

from homeassistant.core import HomeAssistant
from homeassistant.helpers import frame
from homeassistant.loader import async_get_integration
import pytest

from tests.deprecations import Deprecations


async def test_use_of_what_ends_is_noticed(
    hass: HomeAssistant, deprecations: Deprecations
) -> None:
    """What Home Assistant reports of the integration is collected."""
    await async_get_integration(hass, "han_port")
    frame.report_usage(
        "calls what is old",
        breaks_in_ha_version="2027.11",
        core_behavior=frame.ReportBehavior.LOG,
        integration_domain="han_port",
    )
    (message,) = deprecations.messages
    deprecations.messages.clear()
    assert "'han_port' calls what is old" in message
    assert "will stop working in Home Assistant 2027.11" in message


def test_warnings_of_the_integration_are_errors() -> None:
    """Python's own warnings, too, where it is a line of ours that they are about."""
    ours = "custom_components.han_port.sensor"
    for kind in (DeprecationWarning, FutureWarning, PendingDeprecationWarning):
        with pytest.raises(kind):
            warnings.warn_explicit("It ends.", kind, "sensor.py", 1, ours)

"""What all tests of captures need: the action."""

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from custom_components.han_port import capture
from custom_components.han_port.const import DOMAIN
from tests.hurry import Hurry


@pytest.fixture(autouse=True)
async def _action(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the integration up, as Home Assistant does before its first entry.

    A second of a capture takes half of one.
    """
    monkeypatch.setattr(capture, "asyncio", Hurry(2))
    hass.config.country = "FI"
    assert await async_setup_component(hass, DOMAIN, {})

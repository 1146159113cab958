"""Automations of the blueprints in tests, and time that passes for them."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.blueprint.models import DomainBlueprints
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    async_fire_time_changed,
    async_mock_service,
)

from tests.tree import ROOT

BLUEPRINTS = ROOT / "blueprints/automation"
#: How often others get their turn until an automation is taken to be done.
TURNS = 50


@asynccontextmanager
async def automated(
    hass: HomeAssistant,
    monkeypatch: pytest.MonkeyPatch,
    blueprint: str,
    inputs: Mapping[str, object],
) -> AsyncIterator[None]:
    """Run an automation of a blueprint, configured as its form saves one."""
    monkeypatch.setattr(DomainBlueprints, "blueprint_folder", BLUEPRINTS)
    used = {"path": f"han_port/{blueprint}.yaml", "input": dict(inputs)}
    config = {"automation": {"alias": blueprint, "use_blueprint": used}}
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "automation", config)
    entity = {"entity_id": f"automation.{blueprint}"}
    assert hass.states.is_state(entity["entity_id"], "on")
    yield
    await hass.services.async_call("automation", "turn_off", entity)
    await settled()


async def settled() -> None:
    """Let automations do what they can do now; block_till_done waits for waits."""
    for _ in range(TURNS):
        await asyncio.sleep(0)


async def passing(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, seconds: float
) -> None:
    """Let time pass."""
    freezer.tick(seconds)
    async_fire_time_changed(hass)
    await settled()


def calls_of(hass: HomeAssistant, action: str) -> list[ServiceCall]:
    """Note down the calls of an action."""
    domain, service = action.split(".")
    calls: list[ServiceCall] = async_mock_service(hass, domain, service)
    return calls


async def show(
    hass: HomeAssistant, entity_id: str, state: object, **attributes: Any
) -> None:
    """Let a sensor show something."""
    hass.states.async_set(entity_id, str(state), attributes)
    await settled()

"""Tests of what all blueprints have in common, and of how a household gets them."""

from pathlib import Path
from typing import Any

from homeassistant.components.blueprint.importer import fetch_blueprint_from_url
from homeassistant.components.blueprint.models import Blueprint
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util.yaml import load_yaml_dict, parse_yaml
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from tests.automations import BLUEPRINTS
from tests.tree import HOME, ROOT

TEXTS = {path: path.read_text() for path in sorted(BLUEPRINTS.glob("**/*.yaml"))}
OF_EACH = pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)


def sensor_filters(inputs: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return by its input which sensors of ours a form offers."""
    found: dict[str, dict[str, Any]] = {}
    for key, field in inputs.items():
        if "input" in field:
            found |= sensor_filters(field["input"])
        elif "entity" in (selector := field["selector"]):
            (offered,) = selector["entity"]["filter"]
            if "integration" in offered:
                found[key] = offered
    return found


@OF_EACH
async def test_household_imports_it(
    hass: HomeAssistant, aioclient_mock: AiohttpClientMocker, path: Path
) -> None:
    """The address that a blueprint names gives this blueprint, kept as it is."""
    place = path.relative_to(ROOT)
    raw = f"https://raw.githubusercontent.com/han-port/han-port/main/{place}"
    aioclient_mock.get(raw, text=TEXTS[path])
    address = f"{HOME}/blob/main/{place}"
    imported = await fetch_blueprint_from_url(hass, address)
    assert imported.suggested_filename == f"han-port/{path.stem}"
    assert imported.blueprint.metadata["source_url"] == address
    assert parse_yaml(imported.blueprint.yaml()) == imported.blueprint.data


@OF_EACH
def test_it_asks_for_the_oldest_home_assistant_that_we_run_on(path: Path) -> None:
    """The integration does not run on an older one either."""
    metadata = load_yaml_dict(path)["blueprint"]
    assert metadata["homeassistant"] == {"min_version": "2026.9.0"}


@OF_EACH
def test_what_has_no_default_is_of_the_household(path: Path) -> None:
    """Only its sensors and its switch have to be filled in."""
    blueprint = Blueprint(load_yaml_dict(path), schema=dict)
    asked = {key for key, field in blueprint.inputs.items() if "default" not in field}
    assert asked <= {"currents", "power_export", "power_import", "load"}


async def test_forms_offer_the_sensors_of_a_meter(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Three currents stand on the list; of powers each direction, and each phase."""
    counts = {}
    for path in TEXTS:
        filters = sensor_filters(load_yaml_dict(path)["blueprint"]["input"])
        for key, offered in filters.items():
            counts[key] = sum(
                sensor.platform == offered["integration"]
                and sensor.domain == offered["domain"]
                and sensor.original_device_class == offered["device_class"]
                and sensor.unit_of_measurement
                == offered.get("unit_of_measurement", sensor.unit_of_measurement)
                for sensor in er.async_get(hass).entities.values()
            )
    assert counts == {"currents": 3, "power_export": 8, "power_import": 8}

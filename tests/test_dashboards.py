"""Tests of the ready dashboard, in each language of the integration."""

from collections.abc import Iterator
from importlib import util
from types import ModuleType
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.util.yaml import load_yaml_dict
import pytest

from tests.decoder.compose import telegram
from tests.entries import set_up
from tests.sensors import AIDON
from tests.tree import INTEGRATION, ROOT
from tests.wire import Wire

SCRIPT = ROOT / "scripts/dashboards.py"
#: Cards that every Home Assistant from 2026.9 on can draw.
CARDS = {"heading", "tile", "statistic", "statistics-graph"}
FILES = {
    "en": ROOT / "docs/dashboard.yaml",
    **{path.stem: path for path in sorted((ROOT / "docs/dashboards").glob("*.yaml"))},
}
IN_EACH_LANGUAGE = pytest.mark.parametrize("language", FILES)


@pytest.fixture(scope="module")
def dashboards() -> ModuleType:
    """Load scripts/dashboards.py, which is no module."""
    spec = util.spec_from_file_location("dashboards", SCRIPT)
    assert spec
    assert spec.loader
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def cards_of(dashboard: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the cards of a dashboard's only view."""
    (view,) = dashboard["views"]
    for section in view["sections"]:
        yield from section["cards"]


def entities_of(node: Any) -> Iterator[str]:
    """Yield the entities that a card or its conditions name."""
    if isinstance(node, list):
        for item in node:
            yield from entities_of(item)
    elif isinstance(node, dict):
        if "entity" in node:
            yield node["entity"]
        yield from entities_of(list(node.values()))


def test_each_language_has_its_dashboard(dashboards: ModuleType) -> None:
    """What the integration says in a language, the dashboard says in it, too."""
    translated = {path.stem for path in (INTEGRATION / "translations").glob("*.json")}
    assert translated <= FILES.keys()
    assert FILES.keys() == {"en", *dashboards.WORDS}


@IN_EACH_LANGUAGE
def test_dashboard_is_as_the_script_writes_it(
    dashboards: ModuleType, language: str
) -> None:
    """A name that changes in a translation changes here: run scripts/dashboards."""
    if language != "en":
        assert FILES[language].read_text() == dashboards.dashboard(language)


@IN_EACH_LANGUAGE
async def test_meter_has_the_sensors_of_the_dashboard(
    hass: HomeAssistant, haste: None, wire: Wire, language: str
) -> None:
    """In a Home Assistant of this language all of them are there."""
    hass.config.language = language
    await set_up(hass, wire.port)
    shown = set(entities_of(list(cards_of(load_yaml_dict(FILES[language])))))
    assert len(shown) == 16
    assert shown == shown & set(hass.states.async_entity_ids("sensor"))


@IN_EACH_LANGUAGE
def test_cards_are_built_in(language: str) -> None:
    """Nobody has to download a card."""
    assert {card["type"] for card in cards_of(load_yaml_dict(FILES[language]))} == CARDS


@IN_EACH_LANGUAGE
def test_what_a_meter_does_not_send_is_hidden(language: str) -> None:
    """Each card of a sensor is shown with this sensor only."""
    for card in cards_of(load_yaml_dict(FILES[language])):
        (shown,) = card["visibility"]
        entity = card.get("entity", shown.get("entity"))
        if "entities" in card:
            entity = card["entities"][0]["entity"]
        if entity:
            assert shown == {
                "condition": "state",
                "entity": entity,
                "attribute": "device_class",
                "state": ["power", "energy", "current", "voltage"],
            }


async def test_silent_meter_stays_on_the_dashboard(
    hass: HomeAssistant, haste: None
) -> None:
    """What is unavailable keeps the attribute by which its card is shown."""
    async with Wire(data=telegram(AIDON)) as wire:
        entry = await set_up(hass, wire.port)
    await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()
    for entity in entities_of(list(cards_of(load_yaml_dict(FILES["en"])))):
        state = hass.states.get(entity)
        assert state
        assert state.state == "unavailable"
        assert state.attributes["device_class"]


@IN_EACH_LANGUAGE
def test_raw_editor_asks_nothing(language: str) -> None:
    """It would ask about comments, which it cannot keep."""
    assert "#" not in FILES[language].read_text()

"""Names and icons: every sensor has its own, and all keys are those of the code."""

import re
from typing import Any

from homeassistant.components.sensor import SensorDeviceClass
import pytest

from custom_components.han_port.capture import SCHEMA
from custom_components.han_port.decoder import (
    CATALOGUE,
    Kind,
    Medium,
    Quantity,
    Register,
)
from custom_components.han_port.link_sensor import DESCRIPTIONS, RADIO_DESCRIPTIONS
from custom_components.han_port.sensor import (
    DEVICE_CLASSES,
    placeholders,
    translation_key,
)
from tests.languages import LANGUAGES, placeholders_of, texts_of
from tests.tree import INTEGRATION, read_json

SENSORS = [row for row in CATALOGUE.values() if row.kind is not Kind.IDENTITY]
LINK_SENSORS = (*DESCRIPTIONS, *RADIO_DESCRIPTIONS)


def _icons() -> dict[str, Any]:
    """Return the icons of the sensors by translation key."""
    icons = read_json(INTEGRATION / "icons.json")
    assert set(icons) == {"entity", "services"}
    assert set(icons["entity"]) == {"sensor"}
    sensors: dict[str, Any] = icons["entity"]["sensor"]
    return sensors


def test_every_sensor_has_a_name() -> None:
    """All registers of the catalogue, those outside of it, and how a meter is heard."""
    names = texts_of("en")["entity"]["sensor"]
    heard = {description.key for description in LINK_SENSORS}
    assert set(names) == {"register", *heard, *map(translation_key, SENSORS)}


@pytest.mark.parametrize("register", SENSORS, ids=lambda register: register.code)
def test_names_tell_which_one_it_is(register: Register) -> None:
    """Of one phase, tariff or relay the name says which; any other says no more."""
    name = texts_of("en")["entity"]["sensor"][translation_key(register)]["name"]
    assert placeholders_of(name) == set(placeholders(register))
    assert ("phase" in placeholders_of(name)) == (register.phase is not None)
    assert ("tariff" in placeholders_of(name)) == (register.tariff is not None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_medium_has_a_name(language: str) -> None:
    """The devices of sub-meters are named by what they measure, all differently."""
    names = [device["name"] for device in texts_of(language)["device"].values()]
    assert set(texts_of(language)["device"]) == set(Medium)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sensors_can_be_told_apart(language: str) -> None:
    """No two sensors have the same name."""
    names = [
        sensor["name"] for sensor in texts_of(language)["entity"]["sensor"].values()
    ]
    assert len(set(names)) == len(names)


def test_icons_are_of_material_design() -> None:
    """Home Assistant takes no others, and hassfest no other keys."""
    for key, icon in _icons().items():
        assert set(icon) == {"default"}, key
        assert re.fullmatch(r"mdi:[a-z0-9-]+", icon["default"]), key


def test_action_has_an_icon() -> None:
    """As Home Assistant's own have."""
    services = read_json(INTEGRATION / "icons.json")["services"]
    assert services == {"capture": {"service": "mdi:record-rec"}}


def test_action_has_itstexts_of() -> None:
    """Each field that it takes is explained, and nothing else."""
    (action,) = texts_of("en")["services"].values()
    assert set(action) == {"name", "description", "fields"}
    assert set(action["fields"]) == {str(field) for field in SCHEMA.schema}
    assert all(
        set(text) == {"name", "description"} for text in action["fields"].values()
    )


def test_icons_are_for_sensors_without_a_device_class() -> None:
    """A device class brings its own icon, and so does a medium; the rest is here."""
    bare = {
        translation_key(row)
        for row in SENSORS
        if row.quantity not in {*DEVICE_CLASSES, Quantity.SUBMETER}
    }
    iconless = (None, SensorDeviceClass.ENUM)
    bare |= {row.key for row in LINK_SENSORS if row.device_class in iconless}
    assert set(_icons()) == {"register", *bare}

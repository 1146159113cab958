"""Tests of the fields of the forms: what is asked, and what was typed."""

from homeassistant.helpers.selector import (
    SelectSelector,
    SelectSelectorMode,
    TextSelector,
    TextSelectorType,
)
import pytest
import voluptuous as vol

from custom_components.han_port.decoder import Keys
from custom_components.han_port.forms import fields, meter_field, read_keys
from tests.secrets import AUTHENTICATION, ENCRYPTION, OTHER, OTHER_KEY

KEYS = ["encryption_key", "authentication_key", "system_title"]
EK, AK = bytes.fromhex(ENCRYPTION), bytes.fromhex(AUTHENTICATION)
TITLE = b"TST\x00\x00\x00\x00\x01"
KNOWN = Keys(EK, AK, TITLE)
TITLED = Keys(EK, system_title=b"TST00001")


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("user", ["port", "profile"]),
        ("keys", KEYS),
        ("reauth_confirm", KEYS),
        ("reconfigure", ["port", "profile", *KEYS]),
    ],
)
def test_fields_of_a_form(step: str, expected: list[str]) -> None:
    """Keys stand last, and not on the first form of a new meter."""
    assert list(fields(step, keys_known=False)) == expected


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("user", ["port", "profile"]),
        ("receiver", ["receiver"]),
        ("meter_key", ["encryption_key"]),
        ("reauth_confirm", ["encryption_key"]),
        ("reconfigure", ["port", "profile", "encryption_key"]),
    ],
)
def test_fields_of_a_form_about_a_radio_meter(step: str, expected: list[str]) -> None:
    """A radio has one key, and a receiver."""
    assert list(fields(step, keys_known=False, is_wireless=True)) == expected


@pytest.mark.parametrize("step", ["keys", "reauth_confirm", "reconfigure"])
def test_keys_are_masked(step: str) -> None:
    """Nobody reads them over a shoulder, and no browser keeps them."""
    asked = fields(step, keys_known=False).items()
    masked = [selector for field, selector in asked if field in KEYS]
    assert len(masked) == len(KEYS)
    for selector in masked:
        assert isinstance(selector, TextSelector)
        assert selector.config["type"] == TextSelectorType.PASSWORD
        assert selector.config["autocomplete"] == "off"


@pytest.mark.parametrize(
    ("step", "keys_known", "required"),
    [
        ("keys", False, ["encryption_key"]),
        ("keys", True, []),
        ("reauth_confirm", False, ["encryption_key"]),
        ("reauth_confirm", True, []),
        ("reconfigure", False, ["port", "profile"]),
        ("reconfigure", True, ["port", "profile"]),
    ],
)
def test_fields_that_have_to_be_filled_in(
    step: str, *, keys_known: bool, required: list[str]
) -> None:
    """A key that is known does not have to be typed again."""
    asked = fields(step, keys_known=keys_known)
    assert [
        str(field) for field in asked if isinstance(field, vol.Required)
    ] == required


@pytest.mark.parametrize(
    ("typed", "known", "keys"),
    [
        ({}, None, None),
        ({}, KNOWN, KNOWN),
        ({"encryption_key": ENCRYPTION}, None, Keys(EK)),
        (
            {"encryption_key": ENCRYPTION, "authentication_key": AUTHENTICATION},
            None,
            Keys(EK, AK),
        ),
        ({"encryption_key": ENCRYPTION, "system_title": "TST00001"}, None, TITLED),
        ({"encryption_key": OTHER_KEY}, KNOWN, Keys(OTHER)),
        ({"authentication_key": OTHER_KEY}, KNOWN, Keys(EK, OTHER, TITLE)),
        ({"system_title": "TST00001"}, Keys(EK), TITLED),
        ({"encryption_key": " ", "authentication_key": ""}, KNOWN, KNOWN),
    ],
)
def test_what_was_typed(
    typed: dict[str, str], known: Keys | None, keys: Keys | None
) -> None:
    """A new encryption key comes with all it has; without one the rest is changed."""
    assert read_keys(typed, known) == (keys, {})


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"encryption_key": "x"}, {"encryption_key": "invalid_key"}),
        (
            {"encryption_key": ENCRYPTION, "authentication_key": "12 34"},
            {"authentication_key": "invalid_key"},
        ),
        (
            {"encryption_key": ENCRYPTION, "system_title": ENCRYPTION},
            {"system_title": "invalid_system_title"},
        ),
        (
            {"encryption_key": "1", "authentication_key": "2", "system_title": "3"},
            {
                "encryption_key": "invalid_key",
                "authentication_key": "invalid_key",
                "system_title": "invalid_system_title",
            },
        ),
        ({"authentication_key": AUTHENTICATION}, {"encryption_key": "invalid_key"}),
    ],
)
def test_what_cannot_be_read(typed: dict[str, str], errors: dict[str, str]) -> None:
    """Each field has its own error."""
    assert read_keys(typed, None)[1] == errors


def test_a_key_that_is_required() -> None:
    """Where nothing is known an empty form is an error."""
    assert read_keys({}, None, required=True)[1] == {"encryption_key": "invalid_key"}
    assert read_keys({}, KNOWN, required=True) == (KNOWN, {})


@pytest.mark.parametrize(
    ("text", "keys"),
    [(ENCRYPTION, Keys(EK)), ("TestKeyOfLetters", Keys(b"TestKeyOfLetters"))],
)
def test_key_of_a_radio_meter(text: str, keys: Keys) -> None:
    """Hex digits, or as many characters as a key has bytes; nothing else is read."""
    typed = {"encryption_key": text, "authentication_key": AUTHENTICATION}
    assert read_keys(typed, None, is_wireless=True) == (keys, {})


@pytest.mark.parametrize("typed", [{}, {"encryption_key": "seventeen letters"}])
def test_no_key_of_a_radio_meter(typed: dict[str, str]) -> None:
    """It has an error of its own."""
    errors = {"encryption_key": "invalid_radio_key"}
    assert read_keys(typed, None, required=True, is_wireless=True) == (None, errors)


@pytest.mark.parametrize("chosen", [None, "EGM-1"])
def test_meters_to_pick_from(chosen: str | None) -> None:
    """They are called by their labels, all at a glance, in their order."""
    ((field, selector),) = meter_field({"EGM-1": "One", "listen": "On"}, chosen).items()
    assert field == "meter"
    assert vol.Schema({field: str})({"meter": "EGM-1"}) == {"meter": "EGM-1"}
    assert isinstance(selector, SelectSelector)
    assert selector.config["mode"] == SelectSelectorMode.LIST
    assert selector.config["options"] == [
        {"value": "EGM-1", "label": "One"},
        {"value": "listen", "label": "On"},
    ]
    if chosen:
        assert vol.Schema({field: str})({}) == {"meter": chosen}

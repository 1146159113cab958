"""The manifest's words match what says what it is, and nothing else."""

from fnmatch import fnmatch
from typing import Any

from homeassistant.components import usb
from homeassistant.core import HomeAssistant
from homeassistant.loader import async_get_usb
import pytest
import voluptuous as vol

from custom_components.han_port.decoder import RECEIVERS as KINDS
from custom_components.han_port.discovery import RECEIVER_WORDS, receiver_of
from tests.tree import manifest
from tests.usb import CABLES, OTHERS, RECEIVERS, Description

#: What hassfest takes: capitals in numbers, small letters in words.
MATCHER = vol.Schema(
    {
        vol.Optional("vid"): vol.Match(r"^[0-9A-F]{4}$"),
        vol.Optional("pid"): vol.Match(r"^[0-9A-F]{4}$"),
        vol.Required("description"): vol.Match(r"^[^A-Z]+$"),
        vol.Optional("known_devices"): [str],
    }
)


def _matching(matchers: Any, what: Description) -> list[str]:
    """Return whose matchers match, by Home Assistant's own rule."""
    vendor, product, maker, description = what
    device = usb.USBDevice(
        device="/dev/ttyUSB0",
        vid=vendor,
        pid=product,
        serial_number="1",
        manufacturer=maker,
        description=description,
    )
    return [
        matcher["domain"]
        for matcher in matchers
        if usb.usb_device_matches_matcher(device, matcher)
    ]


@pytest.mark.parametrize("what", [*CABLES, *RECEIVERS], ids=lambda what: what[3])
async def test_what_says_what_it_is_is_ours(
    hass: HomeAssistant, what: Description
) -> None:
    """One matcher of ours matches, and none of Home Assistant's integrations."""
    assert _matching(await async_get_usb(hass), what) == ["han_port"]


@pytest.mark.parametrize("what", OTHERS, ids=lambda what: what[3])
async def test_what_may_be_anything_is_left_alone(
    hass: HomeAssistant, what: Description
) -> None:
    """Neither a bare bridge nor a stick or printer with the same chip is matched."""
    assert "han_port" not in _matching(await async_get_usb(hass), what)


def test_matchers_are_as_hassfest_wants_them() -> None:
    """Their keys stand in order, and each asks for a description."""
    for matcher in manifest()["usb"]:
        MATCHER(matcher)
        assert list(matcher) == sorted(matcher)


def test_every_matcher_matches_something_that_was_seen() -> None:
    """None is a guess."""
    seen = [description.lower() for *_, description in (*CABLES, *RECEIVERS)]
    for matcher in manifest()["usb"]:
        assert any(fnmatch(one, matcher["description"]) for one in seen), matcher


@pytest.mark.parametrize("what", RECEIVERS, ids=lambda what: what[3])
def test_receiver_is_told_from_a_cable(what: Description) -> None:
    """Its description says which kind it is, so that no other has to be tried."""
    assert receiver_of(what[3]) == RECEIVERS[what]


@pytest.mark.parametrize("what", CABLES, ids=lambda what: what[3])
def test_cable_is_told_from_a_receiver(what: Description) -> None:
    """It is listened to, and nothing is asked of it."""
    assert receiver_of(what[3]) is None


def test_kinds_are_those_of_the_receivers() -> None:
    """Each word leads to a receiver that there is."""
    assert set(RECEIVER_WORDS.values()) <= set(KINDS)

"""Tests of the words that forms show."""

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from custom_components.han_port.decoder import Decoder, Telegram
from custom_components.han_port.words import keys_source, profile_names, shown_values
from tests.decoder import dutch
from tests.decoder.compose import ENERGY, LINES, telegram


@pytest.fixture(autouse=True)
async def _texts(hass: HomeAssistant) -> None:
    """Load the integration's translations."""
    assert await async_setup_component(hass, "han_port", {})


def _read(*lines: str) -> Telegram:
    """Decode a telegram of these lines."""
    (event,) = Decoder().feed(telegram(lines=lines))
    assert isinstance(event, Telegram)
    return event


async def test_values_have_names_and_units(hass: HomeAssistant) -> None:
    """Of the 27 registers five are shown, with the digits that the meter sends."""
    assert (await shown_values(hass, _read(*LINES))).splitlines() == [
        "- Active energy import: **6678.394 kWh**",
        "- Active energy export: **412.070 kWh**",
        "- Active power import: **1.023 kW**",
        "- Active power export: **0.000 kW**",
        "- Voltage L1: **229.8 V**",
    ]


async def test_values_that_are_not_sent_are_not_shown(hass: HomeAssistant) -> None:
    """A meter with one register has one line."""
    shown = await shown_values(hass, _read(ENERGY))
    assert shown == "- Active energy import: **6678.394 kWh**"


async def test_tariffs_stand_in_for_a_total(hass: HomeAssistant) -> None:
    """A Dutch meter has no total; its tariffs are shown with their numbers."""
    shown = await shown_values(hass, _read(*dutch.LINES))
    assert shown.splitlines()[:3] == [
        "- Active energy import tariff 1: **1234.567 kWh**",
        "- Active energy import tariff 2: **2345.678 kWh**",
        "- Active energy export tariff 1: **12.345 kWh**",
    ]


async def test_total_goes_before_tariffs(hass: HomeAssistant) -> None:
    """Where the total is sent nobody needs the tariffs to know the meter by."""
    shown = await shown_values(hass, _read(ENERGY, "1-0:1.8.1(000001.000*kWh)"))
    assert shown == "- Active energy import: **6678.394 kWh**"


async def test_codes_on_another_channel(hass: HomeAssistant) -> None:
    """Kamstrup's 1-1:1.8.0 is the same total."""
    shown = await shown_values(hass, _read(ENERGY.replace("1-0", "1-1")))
    assert shown == "- Active energy import: **6678.394 kWh**"


async def test_words_are_those_of_the_language(hass: HomeAssistant) -> None:
    """A household in Finland reads Finnish."""
    hass.config.language = "fi"
    shown = await shown_values(hass, _read(ENERGY))
    assert "6678.394 kWh" in shown
    assert "Active energy" not in shown


async def test_profiles_have_the_names_of_the_select(hass: HomeAssistant) -> None:
    """Several are parted by semicolons, in their order."""
    names = await profile_names(hass, ["kamstrup_se", "sesko"])
    first, second = names.split("; ")
    assert first.startswith("Sweden: Kamstrup")
    assert second.startswith("Finland: Rovakaira")


async def test_no_profiles_have_no_names(hass: HomeAssistant) -> None:
    """Nothing is an empty text."""
    assert await profile_names(hass, []) == ""


@pytest.mark.parametrize(
    ("profiles", "words"),
    [
        (["stoen"], "Stoen Operator"),
        (["auto", "luxembourg", "steiermark"], "Luxembourg"),
        (["auto", "iskra_dlms"], "Ask your grid company"),
        ([], "Ask your grid company"),
    ],
)
async def test_where_keys_come_from(
    hass: HomeAssistant, profiles: list[str], words: str
) -> None:
    """The likeliest profile that has a text of its own tells it."""
    assert words in await keys_source(hass, profiles)


async def test_where_keys_come_from_in_polish(hass: HomeAssistant) -> None:
    """A household in Warsaw reads Polish."""
    hass.config.language = "pl"
    assert "bezpłatnie" in await keys_source(hass, ["stoen"])

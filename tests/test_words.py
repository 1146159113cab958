"""Tests of the words that forms show."""

from dataclasses import replace
import re

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from custom_components.han_port.decoder import (
    Address,
    Decoder,
    Medium,
    Reading,
    Telegram,
)
from custom_components.han_port.station import Station
from custom_components.han_port.words import (
    activation,
    keys_source,
    meter_label,
    profile_names,
    shown_values,
    station_labels,
    station_list,
)
from tests.decoder import dutch
from tests.decoder.compose import ENERGY, LINES, telegram

GAMA = Address("EGM", "12345678", 0x01, 0x02)


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
        (["stoen"], "P1 port, not the one of the wireless interface"),
        (["wmbus"], "wireless interface (wM-Bus), not those of the P1 port"),
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


@pytest.mark.parametrize(
    ("profile", "country", "words"),
    [
        ("auto", "FI", "At Rovakaira, ask customer service by phone, chat, or e-mail"),
        ("auto", "EE", "If the meter has to be exchanged for it, you pay for that."),
        ("auto", "PL", "It may take up to two months."),
        ("auto", "NL", "In the Netherlands it is always on."),
        ("auto", "FR", "Ask your grid company:"),
        ("auto", None, "Ask your grid company:"),
        ("kuopio", "FI", "It takes 1 to 5 working days."),
        ("kamstrup_se", "SE", "the cable needs its own 5 V supply"),
        ("kamstrup_dlms", "DK", "and gives you the key"),
        ("kamstrup_dlms", "FR", "It may take a few working days."),
        ("kamstrup_dlms", None, "It may take a few working days."),
        ("wmbus", "PL", "At Tauron, use HANplus in eLicznik."),
        ("wmbus", None, "At Tauron, use HANplus in eLicznik."),
        ("slovenia", "SI", "Ask your grid company:"),
    ],
)
async def test_who_switches_the_port_on(
    hass: HomeAssistant, profile: str, country: str | None, words: str
) -> None:
    """The profile says it, or else the household's country, or else the profile's."""
    hass.config.country = country
    assert words in await activation(hass, profile)


async def test_who_switches_the_port_on_in_finnish(hass: HomeAssistant) -> None:
    """A household in Lapland reads Finnish."""
    hass.config.language, hass.config.country = "fi", "FI"
    assert "maksutonta" in await activation(hass, "auto")


def test_meter_is_called_by_maker_and_number() -> None:
    """Where nobody knows the maker by its letters these stand there."""
    assert meter_label(GAMA) == "Elgama 12345678"
    assert meter_label(Address("XYZ", "00000001", 1, 2)) == "XYZ 00000001"


@pytest.mark.parametrize(
    ("age", "told"),
    [(0, "0 s ago"), (119, "119 s ago"), (120, "2 min ago"), (900, "15 min ago")],
)
async def test_age_of_a_station(hass: HomeAssistant, age: float, told: str) -> None:
    """A meter of water may send every quarter of an hour."""
    station = Station(GAMA, hass.loop.time() - age, rssi=-60.4, telegrams=1)
    labels = await station_labels(hass, [station])
    assert labels == {
        str(GAMA): f"Elgama 12345678: electricity, -60 dBm, {told}, not encrypted"
    }


@pytest.mark.parametrize("medium", Medium)
async def test_every_medium_has_a_word(hass: HomeAssistant, medium: Medium) -> None:
    """Whatever a meter measures can be said in a list."""
    kinds = (Address("EGM", "12345678", 1, kind) for kind in range(256))
    address = next(one for one in kinds if one.medium is medium)
    station = Station(address, hass.loop.time(), telegrams=1, is_encrypted=True)
    assert re.fullmatch(
        r"\*\*Elgama 12345678\*\*  \n[a-z ]+, 0 s ago, encrypted",
        await station_list(hass, [station]),
    )


async def test_station_that_is_only_heard_cut(hass: HomeAssistant) -> None:
    """Of its telegrams nothing is known."""
    station = Station(GAMA, hass.loop.time(), cut=3)
    labels = await station_labels(hass, [station])
    assert labels[str(GAMA)].endswith(
        ": electricity, 0 s ago, cut short by the receiver"
    )


async def test_nobody_is_heard_yet(hass: HomeAssistant) -> None:
    """An empty list says so."""
    assert await station_list(hass, []) == "None yet."


async def test_values_of_other_media(hass: HomeAssistant) -> None:
    """Each has one total."""
    registers = {
        "7-0:3.0.0": Reading(12.34, "m³", 2),
        "9-0:1.0.0": Reading(5.678, "m³", 3),
        "6-0:1.0.0": Reading(1234.0, "kWh", 0),
    }
    telegram = replace(_read(ENERGY), registers=registers)
    assert (await shown_values(hass, telegram)).splitlines() == [
        "- Gas consumption: **12.34 m³**",
        "- Warm water consumption: **5.678 m³**",
        "- Heat consumption: **1234 kWh**",
    ]

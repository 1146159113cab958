"""Words for what a form shows, in the language of Home Assistant."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from .const import CONF_PROFILE, DOMAIN
from .decoder import PROFILES, Address, Register, Telegram, find, maker
from .sensor import placeholders, translation_key
from .station import Station
from .watches.replacement import amount

#: What the confirmation shows, of what the meter sends. The tariffs stand in for a
#: total that is not sent (Netherlands, Belgium). Water, gas and heat have only one.
SHOWN: Final = (
    *("1-0:1.8.0", "1-0:1.8.1", "1-0:1.8.2"),
    *("1-0:2.8.0", "1-0:2.8.1", "1-0:2.8.2"),
    *("1-0:1.7.0", "1-0:2.7.0", "1-0:16.7.0", "1-0:32.7.0"),
    *("7-0:3.0.0", "8-0:1.0.0", "9-0:1.0.0", "6-0:1.0.0", "5-0:1.0.0"),
)
#: How many meters are listed while one waits for yours; more are heard in towns.
LISTED: Final = 10
#: Seconds that are told as such; what is older is told in minutes.
RECENT: Final = 120
#: Where the texts of a select's options stand.
_OPTIONS: Final = f"component.{DOMAIN}.selector.{{}}.options."


async def profile_names(hass: HomeAssistant, profiles: Iterable[str]) -> str:
    """List profiles by the names that the household knows."""
    texts = await _texts(hass, "selector")
    prefix = _OPTIONS.format(CONF_PROFILE)
    return "; ".join(texts[prefix + profile] for profile in profiles)


async def keys_source(hass: HomeAssistant, profiles: Iterable[str]) -> str:
    """Tell where the keys come from, in the words of the first profile that has any."""
    return await _first(hass, "keys_source", profiles)


async def activation(hass: HomeAssistant, profile: str) -> str:
    """Tell who switches the port on, how, how long it takes and what it costs.

    A profile has words of its own where its companies differ from the others of the
    country. The household's country goes before the profile's: some have several.
    """
    countries = (hass.config.country, PROFILES[profile].country)
    places = (country.lower() for country in countries if country)
    return await _first(hass, "activation", (profile, *places))


async def shown_values(hass: HomeAssistant, telegram: Telegram) -> str:
    """List a few values of a telegram by the names that their sensors will have."""
    texts = await _texts(hass, "entity")
    sent = {
        row.code: (row, reading)
        for code, reading in telegram.registers.items()
        if (row := find(code)) and not isinstance(reading.value, str)
    }
    lines = []
    for code in SHOWN:
        if code not in sent:
            continue
        row, reading = sent[code]
        if row.tariff and f"{code[:-1]}0" in sent:
            continue
        lines.append(f"- {_name(texts, row)}: **{amount(reading)}**")
    return "\n".join(lines)


async def register_name(hass: HomeAssistant, code: str) -> str:
    """Return the name of a register, the code itself of one that nobody knows."""
    row = find(code)
    return _name(await _texts(hass, "entity"), row) if row else code


def meter_label(address: Address) -> str:
    """Call a meter by its maker and the number that is printed on it."""
    return f"{maker(address.manufacturer) or address.manufacturer} {address.number}"


async def station_word(hass: HomeAssistant, name: str) -> str:
    """Return one of the words about meters that are heard by radio."""
    return (await _texts(hass, "selector"))[_OPTIONS.format("station") + name]


async def discovered_word(hass: HomeAssistant, name: str) -> str:
    """Return one of the words for what was heard before anybody asked."""
    return (await _texts(hass, "selector"))[_OPTIONS.format("discovered") + name]


async def station_labels(
    hass: HomeAssistant, stations: Iterable[Station]
) -> dict[str, str]:
    """Call the meters heard by radio in a line each, by their addresses."""
    told = await _told(hass, stations)
    return {
        str(address): f"{meter_label(address)}: {told[address]}" for address in told
    }


async def station_list(hass: HomeAssistant, stations: Sequence[Station]) -> str:
    """List the meters heard by radio one below the other, or say that there is none."""
    told = await _told(hass, stations[:LISTED])
    meters = [f"**{meter_label(address)}**  \n{told[address]}" for address in told]
    if len(stations) > LISTED:
        meters.append("…")
    return "\n\n".join(meters) or await station_word(hass, "none")


async def _told(hass: HomeAssistant, stations: Iterable[Station]) -> dict[Address, str]:
    """Tell of each meter what it measures, how strong it is and when it was heard."""
    texts = await _texts(hass, "selector")
    words, media = _OPTIONS.format("station"), _OPTIONS.format("medium")
    told = {}
    for station in stations:
        age = hass.loop.time() - station.at
        unit, count = ("seconds", age) if age < RECENT else ("minutes", age / 60)
        way = "encrypted" if station.is_encrypted else "plain"
        parts = [
            texts[media + station.address.medium],
            "" if station.rssi is None else f"{station.rssi:.0f} dBm",
            texts[words + unit].format(age=f"{count:.0f}"),
            texts[words + (way if station.telegrams else "cut")],
        ]
        told[station.address] = ", ".join(filter(None, parts))
    return told


def _name(texts: Mapping[str, str], row: Register) -> str:
    """Return the name that the sensor of a register has."""
    key = f"component.{DOMAIN}.entity.sensor.{translation_key(row)}.name"
    return texts[key].format(**placeholders(row))


async def _first(hass: HomeAssistant, select: str, names: Iterable[str]) -> str:
    """Return the text of the first name that has any, that of all others without."""
    texts = await _texts(hass, "selector")
    prefix = _OPTIONS.format(select)
    own = (texts[key] for name in names if (key := prefix + name) in texts)
    return next(own, texts[f"{prefix}other"])


async def _texts(hass: HomeAssistant, category: str) -> dict[str, str]:
    """Return the texts of a category."""
    return await async_get_translations(hass, hass.config.language, category, [DOMAIN])

"""Words for what a form shows, in the language of Home Assistant."""

from collections.abc import Iterable
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from .const import CONF_PROFILE, DOMAIN
from .decoder import Telegram, find
from .sensor import placeholders, translation_key

#: What the confirmation shows, of what the meter sends. The tariffs stand in for a
#: total that is not sent (Netherlands, Belgium).
SHOWN: Final = (
    *("1-0:1.8.0", "1-0:1.8.1", "1-0:1.8.2"),
    *("1-0:2.8.0", "1-0:2.8.1", "1-0:2.8.2"),
    *("1-0:1.7.0", "1-0:2.7.0", "1-0:32.7.0"),
)
#: Where the texts of a select's options stand.
_OPTIONS: Final = f"component.{DOMAIN}.selector.{{}}.options."


async def profile_names(hass: HomeAssistant, profiles: Iterable[str]) -> str:
    """List profiles by the names that the household knows."""
    texts = await _texts(hass, "selector")
    prefix = _OPTIONS.format(CONF_PROFILE)
    return "; ".join(texts[prefix + profile] for profile in profiles)


async def keys_source(hass: HomeAssistant, profiles: Iterable[str]) -> str:
    """Tell where the keys come from, in the words of the first profile that has any."""
    texts = await _texts(hass, "selector")
    prefix = _OPTIONS.format("keys_source")
    own = (texts[key] for name in profiles if (key := prefix + name) in texts)
    return next(own, texts[f"{prefix}other"])


async def shown_values(hass: HomeAssistant, telegram: Telegram) -> str:
    """List a few values of a telegram by the names that their sensors will have."""
    texts = await _texts(hass, "entity")
    sent = {
        row.code: (row, reading, reading.value)
        for code, reading in telegram.registers.items()
        if (row := find(code)) and not isinstance(reading.value, str)
    }
    lines = []
    for code in SHOWN:
        if code not in sent:
            continue
        row, reading, number = sent[code]
        if row.tariff and f"{code[:-1]}0" in sent:
            continue
        key = f"component.{DOMAIN}.entity.sensor.{translation_key(row)}.name"
        name = texts[key].format(**placeholders(row))
        value = f"{number:.{reading.decimals}f} {reading.unit}"
        lines.append(f"- {name}: **{value}**")
    return "\n".join(lines)


async def _texts(hass: HomeAssistant, category: str) -> dict[str, str]:
    """Return the texts of a category."""
    return await async_get_translations(hass, hass.config.language, category, [DOMAIN])

"""The fields of the forms: port, profile, receiver, meter and keys.

A key that was typed never goes back to a form: a field that is left empty keeps it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from homeassistant.const import CONF_PORT
from homeassistant.helpers.selector import (
    SelectOptionDict,
    Selector,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    SerialPortSelector,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import voluptuous as vol

from .const import (
    CONF_AUTHENTICATION_KEY,
    CONF_ENCRYPTION_KEY,
    CONF_METER,
    CONF_PROFILE,
    CONF_RECEIVER,
    CONF_SYSTEM_TITLE,
)
from .decoder import (
    AUTO,
    PROFILES,
    RECEIVERS,
    Keys,
    parse_key,
    parse_radio_key,
    parse_system_title,
)
from .link import Problem

#: What one picks instead of a meter while one's own has not been heard.
LISTEN: Final = "listen"

#: The field that a trouble belongs to, where a form has it.
FIELDS: Final[dict[str, str]] = {
    **dict.fromkeys(Problem, CONF_PORT),
    "receiver_missing": CONF_RECEIVER,
    "wrong_profile": CONF_PROFILE,
    "no_profile": CONF_PROFILE,
    "encrypted": CONF_ENCRYPTION_KEY,
    "wrong_key": CONF_ENCRYPTION_KEY,
    "other_meter_key": CONF_ENCRYPTION_KEY,
    "wrong_authentication_key": CONF_AUTHENTICATION_KEY,
    "unverified": CONF_AUTHENTICATION_KEY,
}

type _Readers = dict[str, tuple[Callable[[str], bytes], str]]

#: How each key is read, and what one is told when it cannot be.
_KEYS: Final[_Readers] = {
    CONF_ENCRYPTION_KEY: (parse_key, "invalid_key"),
    CONF_AUTHENTICATION_KEY: (parse_key, "invalid_key"),
    CONF_SYSTEM_TITLE: (parse_system_title, "invalid_system_title"),
}
#: A radio has one key.
_RADIO_KEYS: Final[_Readers] = {
    CONF_ENCRYPTION_KEY: (parse_radio_key, "invalid_radio_key")
}
_MASKED: Final = TextSelector(
    TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="off")
)


def fields(
    step: str, *, keys_known: bool, is_wireless: bool = False
) -> dict[vol.Marker, Selector[Any]]:
    """Return the fields of a form.

    The encryption key has to be filled in where nothing but keys is asked for and
    none is known. A meter on a wire does not become one that is heard by radio.
    """
    asked: dict[vol.Marker, Selector[Any]] = {}
    if step in ("user", "reconfigure"):
        asked[vol.Required(CONF_PORT)] = SerialPortSelector()
        profiles = [
            profile.id
            for profile in PROFILES.values()
            if step == "user" or profile.is_wireless == is_wireless
        ]
        asked[vol.Required(CONF_PROFILE, default=profiles[0])] = profile_selector(
            profiles
        )
    if step == "receiver":
        asked[vol.Required(CONF_RECEIVER, default=AUTO)] = _selector(
            [AUTO, *RECEIVERS], CONF_RECEIVER
        )
    elif step != "user":
        first, *others = _RADIO_KEYS if is_wireless else _KEYS
        optional = keys_known or step == "reconfigure"
        asked[vol.Optional(first) if optional else vol.Required(first)] = _MASKED
        asked |= {vol.Optional(name): _MASKED for name in others}
    return asked


def profile_selector(profiles: Iterable[str]) -> SelectSelector:
    """Offer profiles."""
    return _selector(profiles, CONF_PROFILE)


def meter_field(
    labels: Mapping[str, str], chosen: str | None
) -> dict[vol.Marker, Selector[Any]]:
    """Offer meters by their labels, all of them at a glance."""
    default = chosen if chosen is not None else vol.UNDEFINED
    options = [
        SelectOptionDict(value=meter, label=label) for meter, label in labels.items()
    ]
    config = SelectSelectorConfig(options=options, mode=SelectSelectorMode.LIST)
    return {vol.Required(CONF_METER, default=default): SelectSelector(config)}


def read_keys(
    typed: Mapping[str, Any],
    known: Keys | None,
    *,
    required: bool = False,
    is_wireless: bool = False,
) -> tuple[Keys | None, dict[str, str]]:
    """Read what was typed: the keys, or the errors by their fields.

    Who types an encryption key types all there is; without one the rest changes
    what is `known`.
    """
    parts: dict[str, bytes] = {}
    errors: dict[str, str] = {}
    readers = _RADIO_KEYS if is_wireless else _KEYS
    for name, (parse, error) in readers.items():
        if text := typed.get(name, "").strip():
            try:
                parts[name] = parse(text)
            except ValueError:
                errors[name] = error
    encryption = parts.get(CONF_ENCRYPTION_KEY)
    authentication = parts.get(CONF_AUTHENTICATION_KEY)
    title = parts.get(CONF_SYSTEM_TITLE)
    if encryption:
        return Keys(encryption, authentication, title), errors
    if known:
        authentication = authentication or known.authentication
        title = title or known.system_title
        return replace(known, authentication=authentication, system_title=title), errors
    if required or parts:
        errors.setdefault(CONF_ENCRYPTION_KEY, readers[CONF_ENCRYPTION_KEY][1])
    return None, errors


def _selector(options: Iterable[str], translation_key: str) -> SelectSelector:
    """Offer what is called by the texts of a translation key."""
    return SelectSelector(
        SelectSelectorConfig(
            options=list(options),
            mode=SelectSelectorMode.DROPDOWN,
            translation_key=translation_key,
        )
    )

"""The fields of the forms: port, profile and keys.

A key that was typed never goes back to a form: a field that is left empty keeps it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from homeassistant.const import CONF_PORT
from homeassistant.helpers.selector import (
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
    CONF_PROFILE,
    CONF_SYSTEM_TITLE,
)
from .decoder import AUTO, PROFILES, Keys, parse_key, parse_system_title
from .link import Problem

#: The field that a trouble belongs to, where a form has it.
FIELDS: Final[dict[str, str]] = {
    **dict.fromkeys(Problem, CONF_PORT),
    "wrong_profile": CONF_PROFILE,
    "no_profile": CONF_PROFILE,
    "encrypted": CONF_ENCRYPTION_KEY,
    "wrong_key": CONF_ENCRYPTION_KEY,
    "wrong_authentication_key": CONF_AUTHENTICATION_KEY,
    "unverified": CONF_AUTHENTICATION_KEY,
}

#: How each key is read, and what one is told when it cannot be.
_KEYS: Final[dict[str, tuple[Callable[[str], bytes], str]]] = {
    CONF_ENCRYPTION_KEY: (parse_key, "invalid_key"),
    CONF_AUTHENTICATION_KEY: (parse_key, "invalid_key"),
    CONF_SYSTEM_TITLE: (parse_system_title, "invalid_system_title"),
}
_MASKED: Final = TextSelector(
    TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="off")
)


def fields(step: str, *, keys_known: bool) -> dict[vol.Marker, Selector[Any]]:
    """Return the fields of a form.

    The encryption key has to be filled in where nothing but keys is asked for and
    none is known.
    """
    asked: dict[vol.Marker, Selector[Any]] = {}
    if step in ("user", "reconfigure"):
        asked[vol.Required(CONF_PORT)] = SerialPortSelector()
        asked[vol.Required(CONF_PROFILE, default=AUTO)] = profile_selector(PROFILES)
    if step != "user":
        first, *others = _KEYS
        optional = keys_known or step == "reconfigure"
        asked[vol.Optional(first) if optional else vol.Required(first)] = _MASKED
        asked |= {vol.Optional(name): _MASKED for name in others}
    return asked


def profile_selector(profiles: Iterable[str]) -> SelectSelector:
    """Offer profiles."""
    return SelectSelector(
        SelectSelectorConfig(
            options=list(profiles),
            mode=SelectSelectorMode.DROPDOWN,
            translation_key=CONF_PROFILE,
        )
    )


def read_keys(
    typed: Mapping[str, Any], known: Keys | None, *, required: bool = False
) -> tuple[Keys | None, dict[str, str]]:
    """Read what was typed: the keys, or the errors by their fields.

    Who types an encryption key types all there is; without one the rest changes
    what is `known`.
    """
    parts: dict[str, bytes] = {}
    errors: dict[str, str] = {}
    for name, (parse, error) in _KEYS.items():
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
        errors.setdefault(CONF_ENCRYPTION_KEY, "invalid_key")
    return None, errors

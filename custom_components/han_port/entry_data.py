"""What an entry keeps of a meter: profile, line, keys, its number and its name."""

from collections.abc import Mapping
import re
from typing import Any, Final

from .const import (
    CONF_AUTHENTICATION_KEY,
    CONF_ENCRYPTION_KEY,
    CONF_LINE,
    CONF_PROFILE,
    CONF_SYSTEM_TITLE,
)
from .decoder import PROFILES, Keys, Line, Meter, Profile

#: Of a longer number the last digits are enough to tell two meters apart.
_LONG: Final = re.compile(r"[0-9]{2,}(?=[0-9]{3})")


def profile_of(data: Mapping[str, Any]) -> Profile:
    """Return the profile that an entry reads its meter by."""
    return PROFILES[data[CONF_PROFILE]]


def line_of(data: Mapping[str, Any]) -> Line | None:
    """Return the line settings that an entry has, None where it has none."""
    return Line.parse(data[CONF_LINE]) if CONF_LINE in data else None


def keys_of(data: Mapping[str, Any]) -> Keys | None:
    """Return the keys that an entry has, None where it has none."""
    encryption, authentication, system_title = (
        bytes.fromhex(data.get(name, ""))
        for name in (CONF_ENCRYPTION_KEY, CONF_AUTHENTICATION_KEY, CONF_SYSTEM_TITLE)
    )
    if not encryption:
        return None
    return Keys(encryption, authentication or None, system_title or None)


def keys_data(keys: Keys | None) -> dict[str, str]:
    """Return keys as an entry keeps them: in hex, and only those that there are."""
    if keys is None:
        return {}
    parts = {
        CONF_ENCRYPTION_KEY: keys.encryption,
        CONF_AUTHENTICATION_KEY: keys.authentication,
        CONF_SYSTEM_TITLE: keys.system_title,
    }
    return {name: part.hex() for name, part in parts.items() if part}


def unique_id(meter: Meter) -> str | None:
    """Return what is the same for a meter on any port and by any profile.

    That is its serial number alone, however it is spelled: one list of a meter
    may name the maker and another may not.
    """
    number = re.sub("[^0-9A-Za-z]", "", meter.serial_number or "").upper()
    return number or None


def without_number(title: str) -> str:
    """Return a name as logs and repairs show it: a long number may be the meter's."""
    return _LONG.sub("…", title)

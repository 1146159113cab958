"""Test keys that no meter has, and the ways in which a key can be written."""

from base64 import b64encode
from dataclasses import replace

from custom_components.han_port.const import (
    CONF_AUTHENTICATION_KEY,
    CONF_ENCRYPTION_KEY,
)
from simulator.keys import BOTH, Keys
from simulator.meter import Meter
from simulator.meters import METERS

#: The keys of the simulated meter of Stoen.
FIELDS = BOTH.fields
ENCRYPTION = FIELDS[CONF_ENCRYPTION_KEY]
AUTHENTICATION = FIELDS[CONF_AUTHENTICATION_KEY]

#: Keys that open nothing.
OTHER = bytes(range(0x50, 0x60))
OTHER_KEY = OTHER.hex()
STOEN = METERS["stoen"]


def with_other_keys[M: Meter](meter: M) -> M:
    """Return a meter whose keys have been renewed."""
    return replace(meter, keys=Keys(OTHER, bytes(range(0x60, 0x70))))


def saved(**typed: str) -> dict[str, str]:
    """Return keys as an entry keeps them."""
    return {name: text.lower() for name, text in typed.items()}


def spellings(key: bytes) -> set[str]:
    """Return what gives a key away, in whatever way it is written."""
    pairs = key.hex(" ").split()
    joined = {separator.join(pairs) for separator in ("", " ", ":", "-", ", 0x")}
    texts = {str(key)[2:-1], str(list(key))[1:-1], b64encode(key).decode()}
    return texts | joined | {text.upper() for text in joined}


def leaks(text: str, *fields: str) -> list[str]:
    """Return the keys among the fields' values that a text gives away."""
    return [
        field
        for field in fields
        if any(spelling in text for spelling in spellings(bytes.fromhex(field)))
    ]


def number_spellings(number: str) -> set[str]:
    """Return what gives a meter's number away: as text, in hex, or byte by byte.

    What is sent as hex text stands twice in hex in a dump of bytes. By radio two
    digits stand in a byte, the last ones first.
    """
    forms = [number.encode(), number.encode().hex().encode()]
    forms.append(forms[1].upper())
    if number.isdecimal() and len(number) % 2 == 0:
        pairs = bytes.fromhex(number)
        forms += [pairs, pairs[::-1]]
    return {number}.union(*map(spellings, forms))


def number_leaks(text: str, *numbers: str) -> list[str]:
    """Return the numbers that a text gives away."""
    return [
        number
        for number in numbers
        if any(spelling in text for spelling in number_spellings(number))
    ]

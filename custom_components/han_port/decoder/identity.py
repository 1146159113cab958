r"""Who sent a telegram: the ident line and the registers that carry a number.

The ident line is `/XXXZident`: three letters registered with the DLMS User
Association (FLAG id), a baud digit without meaning here, an identification of
the *model*. It never is a meter number, not even where it looks like one:
`/ELL5\253833635_A` has been published from several meters with different
readings, and `/FLU5\253769484_A` stands on every three-phase meter of its kind.
"""

from collections.abc import Mapping
from functools import lru_cache
import re
from typing import Final

from .telegram import Meter, Reading

#: FLAG id in capitals -> maker of the meter, or the brand that had it made.
_MANUFACTURERS: Final = {
    "ADN": "Aidon",
    "EGM": "Elgama",
    "ELL": "Sagemcom",
    "EMH": "EMH",
    "ESY": "EasyMeter",
    "FLU": "Sagemcom",
    "HLY": "Holley",
    "ISK": "Iskraemeco",
    "KAM": "Kamstrup",
    "KFM": "Kaifa",
    "LGF": "Landis+Gyr",
    "LGZ": "Landis+Gyr",
    "LUX": "Sagemcom",
    "NES": "NES",
    "SAG": "Sagemcom",
    "XMX": "Landis+Gyr",
}
_IDENT: Final = re.compile(r"([A-Za-z]{3})[0-9A-Za-z:-](.*)")


def identify(ident: str, registers: Mapping[str, Reading]) -> Meter:
    """Read manufacturer, model and serial number off a telegram."""
    return _meter(ident, _serial_number(registers))


@lru_cache(maxsize=16)
def _meter(ident: str, serial_number: str | None) -> Meter:
    """Read manufacturer and model off an ident line."""
    found = _IDENT.fullmatch(ident)
    if found is None:
        return Meter(serial_number=serial_number)
    return Meter(
        manufacturer=_MANUFACTURERS.get(found[1].upper()),
        model=found[2].strip(" :\\") or None,
        serial_number=serial_number,
    )


def _serial_number(registers: Mapping[str, Reading]) -> str | None:
    """Read the number in 0-0:96.1.0, else 0-0:96.1.1: hex digits of ASCII."""
    reading = registers.get("0-0:96.1.0") or registers.get("0-0:96.1.1")
    if reading is None:
        return None
    try:
        number = bytes.fromhex(str(reading.value)).decode("ascii").strip()
    except ValueError:
        return None
    return number if number and number.isprintable() else None

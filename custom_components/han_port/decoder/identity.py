r"""Who sent a telegram: its first line, and the registers that carry a number.

The ident line of readable text is `/XXXZident`: three letters registered with the
DLMS User Association (FLAG id), a baud digit without meaning here, an
identification of the *model*. It never is a meter number, not even where it looks
like one: `/ELL5\253833635_A` has been published from several meters with different
readings, and `/FLU5\253769484_A` stands on every three-phase meter of its kind.
Numbers stand in registers, mostly as the hex digits of their characters.

DLMS meters have a list id instead, their numbers are plain, and where they cipher
their system title begins with the FLAG id.
"""

from collections.abc import Mapping
from functools import lru_cache
import re
from typing import Final

from .makers import maker
from .submeter import Medium, SubMeter, medium_of
from .telegram import Meter, Reading

#: What Elgama's meters call themselves -> what stands on their front.
_MODELS: Final = {"G15": "GAMA 150", "G35": "GAMA 350"}
_IDENT: Final = re.compile(r"([A-Za-z]{3})[0-9A-Za-z:-](.*)")
#: Six characters or more: what is shorter is more likely to be a number as it is.
_HEX: Final = re.compile("(?:[0-9A-Fa-f]{2}){6,}")

#: Where the meter's number may stand, the likeliest first: in readable text ...
_NUMBERS: Final = (
    *("0-0:96.1.0", "0-0:96.1.1", "0-0:42.0.0"),
    *("0-0:96.1.255", "0-0:0.0.0"),
)
#: ... and in lists of DLMS meters. The last one begins with the FLAG id.
_LIST_NUMBERS: Final = ("0-0:96.1.0", "1-1:0.0.5", "1-0:0.0.5", "0-0:42.0.0")
_LIST_MODELS: Final = ("0-0:96.1.7", "1-1:96.1.1")

#: For each channel the device type, the number (DSMR or Belgium), the reading.
_CHANNELS: Final = {
    channel: (
        f"0-{channel}:24.1.0",
        (f"0-{channel}:96.1.0", f"0-{channel}:96.1.1"),
        (f"0-{channel}:24.2.1", f"0-{channel}:24.2.3"),
    )
    for channel in range(1, 5)
}


def sender_of_text(
    ident: str, registers: Mapping[str, Reading], system_title: bytes = b""
) -> Meter:
    """Tell who sent readable text, by its ident line without `/`.

    `system_title` is empty where nothing was ciphered.
    """
    numbers = tuple(map(registers.get, _NUMBERS))
    return _by_ident_line(ident, numbers, system_title)


def sender_of_list(
    list_id: str, registers: Mapping[str, Reading], system_title: bytes = b""
) -> Meter:
    """Tell who sent a DLMS list, by its id, which may be empty."""
    numbers = tuple(map(registers.get, _LIST_NUMBERS))
    models = tuple(map(registers.get, _LIST_MODELS))
    return _by_list(list_id, numbers, models, system_title)


def submeters(registers: Mapping[str, Reading]) -> Mapping[int, SubMeter]:
    """Read which meters send their readings through this one, by channel."""
    return {
        channel: _submeter(
            channel,
            registers[kind],
            tuple(map(registers.get, numbers)),
            next(filter(registers.__contains__, codes), None),
        )
        for channel, (kind, numbers, codes) in _CHANNELS.items()
        if kind in registers
    }


@lru_cache(maxsize=16)
def _by_ident_line(
    ident: str, numbers: tuple[Reading | None, ...], system_title: bytes
) -> Meter:
    """Read manufacturer and model off an ident line."""
    equipment, second, *others = map(_number, numbers)
    found = _IDENT.fullmatch(ident)
    model = found[2].strip(" :/\\") if found else ""
    model = _MODELS.get(model, model)
    if equipment and second and not second.isdecimal():
        # Stoen's meters send a number and, behind it, their model.
        model = second
    return Meter(
        manufacturer=maker(ident) or maker(_title(system_title)),
        model=model or None,
        serial_number=_first(equipment, second, *others, _title(system_title)),
    )


@lru_cache(maxsize=16)
def _by_list(
    list_id: str,
    numbers: tuple[Reading | None, ...],
    models: tuple[Reading | None, ...],
    system_title: bytes,
) -> Meter:
    """Read the plain texts of a DLMS meter."""
    texts = [_text(reading) for reading in numbers]
    makers = map(maker, (list_id, texts[-1], _title(system_title)))
    return Meter(
        manufacturer=_first(*makers),
        model=_first(*map(_text, models)),
        serial_number=_first(*texts, _title(system_title)),
    )


@lru_cache(maxsize=16)
def _submeter(
    channel: int,
    kind: Reading,
    numbers: tuple[Reading | None, ...],
    code: str | None,
) -> SubMeter:
    """Read what a meter on the M-Bus measures, and its number."""
    number = _text(kind) or ""
    return SubMeter(
        channel,
        medium_of(int(number)) if number.isdecimal() else Medium.UNKNOWN,
        serial_number=_first(*map(_number, numbers)),
        code=code,
    )


def _first(*texts: str | None) -> str | None:
    """Return the first text that is one."""
    return next(filter(None, texts), None)


def _title(system_title: bytes) -> str | None:
    """Write a system title as text: three letters, and five bytes in hex."""
    if not system_title:
        return None
    return system_title[:3].decode("latin-1") + system_title[3:].hex().upper()


def _text(reading: Reading | None) -> str | None:
    """Read a text that is plain; zeros alone are none."""
    text = str(reading.value).strip(" \0") if reading else ""
    is_text = text.strip("0") and text.isascii() and text.isprintable()
    return text if is_text else None


def _number(reading: Reading | None) -> str | None:
    """Read a number in hex digits of its characters, or one that is plain."""
    text = _text(reading)
    if text is None or not _HEX.fullmatch(text):
        return text
    characters = bytes.fromhex(text).decode("latin-1").strip(" \0")
    if not characters:
        return None
    return characters if characters.isascii() and characters.isalnum() else text

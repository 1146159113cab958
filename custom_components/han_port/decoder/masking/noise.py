"""Masking bytes that nobody understands: what may be a number in them."""

import re
from typing import Final

from ..wireless.link_layer import (
    CONTROLS,
    HEAD_SIZE,
    has_sound_start,
    is_telegram,
    size_with_crcs,
)
from .numbers import all_suspects, octets
from .radio import mask_frame

#: A system title as general-glo-ciphering has it: three letters, five bytes.
_TITLE: Final = re.compile(rb"(?<=\x08)([A-Za-z]{3})([\x00-\xff]{5})")
#: L and C of a radio telegram.
_RADIO: Final = re.compile(rb"[\x0a-\xff](?=[" + re.escape(bytes(CONTROLS)) + rb"])")


def mask_noise(data: bytes) -> bytes:
    """Mask all long numbers, system titles, and the headers of radio telegrams."""
    if data.isascii() and b"\x08" not in data:
        return all_suspects(data)
    titled = _TITLE.sub(lambda found: found[1] + octets(found[2]), data)
    masked = bytearray(all_suspects(titled))
    end = 0
    for found in _RADIO.finditer(data):
        at = found.start()
        if at >= end and is_telegram(data[at : at + HEAD_SIZE]):
            is_checked = has_sound_start(data[at:])
            end = at + (size_with_crcs(data[at]) if is_checked else data[at] + 1)
            masked[at:end] = mask_frame(bytes(masked[at:end]), None)
    return bytes(masked)

"""Targets of masking: what is masked is as long as before, and can be read again.

By radio a made-up meter number may stand within the records, and is masked there too.
"""

from functools import partial
from typing import Final

from custom_components.han_port.decoder import (
    CATALOGUE,
    PROFILES,
    WIRELESS,
    Decoder,
    Event,
    Integrity,
    Keys,
    RadioDecoder,
    Reception,
    Telegram,
)
from custom_components.han_port.decoder.masking import CAPTURE_KEYS, mask

from .checks import NOW, Target, sound
from .radio import telegrams
from .seals import KEYS
from .wired import stream


def wired(keys: Keys | None, data: bytes) -> None:
    """Mask all that a decoder hands out of a stream."""
    decoder = Decoder(keys=keys)
    for event in (*decoder.feed(stream(data), NOW), *decoder.end(NOW)):
        again = Decoder(keys=CAPTURE_KEYS)
        masked = _masked(event, keys)
        _same_numbers(event, [*again.feed(masked, NOW), *again.end(NOW)])


def radio(keys: Keys | None, data: bytes) -> None:
    """Mask all that comes of radio telegrams."""
    clock = PROFILES[WIRELESS].clock
    decoder = RadioDecoder(keys=keys, clock=clock)
    for telegram in filter(None, telegrams(data)):
        reception = Reception(telegram[:256], None, Integrity.RECEIVER)
        for event in decoder.hear(reception, NOW):
            masked = _masked(event, keys)
            again = RadioDecoder(keys=CAPTURE_KEYS, clock=clock)
            sound(again.hear(reception._replace(telegram=masked), NOW))


def _masked(event: Event, keys: Keys | None) -> bytes:
    """Mask what an event was made of."""
    masked = mask(event, keys)
    assert len(masked) == len(event.raw), "other than as many bytes"
    return masked


def _same_numbers(event: Event, again: list[Event]) -> None:
    """Check that the numbers of a telegram are read out of the masked one.

    Of lines that nobody understands masking may make some that anybody does.
    """
    if isinstance(event, Telegram) and not event.unread:
        (read,) = (one for one in again if isinstance(one, Telegram))
        assert _numbers(read) == _numbers(event)


def _numbers(telegram: Telegram) -> dict[str, object]:
    """Return the registers that are known to be numbers."""
    return {
        code: reading
        for code, reading in telegram.registers.items()
        if isinstance(reading.value, float) and code in CATALOGUE
    }


MASK_TARGETS: Final[dict[str, Target]] = {
    "mask-wired": partial(wired, KEYS),
    "mask-wired:shut": partial(wired, None),
    "mask-radio": partial(radio, KEYS),
    "mask-radio:shut": partial(radio, None),
}

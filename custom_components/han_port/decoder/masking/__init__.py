"""Masking telegrams, so that a household can show what its meter sends.

Numbers that tell which meter or place it is, and texts to the household, become
others of the same length and kind; values, clocks, makers and models stay. Checksums
are made anew, and what a key opens is ciphered anew with the keys of captures. So
what is masked is read as the original is, and what was refused is refused.

What no key opens keeps its ciphertext; its headers are masked. Of bytes that nobody
understands all long numbers are.
"""

from typing import Final

from ..keys import Keys
from ..telegram import Carrier, Event, Reason, Rejected
from ..wireless.link_layer import HEAD_SIZE, is_telegram
from .capture_keys import CAPTURE_KEYS
from .noise import mask_noise
from .radio import mask_frame, mask_radio
from .text import mask_telegram
from .wired import mask_wired

__all__ = ["CAPTURE_KEYS", "mask"]

_TEXT: Final = b"/"
#: Refused for a checksum or a tag, which must not fit the new keys.
_WRONG: Final = (Reason.AUTHENTICATION_KEY, Reason.CHECKSUM)


def mask(event: Event, keys: Keys | None) -> bytes:
    """Return the bytes of an event, masked.

    `keys` are those that it was decoded with. Whatever the bytes are, nothing is
    raised, and as many come back.
    """
    raw = event.raw
    if isinstance(event, Rejected):
        return _mask_refused(event, keys)
    if event.carrier is Carrier.WIRELESS:
        return mask_radio(raw, keys)
    masked = None if event.carrier is Carrier.P1 else mask_wired(raw, keys)
    return mask_telegram(raw) if masked is None else masked


def _mask_refused(event: Rejected, keys: Keys | None) -> bytes:
    """Mask what was refused: of what it is only its first bytes tell."""
    raw, reason = event.raw, event.reason
    if reason is Reason.NOISE:
        return mask_noise(raw)
    if event.sender:
        return mask_frame(raw, keys)
    masked = mask_wired(raw, keys, is_wrong=reason in _WRONG)
    if masked is not None:
        return masked
    is_radio = is_telegram(raw[:HEAD_SIZE])
    if raw.isascii() or (raw.startswith(_TEXT) and not is_radio):
        return mask_telegram(raw)
    if raw.startswith(_TEXT) or not (is_radio or reason is Reason.MALFORMED):
        return mask_noise(raw)
    return mask_frame(raw, keys)

"""Masking the binary frames that a wire brings, by the sign that they begin with."""

from functools import partial
import re
from typing import Final

from .. import hdlc, mbus
from ..ciphered import IDENT_SIGN, IdentDoor
from ..frame import Frame
from ..keys import Keys
from . import sums
from .ciphered import CIPHERED, mask_body, mask_ciphered
from .frames import mask_hdlc, mask_mbus
from .noise import mask_noise

_HDLC: Final = re.compile(hdlc.SIGN)
_MBUS: Final = re.compile(mbus.SIGN)
_IDENT: Final = re.compile(IDENT_SIGN)
_LIST: Final = (b"\x0f", hdlc.LLC + b"\x0f")
_TRAILER: Final = re.compile(rb"!([0-9A-Fa-f]{4})")


def mask_wired(
    raw: bytes, keys: Keys | None, *, is_wrong: bool = False
) -> bytes | None:
    """Mask a frame, None where the bytes begin like none.

    With `is_wrong` a tag that is made anew does not fit.
    """
    mask = partial(mask_body, keys=keys, is_wrong=is_wrong)
    if _HDLC.match(raw):
        return mask_hdlc(raw, mask)
    if _MBUS.match(raw):
        return mask_mbus(raw, mask)
    if raw.startswith(CIPHERED):
        return mask(raw)
    if raw.startswith(_LIST):
        body = raw.removeprefix(hdlc.LLC)
        return raw[: len(raw) - len(body)] + mask(body)
    if _IDENT.match(raw):
        return _mask_behind_ident(raw, keys, is_wrong=is_wrong)
    return None


def _mask_behind_ident(raw: bytes, keys: Keys | None, *, is_wrong: bool) -> bytes:
    """Mask what is ciphered behind an ident line, and make its checksum anew."""
    frame = next(iter(IdentDoor().take(raw) or ()), None)
    if not isinstance(frame, Frame):
        return mask_noise(raw)
    start = raw.index(frame.body)
    end = start + len(frame.body)
    body = mask_ciphered(frame.body, keys, is_wrong=is_wrong)
    masked = raw[:start] + body + raw[end:]
    trailer = _TRAILER.match(raw, end)
    if trailer is None:
        return masked
    covered = end + 1
    checksum = sums.printed(raw[:covered], masked[:covered], trailer[1], *sums.CIPHERED)
    return masked[: trailer.start(1)] + checksum + raw[trailer.end(1) :]

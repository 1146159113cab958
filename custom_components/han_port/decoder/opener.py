"""Opening what is ciphered: a frame in, a frame of plain text or of an APDU out."""

from dataclasses import replace
from typing import Final, NamedTuple

from .cipher import Plain, decipher
from .ciphered import Ciphered, read_ciphered
from .frame import Frame
from .keys import Keys
from .p1 import read_text
from .profiles import ciphering
from .telegram import (
    HEAD_SIZE,
    UNCHECKED,
    Carrier,
    Integrity,
    Reason,
    Rejected,
)

_CIPHERED: Final = b"\xdb"
#: The trailer of these is known, so what does not fit it is damaged.
_KNOWN_TRAILER: Final = "EGM"
_WHY: Final = {
    Reason.CHECKSUM: "neither a tag nor a checksum vouches for the telegram",
    Reason.ENCRYPTED: "the telegram is encrypted",
    Reason.MALFORMED: "no general-glo-ciphering",
    Reason.KEY: "nothing sensible comes out with the encryption key",
    Reason.AUTHENTICATION_KEY: "the tag is not that of the authentication key",
}


class Opened(NamedTuple):
    """A frame whose body is plain, and what was around it.

    ``invocation_counter`` is None and ``system_title`` empty where nothing was
    ciphered.
    """

    frame: Frame
    invocation_counter: int | None = None
    system_title: bytes = b""


class Opener:
    """Opens the telegrams of one meter."""

    def __init__(
        self, keys: Keys | None, public_key: bytes | None, country: str | None
    ) -> None:
        """Keep the keys; without any, what is ciphered is refused."""
        self._keys = keys
        self._public_keys = (public_key,) if public_key else ()
        self._country = country

    def open(self, frame: Frame) -> Opened | Rejected:
        """Open a frame; one that is plain passes through."""
        if not is_ciphered(frame):
            return Opened(frame)
        ciphered = read_ciphered(frame.body)
        if ciphered is None:
            return _refuse(frame, Reason.MALFORMED)
        if self._keys is None:
            return self._encrypted(frame, ciphered)
        plain = decipher(ciphered, self._keys, self._public_keys)
        if not isinstance(plain, Plain):
            return _refuse(frame, Reason.CHECKSUM if _is_damaged(frame) else plain)
        opened = _plain_frame(frame, plain)
        if isinstance(opened, Rejected):
            return opened
        return Opened(opened, ciphered.invocation_counter, ciphered.title)

    def _encrypted(self, frame: Frame, ciphered: Ciphered) -> Rejected:
        """Say that keys are needed, and of which systems."""
        ident = frame.ident or ciphered.title[:3].decode("latin-1")
        found = ciphering(frame.carrier, ident, self._country)
        profiles = tuple(profile.id for profile in found)
        return _refuse(frame, Reason.ENCRYPTED, profiles)


def is_ciphered(frame: Frame) -> bool:
    """Tell whether a frame is to be opened."""
    if frame.carrier is Carrier.P1:
        return False
    return frame.carrier is Carrier.P1_CIPHERED or frame.body.startswith(_CIPHERED)


def _refuse(frame: Frame, reason: Reason, profiles: tuple[str, ...] = ()) -> Rejected:
    """Refuse a whole frame."""
    head = frame.body[:HEAD_SIZE].hex()
    why = _WHY[reason]
    return Rejected(reason, frame.size, head, why, profiles, raw=frame.raw)


def _is_damaged(frame: Frame) -> bool:
    """Tell whether a frame has a trailer that should fit and does not."""
    return frame.ident.startswith(_KNOWN_TRAILER) and not frame.integrity


def _plain_frame(frame: Frame, plain: Plain) -> Frame | Rejected:
    """Return the frame with its plain body, if anything vouches for it."""
    integrity = plain.integrity | frame.integrity
    opened = frame._replace(body=plain.text, integrity=integrity)
    if _is_damaged(frame):
        # No tag covers the ident line: a model in it may be any.
        opened = opened._replace(ident=_KNOWN_TRAILER)
    if plain.text.startswith(b"/"):
        is_verified = plain.integrity is Integrity.GCM_TAG
        text = read_text(plain.text, trusted=is_verified)
        if isinstance(text, Rejected):
            return replace(text, size=frame.size, raw=frame.raw)
        integrity |= text.integrity
        opened = opened._replace(ident=text.ident, body=text.body, integrity=integrity)
    if opened.integrity in UNCHECKED:
        return _refuse(frame, Reason.CHECKSUM)
    return opened

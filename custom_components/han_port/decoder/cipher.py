"""Deciphering: AES-128-GCM as general-glo-ciphering uses it.

    IV  = system title (8) and invocation counter (4)
    AAD = security control (1) and authentication key (16)
    tag = the first 12 bytes

The keystream begins with counter block 2, so what carries no tag, or a tag whose
key nobody has told, is deciphered as AES-CTR. Suite 1 in the security control
changes nothing of it: AES-128 is what meters use (formats seen: 20, 21, 30).

Stoen's meters send no system title and a counter of 0, and their IV is 12 zero
bytes; in case a meter hides its title it can be told, and is tried next.
"""

from collections.abc import Iterable
import re
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from .ciphered import TAG_SIZE, Ciphered
from .keys import Keys
from .telegram import Integrity, Reason

_NO_TITLE: Final = bytes(8)
_FIRST_BLOCK: Final = (2).to_bytes(4, "big")
#: How plain text begins: a data-notification, a telegram, or a body of Stoen's.
_SENSIBLE: Final = re.compile(
    rb"\x0f[\x00-\xff]{4}[\x00\x09\x0c]|/[A-Za-z]{3}|[0-9]-[0-9]+:[0-9]"
)


class Plain(NamedTuple):
    """What a telegram held, and whether its tag has been verified."""

    text: bytes
    integrity: Integrity


def decipher(
    ciphered: Ciphered, keys: Keys, public_keys: Iterable[bytes] = ()
) -> Plain | Reason:
    """Decipher a telegram and verify its tag where that can be done.

    Without an authentication key of its own the `public_keys` are tried. Return
    Reason.KEY where nothing sensible comes out, Reason.AUTHENTICATION_KEY where
    it does but the tag is not that of the authentication key.
    """
    ivs = _ivs(ciphered, keys)
    known = [keys.authentication] if keys.authentication else list(public_keys)
    if ciphered.tag:
        for iv in ivs:
            for key in known:
                text = _verified(ciphered, keys.encryption, iv, key)
                if text is not None:
                    return Plain(text, Integrity.GCM_TAG)
    for iv in ivs:
        text = _unverified(ciphered, keys.encryption, iv)
        if _SENSIBLE.match(text):
            if ciphered.tag and keys.authentication:
                return Reason.AUTHENTICATION_KEY
            return Plain(text, Integrity.GCM_UNVERIFIED)
    return Reason.KEY


def _ivs(ciphered: Ciphered, keys: Keys) -> list[bytes]:
    """List the initialization vectors that a telegram may have been made with."""
    titles = [ciphered.title or _NO_TITLE]
    if keys.system_title:
        titles.append(keys.system_title)
    counter = ciphered.invocation_counter.to_bytes(4, "big")
    return [title + counter for title in titles]


def _verified(
    ciphered: Ciphered, encryption: bytes, iv: bytes, authentication: bytes
) -> bytes | None:
    """Decipher a telegram whose tag fits, None where it does not."""
    mode = modes.GCM(iv, ciphered.tag, min_tag_length=TAG_SIZE)
    decryptor = Cipher(algorithms.AES(encryption), mode).decryptor()
    control = bytes([ciphered.security_control])
    decryptor.authenticate_additional_data(control + authentication)
    text = decryptor.update(ciphered.ciphertext)
    try:
        return text + decryptor.finalize()
    except InvalidTag:
        return None


def _unverified(ciphered: Ciphered, encryption: bytes, iv: bytes) -> bytes:
    """Decipher a telegram without a look at its tag."""
    decryptor = Cipher(
        algorithms.AES(encryption), modes.CTR(iv + _FIRST_BLOCK)
    ).decryptor()
    return decryptor.update(ciphered.ciphertext) + decryptor.finalize()

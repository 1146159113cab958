"""Masking general-glo-ciphering: what it hides, and the title of who sent it."""

from dataclasses import replace
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from ..cipher import Plain, decipher
from ..ciphered import TAG_SIZE, Ciphered, read_ciphered
from ..keys import TITLE_SIZE, Keys
from .capture_keys import CAPTURE_KEYS
from .lists import mask_content
from .noise import mask_noise
from .numbers import octets

CIPHERED: Final = b"\xdb"
#: The maker's letters in a system title.
_LETTERS: Final = 3


def mask_body(body: bytes, keys: Keys | None, *, is_wrong: bool) -> bytes:
    """Mask what a frame brings, ciphered or not."""
    if body.startswith(CIPHERED):
        return mask_ciphered(body, keys, is_wrong=is_wrong)
    return mask_content(body)


def mask_ciphered(body: bytes, keys: Keys | None, *, is_wrong: bool) -> bytes:
    """Mask a telegram and cipher it anew with the keys of captures.

    Of one that no key opens only the title is masked. The tag is that of the new
    keys, or with `is_wrong` surely not.
    """
    ciphered = read_ciphered(body)
    if ciphered is None:
        return mask_noise(body)
    head = body[: len(body) - len(ciphered.ciphertext) - len(ciphered.tag)]
    title = ciphered.title[:_LETTERS] + octets(ciphered.title[_LETTERS:])
    masked = ciphered._replace(title=title)
    if title:
        head = head.replace(ciphered.title, title, 1)
    text = _opened(ciphered, keys) if keys else None
    if text is None:
        return head + body[len(head) :]
    ciphertext, tag = _sealed(mask_content(text), masked)
    if is_wrong:
        tag = bytes(byte ^ 0xFF for byte in tag)
    return head + ciphertext + tag[: len(ciphered.tag)]


def _opened(ciphered: Ciphered, keys: Keys) -> bytes | None:
    """Return what a telegram held, None where these are not its keys.

    What the tag vouches for may look like anything; what looks like a telegram is
    what the meter has ciphered, whatever its tag.
    """
    for known in (keys, replace(keys, authentication=None)):
        plain = decipher(ciphered, known)
        if isinstance(plain, Plain):
            return plain.text
    return None


def _sealed(text: bytes, ciphered: Ciphered) -> tuple[bytes, bytes]:
    """Cipher a text and return its tag, too."""
    title = ciphered.title or bytes(TITLE_SIZE)
    iv = title + ciphered.invocation_counter.to_bytes(4)
    encryptor = Cipher(
        algorithms.AES(CAPTURE_KEYS.encryption), modes.GCM(iv)
    ).encryptor()
    control = bytes([ciphered.security_control])
    encryptor.authenticate_additional_data(
        control + (CAPTURE_KEYS.authentication or b"")
    )
    ciphertext = encryptor.update(text) + encryptor.finalize()
    return ciphertext, encryptor.tag[:TAG_SIZE]

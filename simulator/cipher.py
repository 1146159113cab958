"""Cipher as meters do: AES-128 in Galois/counter mode, by DLMS security suite 0.

DB  08 title[8]  82 LL LL  SC  FC FC FC FC  ciphertext  tag[12]

SC is the security control: 20 ciphers, 10 adds the tag. FC is the invocation
counter. The title and FC make the initialization vector, SC and the
authentication key what the tag covers beside the ciphertext. Stoen Operator's
meters leave `DB` out, have an empty title and count nothing: their vector is zero.
"""

from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .keys import Keys

CIPHERED: Final = 0x20
AUTHENTICATED: Final = 0x10

_TITLE_SIZE: Final = 8
#: The mode makes 16 bytes of tag; meters send the first 12.
_TAG_SIZE: Final = 16
_SENT_TAG_SIZE: Final = 12


def general_glo_ciphering(
    plain: bytes, keys: Keys, title: bytes, counter: int, length_octets: int = 2
) -> bytes:
    """Cipher an APDU or a telegram; there is a tag when there is a key for it."""
    return b"\xdb" + ciphered(plain, keys, title, counter, length_octets)


def ciphered(
    plain: bytes, keys: Keys, title: bytes, counter: int, length_octets: int = 2
) -> bytes:
    """Write all of it but the `DB`."""
    control = CIPHERED | (AUTHENTICATED if keys.authentication else 0)
    vector = title.rjust(_TITLE_SIZE, b"\x00") + counter.to_bytes(4)
    covered = bytes([control]) + (keys.authentication or b"")
    result = AESGCM(keys.encryption).encrypt(vector, plain, covered)
    text, tag = result[:-_TAG_SIZE], result[-_TAG_SIZE:][:_SENT_TAG_SIZE]
    secret = text + tag if keys.authentication else text
    return envelope(title, control, counter, secret, length_octets)


def envelope(
    title: bytes, control: int, counter: int, secret: bytes, length_octets: int = 2
) -> bytes:
    """Put title, length, security control and counter before what is ciphered."""
    content = bytes([control]) + counter.to_bytes(4) + secret
    length = len(content).to_bytes(length_octets)
    return (
        bytes([len(title)]) + title + bytes([0x80 | length_octets]) + length + content
    )

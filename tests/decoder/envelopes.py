"""Envelopes for tests: what a wire puts around an APDU or a readable body.

Written from the byte layouts of the standards, apart from the decoder.
"""

from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from custom_components.han_port.decoder import Keys
from tests.decoder.binary import LLC, hdlc_frame, mbus_segments
from tests.decoder.compose import ber, x25

#: Of the tests, obviously so.
KEYS: Final = Keys(bytes.fromhex("0F" * 16), bytes.fromhex("F0" * 16))
TITLE: Final = b"XYZ\x00\x00\x00\x00\x01"


def hdlc(apdu: bytes) -> bytes:
    """Wrap an APDU into one HDLC frame with LLC."""
    return hdlc_frame(LLC + apdu, b"\x41", b"\x08\x83")


def mbus(apdu: bytes) -> bytes:
    """Wrap an APDU into M-Bus long frames, as many as it needs."""
    return b"".join(mbus_segments(apdu, 245))


def glo_ciphering(
    plain: bytes, keys: Keys = KEYS, title: bytes = TITLE, counter: int = 7
) -> bytes:
    """Cipher with tag: DB, system title, length, 30, counter, ciphertext, tag."""
    return b"\xdb\x08" + title + _ciphered(plain, keys, title, counter)


def stoen(
    plain: bytes,
    keys: Keys = KEYS,
    ident: bytes = b"/EGM5G35",
    hidden_title: bytes = bytes(8),
) -> bytes:
    """Cipher body lines as the meters of Stoen do: no DB, no title, counter 0."""
    head = ident + b"\r\n\r\n\x00"
    covered = head + _ciphered(plain, keys, hidden_title, 0) + b"!"
    # The low byte is printed first.
    return covered + x25(covered).to_bytes(2, "little").hex().upper().encode() + b"\r\n"


def _ciphered(plain: bytes, keys: Keys, title: bytes, counter: int) -> bytes:
    """Return length, security control, counter, ciphertext and tag."""
    assert keys.authentication is not None
    control, count = b"\x30", counter.to_bytes(4, "big")
    covered = control + keys.authentication
    sealed = AESGCM(keys.encryption).encrypt(title + count, plain, covered)
    # AESGCM gives 16 bytes of tag, the wire has 12 of them.
    content = control + count + sealed[:-4]
    return ber(len(content)) + content

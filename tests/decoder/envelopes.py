"""Envelopes for tests: what a wire puts around an APDU or a readable body.

Written from the byte layouts of the standards, apart from the decoder.
"""

from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from custom_components.han_port.decoder import Keys
from tests.decoder.compose import ber

#: Of the tests, obviously so.
KEYS: Final = Keys(bytes.fromhex("0F" * 16), bytes.fromhex("F0" * 16))
TITLE: Final = b"XYZ\x00\x00\x00\x00\x01"
LLC: Final = b"\xe6\xe7\x00"

_FLAG: Final = b"\x7e"


def x25(data: bytes) -> int:
    """Reckon CRC-16/X-25 bit by bit, straight from its definition."""
    register = 0xFFFF
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = register >> 1 ^ (0x8408 if register & 1 else 0)
    return register ^ 0xFFFF


def hdlc(
    apdu: bytes,
    address: bytes = b"\x41\x08\x83",
    control: int = 0x13,
    *,
    form: int = 0xA000,
    llc: bytes = LLC,
) -> bytes:
    """Wrap an APDU into one HDLC frame of type 3, with HCS, LLC and FCS."""
    information = llc + apdu
    size = 2 + len(address) + 1 + 2 + len(information) + 2
    head = (form | size).to_bytes(2, "big") + address + bytes([control])
    covered = head + x25(head).to_bytes(2, "little") + information
    return _FLAG + covered + x25(covered).to_bytes(2, "little") + _FLAG


def mbus(apdu: bytes) -> bytes:
    """Wrap an APDU into M-Bus long frames, as many as it needs."""
    pieces = [apdu[at : at + 245] for at in range(0, len(apdu), 245)]
    frames = b""
    for number, piece in enumerate(pieces):
        last = 0x10 if number == len(pieces) - 1 else 0
        covered = bytes([0x53, 0xFF, number & 0x0F | last, 0x01, 0x67]) + piece
        size = bytes([0x68, len(covered), len(covered), 0x68])
        frames += size + covered + bytes([sum(covered) & 0xFF, 0x16])
    return frames


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

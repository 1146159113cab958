"""Ciphering masked radio telegrams with the published key, and their checksums."""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from ..wireless.headers import CBC_WITH_MAC, SENDER, Extended, Headers, Transport
from ..wireless.link_layer import CRC_SIZE, crc
from ..wireless.security import (
    BLOCK,
    FOR_AUTHENTICATION,
    FOR_CIPHERING,
    MUTABLE,
    NUMBER,
    PADDING,
    Deciphered,
    checked,
    cmac,
)
from . import sums
from .capture_keys import CAPTURE_KEYS
from .numbers import reversed_number

type _Mode = modes.CBC | modes.CTR


def with_crc(before: bytes, text: bytes) -> bytes:
    """Put behind a masked block what its CRC was behind the block `before`."""
    sent = before[len(text) :]
    if len(sent) < CRC_SIZE:
        return text + sent
    new = sums.anew(before[: len(text)], text, int.from_bytes(sent), crc)
    return text + new.to_bytes(CRC_SIZE)


def put_payload_crc(before: bytes, masked: bytearray, at: int) -> None:
    """Make the CRC at the end of the extended link layer anew."""
    sound = checked(before[at:])
    covered = slice(at + CRC_SIZE, at + len(sound) if sound else len(before))
    sent = int.from_bytes(before[at : at + CRC_SIZE], "little")
    new = sums.anew(before[covered], bytes(masked[covered]), sent, crc)
    masked[at : at + CRC_SIZE] = new.to_bytes(CRC_SIZE, "little")


def session(plain: bytearray, extended: Extended) -> bytearray:
    """Cipher a telegram behind its extended link layer."""
    control = bytes([extended.control & ~MUTABLE])
    counter = _address(extended.sender) + control + extended.session + bytes(3)
    text = _ciphered(plain[extended.end :], CAPTURE_KEYS.encryption, modes.CTR(counter))
    return plain[: extended.end] + text


def put_blocks(
    masked: bytearray, headers: Headers, transport: Transport, contents: Deciphered
) -> None:
    """Cipher blocks by security mode 5 or 7, and make the latter's code anew."""
    sender = _address(transport.sender) or bytes(masked[SENDER])
    text, rest = contents
    end = transport.data_at + len(text)
    masked[end : end + len(rest)] = rest
    key, authentication = CAPTURE_KEYS.encryption, headers.authentication
    if transport.mode != CBC_WITH_MAC or authentication is None:
        mode = modes.CBC(sender + bytes([transport.access_number]) * 8)
        masked[transport.data_at : end] = _ciphered(text, key, mode)
        return
    seed = authentication.counter + sender[NUMBER] + PADDING
    own = cmac(key, FOR_CIPHERING + seed)
    masked[transport.data_at : end] = _ciphered(text, own, modes.CBC(bytes(BLOCK)))
    message = bytes(masked[transport.start : end + len(rest)])
    head = authentication.control + authentication.counter + authentication.length
    code = cmac(cmac(key, FOR_AUTHENTICATION + seed), head + message)
    at = masked.rfind(authentication.mac, 0, transport.start)
    size = len(authentication.mac)
    masked[at : at + size] = code[:size]


def _address(field: bytes) -> bytes:
    """Mask an address: M, the number, version and type."""
    return field[: NUMBER.start] + reversed_number(field[NUMBER]) + field[NUMBER.stop :]


def _ciphered(text: bytes | bytearray, key: bytes, mode: _Mode) -> bytes:
    """Cipher with AES-128."""
    encryptor = Cipher(algorithms.AES(key), mode).encryptor()
    return encryptor.update(bytes(text)) + encryptor.finalize()

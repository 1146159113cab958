"""Deciphering radio telegrams with the one key of their meter (OMS Vol. 2).

extended link layer   AES-128-CTR, IV = M A | CC | SN | 0, a CRC inside
security mode 5       AES-128-CBC, IV = M A | access number 8 times
security mode 7       a CMAC over the data, then AES-128-CBC with IV 0, both
                      with keys that are derived for each telegram
"""

from typing import Final, NamedTuple

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

from .headers import CBC_WITH_MAC, SENDER, Authentication, Extended, Headers, Transport
from .link_layer import CRC_SIZE, crc

BLOCK: Final = 16
#: Bytes that a receiver may leave behind a telegram: its RSSI, or the last CRC.
STRAY: Final = 2
#: The bits of CC that a repeater may change: hop counter and priority.
MUTABLE: Final = 0x12
#: What derives a key from that of the meter: for ciphering, for authentication.
FOR_CIPHERING: Final = b"\x00"
FOR_AUTHENTICATION: Final = b"\x01"
PADDING: Final = 7 * b"\x07"
#: The meter's number within M and A.
NUMBER: Final = slice(2, 6)


class Deciphered(NamedTuple):
    """The text of the ciphered blocks, and the bytes behind them."""

    text: bytes
    rest: bytes


def checked(payload: bytes) -> bytes | None:
    """Return what a payload CRC and the bytes behind it are, None where it is wrong.

    A receiver's stray bytes behind them are none of the meter's.
    """
    told = int.from_bytes(payload[:CRC_SIZE], "little")
    least = max(CRC_SIZE + 1, len(payload) - STRAY)
    for end in range(len(payload), least - 1, -1):
        if crc(payload[CRC_SIZE:end]) == told:
            return payload[:end]
    return None


def decipher_session(telegram: bytes, extended: Extended, key: bytes) -> bytes | None:
    """Decipher what follows the extended link layer, None where its CRC is wrong.

    The telegram comes back whole, its payload CRC included.
    """
    control = extended.control & ~MUTABLE
    counter = extended.sender + bytes([control]) + extended.session + bytes(3)
    decryptor = Cipher(algorithms.AES(key), modes.CTR(counter)).decryptor()
    payload = decryptor.update(telegram[extended.end :]) + decryptor.finalize()
    sound = checked(payload)
    return telegram[: extended.end] + sound if sound else None


def decipher_blocks(
    telegram: bytes, headers: Headers, transport: Transport, key: bytes
) -> Deciphered | None:
    """Decipher the blocks of security mode 5 or 7.

    None where the authentication code of mode 7 does not fit: then nothing is
    deciphered at all. The blocks have to be there.
    """
    end = transport.data_at + transport.ciphered
    if transport.mode != CBC_WITH_MAC:
        sender = transport.sender or telegram[SENDER]
        iv = sender + bytes([transport.access_number]) * 8
        text = _cbc(telegram[transport.data_at : end], key, iv)
        return Deciphered(text, telegram[end:])
    authentication = headers.authentication
    if authentication is None:
        return None
    number = (transport.sender or telegram[SENDER])[NUMBER]
    seed = authentication.counter + number + PADDING
    authenticated = (telegram, telegram[:end])
    for whole in authenticated:
        # A receiver's stray bytes behind the last block are none of the meter's.
        message = whole[transport.start :]
        if _mac(authentication, message, cmac(key, FOR_AUTHENTICATION + seed)):
            own = cmac(key, FOR_CIPHERING + seed)
            text = _cbc(telegram[transport.data_at : end], own, bytes(BLOCK))
            return Deciphered(text, whole[end:])
    return None


def _mac(authentication: Authentication, message: bytes, key: bytes) -> bool:
    """Tell whether the authentication code is that of the message."""
    head = authentication.control + authentication.counter + authentication.length
    return cmac(key, head + message).startswith(authentication.mac)


def _cbc(data: bytes, key: bytes, iv: bytes) -> bytes:
    """Decipher whole blocks."""
    decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return decryptor.update(data) + decryptor.finalize()


def cmac(key: bytes, message: bytes) -> bytes:
    """Return the AES-CMAC of a message: 16 bytes."""
    mac = CMAC(algorithms.AES(key))
    mac.update(message)
    return mac.finalize()

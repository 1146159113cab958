"""Masking radio telegrams: the numbers in their headers, and what they bring.

What no key opens keeps its ciphertext, and a compact frame its data: these are
values alone, and their checksum is that of headers which it leaves out.
"""

from collections.abc import Iterable
from typing import Final

from ..keys import Keys
from ..wireless.contents import CHECK, OWN_CHECKS
from ..wireless.headers import (
    CBC_WITH_MAC,
    COMPACT,
    Extended,
    Headers,
    Transport,
    read_deciphered,
    read_headers,
)
from ..wireless.link_layer import CRC_SIZE, blocks_of, has_sound_start
from ..wireless.security import Deciphered, decipher_blocks, decipher_session
from . import radio_seal as seal
from .numbers import reversed_number
from .radio_records import mask_records

_NUMBER_SIZE: Final = 4
#: Where the number stands behind L, C and M, and in an extended link layer.
_NUMBER_AT: Final = 4
_OTHER_NUMBER_AT: Final = 15
_CI_AT: Final = 10
_WITH_ADDRESS: Final = (b"\x8e", b"\x8f")
_CHECKS: Final = (CHECK, *OWN_CHECKS.values())


def mask_frame(frame: bytes, keys: Keys | None) -> bytes:
    """Mask a telegram that was refused, with the CRCs of format A or without.

    CRCs that were wrong are wrong by the same bits.
    """
    if not has_sound_start(frame):
        return mask_radio(frame, keys)
    blocks = blocks_of(frame)
    masked = mask_radio(b"".join(block[:-CRC_SIZE] for block in blocks), keys)
    parts: list[bytes] = []
    for block in blocks:
        size = len(block[:-CRC_SIZE])
        parts.append(seal.with_crc(block, masked[:size]))
        masked = masked[size:]
    return b"".join(parts)


def mask_radio(telegram: bytes, keys: Keys | None) -> bytes:
    """Mask a telegram from its L-field on, without CRCs, and cipher it anew."""
    end = telegram[0] + 1 if telegram else 0
    whole, stray = telegram[:end], telegram[end:]
    masked = bytearray(whole)
    _mask_number(masked, _NUMBER_AT)
    if whole[_CI_AT : _CI_AT + 1] in _WITH_ADDRESS:
        _mask_number(masked, _OTHER_NUMBER_AT)
    headers = read_headers(whole)
    if headers and headers.transport:
        _mask_long_header(masked, headers.transport)
    if headers and headers.is_supported:
        masked = _mask_contents(whole, masked, headers, keys)
    return bytes(masked) + stray


def _mask_number(masked: bytearray, at: int) -> None:
    """Mask a meter's number, as far as it is there."""
    place = slice(at, at + _NUMBER_SIZE)
    masked[place] = reversed_number(masked[place])


def _mask_long_header(masked: bytearray, transport: Transport) -> None:
    """Mask the number in the header of the transport layer, where it has one."""
    if transport.sender:
        _mask_number(masked, transport.start + 1)


def _mask_contents(
    whole: bytes, masked: bytearray, headers: Headers, keys: Keys | None
) -> bytearray:
    """Mask what stands behind the headers."""
    candidates = [keys.encryption, keys.encryption[::-1]] if keys else []
    transport, extended = headers.transport, headers.extended
    if extended and transport is None:
        return _mask_session(whole, masked, headers, extended, candidates)
    if transport is None or transport.data_at + transport.ciphered > len(whole):
        return masked
    if headers.is_encrypted:
        return _mask_blocks(whole, masked, headers, transport, candidates)
    masked[transport.data_at :] = _mask_data(whole, headers, transport)
    if extended and extended.session:
        seal.put_payload_crc(whole, masked, extended.end)
    return masked


def _mask_session(
    whole: bytes,
    masked: bytearray,
    headers: Headers,
    extended: Extended,
    candidates: Iterable[bytes],
) -> bytearray:
    """Mask what is ciphered from the extended link layer on."""
    for key in candidates:
        text = decipher_session(whole, extended, key)
        if text is None:
            continue
        plain = masked[: extended.end] + text[extended.end :]
        inner = read_deciphered(text, headers, extended.end + CRC_SIZE)
        if inner and inner.transport:
            _mask_long_header(plain, inner.transport)
            if inner.is_supported and not inner.is_encrypted:
                at = inner.transport.data_at
                plain[at:] = _mask_data(text, inner, inner.transport)
        seal.put_payload_crc(text, plain, extended.end)
        return seal.session(plain, extended) + masked[len(text) :]
    return masked


def _mask_blocks(
    whole: bytes,
    masked: bytearray,
    headers: Headers,
    transport: Transport,
    candidates: Iterable[bytes],
) -> bytearray:
    """Mask what security mode 5 or 7 hides, and what stands behind."""
    for key in candidates:
        deciphered = decipher_blocks(whole, headers, transport, key)
        if deciphered is None:
            continue
        text, rest = deciphered
        if transport.mode == CBC_WITH_MAC or text.startswith(_CHECKS):
            check, records = text[: len(CHECK)], text[len(CHECK) :]
            text = check + mask_records(records, headers)
            rest = mask_records(rest, headers)
            seal.put_blocks(masked, headers, transport, Deciphered(text, rest))
            return masked
    if whole.startswith(CHECK, transport.data_at):
        # Somebody has deciphered it on its way.
        masked[transport.data_at :] = _mask_data(whole, headers, transport)
    return masked


def _mask_data(whole: bytes, headers: Headers, transport: Transport) -> bytes:
    """Mask data that are not ciphered."""
    data = whole[transport.data_at :]
    return data if transport.content == COMPACT else mask_records(data, headers)

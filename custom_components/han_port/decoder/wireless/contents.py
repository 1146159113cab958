"""Opening a radio telegram: its layers and a key in, the records out.

A key is right where its check bytes come out *and* records do to the end of the
blocks: one in 65536 random texts has the check bytes, and one in ten of these is
records to its end. Who orders a key may be sent it byte-reversed, so that is tried
as well.
"""

from dataclasses import replace
from typing import Final, NamedTuple

from ..keys import Keys
from ..telegram import Integrity, Reason
from .address import Address
from .compact import Forms
from .headers import (
    CBC_WITH_MAC,
    COMPACT,
    NO_HEADER,
    Headers,
    Transport,
    read_deciphered,
)
from .link_layer import CRC_SIZE
from .records import FILLER, Record, Records, read_records
from .security import (
    STRAY,
    Deciphered,
    checked,
    decipher_blocks,
    decipher_session,
)
from .vif import UNKNOWN

#: What deciphered text begins with.
CHECK: Final = b"\x2f\x2f"
#: Sanxing's S34U28 (Tauron, as KPL version 1) begins otherwise, and ends with filler.
OWN_CHECKS: Final = {("KPL", 1, 2): b"\x60\x9b"}
#: So many sensible records prove a key where a broken one hides the end of the blocks.
_ENOUGH: Final = 3
#: Random text has records of any storage, meters mostly those of now and before.
_STORAGES: Final = (0, 1)


class Contents(NamedTuple):
    """The records of a telegram.

    ``is_whole`` tells that no record was lost to a broken one. ``headers`` are all
    layers, those under the extended link layer too.
    """

    headers: Headers
    records: tuple[Record, ...]
    is_whole: bool
    integrity: Integrity


class Safe:
    """Opens the telegrams of one meter, or of all that one key fits."""

    def __init__(self, keys: Keys | None) -> None:
        """Keep the key; it is in `keys` as it fits once it has opened a telegram."""
        self.keys = keys
        self._is_proven = False
        self._forms = Forms()

    def open(self, telegram: bytes, headers: Headers) -> Contents | Reason:
        """Open a telegram, or say why it stays shut."""
        if not headers.is_encrypted:
            transport = headers.transport
            if transport is None or not headers.is_supported:
                return Reason.UNSUPPORTED
            return self._unhidden(telegram, headers, transport)
        if not headers.is_supported:
            return Reason.UNSUPPORTED
        if headers.transport and _end(headers.transport) > len(telegram):
            return Reason.TRUNCATED
        if self.keys is None:
            return _deciphered_before(telegram, headers) or Reason.ENCRYPTED
        return self._decipher(telegram, headers, self.keys) or Reason.KEY

    def _unhidden(
        self, telegram: bytes, headers: Headers, transport: Transport
    ) -> Contents | Reason:
        """Read a telegram that takes no key; the extended link layer may check it."""
        extended, integrity = headers.extended, Integrity.NONE
        if extended and extended.session:
            payload = checked(telegram[extended.end :])
            if payload is None:
                return Reason.CHECKSUM
            telegram = telegram[: extended.end] + payload
            integrity = Integrity.PAYLOAD_CRC
        data = telegram[transport.data_at :]
        return self._plain(headers, transport, data, integrity)

    def _decipher(
        self, telegram: bytes, headers: Headers, keys: Keys
    ) -> Contents | Reason | None:
        """Open a telegram with the key or, until one has fitted, with its reverse."""
        candidates = [keys]
        if not self._is_proven:
            candidates.append(replace(keys, encryption=keys.encryption[::-1]))
        why: Reason | None = None
        for candidate in candidates:
            contents = self._opened(telegram, headers, candidate.encryption)
            if isinstance(contents, Reason):
                why = why or contents
            elif contents and (self._is_proven or _is_proof(contents)):
                self.keys = candidate
                self._is_proven = True
                return contents
        return why

    def _opened(
        self, telegram: bytes, headers: Headers, key: bytes
    ) -> Contents | Reason | None:
        """Open a telegram with one key, None where that does not fit."""
        if headers.transport is None:
            return self._in_session(telegram, headers, key)
        deciphered = decipher_blocks(telegram, headers, headers.transport, key)
        if deciphered is None:
            return None
        if headers.transport.ciphered and not _is_checked(headers, deciphered.text):
            return None
        has_mac = headers.transport.mode == CBC_WITH_MAC
        integrity = Integrity.CMAC if has_mac else Integrity.CBC_FILLER
        return _joined(headers, deciphered, integrity)

    def _in_session(
        self, telegram: bytes, headers: Headers, key: bytes
    ) -> Contents | Reason | None:
        """Open a telegram that is ciphered from the extended link layer on."""
        extended = headers.extended
        whole = extended and decipher_session(telegram, extended, key)
        if not extended or not whole:
            return None
        inner = read_deciphered(whole, headers, extended.end + CRC_SIZE)
        if inner is None or inner.transport is None:
            return Reason.MALFORMED
        if inner.is_encrypted or not inner.is_supported:
            return Reason.UNSUPPORTED
        data = whole[inner.transport.data_at :]
        return self._plain(inner, inner.transport, data, Integrity.PAYLOAD_CRC)

    def _plain(
        self,
        headers: Headers,
        transport: Transport,
        data: bytes,
        integrity: Integrity,
    ) -> Contents | Reason:
        """Read records that nothing hides, or that only lack their headers."""
        if transport.content == COMPACT:
            expanded = self._forms.expand(data)
            if isinstance(expanded, Reason):
                return expanded
            data, integrity = expanded, integrity | Integrity.PAYLOAD_CRC
        records, rest = read_records(data)
        if transport.content == NO_HEADER and not rest:
            self._forms.learn(records)
        return Contents(headers, records, len(rest) <= STRAY, integrity)


def _is_sensible(record: Record) -> bool:
    """Tell whether a record says what meters say, and all of it is known."""
    meaning = record.meaning
    is_known = meaning.quantity != UNKNOWN.quantity and meaning.is_clear
    is_usual = meaning.storage in _STORAGES and not meaning.subunit
    return is_known and is_usual and record.content is not None


def _is_proof(contents: Contents) -> bool:
    """Tell whether what came out can only come out with the right key.

    Of text that breaks off nearly all that is random has some known records: there
    every one has to be sensible.
    """
    if contents.is_whole or Integrity.CMAC in contents.integrity:
        return True
    records = contents.records
    return len(records) >= _ENOUGH and all(map(_is_sensible, records))


def _deciphered_before(telegram: bytes, headers: Headers) -> Contents | None:
    """Read a telegram that somebody has deciphered on its way and left so marked."""
    transport = headers.transport
    if transport is None or not transport.ciphered:
        return None
    end = _end(transport)
    deciphered = Deciphered(telegram[transport.data_at : end], telegram[end:])
    if not deciphered.text.startswith(CHECK):
        return None
    contents = _joined(headers, deciphered, Integrity.NONE)
    return contents if contents.is_whole else None


def _joined(headers: Headers, deciphered: Deciphered, integrity: Integrity) -> Contents:
    """Read the records of the blocks and those behind them."""
    records, broken = read_records(deciphered.text[len(CHECK) :])
    behind = deciphered.rest
    more = read_records(behind) if len(behind) > STRAY else Records((), b"")
    is_whole = not broken and len(more.rest) <= STRAY
    return Contents(headers, records + more.records, is_whole, integrity)


def _is_checked(headers: Headers, text: bytes) -> bool:
    """Tell whether deciphered text begins as its meter's does."""
    meter: Address = headers.meter
    own = OWN_CHECKS.get((meter.manufacturer, meter.version, meter.type))
    if own and text.startswith(own):
        return text[-1] == FILLER
    return text.startswith(CHECK)


def _end(transport: Transport) -> int:
    """Return where the ciphered blocks end."""
    return transport.data_at + transport.ciphered

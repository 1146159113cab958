"""What a radio telegram says before it is deciphered (EN 13757-4, -7; OMS Vol. 2).

    link layer | extended link layer 8C-8F | AFL 90 | transport layer 72, 7A, 78

The extended link layer may cipher all that follows; then nothing is known of the
transport layer yet. Addresses differ where a radio module sends for a meter: the
meter's own one stands in the long header of the transport layer.
"""

from functools import lru_cache
from typing import Final, NamedTuple

from .address import ADDRESS_SIZE, Address
from .link_layer import HEAD_SIZE, is_without_data

#: From M to the device type.
SENDER: Final = slice(2, 2 + ADDRESS_SIZE)
#: How a meter may be ciphered by the transport layer's security mode.
PLAIN: Final = 0
CBC: Final = 5
CBC_WITH_MAC: Final = 7
#: What is ciphered where the extended link layer ciphers.
SESSION: Final = "AES-CTR"
_NAMES: Final = {
    CBC: "AES-CBC",
    CBC_WITH_MAC: "AES-CBC with CMAC",
    1: "manufacturer's own",
    2: "DES",
    3: "DES",
    4: "AES-CBC, mode 4",
    8: "AES-CTR, mode 8",
    9: "AES-GCM, mode 9",
    10: "AES-CCM, mode 10",
    13: "TLS, mode 13",
}

_CI_AT: Final = 10
#: CI -> whether an address and whether a session number follow.
_EXTENDED: Final = {
    0x8C: (False, False),
    0x8D: (False, True),
    0x8E: (True, False),
    0x8F: (True, True),
}
_AUTHENTICATION: Final = 0x90
LONG_HEADER: Final = 0x72
SHORT_HEADER: Final = 0x7A
NO_HEADER: Final = 0x78
COMPACT: Final = 0x79
#: CI -> the size of the header behind it; a configuration word ends the first two.
_HEADERS: Final = {LONG_HEADER: 12, SHORT_HEADER: 4, NO_HEADER: 0, COMPACT: 0}
#: These security modes have one more byte behind the configuration word.
_EXTENDED_MODES: Final = (CBC_WITH_MAC, 10, 13)
#: AFL: which field follows by its bit, and the MAC's size by the kind of it.
_MORE: Final = 0x4000
_FIELDS: Final = ((0x2000, 1), (0x0200, 2), (0x0800, 4), (0x0400, 0), (0x1000, 2))
_MAC_SIZES: Final = {4: 4, 5: 8, 6: 12, 7: 16}


class Extended(NamedTuple):
    """The extended link layer.

    ``sender`` is what ciphering takes for the address, ``session`` the session
    number as sent, empty where there is none. The payload's CRC stands at ``end``.
    """

    control: int
    sender: bytes
    session: bytes
    end: int

    @property
    def mode(self) -> int:
        """Return how what follows is ciphered: 0 not at all, 1 by AES-CTR."""
        return self.session[3] >> 5 if self.session else PLAIN


class Authentication(NamedTuple):
    """The authentication and fragmentation layer, its fields as sent."""

    is_fragment: bool
    control: bytes = b""
    counter: bytes = b""
    mac: bytes = b""
    length: bytes = b""

    @property
    def is_complete(self) -> bool:
        """Tell whether there is all that security mode 7 takes."""
        return bool(self.control and self.counter and self.mac)


class Transport(NamedTuple):
    """The transport layer from its CI at ``start``; data begin at ``data_at``.

    ``sender`` has M and A in the link layer's order, empty without a long header.
    """

    content: int
    start: int
    data_at: int
    sender: bytes = b""
    access_number: int = 0
    configuration: int = 0

    @property
    def mode(self) -> int:
        """Return the security mode."""
        return self.configuration >> 8 & 0x1F

    @property
    def ciphered(self) -> int:
        """Return how many bytes are ciphered."""
        return (self.configuration >> 4 & 0x0F) * 16 if self.mode else 0


class Headers(NamedTuple):
    """All layers that can be read; ``transport`` is None while it is ciphered."""

    link: Address
    meter: Address
    extended: Extended | None
    authentication: Authentication | None
    transport: Transport | None

    @property
    def is_encrypted(self) -> bool:
        """Tell whether it takes a key to read the data, or to verify them."""
        transport = self.transport
        if transport is None:
            return True
        hides = transport.ciphered > 0 or transport.mode == CBC_WITH_MAC
        return transport.mode != PLAIN and (hides or not self.is_supported)

    @property
    def is_supported(self) -> bool:
        """Tell whether a key is all that it takes."""
        if self.authentication and self.authentication.is_fragment:
            return False
        if self.transport is None:
            return self.extended is not None and self.extended.mode == 1
        if self.transport.content not in _HEADERS:
            return False
        if self.transport.mode == CBC_WITH_MAC:
            return self.authentication is not None and self.authentication.is_complete
        return self.transport.mode in (PLAIN, CBC)

    @property
    def security(self) -> str:
        """Name what protects the data, or why nobody can read them here."""
        if self.authentication and self.authentication.is_fragment:
            return "telegram in fragments"
        if self.transport is None:
            return SESSION if self.is_supported else "unknown extended link layer"
        if self.transport.content not in _HEADERS:
            return f"contents of kind {self.transport.content:02X}"
        mode = self.transport.mode
        if mode == CBC_WITH_MAC and not self.is_supported:
            return "AES-CBC with CMAC, but without the layer that carries it"
        return "none" if mode == PLAIN else _NAMES.get(mode, f"security mode {mode}")


def read_headers(telegram: bytes) -> Headers | None:
    """Read the layers of a telegram from its L-field on.

    None where they break off, and of a telegram that has no data at all.
    """
    if len(telegram) < HEAD_SIZE or is_without_data(telegram):
        return None
    sender = telegram[SENDER]
    at = _CI_AT
    extended = None
    if telegram[at] in _EXTENDED:
        extended = _extended(telegram, at, sender)
        if extended is None:
            return None
        at = extended.end
        if extended.mode != PLAIN:
            link = _address(sender)
            return Headers(link, link, extended, None, None)
        if extended.session:
            at += 2
    return _behind(telegram, at, extended)


def read_deciphered(telegram: bytes, headers: Headers, at: int) -> Headers | None:
    """Read the layers at `at`, now that the extended link layer is deciphered."""
    return _behind(telegram, at, headers.extended)


def _behind(telegram: bytes, at: int, extended: Extended | None) -> Headers | None:
    """Read the layers behind the extended link layer."""
    authentication = None
    if telegram[at : at + 1] == bytes([_AUTHENTICATION]):
        authentication = _authentication(telegram, at)
        if authentication is None:
            return None
        at += 2 + telegram[at + 1]
    transport = _transport(telegram, at)
    if transport is None:
        return None
    link = _address(telegram[SENDER])
    meter = _address(transport.sender) if transport.sender else link
    return Headers(link, meter, extended, authentication, transport)


@lru_cache(maxsize=1024)
def _address(field: bytes) -> Address:
    """Read an address; a neighbourhood has some hundred."""
    return Address.of_link(field)


def _extended(telegram: bytes, at: int, sender: bytes) -> Extended | None:
    """Read an extended link layer: CI, CC, ACC and what its kind has besides."""
    has_address, has_session = _EXTENDED[telegram[at]]
    end = at + 3
    if has_address:
        if has_session:
            sender = telegram[end : end + ADDRESS_SIZE]
        end += ADDRESS_SIZE
    session = telegram[end : end + 4] if has_session else b""
    end += len(session)
    if end >= len(telegram) or (has_session and end + 2 >= len(telegram)):
        return None
    return Extended(telegram[at + 1], sender, session, end)


def _authentication(telegram: bytes, at: int) -> Authentication | None:
    """Read an AFL: 90, its length, which fields there are, and these."""
    if at + 4 > len(telegram):
        return None
    end = at + 2 + telegram[at + 1]
    present = int.from_bytes(telegram[at + 2 : at + 4], "little")
    is_fragment = bool(present & _MORE) or present & 0xFF > 1
    at += 4
    fields: list[bytes] = []
    for bit, size in _FIELDS:
        if not present & bit:
            fields.append(b"")
            continue
        kind = fields[0][0] & 0x0F if fields and fields[0] else 5
        taken = size or _MAC_SIZES.get(kind, 8)
        fields.append(telegram[at : at + taken])
        at += taken
    if at > end or end >= len(telegram):
        return None
    control, _, counter, mac, length = fields
    return Authentication(is_fragment, control, counter, mac, length)


def _transport(telegram: bytes, start: int) -> Transport | None:
    """Read a transport layer; of a kind that is not known only its CI."""
    content = telegram[start]
    size = _HEADERS.get(content, 0)
    at = start + 1 + size
    if at > len(telegram):
        return None
    if not size:
        return Transport(content, start, at)
    header = telegram[start + 1 : at]
    sender = header[4:6] + header[:4] + header[6:8] if size > 4 else b""
    access_number = header[-4]
    configuration = int.from_bytes(header[-2:], "little")
    transport = Transport(content, start, at, sender, access_number, configuration)
    if transport.mode in _EXTENDED_MODES:
        return transport._replace(data_at=at + 1)
    return transport

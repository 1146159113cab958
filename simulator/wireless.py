"""Write telegrams of wireless M-Bus (EN 13757-3, -4 and -7, OMS).

L  44  M M  A A A A A A                        link layer: A is number, version, type
[8C  CC  ACC]                                  extended link layer
[90  0F  FCL FCL  MCL  MCR x4  MAC x8]         authentication
7A  ACC  STS  CW CW                            transport layer, short
72  number x4  M M  version type  ACC STS CW CW    the same for a meter behind a radio
2F 2F  records  2F ...                         ciphered in blocks of 16

Numbers go low byte first. The configuration word has the security mode in its
second byte and the number of ciphered blocks in the upper half of its first.
"""

from itertools import pairwise
from typing import Final, NamedTuple

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.cmac import CMAC

from .crc16 import crc16_en13757

_SEND_NO_REPLY: Final = b"\x44"
_SHORT_HEADER: Final = b"\x7a"
_LONG_HEADER: Final = b"\x72"
_NO_STATUS: Final = b"\x00"

_BLOCK: Final = 16
_FILLER: Final = b"\x2f"

#: The extended link layer says: synchronous in time.
_EXTENDED: Final = 0x8C
_SYNCHRONOUS: Final = 0x20
#: The authentication layer says: one fragment with MCL, MCR and MAC; AES-CMAC of 8
#: bytes with a key of its own.
_AUTHENTICATION: Final = b"\x90\x0f\x00\x2c"
_MAC_OF_8_BYTES: Final = b"\x25"
_MAC_SIZE: Final = 8
_DERIVED_KEYS: Final = b"\x10"

#: Format A: the first ten bytes, and then every sixteen, have a checksum.
_FIRST: Final = 10


class Address(NamedTuple):
    """Who a meter is: its maker's three letters, its number, version and type."""

    manufacturer: str
    number: str
    version: int
    type: int

    @property
    def maker(self) -> bytes:
        """Write M: three letters of five bits."""
        code = 0
        for letter in self.manufacturer:
            code = code << 5 | ord(letter) - 64
        return code.to_bytes(2, "little")

    @property
    def digits(self) -> bytes:
        """Write the number."""
        return bytes.fromhex(self.number)[::-1]

    @property
    def link(self) -> bytes:
        """Write M and A of the link layer."""
        return self.maker + self.digits + bytes([self.version, self.type])

    @property
    def transport(self) -> bytes:
        """Write the same as the long header has it: the number before M."""
        return self.digits + self.maker + bytes([self.version, self.type])


class Sender(NamedTuple):
    """What sends, and the meter behind it where that is another."""

    radio: Address
    behind: Address | None = None

    @property
    def meter(self) -> Address:
        """The meter that measures."""
        return self.behind or self.radio


def in_clear(sender: Sender, records: bytes, access: int) -> bytes:
    """Write a telegram that anybody can read."""
    return _telegram(sender, _header(sender, access, b"\x00\x00") + records)


def mode_5(sender: Sender, records: bytes, key: bytes, access: int) -> bytes:
    """Write a telegram ciphered by AES-CBC: M, A and ACC make the vector."""
    plain = filled(records)
    vector = sender.meter.link + bytes([access]) * 8
    word = bytes([len(plain) // _BLOCK << 4, 0x05])
    secret = ciphered(plain, key, vector)
    return _telegram(sender, _header(sender, access, word) + secret)


def mode_7(
    sender: Sender, records: bytes, key: bytes, access: int, counter: int
) -> bytes:
    """Write a telegram ciphered and authenticated with keys made from the counter."""
    plain = filled(records)
    count = counter.to_bytes(4, "little")
    word = bytes([len(plain) // _BLOCK << 4, 0x07]) + _DERIVED_KEYS
    secret = ciphered(plain, derived(0, key, count, sender.meter), bytes(_BLOCK))
    transport = _header(sender, access, word) + secret
    covered = _MAC_OF_8_BYTES + count + transport
    mac = cmac(derived(1, key, count, sender.meter), covered)[:_MAC_SIZE]
    extended = bytes([_EXTENDED, _SYNCHRONOUS, access])
    authentication = _AUTHENTICATION + _MAC_OF_8_BYTES + count + mac
    return _telegram(sender, extended + authentication + transport)


def with_checksums(telegram: bytes) -> bytes:
    """Put the checksums of format A in, as they go through the air."""
    cuts = [0, *range(_FIRST, len(telegram), _BLOCK), len(telegram)]
    blocks = [telegram[a:b] for a, b in pairwise(cuts)]
    return b"".join(block + crc16_en13757(block).to_bytes(2) for block in blocks)


def filled(records: bytes) -> bytes:
    """Put two fillers before the records, and behind them up to the block's end."""
    plain = 2 * _FILLER + records
    return plain + -len(plain) % _BLOCK * _FILLER


def ciphered(plain: bytes, key: bytes, vector: bytes) -> bytes:
    """Cipher whole blocks."""
    encryptor = Cipher(AES(key), CBC(vector)).encryptor()
    return encryptor.update(plain) + encryptor.finalize()


def derived(use: int, key: bytes, count: bytes, meter: Address) -> bytes:
    """Make a key for one counter: use 0 ciphers, 1 authenticates."""
    return cmac(key, bytes([use]) + count + meter.digits + 7 * b"\x07")


def cmac(key: bytes, data: bytes) -> bytes:
    """Return the message authentication code of AES, all 16 bytes of it."""
    code = CMAC(AES(key))
    code.update(data)
    return code.finalize()


def _header(sender: Sender, access: int, word: bytes) -> bytes:
    """Write the header of the transport layer."""
    head = _LONG_HEADER + sender.behind.transport if sender.behind else _SHORT_HEADER
    return head + bytes([access]) + _NO_STATUS + word


def _telegram(sender: Sender, content: bytes) -> bytes:
    """Put the link layer before what it carries."""
    telegram = _SEND_NO_REPLY + sender.radio.link + content
    return bytes([len(telegram)]) + telegram

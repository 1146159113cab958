"""What can go wrong between a meter and its reader, done to one telegram.

Each fault is a pure function of the telegram and a source of chance. Where the
checksum of a telegram stands is told by its first byte: `/` begins a readable
ident line, 7E a frame of HDLC, 68 one of M-Bus, DB a ciphered telegram.
"""

from collections.abc import Callable
from enum import StrEnum
from random import Random
from typing import Final

from .cipher import AUTHENTICATED, CIPHERED, envelope
from .stoen import framed

_HDLC: Final = b"\x7e"
_MBUS: Final = b"\x68"
_CIPHERED: Final = b"\xdb"

#: Where the checksum of a binary telegram stands, counted from the end.
_CHECKSUMS: Final = {
    _HDLC: slice(-3, -1),
    _MBUS: slice(-2, -1),
    _CIPHERED: slice(-12, None),
}


class Fault(StrEnum):
    """The faults by name."""

    #: Nothing comes: the port is switched off.
    SILENCE = "silence"
    #: Bytes at random, as many as the telegram has.
    NOISE = "noise"
    #: One to three bits before the checksum arrive flipped.
    BIT_ERRORS = "bit-errors"
    #: The telegram breaks off.
    CUT = "cut"
    #: The checksum is that of other bytes.
    BAD_CHECKSUM = "bad-checksum"
    #: The telegram breaks off; whoever pushes keeps silent for a while.
    RESTART = "restart"
    #: Nothing behind the `!`, as in plain mode D.
    NO_CHECKSUM = "no-checksum"
    #: The body is ciphered, in the layout of Stoen Operator's meters.
    ENCRYPTED = "encrypted"
    #: Every bit is the other way round.
    INVERTED = "inverted"
    #: The telegram comes twice.
    DUPLICATE = "duplicate"


def apply(fault: Fault, telegram: bytes, random: Random) -> bytes:
    """Return what reaches the reader in place of `telegram`."""
    return _FAULTS[fault](telegram, random)


def _silence(_telegram: bytes, _random: Random) -> bytes:
    """Send nothing."""
    return b""


def _noise(telegram: bytes, random: Random) -> bytes:
    """Send anything."""
    return random.randbytes(len(telegram))


def _bit_errors(telegram: bytes, random: Random) -> bytes:
    """Flip few bits: a CRC-16 finds any three in a telegram, the sum of M-Bus one.

    The checksum itself is spared: with one bit flipped `A` is `a`, which is as
    good.
    """
    damaged = bytearray(telegram)
    count = 1 if telegram[:1] == _MBUS else random.randint(1, 3)
    for bit in random.sample(range(8 * _covered_size(telegram)), count):
        damaged[bit // 8] ^= 1 << bit % 8
    return bytes(damaged)


def _cut(telegram: bytes, random: Random) -> bytes:
    """Break off somewhere between the first byte and the checksum."""
    return telegram[: random.randrange(1, _covered_size(telegram))]


def _bad_checksum(telegram: bytes, random: Random) -> bytes:
    """Change the checksum: of a ciphered telegram without any, the tag."""
    if (place := _CHECKSUMS.get(telegram[:1])) is None:
        covered, checksum = _split(telegram)
        return covered + b"%04X\r\n" % (checksum ^ random.randrange(1, 0x10000))
    damaged = bytearray(telegram)
    size = len(damaged[place])
    change = random.randrange(1, 0x100**size)
    damaged[place] = (int.from_bytes(damaged[place]) ^ change).to_bytes(size)
    return bytes(damaged)


def _no_checksum(telegram: bytes, _random: Random) -> bytes:
    """Leave the checksum out."""
    return _split(telegram)[0] + b"\r\n"


def _encrypted(telegram: bytes, random: Random) -> bytes:
    """Cipher the body with a key that nobody has.

    No title, a counter of 0, and 12 bytes of tag that are none.
    """
    ident, _, body = _split(telegram)[0].removesuffix(b"!").partition(b"\r\n\r\n")
    secret = random.randbytes(len(body)) + random.randbytes(12)
    content = envelope(b"", CIPHERED | AUTHENTICATED, 0, secret)
    return framed(ident.removeprefix(b"/").decode("ascii"), content)


def _inverted(telegram: bytes, _random: Random) -> bytes:
    """Invert all bits."""
    return bytes(byte ^ 0xFF for byte in telegram)


def _duplicate(telegram: bytes, _random: Random) -> bytes:
    """Send it once more."""
    return 2 * telegram


def _covered_size(telegram: bytes) -> int:
    """Return the number of bytes before the checksum, and before its `!`."""
    if (place := _CHECKSUMS.get(telegram[:1])) is None:
        return telegram.rindex(b"!")
    return len(telegram) + int(place.start)


def _split(telegram: bytes) -> tuple[bytes, int]:
    """Part a telegram behind the `!` and read the checksum."""
    if telegram[:1] in _CHECKSUMS:
        raise ValueError("this fault befalls telegrams with an ident line only")
    end = telegram.rindex(b"!") + 1
    return telegram[:end], int(telegram[end:], 16)


_FAULTS: Final[dict[Fault, Callable[[bytes, Random], bytes]]] = {
    Fault.SILENCE: _silence,
    Fault.NOISE: _noise,
    Fault.BIT_ERRORS: _bit_errors,
    Fault.CUT: _cut,
    Fault.BAD_CHECKSUM: _bad_checksum,
    Fault.RESTART: _cut,
    Fault.NO_CHECKSUM: _no_checksum,
    Fault.ENCRYPTED: _encrypted,
    Fault.INVERTED: _inverted,
    Fault.DUPLICATE: _duplicate,
}

"""What can go wrong between a meter and its reader, done to one telegram.

Each fault is a pure function of the telegram and a source of chance.
"""

from collections.abc import Callable
from enum import StrEnum
from random import Random
from typing import Final

from .encode import crc16_x25


class Fault(StrEnum):
    """The faults by name."""

    #: Nothing comes: the port is switched off.
    SILENCE = "silence"
    #: Bytes at random, as many as the telegram has.
    NOISE = "noise"
    #: One to three bits between `/` and `!` arrive flipped.
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
    """Flip few bits: CRC-16/ARC finds any three in a telegram.

    The checksum itself is spared: with one bit flipped `A` is `a`, which is as
    good.
    """
    damaged = bytearray(telegram)
    for bit in random.sample(range(8 * telegram.rindex(b"!")), random.randint(1, 3)):
        damaged[bit // 8] ^= 1 << bit % 8
    return bytes(damaged)


def _cut(telegram: bytes, random: Random) -> bytes:
    """Break off somewhere between `/` and `!`."""
    return telegram[: random.randrange(1, telegram.rindex(b"!"))]


def _bad_checksum(telegram: bytes, random: Random) -> bytes:
    """Change the checksum."""
    covered, checksum = _split(telegram)
    return covered + b"%04X\r\n" % (checksum ^ random.randrange(1, 0x10000))


def _no_checksum(telegram: bytes, _random: Random) -> bytes:
    """Leave the checksum out."""
    return _split(telegram)[0] + b"\r\n"


def _encrypted(telegram: bytes, random: Random) -> bytes:
    """Cipher the body with a key that nobody has.

    Ident line, empty line, no system title (00), length (82 and two bytes) of
    what follows: security control (30: authenticated and ciphered), frame
    counter (0), ciphertext, 12 bytes of tag. The checksum is the CRC-16/X-25 of
    what is sent, low byte first.
    """
    ident, _, body = _split(telegram)[0].removesuffix(b"!").partition(b"\r\n\r\n")
    content = b"\x30" + bytes(4) + random.randbytes(len(body)) + random.randbytes(12)
    length = len(content).to_bytes(2)
    covered = ident + b"\r\n\r\n\x00\x82" + length + content + b"!"
    checksum = crc16_x25(covered).to_bytes(2, "little")
    return covered + checksum.hex().upper().encode("ascii") + b"\r\n"


def _inverted(telegram: bytes, _random: Random) -> bytes:
    """Invert all bits."""
    return bytes(byte ^ 0xFF for byte in telegram)


def _split(telegram: bytes) -> tuple[bytes, int]:
    """Part a telegram behind the `!` and read the checksum."""
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
}

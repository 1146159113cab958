"""What can go wrong between a receiver and its reader, done to one frame.

Faults of the same name befall wired meters in `faults.py`.
"""

from collections.abc import Callable
from random import Random
from typing import Final

from .faults import Fault


def apply(fault: Fault, frame: bytes, checksum: int, random: Random) -> bytes:
    """Return what leaves the receiver in place of a frame.

    `checksum` counts the bytes at its end that protect it. Raise ValueError where
    this fault befalls no receiver.
    """
    if damage := _DAMAGES.get(fault):
        return damage(frame, len(frame) - checksum, random)
    raise ValueError(f"{fault} befalls no receiver of this kind")


def _silence(_frame: bytes, _covered: int, _random: Random) -> bytes:
    """Send nothing."""
    return b""


def _noise(frame: bytes, _covered: int, random: Random) -> bytes:
    """Send anything."""
    return random.randbytes(len(frame))


def _bit_error(frame: bytes, covered: int, random: Random) -> bytes:
    """Flip one bit: every checksum finds it."""
    damaged = bytearray(frame)
    bit = random.randrange(8 * covered)
    damaged[bit // 8] ^= 1 << bit % 8
    return bytes(damaged)


def _cut(frame: bytes, covered: int, random: Random) -> bytes:
    """Break off somewhere between the first byte and the checksum."""
    return frame[: random.randrange(1, covered)]


def _bad_checksum(frame: bytes, covered: int, random: Random) -> bytes:
    """Change the checksum."""
    checksum = frame[covered:]
    if not checksum:
        raise ValueError("nothing protects what this receiver sends")
    change = random.randrange(1, 0x100 ** len(checksum))
    changed = int.from_bytes(checksum) ^ change
    return frame[:covered] + changed.to_bytes(len(checksum))


def _whole(frame: bytes, _covered: int, _random: Random) -> bytes:
    """Let it be."""
    return frame


_DAMAGES: Final[dict[Fault, Callable[[bytes, int, Random], bytes]]] = {
    Fault.SILENCE: _silence,
    Fault.NOISE: _noise,
    Fault.BIT_ERRORS: _bit_error,
    Fault.CUT: _cut,
    Fault.BAD_CHECKSUM: _bad_checksum,
    Fault.RESTART: _cut,
    Fault.DUPLICATE: _whole,
}

"""Who sent a telegram that did not come through whole."""

from .address import Address
from .headers import SENDER
from .link_layer import has_sound_start


def sender(frame: bytes) -> str:
    """Return the address where the first block's CRC vouches for it, else nothing."""
    return address(frame) if has_sound_start(frame) else ""


def address(frame: bytes) -> str:
    """Return the address that stands in a frame's first block."""
    return str(Address.of_link(frame[SENDER]))

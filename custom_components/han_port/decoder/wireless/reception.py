"""What a receiver hands out."""

from typing import NamedTuple

from ..telegram import Integrity, Rejected


class Reception(NamedTuple):
    """A radio telegram from its L-field on, without the CRCs of the link layer.

    ``rssi`` is the strength in dBm, None where the receiver does not tell it.
    ``integrity`` says what vouches for the bytes up to here.
    """

    telegram: bytes
    rssi: float | None = None
    integrity: Integrity = Integrity.NONE


class Reply(NamedTuple):
    """What a receiver says for itself, without the framing around it."""

    data: bytes


type Item = Reception | Reply | Rejected

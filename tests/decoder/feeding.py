"""Feeding a decoder: whole, byte by byte, in pieces."""

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from typing import Protocol

from custom_components.han_port.decoder import (
    Decoder,
    Event,
    Keys,
    Reason,
    Rejected,
    Telegram,
)


class _Fed[T](Protocol):
    """What takes bytes and hands out things made of them."""

    def feed(self, data: bytes, /) -> list[T]:
        """Take bytes."""

    def end(self) -> list[T]:
        """Take it that no more will follow."""


def fed[T](machine: _Fed[T], pieces: Iterable[bytes]) -> list[T]:
    """Feed all pieces and the end."""
    parts = [part for piece in pieces for part in machine.feed(piece)]
    return parts + machine.end()


def one_by_one(data: bytes) -> list[bytes]:
    """Cut data into single bytes."""
    return [data[at : at + 1] for at in range(len(data))]


def cut(data: bytes, at: Iterable[int]) -> list[bytes]:
    """Cut data at the places `at`, which may repeat and lie beyond the end."""
    return [data[start:end] for start, end in pairwise([0, *sorted(at), len(data)])]


def decode(
    data: bytes,
    profile: str = "auto",
    *,
    country: str | None = None,
    keys: Keys | None = None,
    now: datetime | None = None,
) -> list[Event]:
    """Decode data in one piece."""
    decoder = Decoder(profile, country=country, keys=keys)
    return [*decoder.feed(data, now), *decoder.end(now)]


def telegrams(events: Iterable[Event]) -> list[Telegram]:
    """Pick the telegrams."""
    return [event for event in events if isinstance(event, Telegram)]


def reasons(events: Iterable[Event]) -> list[Reason]:
    """Pick the reasons of what was refused."""
    return [event.reason for event in events if isinstance(event, Rejected)]


def only(events: Iterable[Event]) -> Telegram:
    """Return the one event, which must be a telegram."""
    (event,) = events
    assert isinstance(event, Telegram), event
    return event


def refusal(events: Iterable[Event]) -> Rejected:
    """Return the one event, which must be a refusal."""
    (event,) = events
    assert isinstance(event, Rejected), event
    return event

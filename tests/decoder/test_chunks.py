"""Tests that it never matters in what pieces bytes come.

The streams are made of telegrams of all carriers, of parts of them, of damaged
ones, of noise, and of what telegrams begin and end with.
"""

import random
from typing import Final

import pytest

from custom_components.han_port.decoder import Decoder
from tests.decoder.compose import LINES, telegram
from tests.decoder.envelopes import KEYS, hdlc
from tests.decoder.feeding import cut, fed, one_by_one
from tests.decoder.samples import APDU, CARRIERS, real

WHOLE: Final = [sample.data for sample in (*CARRIERS, *real())]
MARKS: Final = (
    b"!",
    b"\r\n",
    b"!1234\r\n",
    b"/XXX5\r\n",
    b"/EGM5G35\r\n\r\n\x00\x82\x00\x40\x30\x00\x00\x00\x00",
    b"\xdb\x08",
    b"\x7e",
    b"\x7e\xa0",
    b"\x68",
    b"\x68\x20\x20\x68\x53\xff",
    b"\x0f",
    b"\xe6\xe7\x00\x0f\x00\x00\x00\x00\x00\x02",
)
#: Begins like an APDU alone, and turns out to be none when much more has come.
NEARLY_BARE: Final = (
    MARKS[-1] + telegram(lines=LINES[:9]) + bytes(31) + hdlc(APDU) + b"\xff" * 1000
)


def stream(chance: random.Random) -> bytes:
    """Put a stream together."""
    kinds = (whole, whole, part, part, damaged, mark, noise)
    return b"".join(chance.choice(kinds)(chance) for _ in range(chance.randrange(1, 8)))


def whole(chance: random.Random) -> bytes:
    """Return a telegram."""
    return chance.choice(WHOLE)


def part(chance: random.Random) -> bytes:
    """Return a part of a telegram."""
    data = chance.choice(WHOLE)
    start, end = sorted(chance.choices(range(len(data)), k=2))
    return data[start:end]


def damaged(chance: random.Random) -> bytes:
    """Return a telegram with up to three other bytes."""
    data = bytearray(chance.choice(WHOLE))
    for _ in range(3):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def mark(chance: random.Random) -> bytes:
    """Return what telegrams begin or end with, up to three times."""
    return chance.choice(MARKS) * chance.randrange(1, 4)


def noise(chance: random.Random) -> bytes:
    """Return noise."""
    return chance.randbytes(chance.randrange(1, 300))


def check(data: bytes, chance: random.Random) -> None:
    """Check that the events are the same whole, byte by byte and in pieces."""
    places = [chance.randrange(len(data) + 1) for _ in range(chance.randrange(1, 20))]
    events, *others = (
        fed(Decoder(country="NO", keys=KEYS), pieces)
        for pieces in ([data], one_by_one(data), cut(data, places))
    )
    assert others == [events, events]


@pytest.mark.parametrize("seed", range(20))
def test_mixed(seed: int) -> None:
    """Streams of everything give the same events in any pieces."""
    chance = random.Random(seed)
    for _ in range(30):
        check(stream(chance), chance)


@pytest.mark.parametrize("size", [1100, len(NEARLY_BARE)])
def test_nearly_an_apdu_alone(size: int) -> None:
    """So do bytes that were held for an APDU alone."""
    check(NEARLY_BARE[:size], random.Random(size))

"""Tests that what a decoder has learned of earlier telegrams changes nothing.

Telegrams of one meter look alike, and a decoder may use that. Here the next one
differs in one byte, wherever that is, under a checksum that is right.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import product
import random

import pytest

from custom_components.han_port.decoder import Decoder, Event
from tests.decoder.binary import LLC
from tests.decoder.compose import LINES, crc16, telegram
from tests.decoder.envelopes import hdlc
from tests.decoder.lists import BARE, CLEAR, bare_apdu
from tests.decoder.real import READABLE, content, verification
from tests.decoder.samples import APDU

SEGMENTED = "aidon_hdlc/athom_segmented.hex"

APDUS = {
    "composed": APDU,
    **{name: bare_apdu(name) for name in BARE},
    **{
        name: content(name).partition(LLC)[2][:-3]
        for name in CLEAR
        if name not in {*BARE, SEGMENTED}
    },
}
TEXTS = {
    "composed": telegram(),
    **{
        name: content(name).rstrip() + b"\r\n"
        for name in READABLE
        if verification(name).startswith("CRC-16/ARC OK")
    },
}


def sealed(text: bytes) -> bytes:
    """Return the bytes from `/` to `!` with their checksum."""
    return text + f"{crc16(text):04X}\r\n".encode()


def variants(data: bytes, flips: Iterable[int]) -> Iterator[bytes]:
    """Yield data with one other byte for every place and each of the flips."""
    for (at, byte), flip in product(enumerate(data), flips):
        yield data[:at] + bytes([byte ^ flip]) + data[at + 1 :]


def check(good: bytes, others: Iterable[bytes]) -> None:
    """Check that telegrams give the same behind others as they give alone."""
    for other in others:
        learned = Decoder(country="NO")
        learned.feed(good * 2)
        assert learned.feed(other) == Decoder(country="NO").feed(other)


@pytest.mark.parametrize("apdu", APDUS.values(), ids=APDUS)
def test_list(apdu: bytes) -> None:
    """A list with any one byte changed is read as by a decoder that is new."""
    check(hdlc(apdu), (hdlc(other) for other in variants(apdu, (0x01, 0x90))))


def test_text() -> None:
    """Readable text likewise."""
    covered = telegram(lines=LINES[:9]).rpartition(b"!")[0] + b"!"
    check(sealed(covered), (sealed(other) for other in variants(covered, (1, 8))))


@pytest.mark.parametrize(
    ("wrap", "bodies"),
    [(hdlc, APDUS), (bytes, TEXTS)],
    ids=["lists", "texts"],
)
def test_in_turn(wrap: Callable[[bytes], bytes], bodies: dict[str, bytes]) -> None:
    """Kinds of telegrams in turn give what each gives alone."""
    alone: dict[bytes, list[Event]] = {}
    learned = Decoder(country="NO")
    order = [*bodies.values()] * 8
    random.Random(3).shuffle(order)
    for body in order:
        data = wrap(body)
        if body not in alone:
            alone[body] = Decoder(country="NO").feed(data)
        assert learned.feed(data) == alone[body]

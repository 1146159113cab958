"""Tests of readable telegrams where bytes come without an end."""

import pytest

from custom_components.han_port.decoder import Reason, Rejected
from custom_components.han_port.decoder.frame import MAX_SIZE, Frame
from custom_components.han_port.decoder.framing import Framer
from tests.decoder.binary import APDU, LLC, hdlc_frame, mbus_frame
from tests.decoder.compose import ENERGY, ciphered, stoen_form, telegram
from tests.decoder.feeding import cut, fed, one_by_one

E360 = telegram()
SHORT = telegram("KAM5", [ENERGY])

#: Bytes without an end, more than one telegram may have.
FLOODS = {
    "text": b"1-0:1.8.0(00006678.394*kWh)\r\n" * 420,
    "ident lines": b"/AAA5\r\n" * 1700,
    "idents": b"/AAA5" * 2400,
    "slashes": b"/" * 12000,
    "marks": b"!" * 12000,
    "marks and line ends": b"!\r\n" * 4000,
    "zeros": bytes(12000),
    "ones": b"\xff" * 12000,
    "line ends": b"\r\n" * 6000,
    "tags": b"\xdb\x08" * 6000,
    "text with a binary end": b"!\r\n" * 4000 + b"\xff",
    "one endless telegram": b"/LGF5E360\r\n\r\n" + b"1-0:1.8.0(1*kWh)\r\n" * 660,
    "mark at the edge": b"x" * (MAX_SIZE - 1) + b"!" + b"y" * 4000,
}


def frames(*pieces: bytes) -> list[Frame]:
    """Return the frames of a stream."""
    return [part for part in fed(Framer(), pieces) if isinstance(part, Frame)]


def reasons(*pieces: bytes) -> list[Reason]:
    """Return why bytes of a stream were refused."""
    parts = fed(Framer(), pieces)
    return [part.reason for part in parts if isinstance(part, Rejected)]


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
@pytest.mark.parametrize("size", [1, 7, 64, 4096])
def test_bounded_memory(flood: bytes, size: int) -> None:
    """No more than the longest telegram is held."""
    framer = Framer()
    held = []
    for at in range(0, len(flood), size):
        framer.feed(flood[at : at + size])
        held.append(len(framer._buffer))
    assert max(held) < MAX_SIZE


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
def test_telegram_behind_a_flood(flood: bytes) -> None:
    """A flood does not cost the telegram behind it."""
    assert frames(flood + E360)[-1:] == frames(E360)


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
def test_flood_in_pieces(flood: bytes) -> None:
    """A flood gives the same events whole, byte by byte and in blocks."""
    stream = SHORT + flood + SHORT
    parts = fed(Framer(), [stream])
    assert fed(Framer(), one_by_one(stream)) == parts
    assert fed(Framer(), cut(stream, range(0, len(stream), 4096))) == parts


def test_endless_telegram() -> None:
    """A telegram that does not end within 8 KiB is refused, once."""
    flood = FLOODS["one endless telegram"]
    first, *_ = fed(Framer(), [flood])
    assert isinstance(first, Rejected)
    assert (first.reason, first.size) == (Reason.OVERSIZE, MAX_SIZE)


def test_longest_telegram() -> None:
    """A telegram of nearly 8 KiB is whole."""
    text = "0-0:96.13.0(" + "30" * 4000 + ")"
    data = telegram("KAM5", [ENERGY, text])
    assert MAX_SIZE - 150 < len(data) < MAX_SIZE
    assert [frame.size for frame in frames(data)] == [len(data)]


@pytest.mark.parametrize("ident", ["KAM5", "HLY5/D545-METER"])
@pytest.mark.parametrize("early", range(20))
def test_ident_line_across_the_limit(ident: str, early: int) -> None:
    """A telegram that begins just before the buffer is full is not lost."""
    data = telegram(ident, [ENERGY])
    assert frames(b"x" * (MAX_SIZE - early) + data) == frames(data)


@pytest.mark.parametrize(
    "data",
    [ciphered(), stoen_form(), hdlc_frame(LLC + APDU), mbus_frame(APDU)],
    ids=["bare", "stoen", "hdlc", "mbus"],
)
@pytest.mark.parametrize("early", range(14))
def test_binary_across_the_limit(data: bytes, early: int) -> None:
    """Nor is a binary one, in whatever pieces it comes."""
    stream = b"\x01" * (MAX_SIZE - early) + data
    parts = fed(Framer(), [stream])
    assert parts[-1:] == fed(Framer(), [data])
    assert reasons(stream) == [Reason.NOISE]
    assert fed(Framer(), one_by_one(stream)) == parts

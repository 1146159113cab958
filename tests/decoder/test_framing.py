"""Tests of the framing of streams that bring telegrams of every kind."""

from itertools import permutations
import random

from hypothesis import assume, example, given, settings, strategies as st
import pytest

from custom_components.han_port.decoder import Carrier, Integrity, Reason, Rejected
from custom_components.han_port.decoder.frame import MAX_SIZE, Frame
from custom_components.han_port.decoder.framing import Framer
from tests.decoder.binary import (
    APDU,
    FLAG,
    LLC,
    hdlc_frame,
    hdlc_segments,
    mbus_frame,
    mbus_segments,
)
from tests.decoder.compose import ENERGY, ciphered, stoen_form, telegram
from tests.decoder.feeding import cut, fed, one_by_one
from tests.decoder.strategies import noise, streams

TEXT = telegram()
SHORT = telegram("KAM5", [ENERGY])
#: One telegram of each kind that a wire carries.
KINDS = {
    Carrier.P1: TEXT,
    Carrier.P1_CIPHERED: stoen_form(),
    Carrier.CIPHERED: ciphered(),
    Carrier.HDLC: hdlc_frame(LLC + APDU),
    Carrier.MBUS: b"".join(mbus_segments(APDU * 6, 245)),
}
#: A data-notification without, with and with a wrongly tagged date-time.
BARE = {
    "no date-time": b"\x0f\x40\x00\x00\x01\x00\x02\x01\x06\x00\x00\x03\xff",
    "date-time": b"\x0f\x40\x00\x00\x01\x0c" + bytes(12) + b"\x02\x01\x11\x05",
    "tagged date-time": b"\x0f\x40\x00\x00\x01\x09\x0c" + bytes(12) + b"\x01\x00",
}

#: Bytes without an end, more than any telegram has.
FLOODS = {
    "flags": FLAG * 12000,
    "hdlc signs": b"\x7e\xa7\xff" * 4000,
    "hdlc headers": KINDS[Carrier.HDLC][:8] * 1500,
    "mbus signs": b"\x68\xff\xff\x68\x53\xff" * 2000,
    "mbus short": b"\x68\x00\x00\x68\x53\xff" * 2000,
    "mbus of 257": b"\x68\x01\x01\x68\x53\xff" * 2000,
    "ciphered headers": ciphered(4000)[:18] * 700,
    "ident lines": b"/XXX5\r\n\r\n\x00" * 1300,
    "stoen headers": stoen_form(4000)[:21] * 600,
    "apdu": b"\xe6\xe7\x00" + BARE["no date-time"] + bytes(12000),
    "apdus": BARE["no date-time"] * 1000,
    "noise": random.Random(3).randbytes(20000),
}


def carriers(*pieces: bytes) -> list[Carrier]:
    """Return what carried the frames of a stream."""
    parts = fed(Framer(), pieces)
    return [part.carrier for part in parts if isinstance(part, Frame)]


def alone(*telegrams: bytes) -> list[Frame | Rejected]:
    """Return what telegrams come to that come one at a time."""
    return [part for data in telegrams for part in fed(Framer(), [data])]


@pytest.mark.parametrize("carrier", KINDS)
def test_kind(carrier: Carrier) -> None:
    """Every kind is told by its bytes alone."""
    (frame,) = alone(KINDS[carrier])
    assert isinstance(frame, Frame)
    assert frame.carrier is carrier
    assert frame.size == len(KINDS[carrier])


@pytest.mark.parametrize("order", permutations(KINDS, 3), ids="-".join)
def test_kinds_in_one_stream(order: tuple[Carrier, ...]) -> None:
    """Telegrams of several kinds behind each other come out as they do alone."""
    telegrams = [KINDS[carrier] for carrier in order]
    stream = b"".join(telegrams)
    assert fed(Framer(), [stream]) == alone(*telegrams)
    assert fed(Framer(), telegrams) == alone(*telegrams)


@pytest.mark.parametrize("seed", range(20))
def test_random_pieces(seed: int) -> None:
    """Whole, byte by byte and in random pieces a stream gives the same."""
    chance = random.Random(seed)
    telegrams = chance.choices([*KINDS.values()], k=6)
    stream = b"".join(telegrams)
    places = [chance.randrange(len(stream)) for _ in range(40)]
    parts = alone(*telegrams)
    assert fed(Framer(), [stream]) == parts
    assert fed(Framer(), one_by_one(stream)) == parts
    assert fed(Framer(), cut(stream, places)) == parts


@given(streams(), st.lists(st.integers(0, 1500), max_size=12))
@settings(max_examples=500)
@example(SHORT + TEXT + ciphered(), [])
@example(b"!\r\n!\r\n" + ciphered(), [])
@example(b"\xff/KAM5\r\n\r\n\x00!!" + SHORT + b"\xff", [])
@example(b"/KAM5\r\n\r\n\x00\x20\x30AAAA!\r\n" + bytes(20) + b"\xff", [])
@example(b"/KAM5\r\n\r\n\x08XYZ!\r\nAA\x20\x30" + b"A" * 40 + b"\xff", [])
@example(b"!" + mbus_frame(bytes(5)) + mbus_frame(bytes(6)), [])
def test_same_parts_however_cut(stream: bytes, at: list[int]) -> None:
    """Whole, byte by byte and in any pieces, a stream gives the same parts."""
    parts = fed(Framer(), [stream])
    assert fed(Framer(), one_by_one(stream)) == parts
    assert fed(Framer(), cut(stream, at)) == parts


@given(st.lists(st.binary(max_size=60), max_size=20))
def test_arbitrary_bytes(pieces: list[bytes]) -> None:
    """Arbitrary bytes never raise, and are the same in one piece."""
    assert fed(Framer(), pieces) == fed(Framer(), [b"".join(pieces)])


@given(noise(), st.sampled_from([*KINDS]))
@settings(max_examples=300)
def test_telegram_behind_any_garbage(garbage: bytes, carrier: Carrier) -> None:
    """Whatever came before, the telegram behind it comes out.

    Unless that announces a binary telegram: nobody can tell that it is none.
    """
    framer = Framer()
    framer._buffer += garbage + KINDS[carrier]
    assume(framer._binary(len(garbage)) is None)
    assert fed(Framer(), [garbage + KINDS[carrier]])[-1:] == alone(KINDS[carrier])


@pytest.mark.parametrize(
    "sign",
    [
        b"\x7e\xa0\x44\x41\x03\x13\x00\x00",
        b"\xdb\x08KAM",
        b"\xdb\x08\x00\x00\x00\x00\x00\x00\x00\x00\x20\x30\x00\x00\x00\x00",
        b"\x68\x20\x21\x68\x53\xff",
        b"\x68\x20\x20\x69\x53\xff",
        b"\x68\x20\x20\x68\x08\x05",
        b"/KAM5\r\n\r\n\x00\x20\x77\x00\x00\x00\x00",
        b"\xe6\xe7\x00\x0f",
    ],
)
@pytest.mark.parametrize("carrier", KINDS)
def test_false_sign(carrier: Carrier, sign: bytes) -> None:
    """What only looks like a beginning holds up nothing."""
    framer = Framer()
    assert framer.feed(sign + KINDS[carrier])[-1:] == alone(KINDS[carrier])


def test_false_sign_in_a_text() -> None:
    """Signs within a readable telegram cost that one, and not the next."""
    broken = TEXT.replace(b"*kWh", b"\x7e\xa0\x04", 1)
    assert carriers(broken + TEXT) == [Carrier.P1]


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
@pytest.mark.parametrize("size", [1, 64, 4096])
def test_bounded_memory(flood: bytes, size: int) -> None:
    """No more than the longest telegram is held."""
    framer = Framer()
    held = []
    for at in range(0, len(flood), size):
        framer.feed(flood[at : at + size])
        held.append(len(framer._buffer))
    assert max(held) < MAX_SIZE


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
def test_flood_in_pieces(flood: bytes) -> None:
    """A flood gives the same events whole, byte by byte and in blocks."""
    stream = b"\x01\x02" + flood + SHORT
    parts = fed(Framer(), [stream])
    assert fed(Framer(), one_by_one(stream)) == parts
    assert fed(Framer(), cut(stream, range(0, len(stream), 4096))) == parts
    assert fed(Framer(), cut(stream, range(100, len(stream), 5000))) == parts


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
@pytest.mark.parametrize("carrier", KINDS)
def test_telegram_behind_a_flood(carrier: Carrier, flood: bytes) -> None:
    """A flood costs no more than what its last header announces."""
    stream = flood + KINDS[carrier] * (2 + 4000 // len(KINDS[carrier]))
    assert fed(Framer(), [stream])[-1:] == alone(KINDS[carrier])


@pytest.mark.parametrize("size", range(MAX_SIZE - 150, MAX_SIZE + 150, 10))
def test_edge_of_the_buffer(size: int) -> None:
    """Where the buffer is full chunks make no difference either."""
    stream = b"y" * 100 + b"!\r\n" + b"x" * (size - 50) + b"/" + b"z" * 40
    stream += KINDS[Carrier.HDLC] + TEXT
    parts = fed(Framer(), [stream])
    assert fed(Framer(), one_by_one(stream)) == parts
    assert fed(Framer(), cut(stream, [50, 200, 9000])) == parts
    assert carriers(stream) == [Carrier.HDLC, Carrier.P1]


@pytest.mark.parametrize("llc", [b"", LLC], ids=["alone", "with LLC"])
@pytest.mark.parametrize("apdu", BARE.values(), ids=BARE)
def test_bare_apdu(apdu: bytes, llc: bytes) -> None:
    """An APDU alone is one when no more will follow, and not before."""
    framer = Framer()
    assert framer.feed(llc) + framer.feed(apdu) == []
    assert framer.end() == [Frame(Carrier.BARE, "", apdu, llc + apdu, Integrity.NONE)]


def test_bare_apdu_is_handed_out_once() -> None:
    """Behind the end of a file nothing is left of it."""
    framer = Framer()
    framer.feed(BARE["date-time"])
    assert len(framer.end()) == 1
    assert framer.end() == []


def test_bare_apdu_with_marks() -> None:
    """An APDU alone may hold what looks like the end of a text."""
    apdu = b"\x0f\x40\x00\x00\x01\x00\x02\x01\x09\x20" + b"!\n/XXX5\r\n" * 3 + b"!\n"
    assert [one.body for one in alone(apdu) if isinstance(one, Frame)] == [apdu]


@pytest.mark.parametrize("before", [SHORT, KINDS[Carrier.HDLC], b"\x01"])
@pytest.mark.parametrize("apdu", BARE.values(), ids=BARE)
def test_apdu_behind_other_bytes(apdu: bytes, before: bytes) -> None:
    """Behind anything else on a line an APDU is noise: nothing protects it."""
    assert Carrier.BARE not in carriers(before + apdu)


def test_apdu_before_telegrams() -> None:
    """An APDU that a short telegram follows is neither, in whatever pieces."""
    stream = BARE["no date-time"] + SHORT * 2 + KINDS[Carrier.HDLC] + bytes(1200)
    parts = fed(Framer(), [stream])
    assert fed(Framer(), one_by_one(stream)) == parts
    assert carriers(stream) == [Carrier.P1, Carrier.P1, Carrier.HDLC]


def test_apdu_between_telegrams() -> None:
    """An APDU that a telegram follows is not the whole of a file."""
    apdu = BARE["date-time"]
    assert carriers(apdu + TEXT * 2) == [Carrier.P1, Carrier.P1]


@pytest.mark.parametrize(
    "data",
    [b"\x0f", b"\xe6\xe7", b"\xe6\xe7\x00\x0f" + bytes(5), b"\x0f" + b"\xff" * 40],
    ids=["tag", "half an LLC", "no body", "no date-time"],
)
def test_no_apdu(data: bytes) -> None:
    """What only begins like an APDU is none."""
    (refusal,) = alone(data)
    assert isinstance(refusal, Rejected)
    assert (refusal.reason, refusal.size) == (Reason.NOISE, len(data))


def test_mbus_between_texts() -> None:
    """A readable telegram between two segments parts them."""
    first, second = mbus_segments(APDU * 6, 245)
    assert carriers(first + TEXT + second + mbus_frame(APDU)) == [
        Carrier.P1,
        Carrier.MBUS,
    ]


def test_segments_around_another_frame_and_noise() -> None:
    """A whole frame of another kind does not let a lost segment be passed over."""
    first, _, last = hdlc_segments(APDU * 3, 3)
    stream = first + mbus_frame(APDU) + TEXT[:-8] + b"!0000\r\n" + last
    assert carriers(stream) == [Carrier.MBUS]


def test_nothing() -> None:
    """No bytes give nothing."""
    framer = Framer()
    assert framer.feed(b"") == []
    assert framer.end() == []

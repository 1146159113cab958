"""Tests of the framing of Amber's AMB8465."""

from hypothesis import given, strategies as st
import pytest

from custom_components.han_port.decoder.telegram import Integrity
from custom_components.han_port.decoder.wireless.amber import Amber
from custom_components.han_port.decoder.wireless.reception import Reception
from tests.decoder.feeding import cut, one_by_one
from tests.decoder.wireless.compose_radio import (
    amber,
    amber_frame,
    amber_memory,
    heard,
    receptions,
    refusals,
    replies,
    telegram,
    with_last,
)

ONE = telegram()
OTHER = telegram(5)
#: Nothing in it says where it ends.
OPEN = telegram(0, mode=0, plain=bytes.fromhex("0c78010000310b2b170900"))


def test_without_strength() -> None:
    """Where the configuration word counts all bytes, none is the strength."""
    items = heard(Amber(), amber(ONE))
    assert items == [Reception(ONE, None, Integrity.RECEIVER)]


@pytest.mark.parametrize(
    ("raw", "rssi"), [(18, -65.0), (127, -10.5), (128, -138.0), (255, -74.5), (0, -74)]
)
def test_with_strength(raw: int, rssi: float) -> None:
    """A byte that the configuration word does not count is the strength."""
    items = heard(Amber(), amber(ONE, raw))
    assert items == [Reception(ONE, rssi, Integrity.RECEIVER)]


@pytest.mark.parametrize(
    ("memory", "received"),
    [
        (b"", Reception(with_last(OPEN, 18), None, Integrity.RECEIVER)),
        (
            amber_memory(1, 0),
            Reception(with_last(OPEN, 18), None, Integrity.RECEIVER),
        ),
        (amber_memory(1, 1), Reception(OPEN, -65.0, Integrity.RECEIVER)),
        (amber(ONE, 18), Reception(OPEN, -65.0, Integrity.RECEIVER)),
        (amber(ONE), Reception(with_last(OPEN, 18), None, Integrity.RECEIVER)),
    ],
    ids=["unknown", "parameter off", "parameter on", "one before with", "without"],
)
def test_open_telegram(memory: bytes, received: Reception) -> None:
    """Where a telegram does not say, the parameters or those before it do."""
    receiver = Amber()
    receiver.feed(memory)
    assert heard(receiver, amber(OPEN, 18)) == [received]


@pytest.mark.parametrize("known", [b"", amber_memory(0, 0)], ids=["unknown", "told"])
def test_transparent(known: bytes) -> None:
    """Telegrams alone are heard too, and nothing vouches for them."""
    receiver = Amber()
    receiver.feed(known)
    assert heard(receiver, ONE + OTHER) == [Reception(ONE), Reception(OTHER)]


def test_transparent_with_strength() -> None:
    """The configuration word tells the strength there as well."""
    assert heard(Amber(), with_last(ONE, 18)) == [Reception(ONE, -65.0)]


@pytest.mark.parametrize("known", [amber_memory(1, 1), amber(ONE)])
def test_no_telegram_alone_in_command_mode(known: bytes) -> None:
    """Once there are frames, nothing outside them is a telegram."""
    receiver = Amber()
    receiver.feed(known)
    assert refusals(heard(receiver, OTHER)) == [("noise", len(OTHER))]


def test_telegram_of_a_damaged_frame() -> None:
    """The telegram in a frame that its XOR does not fit is not taken alone."""
    bad = bytearray(amber(ONE))
    bad[40] ^= 1
    items = heard(Amber(), bytes(bad) + amber(OTHER))
    assert refusals(items) == [("checksum", len(bad))]
    assert [one.telegram for one in receptions(items)] == [OTHER]


@pytest.mark.parametrize("stray", [b"", b"\xd5", b"\xff", b"\x44", b"\xff\xff\x03"])
def test_reply(stray: bytes) -> None:
    """A stray byte before a reply is passed over at once."""
    reply = bytes.fromhex("ff8b042701bb54b9")
    assert replies(Amber().feed(stray + reply)) == [bytes.fromhex("8b2701bb54")]


def test_memory() -> None:
    """The parameters are one reply, their first number and count before them."""
    (reply,) = replies(heard(Amber(), amber_memory(1, 0)))
    assert (reply[:3], len(reply)) == (b"\x8a\x00\x78", 3 + 0x78)


def test_part_of_the_memory() -> None:
    """A part of the parameters says nothing of the others."""
    receiver = Amber()
    heard(receiver, amber_frame(0x8A, b"\x45\x01\x01"))
    assert heard(receiver, amber(OPEN))[0] == Reception(OPEN, None, Integrity.RECEIVER)


def test_bad_xor_of_a_reply() -> None:
    """A reply that its XOR does not fit is none."""
    assert refusals(heard(Amber(), b"\xff\x84\x01\x00\x7b")) == [("checksum", 5)]


def test_long_reply_is_none() -> None:
    """No reply is as long as a false start may claim."""
    receiver = Amber()
    assert replies(receiver.feed(b"\xff\x84\xf0" + amber_frame(0x84, b"\x00"))) == [
        b"\x84\x00"
    ]


def test_no_telegram_in_a_frame() -> None:
    """A frame that does not bring a telegram is noise."""
    frame = amber_frame(3, bytes(20))
    assert refusals(heard(Amber(), frame)) == [("noise", len(frame))]


def test_frame_begun_before_a_pause() -> None:
    """A frame that broke off before its telegram is known is noise."""
    assert refusals(heard(Amber(), amber(ONE)[:9])) == [("noise", 9)]


def test_cut_by_a_pause() -> None:
    """A frame that broke off is told once, and no part of it taken alone."""
    short = amber(telegram(1))
    data = amber(OTHER)[:20] + short[2:-1]
    assert refusals(heard(Amber(), data)) == [("truncated", len(data))]


@given(
    st.lists(
        st.one_of(
            st.binary(max_size=12),
            st.sampled_from(
                [amber(ONE), amber(OPEN, 7), OTHER, amber_memory(0, 1), b"\xff", b"D"]
            ),
            st.just(amber(ONE)[:30]),
        ),
        max_size=8,
    ),
    st.lists(st.integers(0, 400), max_size=8),
)
def test_same_items_however_cut(parts: list[bytes], at: list[int]) -> None:
    """Whole, byte by byte and in any pieces, a stream gives the same items."""
    stream = b"".join(parts)
    items = heard(Amber(), stream)
    assert heard(Amber(), *one_by_one(stream)) == items
    assert heard(Amber(), *cut(stream, at)) == items

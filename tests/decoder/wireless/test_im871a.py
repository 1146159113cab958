"""Tests of the framing of IMST's iM871A."""

from hypothesis import given, strategies as st
import pytest

from custom_components.han_port.decoder.telegram import Integrity, Reason, Rejected
from custom_components.han_port.decoder.wireless.im871a import Im871a
from custom_components.han_port.decoder.wireless.reception import Reception
from tests.decoder.feeding import cut, one_by_one
from tests.decoder.wireless.compose_radio import (
    heard,
    im871a,
    im871a_reply,
    receptions,
    refusals,
    replies,
    telegram,
)

ONE = telegram()
OTHER = telegram(5)


@pytest.mark.parametrize(
    ("raw", "rssi"), [(63, -91.0), (70, -87.5), (229, -8.0), (230, 0.0), (255, 0.0)]
)
def test_strength(raw: int, rssi: float) -> None:
    """The strength is a straight line up to an overload."""
    items = heard(Im871a(), im871a(ONE, raw=raw))
    assert items == [Reception(ONE, rssi, Integrity.RECEIVER)]


def test_without_strength() -> None:
    """Without a strength in the frame there is none."""
    assert heard(Im871a(), im871a(ONE, raw=None))[0] == Reception(
        ONE, None, Integrity.RECEIVER
    )


def test_time_before_strength() -> None:
    """A time stamp before the strength is passed over."""
    items = heard(Im871a(), im871a(ONE, raw=63, time=b"\x01\x02\x03\x04"))
    assert items == [Reception(ONE, -91.0, Integrity.RECEIVER)]


def test_without_crc() -> None:
    """A telegram without the stick's CRC is one that nothing vouches for."""
    items = heard(Im871a(), im871a(ONE, has_crc=False))
    assert items == [Reception(ONE, -91.0, Integrity.NONE)]


def test_no_telegram_without_crc() -> None:
    """Without a CRC what does not begin like a telegram is noise."""
    frame = im871a(b"\x0c" + bytes(12), has_crc=False)
    assert refusals(heard(Im871a(), frame)) == [("noise", len(frame))]


@pytest.mark.parametrize(
    ("frame", "reply"),
    [
        (im871a_reply(0x02), b"\x01\x02"),
        (im871a_reply(0x10, b"\x33\x00\x14\x00"), b"\x01\x10\x33\x00\x14\x00"),
        (im871a_reply(0x02, b"\x00", endpoint=2), b"\x02\x02\x00"),
    ],
)
def test_reply(frame: bytes, reply: bytes) -> None:
    """What is no telegram is a reply: endpoint, message, payload."""
    assert replies(heard(Im871a(), frame)) == [reply]


def test_published_reply() -> None:
    """The reply to a ping is known byte by byte."""
    assert replies(heard(Im871a(), bytes.fromhex("a58102004ca3"))) == [b"\x01\x02"]


def test_bad_crc() -> None:
    """A flipped bit costs one telegram and is told with what the frame had."""
    bad = bytearray(im871a(ONE))
    bad[30] ^= 4
    items = heard(Im871a(), bytes(bad) + im871a(OTHER))
    assert refusals(items) == [("checksum", len(bad))]
    assert [one.telegram for one in receptions(items)] == [OTHER]


def test_head_of_a_refusal() -> None:
    """A refusal shows no more than the frame's first bytes, not the number."""
    bad = im871a(ONE)[:-1] + b"\x00"
    detail = "the bytes do not fit their checksum"
    expected = Rejected(Reason.CHECKSUM, len(bad), bad[:4].hex(), detail)
    assert heard(Im871a(), bad) == [expected]


@pytest.mark.parametrize("start", [b"\xa5", b"\xa5\x82", b"\xa5\x82\x03\xf0\x44"])
def test_false_start(start: bytes) -> None:
    """A false start does not swallow the telegram behind it."""
    items = heard(Im871a(), start + im871a(ONE))
    assert [one.telegram for one in receptions(items)] == [ONE]


def test_false_start_is_left_when_enough_has_come() -> None:
    """What a false start claimed is looked through as soon as all of it is there."""
    receiver = Im871a()
    data = b"\xa5\x82\x03\xf0" + im871a(ONE) + im871a(OTHER) * 3
    assert len(receptions(receiver.feed(data))) == 4


def test_long_reply_is_none() -> None:
    """No reply is as long as a false start may claim."""
    receiver = Im871a()
    receiver.feed(b"\xa5\x81\x02\xf0" + im871a_reply(0x02))
    assert not receiver._buffer


def test_byte_lost() -> None:
    """A frame that lacks a byte costs itself alone."""
    whole = im871a(ONE)
    items = heard(Im871a(), whole[:20] + whole[21:] + im871a(OTHER))
    assert refusals(items) == [("checksum", len(whole) - 1)]
    assert [one.telegram for one in receptions(items)] == [OTHER]


def test_cut_by_a_pause() -> None:
    """A frame that broke off is told once; what follows is heard."""
    receiver = Im871a()
    assert refusals(heard(receiver, im871a(ONE)[:40])) == [("truncated", 40)]
    assert heard(receiver, im871a(OTHER))[0] == Reception(
        OTHER, -91.0, Integrity.RECEIVER
    )


@pytest.mark.parametrize("size", [1, 2, 3])
def test_begun_before_a_pause(size: int) -> None:
    """What has no header yet is noise."""
    assert refusals(heard(Im871a(), im871a(ONE)[:size])) == [("noise", size)]


def test_begun_without_crc() -> None:
    """Without a CRC the telegram has to have begun as well."""
    frame = im871a(ONE, has_crc=False)
    assert refusals(heard(Im871a(), frame[:13])) == [("noise", 13)]
    assert refusals(heard(Im871a(), frame[:14])) == [("truncated", 14)]


def test_noise_is_joined() -> None:
    """Noise is told in one piece, before the telegram behind it."""
    items = heard(Im871a(), b"\x00\x11" * 30 + im871a(ONE))
    assert refusals(items[:1]) == [("noise", 60)]
    assert len(items) == 2


def test_noise_without_an_end() -> None:
    """Noise is told by the 4096 bytes, and nothing of it is kept."""
    receiver = Im871a()
    assert refusals(receiver.feed(bytes(9000))) == [("noise", 4096)] * 2
    assert not receiver._buffer
    assert refusals(receiver.pause()) == [("noise", 9000 - 8192)]


@given(
    st.lists(
        st.one_of(
            st.binary(max_size=12),
            st.sampled_from([im871a(ONE), im871a(OTHER), im871a_reply(2), b"\xa5\x82"]),
            st.just(im871a(ONE)[:30]),
        ),
        max_size=8,
    ),
    st.lists(st.integers(0, 400), max_size=8),
)
def test_same_items_however_cut(parts: list[bytes], at: list[int]) -> None:
    """Whole, byte by byte and in any pieces, a stream gives the same items."""
    stream = b"".join(parts)
    items = heard(Im871a(), stream)
    assert heard(Im871a(), *one_by_one(stream)) == items
    assert heard(Im871a(), *cut(stream, at)) == items

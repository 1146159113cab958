"""Tests of the framing of IMST's iU891A."""

from hypothesis import given, strategies as st
import pytest

from custom_components.han_port.decoder.telegram import Integrity
from custom_components.han_port.decoder.wireless.iu891a import Iu891a
from custom_components.han_port.decoder.wireless.reception import Reception
from tests.decoder.feeding import cut, one_by_one
from tests.decoder.wireless.compose_radio import (
    heard,
    iu891a,
    receptions,
    refusals,
    replies,
    slip,
    telegram,
)

ONE = telegram()
ESCAPED = telegram(1, plain=b"\xc0\xdb\xdc\xdb\xdd\xc0\xc0\xdb")


@pytest.mark.parametrize("rssi", [-75, -128, -1, 4])
def test_strength(rssi: int) -> None:
    """The strength is sent in dBm."""
    items = heard(Iu891a(), iu891a(ONE, rssi))
    assert items == [Reception(ONE, float(rssi), Integrity.RECEIVER)]


def test_escapes() -> None:
    """Marks and escapes inside a telegram come out as they were."""
    assert receptions(heard(Iu891a(), iu891a(ESCAPED)))[0].telegram == ESCAPED


def test_reply() -> None:
    """Everything else is a reply: endpoint, message, status."""
    assert replies(heard(Iu891a(), slip(b"\x09\x04\x00"))) == [b"\x09\x04\x00"]


def test_one_mark_between_frames() -> None:
    """A mark may end one frame and begin the next."""
    data = iu891a(ONE)[:-1] + iu891a(ESCAPED)
    assert len(receptions(heard(Iu891a(), data))) == 2


def test_marks_alone() -> None:
    """Marks without a frame are nothing."""
    assert heard(Iu891a(), b"\xc0" * 40) == []


def test_bad_crc() -> None:
    """A flipped bit costs one telegram."""
    bad = bytearray(iu891a(ONE))
    bad[30] ^= 4
    items = heard(Iu891a(), bytes(bad) + iu891a(ESCAPED))
    assert refusals(items) == [("checksum", len(bad) - 2)]
    assert [one.telegram for one in receptions(items)] == [ESCAPED]


def test_false_escape() -> None:
    """An escape of nothing makes the frame a damaged one."""
    assert refusals(heard(Iu891a(), b"\xc0\x09\x20\xdb\x00\x00\x00\xc0")) == [
        ("checksum", 6)
    ]


def test_lost_mark() -> None:
    """A frame whose end is lost does not take the next with it."""
    data = iu891a(ONE)[:40] + iu891a(ESCAPED)[1:]
    items = heard(Iu891a(), data)
    assert refusals(items) == [("checksum", 40 - 1)]
    assert [one.telegram for one in receptions(items)] == [ESCAPED]


def test_cut_by_a_pause() -> None:
    """A frame that broke off is told once."""
    assert refusals(heard(Iu891a(), iu891a(ONE)[:40])) == [("truncated", 39)]


def test_begun_before_a_pause() -> None:
    """A first byte alone is noise."""
    assert refusals(heard(Iu891a(), b"\x09")) == [("noise", 1)]


def test_endless_frame() -> None:
    """A frame without an end is given up, and no more than one is kept."""
    receiver = Iu891a()
    told = refusals(receiver.feed(b"\x09\x20" * 5000))
    assert told[0] == ("noise", 4096)
    assert len(receiver._buffer) < 600


@given(
    st.lists(
        st.one_of(
            st.binary(max_size=12),
            st.sampled_from([iu891a(ONE), iu891a(ESCAPED), b"\xc0", b"\x09\x20\xdb"]),
            st.just(iu891a(ONE)[:30]),
        ),
        max_size=8,
    ),
    st.lists(st.integers(0, 400), max_size=8),
)
def test_same_items_however_cut(parts: list[bytes], at: list[int]) -> None:
    """Whole, byte by byte and in any pieces, a stream gives the same items."""
    stream = b"".join(parts)
    items = heard(Iu891a(), stream)
    assert heard(Iu891a(), *one_by_one(stream)) == items
    assert heard(Iu891a(), *cut(stream, at)) == items

"""Tests of receivers that send telegrams alone."""

from hypothesis import given, strategies as st
import pytest

from custom_components.han_port.decoder.wireless.reception import Reception
from custom_components.han_port.decoder.wireless.transparent import Transparent
from tests.decoder.feeding import cut, one_by_one
from tests.decoder.wireless.compose_radio import (
    heard,
    receptions,
    refusals,
    telegram,
    with_last,
)

ONE = telegram()
OTHER = telegram(5)


def test_back_to_back() -> None:
    """Telegrams end by their L."""
    assert Transparent().feed(ONE + OTHER) == [Reception(ONE), Reception(OTHER)]


def test_last_byte_that_counts() -> None:
    """A telegram is handed on as it is, whatever its last byte may be."""
    data = with_last(ONE, 18)
    assert heard(Transparent(), data) == [Reception(data)]


@pytest.mark.parametrize(
    "garbage", [b"\x00", b"\xff\xff", b"\x44\x00", b"\x5b\x44\x00"]
)
def test_garbage_before(garbage: bytes) -> None:
    """What does not begin like a telegram is passed over."""
    items = heard(Transparent(), garbage + ONE)
    assert refusals(items) == [("noise", len(garbage))]
    assert receptions(items) == [Reception(ONE)]


def test_cut_by_a_pause() -> None:
    """A telegram that broke off is told once, and no part of it is another."""
    inner = telegram(1)
    data = OTHER[:20] + inner
    assert refusals(heard(Transparent(), data)) == [("truncated", len(data))]


def test_pause_between() -> None:
    """What comes behind a pause begins anew."""
    receiver = Transparent()
    heard(receiver, ONE[:30])
    assert heard(receiver, OTHER) == [Reception(OTHER)]


def test_begun_before_a_pause() -> None:
    """Too few bytes to tell are noise."""
    assert refusals(heard(Transparent(), ONE[:10])) == [("noise", 10)]


@given(
    st.lists(
        st.one_of(st.binary(max_size=12), st.sampled_from([ONE, OTHER, ONE[:30]])),
        max_size=8,
    ),
    st.lists(st.integers(0, 400), max_size=8),
)
def test_same_items_however_cut(parts: list[bytes], at: list[int]) -> None:
    """Whole, byte by byte and in any pieces, a stream gives the same items."""
    stream = b"".join(parts)
    items = heard(Transparent(), stream)
    assert heard(Transparent(), *one_by_one(stream)) == items
    assert heard(Transparent(), *cut(stream, at)) == items

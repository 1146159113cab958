"""Tests of the checksums."""

from hashlib import shake_256

from hypothesis import example, given, settings, strategies as st
import pytest

from custom_components.han_port.decoder.crc16 import crc16_arc, crc16_x25
from tests.decoder.compose import crc16, x25


def test_published_check_value() -> None:
    """The catalogue of CRCs gives BB3D and 906E for the nine digits."""
    assert crc16_arc(b"123456789") == 0xBB3D
    assert crc16_x25(b"123456789") == 0x906E


def test_nothing() -> None:
    """No bytes leave the start value."""
    assert (crc16_arc(b""), crc16_x25(b"")) == (0, 0)


def test_one_byte() -> None:
    """Every single byte gives the value of the bitwise definition."""
    messages = [bytes([byte]) for byte in range(256)]
    assert [*map(crc16_arc, messages)] == [*map(crc16, messages)]
    assert [*map(crc16_x25, messages)] == [*map(x25, messages)]


@given(st.binary(max_size=40))
def test_short_messages(data: bytes) -> None:
    """Any few bytes give the value of the bitwise definition."""
    assert crc16_arc(data) == crc16(data)
    assert crc16_x25(data) == x25(data)


@given(st.integers(0, 9000), st.binary(min_size=1, max_size=24))
@settings(max_examples=60)
@example(9000, b"\xff")
@example(9000, b"\x00")
@example(8999, b"\x01\x80")
def test_long_messages(size: int, pattern: bytes) -> None:
    """Any bytes up to more than the longest telegram do so too."""
    data = (pattern * (size // len(pattern) + 1))[:size]
    assert crc16_arc(data) == crc16(data)


@pytest.mark.parametrize("seed", range(5))
def test_long_random_messages(seed: int) -> None:
    """Long messages without a pattern do so too."""
    data = shake_256(bytes([seed])).digest(9000 - seed)
    assert crc16_arc(data) == crc16(data)
    assert crc16_x25(data) == x25(data)


def test_far_beyond_one_telegram() -> None:
    """A message longer than the folds reckon with is folded more than once."""
    data = bytes(range(256)) * 130
    assert crc16_arc(data) == crc16(data)


def test_bytearray() -> None:
    """A buffer is as good as bytes."""
    assert crc16_arc(bytearray(b"123456789")) == 0xBB3D
    assert crc16_x25(bytearray(b"123456789")) == 0x906E


@given(st.binary(max_size=300))
def test_x25_over_itself(data: bytes) -> None:
    """Over bytes and their own CRC, low byte first, X-25 comes to one constant."""
    assert crc16_x25(data + crc16_x25(data).to_bytes(2, "little")) == 0x0F47


@given(st.binary(min_size=1, max_size=200), st.data())
def test_every_single_bit_counts(data: bytes, draw: st.DataObject) -> None:
    """A flipped bit changes the value."""
    bit = draw.draw(st.integers(0, 8 * len(data) - 1))
    flipped = int.from_bytes(data) ^ (1 << bit)
    assert crc16_arc(flipped.to_bytes(len(data))) != crc16_arc(data)
    assert crc16_x25(flipped.to_bytes(len(data))) != crc16_x25(data)

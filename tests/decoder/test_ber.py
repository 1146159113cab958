"""Tests of BER: the length of what follows."""

import pytest

from custom_components.han_port.decoder.ber import read_length


@pytest.mark.parametrize(
    ("data", "length", "at"),
    [
        (b"\x00", 0, 1),
        (b"\x7f", 127, 1),
        (b"\x81\x00", 0, 2),
        (b"\x81\xf8", 248, 2),
        (b"\x82\x00\xe7", 231, 3),
        (b"\x82\x01\xd0", 464, 3),
        (b"\x83\x01\x00\x00", 65536, 4),
        (b"\x84\x00\x00\x00\x05", 5, 5),
        (b"\x84\xff\xff\xff\xff", 2**32 - 1, 5),
    ],
)
def test_length(data: bytes, length: int, at: int) -> None:
    """A length has all its forms, also one longer than it need be."""
    assert read_length(data, 0) == (length, at)
    assert read_length(bytearray(b"\xff" + data), 1) == (length, at + 1)


@pytest.mark.parametrize(
    "data",
    [
        b"\x80",
        b"\x80\x01",
        b"\x85\x00\x00\x00\x00\x01",
        b"\xff" * 200,
        b"\x81",
        b"\x82\x01",
    ],
)
def test_no_length(data: bytes) -> None:
    """An indefinite length, one of five bytes and more, and half a one are none."""
    with pytest.raises(ValueError, match=r"^no length$"):
        read_length(data, 0)


def test_no_byte_of_a_length() -> None:
    """A length needs a byte."""
    with pytest.raises(ValueError, match=r"^the bytes end before a length$"):
        read_length(b"", 0)

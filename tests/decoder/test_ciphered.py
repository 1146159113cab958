"""Tests of telling ciphered telegrams from noise."""

import pytest

from custom_components.han_port.decoder.ciphered import MAX_LENGTH, find_ciphered
from tests.decoder.compose import ciphered, stoen, telegram

TITLE = b"\xdb\x08KAM\x01\x02\x03\x04\x05"


@pytest.mark.parametrize("length", [0x20, 0x7F, 0x80, 0xFF, 0x100, 0x230, MAX_LENGTH])
def test_length_tells_the_end(length: int) -> None:
    """The end is as far behind the header as the length says."""
    data = ciphered(length)
    assert find_ciphered(data + b"\xdb\x08") == (0, len(data))


def test_length_in_two_bytes_below_256() -> None:
    """Kamstrup writes two bytes of length where one would do."""
    data = TITLE + b"\x82\x00\xe7\x30" + bytes(0xE6)
    assert find_ciphered(data) == (0, len(data))


@pytest.mark.parametrize("control", [0x10, 0x20, 0x21, 0x30, 0x31])
def test_security_control(control: int) -> None:
    """Every security control that was seen is known."""
    data = TITLE + b"\x20" + bytes([control]) + bytes(0x1F)
    assert find_ciphered(data) == (0, len(data))


@pytest.mark.parametrize("ident", [b"/KAM5\r\n", b"/KAM5\r\n\r\n", b"/KAM5\n\n"])
def test_ident_line_in_clear(ident: bytes) -> None:
    """An ident line before the header belongs to the telegram."""
    data = ident + ciphered(0x80) + b"!0A1B\r\n"
    assert find_ciphered(data) == (0, len(data))


def test_stoen() -> None:
    """Stoen's telegrams have neither the tag nor a system title."""
    assert find_ciphered(stoen()) == (0, len(stoen()))


def test_starts_behind_other_bytes() -> None:
    """The start lies where the telegram begins."""
    data = b"\x00\xfenoise" + ciphered()
    assert find_ciphered(data) == (7, len(data))


def test_first_of_two() -> None:
    """The first telegram is found first."""
    data = ciphered(0x40)
    assert find_ciphered(data + ciphered()) == (0, len(data))


def test_end_behind_the_bytes_at_hand() -> None:
    """The header alone tells where the end will be."""
    assert find_ciphered(ciphered(0x80)[:16]) == (0, len(ciphered(0x80)))


@pytest.mark.parametrize("size", range(14))
def test_header_not_whole(size: int) -> None:
    """Nothing is known before the security control has come."""
    assert find_ciphered(ciphered(0x230)[:size]) is None


@pytest.mark.parametrize("trailer", [b"", b"!", b"!FE0C", b"!FE0C\r"])
def test_trailer_not_whole(trailer: bytes) -> None:
    """Behind an ident line the end is unknown before the trailer is whole."""
    assert find_ciphered(stoen(trailer=trailer)) == (0, None)


def test_no_trailer() -> None:
    """A telegram with an ident line but without trailer ends by its length."""
    data = stoen(trailer=b"")
    assert find_ciphered(data + b"/EGM5G35\r\n") == (0, len(data))


def test_endless_trailer() -> None:
    """A mark without a line end is no trailer."""
    data = stoen(trailer=b"")
    assert find_ciphered(data + b"!" + b"F" * 20) == (0, len(data))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        telegram(),
        b"\xff" + telegram(),
        bytes(range(256)) * 4,
        b"\xdb\x08" * 40,
        b"\xdb\x0812345678\x20\x30" + bytes(40),
        TITLE + b"\x20\x77" + bytes(40),
        TITLE + b"\x05\x30" + bytes(40),
        TITLE + b"\x82\x10\x01\x30" + bytes(40),
        b"\xff\r\n\x00\x20\x30" + bytes(40),
        b"/12345\r\n\x00\x20\x30" + b"\xff" * 40,
    ],
    ids=[
        "nothing",
        "readable",
        "readable with noise",
        "every byte",
        "tags only",
        "title without maker",
        "unknown security control",
        "shorter than a header",
        "longer than any telegram",
        "no ident line",
        "no maker in the ident line",
    ],
)
def test_not_ciphered(data: bytes) -> None:
    """What has no header is not ciphered."""
    assert find_ciphered(data) is None

"""Tests of the link layer: frame formats and CRCs."""

from hypothesis import given, strategies as st
import pytest

from custom_components.han_port.decoder.wireless.link_layer import (
    crc,
    has_sound_start,
    is_telegram,
    size_with_crcs,
    without_crcs,
)
from tests.decoder.wireless.seal import METER, link, link_field, plain


def format_a(telegram: bytes) -> bytes:
    """Put the CRCs of format A into a telegram."""
    blocks = [telegram[:10]]
    blocks += [telegram[at : at + 16] for at in range(10, len(telegram), 16)]
    return b"".join(block + crc(block).to_bytes(2, "big") for block in blocks)


def format_b(telegram: bytes) -> bytes:
    """Put the CRCs of format B into a telegram, and count them."""
    size = len(telegram) + (2 if len(telegram) <= 126 else 4)
    frame = bytes([size - 1]) + telegram[1:]
    blocks = [frame[:126], frame[126:]] if len(telegram) > 126 else [frame]
    return b"".join(block + crc(block).to_bytes(2, "big") for block in blocks)


def long(size: int) -> bytes:
    """Return a telegram of so many bytes."""
    return link(bytes(size - 10))


def test_crc() -> None:
    """The check value of CRC-16/EN-13757 is a published one."""
    assert crc(b"123456789") == 0xC2B7


@pytest.mark.parametrize("size", [11, 25, 26, 27, 42, 43, 129, 191, 256])
def test_format_a(size: int) -> None:
    """A CRC stands behind ten bytes, and behind every sixteen more."""
    frame = format_a(long(size))
    assert len(frame) == size_with_crcs(frame[0])
    assert without_crcs(frame) == long(size)


def test_gama_with_crcs() -> None:
    """The telegram of a GAMA 350 has 191 bytes, and 217 with its CRCs."""
    assert size_with_crcs(0xBE) == 217


@pytest.mark.parametrize("size", [11, 20, 126, 127, 140, 250])
def test_format_b(size: int) -> None:
    """One CRC stands at the end, two where the frame is long; L counts them."""
    assert without_crcs(format_b(long(size))) == long(size)


@pytest.mark.parametrize("at", range(0, 33, 3))
@pytest.mark.parametrize("form", [format_a, format_b])
def test_a_flipped_bit_is_refused(form: type, at: int) -> None:
    """Whatever byte is wrong, none comes out."""
    frame = bytearray(form(plain()))
    frame[at] ^= 0x10
    assert without_crcs(bytes(frame)) is None


@pytest.mark.parametrize("size", [0, 1, 9, 11, 12, 30])
def test_a_cut_frame_is_refused(size: int) -> None:
    """A frame without its last CRC is none."""
    assert without_crcs(format_a(plain())[:size]) is None


def test_without_crcs_there_are_none() -> None:
    """A telegram that never had CRCs is none with."""
    assert without_crcs(plain()) is None


def test_sound_start() -> None:
    """The first block alone tells the sender."""
    frame = format_a(plain())
    assert has_sound_start(frame[:12])
    assert not has_sound_start(frame[:11])
    assert not has_sound_start(b"\x00" + frame[1:12])


@pytest.mark.parametrize("control", [0x44, 0x46, 0x08])
def test_telegrams_begin_alike(control: int) -> None:
    """L, C, three letters and a known CI are how a telegram begins."""
    assert is_telegram(link(b"\x7a" + bytes(4), METER, control)[:11])


@pytest.mark.parametrize(
    "head",
    [
        b"",
        plain()[:10],
        b"\x09" + plain()[1:11],
        link(b"\x7a", control=0x00),
        link(b"\x00"),
        b"\x0a\x44\x00\x00" + link_field(METER)[2:] + b"\x7a",
        b"\x0a\x44\xff\x7f" + link_field(METER)[2:] + b"\x7a",
    ],
)
def test_others_do_not(head: bytes) -> None:
    """Too short, of no known control field, letters or contents."""
    assert not is_telegram(head)


@given(st.binary(max_size=300))
def test_never_raises(data: bytes) -> None:
    """Whatever bytes are asked for their CRCs."""
    found = without_crcs(data)
    assert found is None or len(found) == found[0] + 1
    assert is_telegram(data) in (True, False)

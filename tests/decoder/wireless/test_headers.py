"""Tests of the layers that can be read without a key."""

from hypothesis import given, strategies as st
import pytest

from custom_components.han_port.decoder import read_headers
from tests.decoder.wireless.seal import (
    COUNTER,
    METER,
    MODULE,
    header,
    link,
    link_field,
    mode5,
    mode7,
    plain,
    session,
)


def test_short_header() -> None:
    """The link layer's address is the meter's own."""
    headers = read_headers(mode5())
    assert headers
    assert headers.link == headers.meter == METER
    assert headers.transport
    assert headers.transport.access_number == 42
    assert headers.transport.ciphered == 32


def test_long_header() -> None:
    """A radio module sends for a meter."""
    headers = read_headers(mode5(address=MODULE, meter=METER))
    assert headers
    assert (headers.link, headers.meter) == (MODULE, METER)


def test_no_header() -> None:
    """CI 78 is followed by records."""
    headers = read_headers(link(b"\x78\x0b\x13\x00\x00\x00"))
    assert headers
    assert headers.transport
    assert headers.transport.data_at == 11
    assert not headers.is_encrypted


@pytest.mark.parametrize(
    ("telegram", "security", "is_encrypted", "is_supported"),
    [
        (plain(), "none", False, True),
        (mode5(), "AES-CBC", True, True),
        (mode7(), "AES-CBC with CMAC", True, True),
        (session(b"\x78"), "AES-CTR", True, True),
        (session(b"\x78", number=bytes(4)), "none", False, True),
        (link(header(5, 0)), "AES-CBC", False, True),
        (link(header(10, 2)), "AES-CCM, mode 10", True, False),
        (link(header(13, 2)), "TLS, mode 13", True, False),
        (link(header(13, 0)), "TLS, mode 13", True, False),
        (link(header(29, 1)), "security mode 29", True, False),
        (link(b"\xa2" + bytes(9)), "contents of kind A2", False, False),
        (
            session(b"\x78", number=bytes.fromhex("01020360")),
            "unknown extended link layer",
            True,
            False,
        ),
        (
            link(header(7, 2) + bytes(32)),
            "AES-CBC with CMAC, but without the layer that carries it",
            True,
            False,
        ),
    ],
)
def test_security(
    telegram: bytes, security: str, *, is_encrypted: bool, is_supported: bool
) -> None:
    """What protects the data has a name, and so has what nobody can undo."""
    headers = read_headers(telegram)
    assert headers
    assert headers.security == security
    assert headers.is_encrypted is is_encrypted
    assert headers.is_supported is is_supported


@pytest.mark.parametrize(("kind", "session_at"), [("8c", None), ("8e", None)])
def test_extended_link_layer_without_session(kind: str, session_at: int | None) -> None:
    """8C has two bytes, 8E the address of the receiver besides; it is not asked."""
    address = b"" if kind == "8c" else link_field(MODULE)
    layer = bytes.fromhex(kind) + b"\x20\x2a" + address
    headers = read_headers(link(layer + header()))
    assert headers
    assert headers.meter == METER
    assert headers.extended
    assert headers.extended.mode == 0


def test_extended_link_layer_with_an_address() -> None:
    """8F ciphers for the address that it has itself."""
    layer = b"\x8f\x20\x2a" + link_field(MODULE) + bytes.fromhex("01020320")
    headers = read_headers(link(layer + bytes(8)))
    assert headers
    assert headers.extended
    assert headers.extended.sender == link_field(MODULE)
    assert headers.extended.mode == 1


def test_authentication_layer() -> None:
    """AFL brings the counter and the code of security mode 7."""
    headers = read_headers(mode7())
    assert headers
    assert headers.authentication
    assert headers.authentication.counter == COUNTER
    assert len(headers.authentication.mac) == 8


@pytest.mark.parametrize(
    ("present", "fields", "mac"),
    [
        ("002c", "24" + COUNTER.hex() + "00112233", "00112233"),
        ("003c", "25" + COUNTER.hex() + 8 * "11" + "2000", 8 * "11"),
        ("002e", "260000" + COUNTER.hex() + 12 * "22", 12 * "22"),
        ("002c", "27" + COUNTER.hex() + 16 * "33", 16 * "33"),
        ("0004", 8 * "44", 8 * "44"),
    ],
)
def test_fields_of_the_authentication_layer(
    present: str, fields: str, mac: str
) -> None:
    """The kind of the code says its size, and bits which fields there are."""
    body = bytes.fromhex(present) + bytes.fromhex(fields)
    layer = b"\x90" + bytes([len(body)]) + body
    headers = read_headers(link(layer + header(7, 1) + bytes(16)))
    assert headers
    assert headers.authentication
    assert headers.authentication.mac.hex() == mac
    assert headers.authentication.is_complete is ("24" <= fields[:2] <= "27")


@pytest.mark.parametrize("control", ["0140", "0200"])
def test_fragments(control: str) -> None:
    """A telegram in fragments is none that can be read."""
    layer = bytes.fromhex("9002" + control)
    headers = read_headers(link(layer + header(7, 1) + bytes(16)))
    assert headers
    assert headers.security == "telegram in fragments"
    assert not headers.is_supported
    assert headers.is_encrypted


@pytest.mark.parametrize(
    "telegram",
    [
        b"",
        plain()[:10],
        link(b"\x7a\x00\x00"),
        link(b"\x72" + bytes(11)),
        link(b"\x8c\x20"),
        link(b"\x8d\x20\x2a\x01\x02\x03\x20\x00\x00"),
        link(b"\x90\x02"),
        link(b"\x90\x20\x00\x00"),
        link(b"\x90\x03\x00\x2c\x25\x7a\x00\x00\x00\x00"),
    ],
)
def test_layers_that_break_off(telegram: bytes) -> None:
    """Nothing is read of them."""
    assert read_headers(telegram) is None


@given(st.binary(max_size=80))
def test_never_raises(payload: bytes) -> None:
    """Whatever stands behind the link layer."""
    headers = read_headers(link(payload))
    assert headers is None or headers.security

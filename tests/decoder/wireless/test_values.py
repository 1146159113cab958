"""Tests of data: integers, BCD, reals, texts."""

from decimal import Decimal
import struct

from hypothesis import example, given, strategies as st
import pytest

from custom_components.han_port.decoder.wireless.values import (
    Content,
    ReadContent,
    bcd,
    bcd_text,
    nothing,
    real,
    signed,
    text,
    unsigned,
    unsigned_text,
    variable,
)


@pytest.mark.parametrize(
    ("data", "number"),
    [
        ("00", 0),
        ("7F", 127),
        ("FF", -1),
        ("80FF", -128),
        ("000001", 65536),
        ("0000000000000080", -(1 << 63)),
    ],
)
def test_integer(data: str, number: int) -> None:
    """Integers have a sign, and their low byte first."""
    assert signed(bytes.fromhex(data)) == number


def test_integer_without_sign() -> None:
    """Bits and numbers of meters have no sign."""
    assert unsigned(b"\x00\x80") == 0x8000
    assert unsigned_text(b"\xff\xff\xff\xff") == "4294967295"


@pytest.mark.parametrize(
    ("data", "number"),
    [
        ("170900", 917),
        ("824750040000", 4504782),
        ("0000", 0),
        ("1709F0", -917),
        ("00F0", 0),
        ("F1", -1),
    ],
)
def test_bcd(data: str, number: int) -> None:
    """An F for the first digit is a minus."""
    assert bcd(bytes.fromhex(data)) == number


@pytest.mark.parametrize("data", ["FFFFFF", "1A", "A1", "17090E", "00F000", "FF", ""])
def test_bcd_that_is_no_number(data: str) -> None:
    """Any other digit above 9 makes it no number."""
    assert bcd(bytes.fromhex(data)) is None


@pytest.mark.parametrize(
    ("data", "digits"),
    [("78563412", "12345678"), ("78560000", "00005678"), ("785634F2", None)],
)
def test_bcd_that_names(data: str, digits: str | None) -> None:
    """The zeros before a meter's number are part of it, and it has no sign."""
    assert bcd_text(bytes.fromhex(data)) == digits


@pytest.mark.parametrize(
    ("number", "decimal"),
    [
        (230.1, "230.1"),
        (0.0, "0"),
        (-0.0, "0"),
        (-1.5, "-1.5"),
        (16777216.0, "16777216"),
        (3.4028234663852886e38, "3.4028235E+38"),
        (1e-45, "1.40130E-45"),
    ],
)
def test_real(number: float, decimal: str) -> None:
    """A real is the shortest number that it stands for."""
    assert real(struct.pack("<f", number)) == Decimal(decimal)


@pytest.mark.parametrize("data", ["0000807F", "000080FF", "0000C07F", "FFFFFFFF"])
def test_real_that_is_no_number(data: str) -> None:
    """Infinity and what is no number have no value."""
    assert real(bytes.fromhex(data)) is None


@given(st.binary(min_size=4, max_size=4))
@example(b"\xff\xff\x7f\x7f")
@example(b"\x01\x00\x00\x00")
def test_real_comes_back(data: bytes) -> None:
    """A real that is written down gives the same bits again."""
    found = real(data)
    assert found is None or struct.pack("<f", float(found)) == data


def test_text() -> None:
    """A text is stored from its end."""
    assert text(b"\xe92 remotsuC") == "Customer 2é"


def test_nothing() -> None:
    """Where there are no data, there is no value."""
    read: ReadContent = nothing
    assert read(b"") is None


@pytest.mark.parametrize(
    ("lvar", "data", "content"),
    [
        (0x00, "", ""),
        (0x03, "434241", "ABC"),
        (0xBF, "20" * 191, " " * 191),
        (0xC0, "", None),
        (0xC2, "3412", 1234),
        (0xC9, "99" * 9, 10**18 - 1),
        (0xC1, "F1", -1),
        (0xD2, "3412", -1234),
        (0xD1, "F1", None),
        (0xD1, "1A", None),
        (0xE0, "", 0),
        (0xE2, "FEFF", -2),
        (0xEF, "00" * 14 + "01", 1 << 112),
        (0xF0, "01" + "00" * 15, 1),
        (0xF4, "00" * 31 + "80", -(1 << 255)),
    ],
)
def test_variable(lvar: int, data: str, content: Content) -> None:
    """The length says what the data are."""
    found = variable(lvar)
    assert found is not None
    assert found.size == len(bytes.fromhex(data))
    assert found.read(bytes.fromhex(data)) == content


@pytest.mark.parametrize("lvar", [0xCA, 0xCF, 0xDA, 0xDF, 0xF5, 0xFF])
def test_variable_of_no_known_kind(lvar: int) -> None:
    """Some lengths mean nothing."""
    assert variable(lvar) is None

"""Tests of masking DLMS lists."""

from collections.abc import Callable

import pytest

from custom_components.han_port.decoder.masking import numbers
from custom_components.han_port.decoder.masking.lists import mask_content, mask_list
from tests.decoder.axdr_compose import (
    date_time,
    enum,
    integer,
    notification,
    obis,
    octets,
    structure,
    text,
    uint32,
    visible,
)
from tests.decoder.compose import ENERGY

NUMBER = "7359992890941742"
CODE = obis("0-0:96.1.0")
TOTAL = obis("1-0:1.8.0") + uint32(12345678)


def masked(code: bytes, value: bytes) -> bytes:
    """Mask a list of a value and a total, and return what the value became."""
    apdu = notification(structure(code, value, obis("1-0:1.8.0"), uint32(12345678)))
    again = mask_list(apdu)
    at = len(apdu) - len(TOTAL) - len(value)
    assert len(again) == len(apdu)
    assert again[:at] == apdu[:at]
    assert again.endswith(TOTAL)
    return again[at : -len(TOTAL)]


@pytest.mark.parametrize(
    "code", ["0-0:96.1.0", "1-1:0.0.5", "0-0:42.0.0", "0-0:96.1.2", "0-1:96.1.0"]
)
@pytest.mark.parametrize("string", [text, visible])
def test_texts(code: str, string: Callable[[str], bytes]) -> None:
    """Numbers of meters and places are masked in strings of any kind."""
    value = string(NUMBER)
    assert masked(obis(code), value) == string(numbers.digits(NUMBER))


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("0-0:96.1.7", text("6841121BN243101040")),
        ("1-1:96.1.1", text("6841121BN243101040")),
        ("1-0:0.2.129", visible("AIDON_V0001")),
        ("0-0:1.0.0", octets(date_time())),
        ("0-0:96.3.10", enum(1)),
        ("0-0:96.1.0", enum(1)),
        ("1-0:32.7.0", integer("uint16", 23456)),
        ("0-9:99.9.9", uint32(12345678)),
        ("0-9:99.9.9", octets(date_time())),
        ("0-9:99.9.9", octets(b"\x12\x34\x56")),
        ("0-9:99.9.9", text("KFM_001")),
        ("0-0:96.1.0", text("")),
    ],
)
def test_what_stays(code: str, value: bytes) -> None:
    """Models, list ids, clocks, states and all values stay."""
    assert masked(obis(code), value) == value


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("0-0:96.1.0", octets(bytes.fromhex("4b464d64f1203344"))),
        ("0-9:99.9.9", octets(bytes.fromhex("4b464d64f1203344"))),
        ("0-9:99.9.9", text(NUMBER)),
        ("0-0:96.13.0", text("Call 0401234567")),
        ("0-0:96.1.0", uint32(12345678)),
        ("0-0:96.1.0", integer("int32", 1234567890)),
    ],
)
def test_what_identifies(code: str, value: bytes) -> None:
    """Numbers in binary are masked, long ones that nobody knows, and texts."""
    assert masked(obis(code), value) != value


def test_number_without_a_code() -> None:
    """What stands alone is masked, a list id is not."""
    apdu = notification(structure(text("KFM_001"), TOTAL[:8], TOTAL[8:], text(NUMBER)))
    assert mask_list(apdu) == apdu.replace(
        NUMBER.encode(), numbers.digits(NUMBER).encode()
    )


def test_no_code_becomes_one() -> None:
    """A string of six bytes that is no code is none afterwards, so lists stay lists."""
    for number in range(200):
        value = octets(bytes([0x7A, number, 0xFD, 2, 15, 1]))
        again = masked(obis("0-9:99.9.9"), value)
        assert again[2] > 15
        assert again != value


def test_unknown_list() -> None:
    """A list that nobody can name is masked as well."""
    apdu = notification(structure(text(NUMBER), enum(1)))
    assert mask_list(apdu) == apdu.replace(
        NUMBER.encode(), numbers.digits(NUMBER).encode()
    )


def test_broken_list() -> None:
    """Of a list that breaks off long numbers are masked."""
    apdu = notification(structure(text(NUMBER), TOTAL))[:-12]
    again = mask_list(apdu)
    assert len(again) == len(apdu)
    assert NUMBER.encode() not in again


def test_contents() -> None:
    """What is hidden may be a telegram, or lines alone."""
    number = b"0-0:96.1.0(7359992890941742)\r\n"
    body = ENERGY.encode() + b"\r\n"
    assert mask_content(body) == body
    for content in (body + number, b"/KAM5\r\n\r\n" + body + number + b"!\r\n"):
        again = mask_content(content)
        assert body in again
        assert number not in again

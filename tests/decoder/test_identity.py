"""Tests of who sent a telegram."""

import pytest

from custom_components.han_port.decoder import Meter, Reading
from custom_components.han_port.decoder.identity import identify


def number(text: str) -> Reading:
    """Return a reading of the hex digits of a number in ASCII."""
    return Reading(text.encode().hex())


@pytest.mark.parametrize(
    ("ident", "manufacturer", "model"),
    [
        ("LGF5E360", "Landis+Gyr", "E360"),
        ("KAM5", "Kamstrup", None),
        ("ADN9 7534", "Aidon", "7534"),
        ("KFM5KAIFA-METER", "Kaifa", "KAIFA-METER"),
        (r"ELL5\253833635_A", "Sagemcom", "253833635_A"),
        (r"FLU5\253769484_A", "Sagemcom", "253769484_A"),
        ("NES5:83335-3E", "NES", "83335-3E"),
        ("EGM5G35", "Elgama", "G35"),
        ("SAG5SAG-METER", "Sagemcom", "SAG-METER"),
        (r"ISk5\2MT382-1003", "Iskraemeco", "2MT382-1003"),
        (r"Lux5\253694471_M", "Sagemcom", "253694471_M"),
        ("XMX5LGF0010123456789", "Landis+Gyr", "LGF0010123456789"),
        ("ESY5Q3DA1004 V3.04", "EasyMeter", "Q3DA1004 V3.04"),
    ],
)
def test_ident_line(ident: str, manufacturer: str, model: str | None) -> None:
    """The ident line names the maker and the model, never a serial number."""
    assert identify(ident, {}) == Meter(manufacturer, model, None)


def test_holley() -> None:
    """A slash inside the ident line is survived."""
    assert identify("HLY5/D545-METER", {}).manufacturer == "Holley"


def test_unknown_maker() -> None:
    """A model is known though its maker is not."""
    assert identify("XYZ5ABC", {}) == Meter(None, "ABC", None)


def test_no_ident_line() -> None:
    """What is no ident line names nobody."""
    assert identify("?", {"0-0:96.1.0": number("123")}) == Meter(None, None, "123")


@pytest.mark.parametrize("code", ["0-0:96.1.0", "0-0:96.1.1"])
def test_serial_number(code: str) -> None:
    """The serial number is sent as the hex digits of its characters."""
    meter = identify("LGF5E360", {code: number(" 40012345 ")})
    assert meter.serial_number == "40012345"


def test_serial_number_of_96_1_0_goes_first() -> None:
    """0-0:96.1.0 is the number, 0-0:96.1.1 may be a type."""
    registers = {"0-0:96.1.1": number("MA309M"), "0-0:96.1.0": number("1KFM01")}
    assert identify("KFM5KAIFA-METER", registers).serial_number == "1KFM01"


@pytest.mark.parametrize(
    "text", ["", "20", "123", "ADC3100000158491", "3134<redacted>", "00010203", "äö"]
)
def test_no_serial_number(text: str) -> None:
    """What is no hex of printable characters is no serial number."""
    registers = {"0-0:96.1.0": Reading(text)}
    assert identify("LGF5E360", registers).serial_number is None


def test_number_is_not_a_model_of_another() -> None:
    """Meters of one model keep apart."""
    one = identify("LGF5E360", {"0-0:96.1.0": number("1")})
    other = identify("LGF5E360", {"0-0:96.1.0": number("2")})
    assert (one.serial_number, other.serial_number) == ("1", "2")

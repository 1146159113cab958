"""Tests of meters' addresses."""

import pytest

from custom_components.han_port.decoder import Address, Medium
from tests.decoder.wireless.seal import METER, link_field


def test_manufacturer_has_five_bits_a_letter() -> None:
    """EGM is 14ED, low byte first."""
    assert Address.of_link(bytes.fromhex("ed14010000310102")) == METER


def test_number_is_printed_reversed() -> None:
    """The identification number is BCD, the lowest digits first."""
    address = Address.of_link(bytes.fromhex("ed147856341201 02"))
    assert address.number == "12345678"


def test_text() -> None:
    """Version and device type are in hex."""
    assert str(Address("QDS", "00000012", 0x55, 0x37)) == "QDS-00000012-55-37"


def test_text_is_read_back() -> None:
    """An entry keeps the text."""
    address = Address("KAM", "63000069", 0x1B, 0x16)
    assert Address.parse(str(address)) == address


@pytest.mark.parametrize("text", ["", "EGM", "EGM-1-2", "EGM-1-XX-02"])
def test_other_texts_are_refused(text: str) -> None:
    """What is no address raises ValueError."""
    with pytest.raises(ValueError, match="Not an address"):
        Address.parse(text)


def test_a_number_may_have_letters() -> None:
    """Who does not keep to BCD is shown as sent."""
    address = Address("EGM", "3100000F", 1, 2)
    assert Address.of_link(link_field(address)) == address


@pytest.mark.parametrize(
    ("device_type", "medium"),
    [
        (0x02, Medium.ELECTRICITY),
        (0x03, Medium.GAS),
        (0x04, Medium.HEAT),
        (0x07, Medium.WATER),
        (0x16, Medium.WATER),
        (0x06, Medium.WARM_WATER),
        (0x0A, Medium.COOLING),
        (0x37, Medium.UNKNOWN),
    ],
)
def test_medium(device_type: int, medium: Medium) -> None:
    """The device type says what is measured; a radio module's does not."""
    assert Address("EGM", "31000001", 1, device_type).medium is medium

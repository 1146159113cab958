"""Tests of what an entry keeps of a meter."""

import pytest

from custom_components.han_port.decoder import Keys, Line, Meter, Parity
from custom_components.han_port.entry_data import (
    keys_data,
    keys_of,
    line_of,
    profile_of,
    unique_id,
    without_number,
)

ENCRYPTION = bytes(range(16))
AUTHENTICATION = bytes(range(0xD0, 0xE0))
TITLE = b"TST\x00\x00\x00\x00\x01"


def test_profile() -> None:
    """An entry names the profile that its meter is read by."""
    assert profile_of({"profile": "sesko"}).id == "sesko"


def test_line() -> None:
    """Line settings stand in an entry as electricians write them."""
    assert line_of({"line": "2400 8E1"}) == Line(2400, parity=Parity.EVEN)


def test_no_line() -> None:
    """A receiver that is asked who it is needs no settings."""
    assert line_of({"port": "/dev/ttyUSB0"}) is None


@pytest.mark.parametrize(
    "keys",
    [
        None,
        Keys(ENCRYPTION),
        Keys(ENCRYPTION, AUTHENTICATION),
        Keys(ENCRYPTION, system_title=TITLE),
        Keys(ENCRYPTION, AUTHENTICATION, TITLE),
    ],
)
def test_keys_come_back(keys: Keys | None) -> None:
    """What is saved is what is read, and nothing else of the entry matters."""
    assert keys_of({"port": "/dev/ttyUSB0"} | keys_data(keys)) == keys


def test_keys_are_saved_as_hex() -> None:
    """Only those that there are have a field."""
    assert keys_data(Keys(ENCRYPTION, AUTHENTICATION, TITLE)) == {
        "encryption_key": "000102030405060708090a0b0c0d0e0f",
        "authentication_key": "d0d1d2d3d4d5d6d7d8d9dadbdcdddedf",
        "system_title": "5453540000000001",
    }
    assert set(keys_data(Keys(ENCRYPTION))) == {"encryption_key"}
    assert keys_data(None) == {}


@pytest.mark.parametrize(
    ("meter", "expected"),
    [
        (Meter(), None),
        (Meter("Aidon", "7534"), None),
        (Meter(serial_number=" - "), None),
        (Meter("Kaifa", "MA309M", "1KFM0200000001"), "1KFM0200000001"),
        (Meter("Elgama", "EGM5G35", "14000001"), "14000001"),
    ],
)
def test_number_of_a_meter(meter: Meter, expected: str | None) -> None:
    """A meter is known by its serial number, and without one not at all."""
    assert unique_id(meter) == expected


def test_number_is_the_same_however_it_is_sent() -> None:
    """Neither the maker, who is not in every list, nor the spelling counts."""
    meters = [
        Meter("Kaifa", "MA309M", "1KFM02000000 01"),
        Meter(None, None, "1kfm0200000001"),
        Meter("KFM", "x", "1KFM-0200-000001"),
    ]
    assert {unique_id(meter) for meter in meters} == {"1KFM0200000001"}


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Elgama GAMA 150/350 14000011", "Elgama GAMA 150/350 …011"),
        ("Elgama GAMA 150/350 …011", "Elgama GAMA 150/350 …011"),
        ("Aidon 7534", "Aidon 7534"),
        ("Meter 12345", "Meter …345"),
        ("5706567000000001", "…001"),
    ],
)
def test_name_without_a_number(title: str, shown: str) -> None:
    """Whatever a household calls its meter, long numbers do not go into the log."""
    assert without_number(title) == shown

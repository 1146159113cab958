"""Tests of who sent a telegram, and whose readings it hands on."""

from collections.abc import Callable

import pytest

from custom_components.han_port.decoder import Medium, Meter, Reading, SubMeter
from custom_components.han_port.decoder.identity import (
    sender_of_list,
    sender_of_text,
    submeters,
)

TITLE = b"KAM\x00\x00\x0a\x0b\x0c"

type Sender = Callable[[str, dict[str, Reading], bytes], Meter]


def number(text: str) -> Reading:
    """Return a reading of the hex digits of a number in ASCII."""
    return Reading(text.encode().hex())


def of_list(list_id: str, **registers: str) -> Meter:
    """Return who sent a list, by `serial`, `model` and more."""
    codes = {"serial": "0-0:96.1.0", "model": "0-0:96.1.7", "name": "0-0:42.0.0"}
    readings = {codes[name]: Reading(text) for name, text in registers.items()}
    return sender_of_list(list_id, readings)


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
        ("EGM5G35", "Elgama", "GAMA 350"),
        ("SAG5SAG-METER", "Sagemcom", "SAG-METER"),
        (r"ISk5\2MT382-1003", "Iskraemeco", "2MT382-1003"),
        (r"Lux5\253694471_M", "Sagemcom", "253694471_M"),
        (r"Ene5\T210-D ESMR5.0", "Sagemcom", "T210-D ESMR5.0"),
        ("XMX5LGF0010123456789", "Landis+Gyr", "LGF0010123456789"),
        ("ESY5Q3DA1004 V3.04", "EasyMeter", "Q3DA1004 V3.04"),
        ("HLY5/D545-METER", "Holley", "D545-METER"),
        ("WSE5Wasion--Meter---", "Wasion", "Wasion--Meter---"),
    ],
)
def test_ident_line(ident: str, manufacturer: str, model: str | None) -> None:
    """The ident line names the maker and the model, never a serial number."""
    assert sender_of_text(ident, {}) == Meter(manufacturer, model, None)


def test_unknown_maker() -> None:
    """A model is known though its maker is not."""
    assert sender_of_text("XYZ5ABC", {}) == Meter(None, "ABC", None)


def test_no_ident_line() -> None:
    """What is no ident line names nobody."""
    assert sender_of_text("?", {"0-0:96.1.0": Reading("123")}) == Meter(
        None, None, "123"
    )


@pytest.mark.parametrize(
    "code", ["0-0:96.1.0", "0-0:96.1.1", "0-0:42.0.0", "0-0:96.1.255", "0-0:0.0.0"]
)
def test_serial_number(code: str) -> None:
    """The serial number is sent as the hex digits of its characters."""
    meter = sender_of_text("LGF5E360", {code: number(" 40012345 ")})
    assert meter.serial_number == "40012345"


def test_the_first_number_counts() -> None:
    """0-0:96.1.0 goes before 0-0:96.1.1, and that before the device name."""
    codes = ("0-0:42.0.0", "0-0:96.1.1", "0-0:96.1.0")
    registers = {}
    for code, text in zip(codes, ("100001", "200002", "300003"), strict=True):
        registers[code] = number(text)
        assert sender_of_text("KAM5", registers).serial_number == text


def test_model_behind_the_number() -> None:
    """Stoen's meters send their model in 0-0:96.1.1."""
    registers = {"0-0:96.1.0": number("1KFM01"), "0-0:96.1.1": number("MA309M")}
    assert sender_of_text("KFM5KAIFA-METER", registers) == Meter(
        "Kaifa", "MA309M", "1KFM01"
    )


def test_second_number_is_no_model() -> None:
    """Slovenian meters send a number in each of the two."""
    registers = {"0-0:96.1.0": Reading("84000001"), "0-0:96.1.1": number("6084000001")}
    meter = sender_of_text(r"ISk5\2MIE5E-200", registers)
    assert meter == Meter("Iskraemeco", "2MIE5E-200", "84000001")


@pytest.mark.parametrize(
    "text",
    [
        "ADC3100000158491",
        "9903352978",
        "34353637",
        "123",
        "1ESY1336001560",
        "00112233445566778899aabbccddeeff",
        "3134<redacted>",
    ],
)
def test_plain_number(text: str) -> None:
    """What is no hex of letters and digits is taken as it is."""
    registers = {"0-0:96.1.0": Reading(text)}
    assert sender_of_text("LGF5E360", registers).serial_number == text


@pytest.mark.parametrize(
    "text", ["", " ", "0", "00000000000000", "202020202020202020", "äö", "1\x02"]
)
def test_no_serial_number(text: str) -> None:
    """Zeros, blanks and what cannot be printed are no number."""
    registers = {"0-0:96.1.0": Reading(text)}
    assert sender_of_text("LGF5E360", registers).serial_number is None


def test_number_is_not_a_model_of_another() -> None:
    """Meters of one model keep apart."""
    one = sender_of_text("LGF5E360", {"0-0:96.1.0": Reading("1")})
    other = sender_of_text("LGF5E360", {"0-0:96.1.0": Reading("2")})
    assert (one.serial_number, other.serial_number) == ("1", "2")


@pytest.mark.parametrize(
    ("list_id", "manufacturer"),
    [
        ("AIDON_V0001", "Aidon"),
        ("Kamstrup_V0001", "Kamstrup"),
        ("KFM_001", "Kaifa"),
        ("ISKRA", "Iskraemeco"),
        ("EMBRIQ_V1_1", "Landis+Gyr"),
        ("", None),
        ("OTHER", None),
    ],
)
def test_list_id(list_id: str, manufacturer: str | None) -> None:
    """A list names the maker of the meter."""
    assert of_list(list_id) == Meter(manufacturer)


def test_numbers_of_lists_are_plain() -> None:
    """What would be hex of a text is a number as it is."""
    meter = of_list("AIDON_V0001", serial="313233343536", model="414243444546")
    assert meter == Meter("Aidon", "414243444546", "313233343536")


def test_padded_number_of_a_list() -> None:
    """Zero bytes behind a number are no part of it."""
    assert of_list("EMBRIQ_V1_1", serial="123456\0\0\0").serial_number == "123456"


@pytest.mark.parametrize("channel", [0, 1])
def test_kamstrup(channel: int) -> None:
    """Kamstrup has codes of its own for number and type."""
    registers = {
        f"1-{channel}:0.0.5": Reading("5706567000000000"),
        "1-1:96.1.1": Reading("6841121BN000000000"),
    }
    meter = sender_of_list("Kamstrup_V0001", registers)
    assert meter == Meter("Kamstrup", "6841121BN000000000", "5706567000000000")


def test_device_name_of_a_list() -> None:
    """The logical device name tells the maker, and a number where none is sent."""
    assert of_list("", name="KFM1200000000000") == Meter(
        "Kaifa", None, "KFM1200000000000"
    )
    assert of_list("", serial="1KFM01", name="KFM12").serial_number == "1KFM01"


@pytest.mark.parametrize("sender", [sender_of_text, sender_of_list])
def test_system_title(sender: Sender) -> None:
    """Where nothing else says who it is, the system title does."""
    meter = sender("", {}, TITLE)
    assert meter == Meter("Kamstrup", None, "KAM00000A0B0C")


@pytest.mark.parametrize("sender", [sender_of_text, sender_of_list])
def test_system_title_goes_last(sender: Sender) -> None:
    """What the telegram says goes before the title."""
    registers = {"0-0:96.1.0": Reading("ABC123")}
    meter = sender("KFM5X", registers, TITLE)
    assert (meter.manufacturer, meter.serial_number) == ("Kaifa", "ABC123")


def test_no_system_title() -> None:
    """Stoen's titles are empty."""
    assert sender_of_text("EGM5G35", {}, b"") == Meter("Elgama", "GAMA 350")


def test_no_submeters() -> None:
    """Most meters have none."""
    assert submeters({"1-0:1.8.0": Reading(1.0, "kWh", 3)}) == {}


@pytest.mark.parametrize(
    ("kind", "medium"),
    [
        ("002", Medium.ELECTRICITY),
        ("003", Medium.GAS),
        ("3", Medium.GAS),
        ("03", Medium.GAS),
        ("004", Medium.HEAT),
        ("012", Medium.HEAT),
        ("013", Medium.HEAT),
        ("006", Medium.WARM_WATER),
        ("007", Medium.WATER),
        ("010", Medium.COOLING),
        ("011", Medium.COOLING),
        ("000", Medium.UNKNOWN),
        ("099", Medium.UNKNOWN),
        ("gas", Medium.UNKNOWN),
        ("²", Medium.UNKNOWN),
        ("", Medium.UNKNOWN),
    ],
)
def test_medium(kind: str, medium: Medium) -> None:
    """The device type of M-Bus tells the medium."""
    assert submeters({"0-2:24.1.0": Reading(kind)}) == {2: SubMeter(2, medium)}


@pytest.mark.parametrize("code", ["0-1:96.1.0", "0-1:96.1.1"])
def test_number_of_a_submeter(code: str) -> None:
    """The number is where the Dutch or where the Belgians have it."""
    registers = {"0-1:24.1.0": Reading("003"), code: number("G0012345")}
    assert submeters(registers)[1].serial_number == "G0012345"


def test_reading_of_a_submeter() -> None:
    """Of two readings the corrected one counts."""
    registers = {"0-1:24.1.0": Reading("003"), "0-1:24.2.3": Reading(1.5, "m³", 1)}
    assert submeters(registers)[1].code == "0-1:24.2.3"
    registers["0-1:24.2.1"] = Reading(1.4, "m³", 1)
    assert submeters(registers)[1].code == "0-1:24.2.1"


def test_submeters_of_all_channels() -> None:
    """Each channel has its own."""
    kinds = {1: "003", 2: "007", 3: "006", 4: "004"}
    registers = {f"0-{n}:24.1.0": Reading(kind) for n, kind in kinds.items()}
    registers["0-3:24.2.1"] = Reading(2.5, "m³", 1)
    registers["0-3:96.1.0"] = number("W12345")
    assert submeters(registers) == {
        1: SubMeter(1, Medium.GAS),
        2: SubMeter(2, Medium.WATER),
        3: SubMeter(3, Medium.WARM_WATER, "W12345", "0-3:24.2.1"),
        4: SubMeter(4, Medium.HEAT),
    }

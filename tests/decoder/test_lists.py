"""Tests of naming the values of a list."""

from typing import Final

import pytest

from custom_components.han_port.decoder import Reason
from tests.decoder.axdr_compose import (
    AMPERE,
    NO_UNIT,
    NULL,
    VAR,
    VAR_HOUR,
    VOLT,
    WATT,
    WATT_HOUR,
    array,
    date_time,
    enum,
    int8,
    int16,
    integer,
    obis,
    octets,
    pairs,
    scaler_unit,
    structure,
    text,
    triplet,
    uint16,
    uint32,
    visible,
)
from tests.decoder.list_reading import Values, read, refused, values

STAMP: Final = "2026-01-17T08:30:10"
CLOCK: Final = octets(date_time(STAMP))

#: Each structure of its own, as Aidon's meters send them.
TRIPLETS: Final = (
    triplet("1-0:1.7.0", uint32(1023), 0, WATT),
    triplet("1-0:3.7.0", uint32(65), 0, VAR),
    triplet("1-0:31.7.0", int16(-6), -1, AMPERE),
    triplet("1-0:32.7.0", uint16(2298), -1, VOLT),
    triplet("1-0:1.8.0", uint32(667839), 1, WATT_HOUR),
    triplet("1-0:4.8.0", uint32(103420), 1, VAR_HOUR),
)
TRIPLET_VALUES: Final[Values] = {
    "1-0:1.7.0": (1.023, "kW"),
    "1-0:3.7.0": (0.065, "kvar"),
    "1-0:31.7.0": (-0.6, "A"),
    "1-0:32.7.0": (229.8, "V"),
    "1-0:1.8.0": (6678.39, "kWh"),
    "1-0:4.8.0": (1034.2, "kvarh"),
}
#: The same all in a row.
FLAT: Final = (
    *(obis("1-0:1.7.0"), uint32(1023), scaler_unit(0, WATT)),
    *(obis("1-0:3.7.0"), uint32(65), scaler_unit(0, VAR)),
    *(obis("1-0:31.7.0"), int16(-6), scaler_unit(-1, AMPERE)),
    *(obis("1-0:32.7.0"), uint16(2298), scaler_unit(-1, VOLT)),
    *(obis("1-0:1.8.0"), uint32(667839), scaler_unit(1, WATT_HOUR)),
    *(obis("1-0:4.8.0"), uint32(103420), scaler_unit(1, VAR_HOUR)),
)


@pytest.mark.parametrize(
    "body",
    [
        array(*TRIPLETS),
        structure(*TRIPLETS),
        structure(*FLAT),
        structure(structure(*FLAT)),
        structure(*TRIPLETS[:2], *FLAT[6:]),
        structure(*FLAT[:9], structure(*FLAT[9:])),
    ],
    ids=["array", "nested", "flat", "flat within", "mixed", "rest within"],
)
def test_tagged(body: bytes) -> None:
    """Code, value and scaler with unit belong together however they are nested."""
    found = read(body)
    assert values(found) == TRIPLET_VALUES
    assert list(values(found)) == list(TRIPLET_VALUES)
    assert found.serial_number is None


def test_array_without_list_id() -> None:
    """Only Aidon's Swedish meters send an array that says nothing of its maker."""
    assert read(array(*TRIPLETS)).ident == "ADN"
    assert read(structure(*TRIPLETS)).ident == ""


def test_bare_values() -> None:
    """A list of bare values has the registers of its row."""
    found = read(structure(uint32(1023)))
    assert (found.ident, values(found)) == ("KFM", {"1-0:1.7.0": (1.023, "kW")})


def test_list_id_in_a_register() -> None:
    """Aidon's lists have their id in a register."""
    body = array(
        structure(obis("1-1:0.2.129"), visible("AIDON_V0001")),
        structure(obis("0-0:96.1.0"), visible("7359990000000001")),
        structure(obis("0-0:96.1.7"), visible("6525")),
        *TRIPLETS,
    )
    found = read(body)
    assert found.ident == "AIDON_V0001"
    assert values(found) == {
        "1-1:0.2.129": ("AIDON_V0001", None),
        "0-0:96.1.0": ("7359990000000001", None),
        "0-0:96.1.7": ("6525", None),
        **TRIPLET_VALUES,
    }


def test_list_id_before_all() -> None:
    """Kamstrup's and Kaifa's stand alone before the first code."""
    assert read(structure(text("KFM_001"), *FLAT)).ident == "KFM_001"
    found = read(structure(text("KFM_001"), text("second"), *FLAT))
    assert (found.ident, found.serial_number) == ("KFM_001", None)


def test_serial_number_behind_all() -> None:
    """EVN's lists begin with a date-time and end with a number without code."""
    found = read(structure(CLOCK, *FLAT, text("181220000009")))
    assert (found.ident, found.serial_number) == ("", "181220000009")
    assert values(found) == TRIPLET_VALUES


def test_padded_text() -> None:
    """A text that is padded with zero bytes ends before them."""
    padded = visible("90000001" + "\0" * 8)
    found = read(array(structure(obis("0-0:96.1.0"), padded), *TRIPLETS))
    assert values(found)["0-0:96.1.0"] == ("90000001", None)


@pytest.mark.parametrize(
    ("content", "value"),
    [(b"", ""), (b"\x00\x00", "0000"), (b"\x00\x01", "0001"), (b"\xe4", "e4")],
)
def test_octets_that_are_no_text(content: bytes, value: str) -> None:
    """What cannot be read is written down in hex digits."""
    body = structure(obis("0-0:96.14.0"), octets(content), *FLAT)
    assert values(read(body))["0-0:96.14.0"] == (value, None)


def test_text_of_zero_bytes_names_nothing() -> None:
    """A text of zero bytes is neither list id nor serial number."""
    found = read(structure(octets(bytes(4)), *FLAT, octets(bytes(4))))
    assert (found.ident, found.serial_number) == ("", None)


def test_value_like_a_code() -> None:
    """A text of six characters behind a code is its value."""
    body = structure(obis("0-0:96.1.1"), text("601109"), *FLAT)
    assert values(read(body)) == {"0-0:96.1.1": ("601109", None), **TRIPLET_VALUES}


def test_code_without_value() -> None:
    """A code at the very end has no value, and takes none from another."""
    assert values(read(structure(*FLAT, obis("1-0:2.7.0")))) == TRIPLET_VALUES


def test_f_group() -> None:
    """F is left out where it is 255: with any other the value is of the past."""
    body = structure(obis("1-0:1.8.0*101"), uint32(7), *FLAT)
    assert values(read(body)) == {"1-0:1.8.0*101": (7.0, None), **TRIPLET_VALUES}


@pytest.mark.parametrize(
    ("scaler", "unit", "value"),
    [
        (0, 27, (1023.0e-3, "kW")),
        (3, 27, (1023.0, "kW")),
        (-2, 27, (0.01023, "kW")),
        (0, 28, (1.023, "kVA")),
        (0, 29, (1.023, "kvar")),
        (0, 30, (1.023, "kWh")),
        (0, 31, (1023.0, "VAh")),
        (0, 32, (1.023, "kvarh")),
        (-3, 33, (1.023, "A")),
        (-1, 35, (102.3, "V")),
        (-1, 44, (102.3, "Hz")),
        (-2, 13, (10.23, "m³")),
        (-2, 14, (10.23, "m³")),
        (0, 7, (1023.0, "s")),
        (-3, NO_UNIT, (1.023, None)),
        (2, NO_UNIT, (102300.0, None)),
    ],
)
def test_scaler_unit(
    scaler: int, unit: int, value: tuple[float | str, str | None]
) -> None:
    """A value comes out exactly in its canonical unit."""
    body = structure(*FLAT, triplet("1-0:200.7.0", uint32(1023), scaler, unit))
    assert values(read(body)) == {**TRIPLET_VALUES, "1-0:200.7.0": value}


@pytest.mark.parametrize("code", ["1-0:1.7.0", "1-0:32.7.0", "0-0:1.0.0"])
@pytest.mark.parametrize("unit", [0, 9, 33, 254, NO_UNIT])
def test_unknown_or_wrong_unit(code: str, unit: int) -> None:
    """A register in a unit that is none of its own has no value."""
    body = array(triplet("1-0:2.7.0", uint32(7), 0, WATT))
    assert values(read(body)) == {"1-0:2.7.0": (0.007, "kW")}
    found = read(
        array(
            triplet("1-0:2.7.0", uint32(7), 0, WATT),
            triplet(code, uint32(1023), 0, unit),
        )
    )
    if code == "0-0:1.0.0":
        assert values(found)[code] == ("1023", None)
    else:
        assert values(found) == {"1-0:2.7.0": (0.007, "kW")}
        assert found.readout.unread == (f"{code}(1023)",)


def test_power_factor_without_unit() -> None:
    """A power factor is a bare number; EVN's have three digits behind the point."""
    body = array(triplet("1-0:13.7.0", int16(-994), -3, NO_UNIT))
    assert values(read(body)) == {"1-0:13.7.0": (-0.994, None)}


def test_unknown_list_keeps_its_registers() -> None:
    """What no unit and no maker is known of is kept as it is, where it can be."""
    body = structure(
        text("NEW_V1"),
        *pairs(
            [
                ("0-0:96.1.0", text("90000001")),
                ("1-0:1.7.0", uint32(1023)),
                ("1-0:200.7.0", uint32(7)),
                ("1-0:21.8.0", uint32(8)),
                ("0-0:1.0.0", CLOCK),
            ]
        ),
    )
    found = read(body)
    assert found.ident == "NEW_V1"
    assert values(found) == {
        "0-0:96.1.0": ("90000001", None),
        "1-0:200.7.0": (7.0, None),
        "1-0:21.8.0": (8.0, None),
        "0-0:1.0.0": (STAMP, None),
    }
    # Nobody knows whether these are W.
    assert found.readout.unread == ("1-0:1.7.0(1023)",)


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (structure(text("NEW_V1"), uint32(1)), "2 items that begins with NEW_V1"),
        (structure(uint32(1), uint32(2)), "2 items"),
        (
            structure(structure(uint32(1), visible("NEW_V2"))),
            "1 items that begins with NEW_V2",
        ),
        (structure(octets(b"\x00\xff")), "1 items that begins with 00ff"),
        (
            structure(text("NEW_V3"), obis("1-0:1.7.0")),
            "2 items that begins with NEW_V3",
        ),
        (
            structure(text("NEW_V4"), *pairs([("1-0:1.7.0", uint32(1))])),
            "3 items that begins with NEW_V4",
        ),
        (structure(), "0 items"),
        (array(), "0 items"),
        (uint32(1023), "0 items"),
        (NULL, "0 items"),
        (array(array(), array()), "2 items"),
    ],
)
def test_unknown_list(body: bytes, detail: str) -> None:
    """What cannot be named is told by its first string and its length."""
    found = refused(body)
    assert (found.reason, found.detail) == (
        Reason.UNKNOWN_LIST,
        f"an unknown list of {detail}",
    )


def test_null_value() -> None:
    """A code with null as its value is a register that the meter has none of."""
    found = read(structure(*pairs([("1-0:2.7.0", NULL)]), *FLAT))
    assert values(found) == TRIPLET_VALUES
    assert (found.readout.unread, found.readout.without_value) == ((), ())


@pytest.mark.parametrize(
    "value",
    [enum(1), int8(1), integer("int64", 1)],
    ids=["state", "small", "large"],
)
def test_state_of_any_type(value: bytes) -> None:
    """A state or a text that is sent as a number is that number as text."""
    body = structure(obis("0-0:96.3.10"), value, *FLAT)
    assert values(read(body))["0-0:96.3.10"] == ("1", None)

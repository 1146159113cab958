"""Tests of lists whose makers alone know how their values are scaled."""

from typing import Final

import pytest

from custom_components.han_port.decoder import Reason
from tests.decoder.axdr_compose import (
    NULL,
    array,
    date_time,
    int8,
    obis,
    octets,
    pairs,
    structure,
    text,
    uint16,
    uint32,
    uint64,
    visible,
)
from tests.decoder.list_reading import read, refused, values

STAMP: Final = "2026-01-17T08:30:10"
CLOCK: Final = octets(date_time(STAMP))

KAMSTRUP: Final = visible("Kamstrup_V0001")
KAMSTRUP_NAME: Final = (
    ("1-1:0.0.5", visible("5706567000000000")),
    ("1-1:96.1.1", visible("000000000000000000")),
)
KAMSTRUP_NUMBERS: Final = (
    ("1-1:1.7.0", uint32(1023)),
    ("1-1:3.7.0", uint32(65)),
    ("1-1:31.7.0", uint32(161)),
    ("1-1:32.7.0", uint16(229)),
    ("1-1:33.7.0", uint16(94)),
    ("1-1:1.8.0", uint32(667839)),
    ("1-1:4.8.0", uint32(103420)),
)


def kamstrup(
    type_number: str = "000000000000000000",
    numbers: tuple[tuple[str, bytes], ...] = KAMSTRUP_NUMBERS,
) -> bytes:
    """Compose a list of Kamstrup's."""
    named = (KAMSTRUP_NAME[0], ("1-1:96.1.1", visible(type_number)))
    return structure(KAMSTRUP, *pairs((*named, *numbers)))


def import_total(body: bytes, country: str | None, *, is_ciphered: bool) -> float | str:
    """Read the energy of a list of Kamstrup's."""
    found = read(body, country, is_ciphered=is_ciphered)
    assert values(found)["1-1:1.8.0"][1] == "kWh"
    return values(found)["1-1:1.8.0"][0]


def test_null_pairs() -> None:
    """A Kamstrup meter of one phase fills its list with nulls."""
    body = structure(
        KAMSTRUP,
        *pairs(KAMSTRUP_NUMBERS[:2]),
        *[NULL] * 4,
        *pairs(KAMSTRUP_NUMBERS[3:4]),
        *[NULL] * 2,
    )
    found = read(body, "NO")
    assert values(found) == {
        "1-1:1.7.0": (1.023, "kW"),
        "1-1:3.7.0": (0.065, "kvar"),
        "1-1:32.7.0": (229.0, "V"),
    }
    assert found.readout.unread == ()


def test_kamstrup() -> None:
    """Kamstrup: W, 0.01 A, V, 0.01, and energy in 10 Wh as in Norway."""
    found = read(kamstrup(), "NO")
    assert found.ident == "Kamstrup_V0001"
    assert values(found) == {
        "1-1:0.0.5": ("5706567000000000", None),
        "1-1:96.1.1": ("000000000000000000", None),
        "1-1:1.7.0": (1.023, "kW"),
        "1-1:3.7.0": (0.065, "kvar"),
        "1-1:31.7.0": (1.61, "A"),
        "1-1:32.7.0": (229.0, "V"),
        "1-1:33.7.0": (0.94, None),
        "1-1:1.8.0": (6678.39, "kWh"),
        "1-1:4.8.0": (1034.2, "kvarh"),
    }


@pytest.mark.parametrize("is_ciphered", [False, True])
@pytest.mark.parametrize("type_number", ["684113800000000040", "684113800000000010"])
@pytest.mark.parametrize(
    ("country", "value"),
    [("NO", 6678.39), ("SE", 667.839), ("DK", 667.839), ("CH", 667.839)],
)
def test_energy_of_kamstrup_by_country(
    country: str, value: float, type_number: str, *, is_ciphered: bool
) -> None:
    """One is 10 Wh in Norway, 1 Wh elsewhere, whatever else there is to see."""
    body = kamstrup(type_number)
    assert import_total(body, country, is_ciphered=is_ciphered) == value


@pytest.mark.parametrize("is_ciphered", [False, True])
@pytest.mark.parametrize(
    ("type_number", "value"),
    [
        ("684113800000000040", 6678.39),
        ("684113800000000090", 667.839),
        ("684113800000000010", 667.839),
        ("684113800000000063", 667.839),
    ],
)
def test_energy_of_kamstrup_by_type_number(
    type_number: str, value: float, *, is_ciphered: bool
) -> None:
    """Where nobody knows the country the end of the type number tells the market."""
    body = kamstrup(type_number)
    assert import_total(body, None, is_ciphered=is_ciphered) == value


@pytest.mark.parametrize(("is_ciphered", "value"), [(False, 6678.39), (True, 667.839)])
@pytest.mark.parametrize(
    "body",
    [kamstrup(), structure(KAMSTRUP, *pairs(KAMSTRUP_NUMBERS))],
    ids=["type number of zeros", "no type number"],
)
def test_energy_of_kamstrup_by_ciphering(
    body: bytes, value: float, *, is_ciphered: bool
) -> None:
    """Where nothing else is known, Norway's meters are those that do not cipher."""
    assert import_total(body, None, is_ciphered=is_ciphered) == value


@pytest.mark.parametrize(("country", "power"), [("NO", -2), ("DK", -3)])
def test_energies_of_kamstrup_that_are_no_totals(country: str, power: int) -> None:
    """Phases and quadrants count as the totals do."""
    codes = ("1-1:21.8.0", "1-1:62.8.0", "1-1:43.8.0", "1-1:5.8.0")
    numbers = tuple((code, uint32(692119)) for code in codes)
    energy = 692119 / 10**-power
    assert values(read(structure(KAMSTRUP, *pairs(numbers)), country)) == {
        "1-1:21.8.0": (energy, "kWh"),
        "1-1:62.8.0": (energy, "kWh"),
        "1-1:43.8.0": (energy, "kvarh"),
        "1-1:5.8.0": (energy, "kvarh"),
    }


@pytest.mark.parametrize(
    ("volts", "read_as"),
    [
        ((229, 230, 231), (229.0, 230.0, 231.0)),
        ((229, 0, 1023), (229.0, 0.0, 1023.0)),
        ((22990, 23041, 23150), (229.9, 230.41, 231.5)),
        # A phase that is missing takes its scale from the others.
        ((22990, 0, 23150), (229.9, 0.0, 231.5)),
        ((0, 0, 1024), (0.0, 0.0, 10.24)),
    ],
)
def test_voltage_of_kamstrup(
    volts: tuple[int, ...], read_as: tuple[float, ...]
) -> None:
    """New firmware sends hundredths of a volt, old firmware whole volts."""
    codes = ("1-1:32.7.0", "1-1:52.7.0", "1-1:72.7.0")
    numbers = tuple(zip(codes, map(uint16, volts), strict=True))
    found = values(read(kamstrup(numbers=numbers), "DK"))
    assert tuple(found[code] for code in codes) == tuple(
        (value, "V") for value in read_as
    )


@pytest.mark.parametrize(
    ("type_number", "amperes"),
    [("685113800000000010", 90.999), ("684113800000000010", 909.99)],
)
def test_current_of_kamstrup(type_number: str, amperes: float) -> None:
    """Meters with transformers, type 685, send mA instead of 0.01 A."""
    body = kamstrup(type_number, (("1-1:31.7.0", uint32(90999)),))
    assert values(read(body, "DK"))["1-1:31.7.0"] == (amperes, "A")


def test_kaifa_in_sweden() -> None:
    """Kaifa's Swedish list has codes and no scalers: mA, 0.1 V, W, Wh."""
    body = structure(
        *pairs(
            [
                ("1-0:0.2.129", text("KFM_001")),
                ("0-0:96.1.0", text("7340000000000001")),
                ("0-0:96.1.7", text("MA304H4D")),
                ("1-0:1.7.0", uint32(1023)),
                ("1-0:31.7.0", uint32(1613)),
                ("1-0:32.7.0", uint32(2298)),
                ("0-0:1.0.0", CLOCK),
                ("1-0:1.8.0", uint32(6678394)),
                ("1-0:4.8.0", uint64(1034205)),
            ]
        )
    )
    found = read(body)
    assert found.ident == "KFM_001"
    assert values(found) == {
        "1-0:0.2.129": ("KFM_001", None),
        "0-0:96.1.0": ("7340000000000001", None),
        "0-0:96.1.7": ("MA304H4D", None),
        "1-0:1.7.0": (1.023, "kW"),
        "1-0:31.7.0": (1.613, "A"),
        "1-0:32.7.0": (229.8, "V"),
        "0-0:1.0.0": (STAMP, None),
        "1-0:1.8.0": (6678.394, "kWh"),
        "1-0:4.8.0": (1034.205, "kvarh"),
    }


def description(code: str, attribute: int = 2) -> bytes:
    """Describe a value as a Landis+Gyr E450 in Switzerland does."""
    return structure(uint16(3), obis(code), int8(attribute), uint16(0))


def described(*entries: tuple[str, bytes]) -> bytes:
    """Compose a self-describing list: the descriptions, its own name, the values."""
    head = (description("0-8:25.9.0", 2), description("0-8:25.9.0", 1))
    descriptions = array(*head, *(description(code) for code, _ in entries))
    own_name = octets(b"\x00\x08\x19\x09\x00\xff")
    return structure(descriptions, own_name, *(value for _, value in entries))


def test_self_describing() -> None:
    """A value has the code of the description in its place: W, 0.01 A, V, Wh."""
    body = described(
        ("0-0:96.1.0", text("63000001")),
        ("0-0:96.1.1", text("601109")),
        ("1-0:1.7.0", uint32(1023)),
        ("1-0:31.7.0", uint16(161)),
        ("1-0:52.7.0", uint16(234)),
        ("1-1:1.8.0", uint32(6678394)),
        ("1-1:3.8.0", uint64(21988)),
    )
    found = read(body)
    assert found.ident == "LGZ"
    assert values(found) == {
        "0-0:96.1.0": ("63000001", None),
        "0-0:96.1.1": ("601109", None),
        "1-0:1.7.0": (1.023, "kW"),
        "1-0:31.7.0": (1.61, "A"),
        "1-0:52.7.0": (234.0, "V"),
        "1-1:1.8.0": (6678.394, "kWh"),
        "1-1:3.8.0": (21.988, "kvarh"),
    }


def test_description_without_code() -> None:
    """A description whose name is no OBIS code leaves its value without one."""
    nameless = structure(uint16(3), text("name"), int8(2), uint16(0))
    body = structure(
        array(description("0-8:25.9.0"), nameless, description("1-0:1.7.0")),
        uint32(7),
        uint32(1023),
    )
    assert values(read(body)) == {"1-0:1.7.0": (1.023, "kW")}


@pytest.mark.parametrize(
    "body",
    [
        structure(array(description("1-0:1.7.0")), uint32(7), uint32(8)),
        structure(array(uint16(1), uint16(2)), uint32(7)),
        structure(
            array(
                description("0-8:25.9.0"),
                structure(uint16(3), obis("1-0:1.7.0"), int8(2)),
            ),
            uint32(7),
        ),
        structure(array(), uint32(7)),
        structure(array(description("0-8:25.9.0"))),
    ],
    ids=["more values", "numbers", "short", "none", "itself only"],
)
def test_not_self_describing(body: bytes) -> None:
    """A list whose descriptions do not fit its values names none."""
    assert refused(body).reason is Reason.UNKNOWN_LIST

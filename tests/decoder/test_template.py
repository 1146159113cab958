"""Tests of the template: the fast way has to say what the slow one says."""

from decimal import Decimal
from typing import Final

from hypothesis import example, given, strategies as st
import pytest

from custom_components.han_port.decoder.apdu import read_notification
from custom_components.han_port.decoder.list_reader import ListReader, ListReadout
from custom_components.han_port.decoder.lists import Origin, name_values
from custom_components.han_port.decoder.template import Template, make_template
from tests.decoder.axdr_compose import (
    AMPERE,
    NULL,
    VOLT,
    WATT,
    WATT_HOUR,
    array,
    date_time,
    enum,
    int16,
    integer,
    notification,
    obis,
    octets,
    pairs,
    scaler_unit,
    structure,
    text,
    triplet,
    uint16,
    uint32,
    uint64,
    visible,
)

UINT16: Final = st.integers(0, 2**16 - 1)
UINT32: Final = st.integers(0, 2**32 - 1)
INT16: Final = st.integers(-(2**15), 2**15 - 1)
STAMP: Final = "2026-01-17T08:30:10"


def aidon(
    power: int = 1023,
    current: int = -6,
    voltage: int = 2298,
    energy: int = 667839,
    *,
    serial_number: str = "7359990000000001",
    stamp: str = STAMP,
    scalers: tuple[int, int, int] = (0, -1, 1),
    invoke_id: int = 0x40000000,
) -> bytes:
    """Compose a list with scalers and units."""
    of_power, of_voltage, of_energy = scalers
    body = array(
        structure(obis("1-1:0.2.129"), visible("AIDON_V0001")),
        structure(obis("0-0:96.1.0"), visible(serial_number)),
        triplet("1-0:1.7.0", uint32(power), of_power, WATT),
        triplet("1-0:31.7.0", int16(current), -1, AMPERE),
        triplet("1-0:32.7.0", uint16(voltage), of_voltage, VOLT),
        structure(obis("0-0:1.0.0"), octets(date_time(stamp))),
        triplet("1-0:1.8.0", uint32(energy), of_energy, WATT_HOUR),
    )
    return notification(body, invoke_id=invoke_id)


def kamstrup(
    volts: tuple[int, int, int] = (229, 230, 231),
    power: int = 1023,
    stamp: str = STAMP,
    type_number: str = "684113800000000040",
) -> bytes:
    """Compose a list without scalers, in which the voltage tells its own."""
    codes = ("1-1:32.7.0", "1-1:52.7.0", "1-1:72.7.0")
    body = structure(
        visible("Kamstrup_V0001"),
        *pairs(
            [
                ("1-1:96.1.1", visible(type_number)),
                ("1-1:1.7.0", uint32(power)),
                *zip(codes, map(uint16, volts), strict=True),
            ]
        ),
    )
    return notification(body, b"\x0c" + date_time(stamp))


def burgenland(unknown: int = 400, number: str = "90000001") -> bytes:
    """Compose a list of bare values, three of which nobody has explained."""
    items = [uint16(n) for n in (229, 230, 231, 161, 133, 9)]
    items += [uint32(n) for n in (1023, 7, 6678394, 412070)]
    items += [uint16(unknown)] * 3
    return notification(structure(*items, text(number)))


def template(apdu: bytes) -> Template | None:
    """Make the template of an APDU."""
    found = read_notification(apdu)
    named = name_values(found.body, Origin())
    assert named is not None
    return make_template(apdu, found, named.entries, slow(apdu).readout)


def slow(apdu: bytes) -> ListReadout:
    """Read an APDU item by item."""
    found = ListReader(None).read(apdu, is_ciphered=False)
    assert isinstance(found, ListReadout), found
    return found


def both(first: bytes, second: bytes) -> ListReadout:
    """Read an APDU behind another, and check that it is read as if alone."""
    reader = ListReader(None)
    reader.read(first, is_ciphered=False)
    found = reader.read(second, is_ciphered=False)
    assert found == slow(second)
    assert isinstance(found, ListReadout)
    assert list(found.readout.registers) == list(slow(second).readout.registers)
    return found


def fits(first: bytes, second: bytes) -> bool:
    """Tell whether the template of one APDU reads another; it then reads it right."""
    made = template(first)
    assert made is not None
    registers = made.read(second)
    both(first, second)
    if registers is None:
        return False
    assert registers == slow(second).readout.registers
    return True


@given(UINT32, INT16, UINT16, UINT32)
@example(0, 0, 0, 0)
@example(2**32 - 1, -(2**15), 2**16 - 1, 2**32 - 1)
def test_scaled_values(power: int, current: int, voltage: int, energy: int) -> None:
    """Any values of any push come out as those of a reader without template."""
    assert fits(aidon(), aidon(power, current, voltage, energy))


@given(st.tuples(UINT16, UINT16, UINT16), st.tuples(UINT16, UINT16, UINT16), UINT32)
@example((229, 230, 231), (229, 230, 1024), 0)
@example((229, 230, 1023), (1023, 0, 0), 0)
@example((22990, 23041, 0), (22990, 0, 1023), 0)
def test_values_that_tell_their_scale(
    first: tuple[int, int, int], second: tuple[int, int, int], power: int
) -> None:
    """Volts and hundredths of a volt are told apart from push to push."""
    both(kamstrup(first), kamstrup(second, power))


@pytest.mark.parametrize(
    ("first", "second", "known"),
    [
        ((229, 230, 231), (0, 1023, 231), True),
        ((229, 230, 231), (229, 230, 1024), False),
        ((229, 230, 231), (22990, 23041, 23150), False),
        ((22990, 23041, 23150), (22990, 0, 23150), True),
        ((22990, 23041, 23150), (0, 0, 1024), True),
        ((22990, 23041, 23150), (0, 0, 1023), False),
        ((22990, 230, 231), (229, 230, 231), False),
    ],
)
def test_voltage_at_the_threshold(
    first: tuple[int, int, int], second: tuple[int, int, int], *, known: bool
) -> None:
    """A template in volts reads no hundredths of them, nor the other way round."""
    assert fits(kamstrup(first), kamstrup(second)) is known


@given(st.binary(min_size=1, max_size=4), st.integers(0, 200))
def test_any_bytes_in_place_of_others(change: bytes, at: int) -> None:
    """Whatever bytes change, what a template reads is what stands there."""
    first = aidon()
    second = (first[:at] + change + first[at + len(change) :])[: len(first)]
    reader = ListReader(None)
    reader.read(first, is_ciphered=False)
    found = reader.read(second, is_ciphered=False)
    assert found == ListReader(None).read(second, is_ciphered=False)


@pytest.mark.parametrize("first", [aidon(), kamstrup(), burgenland()])
def test_every_byte(first: bytes) -> None:
    """No byte of a list is read by heart that the slow way reads."""
    reader = ListReader(None)
    for at in range(len(first)):
        for flip in (0x01, 0x80, 0xFF):
            second = bytearray(first)
            second[at] ^= flip
            reader.read(first, is_ciphered=False)
            found = reader.read(bytes(second), is_ciphered=False)
            assert found == ListReader(None).read(bytes(second), is_ciphered=False)


@pytest.mark.parametrize(
    "second",
    [
        aidon(serial_number="7359990000000002"),
        aidon(serial_number="735999000000000"),
        aidon(scalers=(1, -1, 1)),
        aidon(scalers=(0, -2, 1)),
        aidon(scalers=(0, -1, 0)),
        aidon() + b"\x00",
        kamstrup(),
    ],
    ids=["text", "shorter", "power", "voltage", "energy", "longer", "other"],
)
def test_another_list(second: bytes) -> None:
    """Another text, length or scaler is none of the template."""
    made = template(aidon())
    assert made is not None
    assert made.read(second) is None


def test_another_scaler_is_seen() -> None:
    """A meter that changes a scaler from push to push is read right."""
    found = both(aidon(), aidon(scalers=(1, -1, 1)))
    assert found.readout.registers["1-0:1.7.0"].value == 10.23


def test_clock() -> None:
    """The clock goes on, and the invoke-id with it."""
    second = aidon(stamp="2027-12-31T23:59:59", invoke_id=0x40000001)
    assert fits(aidon(), second)
    found = both(aidon(), second)
    assert found.readout.registers["0-0:1.0.0"].value == "2027-12-31T23:59:59"
    assert found.date_time == date_time("2027-12-31T23:59:59")


def test_clock_of_the_notification() -> None:
    """A clock outside of the list goes on as well."""
    second = kamstrup(stamp="2027-12-31T23:59:59")
    assert fits(kamstrup(), second)
    assert both(kamstrup(), second).date_time == date_time("2027-12-31T23:59:59")


def test_clock_without_a_code() -> None:
    """A clock that stands before the list goes on, too."""
    first, second = (
        notification(
            structure(
                *(octets(date_time(stamp)), obis("1-0:1.7.0"), uint32(1023)),
                scaler_unit(0, WATT),
            )
        )
        for stamp in (STAMP, "2027-12-31T23:59:59")
    )
    assert fits(first, second)
    both(first, second)


def test_clock_that_is_not_set() -> None:
    """A date that is none is read the slow way, and becomes no text of a template."""
    unset = aidon().replace(date_time(STAMP), b"\xff" * 12)
    assert not fits(aidon(), unset)
    assert not fits(unset, aidon())


def test_values_that_nobody_has_explained() -> None:
    """They change from push to push, and do no harm."""
    assert fits(burgenland(), burgenland(7))
    assert not fits(burgenland(), burgenland(number="90000002"))


def test_null_fillers() -> None:
    """Nulls are as fixed as texts."""
    head = [visible("Kamstrup_V0001"), obis("1-1:1.7.0")]

    def apdu(*items: bytes) -> bytes:
        return notification(structure(*head, *items))

    first = apdu(uint32(1023), NULL, NULL, obis("1-1:2.7.0"), uint32(7))
    assert fits(first, apdu(uint32(1), NULL, NULL, obis("1-1:2.7.0"), uint32(2)))
    # As long, but with a value where the nulls were.
    second = apdu(uint32(1023), obis("1-1:2.7.0"), uint32(7), NULL, NULL)
    assert len(second) == len(first)
    assert not fits(first, second)


@pytest.mark.parametrize(
    "body",
    [
        structure(obis("1-0:1.8.0"), uint64(1), scaler_unit(0, WATT_HOUR)),
        structure(obis("1-0:1.8.0"), integer("int64", 1), scaler_unit(0, WATT_HOUR)),
        structure(obis("1-0:1.8.0"), uint32(1), scaler_unit(4, WATT_HOUR)),
        structure(obis("0-0:96.3.10"), uint16(1)),
        structure(obis("1-0:2.8.0"), uint32(1)),
    ],
    ids=["64 bits", "signed", "upwards", "state", "unread"],
)
def test_no_template(body: bytes) -> None:
    """What cannot be had by unpacking and dividing is read item by item."""
    whole = structure(*pairs([("1-0:99.9.8", uint16(1))]), body)
    assert template(notification(whole)) is None


@pytest.mark.parametrize("kind", ["uint8", "int8"])
def test_voltage_of_one_byte(kind: str) -> None:
    """Whole volts in a byte are read, by a template too; no meter is known to."""

    def apdu(volts: int) -> bytes:
        return notification(array(triplet("1-0:32.7.0", integer(kind, volts), 0, VOLT)))

    assert fits(apdu(0), apdu(100))
    registers = both(apdu(0), apdu(100)).readout.registers
    assert registers["1-0:32.7.0"] == (100.0, "V", 0)


@given(st.integers(0, 2**64 - 1))
@example(10**15 - 1)
@example(10**15)
def test_64_bits(number: int) -> None:
    """Energies of 64 bits are exact, or none where a float cannot hold them."""

    def apdu(energy: int) -> bytes:
        energies = triplet("1-0:1.8.0", uint64(energy), 0, WATT_HOUR)
        return notification(array(energies, triplet("1-0:1.7.0", uint32(7), 0, WATT)))

    assert template(apdu(1)) is None
    registers = both(apdu(1), apdu(number)).readout.registers
    if number < 10**15:
        assert registers["1-0:1.8.0"].value == float(Decimal(number).scaleb(-3))
    else:
        assert "1-0:1.8.0" not in registers


@given(UINT32, UINT32)
@example(1023, 1023)
@example(1023, 1024)
def test_repeated_code(first: int, second: int) -> None:
    """A code that comes twice has a value where both are the same, and only there."""

    def apdu(one: int, other: int) -> bytes:
        return notification(
            array(
                triplet("1-0:2.7.0", uint32(7), 0, WATT),
                triplet("1-0:1.7.0", uint32(one), 0, WATT),
                triplet("1-0:1.7.0", uint32(other), 0, WATT),
            )
        )

    registers = both(apdu(1, 1), apdu(first, second)).readout.registers
    assert ("1-0:1.7.0" in registers) is (first == second)


def test_repeated_clock() -> None:
    """Nor has a clock that comes twice with two times."""

    def apdu(one: str, other: str) -> bytes:
        clocks = [("0-0:1.0.0", octets(date_time(stamp))) for stamp in (one, other)]
        power = triplet("1-0:1.7.0", uint32(7), 0, WATT)
        return notification(structure(*pairs(clocks), power))

    found = both(apdu(STAMP, STAMP), apdu(STAMP, "2026-01-17T08:30:20"))
    assert "0-0:1.0.0" not in found.readout.registers


def test_state_that_changes() -> None:
    """A state is as fixed as a text, so another one is seen."""

    def apdu(state: int) -> bytes:
        power = triplet("1-0:1.7.0", uint32(7), 0, WATT)
        return notification(structure(obis("0-0:96.3.10"), enum(state), power))

    assert fits(apdu(1), apdu(1))
    assert not fits(apdu(1), apdu(0))


@pytest.mark.parametrize("power", range(-9, 1))
@given(number=UINT32)
@example(number=1023)
@example(number=2**32 - 1)
def test_exact(power: int, number: int) -> None:
    """A number is divided: the float nearest to the decimal one, never a product."""

    def apdu(value: int) -> bytes:
        return notification(array(triplet("1-0:31.7.0", uint32(value), power, AMPERE)))

    assert fits(apdu(1), apdu(number))
    registers = both(apdu(1), apdu(number)).readout.registers
    value, *rest = registers["1-0:31.7.0"]
    assert (value, rest) == (float(Decimal(number).scaleb(power)), ["A", -power])
    assert Decimal(repr(value)) == Decimal(number).scaleb(power)

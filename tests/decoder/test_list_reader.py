"""Tests of reading DLMS lists: from an APDU to registers."""

from typing import Final

from hypothesis import given, strategies as st
import pytest

from custom_components.han_port.decoder import Reading, Reason, Rejected
from custom_components.han_port.decoder.list_reader import ListReader, ListReadout
from custom_components.han_port.decoder.readout import Readout
from custom_components.han_port.decoder.template import Template
from tests.decoder.axdr_compose import (
    AMPERE,
    NULL,
    VOLT,
    WATT,
    WATT_HOUR,
    array,
    boolean,
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
)
from tests.decoder.list_reading import read, values

STAMP: Final = "2026-01-17T08:30:10"
LATER: Final = "2026-01-17T09:00:00"
POWER: Final = triplet("1-0:1.7.0", uint32(1023), 0, WATT)
KAIFA: Final = notification(structure(uint32(1023)))


def one(code: str, value: bytes, *scaler: bytes) -> Reading | None:
    """Read one register beside another."""
    found = read(structure(POWER, obis(code), value, *scaler))
    assert found.readout.registers["1-0:1.7.0"] == Reading(1.023, "kW", 3)
    return found.readout.registers.get(code)


@pytest.mark.parametrize(
    ("code", "value", "scaler", "reading"),
    [
        ("1-0:2.7.0", uint32(1023), (0, WATT), Reading(1.023, "kW", 3)),
        ("1-0:2.7.0", uint32(1023), (3, WATT), Reading(1023.0, "kW", 0)),
        ("1-0:2.7.0", uint32(1023), (4, WATT), Reading(10230.0, "kW", 0)),
        ("1-0:1.8.0", uint32(667839), (1, WATT_HOUR), Reading(6678.39, "kWh", 2)),
        ("1-0:31.7.0", int16(-6), (-1, AMPERE), Reading(-0.6, "A", 1)),
        ("1-0:31.7.0", int16(0), (-1, AMPERE), Reading(0.0, "A", 1)),
        ("1-0:32.7.0", uint16(229), (0, VOLT), Reading(229.0, "V", 0)),
        (
            "1-0:1.8.0",
            uint64(999_999_999_999_999),
            (0, WATT_HOUR),
            Reading(999999999999.999, "kWh", 3),
        ),
        (
            "1-0:1.8.0",
            uint64(999_999_999_999_999),
            (18, WATT_HOUR),
            Reading(9.99999999999999e29, "kWh", 0),
        ),
    ],
)
def test_number(
    code: str, value: bytes, scaler: tuple[int, int], reading: Reading
) -> None:
    """A number is exact, and has as many decimals as the meter sends."""
    assert one(code, value, scaler_unit(*scaler)) == reading


@pytest.mark.parametrize(
    ("code", "value", "scaler"),
    [
        ("1-0:1.8.0", uint64(10**15), (0, WATT_HOUR)),
        ("1-0:1.8.0", integer("int64", -(10**15)), (0, WATT_HOUR)),
        ("1-0:1.8.0", uint32(1), (19, WATT_HOUR)),
        ("1-0:1.8.0", uint32(1), (-13, WATT_HOUR)),
        ("1-0:1.8.0", uint32(1), (127, WATT_HOUR)),
        ("1-0:1.8.0", uint32(1), (-128, WATT_HOUR)),
        ("1-0:1.8.0", uint32(1), (0, VOLT)),
        ("1-0:1.8.0", text("6678.39"), (0, WATT_HOUR)),
        ("1-0:1.8.0", b"\x17\x45\xd0\xb3\x1f", (0, WATT_HOUR)),
        ("1-0:1.8.0", enum(1), (0, WATT_HOUR)),
    ],
    ids=[
        *("digits", "digits below zero", "power", "small", "most", "least"),
        *("unit", "text", "float", "state"),
    ],
)
def test_no_number(code: str, value: bytes, scaler: tuple[int, int]) -> None:
    """What a float cannot hold, and what is none, has no value."""
    found = read(structure(POWER, obis(code), value, scaler_unit(*scaler)))
    assert list(found.readout.registers) == ["1-0:1.7.0"]
    assert found.readout.without_value == (code,)
    assert found.readout.codes == {"1-0:1.7.0", code}
    (unread,) = found.readout.unread
    assert unread.startswith(f"{code}(")


@pytest.mark.parametrize(
    ("code", "value", "reading"),
    [
        ("0-0:96.1.0", text("90000001"), Reading("90000001")),
        ("0-0:96.1.0", octets(b"\x01\xff"), Reading("01ff")),
        ("0-0:96.1.0", octets(b""), Reading("")),
        ("0-0:96.1.0", text("181220000009"), Reading("181220000009")),
        ("0-0:96.1.0", uint32(90000001), Reading("90000001")),
        ("0-0:96.3.10", enum(1), Reading("1")),
        ("0-0:96.3.10", boolean(0), Reading("0")),
        ("0-0:1.0.0", octets(date_time(STAMP)), Reading(STAMP)),
        ("0-1:1.0.0", octets(date_time(STAMP)), Reading(STAMP)),
        ("0-0:1.0.0", b"\x19" + date_time(STAMP), Reading(STAMP)),
        ("0-0:94.91.9", text("unheard"), Reading("unheard")),
        ("0-0:94.91.9", uint32(7), Reading(7.0, None, 0)),
        ("0-0:94.91.9", enum(7), Reading("7")),
    ],
)
def test_text(code: str, value: bytes, reading: Reading) -> None:
    """Texts, states and dates come out as text."""
    assert one(code, value) == reading


@pytest.mark.parametrize(
    "value",
    [
        b"\x19" + b"\xff" * 12,
        b"\x1a" + bytes(5),
        b"\x1b" + bytes(4),
        b"\x0d\x42",
        b"\x18" + bytes(8),
        array(),
        array(uint16(1)),
    ],
    ids=["date-time", "date", "time", "BCD", "float", "nothing", "array"],
)
def test_neither_number_nor_text(value: bytes) -> None:
    """What is neither is kept as unread."""
    found = read(structure(POWER, obis("0-0:94.91.9"), value))
    shown = "" if value.startswith(b"\x01") else value[1:].hex()
    assert found.readout.unread == (f"0-0:94.91.9({shown})",)
    assert list(found.readout.registers) == ["1-0:1.7.0"]


def test_order_of_the_wire() -> None:
    """Registers stand in the order in which they were sent."""
    codes = ["1-0:22.7.0", "1-0:1.7.0", "1-0:2.7.0", "1-0:21.7.0"]
    numbers = [triplet(code, uint32(1), 0, WATT) for code in codes]
    assert list(values(read(array(*numbers)))) == codes


@pytest.mark.parametrize(("second", "count"), [(1023, 2), (1024, 1)])
def test_repeated_code(second: int, count: int) -> None:
    """A code with two values has none; the other registers stand."""
    body = array(
        POWER,
        triplet("1-0:1.7.0", uint32(second), 0, WATT),
        triplet("1-0:2.7.0", uint32(7), 0, WATT),
    )
    readout = read(body).readout
    assert len(readout.registers) == count
    assert readout.registers["1-0:2.7.0"] == Reading(0.007, "kW", 3)
    if count == 1:
        assert readout == Readout(
            readout.registers,
            ("1-0:1.7.0(1023)", "1-0:1.7.0(1024)"),
            (),
            ("1-0:1.7.0",),
        )


def test_code_with_a_null_and_a_value() -> None:
    """A null beside a value takes nothing from it."""
    body = structure(POWER, *pairs([("1-0:1.7.0", NULL)]))
    assert values(read(body)) == {"1-0:1.7.0": (1.023, "kW")}


def test_nothing_but_what_has_no_value() -> None:
    """A list of which no register comes to a value is as good as unknown."""
    body = array(triplet("1-0:1.8.0", uint64(2**63), 0, WATT_HOUR))
    found = ListReader(None).read(notification(body), is_ciphered=False)
    assert isinstance(found, Rejected)
    assert found.reason is Reason.UNKNOWN_LIST


def test_clock_of_the_list() -> None:
    """The clock in the list goes before that of the notification."""
    header = b"\x0c" + date_time(LATER)
    body = structure(POWER, obis("0-0:1.0.0"), octets(date_time(STAMP)))
    assert read(body, date_time=header).date_time == date_time(STAMP)


@pytest.mark.parametrize("clock", [NULL, octets(b"")], ids=["null", "empty"])
def test_clock_of_the_notification(clock: bytes) -> None:
    """Where the list has none, that of the notification is the meter's."""
    header = b"\x09\x0c" + date_time(LATER)
    body = structure(POWER, obis("0-0:1.0.0"), clock)
    assert read(body, date_time=header).date_time == date_time(LATER)
    assert read(structure(POWER), date_time=header).date_time == date_time(LATER)


def test_clock_that_is_not_set() -> None:
    """It has no value, and that is no fault."""
    body = structure(POWER, obis("0-0:1.0.0"), octets(b"\xff" * 12))
    assert read(body).readout == read(structure(POWER)).readout


def test_no_clock() -> None:
    """A list without any clock has none."""
    assert read(structure(POWER)).date_time == b""


@pytest.mark.parametrize(
    ("apdu", "detail"),
    [
        (b"", "another kind of APDU"),
        (b"\xc4\x01\xc1\x00", "another kind of APDU"),
        (KAIFA[:-1], "the bytes end within a value"),
        (KAIFA[:5], "no date-time"),
        (KAIFA + b"\x00", "1 bytes behind the body"),
        (notification(b"\x02\x01\xff"), "no type at byte 8"),
        (notification(b"\x02\x84\xff\xff\xff\xff"), "more items than any meter sends"),
    ],
)
def test_malformed(apdu: bytes, detail: str) -> None:
    """What is no data-notification is refused, never raised."""
    found = ListReader(None).read(apdu, is_ciphered=False)
    why = f"no data-notification: {detail}"
    assert found == Rejected(Reason.MALFORMED, len(apdu), apdu[:16].hex(), why)


@given(data=st.binary(max_size=120), is_ciphered=st.booleans())
def test_arbitrary_bytes(data: bytes, *, is_ciphered: bool) -> None:
    """Whatever stands in an APDU, nothing is raised."""
    reader = ListReader("NO")
    for apdu in (data, notification(data), KAIFA[:8] + data):
        found = reader.read(apdu, is_ciphered=is_ciphered)
        assert isinstance(found, (ListReadout, Rejected))


def test_country_and_ciphering() -> None:
    """Kamstrup's energy depends on both, also from push to push."""
    apdu = notification(
        structure(text("Kamstrup_V0001"), *pairs([("1-1:1.8.0", uint32(667839))]))
    )
    for country, in_clear, ciphered in (
        ("NO", 6678.39, 6678.39),
        ("DK", 667.839, 667.839),
        (None, 6678.39, 667.839),
    ):
        reader = ListReader(country)
        for _ in range(2):
            for is_ciphered, value in ((False, in_clear), (True, ciphered)):
                found = reader.read(apdu, is_ciphered=is_ciphered)
                assert isinstance(found, ListReadout)
                assert found.readout.registers["1-1:1.8.0"].value == value


def lengths(count: int) -> list[bytes]:
    """Compose lists of so many lengths."""
    return [notification(array(POWER, *[NULL] * size)) for size in range(count)]


def test_lists_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A meter that sends lists of several lengths has a template for each."""
    fast: list[int] = []
    read_fast = Template.read

    def counted(self: Template, apdu: bytes) -> dict[str, Reading] | None:
        registers = read_fast(self, apdu)
        fast.append(len(apdu))
        return registers

    monkeypatch.setattr(Template, "read", counted)
    reader, apdus = ListReader(None), lengths(3)
    for apdu in apdus * 3:
        found = reader.read(apdu, is_ciphered=False)
        assert isinstance(found, ListReadout)
        assert values(found) == {"1-0:1.7.0": (1.023, "kW")}
    assert fast == [len(apdu) for apdu in apdus * 2]


def test_no_more_templates_than_lists() -> None:
    """What a line brings does not fill the memory."""
    reader = ListReader(None)
    for apdu in lengths(100):
        reader.read(apdu, is_ciphered=False)
        assert len(reader._learned) <= 8
    found = reader.read(lengths(100)[7], is_ciphered=False)
    assert isinstance(found, ListReadout)


def test_serial_number_from_push_to_push() -> None:
    """What a list says without a code is said again by its template."""
    clock, number = octets(date_time(STAMP)), text("181220000009")
    apdu = notification(structure(clock, POWER, number))
    reader = ListReader(None)
    first = reader.read(apdu, is_ciphered=False)
    assert isinstance(first, ListReadout)
    assert first.serial_number == "181220000009"
    assert reader.read(apdu, is_ciphered=False) == first
    other = notification(structure(clock, POWER, text("181220000010")))
    found = reader.read(other, is_ciphered=False)
    assert isinstance(found, ListReadout)
    assert found.serial_number == "181220000010"


def weak(*bodies: bytes) -> list[ListReadout | Rejected]:
    """Read lists for which next to nothing vouches, one after the other."""
    reader = ListReader(None)
    return [
        reader.read(notification(body), is_ciphered=False, is_doubtful=True)
        for body in bodies
    ]


def taken(*bodies: bytes) -> list[bool]:
    """Tell which of them are read."""
    return [isinstance(found, ListReadout) for found in weak(*bodies)]


ENERGY: Final = triplet("1-0:1.8.0", uint32(667839), 0, WATT_HOUR)
NUMBERED: Final = structure(POWER, obis("0-0:96.1.0"), text("90000001"))
CODED: Final = structure(POWER, obis("0-0:96.13.0"), text("90000001"))


def test_strange_list_waits_for_another() -> None:
    """One that is unlike those before may be damaged; the very first one may not."""
    found = weak(array(POWER), array(POWER, ENERGY), array(POWER))
    assert isinstance(found[0], ListReadout)
    assert isinstance(found[1], Rejected)
    assert (found[1].reason, found[1].detail) == (
        Reason.CHECKSUM,
        "a list unlike those before, with a sum alone to vouch for it",
    )
    assert found[2] == found[0]
    assert taken(array(POWER), array(ENERGY), array(ENERGY)) == [True, False, True]


def test_strange_lists_in_turn() -> None:
    """The second of each form is read, whatever came between."""
    lists = [array(POWER), array(POWER, ENERGY), array(POWER, ENERGY, NULL)]
    assert taken(*lists * 3) == [True, False, False, *6 * [True]]


@pytest.mark.parametrize(
    "other",
    [
        array(triplet("1-0:2.7.0", uint32(1023), 0, WATT)),
        array(triplet("1-0:1.7.0", uint32(1023), 1, WATT)),
        array(triplet("1-0:1.7.0", uint32(1023), 0, WATT_HOUR)),
    ],
    ids=["code", "scaler", "unit"],
)
def test_what_makes_a_list_strange(other: bytes) -> None:
    """Codes, scalers and units stay the same from push to push."""
    assert taken(array(POWER), other) == [True, False]


def test_texts_that_change() -> None:
    """A message may change from push to push, the number of the meter may not."""
    later = CODED.replace(b"90000001", b"90000002")
    assert taken(CODED, later, CODED) == [True, True, True]
    later = NUMBERED.replace(b"90000001", b"90000002")
    assert taken(NUMBERED, later, NUMBERED) == [True, False, True]


def test_no_more_forms_than_lists() -> None:
    """What a line brings does not fill the memory, nor is it held against a meter."""
    reader = ListReader(None)
    for apdu in lengths(100):
        reader.read(apdu, is_ciphered=False, is_doubtful=True)
        assert len(reader._heard) <= 4
    found = reader.read(lengths(100)[99], is_ciphered=False, is_doubtful=True)
    assert isinstance(found, ListReadout)

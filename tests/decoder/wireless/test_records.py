"""Tests of the walk through the records of a telegram."""

from decimal import Decimal

from hypothesis import example, given, strategies as st
import pytest

from custom_components.han_port.decoder.wireless.records import (
    Record,
    Records,
    read_records,
    understand,
)


def _read(data: str) -> Records:
    """Read data written in hex."""
    return read_records(bytes.fromhex(data))


def _only(data: str) -> Record:
    """Read data that are one record."""
    (record,), rest = _read(data)
    assert rest == b""
    return record


@pytest.mark.parametrize(
    ("data", "header", "value"),
    [
        ("0003", "0003", None),
        ("010317", "0103", Decimal(23)),
        ("0203FFFF", "0203", Decimal(-1)),
        ("0303010000", "0303", Decimal(1)),
        ("040301000000", "0403", Decimal(1)),
        ("05039A196643", "0503", Decimal("230.1")),
        ("0603010000000080", "0603", Decimal(-(1 << 47) + 1)),
        ("07030100000000000000", "0703", Decimal(1)),
        ("0803", "0803", None),
        ("090317", "0903", Decimal(17)),
        ("0A031709", "0A03", Decimal(917)),
        ("0B03170900", "0B03", Decimal(917)),
        ("0C0317090000", "0C03", Decimal(917)),
        ("0D03C21709", "0D03", Decimal(917)),
        ("0E03170900000000", "0E03", Decimal(917)),
        ("0D0303434241", "0D03", "ABC"),
        ("0B03FFFFFF", "0B03", None),
    ],
)
def test_data(data: str, header: str, value: Decimal | str | None) -> None:
    """The low four bits of the DIF tell form and size of the data."""
    record = _only(data)
    assert record.meaning.header == bytes.fromhex(header)
    assert record.value == value


def test_data_of_variable_length_are_without_it() -> None:
    """The byte that says the length belongs to neither header nor data."""
    assert _only("0DFD1103434241").data == b"CBA"


@pytest.mark.parametrize(
    ("header", "function", "storage", "tariff", "subunit"),
    [
        ("0003", "instantaneous", 0, 0, 0),
        ("1003", "maximum", 0, 0, 0),
        ("2003", "minimum", 0, 0, 0),
        ("3003", "error", 0, 0, 0),
        ("4003", "instantaneous", 1, 0, 0),
        ("C00103", "instantaneous", 3, 0, 0),
        ("80810103", "instantaneous", 0x22, 0, 0),
        ("801003", "instantaneous", 0, 1, 0),
        ("803003", "instantaneous", 0, 3, 0),
        ("80801003", "instantaneous", 0, 4, 0),
        ("804003", "instantaneous", 0, 0, 1),
        ("80804003", "instantaneous", 0, 0, 2),
        ("80C04003", "instantaneous", 0, 0, 3),
        ("F0FF7F03", "error", 0x1FF, 15, 3),
    ],
)
def test_extensions_of_the_dif(
    header: str, function: str, storage: int, tariff: int, subunit: int
) -> None:
    """Each DIFE adds its bits above those before."""
    found = understand(bytes.fromhex(header))
    assert (found.function, found.storage, found.tariff, found.subunit) == (
        function,
        storage,
        tariff,
        subunit,
    )


@pytest.mark.parametrize(
    ("data", "value"),
    [
        ("066D5D2AD2423580", "2026-05-02 18:42:29"),
        ("046D32371F15", "2008-05-31 23:50"),
        ("036D3B3B17", "23:59:59"),
        ("026CFE04", "2007-04-30"),
        ("066D5D80D2423580", None),
        ("0A6CFE04", None),
        ("026DFE04", None),
    ],
)
def test_dates(data: str, value: str | None) -> None:
    """Dates are told from numbers by the VIF, from each other by the DIF."""
    assert _only(data).value == value


@pytest.mark.parametrize(
    ("data", "value"),
    [
        ("0C7878560000", "00005678"),
        ("0478FFFFFFFF", "4294967295"),
        ("0D78045A595857", "WXYZ"),
        ("0C79785634F2", None),
        ("02FD170080", Decimal(0x8000)),
        ("0AFD170080", Decimal(8000)),
    ],
)
def test_names_and_bits(data: str, value: str | Decimal | None) -> None:
    """Numbers of meters keep their zeros, and neither they nor bits have a sign."""
    assert _only(data).value == value


@pytest.mark.parametrize(
    ("data", "value"),
    [
        ("0E03824750040000", "4504782"),
        ("0BFB14510400", "0.451"),
        ("0AFDC8FC019622", "229.6"),
        ("0EFB8273824750040000", "4504.782"),
        ("040601000000", "1000"),
        ("0504CDCCCC3D", "1.0"),
        ("0D03F4" + "00" * 31 + "40", str(1 << 254)),
    ],
)
def test_value_is_scaled_exactly(data: str, value: str) -> None:
    """The power of ten moves the point, and no digit is lost."""
    found = _only(data).value
    assert isinstance(found, Decimal)
    assert found == Decimal(value)


def test_filler() -> None:
    """Filler may stand between records, before and behind them."""
    records, rest = _read("2F2F0B2B1709002F0BAB3C0000002F2F")
    assert [record.meaning.header.hex() for record in records] == ["0b2b", "0bab3c"]
    assert rest == b""


@pytest.mark.parametrize("dif", ["0F", "1F"])
def test_data_of_the_manufacturer(dif: str) -> None:
    """What the manufacturer alone knows goes to the end, and nothing is missing."""
    records, rest = _read("0B2B170900" + dif + "0B2B170900")
    assert (len(records), rest) == (1, b"")


@pytest.mark.parametrize(
    "broken",
    [
        "0B",
        "0B2B",
        "0B2B1709",
        "8B",
        "0BAB",
        "0D03",
        "0D0305434241",
        "0D03CA434241",
        "0D03F5" + "00" * 64,
        "3F",
        "7F2F2F",
        "8F002B170900",
        "80" * 11 + "002B",
        "0B" + "83" * 11 + "3C170900",
        "017C",
        "017C05434241",
        "01FC01",
        "01FC0141",
        "01FC0141BC",
    ],
)
def test_broken_record(broken: str) -> None:
    """Of what cannot be read the records before it are kept, those behind are lost."""
    records, rest = _read("0B2B170900" + broken)
    assert [record.value for record in records] == [Decimal(917)]
    assert rest == bytes.fromhex(broken)


def test_most_extensions() -> None:
    """A DIF and a VIF may have ten extensions each."""
    record = _only("81" + "80" * 9 + "10" + "83" + "BC" * 9 + "3C" + "05")
    assert (record.meaning.tariff, record.meaning.direction) == (1 << 18, "backward")
    assert record.value == Decimal(5)


@pytest.mark.parametrize(
    ("data", "header", "unit", "direction"),
    [
        ("017C02685705", "017C026857", "Wh", None),
        ("01FC0268573C05", "01FC0268573C", "Wh", "backward"),
        ("017C0005", "017C00", "", None),
    ],
)
def test_unit_in_plain_text(
    data: str, header: str, unit: str, direction: str | None
) -> None:
    """The text of a unit belongs to the header."""
    record = _only(data)
    assert record.meaning.header == bytes.fromhex(header)
    assert (record.meaning.quantity, record.meaning.unit) == ("plain_text", unit)
    assert (record.meaning.direction, record.value) == (direction, Decimal(5))


def test_what_is_not_known_is_passed_over() -> None:
    """An unknown VIF has data as any other."""
    records, rest = _read("016F05" + "02FDFD000100" + "0B2B170900")
    assert [record.meaning.quantity for record in records] == [
        "unknown",
        "unknown",
        "power",
    ]
    assert rest == b""


def test_headers_that_are_remembered_are_few() -> None:
    """Strangers' headers do not fill the memory."""
    for tariff in range(2000):
        high, low = divmod(tariff, 64)
        understand(bytes([0x81, 0x80 | low, high, 0x03]))
    info = understand.cache_info()
    assert info.maxsize is not None
    assert info.currsize <= info.maxsize


@given(st.binary(max_size=260))
@example(b"\x0d\x78\xff")
@example(b"\xff" * 255)
def test_any_bytes(data: bytes) -> None:
    """Whatever the bytes are, nothing is raised, and no byte is read twice."""
    records, rest = read_records(data)
    assert data.endswith(rest)
    sizes = [len(record.meaning.header) + len(record.data) for record in records]
    assert sum(sizes) + len(rest) <= len(data)
    for record in records:
        assert isinstance(record.value, Decimal | str | None)

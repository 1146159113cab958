"""Tests of the naming of records by OBIS codes."""

from hypothesis import given, strategies as st
import pytest

from custom_components.han_port.decoder import Reading
from custom_components.han_port.decoder.submeter import Medium
from custom_components.han_port.decoder.wireless.obis import Named, name
from custom_components.han_port.decoder.wireless.records import read_records

#: Records by their headers and data.
IMPORT = "0B2B170900"
EXPORT = "0BAB3C420000"


def _named(
    data: str,
    medium: Medium = Medium.ELECTRICITY,
    manufacturer: str = "EGM",
    *,
    is_whole: bool = True,
) -> Named:
    """Name records written in hex."""
    records, rest = read_records(bytes.fromhex(data))
    assert rest == b""
    return name(records, medium, manufacturer, is_whole=is_whole)


def _registers(data: str, manufacturer: str = "EGM") -> dict[str, Reading]:
    """Return the registers of an electricity meter's records."""
    return _named(data, manufacturer=manufacturer).registers


def _total(header: str, number: int) -> str:
    """Return a total of energy in BCD."""
    return header + bytes.fromhex(f"{number:012}")[::-1].hex()


@pytest.mark.parametrize(
    ("data", "code", "reading"),
    [
        ("066D5D2AD2423580", "0-0:1.0.0", Reading("260502184229S")),
        ("046D32371F15", "0-0:1.0.0", Reading("080531235000W")),
        ("0C7878560000", "0-0:96.1.0", Reading("00005678")),
        ("0D7806333231595345", "0-0:96.1.0", Reading("ESY123")),
        ("0E03824750040000", "1-0:1.8.0", Reading(4504.782, "kWh", 3)),
        ("0E833B824750040000", "1-0:1.8.0", Reading(4504.782, "kWh", 3)),
        ("0E833C824750040000", "1-0:2.8.0", Reading(4504.782, "kWh", 3)),
        ("040439300000", "1-0:1.8.0", Reading(123.45, "kWh", 2)),
        ("0702F5C3FA0000000000", "1-0:1.8.0", Reading(1643.4165, "kWh", 4)),
        ("0406E7030000", "1-0:1.8.0", Reading(999.0, "kWh", 0)),
        ("04FB00E7030000", "1-0:1.8.0", Reading(99900.0, "kWh", 0)),
        ("8E801003824750040000", "1-0:1.8.4", Reading(4504.782, "kWh", 3)),
        ("8E20833C824750040000", "1-0:2.8.2", Reading(4504.782, "kWh", 3)),
        ("0EFB8273824750040000", "1-0:3.8.0", Reading(4504.782, "kvarh", 3)),
        ("0EFB82F33C824750040000", "1-0:4.8.0", Reading(4504.782, "kvarh", 3)),
        ("0B2B170900", "1-0:1.7.0", Reading(0.917, "kW", 3)),
        ("0BAB3C170900", "1-0:2.7.0", Reading(0.917, "kW", 3)),
        ("0BFB14510400", "1-0:3.7.0", Reading(0.451, "kvar", 3)),
        ("0BFB943C510400", "1-0:4.7.0", Reading(0.451, "kvar", 3)),
        ("0AABFC011709", "1-0:21.7.0", Reading(0.917, "kW", 3)),
        ("0AABFC823C1709", "1-0:42.7.0", Reading(0.917, "kW", 3)),
        ("0AFB94FC031709", "1-0:63.7.0", Reading(0.917, "kvar", 3)),
        ("0AFDC9FC013802", "1-0:32.7.0", Reading(238.0, "V", 0)),
        ("0AFDC8FC029622", "1-0:52.7.0", Reading(229.6, "V", 1)),
        ("0AFDC9FC033902", "1-0:72.7.0", Reading(239.0, "V", 0)),
        ("0BFDDAFC01230100", "1-0:31.7.0", Reading(1.23, "A", 2)),
        ("0BFDDBFC02230100", "1-0:51.7.0", Reading(12.3, "A", 1)),
        ("04FDD9FC0339300000", "1-0:71.7.0", Reading(12.345, "A", 3)),
        ("04FDD9FC03C7CFFFFF", "1-0:71.7.0", Reading(-12.345, "A", 3)),
        ("02FB2D8813", "1-0:14.7.0", Reading(50.0, "Hz", 2)),
        ("03FB2C58C300", "1-0:14.7.0", Reading(50.008, "Hz", 3)),
        ("1B2B362000", "1-0:1.6.0", Reading(2.036, "kW", 3)),
        ("0AABFC0C1709", "1-0:16.7.0", Reading(0.917, "kW", 3)),
        ("0AFB281709", "1-0:1.7.0", Reading(91700.0, "kW", 0)),
        ("05039A196643", "1-0:1.8.0", Reading(0.2301, "kWh", 4)),
        ("0504CDCC4C3E", "1-0:1.8.0", Reading(0.002, "kWh", 3)),
    ],
)
def test_register(data: str, code: str, reading: Reading) -> None:
    """What a record says has its code, in the canonical unit, to the last digit."""
    assert _registers(data) == {code: reading}


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        ("0BABC8FC10000007", "0BABC8FC10 power 70000 W"),
        ("0BAB40170900", "0BAB40 power 917 W"),
        ("0BABC8FF13000007", "0BABC8FF13 power 70000 W"),
        ("0AABC8FD661111", "0AABC8FD66 power 1111000 W"),
        ("0BAB12170900", "0BAB12 power 917 W"),
        ("0BAB78170900", "0BAB78 power 917 W"),
        ("0BAB22170900", "0BAB22 power 917 W"),
        ("2B2B170900", "2B2B power 917 W"),
        ("3B2B170900", "3B2B power 917 W"),
        ("4B2B170900", "4B2B power 917 W"),
        ("8B402B170900", "8B402B power 917 W"),
        ("8B102B170900", "8B102B power 917 W"),
        ("1BAB3C170900", "1BAB3C power 917 W"),
        ("4E03824750040000", "4E03 energy 4504782 Wh"),
        ("1E03824750040000", "1E03 energy 4504782 Wh"),
        ("8E0103824750040000", "8E0103 energy 4504782 Wh"),
        ("040F05000000", "040F energy 50000000 J"),
        ("04FB0805000000", "04FB08 energy 0.5 GJ"),
        ("04FB0C05000000", "04FB0C energy 0.5 Mcal"),
        ("0C1327048502", "0C13 volume 2850.427 m3"),
        ("0AFD493802", "0AFD49 voltage 238 V"),
        ("0AFDD9FC043802", "0AFDD9FC04 current 0.238 A"),
        ("04A9FF0138960000", "04A9FF01 power 384.56 W"),
        ("0420920A0600", "0420 on_time 395922 s"),
        ("016F05", "016F unknown 5"),
        ("02FF200000", "02FF20 mfct 0"),
        ("0DFD1103434241", "0DFD11 customer ABC"),
        ("146D32371F15", "146D datetime 2008-05-31 23:50"),
        ("026CFE04", "026C date 2007-04-30"),
        ("036D3B3B17", "036D datetime 23:59:59"),
        ("066D5DAAD2423580", "066D datetime"),
        ("0C78785634F2", "0C78 fabrication_no"),
        ("0D7800", "0D78 fabrication_no"),
        ("0D78022020", "0D78 fabrication_no   "),
        ("0D7802410A", "0D78 fabrication_no \nA"),
        ("0D78C178", "0D78 fabrication_no 78"),
        ("0B2BFFFFFF", "0B2B power W"),
        ("0E03FFFFFFFFFFFF", "0E03 energy Wh"),
        ("0E038247500400F0", "0E03 energy -4504782 Wh"),
        ("0EFB82730000000000F1", "0EFB8273 reactive_energy -10000000.000 kvarh"),
        ("0AAB3C01F0", "0AAB3C power -1 W"),
        ("0AAB3B01F0", "0AAB3B power -1 W"),
        ("0AFDC9FC0101F0", "0AFDC9FC01 voltage -1 V"),
        ("02FB2C58C3", "02FB2C frequency -15.528 Hz"),
        ("07030080C6A47E8D0300", "0703 energy 1000000000000000 Wh"),
        ("0003", "0003 energy Wh"),
        ("0803", "0803 energy Wh"),
        ("05030000807F", "0503 energy Wh"),
        ("017C0268570A", "017C026857 plain_text 10 Wh"),
    ],
)
def test_no_register(data: str, shown: str) -> None:
    """Limits, past values, parts, unknown ones and what is no value have no code."""
    assert _named(data) == Named({}, (shown,))


def test_digits_of_a_float() -> None:
    """A number of more than 15 digits has no value: a float could not hold it."""
    most = (10**15 - 1).to_bytes(8, "little").hex()
    assert _registers("0703" + most) == {
        "1-0:1.8.0": Reading(999999999999.999, "kWh", 3)
    }
    more = (10**15).to_bytes(8, "little").hex()
    assert _registers("0703" + more) == {}


@pytest.mark.parametrize(
    ("data", "readings"),
    [
        ("0429BE54FFFF", {"1-0:16.7.0": Reading(-0.43842, "kW", 5)}),
        ("042938AB0000", {"1-0:16.7.0": Reading(0.43832, "kW", 5)}),
        ("042B38000000", {"1-0:16.7.0": Reading(0.056, "kW", 3)}),
        ("0728B070200000000000", {"1-0:16.7.0": Reading(2.126, "kW", 6)}),
        ("052B0000C0BF", {"1-0:16.7.0": Reading(-0.0015, "kW", 4)}),
        ("0B2B1709F0", {"1-0:16.7.0": Reading(-0.917, "kW", 3)}),
        ("0B2B170900", {"1-0:1.7.0": Reading(0.917, "kW", 3)}),
        ("04AB3B38000000", {"1-0:1.7.0": Reading(0.056, "kW", 3)}),
        (
            "042B3800000004AB3C00000000",
            {"1-0:1.7.0": Reading(0.056, "kW", 3), "1-0:2.7.0": Reading(0.0, "kW", 3)},
        ),
        ("042BC8FFFFFF04AB3C00000000", {"1-0:2.7.0": Reading(0.0, "kW", 3)}),
        ("0B2B1709F00BAB3C170900", {"1-0:2.7.0": Reading(0.917, "kW", 3)}),
        ("0B2B1709F00BAB3CFFFFFF", {}),
        ("02ABFC01FEFF", {"1-0:36.7.0": Reading(-0.002, "kW", 3)}),
        (
            "02ABFC02010002ABFC823C0000",
            {
                "1-0:41.7.0": Reading(0.001, "kW", 3),
                "1-0:42.7.0": Reading(0.0, "kW", 3),
            },
        ),
    ],
)
def test_power_with_a_sign(data: str, readings: dict[str, Reading]) -> None:
    """Power without one for export is import less export, where it can have a sign."""
    assert _registers(data) == readings


@pytest.mark.parametrize("power", ["042B38000000", "0B2B1709F0"])
def test_power_whose_export_may_be_lost(power: str) -> None:
    """Nobody knows whether export was behind the record that cannot be read."""
    assert _named(power, is_whole=False).registers == {}
    assert _named(power + EXPORT, is_whole=False).registers.keys() <= {
        "1-0:1.7.0",
        "1-0:2.7.0",
    }


@pytest.mark.parametrize("manufacturer", ["ESY", "EBZ"])
def test_phases_of_a_manufacturers_own(manufacturer: str) -> None:
    """EasyMeter and eBZ number the phases behind FF."""
    data = "04A9FF01FA0A000004A9FF02FBF5FFFF04A9FF033896000004A9FF0400000000"
    named = _named(data, manufacturer=manufacturer)
    assert named.registers == {
        "1-0:36.7.0": Reading(0.0281, "kW", 5),
        "1-0:56.7.0": Reading(-0.02565, "kW", 5),
        "1-0:76.7.0": Reading(0.38456, "kW", 5),
    }
    assert named.unread == ("04A9FF04 power 0.00 W",)


def test_kamstrup() -> None:
    """An OMNIPOWER sends tens of watt hours, and power in both directions."""
    data = "04043930000004843C01000000042B0300000004AB3C00000000"
    assert _registers(data, "KAM") == {
        "1-0:1.8.0": Reading(123.45, "kWh", 2),
        "1-0:2.8.0": Reading(0.01, "kWh", 2),
        "1-0:1.7.0": Reading(0.003, "kW", 3),
        "1-0:2.7.0": Reading(0.0, "kW", 3),
    }


def test_register_sent_twice() -> None:
    """What is sent twice with one value is sent once."""
    assert _named(IMPORT + EXPORT + IMPORT) == Named(
        {"1-0:1.7.0": Reading(0.917, "kW", 3), "1-0:2.7.0": Reading(0.042, "kW", 3)}, ()
    )


def test_register_with_two_values() -> None:
    """Of two different values neither is the register's."""
    assert _named(IMPORT + EXPORT + "0B2B180900" + IMPORT) == Named(
        {"1-0:2.7.0": Reading(0.042, "kW", 3)},
        ("0B2B power 917 W", "0B2B power 918 W", "0B2B power 917 W"),
    )


def test_value_beside_one_that_is_none() -> None:
    """A record that has no value does not speak against one that has."""
    assert _named("0B2BFFFFFF" + IMPORT) == Named(
        {"1-0:1.7.0": Reading(0.917, "kW", 3)}, ("0B2B power W",)
    )


@pytest.mark.parametrize(
    ("way", "group", "unit"),
    [
        ("03", "1-0:1.8", "kWh"),
        ("833C", "1-0:2.8", "kWh"),
        ("FB8273", "1-0:3.8", "kvarh"),
        ("FB82F33C", "1-0:4.8", "kvarh"),
    ],
)
def test_total_of_tariffs(way: str, group: str, unit: str) -> None:
    """A total that is not sent is the exact sum of its tariffs, in any order."""
    data = (
        _total(f"8E30{way}", 3)
        + _total(f"8E20{way}", 18530681)
        + _total(f"8E10{way}", 25011060)
    )
    assert _registers(data) == {
        f"{group}.3": Reading(0.003, unit, 3),
        f"{group}.2": Reading(18530.681, unit, 3),
        f"{group}.1": Reading(25011.06, unit, 3),
        f"{group}.0": Reading(43541.744, unit, 3),
    }


def test_total_of_tariffs_of_different_resolution() -> None:
    """A sum has as many decimals as the finest of its parts."""
    data = _total("8E1004", 1) + _total("8E2003", 1)
    assert _registers(data)["1-0:1.8.0"] == Reading(0.011, "kWh", 3)


def test_total_of_one_tariff() -> None:
    """Where there is one tariff alone, the total is the same."""
    assert _registers(_total("8E1003", 7))["1-0:1.8.0"] == Reading(0.007, "kWh", 3)


@pytest.mark.parametrize(
    "data",
    [
        _total("8E2003", 1) + _total("8E3003", 1),
        _total("8E1003", 1) + _total("8E3003", 1),
        _total("8E1003", 1) + "8E2003FFFFFFFFFFFF",
        _total("8E1003", 1) + _total("8E2003", 1) + _total("8E2003", 2),
        _total("8E1003", 1) + "0E03FFFFFFFFFFFF",
        _total("8E1003", 1) + _total("0E03", 1) + _total("0E03", 2),
        "8710030080DD62B2210200" + "8720030080DD62B2210200",
    ],
)
def test_no_total_of_some_tariffs(data: str) -> None:
    """A sum of which a part is missing, wrong or in doubt is none."""
    assert "1-0:1.8.0" not in _registers(data)


def test_no_total_where_tariffs_may_be_lost() -> None:
    """Behind a record that cannot be read there may have been one more tariff."""
    named = _named(_total("8E1003", 1) + _total("8E2003", 2), is_whole=False)
    assert named.registers.keys() == {"1-0:1.8.1", "1-0:1.8.2"}


def test_total_that_is_sent() -> None:
    """A total that is sent is taken, whatever the tariffs say."""
    data = _total("8E1003", 1) + _total("0E03", 5)
    assert _registers(data)["1-0:1.8.0"] == Reading(0.005, "kWh", 3)


@pytest.mark.parametrize(
    ("medium", "data", "code", "reading"),
    [
        (Medium.GAS, "0C1427048502", "7-0:3.0.0", Reading(28504.27, "m³", 2)),
        (Medium.WATER, "041394040000", "8-0:1.0.0", Reading(1.172, "m³", 3)),
        (Medium.WATER, "04933B94040000", "8-0:1.0.0", Reading(1.172, "m³", 3)),
        (Medium.WARM_WATER, "041394040000", "9-0:1.0.0", Reading(1.172, "m³", 3)),
        (Medium.HEAT, "040605000000", "6-0:1.0.0", Reading(5.0, "kWh", 0)),
        (Medium.HEAT, "04FB0005000000", "6-0:1.0.0", Reading(500.0, "kWh", 0)),
        (Medium.HEAT, "040F05000000", "6-0:1.0.0", Reading(0.05, "GJ", 2)),
        (Medium.HEAT, "04FB0905000000", "6-0:1.0.0", Reading(5.0, "GJ", 0)),
        (Medium.COOLING, "040605000000", "5-0:1.0.0", Reading(5.0, "kWh", 0)),
        (Medium.COOLING, "040F05000000", "5-0:1.0.0", Reading(0.05, "GJ", 2)),
    ],
)
def test_other_medium(medium: Medium, data: str, code: str, reading: Reading) -> None:
    """A meter of gas, water or heat has the total of its medium."""
    assert _named(data, medium) == Named({code: reading}, ())


@pytest.mark.parametrize(
    ("medium", "data"),
    [
        (Medium.GAS, "040605000000"),
        (Medium.GAS, "04933A94040000"),
        (Medium.WATER, "04933C94040000"),
        (Medium.WATER, "441394040000"),
        (Medium.WATER, "84101394040000"),
        (Medium.WATER, "84401394040000"),
        (Medium.WATER, "141394040000"),
        (Medium.WATER, "0B2B170900"),
        (Medium.HEAT, "041394040000"),
        (Medium.HEAT, "042B38000000"),
        (Medium.HEAT, "04FDC9FC0194040000"),
        (Medium.UNKNOWN, "041394040000"),
        (Medium.ELECTRICITY, "041394040000"),
    ],
)
def test_what_is_not_of_the_medium(medium: Medium, data: str) -> None:
    """Backward flow, past values and what else such a meter sends have no code."""
    named = _named(data, medium)
    assert (named.registers, len(named.unread)) == ({}, 1)


@pytest.mark.parametrize("medium", list(Medium))
def test_what_every_meter_sends(medium: Medium) -> None:
    """Clock and number are the same for all media."""
    assert _named("066D5D2AD24235800C7878563412", medium) == Named(
        {"0-0:1.0.0": Reading("260502184229S"), "0-0:96.1.0": Reading("12345678")}, ()
    )


def test_meter_behind_a_radio_module() -> None:
    """Where nobody knows what a meter measures, it may be electricity."""
    assert _named(IMPORT, Medium.UNKNOWN).registers == {
        "1-0:1.7.0": Reading(0.917, "kW", 3)
    }


@given(st.binary(max_size=260), st.sampled_from(Medium))
def test_any_bytes(data: bytes, medium: Medium) -> None:
    """Whatever the records are, nothing is raised, and each is somewhere."""
    records, rest = read_records(data)
    named = name(records, medium, "ESY", is_whole=not rest)
    assert len(named.unread) <= len(records)
    assert bool(records) == bool(named.registers or named.unread)

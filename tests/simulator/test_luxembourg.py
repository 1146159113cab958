"""The Smarty ciphers a telegram with all that readers stumble over."""

from datetime import timedelta
from decimal import Decimal

import pytest

from simulator.crc16 import crc16_arc
from simulator.keys import LUXEMBOURG
from simulator.luxembourg import LuxembourgMeter
from simulator.meter import Turn
from simulator.meters import METERS
from tests.simulator.known import SNAPSHOT, WINTER, opened

TITLE = b"SAG\x00\x00\x00\x00\x01"


@pytest.fixture
def meter() -> LuxembourgMeter:
    """Return the Smarty."""
    meter = METERS["luxembourg"]
    assert isinstance(meter, LuxembourgMeter)
    return meter


def lines(meter: LuxembourgMeter) -> list[str]:
    """Return the lines of a telegram."""
    return meter.plain(SNAPSHOT).decode("ascii").split("\r\n")


def test_bytes_around_the_ciphertext(meter: LuxembourgMeter) -> None:
    """DB, title, 82 and length, 30, counter; no byte before and none behind."""
    telegram = meter.telegram(SNAPSHOT)
    size = len(meter.plain(SNAPSHOT))
    length = (1 + 4 + size + 12).to_bytes(2)
    header = b"\xdb\x08" + TITLE + b"\x82" + length + b"\x30\x00\x00\x00\x01"
    assert telegram.startswith(header)
    assert len(telegram) == len(header) + size + 12


def test_counter_rises_and_keys_open_it(meter: LuxembourgMeter) -> None:
    """Each telegram has the next counter, and its own vector."""
    for number in range(3):
        telegram = meter.telegram(SNAPSHOT, Turn(number))
        assert telegram[14:18] == (number + 1).to_bytes(4)
        plain = opened(telegram[18:], LUXEMBOURG, TITLE, number + 1)
        assert plain == meter.plain(SNAPSHOT)


def test_plain_text_is_a_telegram(meter: LuxembourgMeter) -> None:
    """It goes from the ident line to a checksum of its own."""
    plain = meter.plain(SNAPSHOT)
    assert plain.startswith(b"/Lux5\\253600001_M\r\n\r\n1-3:0.2.8(42)\r\n")
    covered, mark, checksum = plain.rpartition(b"!")
    assert checksum == b"%04X\r\n" % crc16_arc(covered + mark)


def test_head_of_the_lines(meter: LuxembourgMeter) -> None:
    """Version, clock, name, totals and powers come first."""
    assert lines(meter)[2:15] == [
        "1-3:0.2.8(42)",
        "0-0:1.0.0(260701113005S)",
        "0-0:42.0.0(53414731303330373030303030303031)",
        "1-0:1.8.0(000100.129*kWh)",
        "1-0:2.8.0(000200.200*kWh)",
        "1-0:3.8.0(000300.300*kvarh)",
        "1-0:4.8.0(000400.400*kvarh)",
        "1-0:1.7.0(00.000*kW)",
        "1-0:2.7.0(00.250*kW)",
        "1-0:3.7.0(00.000*kvar)",
        "1-0:4.7.0(00.120*kvar)",
        "1-0:9.7.0(00.000*kVA)",
        "1-0:10.7.0(00.277*kVA)",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "1-0:32.7.0(231.5*V)",
        "1-0:31.7.0(009*A)",
        "1-0:51.7.0(002*A)",
        "1-0:22.7.0(02.000*kW)",
        "1-0:23.7.0(00.120*kvar)",
        "0-0:17.0.0(069.0*kVA)",
        "1-1:31.4.0(100*A)(-063*A)",
        "0-0:96.13.5()",
    ],
)
def test_peculiar_lines(line: str, meter: LuxembourgMeter) -> None:
    """Currents are whole amperes, limits have two values, messages none."""
    assert line in lines(meter)


def test_gas_meter(meter: LuxembourgMeter) -> None:
    """A gas meter reports at full hours; another place is empty, its clock unset."""
    assert lines(meter)[-10:-2] == [
        "0-1:24.1.0(003)",
        "0-1:96.1.0(464C4F3030303030303030303031)",
        "0-1:24.2.1(260701110000S)(02956.095*m3)",
        "0-1:24.4.0(0)",
        "0-2:24.1.0(007)",
        "0-2:96.1.0()",
        "0-2:24.2.1(632525252525S)(00000.000)",
        "0-2:24.4.0(1)",
    ]


def test_gas_is_counted_by_the_hour(meter: LuxembourgMeter) -> None:
    """An hour later 0.135 m3 have been burnt, half an hour later none."""
    later = WINTER._replace(time=WINTER.time + timedelta(hours=1))
    between = WINTER._replace(time=WINTER.time + timedelta(minutes=29))
    first, same, next_ = (
        meter.values(snapshot)["0-1:24.2.1"] for snapshot in (WINTER, between, later)
    )
    assert first == same
    assert next_ - first == Decimal("0.135")


def test_values_are_those_of_the_lines(meter: LuxembourgMeter) -> None:
    """Every number with a unit is told, currents without sign and places."""
    values = meter.values(SNAPSHOT)
    assert len(values) == 4 + 4 + 2 + 3 + 3 + 6 + 6 + 1
    assert values["1-0:31.7.0"] == 9
    assert values["1-0:10.7.0"] == Decimal("0.277")

"""Aidon's lists have codes, numbers and scalers; Norway's come in turn."""

from decimal import Decimal
from typing import Any

import pytest

from simulator.axdr import Unit
from simulator.meter import COMPLETE, Meter, Turn
from simulator.meters import METERS, VARIANTS
from tests.simulator.elements import code_of, read
from tests.simulator.known import SNAPSHOT, WINTER, RealTelegram, x25

SWEDEN = METERS["aidon_dlms"]
NORWAY = VARIANTS["aidon_dlms"]["norway"]
POWER_ONLY = Turn(1, hourly=False)
MOMENTARY = Turn(4, hourly=False)


def list_of(meter: Meter, turn: Turn = COMPLETE) -> dict[str, Any]:
    """Read the array of a telegram by code."""
    apdu = apdu_of(meter.telegram(SNAPSHOT, turn))
    return {code_of(code): rest for code, *rest in read(apdu[6:])}


def apdu_of(telegram: bytes) -> bytes:
    """Take the APDU out of a frame."""
    return telegram[12:-3]


@pytest.mark.parametrize("meter", [SWEDEN, NORWAY])
def test_frame(meter: Meter) -> None:
    """41, 0883 and 13, both checks, LLC, an APDU without a stamp."""
    telegram = meter.telegram(SNAPSHOT)
    header = (0xA000 | len(telegram) - 2).to_bytes(2) + b"\x41\x08\x83\x13"
    assert telegram.startswith(b"\x7e" + header + x25(header) + b"\xe6\xe7\x00")
    assert apdu_of(telegram)[:7] == bytes.fromhex("0F 40000000 00 01")
    assert telegram[-3:] == x25(telegram[1:-3]) + b"\x7e"


def test_swedish_frame_is_as_long_as_a_real_one() -> None:
    """27 items make 581 bytes."""
    assert len(SWEDEN.telegram(SNAPSHOT)) == 581


def test_swedish_order_is_that_of_a_real_one(real_telegram: RealTelegram) -> None:
    """Codes, types, scalers and units stand as in a real meter's list."""
    digits = real_telegram("aidon_hdlc/athom_segmented.hex")
    if digits is None:
        return
    segments = bytes.fromhex(digits.decode("ascii")).split(b"\x7e\x7e")
    information = b"".join(segment.strip(b"\x7e")[7:-2] for segment in segments)
    real, own = (
        [(code, *units) for code, _, *units in read(apdu[6:])]
        for apdu in (information[3:], apdu_of(SWEDEN.telegram(SNAPSHOT)))
    )
    assert own == real


def test_swedish_list() -> None:
    """All numbers are W, var, Wh and varh, volts and amperes in tenths."""
    found = list_of(SWEDEN)
    assert len(found) == 27
    watts, volts, amperes = [0, Unit.W], [-1, Unit.V], [-1, Unit.A]
    assert found["1-0:1.7.0"] == [0, watts]
    assert found["1-0:22.7.0"] == [2000, watts]
    assert found["1-0:23.7.0"] == [120, [0, Unit.VAR]]
    assert found["1-0:32.7.0"] == [2315, volts]
    assert found["1-0:51.7.0"] == [22, amperes]
    assert found["1-0:1.8.0"] == [100129, [0, Unit.WH]]
    assert found["1-0:4.8.0"] == [400400, [0, Unit.VARH]]


def test_exporting_phase_has_a_negative_current() -> None:
    """Currents are signed, in both countries."""
    for meter in (SWEDEN, NORWAY):
        assert list_of(meter)["1-0:31.7.0"] == [-87, [-1, Unit.A]]
        assert meter.values(SNAPSHOT)["1-0:31.7.0"] == Decimal("-8.7")


def test_swedish_clock_is_normal_time() -> None:
    """No deviation and no status, and the hour is that of winter."""
    (clock,) = list_of(SWEDEN)["0-0:1.0.0"]
    assert clock == bytes.fromhex("07EA 0701 03 0A1E05 FF 8000 FF")


def test_swedish_list_is_the_same_in_each_turn() -> None:
    """There is no short list."""
    assert SWEDEN.telegram(SNAPSHOT, POWER_ONLY) == SWEDEN.telegram(SNAPSHOT)


def test_norwegian_power() -> None:
    """List 1 has one item, and no name."""
    assert list_of(NORWAY, POWER_ONLY) == {"1-0:1.7.0": [0, [0, Unit.W]]}
    assert NORWAY.values(SNAPSHOT, POWER_ONLY) == {"1-0:1.7.0": 0}


def test_norwegian_list_of_the_moment() -> None:
    """List 2 has names and ten numbers."""
    found = list_of(NORWAY, MOMENTARY)
    assert len(found) == 13
    assert list(found)[:4] == ["1-1:0.2.129", "0-0:96.1.0", "0-0:96.1.7", "1-0:1.7.0"]
    assert found["1-1:0.2.129"] == ["AIDON_V0001"]
    assert found["0-0:96.1.0"] == ["7359990000000001"]
    assert found["0-0:96.1.7"] == ["6525"]
    assert len(NORWAY.values(SNAPSHOT, MOMENTARY)) == 10


def test_norwegian_totals() -> None:
    """List 3 has the clock and energies in tens of watt-hours as well."""
    found = list_of(NORWAY)
    assert list(found)[-5:] == ["0-0:1.0.0", *(f"1-0:{n}.8.0" for n in (1, 2, 3, 4))]
    assert len(found) == 18
    assert found["1-0:1.8.0"] == [10012, [1, Unit.WH]]
    assert NORWAY.values(SNAPSHOT)["1-0:1.8.0"] == Decimal("100.12")


def test_norwegian_clock_is_local_with_a_wrong_deviation() -> None:
    """It shows summer time and says that this is UTC."""
    (clock,) = list_of(NORWAY)["0-0:1.0.0"]
    assert clock == bytes.fromhex("07EA 0701 03 0B1E05 FF 0000 00")


@pytest.mark.parametrize(
    ("turn", "size"),
    [
        (Turn(0, hourly=True), 18),
        (Turn(0, hourly=False), 13),
        (Turn(1, hourly=False), 1),
        (Turn(3, hourly=False), 1),
        (Turn(4, hourly=False), 13),
        (Turn(5, hourly=True), 18),
    ],
)
def test_norwegian_turns(turn: Turn, size: int) -> None:
    """Every fourth list is the second, and the hour's first is the third."""
    telegram = NORWAY.telegram(WINTER, turn)
    assert len(read(apdu_of(telegram)[6:])) == size

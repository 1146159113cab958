"""The Austrian Kaifa ciphers one structure, and sends it in two frames."""

from decimal import Decimal
from typing import Any

import pytest

from simulator.austria import AustrianMeter
from simulator.axdr import Unit
from simulator.household import Phase, Snapshot
from simulator.keys import ENCRYPTION_ONLY
from simulator.meter import COMPLETE, Turn
from simulator.meters import METERS
from tests.simulator.elements import code_of, read
from tests.simulator.known import SNAPSHOT, WINTER, RealTelegram, opened

TITLE = b"KFM\x00\x00\x00\x00\x01"


@pytest.fixture
def meter() -> AustrianMeter:
    """Return the Kaifa."""
    meter = METERS["austria_mbus"]
    assert isinstance(meter, AustrianMeter)
    return meter


def triplets(items: list[Any]) -> dict[str, list[Any]]:
    """Read all between the clock and the serial number, by code."""
    middle = items[1:-1]
    return {
        code_of(code): [number, unit]
        for code, number, unit in zip(
            middle[::3], middle[1::3], middle[2::3], strict=True
        )
    }


def test_two_frames(meter: AustrianMeter) -> None:
    """FA and 14, CI 00 and 11; joined they are a ciphered APDU without a tag."""
    telegram = meter.telegram(SNAPSHOT, Turn(6))
    assert len(telegram) == 282
    first, last = telegram[:256], telegram[256:]
    assert first[:9] == bytes.fromhex("68FAFA68 53FF000167")
    assert last[:9] == bytes.fromhex("68141468 53FF110167")
    joined = first[9:-2] + last[9:-2]
    header = b"\xdb\x08" + TITLE + bytes.fromhex("81F8 20 00000007")
    assert joined.startswith(header)
    plain = opened(joined[len(header) :], ENCRYPTION_ONLY, TITLE, 7)
    assert plain == meter.plain(SNAPSHOT, Turn(6))


@pytest.mark.parametrize("snapshot", [SNAPSHOT, WINTER])
def test_stamp_is_there_twice(snapshot: Snapshot, meter: AustrianMeter) -> None:
    """Before the structure without a tag, and in it as octets."""
    plain = meter.plain(snapshot, COMPLETE)
    assert plain[:6] == bytes.fromhex("0F 80000000 0C")
    assert read(plain[18:])[0] == plain[6:18]


def test_deviation(meter: AustrianMeter) -> None:
    """-120 minutes and summer time in July, -60 minutes in January."""
    summer = meter.plain(SNAPSHOT, COMPLETE)[6:18]
    winter = meter.plain(WINTER, COMPLETE)[6:18]
    assert summer == bytes.fromhex("07EA 0701 03 0B1E05 00 FF88 80")
    assert winter == bytes.fromhex("07EA 0102 05 001E05 00 FFC4 00")


def test_invoke_id_rises(meter: AustrianMeter) -> None:
    """The eighth telegram has the eighth id."""
    assert meter.plain(SNAPSHOT, Turn(7))[1:5] == bytes.fromhex("80000007")


def test_structure(meter: AustrianMeter) -> None:
    """35 items: clock, 11 triplets, serial number; currents have no sign."""
    items = read(meter.plain(SNAPSHOT, COMPLETE)[18:])
    assert len(items) == 35
    assert items[-1] == b"181220000001"
    assert triplets(items) == {
        "1-0:1.8.0": [100129, [0, Unit.WH]],
        "1-0:2.8.0": [200200, [0, Unit.WH]],
        "1-0:1.7.0": [0, [0, Unit.W]],
        "1-0:2.7.0": [250, [0, Unit.W]],
        "1-0:32.7.0": [2315, [-1, Unit.V]],
        "1-0:52.7.0": [2301, [-1, Unit.V]],
        "1-0:72.7.0": [2298, [-1, Unit.V]],
        "1-0:31.7.0": [870, [-2, Unit.A]],
        "1-0:51.7.0": [220, [-2, Unit.A]],
        "1-0:71.7.0": [550, [-2, Unit.A]],
        "1-0:13.7.0": [902, [-3, Unit.NONE]],
    }


def test_structure_is_that_of_a_real_one(
    meter: AustrianMeter, real_telegram: RealTelegram
) -> None:
    """Codes, scalers and units stand as in a real meter's list."""
    digits = real_telegram("at_mbus/evn_cleartext_apdu.hex")
    if digits is None:
        return
    real = bytes.fromhex(digits.decode("ascii"))
    own = meter.plain(SNAPSHOT, COMPLETE)
    assert len(own) == len(real)
    real_units, own_units = (
        [(code, unit) for code, (_, unit) in triplets(read(plain[18:])).items()]
        for plain in (real, own)
    )
    assert own_units == real_units


def test_values(meter: AustrianMeter) -> None:
    """The numbers are in canonical units."""
    values = meter.values(SNAPSHOT)
    assert len(values) == 11
    assert values["1-0:1.8.0"] == Decimal("100.129")
    assert values["1-0:32.7.0"] == Decimal("231.5")
    assert values["1-0:13.7.0"] == Decimal("0.902")


def test_power_factor_without_power(meter: AustrianMeter) -> None:
    """Where nothing flows the factor is 1."""
    idle = SNAPSHOT._replace(phases=3 * (Phase(0, 0, Decimal(230), Decimal(0)),))
    assert meter.values(idle)["1-0:13.7.0"] == 1

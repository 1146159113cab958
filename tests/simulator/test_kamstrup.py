"""Kamstrup's lists have codes and numbers in turn, in frames of HDLC."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from simulator.kamstrup import KamstrupMeter
from simulator.keys import BOTH
from simulator.meter import COMPLETE, Turn
from simulator.meters import METERS, VARIANTS
from tests.simulator.elements import code_of, read
from tests.simulator.known import SNAPSHOT, WINTER, opened, x25

SHORT = Turn(1, hourly=False)
MOMENTARY = {
    "1-1:1.7.0": 0,
    "1-1:2.7.0": 250,
    "1-1:3.7.0": 0,
    "1-1:4.7.0": 120,
    "1-1:31.7.0": 870,
    "1-1:51.7.0": 220,
    "1-1:71.7.0": 550,
    "1-1:32.7.0": 231,
    "1-1:52.7.0": 230,
    "1-1:72.7.0": 229,
}
NAMES = {"1-1:0.0.5": "5706567000000001", "1-1:96.1.1": "684113100000000000"}


def kamstrup(variant: str = "") -> KamstrupMeter:
    """Return one of the meters."""
    profile = "kamstrup_dlms"
    meter = VARIANTS[profile][variant] if variant else METERS[profile]
    assert isinstance(meter, KamstrupMeter)
    return meter


def pairs(meter: KamstrupMeter, turn: Turn) -> dict[str, Any]:
    """Read what stands behind the name of the list."""
    name, *items = read(meter.plain(SNAPSHOT, turn)[18:])
    assert name == "Kamstrup_V0001"
    return {
        code_of(code): value
        for code, value in zip(items[::2], items[1::2], strict=True)
    }


def test_frame() -> None:
    """2B, 21 and 13, both checks, and the APDU between LLC and FCS."""
    telegram = kamstrup().telegram(SNAPSHOT)
    plain = kamstrup().plain(SNAPSHOT, COMPLETE)
    length = len(plain) + 12
    header = (0xA000 | length).to_bytes(2) + b"\x2b\x21\x13"
    covered = header + x25(header) + b"\xe6\xe7\x00" + plain
    assert telegram == b"\x7e" + covered + x25(covered) + b"\x7e"


@pytest.mark.parametrize(("turn", "count"), [(SHORT, 25), (COMPLETE, 35)])
def test_number_of_items(turn: Turn, count: int) -> None:
    """25 items mostly, 35 hourly."""
    assert kamstrup().plain(SNAPSHOT, turn)[18:20] == bytes([0x02, count])


def test_short_list() -> None:
    """Names and what is of the moment; volts are whole ones."""
    assert pairs(kamstrup(), SHORT) == NAMES | MOMENTARY


def test_hourly_list() -> None:
    """The clock and the energies are added."""
    plain = kamstrup().plain(SNAPSHOT, COMPLETE)
    assert pairs(kamstrup(), COMPLETE) == NAMES | MOMENTARY | {
        "0-1:1.0.0": plain[6:18],
        "1-1:1.8.0": 100129,
        "1-1:2.8.0": 200200,
        "1-1:3.8.0": 300300,
        "1-1:4.8.0": 400400,
    }


def test_norway_counts_in_tens() -> None:
    """There a one is 10 Wh, and what is left over is not sent."""
    norway = kamstrup("norway")
    assert pairs(norway, COMPLETE)["1-1:1.8.0"] == 10012
    assert norway.values(SNAPSHOT)["1-1:1.8.0"] == Decimal("100.12")


@pytest.mark.parametrize(
    ("variant", "stamp"),
    [
        ("", "07EA 0701 03 0A1E05 FF 8000 00"),
        ("norway", "07EA 0701 03 0B1E05 FF 8000 80"),
        ("ciphered", "07EA 0701 03 0B1E05 FF 8000 80"),
    ],
)
def test_stamp_in_summer(variant: str, stamp: str) -> None:
    """Sweden keeps normal time; the others tell summer time by the status."""
    plain = kamstrup(variant).plain(SNAPSHOT, COMPLETE)
    assert plain[:6] == bytes.fromhex("0F 00000000 0C")
    assert plain[6:18] == bytes.fromhex(stamp)


def test_stamp_in_winter() -> None:
    """In winter the status is 0 everywhere."""
    plain = kamstrup("norway").plain(WINTER, COMPLETE)
    assert plain[6:18] == bytes.fromhex("07EA 0102 05 001E05 FF 8000 00")


@pytest.mark.parametrize(("turn", "size"), [(COMPLETE, 288), (SHORT, 214)])
def test_ciphered(turn: Turn, size: int) -> None:
    """41 and 03, then DB with a length of two bytes, also below 256."""
    meter = kamstrup("ciphered")
    telegram = meter.telegram(SNAPSHOT, turn)
    title = b"KAM\x00\x00\x00\x00\x01"
    counter = (turn.number + 1).to_bytes(4)
    assert telegram[3:6] == b"\x41\x03\x13"
    header = b"\xdb\x08" + title + b"\x82" + (size + 17).to_bytes(2) + b"\x30" + counter
    assert telegram[11:].startswith(header)
    plain = opened(telegram[11 + 18 : -3], BOTH, title, turn.number + 1)
    assert len(plain) == size
    assert plain == meter.plain(SNAPSHOT, turn)


def test_values_of_the_short_list() -> None:
    """In canonical units; there is no energy."""
    assert kamstrup().values(SNAPSHOT, SHORT) == {
        "1-1:1.7.0": Decimal(0),
        "1-1:2.7.0": Decimal("0.25"),
        "1-1:3.7.0": Decimal(0),
        "1-1:4.7.0": Decimal("0.12"),
        "1-1:31.7.0": Decimal("8.7"),
        "1-1:51.7.0": Decimal("2.2"),
        "1-1:71.7.0": Decimal("5.5"),
        "1-1:32.7.0": Decimal(231),
        "1-1:52.7.0": Decimal(230),
        "1-1:72.7.0": Decimal(229),
    }


def test_other_keys_cipher_otherwise() -> None:
    """The keys of a meter can be exchanged."""
    swapped = BOTH._replace(
        encryption=BOTH.authentication or b"", authentication=BOTH.encryption
    )
    meter = replace(kamstrup("ciphered"), keys=swapped)
    telegram = meter.telegram(SNAPSHOT)
    title = b"KAM\x00\x00\x00\x00\x01"
    assert opened(telegram[29:-3], swapped, title, 1) == meter.plain(SNAPSHOT, COMPLETE)

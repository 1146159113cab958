"""Tests with radio telegrams that nobody of this project composed."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
import json
from typing import Any, Final

import pytest

from custom_components.han_port.decoder import (
    PROFILES,
    Event,
    Integrity,
    Keys,
    RadioDecoder,
    Reason,
    Reception,
    Rejected,
    Telegram,
    read_headers,
)
from custom_components.han_port.decoder.wireless.link_layer import without_crcs
from tests.decoder.real import FOLDER

NAMES: Final = sorted(
    path.stem
    for path in (FOLDER / "wmbus").glob("*.json")
    if not path.stem.startswith("stream_")
)
ELECTRICITY: Final = [name for name in NAMES if name.startswith("syn_el_")]
#: Two telegrams of these are of meters without one.
CIPHERED: Final = [name for name in NAMES if name != "fmtB_with_crc"]

#: Headers as they stand in telegrams -> code, power of ten to kWh, kW, kvar.
CODES: Final = {
    "0E03": ("1-0:1.8.0", -3),
    "0702": ("1-0:1.8.0", -4),
    "0700": ("1-0:1.8.0", -6),
    "8E1003": ("1-0:1.8.1", -3),
    "8E2003": ("1-0:1.8.2", -3),
    "8E3003": ("1-0:1.8.3", -3),
    "8E801003": ("1-0:1.8.4", -3),
    "841004": ("1-0:1.8.1", -2),
    "842004": ("1-0:1.8.2", -2),
    "0E833C": ("1-0:2.8.0", -3),
    "07823C": ("1-0:2.8.0", -4),
    "07803C": ("1-0:2.8.0", -6),
    "8E10833C": ("1-0:2.8.1", -3),
    "8E20833C": ("1-0:2.8.2", -3),
    "8E30833C": ("1-0:2.8.3", -3),
    "8E8010833C": ("1-0:2.8.4", -3),
    "0B2B": ("1-0:1.7.0", -3),
    "0BAB3C": ("1-0:2.7.0", -3),
    "1B2B": ("1-0:1.6.0", -3),
    "0429": ("1-0:16.7.0", -5),
    "0728": ("1-0:16.7.0", -6),
    "04A9FF01": ("1-0:36.7.0", -5),
    "04A9FF02": ("1-0:56.7.0", -5),
    "04A9FF03": ("1-0:76.7.0", -5),
    "0BFB14": ("1-0:3.7.0", -3),
    "0BFB943C": ("1-0:4.7.0", -3),
    "0AFDC9FC01": ("1-0:32.7.0", 0),
    "0AFDC9FC02": ("1-0:52.7.0", 0),
    "0AFDC9FC03": ("1-0:72.7.0", 0),
    "0AFDC8FC01": ("1-0:32.7.0", -1),
    "0AFDC8FC02": ("1-0:52.7.0", -1),
    "0AFDC8FC03": ("1-0:72.7.0", -1),
}
#: Power has these only; of limits and the manufacturer's own there is no register.
NO_REGISTER: Final = ("0BABC8", "8B", "0AABC8", "09FF19", "0420")
TEXTS: Final = ("066D", "0C78")
#: Tariffs in place of a total.
TOTALS: Final = ("1-0:1.8", "1-0:2.8")


@cache
def sample(name: str) -> Mapping[str, Any]:
    """Return what is known of a telegram."""
    found = json.loads((FOLDER / "wmbus" / f"{name}.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def telegram(name: str) -> bytes:
    """Return a telegram without the CRCs of its link layer."""
    data = bytes.fromhex(sample(name)["telegram_hex"])
    return without_crcs(data) or data


def keys_of(name: str) -> Keys | None:
    """Return the key of a telegram, None where it needs none."""
    key = sample(name)["key"]
    return Keys(bytes.fromhex(key)) if key else None


def heard(name: str, keys: Keys | None) -> list[Event]:
    """Return what a telegram comes to with a key."""
    decoder = RadioDecoder(keys=keys, clock=PROFILES["wmbus"].clock)
    return decoder.hear(Reception(telegram(name), integrity=Integrity.RECEIVER))


def decoded(name: str) -> Telegram:
    """Return a telegram, opened with its key."""
    (event,) = heard(name, keys_of(name))
    assert isinstance(event, Telegram)
    return event


def numbers(name: str) -> dict[str, Decimal]:
    """Return what a telegram's records say, by code, by the table above."""
    found: dict[str, Decimal] = {}
    for record in sample(name)["expected"]["records"]:
        header = record.get("header", "")
        if not header or (header.startswith(NO_REGISTER) and header not in CODES):
            continue
        if header in TEXTS or "0BABC8" in header:
            continue
        code, power = CODES[header]
        raw = record["raw"]
        is_bcd = header[0] in "018" and header[1] in "ABCE"
        octets = bytes.fromhex(raw)[::-1]
        number = int(octets.hex()) if is_bcd else int.from_bytes(octets, signed=True)
        found[code] = Decimal(f"{number}e{power}")
    for total in TOTALS:
        if f"{total}.0" in found:
            continue
        tariffs = [
            found[f"{total}.{n}"] for n in range(1, 5) if f"{total}.{n}" in found
        ]
        if tariffs:
            found[f"{total}.0"] = sum(tariffs, Decimal())
    return found


def test_there_are_telegrams() -> None:
    """Without the shared folder nothing here proves anything."""
    assert len(ELECTRICITY) == 21, f"{FOLDER} does not hold the radio telegrams"


@pytest.mark.parametrize("name", NAMES)
def test_addresses(name: str) -> None:
    """Who sent and who measured."""
    expected = sample(name)["expected"]
    headers = read_headers(telegram(name))
    assert headers
    for address, known in (
        (headers.link, expected["link"]),
        (headers.meter, expected["meter"]),
    ):
        assert address.manufacturer == known["mfct"]
        assert address.number == known["id"]
        assert (address.version, address.type) == (known["version"], known["type"])


@pytest.mark.parametrize("name", ELECTRICITY)
def test_registers(name: str) -> None:
    """Every register has the exact number of its record, and there is no other."""
    registers = decoded(name).registers
    shown = {
        code: Decimal(str(reading.value))
        for code, reading in registers.items()
        if not isinstance(reading.value, str)
    }
    assert shown == numbers(name)


@pytest.mark.parametrize("name", ELECTRICITY)
def test_number_and_clock(name: str) -> None:
    """The number is the meter's, and the clock its local time."""
    one = decoded(name)
    records = {
        record.get("header"): record for record in sample(name)["expected"]["records"]
    }
    expected = sample(name)["expected"]["meter"]["id"]
    number = records["0C78"]["value"] if "0C78" in records else expected
    assert one.meter.serial_number == number
    stamp = records["066D"]["value"] if "066D" in records else None
    shown = one.time and one.time.replace(tzinfo=None).isoformat(" ")
    assert shown == stamp


@pytest.mark.parametrize(
    ("name", "code", "value", "unit"),
    [
        ("fmtB_with_crc", "8-0:1.0.0", 876.543, "m³"),
        ("kamstrup_water_ell_ctr", "8-0:1.0.0", 474.24, "m³"),
        ("oms_n_gas_adapter_mode7_crcA", "7-0:3.0.0", 28504.27, "m³"),
        ("oms_n_gas_mode5_crcA", "7-0:3.0.0", 28504.27, "m³"),
        ("oms_n_gas_mode7_nocrc", "7-0:3.0.0", 28504.27, "m³"),
        ("zri_water_long_header_mode5", "8-0:1.0.0", 0.494, "m³"),
    ],
)
def test_other_media(name: str, code: str, value: float, unit: str) -> None:
    """Gas and water meters have totals of their own."""
    reading = decoded(name).registers[code]
    assert (reading.value, reading.unit) == (value, unit)


@pytest.mark.parametrize(
    "name", ["amber_testmodule_mode5", "oms_n_hca_partial_mode5_crcA"]
)
def test_what_has_no_register(name: str) -> None:
    """It is told as it is."""
    one = decoded(name)
    assert "1-0:1.8.0" not in one.registers
    assert one.unread


@pytest.mark.parametrize("name", CIPHERED)
def test_without_a_key(name: str) -> None:
    """What is ciphered says so."""
    (event,) = heard(name, None)
    assert isinstance(event, Rejected)
    assert event.reason is Reason.ENCRYPTED


@pytest.mark.parametrize("name", CIPHERED)
def test_another_key(name: str) -> None:
    """Nothing comes out."""
    (event,) = heard(name, Keys(b"\xa5" * 16))
    assert isinstance(event, Rejected)
    assert event.reason is Reason.KEY


@pytest.mark.parametrize("name", CIPHERED)
def test_reversed_key(name: str) -> None:
    """It is turned round without a word."""
    keys = keys_of(name)
    assert keys
    (event,) = heard(name, Keys(keys.encryption[::-1]))
    assert event == decoded(name)


@pytest.mark.parametrize("name", CIPHERED)
def test_one_flipped_bit_of_the_key(name: str) -> None:
    """Whichever it is, nothing comes out."""
    keys = keys_of(name)
    assert keys
    key = int.from_bytes(keys.encryption)
    for bit in range(128):
        flipped = Keys((key ^ 1 << bit).to_bytes(16))
        (event,) = heard(name, flipped)
        assert isinstance(event, Rejected)
        assert event.reason is Reason.KEY

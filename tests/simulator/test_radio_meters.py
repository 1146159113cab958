"""Radio meters write what real ones write, and say what they have sent."""

from datetime import timedelta
from decimal import Decimal

import pytest

from simulator.meter import Turn
from simulator.meters import METERS, VARIANTS
from simulator.radio_meters import RADIO_METERS, RadioMeter, measured
from tests.simulator.known import SNAPSHOT, WINTER, opened_in_blocks

GAMA = RADIO_METERS["gama"]
HEAD = 15


def plain(meter: RadioMeter, number: int = 0xDD) -> bytes:
    """Open a telegram with a short header of mode 5."""
    telegram = meter.telegram(SNAPSHOT, Turn(number))
    assert telegram[10] == 0x7A
    assert telegram[14] == 5
    assert meter.keys
    vector = telegram[2:10] + 8 * telegram[11:12]
    return opened_in_blocks(telegram[HEAD:], meter.keys.encryption, vector)


def test_head_of_the_gama() -> None:
    """L is BE, ACC the number of the telegram, and eleven blocks are ciphered."""
    telegram = GAMA.telegram(SNAPSHOT, Turn(0xDD))
    assert telegram[:HEAD] == bytes.fromhex("BE44ED1411000014 0102 7A DD 00 B005")
    assert len(telegram) == 0xBE + 1


def test_records_of_the_gama() -> None:
    """They stand in the order of real ones, with twelve fillers at the end."""
    assert (
        plain(GAMA)
        == bytes.fromhex(
            "2F2F 066D451E6B413780 0C7811000014"
            "0E03290110000000 8E1003975007000000 8E2003325002000000"
            "8E3003000000000000 8E801003000000000000"
            "0E833C000220000000 8E10833C500115000000 8E20833C500005000000"
            "8E30833C000000000000 8E8010833C000000000000"
            "0B2B000000 0BAB3C500200 0BFB14000000 0BFB943C200100"
            "0AFDC9FC013102 0AFDC9FC023002 0AFDC9FC032902 0BABC8FC10000007"
        )
        + 12 * b"\x2f"
    )


def test_registers_of_the_gama() -> None:
    """What it has sent are the records' digits, voltages without any place."""
    sent = {code: str(number) for code, number in GAMA.values(SNAPSHOT).items()}
    assert sent == {
        "1-0:1.8.0": "100.129",
        "1-0:1.8.1": "75.097",
        "1-0:1.8.2": "25.032",
        "1-0:1.8.3": "0.000",
        "1-0:1.8.4": "0.000",
        "1-0:2.8.0": "200.200",
        "1-0:2.8.1": "150.150",
        "1-0:2.8.2": "50.050",
        "1-0:2.8.3": "0.000",
        "1-0:2.8.4": "0.000",
        "1-0:1.7.0": "0.000",
        "1-0:2.7.0": "0.250",
        "1-0:3.7.0": "0.000",
        "1-0:4.7.0": "0.120",
        "1-0:32.7.0": "231",
        "1-0:52.7.0": "230",
        "1-0:72.7.0": "229",
    }


def test_second_type_of_the_gama() -> None:
    """Each fifth telegram has 31 bytes, clock and number, and no register."""
    sizes = [len(GAMA.telegram(SNAPSHOT, Turn(number))) for number in range(10)]
    assert sizes == 2 * [191, 191, 191, 191, 31]
    assert plain(GAMA, 4) == bytes.fromhex("2F2F 066D451E6B413780 0C7811000014")
    assert GAMA.values(SNAPSHOT, Turn(4)) == {}


def test_clock_of_the_gama_in_winter() -> None:
    """Half past midnight in Warsaw, and no bit of summer time."""
    telegram = GAMA.telegram(WINTER)
    assert GAMA.keys
    vector = telegram[2:10] + bytes(8)
    records = opened_in_blocks(telegram[HEAD:], GAMA.keys.encryption, vector)
    assert records[2:10] == bytes.fromhex("066D 051EA0423180")


def test_access_number_comes_round() -> None:
    """After 255 comes 0."""
    assert GAMA.telegram(SNAPSHOT, Turn(0x105))[11] == 5


def test_two_gamas_have_two_keys() -> None:
    """The neighbour's meter is of the same kind, with a number and a key of its own."""
    other = RADIO_METERS["gama-2"]
    assert other.name == GAMA.name
    assert other.key_fields != GAMA.key_fields
    assert plain(other)[12:16] == bytes.fromhex("12000014")


def test_otus_sends_tariffs_only() -> None:
    """Their sum is the total that a reader shows."""
    records = plain(RADIO_METERS["otus"])
    assert b"\x0e\x03" not in records
    assert bytes.fromhex("8E1003975007000000 8E2003325002000000") in records
    sent = RADIO_METERS["otus"].values(SNAPSHOT)
    assert sent["1-0:1.8.0"] == Decimal("100.129")
    assert sent["1-0:2.8.0"] == Decimal("200.200")
    assert "1-0:1.8.4" not in sent


def test_easymeter_is_behind_an_adapter() -> None:
    """Mode 7 with a long header; its counter begins at one."""
    meter = RADIO_METERS["easymeter"]
    telegram = meter.telegram(SNAPSHOT)
    assert telegram[2:14] == bytes.fromhex("7916 15000070 30 37 8C 20 00 90")
    assert telegram[18:22] == bytes.fromhex("01000000")
    assert telegram[30:44] == bytes.fromhex("72 14000070 7916 11 02 00 00 5007 10")
    assert meter.address == "ESY-70000014-11-02"


def test_registers_of_the_easymeter() -> None:
    """Power is signed, by phase too."""
    sent = RADIO_METERS["easymeter"].values(SNAPSHOT)
    assert {code: str(number) for code, number in sent.items()} == {
        "1-0:1.8.0": "100.1290",
        "1-0:2.8.0": "200.2000",
        "1-0:1.8.1": "75.09",
        "1-0:1.8.2": "25.03",
        "1-0:16.7.0": "-0.25000",
        "1-0:36.7.0": "-2.00000",
        "1-0:56.7.0": "0.50000",
        "1-0:76.7.0": "1.25000",
    }


@pytest.mark.parametrize(
    ("name", "code", "number", "record"),
    [
        ("water", "8-0:1.0.0", "262.764", "0C13 64272600"),
        ("gas", "7-0:3.0.0", "2846.61", "0C14 61462800"),
    ],
)
def test_other_media(name: str, code: str, number: str, record: str) -> None:
    """Water and gas are counted by the hour, and ciphered too."""
    meter = RADIO_METERS[name]
    assert {key: str(value) for key, value in meter.values(SNAPSHOT).items()} == {
        code: number
    }
    assert bytes.fromhex(record) in plain(meter)


def test_heat_is_in_clear() -> None:
    """The heat meter has no key, and its word is empty."""
    meter = RADIO_METERS["heat"]
    telegram = meter.telegram(SNAPSHOT)
    assert meter.key_fields == {}
    assert telegram[10:15] == bytes.fromhex("7A 00 00 0000")
    assert bytes.fromhex("0C06 94370400") in telegram
    assert meter.values(SNAPSHOT) == {"6-0:1.0.0": Decimal(43794)}


def test_use_rises_by_the_hour() -> None:
    """An hour later there is more of all three."""
    later = SNAPSHOT._replace(time=SNAPSHOT.time + timedelta(hours=1))
    now, then = measured(SNAPSHOT), measured(later)
    rises = {code: str(then[code] - now[code]) for code in now if code[0] in "678"}
    assert rises == {"7-0:3.0.0": "0.13", "8-0:1.0.0": "0.012", "6-0:1.0.0": "2"}


def test_gama_stands_for_the_profile() -> None:
    """The others are its variants."""
    assert METERS["wmbus"] is GAMA
    assert list(VARIANTS["wmbus"]) == [name for name in RADIO_METERS if name != "gama"]


def test_every_meter_has_an_address_and_a_key_of_its_own() -> None:
    """None is taken for another."""
    addresses = {meter.address for meter in RADIO_METERS.values()}
    keys = [meter.keys for meter in RADIO_METERS.values()]
    assert len(addresses) == len(set(keys)) == len(RADIO_METERS)


def test_label_tells_name_and_address() -> None:
    """It is what a list of meters shows."""
    assert GAMA.label == "Elgama GAMA 350 EGM-14000011-01-02"

"""Radio telegrams open with the key, by hand, and are those that were published."""

from collections.abc import Callable
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.cmac import CMAC
import pytest

from simulator.crc16 import crc16_en13757
from simulator.wireless import (
    Address,
    Sender,
    filled,
    in_clear,
    mode_5,
    mode_7,
    with_checksums,
)
from tests.simulator.known import RealTelegram, opened_in_blocks

GAMA = Sender(Address("EGM", "12345678", 0x01, 0x02))
#: An adapter with a meter of another maker behind it.
BEHIND = Sender(
    Address("ESY", "70000015", 0x30, 0x37), Address("APA", "80000014", 0x11, 0x07)
)
KEY = bytes(range(16))
RECORDS = bytes.fromhex("0B2B170900 0BAB3C000000 0AFDC9FC013802")
PLAIN = b"\x2f\x2f" + RECORDS + 12 * b"\x2f"

type Published = Callable[[str], Any]


@pytest.fixture
def published(real_telegram: RealTelegram) -> Published:
    """Read a published telegram, None (and a warning) where there are none."""

    def read(name: str) -> Any:
        content = real_telegram(f"wmbus/{name}.json")
        return content and json.loads(content)

    return read


def mac_of(key: bytes, data: bytes) -> CMAC:
    """Return a code over bytes, to compare or to take."""
    code = CMAC(AES(key))
    code.update(data)
    return code


def test_address_of_the_link_layer() -> None:
    """Three letters of five bits, the number backwards, version, type."""
    assert GAMA.radio.link == bytes.fromhex("ED14 78563412 01 02")


def test_address_of_the_transport_layer() -> None:
    """The number comes before the letters."""
    assert GAMA.radio.transport == bytes.fromhex("78563412 ED14 01 02")


def test_meter_of_a_sender() -> None:
    """The meter behind an adapter is meant, else the sender itself."""
    assert GAMA.meter == GAMA.radio
    assert BEHIND.meter.number == "80000014"


def test_records_fill_blocks() -> None:
    """Two fillers stand before, as many as are missing behind."""
    assert filled(RECORDS) == PLAIN
    assert filled(bytes(14)) == b"\x2f\x2f" + bytes(14)


def test_telegram_in_clear() -> None:
    """L, C, address, short header with an empty word, and the records as they are."""
    head = bytes.fromhex("20 44 ED14 78563412 01 02 7A 09 00 0000")
    assert in_clear(GAMA, RECORDS, 9) == head + RECORDS


def test_mode_5_opens_by_hand() -> None:
    """The word counts the blocks; M, A and eight times ACC make the vector."""
    telegram = mode_5(GAMA, RECORDS, KEY, 0xDD)
    head = bytes.fromhex("2E 44 ED14 78563412 01 02 7A DD 00 2005")
    assert telegram.startswith(head)
    assert len(telegram) == 0x2E + 1
    vector = bytes.fromhex("ED14 78563412 01 02") + 8 * b"\xdd"
    assert opened_in_blocks(telegram[len(head) :], KEY, vector) == PLAIN


def test_mode_5_behind_an_adapter() -> None:
    """The long header names the meter, and the vector is made of its address."""
    telegram = mode_5(BEHIND, RECORDS, KEY, 1)
    head = bytes.fromhex("44 7916 15000070 30 37 72 14000080 0106 11 07 01 00 2005")
    assert telegram[1:].startswith(head)
    vector = bytes.fromhex("0106 14000080 11 07") + 8 * b"\x01"
    assert opened_in_blocks(telegram[1 + len(head) :], KEY, vector) == PLAIN


def test_mode_7_opens_by_hand() -> None:
    """Two keys come of the counter: one ciphers, one vouches for all behind it."""
    telegram = mode_7(GAMA, RECORDS, KEY, 5, 0x01020304)
    count = bytes.fromhex("04030201")
    layers = telegram[10:].partition(bytes.fromhex("7A 05 00 2007 10"))
    assert layers[0][:-8] == bytes.fromhex("8C 20 05 90 0F 00 2C 25") + count
    number = count + bytes.fromhex("78563412") + 7 * b"\x07"
    cipher_key = mac_of(KEY, b"\x00" + number).finalize()
    assert opened_in_blocks(layers[2], cipher_key, bytes(16)) == PLAIN
    mac_key = mac_of(KEY, b"\x01" + number).finalize()
    covered = b"\x25" + count + layers[1] + layers[2]
    assert mac_of(mac_key, covered).finalize()[:8] == layers[0][-8:]
    with pytest.raises(InvalidSignature):
        mac_of(cipher_key, covered).verify(layers[0][-8:] + bytes(8))


def test_checksums_stand_behind_ten_bytes_and_every_sixteen() -> None:
    """The last block may be shorter, and a telegram may end with a block."""
    telegram = in_clear(GAMA, RECORDS, 9)
    written = with_checksums(telegram)
    assert written[:10] + written[12:28] + written[30:37] == telegram
    assert len(written) == len(telegram) + 2 * 3
    assert written[-2:] == crc16_en13757(telegram[26:]).to_bytes(2)
    assert len(with_checksums(telegram[:26])) == 26 + 2 * 2


@pytest.mark.parametrize(
    ("name", "sender"),
    [
        ("syn_el_gama350_2026_rekeyed", GAMA),
        ("syn_el_gama350_1542_rekeyed", GAMA),
        ("oms_n_gas_mode7_nocrc", Sender(Address("ELS", "12345678", 0x33, 0x03))),
        (
            "syn_el_easymeter_esyswm_mode7_rekeyed",
            Sender(
                Address("ESY", "77997799", 0x30, 0x37),
                Address("ESY", "77997799", 0x11, 0x02),
            ),
        ),
    ],
)
def test_published_telegram_comes_out_identical(
    name: str, sender: Sender, published: Published
) -> None:
    """The records of a published telegram give it again, byte for byte."""
    if (found := published(name)) is None:
        return
    expected = found["expected"]
    records = bytes.fromhex(expected["payload_hex"])[2:]
    key, access = bytes.fromhex(found["key"]), expected["acc"]
    if expected["afl"]:
        telegram = mode_7(sender, records, key, access, expected["afl"]["mcr"])
    else:
        telegram = mode_5(sender, records, key, access)
    assert telegram == bytes.fromhex(found["telegram_hex"])


def test_published_checksums_come_out_identical(published: Published) -> None:
    """Format A of a published telegram is the same with the checksums put in."""
    bare = published("syn_el_gama350_2026_rekeyed")
    framed = published("syn_el_gama350_2026_rekeyed_crcA")
    if bare and framed:
        written = with_checksums(bytes.fromhex(bare["telegram_hex"]))
        assert written == bytes.fromhex(framed["telegram_hex"])

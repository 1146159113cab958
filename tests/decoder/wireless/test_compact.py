"""Tests of compact frames."""

import pytest

from custom_components.han_port.decoder import (
    Address,
    Event,
    Integrity,
    RadioDecoder,
    Reading,
    Reason,
    Reception,
    Rejected,
    Telegram,
)
from custom_components.han_port.decoder.wireless.compact import Forms
from custom_components.han_port.decoder.wireless.link_layer import crc
from custom_components.han_port.decoder.wireless.records import read_records
from tests.decoder.wireless.seal import KEYS, METER, RECORDS, link, session

OMNIPOWER = Address("KAM", "31000005", 0x30, 2)
#: 123.45 kWh, 6.7 kWh, 890 W and nothing.
FULL = bytes.fromhex("0404 39300000 04843c 9e020000 042b 7a030000 04ab3c 00000000")
DATA = bytes.fromhex("39300000 9e020000 7a030000 00000000")
TOTALS = {
    "1-0:1.8.0": Reading(123.45, "kWh", 2),
    "1-0:2.8.0": Reading(6.7, "kWh", 2),
    "1-0:1.7.0": Reading(0.89, "kW", 3),
    "1-0:2.7.0": Reading(0.0, "kW", 3),
}


def compact(full: bytes, data: bytes) -> bytes:
    """Return a transport layer that leaves the headers of `full` out."""
    headers = b"".join(one.meaning.header for one in read_records(full).records)
    checks = (crc(headers).to_bytes(2, "little"), crc(full).to_bytes(2, "little"))
    return b"\x79" + b"".join(checks) + data


def hear(decoder: RadioDecoder, telegram: bytes) -> Event:
    """Return the one event that a telegram comes to."""
    (event,) = decoder.hear(Reception(telegram, integrity=Integrity.RECEIVER))
    return event


@pytest.mark.parametrize(
    ("headers", "told"),
    [("040404843c042b04ab3c", "138c"), ("02ff2004134413615b6167", "eda8")],
)
def test_checksums_of_headers(headers: str, told: str) -> None:
    """Those of OMNIPOWER and Multical 21 are published, low byte first."""
    assert crc(bytes.fromhex(headers)).to_bytes(2, "little").hex() == told


def test_checksum_of_records() -> None:
    """A published telegram of a Multical 21 vouches for its records so."""
    data = bytes.fromhex("eda86ab6 7100 08190000 08190000 7f 13")
    whole = Forms().expand(data)
    assert whole == bytes.fromhex("02ff207100 041308190000 441308190000 615b7f 616713")


@pytest.mark.parametrize("seal", [link, session])
def test_known_headers(seal: type) -> None:
    """An OMNIPOWER is read from its first telegram on."""
    telegram = seal(compact(FULL, DATA), address=OMNIPOWER)
    event = hear(RadioDecoder(keys=KEYS), telegram)
    assert isinstance(event, Telegram)
    assert event.registers == TOTALS
    assert Integrity.PAYLOAD_CRC in event.integrity


def test_headers_are_learned() -> None:
    """Once a meter has sent its records whole, it may leave the headers out."""
    decoder = RadioDecoder(keys=KEYS)
    data = b"".join(one.data for one in read_records(RECORDS).records)
    short = session(compact(RECORDS, data))
    first = hear(decoder, short)
    assert isinstance(first, Rejected)
    assert (first.reason, first.sender) == (Reason.UNKNOWN_LIST, str(METER))
    whole = hear(decoder, session(b"\x78" + RECORDS))
    again = hear(decoder, session(compact(RECORDS, data), number=b"\x02\x02\x03\x20"))
    assert isinstance(whole, Telegram)
    assert isinstance(again, Telegram)
    assert again.registers == whole.registers


@pytest.mark.parametrize("data", [DATA[:-1], DATA + b"\x00", b"\x38" + DATA[1:], b""])
def test_data_that_the_checksum_does_not_fit(data: bytes) -> None:
    """Whatever is wrong with them, nothing is read."""
    event = hear(RadioDecoder(), link(compact(FULL, data), OMNIPOWER))
    assert isinstance(event, Rejected)
    assert event.reason is Reason.CHECKSUM


def test_forms_are_bounded() -> None:
    """Of too many the oldest are forgotten."""
    forms = Forms()
    for storage in range(100):
        header = bytes([0x84, 0x80 | storage & 0x0F, storage >> 4, 0x13])
        forms.learn(read_records(header + bytes(4)).records)
    assert forms.expand(compact(FULL, DATA)[1:]) is Reason.UNKNOWN_LIST

"""Tests that masked radio telegrams are read like those that the meters have sent."""

from datetime import UTC, datetime

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
from custom_components.han_port.decoder.masking import CAPTURE_KEYS, mask
from custom_components.han_port.decoder.wireless.link_layer import crc
from simulator.household import Household
from simulator.radio_meters import RADIO_METERS
from tests.decoder.masked import check_same, masked_again, numbers, traces
from tests.decoder.wireless.seal import (
    KEYS,
    METER,
    MODULE,
    OTHER_KEY,
    RECORDS,
    header,
    link,
    mode5,
    mode7,
    padded,
    plain,
    session,
)
from tests.decoder.wireless.test_real_radio import CIPHERED, NAMES, keys_of, telegram

NOON = datetime(2026, 1, 17, 12, tzinfo=UTC)
#: The meter's number, and a text that holds it.
NUMBER = bytes.fromhex("0c7801000031")
TEXT = b"\x0d\xfd\x11\x0a" + b"10000013-B"
#: Records without header data: 1234567 Wh and 917 W of Kamstrup's kind, compact.
WHOLE = bytes.fromhex("040487d61200 04843c00000000 042b95030000 04ab3c00000000")
COMPACT = bytes.fromhex("87d61200 00000000 95030000 00000000")
FORM = bytes.fromhex("0404 04843c 042b 04ab3c")
COMPACT_FRAME = (
    b"\x79" + crc(FORM).to_bytes(2, "little") + crc(WHOLE).to_bytes(2, "little")
) + COMPACT

TELEGRAMS = {
    "plain": plain(NUMBER + RECORDS),
    "mode 5": mode5(NUMBER + RECORDS),
    "mode 5 of a module": mode5(NUMBER + RECORDS, address=MODULE, meter=METER),
    "mode 5 and more": mode5(RECORDS, behind=NUMBER),
    "mode 5 and stray bytes": mode5(NUMBER + RECORDS) + b"\x5a",
    "mode 7": mode7(NUMBER + RECORDS),
    "mode 7 of a module": mode7(NUMBER + RECORDS, address=MODULE, meter=METER),
    "mode 7 and more": mode7(RECORDS, behind=NUMBER),
    "mode 7 without blocks": mode7(is_ciphered=False, behind=NUMBER + RECORDS),
    "session": session(b"\x78" + NUMBER + RECORDS),
    "session with long header": session(header(meter=METER) + RECORDS, address=MODULE),
    "session of compact frames": session(COMPACT_FRAME),
    "open session": session(b"\x78" + NUMBER + RECORDS, number=bytes(4)),
    "with an address": link(
        bytes.fromhex("8e2007") + bytes.fromhex("ed14010000310102") + header() + RECORDS
    ),
}


def heard(data: bytes, keys: Keys | None = KEYS) -> list[Event]:
    """Return what a telegram comes to; a receiver vouches for it."""
    decoder = RadioDecoder(keys=keys, clock=PROFILES["wmbus"].clock)
    return decoder.hear(Reception(data, integrity=Integrity.RECEIVER))


def numbers_of(event: Telegram) -> set[str]:
    """Return the numbers that identify, those of the headers too."""
    headers = read_headers(event.raw)
    assert headers
    return numbers(event) | {headers.link.number, headers.meter.number}


def check(data: bytes, keys: Keys | None) -> None:
    """Check that a masked telegram tells the same, and nothing of the meter."""
    event, *_ = heard(data, keys)
    assert isinstance(event, Telegram)
    again = masked_again(event, keys, heard)
    check_same(event, again)
    assert isinstance(again, Telegram)
    told = (mask(event, keys) + repr((again.registers, again.unread)).encode()).lower()
    for trace in traces(numbers_of(event)):
        assert trace.lower() not in told


@pytest.mark.parametrize("name", NAMES)
def test_real_telegrams(name: str) -> None:
    """Registers, time and integrity of every real telegram stay."""
    check(telegram(name), keys_of(name))


@pytest.mark.parametrize("name", CIPHERED)
def test_real_telegrams_without_a_key(name: str) -> None:
    """What no key opens is refused for that again, with other addresses."""
    (event,) = heard(telegram(name), None)
    (opened,) = heard(telegram(name), keys_of(name))
    assert isinstance(opened, Telegram)
    check_same(event, masked_again(event, None, heard))
    data = mask(event, None)
    assert all(trace not in data for trace in traces(numbers_of(opened)))


@pytest.mark.parametrize("meter", RADIO_METERS)
def test_simulated_meters(meter: str) -> None:
    """So it is with the meters of the simulator."""
    one = RADIO_METERS[meter]
    keys = Keys(one.keys.encryption) if one.keys else None
    check(one.telegram(Household().at(NOON)), keys)


@pytest.mark.parametrize("name", TELEGRAMS)
def test_layers(name: str) -> None:
    """Whatever layers a telegram has, they hold the same."""
    check(TELEGRAMS[name], KEYS)


def test_reversed_key() -> None:
    """A key that was handed out byte-reversed opens as well."""
    check(mode5(NUMBER + RECORDS), Keys(KEYS.encryption[::-1]))


def test_maker_version_and_type_stay() -> None:
    """Of an address only the number is masked."""
    (event,) = heard(mode5(address=MODULE, meter=METER))
    headers = read_headers(mask(event, KEYS))
    assert headers
    assert headers.link._replace(number="") == MODULE._replace(number="")
    assert headers.meter._replace(number="") == METER._replace(number="")
    assert headers.link.number.isdecimal()
    assert len({headers.link.number, headers.meter.number, METER.number}) == 3


def test_same_number_everywhere() -> None:
    """The number of the header is masked like that of a record."""
    (event,) = heard(mode5(NUMBER + RECORDS))
    (again,) = heard(mask(event, KEYS), CAPTURE_KEYS)
    headers = read_headers(again.raw)
    assert headers
    assert isinstance(again, Telegram)
    assert again.registers["0-0:96.1.0"].value == headers.link.number


@pytest.mark.parametrize(
    "records",
    [
        "0d780a31303030303031332d42",  # text
        "0d78c401000031",  # BCD whose length stands before it
        "047841b8d901",  # binary
        "0d13083130303030303133",  # a text that names no meter, but holds a number
        "0f01000031",  # the manufacturer's own
        "0f3331303030303031",  # the same as text
    ],
)
def test_records(records: str) -> None:
    """Numbers of a meter are masked in whatever form, and nothing else is."""
    hidden = bytes.fromhex(records)
    (event,) = heard(plain(RECORDS + hidden))
    data = mask(event, None)
    assert len(data) == len(event.raw)
    assert RECORDS in data
    assert hidden not in data
    before = event.raw.index(hidden)
    assert data[before : before + 2] == hidden[:2] or hidden[0] == 0x0F


def test_other_records_stay() -> None:
    """A text without a number is none of a household."""
    event, *_ = heard(plain(b"\x0d\x13\x034VD" + b"\x2f" + RECORDS))
    assert mask(event, None)[15:] == event.raw[15:]


def test_deciphered_before() -> None:
    """What somebody has deciphered on its way is masked as it is."""
    text = padded(NUMBER + RECORDS)
    data = link(header(5, len(text) // 16) + text)
    (event,) = heard(data, None)
    assert isinstance(event, Telegram)
    again = masked_again(event, None, heard)
    check_same(event, again)
    assert NUMBER not in again.raw


def test_unknown_compact_frame() -> None:
    """A compact frame whose headers nobody has sent is refused again."""
    frame = b"\x79\x01\x02" + COMPACT_FRAME[3:]
    (event,) = heard(session(frame))
    assert isinstance(event, Rejected)
    assert event.reason is Reason.UNKNOWN_LIST
    check_same(event, masked_again(event, KEYS, heard))


@pytest.mark.parametrize(
    "payload",
    [b"\x72\x01", mode5()[10:], b"\xa7\x01\x02"],
    ids=["cut", "mode 5", "own"],
)
def test_session_of_something_else(payload: bytes) -> None:
    """What is refused within a session is refused for the same."""
    (event,) = heard(session(payload))
    assert isinstance(event, Rejected)
    check_same(event, masked_again(event, KEYS, heard))


@pytest.mark.parametrize("name", ["mode 5", "mode 7", "session"])
def test_other_key(name: str) -> None:
    """Of what the key does not open the ciphertext stays, and the refusal."""
    wrong = Keys(OTHER_KEY)
    (event,) = heard(TELEGRAMS[name], wrong)
    assert isinstance(event, Rejected)
    assert event.reason is Reason.KEY
    check_same(event, masked_again(event, wrong, heard))
    assert mask(event, wrong)[-16:] == event.raw[-16:]

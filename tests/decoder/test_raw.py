"""Tests of the bytes that telegrams and refusals are handed out with."""

import pytest

from custom_components.han_port.decoder import (
    Integrity,
    Keys,
    RadioDecoder,
    Reason,
    Reception,
    Rejected,
    Telegram,
)
from custom_components.han_port.decoder.frame import MAX_SIZE
from tests.decoder.binary import (
    LLC,
    block,
    flipped,
    hdlc_frame,
    hdlc_segments,
    mbus_frame,
    mbus_segments,
    sharing_flags,
)
from tests.decoder.compose import ENERGY, LINES, telegram
from tests.decoder.envelopes import KEYS, glo_ciphering, hdlc, mbus
from tests.decoder.feeding import decode
from tests.decoder.samples import APDU, CARRIERS, Sample
from tests.decoder.wireless.seal import KEYS as RADIO_KEYS, RECORDS, mode5, plain

TEXT = telegram(lines=[ENERGY])


@pytest.mark.parametrize("sample", CARRIERS, ids=str)
def test_carriers(sample: Sample) -> None:
    """A telegram has the bytes of its frame, with a key or without."""
    for keys in (sample.keys, None):
        (event,) = decode(sample.data, country="NO", keys=keys)
        assert event.raw == sample.data


@pytest.mark.parametrize("count", [2, 5])
def test_spread(count: int) -> None:
    """Those of all segments and blocks belong to it."""
    half = len(APDU) // 2
    blocks = [LLC + block(1, APDU[:half]), block(2, APDU[half:], is_last=True)]
    for frames in (
        hdlc_segments(APDU, count),
        mbus_segments(APDU, len(APDU) // count),
        [hdlc_frame(one) for one in blocks],
    ):
        data = b"".join(frames)
        for event in decode(data * 2, country="NO"):
            assert isinstance(event, Telegram)
            assert event.raw == data


def test_shared_flags() -> None:
    """A flag that two frames share is there for each."""
    frames = hdlc_segments(APDU, 3)
    (event,) = decode(sharing_flags(frames), country="NO")
    assert event.raw == b"".join(frames)


def test_alone() -> None:
    """An APDU alone has its LLC."""
    (event,) = decode(LLC + APDU, country="NO")
    assert event.raw == LLC + APDU


def test_bytes_between() -> None:
    """What stands between telegrams is none of theirs."""
    noise, one, two = decode(b"abc\xfe" + TEXT + b"\r\n" + TEXT)
    assert noise.raw == b"abc\xfe"
    assert one.raw == two.raw == TEXT


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (telegram(lines=[ENERGY], checksum="0000"), Reason.CHECKSUM),
        (telegram(lines=[ENERGY], checksum="EHEX"), Reason.CHECKSUM),
        (TEXT[:-20], Reason.TRUNCATED),
        (TEXT[:-5] + b"\xff", Reason.CHECKSUM),
        (flipped(hdlc(APDU), -3)[:-1], Reason.CHECKSUM),
        (hdlc(APDU)[:-9], Reason.TRUNCATED),
        (flipped(mbus(APDU), -2), Reason.TRUNCATED),
        (mbus_frame(APDU, 3), Reason.TRUNCATED),
        (glo_ciphering(APDU)[:-1], Reason.TRUNCATED),
        (hdlc(b"\xdb\x08"), Reason.MALFORMED),
        (hdlc(b"\x0f" * 40), Reason.MALFORMED),
        (hdlc(APDU[:5] + b"\x00\x02\x01\x11\x01"), Reason.UNKNOWN_LIST),
        (hdlc_frame(LLC + b"\xe0\xc1\x00\x01"), Reason.MALFORMED),
        (glo_ciphering(telegram(lines=[ENERGY])[:-20]), Reason.TRUNCATED),
    ],
)
def test_refusals(data: bytes, reason: Reason) -> None:
    """What is refused has its bytes as well."""
    event = decode(data, keys=KEYS)[0]
    assert isinstance(event, Rejected)
    assert event.reason is reason
    assert event.raw == data


def test_wrong_keys() -> None:
    """So has what a key does not open."""
    data = glo_ciphering(APDU)
    for keys in (Keys(bytes(16)), Keys(KEYS.encryption, bytes(16))):
        (event,) = decode(data, keys=keys)
        assert event.raw == data


@pytest.mark.parametrize("checksum", ["", "{:04X}"])
def test_profile(checksum: str) -> None:
    """So has a telegram of another profile."""
    data = telegram("XYZ5", [ENERGY], checksum=checksum)
    (event,) = decode(data, "kamstrup_se")
    assert isinstance(event, Rejected)
    assert event.raw == data


def test_missing_segment() -> None:
    """Of segments that nothing follows on all frames are refused."""
    *begun, _ = hdlc_segments(APDU, 3)
    event, _ = decode(b"".join(begun) + hdlc(APDU), country="NO")
    assert event.raw == b"".join(begun)


def test_one_line() -> None:
    """A line that is refused alone has none: its telegram stands."""
    data = telegram(lines=[*LINES[:3], "1-0:1.7.0(x*kW)"])
    stands, line = decode(data)
    assert stands.raw == data
    assert isinstance(line, Rejected)
    assert (line.reason, line.raw) == (Reason.VALUE, b"")


@pytest.mark.parametrize(
    "data",
    [
        hdlc_frame(LLC + bytes(990), is_segmented=True)
        + hdlc_frame(bytes(900), is_segmented=True) * 10,
        b"".join(mbus_frame(bytes(240), n % 16, is_last=False) for n in range(40)),
        b"/KAM5\r\n" + b"x" * 3 * MAX_SIZE,
        b"\xfe" * 3 * MAX_SIZE,
    ],
)
def test_bounded(data: bytes) -> None:
    """Of too many bytes the beginning is kept."""
    events = decode(data)
    assert max(len(event.raw) for event in events) <= MAX_SIZE
    assert all(data.find(event.raw) >= 0 for event in events)
    assert events[0].raw


def test_radio() -> None:
    """A radio telegram begins with its L-field, without its receiver's framing."""
    decoder = RadioDecoder(keys=RADIO_KEYS)
    for data in (plain(), mode5()):
        (event,) = decoder.hear(Reception(data, integrity=Integrity.RECEIVER))
        assert isinstance(event, Telegram)
        assert event.raw == data


def test_radio_refusals() -> None:
    """So does one that is refused; a lost record has none."""
    decoder = RadioDecoder()
    cut, ciphered = plain()[:-1], mode5()
    for data in (cut, ciphered):
        (event,) = decoder.hear(Reception(data))
        assert event.raw == data
    stands, lost = decoder.hear(Reception(plain(RECORDS + b"\x0c\x13\x01")))
    assert stands.raw
    assert isinstance(lost, Rejected)
    assert (lost.reason, lost.raw) == (Reason.VALUE, b"")

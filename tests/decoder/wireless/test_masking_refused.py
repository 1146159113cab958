"""Tests of masking radio telegrams that were refused, and what receivers refuse."""

import pytest

from custom_components.han_port.decoder import (
    Event,
    RadioDecoder,
    Reason,
    Rejected,
)
from custom_components.han_port.decoder.masking import mask
from custom_components.han_port.decoder.wireless.link_layer import (
    has_sound_start,
    without_crcs,
)
from simulator.wireless import with_checksums
from tests.decoder.binary import flipped
from tests.decoder.masked import refused
from tests.decoder.wireless.seal import METER, MODULE, header, link, mode5, plain
from tests.decoder.wireless.test_receiver_streams import STREAMS, stream

NUMBER = bytes.fromhex("01000031")
OTHER = bytes.fromhex("03000031")
FRAME = with_checksums(mode5(address=MODULE, meter=METER))
STREAM_NUMBERS = (bytes.fromhex("78563412"), b"12345678")


def events(data: bytes) -> list[Event]:
    """Return what a receiver's bytes come to."""
    decoder = RadioDecoder()
    return decoder.feed(data) + decoder.end()


@pytest.mark.parametrize("name", STREAMS)
def test_streams(name: str) -> None:
    """Of no receiver's stream the meter's number is left, sound or not."""
    for event in events(stream(name)):
        data = mask(event, None)
        assert len(data) == len(event.raw)
        assert not any(number in data for number in STREAM_NUMBERS)


def test_frame_with_crcs() -> None:
    """A frame keeps its CRCs: those that fit fit, a wrong one is wrong."""
    damaged = flipped(FRAME, 40)
    (event,) = events(b"b" + damaged.hex().encode() + b"\r\n")
    assert isinstance(event, Rejected)
    assert event.raw == damaged
    data = mask(event, None)
    assert has_sound_start(data)
    assert without_crcs(data) is None
    assert without_crcs(flipped(data, 40)) is not None
    assert NUMBER not in data
    assert OTHER not in data


@pytest.mark.parametrize("cut", range(1, 30))
def test_cut_frame(cut: int) -> None:
    """A frame that a receiver has cut is masked as far as it goes."""
    frame = FRAME[:-cut]
    data = mask(refused(frame, Reason.TRUNCATED, str(MODULE)), None)
    assert len(data) == len(frame)
    assert has_sound_start(data)
    assert NUMBER not in data
    assert OTHER not in data


@pytest.mark.parametrize("size", range(30))
def test_beginning(size: int) -> None:
    """However little there is of a telegram, its number is masked."""
    data = mask(refused(plain()[:size], Reason.MALFORMED), None)
    assert len(data) == size
    assert NUMBER not in data


@pytest.mark.parametrize(
    "frame", [FRAME, plain(), b"\xc0\x09\x20" + bytes(8) + mode5()], ids=str
)
def test_telegram_within_noise(frame: bytes) -> None:
    """A telegram's number is found within what nobody understands."""
    data = mask(refused(b"\xff\xff" + frame + b"\xff"), None)
    assert NUMBER not in data
    assert OTHER not in data
    assert data[:2] + data[-1:] == b"\xff\xff\xff"


def test_text_in_noise_that_looks_like_a_telegram() -> None:
    """A number stays masked where a telegram seems to begin."""
    data = link(header() + b"735999289094")
    again = mask(refused(b"\xff" + data), None)
    assert b"735999289094" not in again


def test_not_supported() -> None:
    """Of what nobody can open the headers are masked."""
    data = link(header(13, 0, meter=METER) + bytes(16), MODULE)
    (event,) = events(data.hex().encode() + b"\r\n")
    assert isinstance(event, Rejected)
    assert event.reason is Reason.UNSUPPORTED
    again = mask(event, None)
    assert NUMBER not in again
    assert OTHER not in again
    assert again[-16:] == data[-16:]


def test_blocks_that_are_missing() -> None:
    """A telegram whose blocks are not all there keeps what there is of them."""
    data = link(header(5, 3) + bytes(range(16)))
    (event,) = events(data.hex().encode() + b"\r\n")
    assert isinstance(event, Rejected)
    assert event.reason is Reason.TRUNCATED
    assert mask(event, None)[-16:] == bytes(range(16))

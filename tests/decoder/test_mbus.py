"""Tests of wired M-Bus frames, of what they are joined to, and of their damages."""

import pytest

from custom_components.han_port.decoder import Carrier, Integrity, Reason, Rejected
from custom_components.han_port.decoder.frame import MAX_SIZE, Frame
from custom_components.han_port.decoder.framing import Framer
from custom_components.han_port.decoder.mbus import MbusDoor
from tests.decoder.binary import APDU, flipped, mbus_frame, mbus_segments
from tests.decoder.compose import ciphered
from tests.decoder.feeding import fed, one_by_one

#: Long enough for two segments.
LONG = APDU * 6
SEGMENTS = mbus_segments(LONG, 245)
TELEGRAM = b"".join(SEGMENTS)
#: What L counts beside the data.
COUNTED = 5


def parts(data: bytes) -> list[Frame | Rejected]:
    """Return what a stream comes to, the same byte by byte."""
    found = fed(Framer(), [data])
    assert fed(Framer(), one_by_one(data)) == found
    return found


def bodies(data: bytes) -> list[bytes]:
    """Return the APDUs of a stream."""
    return [part.body for part in parts(data) if isinstance(part, Frame)]


def reasons(data: bytes) -> list[Reason]:
    """Return why bytes of a stream were refused."""
    return [part.reason for part in parts(data) if isinstance(part, Rejected)]


def test_frame() -> None:
    """One segment holds what lies between DTSAP and checksum."""
    data = mbus_frame(APDU)
    assert data[:9].hex() == f"68{len(APDU) + 5:02x}{len(APDU) + 5:02x}6853ff100167"
    assert parts(data) == [Frame(Carrier.MBUS, "", APDU, data, Integrity.MBUS_CHECKSUM)]


def test_frame_comes_with_its_stop_byte() -> None:
    """A frame is handed out as soon as its 16 is there."""
    framer, data = Framer(), mbus_frame(APDU)
    assert framer.feed(data[:-1]) == []
    assert len(framer.feed(data[-1:])) == 1
    assert framer.end() == []


@pytest.mark.parametrize("control", [0x53, 0x73])
def test_control(control: int) -> None:
    """C is 53, or 73 with its toggle bit."""
    assert bodies(mbus_frame(APDU, control=control)) == [APDU]


@pytest.mark.parametrize("size", [1, 14, 72, 100, 245, 252])
def test_segments_are_joined(size: int) -> None:
    """Segments, numbered by CI, come to one APDU; numbers count modulo 16."""
    data = b"".join(mbus_segments(LONG, size))
    assert parts(data) == [Frame(Carrier.MBUS, "", LONG, data, Integrity.MBUS_CHECKSUM)]


def test_numbers_of_segments() -> None:
    """CI is 00 for the first of two and 11 for the second."""
    first, second = SEGMENTS
    assert (first[1], first[6], second[6]) == (0xFA, 0x00, 0x11)


def test_telegrams_behind_each_other() -> None:
    """The next telegram begins at segment 0."""
    assert bodies(TELEGRAM * 3) == [LONG] * 3


@pytest.mark.parametrize("size", [256, 257, 258, 300, 400, 506])
def test_length_modulo_256(size: int) -> None:
    """Old Sagemcom meters send frames longer than L can say: 01 is 257."""
    apdu = LONG * 2
    first = mbus_frame(apdu[: size - COUNTED], is_last=False)
    second = mbus_frame(apdu[size - COUNTED :][:13], 1)
    assert first[1:3] == bytes([size % 256]) * 2
    data = first + second
    assert bodies(data * 2) == [apdu[: size - COUNTED + 13]] * 2
    assert reasons(data * 2) == []


def test_segment_missing() -> None:
    """A missing segment is said to be, and costs its own telegram only."""
    first, second, third = mbus_segments(LONG, 100)
    data = first + third + TELEGRAM
    assert parts(data) == [
        Rejected(
            Reason.TRUNCATED, len(third), third[:16].hex(), "a segment is missing"
        ),
        *parts(TELEGRAM),
    ]
    assert bodies(second + third + TELEGRAM) == [LONG]


def test_last_segment_missing() -> None:
    """A first segment begins anew, and tells that one is missing."""
    data = SEGMENTS[0] + TELEGRAM
    assert bodies(data) == [LONG]
    assert reasons(data) == [Reason.TRUNCATED]


def test_last_segment_twice() -> None:
    """A last segment that comes twice belongs to nothing."""
    data = TELEGRAM + SEGMENTS[1] + TELEGRAM
    assert bodies(data) == [LONG, LONG]
    assert reasons(data) == [Reason.TRUNCATED]


@pytest.mark.parametrize("at", [0, 1, 4, 6, 20, -2, -1])
def test_segment_in_the_middle_damaged(at: int) -> None:
    """Nothing is joined across a damaged segment."""
    first, second, third = mbus_segments(LONG, 100)
    assert bodies(first + flipped(second, at, 0x20) + third + TELEGRAM) == [LONG]


def test_not_joined_across_lost_segments() -> None:
    """Halves of two telegrams with noise between are not one."""
    first, second = SEGMENTS
    assert bodies(first + b"\xa5\x5a" + second) == []


def test_endless_segments() -> None:
    """Segments without a last one are refused before they fill the memory."""
    door = MbusDoor()
    frames = (
        mbus_frame(bytes(240), number % 16, is_last=False) for number in range(99)
    )
    found = next(filter(None, map(door.take, frames)))
    (refusal,) = found
    assert isinstance(refusal, Rejected)
    assert (refusal.reason, refusal.detail) == (Reason.OVERSIZE, "no last segment")
    assert MAX_SIZE < refusal.size <= MAX_SIZE + 240
    assert door._begun == b""


@pytest.mark.parametrize("at", range(len(mbus_frame(APDU))))
def test_every_byte_counts(at: int) -> None:
    """A wrong byte costs its frame, and only that."""
    data = mbus_frame(APDU)
    damaged = flipped(data, at, 0x08)
    assert bodies(damaged + data * 2)[-2:] == [APDU, APDU]
    assert reasons(damaged + data * 2)


def test_words_of_a_wrong_checksum() -> None:
    """The refusal has the bytes of the frame, and not those of the next."""
    data = mbus_frame(b"\x0f" * 60)
    refusal, *rest = parts(flipped(data, 20) + data + TELEGRAM)
    assert refusal == Rejected(
        Reason.CHECKSUM,
        len(data),
        data[:16].hex(),
        "the bytes do not fit their checksum",
    )
    assert rest == parts(data + TELEGRAM)


@pytest.mark.parametrize("stop", [0x00, 0x17, 0xE5])
def test_wrong_stop_byte(stop: int) -> None:
    """A frame ends with 16."""
    assert bodies(TELEGRAM[:-1] + bytes([stop])) == []
    assert bodies(TELEGRAM[:-1] + bytes([stop]) + TELEGRAM) == [LONG]


def test_wrong_length_twice() -> None:
    """Both L may be wrong: checksum and stop byte tell, at the end of bytes too."""
    data = mbus_frame(APDU)
    lying = b"\x68\x40\x40" + data[3:]
    assert bodies(lying) == []
    assert bodies(lying + TELEGRAM) == [LONG]


@pytest.mark.parametrize("length", [0, 1, 4])
def test_length_too_short(length: int) -> None:
    """L counts C, A, CI, STSAP and DTSAP at the least."""
    counted = b"\x53\xff\x10\x01"[:length]
    short = bytes([0x68, length, length, 0x68]) + counted
    data = short + bytes([sum(counted) % 256, 0x16]) + b"\x53\xff"
    assert bodies(data) == []
    assert bodies(data + TELEGRAM * 2)[-1:] == [LONG]


@pytest.mark.parametrize("at", [1, 3, 4, 5, 12, 60, -2, -1])
def test_ciphering_within_a_damaged_frame(at: int) -> None:
    """What a damaged frame carried is no telegram of its own."""
    data = mbus_frame(ciphered(100))
    assert bodies(data) == [ciphered(100)]
    assert bodies(flipped(data, at)) == []


@pytest.mark.parametrize("apdu", [LONG, b"\x0f" * 300], ids=["marks", "plain"])
@pytest.mark.parametrize("count", range(1, 8))
@pytest.mark.parametrize("at", [0, 1, 3, 6, 9, 40, 244, 260, 262, 265, 290])
def test_lost_bytes(at: int, count: int, apdu: bytes) -> None:
    """A telegram that lost bytes costs itself only."""
    data = b"".join(mbus_segments(apdu, 245))
    lossy = data[:at] + data[at + count :]
    assert bodies(lossy + data) == [apdu]


@pytest.mark.parametrize("count", [1, 2, 5])
@pytest.mark.parametrize("at", [0, 1, 3, 6, 9, 40, 244])
def test_doubled_bytes(at: int, count: int) -> None:
    """A telegram with bytes doubled costs itself only."""
    doubled = TELEGRAM[: at + count] + TELEGRAM[at:]
    found = bodies(doubled + TELEGRAM)
    assert found[-1:] == [LONG]
    assert set(found) == {LONG}


@pytest.mark.parametrize("size", range(1, len(TELEGRAM)))
def test_telegram_that_breaks_off(size: int) -> None:
    """A telegram that breaks off anywhere does not cost the next one."""
    found = fed(Framer(), [TELEGRAM[:size] + TELEGRAM])
    assert [part.body for part in found if isinstance(part, Frame)] == [LONG]


@pytest.mark.parametrize("size", [6, 40, 250, 255, 256, 270])
def test_end_within_a_telegram(size: int) -> None:
    """Bytes that end within a telegram give none."""
    assert bodies(TELEGRAM[:size]) == []


@pytest.mark.parametrize("start", range(1, len(TELEGRAM), 7))
def test_beginning_in_the_middle(start: int) -> None:
    """Who starts to listen within a telegram gets the next one."""
    assert bodies(TELEGRAM[start:] + TELEGRAM) == [LONG]

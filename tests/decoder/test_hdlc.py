"""Tests of HDLC frames, of what they are joined to, and of their damages."""

import pytest

from custom_components.han_port.decoder import Carrier, Integrity, Reason, Rejected
from custom_components.han_port.decoder.frame import MAX_SIZE, Frame
from custom_components.han_port.decoder.framing import Framer
from custom_components.han_port.decoder.hdlc import HdlcDoor
from tests.decoder.binary import (
    APDU,
    FLAG,
    LLC,
    block,
    flipped,
    hdlc_frame,
    hdlc_segments,
    sharing_flags,
)
from tests.decoder.compose import ciphered, telegram, x25
from tests.decoder.feeding import fed, one_by_one

FRAME = hdlc_frame(LLC + APDU)
PLAIN = b"\x0f" * 60
#: What a frame has around its information and between its flags.
FRAMING = 2 + 1 + 1 + 1 + 2 + 2


def parts(data: bytes) -> list[Frame | Rejected]:
    """Return what a stream comes to, the same byte by byte."""
    found = fed(Framer(), [data])
    assert fed(Framer(), one_by_one(data)) == found
    return found


def bodies(data: bytes) -> list[bytes]:
    """Return the APDUs of a stream."""
    return [part.body for part in parts(data) if isinstance(part, Frame)]


def refusals(data: bytes) -> list[tuple[Reason, str]]:
    """Return what was refused of a stream, and why."""
    found = parts(data)
    return [(one.reason, one.detail) for one in found if isinstance(one, Rejected)]


def test_frame() -> None:
    """The APDU is what lies between LLC and FCS; the size counts both flags."""
    assert parts(FRAME) == [Frame(Carrier.HDLC, "", APDU, FRAME, Integrity.HDLC_FCS)]


def test_frame_comes_with_its_fcs() -> None:
    """Nobody waits for the closing flag: it may be that of the next frame."""
    framer = Framer()
    assert framer.feed(FRAME[:-2]) == []
    assert len(framer.feed(FRAME[-2:-1])) == 1
    assert framer.feed(FLAG) == []
    assert framer.end() == []


@pytest.mark.parametrize("byte", [0x7E, 0x7D, 0x5E, 0x21, 0x0A, 0xDB])
def test_nothing_is_stuffed(byte: int) -> None:
    """Flags and escapes stand inside as they are."""
    apdu = b"\x0f" + bytes([byte]) * 40
    assert bodies(hdlc_frame(LLC + apdu) * 2) == [apdu, apdu]


def test_flag_as_last_byte_of_the_fcs() -> None:
    """A 7E of the FCS is not the closing flag."""
    numbered = (b"\x0f" + number.to_bytes(2, "big") for number in range(1 << 16))
    apdu = next(one for one in numbered if hdlc_frame(LLC + one)[-2:] == FLAG * 2)
    assert bodies(hdlc_frame(LLC + apdu) + FRAME) == [apdu, APDU]


@pytest.mark.parametrize("count", [2, 3, 5])
def test_one_flag_closes_and_opens(count: int) -> None:
    """One 7E between two frames is enough."""
    assert bodies(sharing_flags([FRAME] * count)) == [APDU] * count


@pytest.mark.parametrize("flags", [0, 1, 2, 40])
def test_flags_between_frames(flags: int) -> None:
    """An idle line may send flags."""
    assert parts(FRAME + FLAG * flags + FRAME) == parts(FRAME) * 2


@pytest.mark.parametrize("destination", [1, 2, 3, 4])
@pytest.mark.parametrize("source", [1, 2, 3, 4])
def test_addresses(destination: int, source: int) -> None:
    """Addresses have one to four bytes; the last one's lowest bit is set."""
    data = hdlc_frame(
        LLC + APDU,
        b"\x02\x7e\x00"[: destination - 1] + b"\x41",
        b"\xfe\x08\x22"[: source - 1] + b"\x03",
    )
    assert bodies(data) == [APDU]


def test_address_without_an_end() -> None:
    """An address of five bytes is none."""
    data = hdlc_frame(LLC + APDU, b"\x02\x02\x02\x02\x41")
    assert bodies(data + FRAME) == [APDU]
    assert refusals(data)[0][0] is Reason.NOISE


@pytest.mark.parametrize("control", [0x13, 0x10])
def test_control(control: int) -> None:
    """Meters send 13 or 10."""
    assert bodies(hdlc_frame(LLC + APDU, control=control)) == [APDU]


def test_longest_frame() -> None:
    """A length has eleven bits."""
    apdu = b"\x0f" * (0x7FF - FRAMING - len(LLC))
    data = hdlc_frame(LLC + apdu)
    assert data[1:3] == b"\xa7\xff"
    assert bodies(data) == [apdu]


def test_apdu_of_one_byte() -> None:
    """The shortest frame has one byte of an APDU."""
    assert bodies(hdlc_frame(LLC + b"\x0f") + FRAME) == [b"\x0f", APDU]


@pytest.mark.parametrize("information", [b"", LLC], ids=["nothing", "LLC alone"])
def test_no_apdu(information: bytes) -> None:
    """A frame without an APDU gives nothing and costs nothing."""
    assert bodies(hdlc_frame(information) + FRAME) == [APDU]


@pytest.mark.parametrize("count", [2, 3, 7])
def test_segments_are_joined(count: int) -> None:
    """Segments, of which only the first has an LLC, come to one APDU."""
    data = b"".join(hdlc_segments(APDU, count))
    assert parts(data) == [Frame(Carrier.HDLC, "", APDU, data, Integrity.HDLC_FCS)]


def test_segments_that_share_flags() -> None:
    """Segments may have one flag between them."""
    assert bodies(sharing_flags(hdlc_segments(APDU, 3)) + FRAME) == [APDU, APDU]


@pytest.mark.parametrize("start", [b"\xe0", b"\x0f", b"\xdb\x08", FLAG])
def test_segment_begins_like_another_thing(start: bytes) -> None:
    """Whatever a later segment begins with, it goes on."""
    apdu = b"\x0f" + bytes(20) + start + bytes(20)
    first = hdlc_frame(LLC + apdu[:21], is_segmented=True)
    data = first + hdlc_frame(apdu[21:])
    assert parts(data) == [Frame(Carrier.HDLC, "", apdu, data, Integrity.HDLC_FCS)]


def test_first_segment_missing() -> None:
    """Segments without the first are refused one by one; the next list is whole."""
    _, *rest = hdlc_segments(APDU, 3)
    data = b"".join(rest) + FRAME
    why = (Reason.TRUNCATED, "a segment without a beginning")
    assert refusals(data) == [why, why]
    assert bodies(data) == [APDU]


def test_last_segment_missing() -> None:
    """The next list tells that a segment is missing."""
    *begun, _ = hdlc_segments(APDU, 3)
    data = b"".join(begun) + FRAME
    assert parts(data)[0] == Rejected(
        Reason.TRUNCATED,
        len(APDU) // 3 * 2 + 2,
        APDU[:16].hex(),
        "a segment is missing",
    )
    assert bodies(data) == [APDU]


@pytest.mark.parametrize("at", [0, 1, 2, 3, 4, 5, 6, 7, 9, -3, -2])
def test_segment_in_the_middle_damaged(at: int) -> None:
    """Nothing is joined across a damaged segment, whatever of it is wrong."""
    first, middle, last = hdlc_segments(APDU, 3)
    assert bodies(first + flipped(middle, at) + last + FRAME) == [APDU]


def test_endless_segments() -> None:
    """Segments without a last one are refused before they fill the memory."""
    endless = hdlc_frame(bytes(1000), is_segmented=True) * 9
    data = hdlc_frame(LLC + bytes(997), is_segmented=True) + endless + FRAME
    first, second, last = parts(data)
    assert isinstance(first, Rejected)
    assert (first.reason, first.detail) == (
        Reason.OVERSIZE,
        "no last segment in sight",
    )
    assert MAX_SIZE < first.size <= MAX_SIZE + 1000
    assert isinstance(second, Rejected)
    assert second.detail == "a segment without a beginning"
    assert last == parts(FRAME)[0]


def test_blocks_are_joined() -> None:
    """A block transfer over several frames, one with LLC, comes to one APDU."""
    data = (
        hdlc_frame(LLC + block(1, APDU[:30]))
        + hdlc_frame(block(2, APDU[30:40]))
        + hdlc_frame(block(3, APDU[40:], is_last=True))
    )
    whole = [Frame(Carrier.HDLC, "", APDU, data, Integrity.HDLC_FCS)]
    assert parts(data) == whole
    assert parts(data * 2) == whole * 2


def test_blocks_without_llc() -> None:
    """Each transfer counts its own bytes, with an LLC or without."""
    data = hdlc_frame(block(1, APDU[:30])) + hdlc_frame(
        block(2, APDU[30:], is_last=True)
    )
    whole = Frame(Carrier.HDLC, "", APDU, data, Integrity.HDLC_FCS)
    assert parts(data * 2) == [whole, whole]


def test_block_in_segments() -> None:
    """A block may itself come in segments."""
    data = b"".join(hdlc_segments(block(1, APDU, is_last=True), 2))
    assert bodies(data) == [APDU]


def test_block_missing() -> None:
    """A block that is missing is said to be, and costs its own list only."""
    first = hdlc_frame(LLC + block(1, APDU[:30]))
    third = hdlc_frame(block(3, APDU[40:], is_last=True))
    assert refusals(first + third + FRAME) == [(Reason.TRUNCATED, "a block is missing")]
    assert bodies(first + third + FRAME) == [APDU]


@pytest.mark.parametrize("at", range(1, len(FRAME) - 1))
def test_every_byte_counts(at: int) -> None:
    """A wrong byte costs its frame, and only that."""
    damaged = flipped(FRAME, at, 0x10)
    assert bodies(damaged + FRAME) == [APDU]
    assert refusals(damaged + FRAME)


@pytest.mark.parametrize("at", range(8, len(FRAME) - 1))
def test_words_of_a_wrong_fcs(at: int) -> None:
    """Behind the HCS a wrong byte is told by the FCS."""
    why = (Reason.CHECKSUM, "the bytes do not fit their checksum")
    assert refusals(flipped(FRAME, at, 0x40))[0] == why


@pytest.mark.parametrize("at", [6, 7])
def test_wrong_hcs(at: int) -> None:
    """Where the HCS does not fit, its length is not believed."""
    assert bodies(flipped(FRAME, at) + FRAME) == [APDU]
    assert refusals(flipped(FRAME, at))[0][0] is Reason.NOISE


def test_ciphering_within_a_damaged_frame() -> None:
    """What a damaged frame carried is no telegram of its own."""
    data = hdlc_frame(LLC + ciphered(100))
    found = [bodies(flipped(data, at)) for at in range(1, len(data) - 1)]
    assert found == [[]] * len(found)


@pytest.mark.parametrize("apdu", [APDU, PLAIN], ids=["marks", "plain"])
@pytest.mark.parametrize("count", [1, 2, 3, 8])
@pytest.mark.parametrize("at", [1, 2, 3, 5, 7, 8, 20, len(FRAME) - 12])
def test_lost_bytes(at: int, count: int, apdu: bytes) -> None:
    """A frame that lost bytes costs itself only, with one flag or two between."""
    frame = hdlc_frame(LLC + apdu)
    lossy = frame[:at] + frame[at + count :]
    assert bodies(lossy + frame) == [apdu]
    assert bodies(lossy + frame[1:]) == [apdu]


@pytest.mark.parametrize("count", [1, 2, 3, 8])
@pytest.mark.parametrize("at", [1, 2, 3, 5, 7, 8, 20, len(FRAME) - 12])
def test_doubled_bytes(at: int, count: int) -> None:
    """A frame with bytes doubled costs itself only."""
    doubled = FRAME[: at + count] + FRAME[at:]
    assert bodies(doubled + FRAME) == [APDU]


@pytest.mark.parametrize("size", range(1, len(FRAME) - 1))
def test_frame_that_breaks_off(size: int) -> None:
    """A frame that breaks off anywhere does not cost the next one."""
    assert bodies(FRAME[:size] + FRAME) == [APDU]


@pytest.mark.parametrize("size", range(3, len(FRAME) - 1))
def test_end_within_a_frame(size: int) -> None:
    """Bytes that end within a frame give no frame, and say so."""
    assert bodies(FRAME[:size]) == []
    assert refusals(FRAME[:size])[0][0] is Reason.TRUNCATED


@pytest.mark.parametrize("start", range(1, len(FRAME)))
def test_beginning_in_the_middle(start: int) -> None:
    """Who starts to listen within a frame gets the next one."""
    assert bodies(FRAME[start:] + FRAME) == [APDU]


@pytest.mark.parametrize("size", [0, 5, FRAMING, FRAMING + 5, 0x7F, 0x7FF])
def test_length_that_lies(size: int) -> None:
    """A length that is wrong, although the HCS covers it, costs its frame only."""
    head = (0xA000 | size).to_bytes(2, "big") + FRAME[3:6]
    lying = FLAG + head + x25(head).to_bytes(2, "little") + FRAME[8:]
    stream = lying + FRAME * 20
    assert bodies(stream) == [APDU] * 20


def test_wrong_length_is_not_believed() -> None:
    """A length that the HCS refutes holds up nothing."""
    framer = Framer()
    wrong = flipped(FRAME, 1, 0x07)
    assert any(isinstance(part, Frame) for part in framer.feed(wrong + FRAME))


@pytest.mark.parametrize("kind", [0x0, 0x9, 0xB, 0xF])
def test_other_types(kind: int) -> None:
    """Frames of another type are no frames of a meter."""
    covered = bytes([kind << 4]) + FRAME[2:6]
    data = FLAG + covered + x25(covered).to_bytes(2, "little") + FRAME[8:]
    assert bodies(data + FRAME) == [APDU]


def test_text_between_frames() -> None:
    """A readable telegram between two frames comes out in its order."""
    carriers = [
        part.carrier
        for part in parts(FRAME + telegram() + FRAME)
        if isinstance(part, Frame)
    ]
    assert carriers == [Carrier.HDLC, Carrier.P1, Carrier.HDLC]


@pytest.mark.parametrize("size", range(FRAMING + 1))
def test_length_too_short(size: int) -> None:
    """A length that leaves no room for an APDU is none."""
    head = (0xA000 | size).to_bytes(2, "big") + FRAME[3:6]
    frame = FLAG + head + x25(head).to_bytes(2, "little") + FRAME[8:]
    assert HdlcDoor().measure(bytearray(frame), 0) is None


@pytest.mark.parametrize("size", range(2, 8))
def test_header_not_whole(size: int) -> None:
    """The size is known when the HCS has come, not before."""
    assert HdlcDoor().measure(bytearray(b"\x00" + FRAME[:size]), 1) == 0
    assert HdlcDoor().measure(bytearray(b"\x00" + FRAME[:8]), 1) == len(FRAME) - 1

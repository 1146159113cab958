"""Tests of ciphered telegrams: their header, where they end, what surrounds them."""

import pytest

from custom_components.han_port.decoder import Carrier, Integrity, Reason, Rejected
from custom_components.han_port.decoder.ciphered import (
    MAX_LENGTH,
    CipheredDoor,
    IdentDoor,
    read_ciphered,
)
from custom_components.han_port.decoder.frame import Door, Frame
from custom_components.han_port.decoder.framing import Framer
from tests.decoder.binary import flipped
from tests.decoder.compose import ciphered, crc16, stoen_form, telegram, x25
from tests.decoder.feeding import fed, one_by_one

TITLE = b"KAM\x01\x02\x03\x04\x05"
TAGGED = ciphered()
STOEN = stoen_form()
#: Up to and with the mark, as the trailer covers it.
COVERED = stoen_form(trailer=b"!")
#: Security control and invocation counter, then what is ciphered, then the tag.
CONTENT = b"\x30\x00\x00\x01\x02" + b"ciphertext" + b"tag of 12 by"


def parts(data: bytes) -> list[Frame | Rejected]:
    """Return what a stream comes to, the same byte by byte."""
    found = fed(Framer(), [data])
    assert fed(Framer(), one_by_one(data)) == found
    return found


def frames(data: bytes) -> list[Frame]:
    """Return the frames of a stream."""
    return [part for part in parts(data) if isinstance(part, Frame)]


def measured(data: bytes, door: type[Door] = CipheredDoor) -> int | None:
    """Return the size that a door measures behind two other bytes."""
    return door().measure(bytearray(b"\xa5\x5a" + data), 2)


@pytest.mark.parametrize("length", [0x20, 0x7F, 0x80, 0xFF, 0x100, 0x230, MAX_LENGTH])
def test_length_tells_the_end(length: int) -> None:
    """The end is as far behind the header as the length says."""
    data = ciphered(length)
    assert measured(data + b"\xdb\x08") == len(data)


@pytest.mark.parametrize(
    "length",
    [
        b"\x1b",
        b"\x81\x1b",
        b"\x82\x00\x1b",
        b"\x83\x00\x00\x1b",
        b"\x84\x00\x00\x00\x1b",
    ],
    ids=bytes.hex,
)
def test_forms_of_the_length(length: bytes) -> None:
    """A length may have more bytes than it needs: Kamstrup writes 82 00 E7."""
    data = b"\xdb\x08" + TITLE + length + CONTENT
    assert measured(data + b"/") == len(data)
    found = read_ciphered(data)
    assert found is not None
    assert found.ciphertext == b"ciphertext"


@pytest.mark.parametrize("control", [0x20, 0x21, 0x30, 0x31])
def test_security_control(control: int) -> None:
    """Ciphered or with tag, of suite 0 or 1."""
    content = bytes([control]) + CONTENT[1:]
    found = read_ciphered(b"\xdb\x08" + TITLE + b"\x1b" + content)
    assert found is not None
    assert found.security_control == control
    tag = b"tag of 12 by" if control & 0x10 else b""
    assert (found.ciphertext, found.tag) == (CONTENT[5:][: 22 - len(tag)], tag)


@pytest.mark.parametrize("control", [0x00, 0x10, 0x11, 0x22, 0x40, 0x60, 0xB0])
def test_other_security_control(control: int) -> None:
    """What is not ciphered, or otherwise, is none of a meter's push."""
    data = b"\xdb\x08" + TITLE + b"\x1b" + bytes([control]) + CONTENT[1:]
    assert read_ciphered(data) is None
    assert measured(data) is None


def test_parts() -> None:
    """A telegram is taken apart by its header."""
    found = read_ciphered(b"\xdb\x08" + TITLE + b"\x1b" + CONTENT)
    assert found is not None
    assert found == (TITLE, 0x30, 0x0102, b"ciphertext", b"tag of 12 by")


@pytest.mark.parametrize("start", [b"\x00", b"\xdb\x00"])
def test_no_title(start: bytes) -> None:
    """The system title may be empty."""
    found = read_ciphered(start + b"\x1b" + CONTENT)
    assert found is not None
    assert found.title == b""


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xdb\x08" + TITLE + b"\x1c" + CONTENT,
        b"\xdb\x08" + TITLE + b"\x1a" + CONTENT,
        b"\xdb\x08" + TITLE + b"\x11" + CONTENT[:5] + b"tag of 12 by",
        b"\xdb\x08" + TITLE + b"\x05" + CONTENT[:5],
        b"\xdb\x07" + TITLE[:7] + b"\x1b" + CONTENT,
    ],
    ids=["nothing", "too short", "too long", "tag only", "header only", "short title"],
)
def test_not_to_be_taken_apart(data: bytes) -> None:
    """What is not ended by its length, or holds nothing, is no telegram."""
    assert read_ciphered(data) is None


@pytest.mark.parametrize("size", range(2, 18))
def test_header_not_whole(size: int) -> None:
    """Nothing is known before the counter has come."""
    data = ciphered(0x230)
    assert measured(data[:size]) == 0
    assert measured(data[:18]) == len(data)


@pytest.mark.parametrize(
    "data",
    [
        b"\xdb\x08" * 40,
        b"\xdb\x0812345678\x20\x30" + bytes(40),
        b"\xdb\x08" + TITLE + b"\x20\x77" + bytes(40),
        b"\xdb\x08" + TITLE + b"\x05\x30" + bytes(40),
        b"\xdb\x08" + TITLE + b"\x82\x00\x05\x30" + bytes(40),
        b"\xdb\x08" + TITLE + b"\x82\x20\x01\x30" + bytes(40),
        b"\xdb\x08" + TITLE + b"\x85\x00\x00\x00\x01\x00\x30" + bytes(40),
    ],
    ids=[
        "tags only",
        "title without maker",
        "unknown security control",
        "shorter than a header",
        "header only, in a long form",
        "longer than any telegram",
        "length of five bytes",
    ],
)
def test_false_sign(data: bytes) -> None:
    """What has no header is not ciphered, and holds up nothing."""
    assert measured(data) is None
    assert frames(data + telegram())[-1:] == frames(telegram())


@pytest.mark.parametrize("length", [0x20, 0x90, 0x230, MAX_LENGTH])
def test_false_header(length: int) -> None:
    """A header without its telegram costs no more than the length it tells."""
    stream = ciphered(length)[:16] + telegram() * 8
    found = [frame for frame in frames(stream) if frame.carrier is Carrier.P1]
    assert len(found) >= 8 - 1 - length // len(telegram())


def test_frame() -> None:
    """A frame holds the telegram as it came; nothing but its tag protects it."""
    assert parts(TAGGED) == [
        Frame(Carrier.CIPHERED, "", TAGGED, TAGGED, Integrity.NONE)
    ]


def test_telegrams_without_anything_between() -> None:
    """Telegrams follow each other without delimiter, marks inside or not."""
    assert [frame.body for frame in frames(TAGGED * 3)] == [TAGGED] * 3


def test_comes_with_its_last_byte() -> None:
    """A telegram is handed out as soon as it is whole."""
    framer = Framer()
    assert framer.feed(TAGGED[:-1]) == []
    assert len(framer.feed(TAGGED[-1:])) == 1


@pytest.mark.parametrize("size", range(18, len(TAGGED) - 9))
def test_breaks_off(size: int) -> None:
    """A telegram that broke off ends where the same meter begins anew."""
    refusal, *rest = parts(TAGGED[:size] + TAGGED)
    assert refusal == Rejected(
        Reason.TRUNCATED, size, TAGGED[:16].hex(), "a ciphered telegram broke off"
    )
    assert rest == parts(TAGGED)


@pytest.mark.parametrize("size", [20, 60, len(TAGGED) - 1])
def test_end_within_a_telegram(size: int) -> None:
    """Bytes that end within a telegram give none."""
    assert parts(TAGGED[:size]) == [
        Rejected(
            Reason.TRUNCATED, size, TAGGED[:16].hex(), "a ciphered telegram broke off"
        )
    ]


@pytest.mark.parametrize("count", [1, 2, 8])
@pytest.mark.parametrize("at", [0, 1, 2, 5, 10, 11, 12, 80])
def test_lost_bytes(at: int, count: int) -> None:
    """A telegram that lost bytes costs no more than the next one."""
    lossy = TAGGED[:at] + TAGGED[at + count :]
    assert frames(lossy + TAGGED * 2)[-1].body == TAGGED


@pytest.mark.parametrize("ident", [b"/KAM5\r\n", b"/KAM5\r\n\r\n", b"/KAM5\n\n"])
@pytest.mark.parametrize("body", [TAGGED, TAGGED[1:], b"\xdb" + STOEN[12:-7]])
def test_behind_an_ident_line(ident: bytes, body: bytes) -> None:
    """Behind an ident line both tag and title may be there or not."""
    data = ident + body + b"!0A1B\r\n"
    assert parts(data) == [
        Frame(Carrier.P1_CIPHERED, "KAM5", body, data, Integrity.NONE)
    ]


@pytest.mark.parametrize("length", [0x20, 0x7F, 0x80, 0xE7, 0x230, 0x28E, MAX_LENGTH])
def test_stoen(length: int) -> None:
    """Neither tag nor title: ident line, blank line, 00, length, and a trailer."""
    data = stoen_form(length)
    (frame,) = frames(data)
    assert (frame.carrier, frame.ident) == (Carrier.P1_CIPHERED, "EGM5G35")
    assert (frame.body, frame.size) == (data[12:-7], len(data))


def test_stoen_size() -> None:
    """The whole telegram has ident line, 2, 4, length and 7 bytes."""
    assert len(STOEN) == len(b"/EGM5G35\r\n") + 2 + 4 + 0x230 + 7
    assert measured(STOEN, IdentDoor) == len(STOEN)


def test_stoen_behind_each_other() -> None:
    """Marks and ident lines in the ciphertext end nothing."""
    assert parts(STOEN * 3) == parts(STOEN) * 3


@pytest.mark.parametrize(
    ("checksum", "name"),
    [(x25(COVERED), Integrity.CRC16_X25), (crc16(COVERED), Integrity.CRC16_ARC)],
)
@pytest.mark.parametrize("swap", [slice(None), slice(None, None, -1)])
def test_trailer(checksum: int, name: Integrity, swap: slice) -> None:
    """The trailer is either CRC over the bytes as sent, in either order."""
    digits = checksum.to_bytes(2, "big")[swap].hex()
    for written in (digits, digits.upper()):
        (frame,) = frames(COVERED + written.encode() + b"\r\n")
        assert frame.integrity is name


@pytest.mark.parametrize("trailer", [b"!0000\r\n", b"!\r\n", b"!FE\r\n", b"!FE0CX\r\n"])
def test_trailer_that_fits_nothing(trailer: bytes) -> None:
    """A trailer that is no checksum is left to the tag."""
    (frame,) = frames(stoen_form(trailer=trailer))
    assert (frame.integrity, frame.size) == (Integrity.NONE, len(STOEN[:-7] + trailer))


@pytest.mark.parametrize("at", [12, 20, 100, 300, -8])
def test_trailer_covers_all(at: int) -> None:
    """One wrong byte, and the trailer does not fit."""
    whole = COVERED + b"%04X\r\n" % x25(COVERED)
    assert frames(whole)[0].integrity is Integrity.CRC16_X25
    assert not any(frame.integrity for frame in frames(flipped(whole, at, 0x04)))


@pytest.mark.parametrize("trailer", [b"", b"!", b"!FE0C", b"!FE0C\r"])
def test_trailer_not_whole(trailer: bytes) -> None:
    """Before the trailer is whole the telegram is not; the end of bytes ends it."""
    data = stoen_form(trailer=trailer)
    assert measured(data, IdentDoor) == len(data) + 1
    framer = Framer()
    assert framer.feed(data) == []
    (frame,) = framer.end()
    assert isinstance(frame, Frame)
    assert frame.size == len(data)


def test_no_trailer() -> None:
    """A telegram without a trailer ends by its length."""
    data = stoen_form(trailer=b"")
    assert [frame.size for frame in frames(data * 2)] == [len(data)] * 2


def test_endless_trailer() -> None:
    """A mark without a line end is no trailer."""
    data = stoen_form(trailer=b"")
    assert frames(data + b"!" + b"F" * 20)[0].size == len(data)


@pytest.mark.parametrize("size", [21, 100, 300, len(STOEN) - 20])
def test_stoen_breaks_off(size: int) -> None:
    """A telegram that broke off ends where the same ident line comes again."""
    refusal, *rest = parts(STOEN[:size] + STOEN)
    assert refusal == Rejected(
        Reason.TRUNCATED, size, STOEN[:16].hex(), "a ciphered telegram broke off"
    )
    assert rest == parts(STOEN)


@pytest.mark.parametrize("size", [13, 16, 20, 100, 300, len(STOEN) - 8])
def test_end_within_stoen(size: int) -> None:
    """Bytes that end within a telegram give none, and say so."""
    (refusal,) = parts(STOEN[:size])
    assert isinstance(refusal, Rejected)
    assert (refusal.reason, refusal.size) == (Reason.TRUNCATED, size)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        telegram(),
        b"\xff" + telegram(),
        b"\xff\r\n\x00\x20\x30" + bytes(40),
        b"/12345\r\n\x00\x20\x30" + b"\xff" * 40,
        b"/KAM5\r\n\x00\x20\x77" + b"\xff" * 40,
        b"/KAM5\r\n\x00\x82\x20\x01\x30" + b"\xff" * 40,
    ],
    ids=[
        "nothing",
        "readable",
        "readable with noise",
        "no ident line",
        "no maker in the ident line",
        "unknown security control",
        "longer than any telegram",
    ],
)
def test_not_ciphered(data: bytes) -> None:
    """What has no ident line or no header is not ciphered."""
    assert measured(data, IdentDoor) is None
    assert all(frame.carrier is Carrier.P1 for frame in frames(data))


@pytest.mark.parametrize("data", [TAGGED, STOEN], ids=["bare", "stoen"])
def test_between_readable_ones(data: bytes) -> None:
    """A ciphered telegram does not cost its neighbours."""
    text = telegram()
    assert parts(text + data + text) == parts(text) + parts(data) + parts(text)

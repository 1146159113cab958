"""Tests of the framing of readable telegrams."""

from collections.abc import Callable
from itertools import repeat
from typing import Literal

import pytest

from custom_components.han_port.decoder import Carrier, Integrity, Reason, Rejected
from custom_components.han_port.decoder.frame import Frame
from custom_components.han_port.decoder.framing import Framer
from custom_components.han_port.decoder.p1 import read_text
from tests.decoder.compose import ENERGY, crc16, telegram, x25
from tests.decoder.feeding import fed

E360 = telegram()
SHORT = telegram("KAM5", [ENERGY])
OTHER = telegram("LGF5E360", ["0-0:1.0.0(250117083020W)", ENERGY])
BODY = f"{ENERGY}\r\n".encode()


def frames(*pieces: bytes) -> list[Frame]:
    """Return the frames of a stream."""
    return [part for part in fed(Framer(), pieces) if isinstance(part, Frame)]


def reasons(*pieces: bytes) -> list[Reason]:
    """Return why bytes of a stream were refused."""
    parts = fed(Framer(), pieces)
    return [part.reason for part in parts if isinstance(part, Rejected)]


def refusal(data: bytes) -> Rejected:
    """Return the one refusal that a stream gives."""
    (part,) = fed(Framer(), [data])
    assert isinstance(part, Rejected)
    return part


def sealed() -> bytes:
    """Return the bytes under the checksum of the E360's telegram."""
    return E360[: E360.index(b"!") + 1]


def test_frame() -> None:
    """A frame has the ident line without slash and the lines without blank."""
    assert fed(Framer(), [SHORT]) == [
        Frame(Carrier.P1, "KAM5", BODY, SHORT, Integrity.CRC16_ARC)
    ]


def test_frame_comes_with_its_last_byte() -> None:
    """A telegram is handed out as soon as its line end is there, not later."""
    framer = Framer()
    assert framer.feed(SHORT[:-1]) == []
    assert framer.feed(SHORT[-1:]) != []
    assert framer.end() == []


@pytest.mark.parametrize("line_end", [b"", b"\r"])
def test_last_line_end_missing(line_end: bytes) -> None:
    """At the end of a file the line end may be missing."""
    (frame,) = frames(SHORT.removesuffix(b"\r\n") + line_end)
    assert frame.integrity is Integrity.CRC16_ARC


def test_last_line_end_is_lf_only() -> None:
    """The line end behind the checksum is not under it."""
    (frame,) = frames(SHORT.removesuffix(b"\r\n") + b"\n")
    assert frame.integrity is Integrity.CRC16_ARC


def test_no_blank_line() -> None:
    """The blank line behind the ident line may be missing."""
    text = f"/KAM5\r\n{ENERGY}\r\n!".encode()
    (frame,) = frames(text + b"%04X\r\n" % crc16(text))
    assert (frame.ident, frame.body) == ("KAM5", BODY)


def test_mark_glued_to_the_last_line() -> None:
    """The mark may follow the last data line without a line end."""
    text = f"/KAM5\r\n\r\n{ENERGY}!".encode()
    (frame,) = frames(text + b"%04X\r\n" % crc16(text))
    assert frame.body == ENERGY.encode()


@pytest.mark.parametrize(
    "ident",
    [
        "ADN9 7534",
        r"ELL5\253833635_A",
        "NES5:83335-3E",
        "HLY5/D545-METER",
        "KAM5",
        "NWA-WARMTELINK",
        r"ISk5\2MT382-1003",
        "ESY5Q3DA1004 V3.04",
    ],
)
def test_ident(ident: str) -> None:
    """Blanks, backslashes, colons and slashes are part of an ident line."""
    (frame,) = frames(telegram(ident, [ENERGY]))
    assert frame.ident == ident


@pytest.mark.parametrize("checksum", ["{:04X}", "{:04x}", "{:X}", "{:x}", "{:04X} "])
@pytest.mark.parametrize("number", range(4))
def test_checksum_written_otherwise(checksum: str, number: int) -> None:
    """Lower case and missing zeros of a checksum change nothing."""
    line = f"1-0:1.8.0({4 * number + 1:08}.000*kWh)"
    (frame,) = frames(telegram("KAM5", [line], checksum=checksum))
    assert frame.integrity is Integrity.CRC16_ARC


def test_unpadded_checksum_of_three_digits() -> None:
    """A checksum below 1000 may have three digits."""
    lines = (f"1-0:1.8.0({number}*kWh)" for number in range(1000))
    data = next(
        data
        for line in lines
        if len(data := telegram("KAM5", [line], checksum="{:X}"))
        < len(telegram("KAM5", [line]))
    )
    (frame,) = frames(data)
    assert frame.integrity is Integrity.CRC16_ARC


@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
@pytest.mark.parametrize("checksum", ["0000", "{:04X}0", "EHEX", "EHEXE1", "-{:03X}"])
def test_wrong_checksum(checksum: str, line_end: str) -> None:
    """A wrong or unreadable checksum gives no frame."""
    data = telegram(checksum=checksum, line_end=line_end)
    refused = refusal(data)
    assert (refused.reason, refused.size) == (Reason.CHECKSUM, len(data))
    assert refused.head == data[:16].hex()


def test_words_of_a_wrong_checksum() -> None:
    """The refusal names both checksums."""
    detail = refusal(telegram(checksum="0a0B")).detail
    assert detail == f"the checksum is 0A0B, that of the bytes is {crc16(sealed()):04X}"


def test_words_of_an_unreadable_checksum() -> None:
    """The refusal says that the checksum is none."""
    assert refusal(telegram(checksum="EHEX")).detail == "the checksum is not readable"


def test_no_checksum() -> None:
    """A telegram without a checksum is a frame that nothing protects."""
    (frame,) = frames(telegram("KAM5", [ENERGY], checksum=""))
    assert (frame.body, frame.integrity) == (BODY, Integrity.NONE)


def test_lf_only_where_the_checksum_of_the_original_fits() -> None:
    """A copy with LF only is good where the CRC of its CR LF form fits."""
    (frame,) = frames(telegram("KAM5", [ENERGY], line_end="\n"))
    assert frame.integrity is Integrity.CRC16_ARC


def test_lf_only_where_its_own_checksum_fits() -> None:
    """A meter that sends LF and reckons with LF is good too."""
    text = f"/KAM5\n\n{ENERGY}\n!".encode()
    (frame,) = frames(text + b"%04X\n" % crc16(text))
    assert frame.integrity is Integrity.CRC16_ARC


def test_lf_only_without_checksum() -> None:
    """Nothing vouches for a copy with LF only that has no checksum."""
    data = telegram("KAM5", [ENERGY], checksum="", line_end="\n")
    refused = refusal(data)
    assert refused.reason is Reason.CHECKSUM
    assert refused.detail == "no checksum, and the lines do not end as they should"


@pytest.mark.parametrize("fill", [b"\r\n", b"\x00", b"\xff\xff", b" \t", b"\n"])
def test_fill_between_telegrams(fill: bytes) -> None:
    """What an idle line leaves is not worth a word."""
    parts = fed(Framer(), [fill + SHORT + fill + OTHER + fill])
    assert [type(part) for part in parts] == [Frame, Frame]


def test_several_telegrams_in_a_row() -> None:
    """Telegrams that follow each other come out in order."""
    assert [frame.ident for frame in frames(SHORT + OTHER + SHORT)] == [
        "KAM5",
        "LGF5E360",
        "KAM5",
    ]


def test_noise() -> None:
    """Bytes before a telegram are refused and cost nothing else."""
    parts = fed(Framer(), [b"\x01noise" + SHORT])
    assert parts == [
        Rejected(
            Reason.NOISE, 6, b"\x01noise".hex(), "bytes that belong to no telegram"
        ),
        *fed(Framer(), [SHORT]),
    ]


def test_head_is_short() -> None:
    """A refusal shows the first sixteen bytes only."""
    assert refusal(b"\xa5" * 100) == Rejected(
        Reason.NOISE, 100, "a5" * 16, "bytes that belong to no telegram"
    )


@pytest.mark.parametrize("size", range(1, len(SHORT)))
def test_cut_by_the_next(size: int) -> None:
    """A telegram that breaks off anywhere does not cost the next one."""
    assert frames(SHORT[:size] + OTHER)[-1:] == frames(OTHER)


@pytest.mark.parametrize("size", range(1, len(OTHER)))
def test_cut_by_the_next_with_a_short_ident_line(size: int) -> None:
    """That holds for the shortest ident line, too."""
    assert frames(OTHER[:size] + SHORT)[-1:] == frames(SHORT)


@pytest.mark.parametrize("start", range(1, len(SHORT)))
def test_beginning_in_the_middle(start: int) -> None:
    """Who starts to listen within a telegram gets the next one."""
    assert frames(SHORT[start:] + OTHER) == frames(OTHER)


def test_cut_telegram_is_truncated() -> None:
    """A telegram that breaks off is refused as such."""
    assert reasons(E360[:400] + OTHER) == [Reason.TRUNCATED]


def test_cut_at_the_end_is_truncated() -> None:
    """A telegram that never ends is refused when the bytes end."""
    assert refusal(E360[:400]) == Rejected(
        Reason.TRUNCATED, 400, E360[:16].hex(), "a telegram broke off"
    )


def test_tail_is_truncated() -> None:
    """The tail of a telegram whose start was not heard is refused as such."""
    assert reasons(E360[300:]) == [Reason.TRUNCATED]


def test_ident_line_within_an_ident_line() -> None:
    """An ident line that begins anew within itself costs nothing."""
    assert [frame.ident for frame in frames(b"/KAM" + SHORT)] == ["KAM5"]


def test_whole_ident_line_twice() -> None:
    """An ident line that comes twice costs nothing."""
    assert [frame.ident for frame in frames(b"/KAM5\r\n\r\n" + SHORT)] == ["KAM5"]


def test_slash_in_a_text() -> None:
    """What looks like an ident line within a text does no harm."""
    lines = [ENERGY, "0-0:96.13.0(see /ABC5 there)", "/XYZ5", "1-0:1.7.0(0001.000*kW)"]
    (frame,) = frames(telegram("KAM5", lines))
    assert frame.ident == "KAM5"


def test_bad_telegram_between_good_ones() -> None:
    """A wrong checksum costs its own telegram only."""
    bad = telegram("KAM5", [ENERGY], checksum="0000")
    parts = fed(Framer(), [SHORT + bad + OTHER])
    assert [type(part) for part in parts] == [Frame, Rejected, Frame]
    assert reasons(SHORT + bad + OTHER) == [Reason.CHECKSUM]


def test_unreadable_checksum_between_good_ones() -> None:
    """A checksum with too many characters costs its own telegram only."""
    bad = telegram("KAM5", [ENERGY], checksum="no checksum at all")
    parts = fed(Framer(), [SHORT + bad + OTHER])
    assert [type(part) for part in parts] == [Frame, Rejected, Frame]
    assert reasons(SHORT + bad + OTHER) == [Reason.CHECKSUM]


@pytest.mark.parametrize("ident", ["EGM5G35", "HLY5/D545-METER"])
@pytest.mark.parametrize("order", ["big", "little"])
@pytest.mark.parametrize("digits", [bytes.hex, lambda checksum: checksum.hex().upper()])
def test_x25(
    ident: str, order: Literal["big", "little"], digits: Callable[[bytes], str]
) -> None:
    """Elgama's and Holley's meters reckon CRC-16/X-25, in either byte order."""
    text = f"/{ident}\r\n\r\n{ENERGY}\r\n!".encode()
    data = text + digits(x25(text).to_bytes(2, order)).encode() + b"\r\n"
    (frame,) = frames(data)
    assert (frame.integrity, frame.size) == (Integrity.CRC16_X25, len(data))
    assert frames(data.replace(b"6678", b"6679")) == []


def test_x25_of_another_meter() -> None:
    """The rule is those meters' only: two rules fit a wrong telegram twice as often."""
    text = f"/KAM5\r\n\r\n{ENERGY}\r\n!".encode()
    assert refusal(text + b"%04X\r\n" % x25(text)).reason is Reason.CHECKSUM


@pytest.mark.parametrize("trusted", [True, False])
def test_text_within(*, trusted: bool) -> None:
    """A deciphered text is a telegram with its own ident line and checksum."""
    assert read_text(SHORT, trusted=trusted) == frames(SHORT)[0]


@pytest.mark.parametrize("trusted", [True, False])
@pytest.mark.parametrize(
    "text",
    [b"", b"/", SHORT[1:], SHORT[:-8], SHORT + b"/KAM5", b"\r\n" + SHORT, b"!0000\r\n"],
)
def test_text_within_that_is_not_whole(text: bytes, *, trusted: bool) -> None:
    """A text is one telegram and nothing else, even behind a tag that fits."""
    why = "the text within is no whole telegram"
    assert read_text(text, trusted=trusted) == Rejected(
        Reason.TRUNCATED, len(text), text[:16].hex(), why
    )


def test_text_within_with_wrong_checksum() -> None:
    """Behind a tag that fits the meter itself has sent a wrong checksum."""
    text = telegram("KAM5", [ENERGY], checksum="0000")
    refused = read_text(text, trusted=False)
    assert isinstance(refused, Rejected)
    assert refused.reason is Reason.CHECKSUM
    assert read_text(text, trusted=True) == Frame(
        Carrier.P1, "KAM5", BODY, text, Integrity.NONE
    )


def test_nothing() -> None:
    """No bytes give nothing."""
    assert fed(Framer(), repeat(b"", 3)) == []

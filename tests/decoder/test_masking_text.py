"""Tests of masking readable text."""

import struct

import pytest

from custom_components.han_port.decoder import Integrity, Reason, Rejected, Telegram
from custom_components.han_port.decoder.masking import mask, text
from tests.decoder.compose import ENERGY, LINES, crc16, telegram, x25
from tests.decoder.feeding import decode, telegrams
from tests.decoder.masked import refused

NUMBER = "0-0:96.1.1(4B384547303034303436333935353037)"


def masked(*lines: str) -> list[str]:
    """Mask data lines."""
    return text.mask_lines("\r\n".join(lines).encode()).decode().split("\r\n")


@pytest.mark.parametrize(
    "line",
    [
        *LINES,
        "/ELL5\\253833635_A",
        "0-0:96.7.21(00013)",
        "0-0:96.1.4(50217)",
        "0-1:24.1.0(003)",
        "1-0:1.6.0(230711120000S)(01.500*kW)",
        "0-1:24.3.0(120517020000)(08)(60)(1)(0-1:24.2.1)(m3)",
        "(00124.477)",
        "1-0:99.97.0(1)(0-0:96.7.19)(101208152415W)(0000000240*s)",
        "0-0:96.1.7(6525600)",
        "1-0:0.4.2(00100)",
        "",
    ],
)
def test_values_stay(line: str) -> None:
    """Values, clocks, states, makers, models and histories are nobody's."""
    assert masked(line) == [line]


@pytest.mark.parametrize(
    "line",
    [
        NUMBER,
        "0-0:96.1.2(735999289094174212)",
        "1-0:0.0.0*255(1336001560)",
        "0-1:96.1.0(12345678)",
        "0-0:96.1.255*255(1ESY1313002565)",
        "1-0:0.2.2(1234567)",
        "0-0:96.13.0(Strom)",
        "0-0:96.13.1(303132333435363738)",
        "0-0:98.1.0(12345678)(x)",
        "1-0:1.8.0(00010501.076*kWh0-0:96.1.1(4B384547303034303436333935353037)",
        "9.1.1(4B384547303034303436333935353037)",
        "0-0:96.1.1(4B38454730303430343",
    ],
)
def test_identities_and_texts(line: str) -> None:
    """Numbers of meters and places are masked, and those that nobody knows."""
    (again,) = masked(line)
    assert again != line
    assert len(again) == len(line)
    assert again.partition("(")[0] == line.partition("(")[0]


def test_text_over_several_lines() -> None:
    """A text ends with its parenthesis, or where the next register begins."""
    lines = ["0-0:96.13.0(Power", "will be", "out)", "out(side)", ENERGY]
    assert masked(*lines) == [
        "0-0:96.13.0(xxxxx",
        "xxxx xx",
        "xxx)",
        "out(side)",
        ENERGY,
    ]
    lines = ["0-0:96.13.0(Power", ENERGY, "will be"]
    assert masked(*lines) == ["0-0:96.13.0(xxxxx", ENERGY, "will be"]


@pytest.mark.parametrize("ident", ["LGF5E360", "HLY5/D545-METER"])
@pytest.mark.parametrize(
    ("line_end", "checksum"),
    [("\r\n", "{:04X}"), ("\n", "{:04X}"), ("\r\n", "{:04x}"), ("\r\n", "")],
)
def test_checksum(ident: str, line_end: str, checksum: str) -> None:
    """It fits what is masked, in the letter case of the original."""
    data = telegram(ident, [ENERGY, NUMBER], line_end=line_end, checksum=checksum)
    (event,) = telegrams(decode(data))
    again = mask(event, None)
    assert len(again) == len(data)
    (read,) = telegrams(decode(again))
    assert read.integrity == event.integrity
    trailer = again.rpartition(b"!")[2]
    assert trailer == (trailer.lower() if "x" in checksum else trailer.upper())


def test_other_checksum() -> None:
    """CRC-16/X-25 stays one, in the order of its bytes."""
    data = telegram("EGM5G35", [ENERGY, NUMBER], checksum="").rstrip()
    for order in (">H", "<H"):
        trailer = struct.pack(order, x25(data)).hex().upper().encode() + b"\r\n"
        (event,) = telegrams(decode(data + trailer))
        assert event.integrity is Integrity.CRC16_X25
        (again,) = telegrams(decode(mask(event, None)))
        assert again.integrity is Integrity.CRC16_X25


def unpadded() -> bytes:
    """Return a telegram whose checksum lacks its leading zero."""
    tried = (
        telegram(lines=[f"1-0:1.7.0({power:05}*W)", NUMBER], checksum="{:X}")
        for power in range(1000)
    )
    return next(data for data in tried if data[-6:-5] == b"!")


def test_checksum_without_leading_zeros() -> None:
    """The length stays, where the new checksum has a digit more."""
    data = unpadded()
    (event,) = telegrams(decode(data))
    again = mask(event, None)
    assert len(again) == len(data)
    assert again.endswith(b"\n")
    (read,) = decode(again)
    assert isinstance(read, Telegram)
    assert read.integrity == event.integrity


def test_length_stays_where_a_checksum_is_cut() -> None:
    """A checksum of two digits that fits nothing has two again."""
    data = telegram(lines=[ENERGY, NUMBER], checksum="3B").rstrip()
    again = mask(refused(data, Reason.TRUNCATED), None)
    assert len(again) == len(data)


@pytest.mark.parametrize("bits", [0x0001, 0x8000, 0xFFFF])
def test_wrong_checksum(bits: int) -> None:
    """One that was wrong is wrong by the same bits."""
    sound = telegram(lines=[ENERGY, NUMBER])
    sent = int(sound[-6:-2], 16) ^ bits
    data = sound[:-6] + b"%04X\r\n" % sent
    (event,) = decode(data)
    assert isinstance(event, Rejected)
    again = mask(event, None)
    repaired = again[:-6] + b"%04X\r\n" % (int(again[-6:-2], 16) ^ bits)
    assert NUMBER.encode() not in again
    assert len(telegrams(decode(again))) == 0
    assert len(telegrams(decode(repaired))) == 1


def test_without_checksum() -> None:
    """What has none gets none."""
    data = telegram(lines=[ENERGY, NUMBER], checksum="EHEX")
    again = mask(refused(data, Reason.CHECKSUM), None)
    assert again.startswith(data[: data.index(NUMBER.encode())])
    assert again.endswith(b"!EHEX\r\n")
    assert NUMBER.encode() not in again


def test_bytes_that_look_like_a_cipher() -> None:
    """A telegram that its checksum shows to be readable is masked as text."""
    data = telegram(lines=["\0\0", ENERGY, NUMBER])
    data = data.replace(b"\r\n\r\n", b"\r\n", 1)
    body, _, tail = data.partition(b"!")
    data = body + b"!%04X" % crc16(body + b"!") + tail[4:]
    (event,) = telegrams(decode(data))
    again = mask(event, None)
    assert NUMBER.encode() not in again
    (read,) = telegrams(decode(again))
    assert read.integrity is Integrity.CRC16_ARC
    assert ENERGY.encode() in again

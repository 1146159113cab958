"""Tests of the lines of a CUL."""

from hypothesis import given, strategies as st
import pytest

from custom_components.han_port.decoder.telegram import Integrity, Reason, Rejected
from custom_components.han_port.decoder.wireless.cul import Cul
from custom_components.han_port.decoder.wireless.reception import Reception
from custom_components.han_port.decoder.wireless.text import MAX_LINE
from tests.decoder.feeding import cut, one_by_one
from tests.decoder.wireless.compose_radio import (
    SENDER,
    cul,
    cul_b,
    format_a,
    heard,
    receptions,
    refusals,
    replies,
    telegram,
)

ONE = telegram()
#: Of the size of a GAMA 350's: 217 bytes with CRCs.
LONG = telegram(11)


@pytest.mark.parametrize(
    ("trailer", "rssi"),
    [("", None), ("4f", -34.5), ("804f", -34.5), ("8080", -138.0), ("0012", -65.0)],
)
def test_trailer(trailer: str, rssi: float | None) -> None:
    """Behind the last CRC the strength stands last, where there is one."""
    items = heard(Cul(), cul(ONE, trailer))
    assert items == [Reception(ONE, rssi, Integrity.WIRELESS_CRC)]


@pytest.mark.parametrize("blocks", [1, 6, 7, 11, 14])
def test_format_b(blocks: int) -> None:
    """In format B there are one or two CRCs, which L does not count any more."""
    data = telegram(blocks)
    items = heard(Cul(), cul_b(data))
    assert items == [Reception(data, -34.5, Integrity.WIRELESS_CRC)]


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\n\r\n"])
def test_line_ends(end: bytes) -> None:
    """Any line end will do."""
    line = cul(ONE).strip()
    assert len(receptions(Cul().feed((line + end) * 2))) == 2


def test_lower_case() -> None:
    """So will digits in lower case."""
    line = cul(ONE).lower()
    assert receptions(heard(Cul(), line))[0].telegram == ONE


@pytest.mark.parametrize("before", [b"\xff\x00?", cul(LONG)[:100], b"b" * 20])
def test_behind_what_has_no_end(before: bytes) -> None:
    """A line whose end was lost takes no other one with it."""
    for line in (cul(ONE), cul_b(ONE)):
        assert receptions(heard(Cul(), before + line))[0].telegram == ONE


def test_no_line_end() -> None:
    """A pause ends a line."""
    assert receptions(heard(Cul(), cul(ONE).strip()))[0].telegram == ONE


@pytest.mark.parametrize("digits", [2 * 148, 2 * 148 - 1, 2 * 110, 24])
def test_cut(digits: int) -> None:
    """A line that the stick's buffer has cut names its meter."""
    line = cul(LONG)[: 1 + digits] + b"\r\n"
    assert heard(Cul(), line) == [
        Rejected(
            Reason.TRUNCATED,
            digits // 2,
            LONG[:4].hex(),
            "the receiver has cut the line",
            sender=SENDER,
        )
    ]


def test_odd_digit_behind_all() -> None:
    """Half a byte more than all is a buffer that ran over, too."""
    (refused,) = heard(Cul(), cul(ONE, "8"))
    assert isinstance(refused, Rejected)
    assert (refused.reason, refused.sender) == (Reason.TRUNCATED, SENDER)


def test_cut_within_the_first_block() -> None:
    """Where the first CRC is missing nobody knows whose line it was."""
    (refused,) = heard(Cul(), cul(LONG)[:20] + b"\r\n")
    assert isinstance(refused, Rejected)
    assert (refused.reason, refused.sender) == (Reason.CHECKSUM, "")


def test_cut_format_b() -> None:
    """A cut line of format B is told as cut; no CRC vouches for its meter."""
    (refused,) = heard(Cul(), cul_b(LONG)[:298] + b"\r\n")
    assert isinstance(refused, Rejected)
    assert (refused.reason, refused.sender) == (Reason.TRUNCATED, "")


def test_cut_to_nothing() -> None:
    """Half a byte is no frame."""
    assert refusals(heard(Cul(), b"bB\r\n")) == [("checksum", 0)]


def test_bad_crc() -> None:
    """A digit that changed is found; the first block still names the meter."""
    frame = bytearray(format_a(ONE))
    frame[20] ^= 1
    (refused,) = heard(Cul(), b"b" + frame.hex().encode() + b"804f\r\n")
    assert isinstance(refused, Rejected)
    assert (refused.reason, refused.sender) == (Reason.CHECKSUM, SENDER)


def test_too_long() -> None:
    """More than two bytes behind the last CRC are none of the stick's."""
    assert refusals(heard(Cul(), cul(ONE, "80804f"))) == [
        ("checksum", len(format_a(ONE)) + 3)
    ]


@pytest.mark.parametrize(
    "line", [b"V 1.67 nanoCUL868", b"VTS 0.41 CSM868", b"TMODE", b"? (b is unknown)"]
)
def test_reply(line: bytes) -> None:
    """What the stick says for itself is a reply."""
    assert replies(heard(Cul(), line + b"\r\n")) == [line]


@pytest.mark.parametrize(
    "line", [b"[I][wifi:300]: connected", b"V", b"bXYZ", b"\xff\xfe\xa5", b"LOVF"]
)
def test_noise(line: bytes) -> None:
    """Other lines are noise."""
    assert refusals(heard(Cul(), line + b"\r\n")) == [("noise", len(line))]


def test_longest_line() -> None:
    """A line without an end is bounded, and the next one is heard."""
    receiver = Cul()
    assert receiver.feed(b"b" + b"0" * 9000) == []
    assert len(receiver._line) == MAX_LINE
    items = receiver.feed(b"\n" + cul(ONE))
    assert refusals(items) == [("noise", 4096), ("noise", 4096), ("noise", 809)]
    assert len(receptions(items)) == 1


@given(
    st.lists(
        st.one_of(
            st.binary(max_size=12),
            st.sampled_from([cul(ONE), cul_b(ONE), b"TMODE\r\n", b"b", b"\n"]),
            st.just(cul(ONE)[:40]),
        ),
        max_size=8,
    ),
    st.lists(st.integers(0, 400), max_size=8),
)
def test_same_items_however_cut(parts: list[bytes], at: list[int]) -> None:
    """Whole, byte by byte and in any pieces, a stream gives the same items."""
    stream = b"".join(parts)
    items = heard(Cul(), stream)
    assert heard(Cul(), *one_by_one(stream)) == items
    assert heard(Cul(), *cut(stream, at)) == items

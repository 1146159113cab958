"""Tests of telegrams in lines of text."""

from hypothesis import given, strategies as st
import pytest

from custom_components.han_port.decoder.telegram import Integrity, Reason, Rejected
from custom_components.han_port.decoder.wireless.lines import Lines
from custom_components.han_port.decoder.wireless.reception import Reception
from custom_components.han_port.decoder.wireless.text import MAX_LINE
from tests.decoder.feeding import cut, one_by_one
from tests.decoder.wireless.compose_radio import (
    SENDER,
    cul,
    format_a,
    format_b,
    heard,
    receptions,
    refusals,
    telegram,
    with_last,
)

ONE = telegram()
LONG = telegram(11)
HEX = ONE.hex()
RTL = f"T1;1;1;2026-01-31 12:00:00.00Z;-71;;;0x{HEX}\n"


def refused(line: bytes) -> Rejected:
    """Return the one refusal that a line comes to."""
    (item,) = heard(Lines(), line)
    assert isinstance(item, Rejected)
    return item


@pytest.mark.parametrize(
    "line",
    [
        HEX,
        HEX.upper(),
        f"0x{HEX}",
        f"0X{HEX.upper()}",
        f"  {HEX}  ",
        ONE.hex(" "),
        ONE.hex(" ", 4),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", ""])
def test_hex(line: str, end: str) -> None:
    """Hex digits alone are a telegram, with or without an end of the line."""
    items = heard(Lines(), f"{line}{end}".encode())
    assert items == [Reception(ONE, None, Integrity.RECEIVER)]


def test_longest_with_spaces() -> None:
    """The longest telegram has room for its CRCs and spaces."""
    data = telegram(15)
    line = format_a(data).hex(" ").encode()
    assert receptions(heard(Lines(), line))[0].telegram == data


@pytest.mark.parametrize("trailer", ["", "4f", "804f"])
@pytest.mark.parametrize("frame", [format_a(LONG), format_b(LONG)], ids=["A", "B"])
def test_with_crcs(frame: bytes, trailer: str) -> None:
    """CRCs of either format are checked and cut out."""
    items = heard(Lines(), f"{frame.hex()}{trailer}\n".encode())
    assert items == [Reception(LONG, None, Integrity.WIRELESS_CRC)]


@pytest.mark.parametrize(
    "data",
    [with_last(ONE, 18), ONE + b"\x12", ONE + b"\x3b\xd0", ONE + b"\x3b\xd0\x80\x4f"],
)
def test_tail(data: bytes) -> None:
    """What a sender leaves behind a telegram is handed on with it."""
    items = heard(Lines(), data.hex().encode())
    assert items == [Reception(data, None, Integrity.RECEIVER)]


def test_much_too_long() -> None:
    """With more behind it than that it is no telegram."""
    one = refused((ONE + bytes(5)).hex().encode())
    assert (one.reason, one.size, one.sender) == (
        Reason.CHECKSUM,
        len(ONE) + 5,
        SENDER,
    )


@pytest.mark.parametrize(
    "line", [HEX[:-2], HEX[:-1], HEX[:24], HEX + "1", format_a(LONG).hex()[:296]]
)
def test_cut(line: str) -> None:
    """A telegram shorter than its L, or by half a byte, is told with its meter."""
    one = refused(line.encode())
    assert (one.reason, one.sender) == (Reason.TRUNCATED, SENDER)
    assert (one.size, one.head) == (len(line) // 2, line[:8])


def test_bad_crc() -> None:
    """Where the first CRC fits, all have to."""
    frame = bytearray(format_a(LONG))
    frame[50] ^= 1
    one = refused(frame.hex().encode())
    assert (one.reason, one.sender) == (Reason.CHECKSUM, SENDER)


@pytest.mark.parametrize("before", ["?", RTL[:70], "0x", "C1;1;1;"])
def test_rtl_wmbus_behind_what_has_no_end(before: str) -> None:
    """A line whose end was lost takes no other one with it."""
    (item,) = heard(Lines(), (before + RTL).encode())
    assert item == Reception(ONE, -71.0, Integrity.RECEIVER)


def test_rtl_wmbus() -> None:
    """A line of rtl_wmbus brings the strength."""
    items = heard(Lines(), RTL.encode())
    assert items == [Reception(ONE, -71.0, Integrity.RECEIVER)]


@pytest.mark.parametrize("strength", ["97", "", "x", "-", "--7"])
def test_rtl_wmbus_without_strength(strength: str) -> None:
    """What is no number below zero is no strength in dBm."""
    line = RTL.replace("-71;;", f"{strength};148;88888888")
    assert receptions(heard(Lines(), line.encode()))[0].rssi is None


@pytest.mark.parametrize("checks", ["0;1", "1;0", "0;0", ";"])
def test_rtl_wmbus_with_errors(checks: str) -> None:
    """A telegram that rtl_wmbus itself found wrong is refused, with no meter."""
    one = refused(RTL.replace(";1;1;", f";{checks};").encode())
    assert (one.reason, one.size, one.sender) == (Reason.CHECKSUM, len(ONE), "")


@pytest.mark.parametrize(
    ("before", "rssi"),
    [
        ("", None),
        ("[12:00:01][D][wmbus:097]: ", None),
        ("\x1b[0;36m[D][wmbus:097]: Meter ID [0x31000001] RSSI: -71 dBm ", -71.0),
        ("[I][main:1]: RSSI: -71dBm ", -71.0),
        ("[I][main:1]: RSSI: 0dBm ", None),
    ],
)
def test_log(before: str, rssi: float | None) -> None:
    """A log tells telegrams behind `T:`, some with the strength before it."""
    line = f"{before}T: {HEX} ({len(ONE)}) T1 A\x1b[0m\r\n"
    items = heard(Lines(), line.encode())
    assert items == [Reception(ONE, rssi, Integrity.RECEIVER)]


def test_cut_log() -> None:
    """A log line that was cut is a telegram that was cut."""
    one = refused(f"[D][wmbus:097]: T: {HEX[:80]}".encode())
    assert (one.reason, one.sender) == (Reason.TRUNCATED, SENDER)


@pytest.mark.parametrize(
    "line",
    [
        "[I][wifi:300]: connected",
        "T: 25 C",
        "T: 25 (1)",
        "0x",
        "00" * 60,
        "44",
        "T1;1;1;;;;;0x",
        "T1;1;1",
        cul(ONE).decode().strip(),
    ],
)
def test_noise(line: str) -> None:
    """Other lines are noise."""
    assert refusals(heard(Lines(), line.encode() + b"\n")) == [("noise", len(line))]


def test_longest_line() -> None:
    """A line without an end is bounded, and the next one is heard."""
    receiver = Lines()
    assert receiver.feed(b"0" * 3000) == []
    assert len(receiver._line) == MAX_LINE
    items = receiver.feed(b"\n" + RTL.encode())
    assert refusals(items) == [("noise", 3000)]
    assert len(receptions(items)) == 1


def test_much_behind_a_telegram() -> None:
    """A line that is too long is none, whatever its beginning."""
    line = HEX.encode() + b" " * MAX_LINE
    assert refusals(heard(Lines(), line)) == [("noise", len(line))]


@given(
    st.lists(
        st.one_of(
            st.binary(max_size=12),
            st.sampled_from([f"{HEX}\n".encode(), RTL.encode(), b"\r\n", b"T: "]),
            st.just(f"{HEX[:60]}\n".encode()),
        ),
        max_size=8,
    ),
    st.lists(st.integers(0, 400), max_size=8),
)
def test_same_items_however_cut(parts: list[bytes], at: list[int]) -> None:
    """Whole, byte by byte and in any pieces, a stream gives the same items."""
    stream = b"".join(parts)
    items = heard(Lines(), stream)
    assert heard(Lines(), *one_by_one(stream)) == items
    assert heard(Lines(), *cut(stream, at)) == items

"""Tests of recognising a receiver by what it sends."""

import random

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.han_port.decoder.profile import Line
from custom_components.han_port.decoder.telegram import Reason, Rejected
from custom_components.han_port.decoder.wireless.receivers import (
    RECEIVERS,
    Recognizer,
)
from custom_components.han_port.decoder.wireless.reception import Item
from tests.decoder.feeding import cut, one_by_one
from tests.decoder.wireless.compose_radio import (
    SENDER,
    amber,
    cul,
    format_a,
    heard,
    im871a,
    im871a_reply,
    iu891a,
    receptions,
    refusals,
    telegram,
    with_last,
)

ONE = telegram()
OTHER = telegram(5)

#: What tells a receiver at once.
SURE = {
    "amb8465": amber(ONE, 18),
    "im871a": im871a(ONE),
    "cul": cul(ONE),
    "iu891a": iu891a(ONE),
    "lines": f"{ONE.hex()}\n".encode(),
}
NOISE = random.Random(7).randbytes(50)


def known(recognizer: Recognizer) -> str | None:
    """Return the id of the receiver that was recognised."""
    return recognizer.receiver.id if recognizer.receiver else None


def ended(data: bytes, *, is_cut: bool = False) -> tuple[str | None, list[Item]]:
    """Feed data and its end."""
    recognizer = Recognizer()
    pieces = one_by_one(data) if is_cut else [data]
    items = [item for piece in pieces for item in recognizer.feed(piece)]
    items += recognizer.end()
    return known(recognizer), items


def test_table() -> None:
    """The receivers stand in the order in which they are asked."""
    rows = [(one.id, one.line, one.is_asked) for one in RECEIVERS.values()]
    assert [*RECEIVERS] == [one.id for one in RECEIVERS.values()]
    assert rows == [
        ("amb8465", Line(9600), True),
        ("im871a", Line(57600), True),
        ("rc1180", Line(19200), True),
        ("cul", Line(38400), True),
        ("iu891a", Line(115200), True),
        ("lines", Line(115200), False),
        ("transparent", Line(9600), False),
    ]


def test_names() -> None:
    """Each has a name for people."""
    assert [one.name for one in RECEIVERS.values()] == [
        "Amber AMB8465 / Würth Metis-II",
        "IMST iM871A-USB",
        "Radiocrafts RC1180",
        "CUL / nanoCUL",
        "IMST iU891A-XL",
        "Text lines (rtl_wmbus, ESP32)",
        "Transparent receiver",
    ]


@pytest.mark.parametrize("name", SURE)
def test_at_once(name: str) -> None:
    """One telegram with marks around it is enough."""
    recognizer = Recognizer()
    data = SURE[name] + (b"" if name == "lines" else b"\n")
    assert [one.telegram for one in receptions(recognizer.feed(data))] == [ONE]
    assert known(recognizer) == name


@pytest.mark.parametrize("name", SURE)
def test_only_the_one_is_heard_from_then_on(name: str) -> None:
    """What other receivers would understand is noise to it."""
    recognizer = Recognizer()
    recognizer.feed(SURE[name])
    other = SURE["im871a" if name == "cul" else "cul"]
    assert not receptions(heard(recognizer, other))
    assert known(recognizer) == name


@pytest.mark.parametrize("name", SURE)
def test_noise_before(name: str) -> None:
    """The one hands out what it refused before; of the others nothing comes."""
    before = NOISE + b"\n\xc0"
    items = RECEIVERS[name]().feed(before + SURE[name])
    assert Recognizer().feed(before + SURE[name]) == items


def test_reply() -> None:
    """A reply is a sign as well."""
    recognizer = Recognizer()
    recognizer.feed(im871a_reply(2))
    assert known(recognizer) == "im871a"


def test_cut_lines() -> None:
    """So are the lines that a CUL has cut, where a CRC says whose they are."""
    recognizer = Recognizer()
    items = recognizer.feed(cul(OTHER)[:100] + b"\r\n")
    assert [item.sender for item in items if isinstance(item, Rejected)] == [SENDER]
    assert known(recognizer) == "cul"


def test_line_without_an_end() -> None:
    """Hex digits without a line end are understood at the pause."""
    recognizer = Recognizer()
    assert recognizer.feed(ONE.hex().encode()) == []
    assert [one.telegram for one in receptions(recognizer.pause())] == [ONE]
    assert known(recognizer) == "lines"


def test_first_one_wins() -> None:
    """Of two in one piece the first is the one."""
    for first, second in (("im871a", "cul"), ("cul", "im871a"), ("lines", "amb8465")):
        recognizer = Recognizer()
        recognizer.feed(SURE[first] + SURE[second])
        assert known(recognizer) == first


def test_damage_before_two_at_once() -> None:
    """Where it has to be found out who was the first, a refusal stays what it is."""
    data = b"\xff\x8b\x00\x00" + amber(ONE, 18) + im871a(OTHER)
    name, items = ended(data)
    assert (name, items) == ended(data, is_cut=True)
    assert refusals(items)[0] == ("checksum", 4)


def test_bare_telegrams() -> None:
    """Telegrams alone are understood at the pause, and all of them handed out."""
    recognizer = Recognizer()
    assert recognizer.feed(ONE + OTHER) == []
    assert [one.telegram for one in receptions(recognizer.pause())] == [ONE, OTHER]
    assert known(recognizer) == "transparent"
    assert [one.telegram for one in receptions(recognizer.feed(ONE))] == [ONE]


def test_bare_telegrams_with_strength() -> None:
    """Where L counts a strength, it is the module that does so."""
    recognizer = Recognizer()
    (item,) = receptions(heard(recognizer, with_last(ONE, 164)))
    assert (item.telegram, item.rssi) == (ONE, -82.0)
    assert known(recognizer) == "rc1180"


@pytest.mark.parametrize("name", ["amb8465", "im871a", "iu891a"])
def test_damaged_frame_is_no_bare_telegram(name: str) -> None:
    """The telegram in a damaged frame does not tell a transparent receiver."""
    recognizer = Recognizer()
    bad = bytearray(SURE[name])
    bad[-3] ^= 1
    assert refusals(heard(recognizer, bytes(bad))) == [("noise", len(bad))]
    assert known(recognizer) is None
    recognizer.feed(SURE[name])
    assert known(recognizer) == name


def test_bare_telegrams_behind_a_part_of_one() -> None:
    """Behind noise it takes two of them, or the end."""
    recognizer = Recognizer()
    assert refusals(heard(recognizer, b"\x00" + ONE)) == [("noise", len(ONE) + 1)]
    assert len(receptions(heard(recognizer, b"\x00" + ONE + OTHER))) == 2
    name, items = ended(b"\x00" + ONE)
    assert (name, len(receptions(items))) == ("transparent", 1)


def test_noise_alone() -> None:
    """What nobody understands is told as noise at each pause, and once."""
    recognizer = Recognizer()
    assert recognizer.feed(b"\x00" * 5000) == []
    assert recognizer.pause() == [
        Rejected(Reason.NOISE, 5000, detail="no receiver is known that sends so")
    ]
    assert recognizer.pause() == []
    assert recognizer.end() == []


def test_nothing_is_kept() -> None:
    """Of megabytes without a pause a bounded number of telegrams is remembered."""
    recognizer = Recognizer()
    for _ in range(40):
        recognizer.feed(ONE * 10)
    assert len(recognizer.pause()) == 256


def test_end_of_a_known_one() -> None:
    """The end is a pause for it."""
    recognizer = Recognizer()
    recognizer.feed(im871a(ONE) + im871a(ONE)[:40])
    assert refusals(recognizer.end()) == [("truncated", 40)]


@given(
    st.lists(
        st.one_of(
            st.binary(max_size=12),
            st.sampled_from([*SURE.values(), ONE, format_a(ONE), b"\r\n", b"T: "]),
            st.just(im871a(ONE)[:30]),
        ),
        max_size=8,
    ),
    st.lists(st.integers(0, 600), max_size=8),
)
@settings(max_examples=60)
def test_same_items_however_cut(parts: list[bytes], at: list[int]) -> None:
    """Whole, byte by byte and in any pieces, a stream gives the same items."""
    stream = b"".join(parts)
    expected = ended(stream)
    assert ended(stream, is_cut=True) == expected
    recognizer = Recognizer()
    items = [item for piece in cut(stream, at) for item in recognizer.feed(piece)]
    items += recognizer.end()
    assert (known(recognizer), items) == expected

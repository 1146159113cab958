"""Tests of the framing of Radiocrafts' RC1180."""

import pytest

from custom_components.han_port.decoder.wireless.rc1180 import Rc1180
from custom_components.han_port.decoder.wireless.reception import Reception, Reply
from tests.decoder.wireless.compose_radio import (
    heard,
    refusals,
    telegram,
    with_last,
)
from tests.decoder.wireless.dialogue import opened

ONE = telegram()
OPEN = telegram(0, mode=0, plain=bytes.fromhex("0c78010000310b2b170900"))
APPENDS = bytes([0, 0, 0, 2, 0, 1]) + bytes(250)


def test_without_strength() -> None:
    """Where the configuration word counts all bytes, none is the strength."""
    assert heard(Rc1180(), ONE) == [Reception(ONE)]


@pytest.mark.parametrize(("raw", "rssi"), [(164, -82.0), (91, -45.5)])
def test_with_strength(raw: int, rssi: float) -> None:
    """A byte that the configuration word does not count is the strength."""
    assert heard(Rc1180(), with_last(ONE, raw)) == [Reception(ONE, rssi)]


def test_learned_from_the_memory() -> None:
    """The memory says it for telegrams that do not."""
    receiver = Rc1180()
    opened(receiver, {b"\x00": b">", b"0": APPENDS + b">"})
    assert heard(receiver, with_last(OPEN, 164)) == [Reception(OPEN, -82.0)]


def test_learned_from_a_telegram() -> None:
    """So do telegrams before."""
    items = heard(Rc1180(), with_last(ONE, 164) + with_last(OPEN, 164))
    assert items == [Reception(ONE, -82.0), Reception(OPEN, -82.0)]


def test_no_blocks() -> None:
    """A configuration word that counts no blocks says nothing."""
    data = telegram(0, plain=b"\x2f")
    assert heard(Rc1180(), with_last(ONE, 164) + with_last(data, 164)) == [
        Reception(ONE, -82.0),
        Reception(data, -82.0),
    ]


def test_memory_in_pieces() -> None:
    """The memory may come in pieces."""
    receiver = Rc1180()
    opening = receiver.opening()
    opening.send(None)
    opening.send(b">")
    assert receiver.feed(APPENDS[:100]) == []
    assert receiver.feed(APPENDS[100:] + b">") == [Reply(APPENDS + b">")]


def test_not_known() -> None:
    """Where nothing says so, all bytes are the telegram's."""
    data = with_last(OPEN, 164)
    assert heard(Rc1180(), data) == [Reception(data)]


def test_prompt_is_no_reply_by_itself() -> None:
    """A prompt that nobody asked for is noise: it may be an L as well."""
    assert refusals(heard(Rc1180(), b">")) == [("noise", 1)]


@pytest.mark.parametrize(
    "reply",
    [
        b"x" + APPENDS + b">",
        bytes([0, 0, 0, 9, 0, 1]) + bytes(250) + b">",
        bytes([0, 0, 0, 2, 0, 7]) + bytes(250) + b">",
    ],
    ids=["not the first bytes", "no mode", "neither on nor off"],
)
def test_what_is_no_memory(reply: bytes) -> None:
    """Noise with a prompt in it is no module: nothing is written into anything."""
    is_there, sent = opened(Rc1180(), {b"\x00": b"noise>", b"0": reply})
    assert (is_there, sent) == (False, [b"\x00", b"0", b"X"])

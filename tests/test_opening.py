"""Tests of what is heard on a port that brings no telegrams."""

import pytest

from custom_components.han_port.decoder import Event, Reason, Rejected
from custom_components.han_port.opening import NOISE, Opening
from tests.watches.issues import heard

STRAY = b"\x80\xf8\x06" * 40
WORDS = b"ser2net port 2001 device /dev/ttyUSB0 [115200N81] (Debian GNU/Linux)\r\n"


def _heard(*events: Event, data: bytes = STRAY) -> Opening:
    """Hear bytes, and what became of them."""
    opening = Opening()
    opening.hear(data, events)
    return opening


@pytest.mark.parametrize(
    "events",
    [
        [],
        [Rejected(Reason.NOISE, 9)],
        [Rejected(Reason.TRUNCATED, 9), Rejected(Reason.OVERSIZE, 9)],
    ],
)
def test_nothing_of_a_meter(events: list[Event]) -> None:
    """A wrong speed makes of telegrams what is too long, too short, or nothing."""
    opening = _heard(*events)
    assert (opening.is_strange, opening.is_noise) == (True, True)


@pytest.mark.parametrize(
    "event",
    [
        heard(),
        *[
            Rejected(reason, 9)
            for reason in (Reason.CHECKSUM, Reason.ENCRYPTED, Reason.PROFILE)
        ],
    ],
)
def test_something_of_a_meter(event: Event) -> None:
    """A telegram, and a damaged one too, says that the settings are right."""
    opening = _heard(Rejected(Reason.NOISE, 9), event)
    opening.hear(STRAY, [])
    assert (opening.is_strange, opening.is_noise) == (False, False)


def test_text_is_no_noise() -> None:
    """No meter sends it, but a serial server may."""
    opening = _heard(data=WORDS)
    assert (opening.is_strange, opening.is_noise) == (True, False)
    opening.hear(STRAY, [])
    assert opening.is_noise


def test_some_bytes_say_nothing() -> None:
    """A few come when a cable is plugged in."""
    assert not _heard(data=STRAY[: NOISE - 1]).is_strange
    assert _heard(data=STRAY[:NOISE]).is_strange


def test_bytes_are_counted() -> None:
    """A port that brings none is silent."""
    opening = Opening()
    assert (opening.size, opening.is_strange) == (0, False)
    opening.hear(STRAY, [])
    opening.hear(WORDS, [])
    assert opening.size == len(STRAY + WORDS)

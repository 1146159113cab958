"""Tests of counting what was heard."""

from collections.abc import Iterable

import pytest

from custom_components.han_port.decoder import (
    Decoder,
    Integrity,
    Meter,
    Reason,
    Rejected,
    Telegram,
)
from custom_components.han_port.hearing import KEPT, Hearing

TELEGRAM = Telegram("sesko", "ADN9 7534", Meter(), None, Integrity.NONE, {})


def _hearing(*reasons: Reason, size: int = 1) -> Hearing:
    """Hear bytes that were refused."""
    hearing = Hearing()
    hearing.size = size
    _refuse(hearing, reasons)
    return hearing


def _refuse(hearing: Hearing, reasons: Iterable[Reason]) -> None:
    """Take refusals, one after another, their sizes numbered."""
    for number, reason in enumerate(reasons):
        hearing.take(Rejected(reason, number))


def test_nothing_is_silence() -> None:
    """Without a byte there is nobody."""
    assert Hearing().trouble == "silence"


def test_bytes_are_noise() -> None:
    """Bytes that came to nothing yet are noise."""
    assert _hearing().trouble == "noise"


@pytest.mark.parametrize(
    ("reasons", "trouble"),
    [
        ([Reason.NOISE], "noise"),
        ([Reason.TRUNCATED], "noise"),
        ([Reason.OVERSIZE], "noise"),
        ([Reason.VALUE], "noise"),
        ([Reason.CHECKSUM, Reason.NOISE], "checksum"),
        ([Reason.CHECKSUM, Reason.ENCRYPTED], "encrypted"),
        ([Reason.ENCRYPTED, Reason.PROFILE, Reason.CHECKSUM], "wrong_profile"),
    ],
)
def test_the_most_telling_refusal_counts(reasons: list[Reason], trouble: str) -> None:
    """One sound telegram of another profile says more than a hundred bad ones."""
    assert _hearing(*reasons).trouble == trouble


def test_events_are_counted() -> None:
    """Telegrams and refusals are counted apart, refusals by reason."""
    hearing = _hearing(Reason.NOISE, Reason.CHECKSUM, Reason.NOISE)
    hearing.take(TELEGRAM)
    hearing.take(TELEGRAM)
    assert hearing.telegrams == 2
    assert dict(hearing.refused) == {Reason.NOISE: 2, Reason.CHECKSUM: 1}


def test_the_last_refusals_are_kept() -> None:
    """Of many refusals the last few are there for diagnostics; all are counted."""
    hearing = _hearing(*[Reason.NOISE] * 25)
    assert [refusal.size for refusal in hearing.refusals] == list(range(15, 25))
    assert len(hearing.refusals) == KEPT
    assert hearing.refused.total() == 25


def test_every_reason_has_a_trouble() -> None:
    """Whatever the decoder refuses for leads to one of five texts."""
    texts = {"silence", "noise", "checksum", "encrypted", "wrong_profile"}
    assert {_hearing(reason).trouble for reason in Reason} <= texts


def test_takes_what_the_decoder_gives() -> None:
    """The decoder's events go in as they come."""
    hearing = Hearing()
    for event in Decoder().feed(b"nonsense!\r\n"):
        hearing.take(event)
    assert hearing.refused.total() == 1

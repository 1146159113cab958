"""Tests of the telegrams that are kept as they came."""

from custom_components.han_port.decoder import (
    Decoder,
    Event,
    Reason,
    Rejected,
    Telegram,
)
from custom_components.han_port.samples import HELD_BACK, REFUSED, Samples
from tests.decoder.compose import telegram


def _heard(data: bytes) -> Telegram:
    """Decode a telegram."""
    (event,) = Decoder().feed(data)
    assert isinstance(event, Telegram)
    return event


def _refused(size: int) -> Rejected:
    """Refuse so many bytes."""
    return Rejected(Reason.CHECKSUM, size, raw=bytes(size))


def _kept(events: list[Event]) -> Samples:
    """Take events, a second after each other."""
    samples = Samples()
    for second, event in enumerate(events):
        samples.take(event, second)
    return samples


def test_nothing_is_kept_before_something_comes() -> None:
    """All is empty at first."""
    samples = Samples()
    assert samples.good is None
    assert not samples.refused
    assert not samples.held_back


def test_last_good_telegram_is_kept() -> None:
    """The newest takes the place of the one before, with its bytes and time."""
    data = telegram("KAM5")
    samples = _kept([_heard(telegram()), _heard(data)])
    assert samples.good
    assert samples.good.at == 1
    assert samples.good.event.raw == data
    assert not samples.refused


def test_last_refused_telegrams_are_kept() -> None:
    """Of many the newest stay, in their order; the good one is not touched."""
    refused: list[Event] = [_refused(size) for size in range(1, 10)]
    samples = _kept([_heard(telegram()), *refused])
    assert [one.event for one in samples.refused] == refused[-REFUSED:]
    assert [one.at for one in samples.refused] == [5, 6, 7, 8, 9]
    assert samples.good
    assert samples.good.at == 0


def test_telegrams_that_are_not_believed_are_kept() -> None:
    """They are sound, so they are good ones as well; the newest of them stay."""
    samples = Samples()
    for second in range(4):
        samples.hold_back(_heard(telegram()), second)
    assert [one.at for one in samples.held_back] == [2, 3]
    assert len(samples.held_back) == HELD_BACK
    assert samples.good is None


def test_line_without_a_value_is_not_kept() -> None:
    """Its telegram stands, and has the line in it."""
    refused = Rejected(Reason.VALUE, 20, detail="no value: 1-0:9.7.0")
    assert not _kept([refused]).refused

"""Tests of counting what was heard."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from custom_components.han_port.decoder import (
    Carrier,
    Decoder,
    Integrity,
    Meter,
    Reason,
    Rejected,
    Telegram,
)
from custom_components.han_port.hearing import Hearing

TELEGRAM = Telegram(
    "sesko", Carrier.P1, "ADN9 7534", Meter(), None, Integrity.CRC16_ARC, {}
)
VERIFIED = Integrity.GCM_TAG
UNVERIFIED = Integrity.GCM_UNVERIFIED | Integrity.HDLC_FCS


def _hearing(*reasons: Reason, size: int = 1) -> Hearing:
    """Hear bytes that were refused."""
    hearing = Hearing()
    hearing.size = size
    _refuse(hearing, reasons)
    return hearing


def _refuse(hearing: Hearing, reasons: Iterable[Reason]) -> None:
    """Take refusals, one after another."""
    for reason in reasons:
        hearing.take(Rejected(reason, 1))


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
        ([Reason.KEY, Reason.KEY], "wrong_key"),
        ([Reason.AUTHENTICATION_KEY] * 2, "wrong_authentication_key"),
        (
            [Reason.AUTHENTICATION_KEY] * 2 + [Reason.KEY] * 2,
            "wrong_authentication_key",
        ),
        ([Reason.KEY], "checksum"),
        ([Reason.AUTHENTICATION_KEY], "checksum"),
        ([Reason.KEY, Reason.AUTHENTICATION_KEY], "checksum"),
        ([Reason.MALFORMED, Reason.NOISE], "unknown_list"),
        ([Reason.UNKNOWN_LIST, Reason.CHECKSUM], "unknown_list"),
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


def test_every_reason_has_a_trouble() -> None:
    """Whatever the decoder refuses for leads to one of eight texts."""
    assert {_hearing(reason, reason).trouble for reason in Reason} == {
        "noise",
        "checksum",
        "encrypted",
        "unknown_list",
        "wrong_key",
        "wrong_authentication_key",
        "wrong_profile",
    }


def test_takes_what_the_decoder_gives() -> None:
    """The decoder's events go in as they come."""
    hearing = Hearing()
    for event in Decoder().feed(b"nonsense!\r\n"):
        hearing.take(event)
    assert hearing.refused.total() == 1


def test_locked_telegrams_are_counted_in_a_row() -> None:
    """Damage between them counts for nothing, a good telegram begins anew."""
    hearing = _hearing(Reason.KEY, Reason.CHECKSUM, Reason.AUTHENTICATION_KEY)
    assert hearing.locked == 2
    _refuse(hearing, [Reason.NOISE, Reason.ENCRYPTED])
    assert hearing.locked == 3
    hearing.take(TELEGRAM)
    assert hearing.locked == 0


def _counted(*counters: int | None, integrity: Integrity = VERIFIED) -> Hearing:
    """Hear telegrams with these invocation counters."""
    hearing = Hearing()
    for counter in counters:
        hearing.take(replace(TELEGRAM, invocation_counter=counter, integrity=integrity))
    return hearing


@pytest.mark.parametrize("integrity", [VERIFIED, UNVERIFIED])
@pytest.mark.parametrize(
    ("counters", "repeated"),
    [
        ([1, 2, 3, 0xFFFFFFFF], 0),
        ([7, 9, 40], 0),
        ([5, 5], 1),
        ([5, 5, 5, 6, 6], 3),
        ([0, 0, 0, 0], 0),
        ([None, None], 0),
        ([0, 0, 1, 2], 0),
        ([3, None, 3], 1),
    ],
)
def test_repeated_counters_are_counted(
    counters: list[int | None], repeated: int, integrity: Integrity
) -> None:
    """A counter that always is 0, or that there is not, says nothing."""
    assert _counted(*counters, integrity=integrity).repeated == repeated


@pytest.mark.parametrize(
    ("integrity", "repeated"), [(VERIFIED, 0), (UNVERIFIED, 1)], ids=["tag", "none"]
)
def test_counter_may_begin_anew_with_a_good_tag(
    integrity: Integrity, repeated: int
) -> None:
    """Without a tag a step back is counted, and from there it may rise again."""
    hearing = _counted(1000, 1001, 3, 4, 5, integrity=integrity)
    assert hearing.repeated == repeated
    assert hearing.invocation_counter == 5


def test_telegram_in_clear_keeps_the_counter() -> None:
    """What was not ciphered has none."""
    assert _counted(8, None).invocation_counter == 8

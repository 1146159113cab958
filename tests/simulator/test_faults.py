"""Each fault does to a telegram what its name says, and the decoder refuses it."""

from datetime import UTC, datetime
from random import Random

import pytest

from custom_components.han_port.decoder import (
    Decoder,
    Integrity,
    Reason,
    Rejected,
    Telegram,
)
from simulator.encode import crc16_x25
from simulator.faults import Fault, apply
from simulator.household import Household
from simulator.meters import METERS

MOMENT = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)
GOOD = METERS["sesko"].telegram(Household().at(MOMENT))
MARK = GOOD.index(b"!")


def spoilt(fault: Fault, seed: int = 1) -> bytes:
    """Return what becomes of a good telegram."""
    return apply(fault, GOOD, Random(seed))


def reasons(data: bytes) -> list[Reason | None]:
    """Decode bytes: the reasons of refusals, None for each telegram."""
    decoder = Decoder("sesko")
    events = (*decoder.feed(data), *decoder.end())
    return [event.reason if isinstance(event, Rejected) else None for event in events]


@pytest.mark.parametrize("fault", Fault)
def test_chance_comes_from_outside(fault: Fault) -> None:
    """The same chance does the same."""
    assert spoilt(fault, 9) == spoilt(fault, 9) != GOOD


@pytest.mark.parametrize("fault", Fault)
def test_next_telegram_is_read(fault: Fault) -> None:
    """After any fault the decoder finds the next good telegram."""
    assert reasons(spoilt(fault) + GOOD)[-1] is None


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.NOISE, Reason.NOISE),
        (Fault.BIT_ERRORS, Reason.CHECKSUM),
        (Fault.CUT, Reason.TRUNCATED),
        (Fault.BAD_CHECKSUM, Reason.CHECKSUM),
        (Fault.RESTART, Reason.TRUNCATED),
        (Fault.NO_CHECKSUM, Reason.CHECKSUM),
        (Fault.ENCRYPTED, Reason.ENCRYPTED),
        (Fault.INVERTED, Reason.NOISE),
    ],
)
def test_decoder_says_what_is_wrong(fault: Fault, reason: Reason) -> None:
    """The reason of the refusal fits the fault."""
    assert set(reasons(spoilt(fault))) == {reason}


def test_silence() -> None:
    """Silence is no byte."""
    assert spoilt(Fault.SILENCE) == b""


def test_noise_is_as_long_as_the_telegram() -> None:
    """Noise has the length of the telegram and other bytes each time."""
    assert len(spoilt(Fault.NOISE)) == len(GOOD)
    assert spoilt(Fault.NOISE, 1) != spoilt(Fault.NOISE, 2)


def test_few_bits_are_flipped() -> None:
    """One, two or three bits differ, none of them behind the `!`."""
    counts = set()
    for seed in range(50):
        damaged = spoilt(Fault.BIT_ERRORS, seed)
        differences = [one ^ other for one, other in zip(damaged, GOOD, strict=True)]
        counts.add(sum(difference.bit_count() for difference in differences))
        assert not any(differences[MARK:])
    assert counts == {1, 2, 3}


def test_bit_errors_never_give_a_telegram() -> None:
    """The checksum finds every one of many errors."""
    assert all(None not in reasons(spoilt(Fault.BIT_ERRORS, n)) for n in range(200))


@pytest.mark.parametrize("fault", [Fault.CUT, Fault.RESTART])
def test_cut_telegram_is_the_beginning_of_one(fault: Fault) -> None:
    """What is left begins as the telegram and ends before its `!`."""
    lengths = set()
    for seed in range(50):
        piece = spoilt(fault, seed)
        lengths.add(len(piece))
        assert 0 < len(piece) <= MARK
        assert GOOD.startswith(piece)
    assert len(lengths) > 20


def test_bad_checksum_changes_the_checksum_only() -> None:
    """Four other hex digits stand behind the `!`."""
    for seed in range(50):
        damaged = spoilt(Fault.BAD_CHECKSUM, seed)
        assert damaged[: MARK + 1] == GOOD[: MARK + 1]
        assert len(damaged) == len(GOOD)
        assert int(damaged[MARK + 1 :], 16) != int(GOOD[MARK + 1 :], 16)


def test_no_checksum_is_plain_mode_d() -> None:
    """Only the digits are missing, and Kuopio's profile can do without."""
    assert spoilt(Fault.NO_CHECKSUM) == GOOD[: MARK + 1] + b"\r\n"
    telegram = METERS["kuopio"].telegram(Household().at(MOMENT))
    (event,) = Decoder("kuopio").feed(apply(Fault.NO_CHECKSUM, telegram, Random(1)))
    assert isinstance(event, Telegram)
    assert event.integrity is Integrity.NONE


def test_ciphered_telegram_has_the_layout_of_stoen() -> None:
    """Ident line, empty title, length, control byte, counter, text, tag, checksum."""
    head, body = GOOD[:MARK].split(b"\r\n\r\n")
    ciphered = spoilt(Fault.ENCRYPTED)
    header = head + b"\r\n\r\n\x00\x82"
    assert ciphered.startswith(header)
    rest = ciphered.removeprefix(header)
    length = int.from_bytes(rest[:2])
    assert length == 1 + 4 + len(body) + 12
    assert rest[2:7] == b"\x30\x00\x00\x00\x00"
    assert rest[2 + length : 3 + length] == b"!"
    checksum = crc16_x25(ciphered[:-6])
    assert rest[3 + length :] == f"{checksum % 256:02X}{checksum >> 8:02X}\r\n".encode()


def test_inverted_telegram_is_the_other_way_round() -> None:
    """Inverted once more it is the telegram."""
    assert bytes(255 - byte for byte in spoilt(Fault.INVERTED)) == GOOD

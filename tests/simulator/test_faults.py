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
from simulator.crc16 import crc16_x25
from simulator.faults import Fault, apply
from simulator.household import Household
from simulator.meter import Meter
from simulator.meters import METERS, READABLE, VARIANTS
from tests.simulator.known import x25

MOMENT = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)
GOOD = READABLE["sesko"].telegram(Household().at(MOMENT))
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
    telegram = READABLE["kuopio"].telegram(Household().at(MOMENT))
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


def test_duplicate_is_the_telegram_twice() -> None:
    """Both are good."""
    assert spoilt(Fault.DUPLICATE) == 2 * GOOD


#: Telegrams without an ident line, and how many bytes end with the checksum.
BINARY = [
    (METERS["luxembourg"], 12),
    (METERS["kamstrup_dlms"], 3),
    (VARIANTS["kamstrup_dlms"]["ciphered"], 3),
    (METERS["aidon_dlms"], 3),
    (METERS["austria_mbus"], 2),
]


@pytest.mark.parametrize(("meter", "tail"), BINARY)
def test_bits_of_a_binary_telegram(meter: Meter, tail: int) -> None:
    """Bits before the checksum flip; M-Bus has a sum only and gets one."""
    good = meter.telegram(Household().at(MOMENT))
    counts = set()
    for seed in range(50):
        damaged = apply(Fault.BIT_ERRORS, good, Random(seed))
        differences = [one ^ other for one, other in zip(damaged, good, strict=True)]
        counts.add(sum(difference.bit_count() for difference in differences))
        assert not any(differences[-tail:])
    assert counts == ({1} if good.startswith(b"\x68") else {1, 2, 3})


@pytest.mark.parametrize(("meter", "tail"), BINARY)
@pytest.mark.parametrize("fault", [Fault.CUT, Fault.RESTART])
def test_cut_binary_telegram_lacks_its_checksum(
    fault: Fault, meter: Meter, tail: int
) -> None:
    """What is left begins as the telegram and ends before the checksum."""
    good = meter.telegram(Household().at(MOMENT))
    for seed in range(50):
        piece = apply(fault, good, Random(seed))
        assert 0 < len(piece) <= len(good) - tail
        assert good.startswith(piece)


@pytest.mark.parametrize(("meter", "tail"), BINARY)
def test_bad_checksum_of_a_binary_telegram(meter: Meter, tail: int) -> None:
    """The checksum or the tag is another, all else is as it was."""
    good = meter.telegram(Household().at(MOMENT))
    end = good[-1:] if tail < 12 else b""
    for seed in range(50):
        damaged = apply(Fault.BAD_CHECKSUM, good, Random(seed))
        assert damaged[:-tail] == good[:-tail]
        assert damaged[-tail:] != good[-tail:]
        assert damaged.endswith(end)


@pytest.mark.parametrize("fault", [Fault.NO_CHECKSUM, Fault.ENCRYPTED])
@pytest.mark.parametrize(("meter", "tail"), BINARY)
def test_faults_of_readable_telegrams(fault: Fault, meter: Meter, tail: int) -> None:
    """What needs an ident line befalls no other telegram."""
    good = meter.telegram(Household().at(MOMENT))
    with pytest.raises(ValueError, match="with an ident line only"):
        apply(fault, good, Random(1))


@pytest.mark.parametrize("profile", ["luxembourg", "aidon_dlms", "austria_mbus"])
@pytest.mark.parametrize("fault", [Fault.NOISE, Fault.SILENCE, Fault.INVERTED])
def test_faults_of_any_telegram(fault: Fault, profile: str) -> None:
    """Noise, silence and inverted bits need no look at the telegram."""
    good = METERS[profile].telegram(Household().at(MOMENT))
    damaged = apply(fault, good, Random(1))
    assert damaged != good
    assert len(damaged) == (0 if fault is Fault.SILENCE else len(good))


def test_bad_checksum_of_stoen() -> None:
    """The digits behind the `!` change, the tag stays."""
    good = METERS["stoen"].telegram(Household().at(MOMENT))
    damaged = apply(Fault.BAD_CHECKSUM, good, Random(1))
    assert damaged[:-6] == good[:-6]
    assert damaged[-6:] != good[-6:]


def test_other_ciphering_of_stoen() -> None:
    """A key that nobody has makes a telegram of the same form."""
    good = METERS["stoen"].telegram(Household().at(MOMENT))
    other = apply(Fault.ENCRYPTED, good, Random(1))
    assert other.startswith(b"/EGM5G35\r\n\r\n\x00\x82")
    low, high = x25(other[:-6])
    assert other[-6:] == f"{low:02X}{high:02X}\r\n".encode()

"""Tests of the decoder: bytes in, events out."""

from dataclasses import FrozenInstanceError
from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import example, given, settings, strategies as st
import pytest

from custom_components.han_port.decoder import (
    PROFILES,
    Decoder,
    Integrity,
    Meter,
    Reading,
    Reason,
    Rejected,
    Telegram,
)
from tests.decoder.compose import ENERGY, LINES, ciphered, replaced, telegram
from tests.decoder.feeding import (
    cut,
    decode,
    fed,
    one_by_one,
    only,
    reasons,
    refusal,
    telegrams,
)
from tests.decoder.strategies import numbers, streams

E360 = telegram()

#: The 27 registers as the wire of `LINES` has them, in canonical units.
REGISTERS = {
    "0-0:1.0.0": ("250117083010W", None),
    "1-0:1.8.0": (6678.394, "kWh"),
    "1-0:2.8.0": (412.07, "kWh"),
    "1-0:3.8.0": (21.988, "kvarh"),
    "1-0:4.8.0": (1034.205, "kvarh"),
    "1-0:1.7.0": (1.023, "kW"),
    "1-0:2.7.0": (0.0, "kW"),
    "1-0:3.7.0": (0.0, "kvar"),
    "1-0:4.7.0": (0.309, "kvar"),
    "1-0:21.7.0": (0.341, "kW"),
    "1-0:22.7.0": (0.0, "kW"),
    "1-0:41.7.0": (0.29, "kW"),
    "1-0:42.7.0": (0.0, "kW"),
    "1-0:61.7.0": (0.392, "kW"),
    "1-0:62.7.0": (0.0, "kW"),
    "1-0:23.7.0": (0.0, "kvar"),
    "1-0:24.7.0": (0.101, "kvar"),
    "1-0:43.7.0": (0.0, "kvar"),
    "1-0:44.7.0": (0.088, "kvar"),
    "1-0:63.7.0": (0.0, "kvar"),
    "1-0:64.7.0": (0.12, "kvar"),
    "1-0:32.7.0": (229.8, "V"),
    "1-0:52.7.0": (230.4, "V"),
    "1-0:72.7.0": (231.5, "V"),
    "1-0:31.7.0": (1.6, "A"),
    "1-0:51.7.0": (1.3, "A"),
    "1-0:71.7.0": (1.8, "A"),
}


def values(one: Telegram) -> list[tuple[str, tuple[float | str, str | None]]]:
    """Return code, value and unit of all registers in order."""
    return [
        (code, (reading.value, reading.unit)) for code, reading in one.registers.items()
    ]


def test_telegram() -> None:
    """A telegram has all that the meter said."""
    one = only(decode(E360, "sesko"))
    assert values(one) == list(REGISTERS.items())
    assert (one.profile, one.ident, one.integrity, one.unread) == (
        "sesko",
        "LGF5E360",
        Integrity.CRC16_ARC,
        (),
    )
    assert one.meter == Meter("Landis+Gyr", "E360", None)
    assert one.time is not None
    assert one.time.isoformat() == "2025-01-17T08:30:10+02:00"


def test_events_are_frozen() -> None:
    """Nobody changes an event."""
    for event in decode(E360 + b"noise"):
        with pytest.raises(FrozenInstanceError):
            setattr(event, "profile" if isinstance(event, Telegram) else "size", 0)
        assert not hasattr(event, "__dict__")


def test_feed_hands_out_at_once() -> None:
    """An event comes with the byte that completes it."""
    decoder = Decoder()
    assert decoder.feed(E360[:-1]) == []
    assert len(decoder.feed(E360[-1:])) == 1
    assert decoder.end() == []


def test_order_of_lines() -> None:
    """Lines in any order give the same registers, in the order of the wire."""
    backwards = only(decode(telegram(lines=LINES[::-1])))
    assert values(backwards) == list(REGISTERS.items())[::-1]


def test_unknown_profile() -> None:
    """A decoder is not made for a profile that is not in the table."""
    with pytest.raises(KeyError):
        Decoder("norway")


@pytest.mark.parametrize(
    ("profile", "time"),
    [
        ("sesko", "2025-01-17T08:30:10+02:00"),
        ("kuopio", "2025-01-17T08:30:10+02:00"),
        ("elektrilevi", "2025-01-17T08:30:10+02:00"),
        ("sweden", "2025-01-17T08:30:10+01:00"),
    ],
)
def test_clock_of_the_profile(profile: str, time: str) -> None:
    """The profile says what the digits of the clock mean."""
    one = only(decode(E360, profile))
    assert one.profile == profile
    assert one.time is not None
    assert one.time.isoformat() == time


def test_clock_near_the_host_s() -> None:
    """The host's clock at reception settles the offset."""
    data = telegram(lines=replaced("0-0:1.0.0(250519191720S)"))
    now = datetime(2025, 5, 19, 17, 17, 25, tzinfo=UTC)
    one = only(decode(data, "sesko", now=now))
    assert one.time is not None
    assert one.time.isoformat() == "2025-05-19T19:17:20+02:00"


def test_clock_at_the_end_of_the_bytes() -> None:
    """The host's clock settles it for a telegram that only the end completes."""
    data = telegram(lines=replaced("0-0:1.0.0(250519191720S)")).rstrip()
    decoder = Decoder("sesko")
    assert decoder.feed(data) == []
    one = only(decoder.end(datetime(2025, 5, 19, 17, 17, 25, tzinfo=UTC)))
    assert one.time is not None
    assert one.time.isoformat() == "2025-05-19T19:17:20+02:00"


@pytest.mark.parametrize("stamp", ["632525252525S", "000000000000W", "250000000000W"])
def test_clock_not_set(stamp: str) -> None:
    """A clock that is not set has no time; the telegram stands."""
    one = only(decode(telegram(lines=replaced(f"0-0:1.0.0({stamp})")), "sesko"))
    assert one.time is None
    assert one.registers["0-0:1.0.0"] == Reading(stamp)
    assert len(one.registers) == 27


def test_no_clock() -> None:
    """A telegram without clock has no time."""
    assert only(decode(telegram("KAM5", [ENERGY]), "kamstrup_se")).time is None


def test_serial_number() -> None:
    """The serial number is read where the telegram carries one."""
    lines = (*LINES, "0-0:96.1.0(3430303132333435)")
    meter = only(decode(telegram(lines=lines))).meter
    assert meter == Meter("Landis+Gyr", "E360", "40012345")


@pytest.mark.parametrize(
    ("ident", "country", "profile"),
    [
        ("LGF5E360", "FI", "sesko"),
        ("LGF5E360", "EE", "elektrilevi"),
        ("LGF5E360", "SE", "sweden"),
        ("LGF5E360", None, "sesko"),
        ("KAM5", "FI", "sesko"),
        ("KAM5", "SE", "kamstrup_se"),
        ("KAM5", None, "kamstrup_se"),
        (r"ELL5\253833635_A", "SE", "sweden"),
        (r"ELL5\253833635_A", None, "sweden"),
        ("ADN9 7534", "FI", "sesko"),
        ("ADN9 7534", "SE", "sweden"),
        ("KFM5KAIFA-METER", "SE", "sweden"),
        ("XYZ5ABC", None, "auto"),
    ],
)
def test_detection(ident: str, country: str | None, profile: str) -> None:
    """Detection goes by ident line and country."""
    assert only(decode(telegram(ident), country=country)).profile == profile


def test_meter_of_no_profile() -> None:
    """A readable telegram of an unknown system is still read, but has no time."""
    one = only(decode(telegram("XYZ5ABC")))
    assert (one.profile, one.time, len(one.registers)) == ("auto", None, 27)


@pytest.mark.parametrize(
    ("ident", "profile", "country", "fits"),
    [
        ("KAM5", "kuopio", None, ("kamstrup_se",)),
        ("KAM5", "kuopio", "FI", ("sesko", "kamstrup_se")),
        ("KAM5", "elektrilevi", "SE", ("kamstrup_se", "sweden")),
        ("LGF5E360", "kamstrup_se", "EE", ("elektrilevi", "sesko", "kuopio", "sweden")),
        (r"ELL5\253833635_A", "kamstrup_se", None, ("sweden",)),
        ("ADN9 7534", "kuopio", "FI", ("sesko", "sweden")),
        ("XYZ5ABC", "kuopio", None, ()),
    ],
)
def test_wrong_profile(
    ident: str, profile: str, country: str | None, fits: tuple[str, ...]
) -> None:
    """A sound telegram of another system is refused; the right ones are named."""
    data = telegram(ident)
    refused = refusal(decode(data, profile, country=country))
    assert (refused.reason, refused.size) == (Reason.PROFILE, len(data))
    assert refused.profiles == fits
    assert refused.detail == f"the telegram fits {', '.join(fits) or 'no profile'}"


def test_head_of_a_wrong_profile() -> None:
    """A telegram of another system is known by its first bytes."""
    head = refusal(decode(telegram(r"ELL5\253833635_A"), "kuopio")).head
    assert bytes.fromhex(head) == rb"/ELL5\253833635_"


@pytest.mark.parametrize("profile", list(PROFILES)[1:])
def test_telegram_without_a_demanded_register(profile: str) -> None:
    """A telegram without the totals that a system sends is none of its own."""
    data = telegram(lines=["0-1:24.3.9(1*kWh)"])
    refused = refusal(decode(data, profile))
    assert (refused.reason, refused.profiles) == (Reason.PROFILE, ())


def test_telegram_without_any_register() -> None:
    """A telegram that says nothing fits nothing, even where any would do."""
    assert refusal(decode(telegram(lines=["hello"]))).reason is Reason.PROFILE


@pytest.mark.parametrize("profile", ["auto", "kuopio"])
def test_no_checksum_allowed(profile: str) -> None:
    """Mode D has no checksum; detection takes it for that."""
    one = only(decode(telegram(checksum=""), profile))
    assert (one.profile, one.integrity) == ("kuopio", Integrity.NONE)
    assert values(one) == list(REGISTERS.items())


@pytest.mark.parametrize("profile", ["sesko", "elektrilevi", "kamstrup_se", "sweden"])
@pytest.mark.parametrize("ident", ["LGF5E360", "KAM5", "ADN9 7534"])
def test_no_checksum_refused(profile: str, ident: str) -> None:
    """All other systems send a checksum: without one there is no value."""
    data = telegram(ident, checksum="")
    refused = refusal(decode(data, profile))
    assert (refused.reason, refused.size) == (Reason.CHECKSUM, len(data))
    assert refused.detail == "the telegram has no checksum"


@pytest.mark.parametrize("profile", ["kuopio", "auto"])
def test_no_checksum_with_lf_only(profile: str) -> None:
    """A copy without checksum is refused where its line ends are not the meter's."""
    events = decode(telegram(checksum="", line_end="\n"), profile)
    assert refusal(events).reason is Reason.CHECKSUM


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("checksum", ["0000", "EHEX", "ZZZZZZ"])
def test_wrong_checksum_gives_no_value(profile: str, checksum: str) -> None:
    """A wrong checksum is refused by every profile."""
    assert reasons(decode(telegram(checksum=checksum), profile)) == [Reason.CHECKSUM]
    assert telegrams(decode(telegram(checksum=checksum), profile)) == []


@pytest.mark.parametrize("checksum", ["", "{:04X}"])
def test_line_without_value(checksum: str) -> None:
    """A line whose value does not parse gives no register; the others stand."""
    line = "1-0:2.8.0(00000?12.070*kWh)"
    data = telegram(lines=replaced(line), checksum=checksum)
    one, refused = decode(data, "kuopio")
    assert isinstance(one, Telegram)
    assert values(one) == [item for item in REGISTERS.items() if item[0] != "1-0:2.8.0"]
    assert refused == Rejected(
        Reason.VALUE, len(line), line[:16].encode().hex(), f"no value: {line}"
    )


def test_wrong_unit_gives_no_value() -> None:
    """A known register in a unit of something else has no value."""
    data = telegram(lines=replaced("1-0:32.7.0(229.8*A)"))
    one, refused = decode(data)
    assert isinstance(one, Telegram)
    assert "1-0:32.7.0" not in one.registers
    assert isinstance(refused, Rejected)
    assert refused.reason is Reason.VALUE


def test_too_many_digits_give_no_value() -> None:
    """A number that a float cannot hold is refused, never rounded."""
    data = telegram(lines=replaced("1-0:2.8.0(1234567890123.456*kWh)"))
    one, refused = decode(data)
    assert isinstance(one, Telegram)
    assert "1-0:2.8.0" not in one.registers
    assert isinstance(refused, Rejected)
    assert refused.reason is Reason.VALUE


def test_import_total_without_value() -> None:
    """Where the import total itself is damaged only that line is refused."""
    data = telegram(lines=replaced("1-0:1.8.0(?*kWh)"), checksum="")
    for profile in ("kuopio", "auto"):
        (one,) = telegrams(decode(data, profile))
        assert one.profile == "kuopio"
        assert "1-0:1.8.0" not in one.registers
        assert len(one.registers) == 26


def test_unread_lines_are_kept() -> None:
    """Lines that are no scalar register are kept as they came."""
    odd = ("1-0:99.97.0(2)(0-0:96.7.19)(000104180320W)(0000237126*s)", "(00001.001)")
    one = only(decode(telegram(lines=(*LINES, *odd))))
    assert (len(one.registers), one.unread) == (27, odd)


def test_register_of_nobody_s_catalogue() -> None:
    """A register that is not catalogued is read all the same."""
    one = only(decode(telegram(lines=(*LINES, "1-0:15.8.0(00007090.464*kWh)"))))
    assert one.registers["1-0:15.8.0"] == Reading(7090.464, "kWh", 3)


def test_ciphered() -> None:
    """A ciphered telegram is told as such in every profile."""
    for profile in PROFILES:
        assert reasons(decode(ciphered(), profile)) == [Reason.ENCRYPTED]


@given(numbers(), st.sampled_from([("kW", 0), ("W", -3)]))
@example("0.000000000000001", ("kW", 0))
@example("1.023", ("kW", 0))
@example("1023", ("W", -3))
def test_values_are_exact(number: str, unit: tuple[str, int]) -> None:
    """Any number of up to fifteen digits gives the float nearest to it."""
    name, power = unit
    data = telegram(lines=[ENERGY, f"1-0:1.7.0({number}*{name})"])
    reading = only(decode(data)).registers["1-0:1.7.0"]
    assert reading.value == float(Decimal(number).scaleb(power))
    assert reading.unit == "kW"


@given(st.lists(numbers(9), min_size=2, max_size=5))
def test_values_are_exact_from_push_to_push(pushes: list[str]) -> None:
    """A decoder that knows the meter reads as exactly as one that does not."""
    stream = b"".join(
        telegram(lines=[ENERGY, f"1-0:1.7.0({number}*W)"]) for number in pushes
    )
    read = [one.registers["1-0:1.7.0"].value for one in telegrams(decode(stream))]
    assert read == [float(Decimal(number).scaleb(-3)) for number in pushes]


@given(
    streams(),
    st.lists(st.integers(0, 1500), max_size=12),
    st.sampled_from([*PROFILES]),
)
@settings(max_examples=200)
@example(E360 * 2 + ciphered() + E360, [], "sesko")
def test_same_events_however_cut(stream: bytes, at: list[int], profile: str) -> None:
    """Whole, byte by byte and in any pieces, a stream gives the same events."""
    events = decode(stream, profile)
    assert fed(Decoder(profile), one_by_one(stream)) == events
    assert fed(Decoder(profile), cut(stream, at)) == events


@given(st.lists(st.binary(max_size=80), max_size=20), st.sampled_from([*PROFILES]))
def test_arbitrary_bytes(pieces: list[bytes], profile: str) -> None:
    """Arbitrary bytes give no telegram and never raise."""
    assert telegrams(fed(Decoder(profile), pieces)) == []

"""The decoder hears what the radio meters sent, by way of each receiver."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

import pytest

from custom_components.han_port.decoder import (
    RECEIVERS as HEARERS,
    Address,
    ClockRule,
    Event,
    Keys,
    RadioDecoder,
    Reason,
    Rejected,
    Reply,
    Telegram,
    read_headers,
)
from simulator.dialect import Dialect
from simulator.faults import Fault
from simulator.household import Household
from simulator.meter import Turn
from simulator.radio_meters import RADIO_METERS, RadioMeter
from simulator.receiver_faults import apply
from simulator.receivers import RECEIVERS

SUMMER = datetime(2026, 6, 21, tzinfo=UTC)
WINTER = datetime(2026, 12, 21, tzinfo=UTC)
WARSAW = ClockRule.of(ZoneInfo("Europe/Warsaw"))
RSSI = -71.5
#: The names that receivers have in the decoder.
KINDS = ["im871a", "amb8465", "cul", "lines"]


def keys_of(meter: RadioMeter) -> Keys | None:
    """Return a meter's key as the decoder takes it."""
    return Keys(meter.keys.encryption) if meter.keys else None


def decoder_of(meter: RadioMeter, kind: str | None = None) -> RadioDecoder:
    """Make a decoder for one meter among its neighbours."""
    return RadioDecoder(
        keys=keys_of(meter),
        meter=Address.parse(meter.address),
        receiver=HEARERS[kind]() if kind else None,
        clock=WARSAW,
    )


def opened(kind: str) -> Dialect:
    """Make a receiver and let the decoder's commands open it."""
    dialect, receiver = RECEIVERS[kind](), HEARERS[kind]()
    opening = receiver.opening()
    reply: bytes | None = None
    with suppress(StopIteration):
        while receiver.is_asked:
            command = opening.send(reply)
            items = receiver.feed(dialect.answer(command.data))
            replies = [item.data for item in items if isinstance(item, Reply)]
            reply = next(filter(command.is_reply, replies), None)
    return dialect


def numbers(telegram: Telegram) -> dict[str, Decimal]:
    """Return the readings that are numbers."""
    return {
        code: Decimal(repr(reading.value))
        for code, reading in telegram.registers.items()
        if isinstance(reading.value, float)
    }


def sent_by(meter: RadioMeter, start: datetime, step: timedelta) -> Iterator[bytes]:
    """Yield a hundred telegrams."""
    household = Household(5)
    for number in range(100):
        yield meter.telegram(household.at(start + number * step), Turn(number))


@pytest.mark.parametrize("name", RADIO_METERS)
@pytest.mark.parametrize("start", [SUMMER, WINTER], ids=["summer", "winter"])
def test_a_whole_day(start: datetime, name: str) -> None:
    """Each number comes out as it was measured, at its time and under its code."""
    meter, household = RADIO_METERS[name], Household(11)
    dialect, decoder = opened("cul"), decoder_of(RADIO_METERS[name], "cul")
    for number in range(24 * 6):
        snapshot = household.at(start + timedelta(minutes=10 * number))
        turn = Turn(number)
        frame = dialect.frame(meter.telegram(snapshot, turn), RSSI)
        (event,) = decoder.feed(dialect.spoken(frame, RSSI), now=snapshot.time)
        assert isinstance(event, Telegram)
        assert event.time == snapshot.time
        sent, read = meter.values(snapshot, turn), numbers(event)
        assert {code: read.get(code) for code in sent} == sent
        assert str(event.meter.serial_number) == meter.sender.meter.number


@pytest.mark.parametrize("kind", KINDS)
def test_each_receiver_is_opened_and_heard(kind: str) -> None:
    """All meters come through, each to its own decoder, with their strength."""
    dialect = opened(kind)
    assert dialect.is_hearing
    snapshot = Household().at(SUMMER)
    frames = {
        name: dialect.spoken(dialect.frame(meter.telegram(snapshot), RSSI), RSSI)
        for name, meter in RADIO_METERS.items()
    }
    stream = b"".join(frames.values())
    for meter in RADIO_METERS.values():
        decoder = decoder_of(meter, kind)
        events = [*decoder.feed(stream, now=SUMMER), *decoder.end(now=SUMMER)]
        (event,) = events
        assert isinstance(event, Telegram)
        assert event.rssi == pytest.approx(RSSI, abs=0.5)
        sent = meter.values(snapshot)
        assert {code: numbers(event).get(code) for code in sent} == sent


def test_factory_amber_is_heard_bare() -> None:
    """A stick that nobody has opened is transparent, and recognised so."""
    snapshot, dialect = Household().at(SUMMER), RECEIVERS["amb8465"]()
    meter = RADIO_METERS["gama"]
    bare = dialect.frame(meter.telegram(snapshot), RSSI)
    decoder = decoder_of(meter)
    events = [*decoder.feed(2 * bare, now=SUMMER), *decoder.end(now=SUMMER)]
    assert [type(event) for event in events] == [Telegram]


def test_nanocul_cuts_the_gama() -> None:
    """What is left names its sender, and says that it was cut."""
    dialect = RECEIVERS["nanocul"]()
    dialect.answer(b"X21\r\nbrt\r\n")
    meter = RADIO_METERS["gama"]
    frame = dialect.frame(meter.telegram(Household().at(SUMMER)), RSSI)
    (event,) = decoder_of(meter, "cul").feed(dialect.spoken(frame, RSSI), now=SUMMER)
    assert isinstance(event, Rejected)
    assert event.reason is Reason.TRUNCATED
    assert event.sender == meter.address


@pytest.mark.parametrize("name", RADIO_METERS)
def test_headers_tell_who_and_whether_ciphered(name: str) -> None:
    """A list of meters needs no key."""
    meter = RADIO_METERS[name]
    headers = read_headers(meter.telegram(Household().at(SUMMER)))
    assert headers
    assert str(headers.meter) == meter.address
    assert headers.is_encrypted is (meter.keys is not None)


@pytest.mark.parametrize("name", ["gama", "easymeter"])
def test_reversed_key_is_told(name: str) -> None:
    """The key comes back the right way round."""
    meter = RADIO_METERS[name]
    assert meter.keys
    right = meter.keys.encryption
    decoder = RadioDecoder(
        keys=Keys(right[::-1]), meter=Address.parse(meter.address), clock=WARSAW
    )
    for telegram in sent_by(meter, SUMMER, timedelta(minutes=1)):
        line = f"{telegram.hex()}\n".encode()
        (event,) = decoder.feed(line, now=SUMMER)
        assert isinstance(event, Telegram)
    assert decoder.keys
    assert decoder.keys.encryption == right


@pytest.mark.parametrize("name", ["gama", "easymeter", "water"])
def test_neighbours_key_is_refused(name: str) -> None:
    """No telegram comes of it."""
    meter = RADIO_METERS[name]
    decoder = RadioDecoder(
        keys=keys_of(RADIO_METERS["otus"]),
        meter=Address.parse(meter.address),
        clock=WARSAW,
    )
    reasons: set[Reason] = set()
    for telegram in sent_by(meter, SUMMER, timedelta(minutes=1)):
        for event in decoder.feed(f"{telegram.hex()}\n".encode(), now=SUMMER):
            assert isinstance(event, Rejected)
            reasons.add(event.reason)
    assert reasons <= {Reason.KEY, Reason.CHECKSUM}
    assert reasons


@pytest.mark.parametrize("kind", ["im871a", "amb8465", "cul"])
@pytest.mark.parametrize("fault", [Fault.BIT_ERRORS, Fault.CUT, Fault.BAD_CHECKSUM])
def test_damage_gives_no_wrong_value(fault: Fault, kind: str) -> None:
    """Whatever befalls a frame, what is read is right, and a later one is."""
    snapshot, meter, dialect = (
        Household().at(SUMMER),
        RADIO_METERS["gama"],
        opened(kind),
    )
    telegrams = [meter.telegram(snapshot, Turn(number)) for number in range(3)]
    good = [dialect.frame(telegram, RSSI) for telegram in telegrams]
    sent = meter.values(snapshot)
    for seed in range(40):
        damaged = apply(fault, good[0], dialect.checksum, Random(seed))
        stream = [dialect.spoken(one, RSSI) for one in (damaged, *good[1:])]
        decoder = decoder_of(meter, kind)
        events: list[Event] = [
            *decoder.feed(b"".join(stream), now=SUMMER),
            *decoder.end(now=SUMMER),
        ]
        read = [numbers(event) for event in events if isinstance(event, Telegram)]
        assert read
        assert all({code: one.get(code) for code in sent} == sent for one in read)


@pytest.mark.parametrize("kind", KINDS)
def test_duplicate_is_heard_once(kind: str) -> None:
    """The same telegram twice is one telegram."""
    dialect, meter = opened(kind), RADIO_METERS["gama"]
    frame = dialect.frame(meter.telegram(Household().at(SUMMER)), RSSI)
    decoder = decoder_of(meter, kind)
    events = decoder.feed(2 * dialect.spoken(frame, RSSI), now=SUMMER)
    assert [type(event) for event in events] == [Telegram]

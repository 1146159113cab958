"""Tests of the decoder of radio telegrams."""

from datetime import UTC, datetime, timedelta
from functools import partial

from hypothesis import given, strategies as st
import pytest

from custom_components.han_port.decoder import (
    PROFILES,
    RECEIVERS,
    Carrier,
    Event,
    Integrity,
    Keys,
    Meter,
    RadioDecoder,
    Reading,
    Reason,
    Reception,
    Rejected,
    Telegram,
)
from tests.decoder.wireless.seal import (
    KEY,
    KEYS,
    METER,
    MODULE,
    NEIGHBOUR,
    OTHER_KEY,
    RECORDS,
    header,
    link,
    mode5,
    mode7,
    plain,
)

POLAND = PROFILES["wmbus"].clock
NOW = datetime(2026, 5, 2, 16, 42, 31, tzinfo=UTC)
#: 2026-05-02 18:42:29 in summer time, number 31000009.
CLOCK = bytes.fromhex("066d5d2ad2423580 0c7809000031")
FIRST = {
    "1-0:1.8.0": Reading(1234.567, "kWh", 3),
    "1-0:1.7.0": Reading(0.917, "kW", 3),
    "1-0:32.7.0": Reading(238.0, "V", 0),
}


def heard(
    telegram: bytes, decoder: RadioDecoder | None = None, now: datetime | None = None
) -> list[Event]:
    """Return what a telegram comes to."""
    decoder = decoder or RadioDecoder(keys=KEYS, clock=POLAND)
    reception = Reception(telegram, -71.5, Integrity.RECEIVER)
    return decoder.hear(reception, now)


def telegram_of(events: list[Event]) -> Telegram:
    """Return the only telegram."""
    (event,) = events
    assert isinstance(event, Telegram)
    return event


def test_registers() -> None:
    """What was measured has the codes and units of every other meter."""
    assert telegram_of(heard(mode5())).registers == FIRST


def test_who_sent_it() -> None:
    """Maker and model are known by the address; the ident holds no number."""
    telegram = telegram_of(heard(mode5()))
    assert telegram.meter == Meter("Elgama", "GAMA 150/350", "31000001")
    assert telegram.ident == "EGM-01-02"
    assert (telegram.profile, telegram.carrier) == ("wmbus", Carrier.WIRELESS)


def test_a_number_of_its_own() -> None:
    """A radio module has another number than its meter, which sends its own."""
    telegram = telegram_of(heard(mode5(CLOCK + RECORDS, address=MODULE)))
    assert telegram.meter == Meter("Develco", None, "31000009")


def test_unknown_maker() -> None:
    """Three letters are better than nothing."""
    address = NEIGHBOUR._replace(manufacturer="XYZ")
    assert telegram_of(heard(mode5(address=address))).meter.manufacturer == "XYZ"


def test_strength_and_integrity() -> None:
    """The receiver's word and that of the cipher are joined."""
    telegram = telegram_of(heard(mode5()))
    assert telegram.rssi == -71.5
    assert str(telegram.integrity) == "cbc-filler+receiver"
    assert telegram.invocation_counter is None


def test_message_counter() -> None:
    """Security mode 7 counts its telegrams."""
    telegram = telegram_of(heard(mode7()))
    assert telegram.invocation_counter == 2739
    assert str(telegram.integrity) == "cmac+receiver"


@pytest.mark.parametrize("now", [None, NOW])
def test_clock(now: datetime | None) -> None:
    """Meters stamp local time and say when it is summer."""
    telegram = telegram_of(heard(mode5(CLOCK + RECORDS), now=now))
    assert telegram.time == NOW - timedelta(seconds=2)


def test_clock_without_a_rule() -> None:
    """Where nobody knows the zone there is no instant."""
    telegram = telegram_of(heard(mode5(CLOCK), RadioDecoder(keys=KEYS)))
    assert telegram.time is None


@pytest.mark.parametrize(
    ("telegram", "keys", "reason", "detail"),
    [
        (mode5(), None, Reason.ENCRYPTED, "the telegram is encrypted"),
        (
            mode5(),
            Keys(OTHER_KEY),
            Reason.KEY,
            "no records come out with the encryption key",
        ),
        (
            link(header(13, 2) + bytes(32)),
            KEYS,
            Reason.UNSUPPORTED,
            "not supported: TLS, mode 13",
        ),
        (
            link(header(5, 2) + bytes(20)),
            KEYS,
            Reason.TRUNCATED,
            "the telegram ends before its ciphered blocks do",
        ),
        (mode5()[:-1], KEYS, Reason.TRUNCATED, "bytes are missing"),
    ],
)
def test_refusals(
    telegram: bytes, keys: Keys | None, reason: Reason, detail: str
) -> None:
    """Each says why, from whom, and nothing else of who that is."""
    (event,) = heard(telegram, RadioDecoder(keys=keys))
    assert event == Rejected(
        reason, len(telegram), telegram[:4].hex(), detail, sender=str(METER)
    )


@pytest.mark.parametrize("telegram", [b"", b"\x05\x44", link(b"\x7a\x00")])
def test_layers_that_break_off(telegram: bytes) -> None:
    """Nothing is known of such a telegram."""
    (event,) = heard(telegram)
    assert isinstance(event, Rejected)
    assert (event.reason, event.sender) == (Reason.MALFORMED, "")


def test_neighbours_are_passed_over() -> None:
    """Of one meter's decoder other meters are not even counted."""
    decoder = RadioDecoder(keys=KEYS, meter=METER)
    assert heard(mode5(address=NEIGHBOUR), decoder) == []
    assert heard(mode5(address=METER._replace(version=2)), decoder) == []
    assert telegram_of(heard(mode5(), decoder)).registers == FIRST


def test_a_module_is_not_its_meter() -> None:
    """Where both have an address the meter's counts."""
    decoder = RadioDecoder(keys=KEYS, meter=METER)
    telegram = mode5(address=MODULE, meter=METER)
    assert telegram_of(heard(telegram, decoder)).meter.serial_number == "31000001"


def test_the_key_that_fits_is_told() -> None:
    """Byte-reversed as the company prints it, it is kept the right way round."""
    decoder = RadioDecoder(keys=Keys(KEY[::-1]))
    assert telegram_of(heard(mode5(), decoder))
    assert decoder.keys == KEYS


def test_repeated_at_once() -> None:
    """Two demodulators bring one telegram twice."""
    decoder = RadioDecoder(keys=KEYS)
    assert telegram_of(heard(mode5(), decoder))
    assert heard(mode5(), decoder) == []


def test_repeated_by_a_repeater() -> None:
    """It changes the header, but no ciphered byte."""
    decoder = RadioDecoder(keys=KEYS)
    first = link(bytes.fromhex("8c202a") + mode5()[10:])
    again = link(bytes.fromhex("8c222a") + mode5()[10:])
    assert telegram_of(heard(first, decoder, NOW))
    assert heard(again, decoder, NOW + timedelta(seconds=25)) == []


def test_the_same_again_later() -> None:
    """A meter that counts nothing says the same until something is measured."""
    decoder = RadioDecoder()
    for minutes in range(3):
        assert telegram_of(heard(plain(), decoder, NOW + timedelta(minutes=minutes)))


def test_two_meters_that_say_the_same() -> None:
    """What one meter says is no repetition of another's words."""
    decoder = RadioDecoder()
    assert telegram_of(heard(plain(), decoder))
    assert telegram_of(heard(plain(address=NEIGHBOUR), decoder))


@pytest.mark.parametrize("control", [0x47, 0x48])
@pytest.mark.parametrize("payload", ["8a2a000000", "8c202a", "7a2a002005" + 64 * "0"])
def test_telegrams_without_data(control: int, payload: str) -> None:
    """Who only wants to be asked says nothing, and that is no fault."""
    telegram = link(bytes.fromhex(payload), control=control)
    assert heard(telegram) == []


def test_what_is_remembered_is_bounded() -> None:
    """A hundred other telegrams let one be forgotten."""
    decoder = RadioDecoder(keys=KEYS)
    heard(mode5(), decoder)
    for access in range(100):
        heard(mode5(access=access), decoder)
    assert telegram_of(heard(mode5(access=42), decoder))


def test_a_broken_record() -> None:
    """Those before it are kept, and it is said that there were more."""
    telegram, lost = heard(mode5(RECORDS + b"\x3f\x00"))
    assert isinstance(telegram, Telegram)
    assert telegram.registers == FIRST
    assert isinstance(lost, Rejected)
    assert lost.reason is Reason.VALUE


def test_unread_records() -> None:
    """A limit is shown as it is, and is no register."""
    telegram = telegram_of(heard(mode5(RECORDS + bytes.fromhex("0babc8fc10000007"))))
    assert telegram.registers == FIRST
    assert telegram.unread == ("0BABC8FC10 power 70000 W",)


class TestUnprotected:
    """Telegrams that no checksum protects on the way from the receiver."""

    hear = staticmethod(lambda decoder, data: decoder.hear(Reception(data)))

    def test_known_records(self) -> None:
        """Records to the end that are all known are no chance."""
        decoder = RadioDecoder(keys=KEYS)
        assert telegram_of(self.hear(decoder, mode5())).registers == FIRST

    @pytest.mark.parametrize("at", range(15, 63))
    def test_a_spoilt_block(self, at: int) -> None:
        """A wrong bit spoils a block, and some header with it."""
        records = CLOCK + RECORDS + bytes.fromhex("0babc8fc10000007")
        decoder = RadioDecoder(keys=KEYS)
        assert telegram_of(self.hear(decoder, mode5(records)))
        for bit in range(8):
            damaged = bytearray(mode5(records, access=43 + bit))
            damaged[at] ^= 1 << bit
            (event,) = self.hear(decoder, bytes(damaged))
            assert isinstance(event, Rejected)

    def test_other_media(self) -> None:
        """Meters of water send volumes, those of electricity do not."""
        volume = bytes.fromhex("0c1302030000 426c7e25 4c1301020000")
        water = METER._replace(type=7)
        telegram = telegram_of(
            self.hear(RadioDecoder(keys=KEYS), mode5(volume, address=water))
        )
        assert telegram.registers == {"8-0:1.0.0": Reading(0.302, "m³", 3)}
        (event,) = self.hear(RadioDecoder(keys=KEYS), mode5(volume))
        assert isinstance(event, Rejected)

    def test_another_shape_comes_again(self) -> None:
        """A meter may send something else from now on."""
        decoder = RadioDecoder(keys=KEYS)
        assert telegram_of(self.hear(decoder, mode5(RECORDS)))
        other = RECORDS[:-3] + bytes.fromhex("023802")
        shapes = [mode5(other, access=access) for access in (1, 2, 3)]
        found = [type(*self.hear(decoder, telegram)) for telegram in shapes]
        assert found == [Rejected, Telegram, Telegram]

    def test_unknown_records_come_again(self) -> None:
        """What is not known has to come a second time in the same shape."""
        decoder = RadioDecoder(keys=KEYS)
        records = RECORDS + bytes.fromhex("01fd7b05")
        (event,) = self.hear(decoder, mode5(records))
        assert isinstance(event, Rejected)
        assert event.reason is Reason.CHECKSUM
        again = self.hear(decoder, mode5(records, access=43))
        assert telegram_of(again).registers == FIRST

    def test_a_broken_record(self) -> None:
        """Nobody knows which byte was wrong."""
        decoder = RadioDecoder(keys=KEYS)
        (event,) = self.hear(decoder, mode5(RECORDS + b"\x3f\x00"))
        assert isinstance(event, Rejected)
        assert event.reason is Reason.CHECKSUM

    def test_what_is_remembered_is_bounded(self) -> None:
        """Of a hundred meters the first is a stranger again."""
        decoder = RadioDecoder(keys=KEYS)
        others = [METER._replace(number=f"{number:08}") for number in range(100)]
        for address in others:
            assert telegram_of(self.hear(decoder, mode5(address=address)))
        shape = RECORDS[:-3] + bytes.fromhex("023802")
        for address, kind in ((others[0], Telegram), (others[-1], Rejected)):
            again = mode5(shape, address=address, access=1)
            assert type(*self.hear(decoder, again)) is kind

    def test_a_verified_code(self) -> None:
        """Security mode 7 vouches for every byte itself."""
        decoder = RadioDecoder(keys=KEYS)
        events = self.hear(decoder, mode7(RECORDS + b"\x3f\x00"))
        assert [type(event) for event in events] == [Telegram, Rejected]


class TestBytes:
    """The bytes of receivers."""

    def test_lines(self) -> None:
        """A chosen receiver is taken at its word."""
        decoder = RadioDecoder(keys=KEYS, receiver=RECEIVERS["lines"]())
        line = mode5().hex().encode() + b"\n"
        assert telegram_of(decoder.feed(line)).registers == FIRST

    def test_without_a_receiver(self) -> None:
        """It is recognised by what it sends."""
        decoder = RadioDecoder(keys=KEYS)
        assert telegram_of(decoder.feed(mode5().hex().encode() + b"\r\n"))

    def test_the_last_bytes(self) -> None:
        """A line without an end is one when no more will follow."""
        decoder = RadioDecoder(keys=KEYS)
        assert decoder.feed(mode5().hex().encode()) == []
        assert telegram_of(decoder.end()).registers == FIRST

    def test_one_bare_telegram_behind_noise(self) -> None:
        """When no more will follow it is told from noise by what it is."""
        decoder = RadioDecoder(keys=KEYS)
        assert decoder.feed(b"\x00\x11\x22" + mode5()) == []
        noise, telegram = decoder.end()
        assert isinstance(noise, Rejected)
        assert isinstance(telegram, Telegram)

    def test_refusals_of_the_receiver(self) -> None:
        """What it could not take passes through, but for other meters'."""
        cut = mode5().hex()[:-8].encode() + b"\n"
        foreign = mode5(address=NEIGHBOUR).hex()[:-8].encode() + b"\n"
        receiver = RECEIVERS["lines"]
        decoder = RadioDecoder(keys=KEYS, meter=METER, receiver=receiver())
        assert decoder.feed(foreign) == []
        (event,) = decoder.feed(cut)
        assert isinstance(event, Rejected)
        assert (event.reason, event.sender) == (Reason.TRUNCATED, str(METER))


@given(
    st.lists(
        st.builds(
            link,
            st.binary(max_size=60) | st.builds(mode5, st.binary(max_size=60)),
        ),
        max_size=5,
    )
)
def test_never_raises(telegrams: list[bytes]) -> None:
    """Whatever is heard."""
    decoder = RadioDecoder(keys=KEYS, clock=POLAND)
    hear = partial(heard, decoder=decoder)
    for telegram in telegrams:
        assert all(isinstance(one, (Telegram, Rejected)) for one in hear(telegram))

"""Tests of what the telegrams of one meter prove."""

from dataclasses import replace

import pytest

from custom_components.han_port.decoder import (
    Address,
    Integrity,
    Keys,
    Reason,
    Reception,
    Rejected,
    Telegram,
)
from custom_components.han_port.listener import Trouble
from custom_components.han_port.radio_listener import Proof
from simulator.clock import utc_now
from simulator.household import Household
from simulator.keys import Keys as SimulatedKeys
from simulator.meter import Turn
from simulator.radio_meters import RadioMeter
from tests.radio_flows import GAMA, HEAT, KEY
from tests.secrets import OTHER

RIGHT = Keys(bytes.fromhex(KEY))
WRONG = Keys(OTHER)
#: What the simulator ciphers with after the company has changed the key.
RENEWED = SimulatedKeys(OTHER)
VOUCHED = Integrity.RECEIVER
#: A record that breaks off behind good ones.
BROKEN = replace(GAMA, records=(*GAMA.records, bytes.fromhex("0D7C")))
SHORT = replace(GAMA, short_every=1)


def _reception(
    number: int = 0, meter: RadioMeter = GAMA, integrity: Integrity = VOUCHED
) -> Reception:
    """Hear a meter."""
    snapshot = Household().at(utc_now())
    return Reception(meter.telegram(snapshot, Turn(number)), -60.0, integrity)


def _cut(meter: RadioMeter = GAMA) -> Rejected:
    """Hear a meter whose telegram a receiver has cut."""
    return Rejected(Reason.TRUNCATED, 148, sender=meter.address)


def _proof(
    *items: Reception | Rejected, keys: Keys | None = RIGHT, meter: RadioMeter = GAMA
) -> Proof:
    """Try a key on what was heard of a meter, one second after the other."""
    proof = Proof(Address.parse(meter.address), keys)
    for at, item in enumerate(items):
        proof.take(item, at)
    return proof


def test_nothing_heard() -> None:
    """There is nothing to say but that."""
    proof = _proof()
    assert proof.finding is None
    assert proof.last_word == Trouble("meter_not_heard")


def test_right_key() -> None:
    """One telegram is enough, and so is the time at which it was heard."""
    proof = _proof(_cut(), _reception())
    assert isinstance(proof.finding, tuple)
    telegram, at = proof.finding
    assert isinstance(telegram, Telegram)
    assert len(telegram.registers) == 19
    assert at == 1
    assert proof.keys == RIGHT


def test_reversed_key() -> None:
    """The one that fits comes back."""
    proof = _proof(_reception(), keys=Keys(RIGHT.encryption[::-1]))
    assert proof.keys == RIGHT


def test_telegram_with_the_most_registers_counts() -> None:
    """A meter may have several kinds; the fullest one is shown."""
    less = replace(GAMA, records=GAMA.records[:1])
    proof = _proof(_reception(0, less), _reception(1), _reception(2, less))
    assert isinstance(proof.finding, tuple)
    assert len(proof.finding[0].registers) == 19


@pytest.mark.parametrize(
    ("integrity", "finding"), [(VOUCHED, Trouble("wrong_key")), (Integrity.NONE, None)]
)
def test_one_telegram_that_stays_shut(
    integrity: Integrity, finding: Trouble | None
) -> None:
    """Where nothing vouches for its bytes the next one may open."""
    proof = _proof(_reception(integrity=integrity), keys=WRONG)
    assert proof.finding == finding
    assert proof.last_word == Trouble("wrong_key")


def test_two_telegrams_that_stay_shut() -> None:
    """Whatever vouches for them."""
    none = Integrity.NONE
    proof = _proof(
        _reception(0, integrity=none), _reception(1, integrity=none), keys=WRONG
    )
    assert proof.finding == Trouble("wrong_key")


@pytest.mark.parametrize("kind", [GAMA, SHORT])
def test_key_that_was_renewed(kind: RadioMeter) -> None:
    """What the old one opened before counts no more, and the new one fits."""
    held = _reception(0, kind), _reception(1, replace(GAMA, keys=RENEWED))
    assert _proof(*held).finding == Trouble("wrong_key")
    assert isinstance(_proof(*held, keys=Keys(OTHER)).finding, tuple)


def test_short_telegram_that_stays_shut() -> None:
    """It may have a key of its own; the one that opens the values is right."""
    proof = _proof(_reception(0), _reception(1, replace(SHORT, keys=RENEWED)))
    assert isinstance(proof.finding, tuple)


def test_broken_record_leaves_a_doubt() -> None:
    """A second one that comes out as well is proof enough."""
    first, second = _reception(0, BROKEN), _reception(1, BROKEN)
    assert _proof(first).finding is None
    assert isinstance(_proof(first, second).finding, tuple)


def test_no_key() -> None:
    """The meter encrypts: that is known at once."""
    assert _proof(_reception(), keys=None).finding == Trouble("encrypted")


def test_meter_in_clear() -> None:
    """A key that was typed for it is none of its own."""
    proof = _proof(_reception(meter=HEAT), meter=HEAT)
    assert isinstance(proof.finding, tuple)
    assert proof.keys is None


def test_meter_that_also_sends_in_clear() -> None:
    """What it sends in clear takes nothing from the key that opened the rest."""
    clear = replace(GAMA, keys=None, mode=0)
    assert _proof(_reception(), _reception(1, clear)).keys == RIGHT


def test_telegram_of_a_neighbour() -> None:
    """It says nothing of this meter."""
    proof = _proof(_reception(meter=HEAT))
    assert proof.finding is None


@pytest.mark.parametrize("keys", [RIGHT, WRONG, None])
def test_telegrams_that_are_cut(keys: Keys | None) -> None:
    """Two of them, and none whole but such as have no values."""
    assert _proof(_cut(), keys=keys).finding is None
    assert _proof(_cut(), keys=keys).last_word == Trouble("receiver_cuts")
    proof = _proof(_cut(), _reception(0, SHORT), _cut(), keys=keys)
    assert proof.finding == Trouble("receiver_cuts")


def test_whole_telegram_among_cut_ones() -> None:
    """The receiver has room for it: what was cut is another kind."""
    assert _proof(_cut(), _cut(), _reception(), keys=WRONG).finding == Trouble(
        "wrong_key"
    )


def test_telegram_that_breaks_off() -> None:
    """A line of text that is too short is cut as well."""
    whole = _reception()
    short = [whole._replace(telegram=whole.telegram[:size]) for size in (120, 130)]
    assert _proof(*short).finding == Trouble("receiver_cuts")


def test_other_refusals_say_nothing() -> None:
    """Noise and bad checksums are nobody's."""
    proof = _proof(Rejected(Reason.NOISE, 10), Rejected(Reason.CHECKSUM, 10))
    assert proof.last_word == Trouble("meter_not_heard")


def test_telegram_without_values() -> None:
    """The key is proven, and all of its records have names."""
    proof = _proof(_reception(0, SHORT))
    assert proof.is_open
    assert proof.finding is None
    assert proof.last_word == Trouble("meter_not_heard")


def test_values_without_names() -> None:
    """Temperatures are none of what a meter counts."""
    strange = replace(HEAT, records=(bytes.fromhex("0A5A5006"),))
    proof = _proof(_reception(0, strange), meter=HEAT)
    assert proof.finding is None
    assert proof.last_word == Trouble("unknown_list")


def test_unsupported_security() -> None:
    """It is called by its name."""
    whole = _reception()
    telegram = bytearray(whole.telegram)
    telegram[14] = 10
    proof = _proof(whole._replace(telegram=bytes(telegram)))
    assert proof.finding == Trouble("unsupported", detail="AES-CCM, mode 10")


def test_layers_that_cannot_be_read() -> None:
    """What is no telegram of a known kind has no known values."""
    proof = _proof(Reception(bytes.fromhex("0A44ED14110000140102"), -60.0, VOUCHED))
    assert proof.finding is None

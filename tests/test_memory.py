"""Tests of what counts of lists that come in turn."""

from datetime import UTC, datetime

import pytest

from custom_components.han_port.decoder import (
    Carrier,
    Integrity,
    Medium,
    Meter,
    Reading,
    SubMeter,
    Telegram,
)
from custom_components.han_port.memory import LASTING, Memory

HOUR = 3600
MOMENT = 35
POWER, ENERGY, VOLTAGE = "1-0:1.7.0", "1-0:1.8.0", "1-0:32.7.0"
CLOCK, NUMBER, STRANGE = "0-0:1.0.0", "0-0:96.1.0", "1-0:99.99.0"
STAMP = datetime(2026, 1, 2, 12, tzinfo=UTC)


def _list(
    *codes: str,
    value: float = 1.0,
    meter: Meter | None = None,
    time: datetime | None = None,
    submeters: dict[int, SubMeter] | None = None,
) -> Telegram:
    """Make a telegram of one list."""
    return Telegram(
        profile="kaifa_dlms",
        carrier=Carrier.HDLC,
        ident="KFM_001",
        meter=meter or Meter(),
        time=time,
        integrity=Integrity.HDLC_FCS,
        registers={code: Reading(value) for code in codes},
        submeters=submeters or {},
    )


def _values(memory: Memory, now: float, *codes: str) -> list[float | str | None]:
    """Return what registers are said to be."""
    readings = [memory.reading(code, now) for code in codes]
    return [reading and reading.value for reading in readings]


def test_nothing_is_known_at_first() -> None:
    """A register that was never heard has no reading."""
    memory = Memory(MOMENT, 2 * HOUR)
    assert memory.reading(POWER, 0) is None
    assert memory.time(0) is None
    assert dict(memory.registers) == {}
    assert memory.meter == Meter()


def test_what_a_telegram_leaves_out_grows_old() -> None:
    """A register that disappears goes by itself, a total later than a power."""
    memory = Memory(MOMENT)
    memory.take(_list(POWER, VOLTAGE, ENERGY), 0)
    for now in range(10, 400, 10):
        memory.take(_list(POWER, value=2.0), now)
    assert _values(memory, 34, POWER, VOLTAGE, ENERGY) == [2.0, 1.0, 1.0]
    assert _values(memory, 35, POWER, VOLTAGE, ENERGY) == [2.0, None, 1.0]
    assert _values(memory, LASTING, POWER, VOLTAGE, ENERGY) == [2.0, None, None]
    assert set(memory.registers) == {POWER, VOLTAGE, ENERGY}


def test_nothing_is_shown_for_ever() -> None:
    """When no telegram comes any more powers go first, totals after five minutes."""
    memory = Memory(MOMENT)
    memory.take(_list(POWER, ENERGY, time=STAMP), 0)
    assert _values(memory, MOMENT - 0.1, POWER, ENERGY) == [1.0, 1.0]
    assert _values(memory, MOMENT, POWER, ENERGY) == [None, 1.0]
    assert _values(memory, 299.9, POWER, ENERGY) == [None, 1.0]
    assert _values(memory, 300, POWER, ENERGY) == [None, None]
    assert memory.time(299.9) == STAMP
    assert memory.time(300) is None


def test_when_registers_end() -> None:
    """All times at which something that still counts goes."""
    memory = Memory(MOMENT)
    assert memory.ends(0) == set()
    memory.take(_list(POWER, ENERGY, VOLTAGE), 100)
    assert memory.ends(100) == {135, 400}
    assert memory.ends(135) == {400}
    assert memory.ends(400) == set()


def test_register_is_kept_with_its_age() -> None:
    """What was known before a restart counts from when it was heard."""
    memory = Memory(MOMENT)
    memory.keep(ENERGY, Reading(7.0, "kWh", 1), -250)
    assert _values(memory, 49.9, ENERGY) == [7.0]
    assert _values(memory, 50, ENERGY) == [None]
    assert memory.age(ENERGY, 10) == 260


def test_lists_complete_each_other() -> None:
    """A short list hides nothing of a long one."""
    memory = Memory(MOMENT, 2 * HOUR)
    memory.take(_list(POWER, VOLTAGE, ENERGY, value=1.0), 0)
    memory.take(_list(POWER, value=2.0), 2)
    assert _values(memory, 2, POWER, VOLTAGE, ENERGY) == [2.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("code", "seconds"),
    [
        (VOLTAGE, MOMENT),
        (STRANGE, MOMENT),
        (ENERGY, 2 * HOUR),
        ("1-1:1.8.0", 2 * HOUR),
        (NUMBER, 2 * HOUR),
        ("1-0:0.4.2", 2 * HOUR),
    ],
)
def test_how_long_a_register_counts(code: str, seconds: float) -> None:
    """A voltage for a moment, totals and identity as long as the profile says."""
    memory = Memory(MOMENT, 2 * HOUR)
    memory.take(_list(code), 100)
    memory.take(_list(POWER), 102)
    assert _values(memory, 100 + seconds - 0.1, code) == [1.0]
    assert _values(memory, 100 + seconds, code) == [None]
    assert code in memory.registers


def test_a_register_counts_from_its_latest_list() -> None:
    """Each list begins the time of its registers anew."""
    memory = Memory(MOMENT, 2 * HOUR)
    memory.take(_list(VOLTAGE), 0)
    memory.take(_list(VOLTAGE, value=3.0), 30)
    memory.take(_list(POWER), 32)
    assert _values(memory, 60, VOLTAGE) == [3.0]


def test_clock_is_kept_like_a_total() -> None:
    """The time of the list that has one stays; a list without keeps it."""
    memory = Memory(MOMENT, 2 * HOUR)
    memory.take(_list(ENERGY, CLOCK, time=STAMP), 0)
    memory.take(_list(POWER), 2)
    assert memory.time(2 * HOUR - 1) == STAMP
    assert memory.time(2 * HOUR) is None


def test_list_without_a_number_erases_none() -> None:
    """Maker, model and number are put together of all lists."""
    memory = Memory(MOMENT, 2 * HOUR)
    memory.take(_list(POWER, meter=Meter("Kaifa", "MA304H3E", "6970000000001")), 0)
    memory.take(_list(POWER, meter=Meter("Kaifa")), 2)
    assert memory.meter == Meter("Kaifa", "MA304H3E", "6970000000001")


def test_another_number_is_believed() -> None:
    """A meter that was exchanged has its own."""
    memory = Memory(MOMENT)
    memory.take(_list(POWER, meter=Meter("Kaifa", None, "1")), 0)
    memory.take(_list(POWER, meter=Meter(None, "MA309M", "2")), 2)
    assert memory.meter == Meter("Kaifa", "MA309M", "2")


def test_submeters_of_all_lists() -> None:
    """A gas meter that one list has is there with the others, too."""
    gas = SubMeter(1, Medium.GAS, "G1")
    memory = Memory(MOMENT, 2 * HOUR)
    memory.take(_list(POWER, submeters={1: gas}), 0)
    memory.take(_list(POWER), 2)
    assert dict(memory.submeters) == {1: gas}


def test_registers_are_in_the_order_of_their_coming() -> None:
    """Each has the reading that was heard last."""
    memory = Memory(MOMENT, 2 * HOUR)
    memory.take(_list(POWER), 0)
    memory.take(_list(ENERGY, POWER, value=2.0), 1)
    assert list(memory.registers) == [POWER, ENERGY]
    assert memory.registers[POWER].value == 2.0

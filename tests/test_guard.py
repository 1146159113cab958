"""Tests of the guard on totals: what is believed, and what is held back."""

from dataclasses import replace
import math

import pytest

from custom_components.han_port.decoder import Carrier, Reading
from custom_components.han_port.guard import Fault, Good, Guard, HeldBack
from tests.judging import (
    EXPORT,
    GAS,
    HEAT,
    IMPORT,
    POWER,
    TARIFF,
    heard,
    kwh,
    listed,
)

#: What 3 x 100 A x 230 V x 1.15 come to in an hour.
HOURLY = 79.35
DAY = 86400


def _shown(
    guard: Guard, code: str, *values: float, every: float = 10, start: float = 0
) -> list[float | str | None]:
    """Send values of one total, one telegram each, and return what is shown."""
    shown = []
    for number, value in enumerate(values):
        telegram = listed({code: value, POWER: 1.0})
        judged, _ = guard.judge(telegram, heard(start + number * every))
        reading = judged.registers.get(code)
        shown.append(reading and reading.value)
    return shown


def test_good_telegram_is_handed_on_as_it_is() -> None:
    """Nothing is copied, counted or held back where nothing is wrong."""
    guard = Guard()
    for number in range(3):
        telegram = listed({IMPORT: 100.0 + number / 1000, POWER: 1.2})
        judged, held = guard.judge(telegram, heard(10 * number))
        assert judged is telegram
        assert held == []
    assert guard.held_back.total() == 0
    assert guard.goods[IMPORT].reading == kwh(100.002)
    assert guard.goods[IMPORT].at == heard(20)


def test_zero_is_held_back() -> None:
    """A total that was something does not become nothing."""
    guard = Guard()
    assert _shown(guard, IMPORT, 24875.062, 0.0, 24875.07) == [
        24875.062,
        None,
        24875.07,
    ]
    assert guard.held_back == {Fault.ZERO: 1}


def test_what_was_held_back_is_told() -> None:
    """With the total that stays, and the one that was sent; other values pass."""
    guard = Guard()
    guard.judge(listed({IMPORT: 24875.062}), heard(0))
    judged, held = guard.judge(listed({IMPORT: 0.0, POWER: 1.2}), heard(10))
    assert held == [HeldBack(IMPORT, Fault.ZERO, kwh(24875.062), kwh(0.0))]
    assert dict(judged.registers) == {POWER: Reading(1.2, "kW", 3)}


def test_never_exported_is_a_true_zero() -> None:
    """The first value is believed, also 0, and so is what follows it."""
    guard = Guard()
    assert _shown(guard, EXPORT, 0.0, 0.0, 0.001) == [0.0, 0.0, 0.001]
    assert guard.held_back.total() == 0


def test_falling_is_held_back() -> None:
    """More than one step of the last digit is no rounding."""
    guard = Guard()
    assert _shown(guard, IMPORT, 43.882, 43.880, 43.882) == [43.882, None, 43.882]
    assert guard.held_back == {Fault.FALLING: 1}


def test_one_step_back_is_absorbed() -> None:
    """The good reading stands in its place, and nothing is counted."""
    guard = Guard()
    assert _shown(guard, IMPORT, 43.882, 43.881, 43.881, 43.883) == [
        43.882,
        43.882,
        43.882,
        43.883,
    ]
    assert guard.held_back.total() == 0


def test_steps_back_do_not_add_up() -> None:
    """The good reading does not follow a step back, so the second is a fall."""
    guard = Guard()
    assert _shown(guard, IMPORT, 43.882, 43.881, 43.880) == [43.882, 43.882, None]


@pytest.mark.parametrize(
    ("decimals", "sent", "shown"), [(0, 42.0, 43.0), (0, 41.0, None), (1, 42.8, None)]
)
def test_a_step_is_one_of_the_last_digit(
    decimals: int, sent: float, shown: float | None
) -> None:
    """A meter of whole kWh may step back by one kWh."""
    guard = Guard()
    guard.judge(listed({IMPORT: kwh(43.0, decimals)}), heard(0))
    judged, _ = guard.judge(listed({IMPORT: kwh(sent, decimals)}), heard(10))
    reading = judged.registers.get(IMPORT)
    assert (reading and reading.value) == shown


@pytest.mark.parametrize(
    ("seconds", "rise", "faults"),
    [
        (10, 0.88, {}),
        (10, 0.89, {Fault.RISING: 1}),
        (3600, HOURLY + 0.66, {}),
        (3600, HOURLY + 0.67, {Fault.RISING: 1}),
    ],
)
def test_rise_is_limited_by_the_main_fuse(
    seconds: float, rise: float, faults: dict[Fault, int]
) -> None:
    """What 3 x 100 A x 1.15 carry since the last good one, and half a minute more."""
    guard = Guard()
    shown = _shown(guard, IMPORT, 100.0, 100.0 + rise, every=seconds)
    assert shown[1] == (None if faults else 100.0 + rise)
    assert guard.held_back == faults


@pytest.mark.parametrize(
    ("stood", "rise", "is_held"),
    [(60, 1.9, False), (60, 2.0, True), (900, 20.4, False), (7200, 20.6, True)],
)
def test_totals_may_be_renewed_each_quarter_of_an_hour(
    stood: int, rise: float, *, is_held: bool
) -> None:
    """A reading that stood still rises by what a quarter brings, and no more."""
    guard = Guard()
    _shown(guard, IMPORT, 99.9, *[100.0] * (stood // 10 - 1))
    assert _shown(guard, IMPORT, 100.0 + rise, start=stood) == [
        None if is_held else 100.0 + rise
    ]


def test_old_telegrams_may_come_first() -> None:
    """A link that stood still for ten minutes still has what was sent before."""
    guard = Guard()
    _shown(guard, IMPORT, 100.0, 100.02, start=-10)
    assert _shown(guard, IMPORT, 100.04, 106.0, every=1, start=600) == [100.04, 106.0]


def test_smaller_fuse_is_a_tighter_limit() -> None:
    """With 25 A the same rise is a quarter of what is allowed with 100 A."""
    assert _shown(Guard(25), IMPORT, 100.0, 100.8) == [100.0, None]


def test_transformers_widen_the_limit() -> None:
    """A ratio in the telegram multiplies the rise, and is kept for those without."""
    guard = Guard()
    ratio = {"1-0:0.4.2": Reading(200.0, None, 0)}
    guard.judge(listed({IMPORT: 100.0, **ratio}), heard(0))
    assert _shown(guard, IMPORT, 270.0, 560.0, start=10) == [270.0, None]


def test_reactive_energy_is_limited_alike() -> None:
    """The fuse carries kvarh as it does kWh."""
    guard = Guard()
    for seconds, value in ((0, 5.0), (10, 5.8), (20, 8.0)):
        reading = Reading(value, "kvarh", 3)
        guard.judge(listed({"1-0:3.8.0": reading}), heard(seconds))
    assert guard.held_back == {Fault.RISING: 1}
    assert guard.goods["1-0:3.8.0"].reading.value == 5.8


def test_time_counts_while_the_host_sleeps() -> None:
    """The loop's time stands still, the wall clock does not."""
    guard = Guard()
    guard.judge(listed({IMPORT: 100.0}), heard(0))
    awake = heard(3600)._replace(ticks=heard(1).ticks)
    judged, held = guard.judge(listed({IMPORT: 150.0}), awake)
    assert judged.registers[IMPORT].value == 150.0
    assert held == []


def test_clock_that_jumps_back_takes_no_time_away() -> None:
    """Then the loop's time counts."""
    guard = Guard()
    guard.judge(listed({IMPORT: 100.0}), heard(0))
    jumped = heard(3600)._replace(wall=heard(-DAY).wall)
    assert guard.judge(listed({IMPORT: 150.0}), jumped)[1] == []


@pytest.mark.parametrize(
    ("code", "most"), [(GAS, 100.0), ("8-0:1.0.0", 30.0), (HEAT, 1.0)]
)
def test_sampled_meters_rise_for_all_the_time_they_stood(
    code: str, most: float
) -> None:
    """A reading that is taken each hour may rise by an hour's worth at once."""
    unit = "GJ" if code == HEAT else "m³"
    guard = Guard()
    for seconds in range(0, 3600, 10):
        guard.judge(listed({code: Reading(500.0, unit, 3)}), heard(seconds))
    for rise, count in ((1.1, 1), (0.9, 0)):
        reading = Reading(500.0 + rise * most, unit, 3)
        _, held = guard.judge(listed({code: reading}), heard(3600))
        assert len(held) == count


def test_standing_counts_for_a_day_at_most() -> None:
    """A gas meter that nobody uses in summer cannot rise by a summer's worth."""
    guard = Guard()
    for day in range(100):
        guard.judge(listed({GAS: 500.0}), heard(day * DAY))
    _, held = guard.judge(listed({GAS: 500.0 + 26 * 100}), heard(99 * DAY + 10))
    assert [one.fault for one in held] == [Fault.RISING]
    assert guard.judge(listed({GAS: 500.0 + 24 * 100}), heard(99 * DAY + 20))[1] == []


def test_time_unheard_counts_in_full() -> None:
    """After three months without a telegram three months' worth may have come."""
    guard = Guard()
    assert _shown(guard, HEAT, 10.0, 50.0, every=90 * DAY) == [10.0, 50.0]


def test_missing_total_is_counted() -> None:
    """What telegrams of the same shape had is missed, five times at most."""
    guard = Guard()
    guard.judge(listed({IMPORT: 100.0, EXPORT: 0.0}), heard(0))
    held = [guard.judge(listed({IMPORT: 100.0}), heard(n))[1] for n in range(1, 8)]
    missing = HeldBack(EXPORT, Fault.MISSING, kwh(0.0), None)
    assert held == [[missing]] * 5 + [[]] * 2
    assert guard.held_back == {Fault.MISSING: 5}


def test_other_lists_miss_nothing() -> None:
    """A list of another name never had the total."""
    guard = Guard()
    guard.judge(listed({IMPORT: 100.0}), heard(0))
    assert guard.judge(listed({POWER: 1.0}, ident="List 1"), heard(2))[1] == []


def test_lists_in_turn_miss_nothing() -> None:
    """Where lists come in turn under one name the totals come once an hour."""
    guard = Guard(in_turn=True)
    guard.judge(listed({IMPORT: 100.0}), heard(0))
    assert guard.judge(listed({POWER: 1.0}), heard(2))[1] == []
    assert guard.held_back.total() == 0


def test_radio_telegrams_miss_nothing() -> None:
    """A meter sends telegrams of several kinds, and all have the same name."""
    guard = Guard()
    for seconds, code in ((0, IMPORT), (10, POWER), (20, IMPORT), (30, POWER)):
        telegram = replace(listed({code: 1.0}), carrier=Carrier.WIRELESS)
        assert guard.judge(telegram, heard(seconds))[1] == []
    assert guard.held_back.total() == 0


@pytest.mark.parametrize("value", ["abc", math.nan, math.inf])
def test_text_is_no_total(value: float | str) -> None:
    """What is no number is left out, and missing where one was known."""
    guard = Guard()
    judged, held = guard.judge(listed({IMPORT: Reading(value)}), heard(0))
    assert (dict(judged.registers), held) == ({}, [])
    guard.judge(listed({IMPORT: 100.0}), heard(10))
    judged, held = guard.judge(listed({IMPORT: Reading(value)}), heard(20))
    assert dict(judged.registers) == {}
    assert [(one.fault, one.good) for one in held] == [(Fault.MISSING, kwh(100.0))]


def test_another_unit_is_held_back() -> None:
    """A total in GJ says nothing about one in kWh."""
    guard = Guard()
    guard.judge(listed({HEAT: Reading(100.0, "kWh", 3)}), heard(0))
    judged, held = guard.judge(listed({HEAT: 100.0}), heard(10))
    assert dict(judged.registers) == {}
    assert [one.fault for one in held] == [Fault.MISSING]


def test_registers_are_judged_each_alone() -> None:
    """A bad export does not hold back the import."""
    guard = Guard()
    guard.judge(listed({IMPORT: 100.0, EXPORT: 5.0, TARIFF: 50.0}), heard(0))
    judged, held = guard.judge(
        listed({IMPORT: 100.01, EXPORT: 0.0, TARIFF: 5000.0}), heard(10)
    )
    assert list(judged.registers) == [IMPORT]
    assert {one.code: one.fault for one in held} == {
        EXPORT: Fault.ZERO,
        TARIFF: Fault.RISING,
    }


def test_order_of_the_wire_stays() -> None:
    """An absorbed total stands where it was sent."""
    guard = Guard()
    guard.judge(listed({POWER: 1.0, IMPORT: 43.882, EXPORT: 1.0}), heard(0))
    sent = listed({POWER: 1.0, IMPORT: 43.881, EXPORT: 1.0})
    assert list(guard.judge(sent, heard(10))[0].registers) == [POWER, IMPORT, EXPORT]


def test_restored_totals_judge_the_first_telegram() -> None:
    """After a restart zero is no first value."""
    guard = Guard()
    guard.restore({IMPORT: Good(kwh(24875.0), heard(-600))})
    assert _shown(guard, IMPORT, 0.0, 24900.0, 24880.0) == [None, None, 24880.0]
    assert guard.held_back == {Fault.ZERO: 1, Fault.RISING: 1}


def test_memory_is_bounded() -> None:
    """A wire that makes up codes and idents fills nothing; what is known stays."""
    guard = Guard()
    guard.judge(listed({IMPORT: 100.0}), heard(0))
    for number in range(1000):
        telegram = listed({f"1-{number}:2.8.0": 1.0}, ident=f"A{number}")
        guard.judge(telegram, heard(number))
    assert len(guard.goods) == 256
    assert len(guard._misses) == 16
    assert _shown(guard, IMPORT, 0.0, 100.0, start=1000) == [None, 100.0]
    assert _shown(guard, "1-999:2.8.0", 1.0, start=1000) == [None]

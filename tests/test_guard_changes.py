"""Tests of new levels: a new meter or a reset, and what only looks like one."""

import pytest

from custom_components.han_port.decoder import Reading
from custom_components.han_port.guard import AGREEING, Change, Fault, Good, Guard
from tests.judging import EXPORT, GAS, HEAT, IMPORT, TARIFF, heard, kwh, listed

OLD = 24875.062
NEW_METER = [3.1 + number / 1000 for number in range(AGREEING)]


def _guard() -> Guard:
    """Return a guard that knows the import of the old meter."""
    guard = Guard()
    guard.restore({IMPORT: Good(kwh(OLD), heard(-10))})
    return guard


def _send(guard: Guard, *values: float, start: float = 0, code: str = IMPORT) -> float:
    """Send one value in each telegram, ten seconds apart; return when it goes on."""
    for number, value in enumerate(values):
        guard.judge(listed({code: value}), heard(start + 10 * number))
    return start + 10 * len(values)


def test_five_telegrams_make_a_change() -> None:
    """Four may be noise. The newest reading is offered, the good one stays."""
    guard = _guard()
    _send(guard, *NEW_METER[:-1])
    assert guard.changes == {}
    _send(guard, NEW_METER[-1], start=40)
    levels = (kwh(OLD), kwh(NEW_METER[-1]), kwh(NEW_METER[0]))
    assert guard.changes == {IMPORT: Change(IMPORT, *levels)}
    assert guard.goods[IMPORT].reading == kwh(OLD)
    assert guard.held_back == {Fault.FALLING: 5}


def test_offer_follows_the_meter() -> None:
    """The sixth telegram's level is what it has come to."""
    guard = _guard()
    _send(guard, *NEW_METER, 3.2)
    assert guard.changes[IMPORT].after == kwh(3.2)


@pytest.mark.parametrize("level", [0.0, 100.0, 90000.0])
def test_any_level_may_be_new(level: float) -> None:
    """A reset to 0, a used meter with less, and one with more."""
    guard = _guard()
    _send(guard, *[level] * AGREEING)
    assert guard.changes[IMPORT].after == kwh(level)


def test_noise_agrees_on_nothing() -> None:
    """Levels that cannot follow each other never become a change."""
    guard = _guard()
    _send(guard, 1.0, 900.0, 17.0, 5.0, 60000.0, 2.0, 70.0, 3.0)
    assert guard.changes == {}


def test_a_break_begins_anew() -> None:
    """Four, one other, four: never five in a row."""
    guard = _guard()
    _send(guard, *NEW_METER[:4], 900.0, *NEW_METER[:4])
    assert guard.changes == {}


def test_good_telegram_ends_it() -> None:
    """Once the old level is heard again, nothing is offered."""
    guard = _guard()
    start = _send(guard, *NEW_METER)
    _send(guard, OLD, start=start)
    assert guard.changes == {}
    _send(guard, NEW_METER[0], start=start + 10)
    assert guard.changes == {}


def test_accepted_level_is_good() -> None:
    """From then on the new meter is judged by its own readings."""
    guard = _guard()
    start = _send(guard, *NEW_METER)
    levels = (kwh(OLD), kwh(NEW_METER[-1]), kwh(NEW_METER[0]))
    assert guard.accept() == {IMPORT: Change(IMPORT, *levels)}
    assert guard.changes == {}
    assert guard.goods[IMPORT].reading == kwh(NEW_METER[-1])
    judged, held = guard.judge(listed({IMPORT: 3.11}), heard(start))
    assert (judged.registers[IMPORT], held) == (kwh(3.11), [])


def test_all_registers_change_together() -> None:
    """Each is offered on its own; what is still on its way is accepted with them."""
    guard = _guard()
    start = _send(guard, *NEW_METER)
    guard.restore({**guard.goods, TARIFF: Good(kwh(500.0), heard(start))})
    guard.judge(listed({IMPORT: 3.2, TARIFF: 1.0}), heard(start + 10))
    assert guard.changes.keys() == {IMPORT}
    assert guard.accept().keys() == {IMPORT, TARIFF}
    assert guard.goods[TARIFF].reading == kwh(1.0)


def test_accepting_nothing_changes_nothing() -> None:
    """Without a level that is held back there is nothing to believe."""
    guard = _guard()
    assert guard.accept() == {}
    assert guard.goods[IMPORT].reading == kwh(OLD)


def test_dismissed_level_is_not_offered_again() -> None:
    """While it goes on; it stays held back."""
    guard = _guard()
    start = _send(guard, *NEW_METER)
    guard.dismiss()
    assert guard.changes == {}
    start = _send(guard, *[3.2] * 10, start=start)
    assert guard.changes == {}
    assert guard.held_back.total() == 15
    _send(guard, *[700.0] * AGREEING, start=start)
    assert guard.changes[IMPORT].after == kwh(700.0)


def test_dismissing_spares_what_is_not_offered_yet() -> None:
    """A level that four telegrams have agreed on is offered after the fifth."""
    guard = _guard()
    start = _send(guard, *NEW_METER[:4])
    guard.dismiss()
    _send(guard, NEW_METER[4], start=start)
    assert guard.changes.keys() == {IMPORT}


def test_waiting_makes_a_rise_no_better() -> None:
    """A meter that was too high at once is not believed because hours have gone by."""
    guard = _guard()
    for minutes in range(0, 24 * 60, 10):
        at = heard(minutes * 60)
        guard.judge(listed({IMPORT: OLD + 1000 + minutes / 1000}), at)
    assert guard.goods[IMPORT].reading == kwh(OLD)
    assert guard.changes[IMPORT].after == kwh(OLD + 1001.43)


def test_one_outlier_does_not_hold_back_the_truth() -> None:
    """After an hour without a telegram what is true is believed again."""
    guard = _guard()
    _send(guard, OLD + 3)
    judged, held = guard.judge(listed({IMPORT: OLD + 5}), heard(3600))
    assert judged.registers[IMPORT].value == OLD + 5
    assert held == []


def test_level_survives_a_restart() -> None:
    """What is held back is part of what is stored, so it is not believed afterwards."""
    guard = _guard()
    _send(guard, *[OLD + 1000] * AGREEING)
    after = Guard()
    after.restore(guard.goods)
    assert after.changes == guard.changes
    after.judge(listed({IMPORT: OLD + 1000.5}), heard(86400))
    assert after.goods[IMPORT].reading == kwh(OLD)


def test_gas_meter_is_replaced() -> None:
    """Also of a meter behind the electricity meter, in its own unit."""
    guard = Guard()
    _send(guard, 1500.0, *[0.5] * AGREEING, code=GAS)
    change = Change(GAS, Reading(1500.0, "m³", 3), Reading(0.5, "m³", 3))
    assert guard.changes == {GAS: change}


def test_unit_changes_for_good() -> None:
    """A heat meter that was set to GJ is a change like any other."""
    guard = Guard()
    guard.judge(listed({HEAT: Reading(100.0, "kWh", 3)}), heard(0))
    _send(guard, *[0.36] * AGREEING, start=10, code=HEAT)
    assert guard.changes[HEAT].after == Reading(0.36, "GJ", 3)


def test_true_zero_is_no_change() -> None:
    """A meter that exports nothing is never asked about."""
    guard = Guard()
    _send(guard, *[0.0] * 10, code=EXPORT)
    assert guard.changes == {}
    assert guard.goods[EXPORT].level is None

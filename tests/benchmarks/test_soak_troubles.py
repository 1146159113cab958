"""Troubles come by chance, the same for a seed, and lies are counted."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import islice
from random import Random

import pytest

from benchmarks.soak_troubles import LIES, MOST_LIES, Liar, Trouble, events
from custom_components.han_port.guard import AGREEING
from simulator.household import FIRST_COUNTERS, Counters, Household

START = datetime(2026, 6, 21, 1, tzinfo=UTC)
NOON = START + timedelta(hours=9)
GAP = 100


def test_same_seed_same_troubles() -> None:
    """A run can be repeated; another seed gives another one."""

    def some(seed: int) -> list[tuple[object, ...]]:
        return list(islice(events(Random(seed), list(Trouble), GAP), 50))

    assert some(1) == some(1)
    assert some(1) != some(2)


def test_each_trouble_comes_as_often_as_the_others() -> None:
    """Ten events are all ten kinds."""
    kinds = [event.trouble for event in islice(events(Random(1), list(Trouble), 1), 20)]
    assert set(kinds[:10]) == set(kinds[10:]) == set(Trouble)


def test_troubles_are_about_a_gap_apart() -> None:
    """None is nearer than half of it or further than one and a half."""
    gaps = [one.after for one in islice(events(Random(1), list(Trouble), GAP), 200)]
    assert min(gaps) >= GAP / 2
    assert max(gaps) <= GAP * 1.5
    assert sum(gaps) / len(gaps) == pytest.approx(GAP, rel=0.1)


def test_no_lie_is_told_so_often_that_it_is_believed() -> None:
    """Five telegrams that agree would be a new meter."""
    assert MOST_LIES < AGREEING
    told = {one.telegrams for one in islice(events(Random(1), list(Trouble), GAP), 200)}
    assert told == {1, 2, 3}


@pytest.mark.parametrize(
    ("lie", "change"),
    [(Trouble.FALL, Decimal(-10)), (Trouble.JUMP, Decimal(4000))],
)
def test_a_lie_changes_all_totals(lie: Trouble, change: Decimal) -> None:
    """All four are as wrong."""
    wrong = LIES[lie](FIRST_COUNTERS)
    assert {one - two for one, two in zip(wrong, FIRST_COUNTERS, strict=True)} == {
        change
    }


def test_a_liar_tells_as_many_lies_as_asked_for() -> None:
    """Two telegrams are wrong and counted; what comes then is right again."""
    liar, honest = Liar(3, START), Household(3, start=START)
    liar.lie(Trouble.ZERO, 2)
    zero = Counters(*4 * [Decimal(0)])
    assert [liar.at(NOON).counters for _ in range(2)] == [zero, zero]
    assert liar.at(NOON) == honest.at(NOON)
    assert liar.told == 2


def test_a_liar_measures_the_truth() -> None:
    """What has gone through the meter is known, and asking for it uses up no lie."""
    liar, honest = Liar(3, START), Household(3, start=START)
    liar.lie(Trouble.ZERO, 1)
    counters = honest.at(NOON).counters
    assert liar.measured(NOON) == counters.active_import + counters.active_export
    assert liar.told == 0
    assert liar.at(NOON).counters.active_import == 0

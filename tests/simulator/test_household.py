"""The household is steady, its phases add up and its counters follow its power."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from simulator.curves import sunshine, usage
from simulator.household import FIRST_COUNTERS, Counters, Household, Snapshot

HELSINKI = ZoneInfo("Europe/Helsinki")
SUMMER = datetime(2026, 6, 21, tzinfo=HELSINKI)
WINTER = datetime(2026, 12, 21, tzinfo=HELSINKI)
STEP = timedelta(seconds=10)


def day(
    household: Household, start: datetime, step: timedelta = timedelta(minutes=10)
) -> Iterator[Snapshot]:
    """Look at a household all day long."""
    for number in range(timedelta(days=1) // step):
        yield household.at(start + number * step)


def test_same_seed_same_household() -> None:
    """Two households of one seed measure the same."""
    one, other = day(Household(7), SUMMER), day(Household(7), SUMMER)
    assert list(one) == list(other)


def test_another_seed_another_household() -> None:
    """Households of two seeds differ in every phase."""
    one, other = Household(7).at(SUMMER), Household(8).at(SUMMER)
    assert not set(one.phases) & set(other.phases)


def test_power_changes_from_push_to_push() -> None:
    """Ten seconds later no phase measures quite the same."""
    household = Household()
    now, later = household.at(SUMMER), household.at(SUMMER + STEP)
    assert not set(now.phases) & set(later.phases)


def test_naive_time_is_refused() -> None:
    """A time without zone is no moment."""
    with pytest.raises(ValueError, match="has no time zone"):
        Household().at(SUMMER.replace(tzinfo=None))


def test_zone_of_the_question_does_not_matter() -> None:
    """The same moment in another zone is the same moment."""
    assert (
        Household().at(SUMMER).phases == Household().at(SUMMER.astimezone(UTC)).phases
    )


@pytest.mark.parametrize("start", [SUMMER, WINTER])
def test_total_is_the_net_of_the_phases(start: datetime) -> None:
    """Import less export is the sum of the phases, and one of the two is 0."""
    for snapshot in day(Household(3), start):
        total, *phases = snapshot.flows
        assert len(phases) == 3
        assert total.active_import - total.active_export == sum(
            phase.active for phase in snapshot.phases
        )
        assert total.reactive_import - total.reactive_export == sum(
            phase.reactive for phase in snapshot.phases
        )
        for flow in (total, *phases):
            assert 0 in (flow.active_import, flow.active_export)
            assert 0 in (flow.reactive_import, flow.reactive_export)
            assert min(flow) == 0


def test_phases_export_and_import_at_once() -> None:
    """One phase may import while another exports; the total is one of both."""
    signs = [
        {phase.active > 0 for phase in snapshot.phases}
        for snapshot in day(Household(3), SUMMER)
    ]
    assert {True, False} in signs


def test_current_follows_from_power_and_voltage() -> None:
    """The current is apparent power by voltage, negative while the phase exports."""
    for snapshot in day(Household(3), SUMMER):
        for phase in snapshot.phases:
            apparent = Decimal(phase.active**2 + phase.reactive**2).sqrt()
            assert abs(abs(phase.current) - apparent / phase.voltage) < Decimal("0.06")
            assert phase.current <= 0 or phase.active >= 0
            assert phase.current >= 0 or phase.active < 0


def test_voltage_is_that_of_a_grid() -> None:
    """Voltages are 230 V within a tenth, with one place."""
    voltages = {
        phase.voltage
        for snapshot in day(Household(3), SUMMER)
        for phase in snapshot.phases
    }
    assert min(voltages) > 207
    assert max(voltages) < 253
    assert {voltage.as_tuple().exponent for voltage in voltages} == {-1}


def test_load_pulls_the_voltage_down() -> None:
    """Of all moments the one of most import has a lower voltage than that of least."""
    phases = [snapshot.phases[0] for snapshot in day(Household(3), SUMMER)]
    assert max(phases).voltage < min(phases).voltage


def mean(household: Household, start: datetime) -> float:
    """Return the mean W of the half hour from `start` on."""
    looks = [household.at(start + number * STEP) for number in range(180)]
    return sum(
        look.flows[0].active_import - look.flows[0].active_export for look in looks
    ) / len(looks)


def test_day_has_a_night_a_morning_and_an_evening() -> None:
    """A house without panels uses least at night and most in the evening."""
    household = Household(2, solar_peak=0)
    night, morning, forenoon, evening = (
        mean(household, WINTER + timedelta(hours=hour)) for hour in (3, 7, 10, 19)
    )
    assert night < forenoon < morning < evening


def test_panels_export_at_noon_in_summer() -> None:
    """In June the house exports kilowatts around noon."""
    assert mean(Household(2), SUMMER + timedelta(hours=13)) < -1000


def test_panels_do_not_export_in_winter() -> None:
    """In December the sun is too low for any export."""
    assert all(not look.flows[0].active_export for look in day(Household(2), WINTER))


def test_no_panels_no_export() -> None:
    """A house without panels never exports active power."""
    household = Household(2, solar_peak=0)
    assert all(not look.flows[0].active_export for look in day(household, SUMMER))


def test_reactive_power_goes_both_ways() -> None:
    """A day sees import and export of reactive power."""
    totals = [look.flows[0] for look in day(Household(2), WINTER)]
    assert any(total.reactive_import for total in totals)
    assert any(total.reactive_export for total in totals)


def test_counters_begin_where_they_are_told() -> None:
    """The first look shows the counters as configured."""
    counters = Counters(*map(Decimal, ("1.234", "0.000", "5.001", "99999999.999")))
    assert Household(counters=counters).at(SUMMER).counters == counters


def test_counters_begin_when_they_are_told() -> None:
    """With a start in the past the first look already shows what was used since."""
    begun = Household(start=SUMMER).at(SUMMER + timedelta(hours=1))
    household = Household()
    household.at(SUMMER)
    assert begun == household.at(SUMMER + timedelta(hours=1))
    assert begun.counters.active_import > FIRST_COUNTERS.active_import


def test_counters_are_the_integral_of_power() -> None:
    """At every push the counters are power times time, cut off at 0.001."""
    household = Household(5)
    looks = [household.at(SUMMER + timedelta(hours=4) + n * STEP) for n in range(1080)]
    joules = [0, 0, 0, 0]
    for look in looks:
        for first, now, total in zip(
            FIRST_COUNTERS, look.counters, joules, strict=True
        ):
            assert now - first == Decimal(total // 3600).scaleb(-3)
        joules = [
            total + power * 10
            for total, power in zip(joules, look.flows[0], strict=True)
        ]
    assert min(joules[:2]) > 3600
    assert max(joules[2:]) > 3600


def test_counters_do_not_depend_on_who_looks() -> None:
    """Odd looks in between do not change what is counted."""
    often, once = Household(start=SUMMER), Household(start=SUMMER)
    end = SUMMER + timedelta(hours=2)
    for number in range(500):
        often.at(SUMMER + number * timedelta(seconds=13.7, microseconds=1))
    assert often.at(end) == once.at(end)


def test_counters_never_fall() -> None:
    """Over a day of import and export no counter goes down."""
    counters = [look.counters for look in day(Household(4), SUMMER)]
    for before, after in pairwise(counters):
        assert all(b <= a for b, a in zip(before, after, strict=True))
    assert counters[-1].active_import > counters[0].active_import
    assert counters[-1].active_export > counters[0].active_export


def test_look_into_the_past_leaves_the_counters() -> None:
    """A clock that is set back shows the power of then and the counters of now."""
    household = Household()
    then = household.at(SUMMER)
    now = household.at(SUMMER + timedelta(hours=3))
    again = household.at(SUMMER)
    assert again.phases == then.phases
    assert again.counters == now.counters


def test_hour_that_comes_twice_is_counted_twice() -> None:
    """From 3:55 to 3:05 of the next hour are ten minutes, not a step back."""
    first = datetime(2026, 10, 25, 3, 55, tzinfo=HELSINKI)
    second = datetime(2026, 10, 25, 3, 5, tzinfo=HELSINKI, fold=1)
    zoned = Household(start=first).at(second)
    utc = datetime(2026, 10, 25, 0, 55, tzinfo=UTC)
    expected = Household(start=utc).at(utc + timedelta(minutes=10))
    assert zoned.counters == expected.counters > FIRST_COUNTERS


def test_usage_peaks_in_the_evening() -> None:
    """The curve has its highest point around seven in the evening."""
    hours = [SUMMER.replace(hour=hour) for hour in range(24)]
    assert max(hours, key=usage).hour == 19


@pytest.mark.parametrize(
    ("time", "part"),
    [
        (datetime(2026, 6, 21, 10, 16, tzinfo=UTC), 0.726),
        (datetime(2026, 12, 21, 10, 16, tzinfo=UTC), 0.037),
        (datetime(2026, 12, 21, 22, 0, tzinfo=UTC), 0),
    ],
)
def test_sun_shines_as_the_season_has_it(time: datetime, part: float) -> None:
    """At 62 degrees north the sun is 51 degrees high in June and 4.5 in December."""
    assert sunshine(time) == pytest.approx(part, abs=0.002)

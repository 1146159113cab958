"""Tests of the repair for a meter whose clock is wrong."""

from datetime import UTC, datetime, timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from custom_components.han_port.watches import ClockWatch, clock
from tests.watches.issues import (
    DAMAGED,
    heard,
    is_raised,
    issue_of,
    running_entry,
    updates,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def watch(
    hass: HomeAssistant,
    monkeypatch: pytest.MonkeyPatch,
    freezer: FrozenDateTimeFactory,
) -> ClockWatch:
    """Watch the clock of a meter at noon, whose telegrams count however they come."""
    monkeypatch.setattr(clock, "APART", 0)
    freezer.move_to(NOW)
    return ClockWatch(hass, running_entry(hass))


def _hear(watch: ClockWatch, *ahead: float) -> bool:
    """Let a watch hear telegrams, and tell whether the household knows."""
    for seconds in ahead:
        watch.hear(heard(time=NOW + timedelta(seconds=seconds)))
    return is_raised(watch._hass, "clock", watch._entry)


@pytest.mark.parametrize(
    ("ahead", "key", "minutes"),
    [(301, "clock_ahead", "5"), (-3600, "clock_behind", "60")],
)
def test_difference_is_told(
    hass: HomeAssistant, watch: ClockWatch, ahead: float, key: str, minutes: str
) -> None:
    """In minutes, and which way; after five telegrams."""
    assert not _hear(watch, *[ahead] * 4)
    assert _hear(watch, ahead)
    issue = issue_of(hass, "clock", watch._entry)
    assert issue
    assert issue.translation_key == key
    assert issue.translation_placeholders == {
        "name": "Aidon 7534",
        "minutes": minutes,
    }
    assert not issue.is_fixable


@pytest.mark.parametrize("ahead", [300, -300])
def test_five_minutes_are_close_enough(watch: ClockWatch, ahead: float) -> None:
    """Who wants to know sees the clock itself."""
    assert not _hear(watch, *[ahead] * 20)


def test_one_right_telegram_begins_anew(watch: ClockWatch) -> None:
    """Only telegrams in a row count."""
    assert not _hear(watch, *[400] * 4, 300, *[400] * 4)
    assert _hear(watch, 400)


async def test_issue_does_not_flicker(hass: HomeAssistant, watch: ClockWatch) -> None:
    """At the border it stays; it goes when the clock is clearly right."""
    actions = updates(hass)
    assert _hear(watch, *[301] * 5)
    assert _hear(watch, *[299, 301] * 10, *[301] * 10, -241)
    assert not _hear(watch, 240)
    await hass.async_block_till_done()
    assert actions == ["create", "remove"]


def test_telegram_without_time_says_nothing(watch: ClockWatch) -> None:
    """Nor does a damaged one: neither counts, and neither breaks the row."""
    assert not _hear(watch, *[400] * 4)
    watch.hear(heard())
    watch.hear(DAMAGED)
    assert _hear(watch, 400)
    watch.hear(heard())
    assert _hear(watch)


def test_telegrams_that_waited_come_late(
    watch: ClockWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a buffer held while the host was asleep is one telegram, not many."""
    monkeypatch.setattr(clock, "APART", 0.5)
    assert not _hear(watch, *range(-3600, -3000, 10))


def test_time_between_telegrams_makes_them_count(
    hass: HomeAssistant, watch: ClockWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a second is enough."""
    monkeypatch.setattr(clock, "APART", 0.5)
    now = 0.0
    monkeypatch.setattr(hass.loop, "time", lambda: now)
    raised = []
    for _ in range(5):
        now += 0.5
        raised.append(_hear(watch, -3600))
    assert raised == [False] * 4 + [True]

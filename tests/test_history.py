"""Tests of what is remembered of a link."""

from datetime import UTC, datetime

from freezegun.api import FrozenDateTimeFactory

from custom_components.han_port.history import REMEMBERED, History

NOON = datetime(2026, 6, 21, 12, tzinfo=UTC)


def test_events_have_their_times(freezer: FrozenDateTimeFactory) -> None:
    """The oldest comes first, and each is told with its time in UTC."""
    history = History()
    freezer.move_to(NOON)
    history.note("open")
    freezer.tick(5)
    history.note("lost")
    first, second = history.happenings
    assert (first.what, first.first, first.last, first.times) == ("open", NOON, NOON, 1)
    assert (second.what, (second.first - NOON).total_seconds()) == ("lost", 5)


def test_same_event_again_is_counted(freezer: FrozenDateTimeFactory) -> None:
    """A port that is missing for hours takes one line, from when to when."""
    history = History()
    freezer.move_to(NOON)
    for _ in range(60):
        history.note("closed: port_missing")
        freezer.tick(60)
    (one,) = history.happenings
    assert one.times == 60
    assert (one.first, (one.last - NOON).total_seconds()) == (NOON, 59 * 60)


def test_events_in_turn_are_counted(freezer: FrozenDateTimeFactory) -> None:
    """A port that is opened in vain all day takes two lines; what was before stays."""
    history = History()
    freezer.move_to(NOON)
    history.note("back")
    for _ in range(60):
        freezer.tick(30)
        history.note("open")
        freezer.tick(30)
        history.note("closed: silence")
    told = [
        (one.what, one.times, (one.last - NOON).total_seconds() / 60)
        for one in history.happenings
    ]
    assert told == [("back", 1, 0), ("open", 60, 59.5), ("closed: silence", 60, 60)]


def test_only_the_last_events_are_kept() -> None:
    """Twenty of them: memory stays bounded."""
    history = History()
    for number in range(50):
        history.note(f"open: {number}")
    kept = [one.what for one in history.happenings]
    assert kept == [f"open: {number}" for number in range(30, 50)]
    assert len(kept) == REMEMBERED

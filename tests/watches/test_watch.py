"""Tests of what all watches do."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.han_port.const import DOMAIN
from custom_components.han_port.watches import Cuts, Silence, forget, watch
from tests.watches.issues import NOISE, is_raised, issue_of, running_entry

#: One watch stands for all.
KEY = Cuts.key


@pytest.fixture
def entry(hass: HomeAssistant) -> MockConfigEntry:
    """Return an entry that runs."""
    return running_entry(hass)


def test_issue_says_what_it_is_about(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """The meter by its name, and the entry for who repairs it."""
    Cuts(hass, entry).raise_issue({"found": "1"}, fix={"line": "2"})
    issue = issue_of(hass, KEY, entry)
    assert issue
    assert issue.translation_key == KEY
    assert issue.translation_placeholders == {"name": "Aidon 7534", "found": "1"}
    assert issue.data == {"entry_id": entry.entry_id, "line": "2"}
    assert issue.is_fixable
    assert issue.severity is ir.IssueSeverity.WARNING
    assert not issue.is_persistent


def test_issue_that_nobody_can_repair_with_a_click(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """It has a text of its own instead, here of another key."""
    Cuts(hass, entry).raise_issue(text="again")
    issue = issue_of(hass, KEY, entry)
    assert issue
    assert (issue.translation_key, issue.is_fixable) == ("again", False)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Elgama GAMA 350 14000011", "Elgama GAMA 350 …011"),
        ("Meter 1234", "Meter 1234"),
        ("Meter 12345", "Meter …345"),
    ],
)
def test_name_hides_the_number_of_the_meter(
    hass: HomeAssistant, entry: MockConfigEntry, title: str, name: str
) -> None:
    """The last digits are enough to tell two meters apart."""
    hass.config_entries.async_update_entry(entry, title=title)
    Cuts(hass, entry).raise_issue()
    issue = issue_of(hass, KEY, entry)
    assert issue
    assert issue.translation_placeholders == {"name": name}


def test_nothing_is_heard_where_nothing_is_watched_for(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Some watches are told by others than the decoder."""
    cuts = Cuts(hass, entry)
    cuts.raise_issue()
    cuts.hear(NOISE)
    assert is_raised(hass, KEY, entry)


def test_end_takes_the_issue_back(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Who is not read has no trouble."""
    cuts = Cuts(hass, entry)
    cuts.raise_issue()
    cuts.end()
    assert not is_raised(hass, KEY, entry)


def test_ignored_issue_stays_ignored(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """A reload, such as after a change of options, does not bring it back."""
    cuts = Cuts(hass, entry)
    cuts.raise_issue()
    ir.async_ignore_issue(hass, DOMAIN, f"{KEY}_{entry.entry_id}", ignore=True)
    cuts.end()
    Cuts(hass, entry).raise_issue()
    issue = issue_of(hass, KEY, entry)
    assert issue
    assert issue.dismissed_version


def test_ignored_issue_goes_with_its_trouble(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """When it comes back one day the household is told anew."""
    cuts = Cuts(hass, entry)
    cuts.raise_issue()
    ir.async_ignore_issue(hass, DOMAIN, f"{KEY}_{entry.entry_id}", ignore=True)
    cuts.clear()
    assert not is_raised(hass, KEY, entry)


def test_removed_entry_leaves_nothing(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Not even what was ignored; what is about others stays."""
    other = running_entry(hass)
    for one in (entry, other):
        Cuts(hass, one).raise_issue()
        ir.async_ignore_issue(hass, DOMAIN, f"{KEY}_{one.entry_id}", ignore=True)
    forget(hass, entry)
    assert not is_raised(hass, KEY, entry)
    assert is_raised(hass, KEY, other)


def test_issue_outlives_a_failed_try(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """The next try has another watch, which takes the issue back when it is over."""
    cuts = Cuts(hass, entry)
    cuts.raise_issue()
    entry.mock_state(hass, ConfigEntryState.SETUP_RETRY)
    cuts.end()
    assert is_raised(hass, KEY, entry)
    entry.mock_state(hass, ConfigEntryState.SETUP_IN_PROGRESS)
    entry.mock_state(hass, ConfigEntryState.LOADED)
    assert is_raised(hass, KEY, entry)
    Cuts(hass, entry).end()
    assert not is_raised(hass, KEY, entry)


def test_issue_ends_when_nobody_tries_any_more(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """An entry that is unloaded between two tries calls nobody; its state tells."""
    other = running_entry(hass)
    cuts = Cuts(hass, entry)
    cuts.raise_issue()
    entry.mock_state(hass, ConfigEntryState.SETUP_RETRY)
    cuts.end()
    other.mock_state(hass, ConfigEntryState.SETUP_IN_PROGRESS)
    hass.config_entries.async_update_entry(entry, title="Renamed")
    assert is_raised(hass, KEY, entry)
    entry.mock_state(hass, ConfigEntryState.NOT_LOADED)
    assert not is_raised(hass, KEY, entry)


def test_failed_set_ups_count_from_the_first(
    hass: HomeAssistant, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has a watch of its own; unload begins anew."""
    now = 1000.0
    monkeypatch.setattr(hass.loop, "time", lambda: now)
    raised = []
    for seconds in (0, 60, 119, 120):
        now = 1000.0 + seconds
        silence = Silence(hass, entry)
        silence.fail("silence")
        entry.mock_state(hass, ConfigEntryState.SETUP_RETRY)
        silence.end()
        raised.append(is_raised(hass, "silence", entry))
        entry.mock_state(hass, ConfigEntryState.SETUP_IN_PROGRESS)
    assert raised == [False, False, False, True]
    assert watch.LASTING == 120
    entry.mock_state(hass, ConfigEntryState.SETUP_RETRY)
    silence.end()
    entry.mock_state(hass, ConfigEntryState.NOT_LOADED)
    Silence(hass, entry).fail("silence")
    assert not is_raised(hass, "silence", entry)

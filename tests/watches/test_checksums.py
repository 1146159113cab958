"""Tests of the repair for a line that damages telegrams."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components.han_port.decoder import Event, Reason, Rejected
from custom_components.han_port.watches import Checksums, watch
from tests.watches.issues import (
    CUT,
    DAMAGED,
    NOISE,
    heard,
    is_raised,
    issue_of,
    running_entry,
    updates,
)

WHOLE: Event = heard()
LOCKED: Event = Rejected(Reason.KEY, 700)


@pytest.fixture
def checksums(hass: HomeAssistant) -> Checksums:
    """Watch an entry of which nothing has come yet."""
    return Checksums(hass, running_entry(hass))


def _hear(checksums: Checksums, *events: Event) -> bool:
    """Let a watch hear events, and tell whether the household knows."""
    for event in events:
        checksums.hear(event)
    return is_raised(checksums._hass, "checksums", checksums._entry)


@pytest.mark.parametrize("event", [DAMAGED, CUT])
def test_ten_damaged_telegrams_are_no_accident(
    hass: HomeAssistant, checksums: Checksums, event: Rejected
) -> None:
    """Where nothing else comes."""
    assert not _hear(checksums, *[event] * 9)
    assert _hear(checksums, event)
    issue = issue_of(hass, "checksums", checksums._entry)
    assert issue
    assert (issue.is_fixable, issue.severity) == (False, ir.IssueSeverity.WARNING)


def test_more_than_half_must_be_damaged(checksums: Checksums) -> None:
    """Of the last thirty."""
    assert not _hear(checksums, *[WHOLE, DAMAGED] * 15)
    assert _hear(checksums, DAMAGED, DAMAGED)


def test_only_the_last_thirty_count(checksums: Checksums) -> None:
    """Good weeks do not hide a bad hour."""
    assert not _hear(checksums, *[WHOLE] * 1000)
    assert not _hear(checksums, *[DAMAGED] * 15)
    assert _hear(checksums, DAMAGED)


@pytest.mark.parametrize("event", [NOISE, LOCKED])
def test_what_is_no_telegram_or_a_whole_one_is_not_counted(
    checksums: Checksums, event: Rejected
) -> None:
    """A start in the middle of a telegram is noise, and a wrong key no damage."""
    assert not _hear(checksums, *[event] * 50)
    assert not _hear(checksums, *[DAMAGED] * 9)


def test_trouble_is_over_when_few_are_damaged(checksums: Checksums) -> None:
    """At most two of the last twenty."""
    assert _hear(checksums, *[DAMAGED] * 10)
    assert _hear(checksums, *[WHOLE] * 15, *[DAMAGED] * 3)
    assert _hear(checksums, *[WHOLE] * 17)
    assert not _hear(checksums, WHOLE)


async def test_issue_does_not_flicker(
    hass: HomeAssistant, checksums: Checksums
) -> None:
    """At the border it is raised once."""
    actions = updates(hass)
    _hear(checksums, *[DAMAGED] * 10, *[WHOLE, DAMAGED, DAMAGED] * 20)
    _hear(checksums, *[WHOLE, DAMAGED] * 30)
    await hass.async_block_till_done()
    assert actions == ["create"]


@pytest.mark.parametrize("reason", ["checksum", "noise"])
def test_line_that_never_was_good(
    hass: HomeAssistant,
    checksums: Checksums,
    monkeypatch: pytest.MonkeyPatch,
    reason: str,
) -> None:
    """An inverted one fails each set-up; silence says nothing of that."""
    checksums.fail(reason)
    assert not _hear(checksums)
    monkeypatch.setattr(watch, "LASTING", 0)
    checksums.fail(reason)
    checksums.fail("silence")
    assert _hear(checksums)
    checksums.fail("wrong_profile")
    assert not _hear(checksums)


def test_noise_counts_since_the_last_telegram(
    checksums: Checksums, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Now and then some is no trouble."""
    now = 0.0
    monkeypatch.setattr(checksums._hass.loop, "time", lambda: now)
    checksums.fail("noise")
    now = 119
    checksums.hear(WHOLE)
    now = 120
    checksums.fail("noise")
    now = 239
    checksums.fail("noise")
    assert not _hear(checksums)
    now = 240
    checksums.fail("noise")
    assert _hear(checksums)

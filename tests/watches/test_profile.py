"""Tests of the repair for a meter that another profile is made for."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components.han_port.const import DOMAIN
from custom_components.han_port.decoder import Telegram
from custom_components.han_port.watches import BetterProfile
from tests.watches.issues import (
    DAMAGED,
    heard,
    is_raised,
    issue_of,
    running_entry,
    updates,
)

KAMSTRUP = heard("KAM5")


@pytest.fixture
def watch(hass: HomeAssistant) -> BetterProfile:
    """Watch a meter in Sweden with the profile of the others."""
    hass.config.country = "SE"
    return BetterProfile(hass, running_entry(hass, "sweden"))


def _hear(watch: BetterProfile, *telegrams: Telegram) -> bool:
    """Let a watch hear telegrams, and tell whether the household knows."""
    for telegram in telegrams:
        watch.hear(telegram)
    return is_raised(watch._hass, "profile", watch._entry)


async def test_better_profile_is_told_once(
    hass: HomeAssistant, watch: BetterProfile
) -> None:
    """After three telegrams, with what to save."""
    actions = updates(hass)
    assert not _hear(watch, KAMSTRUP, KAMSTRUP)
    watch.hear(DAMAGED)
    assert _hear(watch, *[KAMSTRUP] * 10)
    await hass.async_block_till_done()
    assert actions == ["create"]
    issue = issue_of(hass, "profile", watch._entry)
    assert issue
    assert issue.is_fixable
    assert issue.data == {"entry_id": watch._entry.entry_id, "profile": "kamstrup_se"}


def test_known_meter_ends_it(watch: BetterProfile) -> None:
    """One that the profile of the entry is made for."""
    assert _hear(watch, *[KAMSTRUP] * 3)
    assert not _hear(watch, heard())


def test_three_telegrams_in_a_row(watch: BetterProfile) -> None:
    """One of a known meter between them begins anew."""
    assert not _hear(watch, KAMSTRUP, KAMSTRUP, heard(), KAMSTRUP, KAMSTRUP)
    assert _hear(watch, KAMSTRUP)


def test_same_profile_three_times(watch: BetterProfile) -> None:
    """Two meters in turn have no better profile in common."""
    belgian = heard("FLU5", code="1-0:1.8.1")
    assert not _hear(watch, *[KAMSTRUP, KAMSTRUP, belgian, belgian] * 3)


def test_unknown_meter_has_no_better_profile(watch: BetterProfile) -> None:
    """That of the household's country is as good as any."""
    assert not _hear(watch, *[heard("XYZ5")] * 5)


def test_known_meter_keeps_its_profile(hass: HomeAssistant) -> None:
    """Also where that of another country knows it, too, and comes first."""
    hass.config.country = "SE"
    watch = BetterProfile(hass, running_entry(hass, "sesko"))
    assert not _hear(watch, *[heard("ADN9 7534")] * 5)


def test_meter_that_was_not_known_once(hass: HomeAssistant) -> None:
    """An entry without a profile gets one when one is made for its meter."""
    hass.config.country = "FI"
    watch = BetterProfile(hass, running_entry(hass, "auto"))
    assert _hear(watch, *[heard("ADN9 7534")] * 3)


def test_household_may_know_better(hass: HomeAssistant, watch: BetterProfile) -> None:
    """What it ignores stays ignored while telegrams come."""
    _hear(watch, *[KAMSTRUP] * 3)
    issue_id = f"profile_{watch._entry.entry_id}"
    ir.async_ignore_issue(hass, DOMAIN, issue_id, ignore=True)
    watch.end()
    _hear(BetterProfile(hass, watch._entry), *[KAMSTRUP] * 5)
    issue = issue_of(hass, "profile", watch._entry)
    assert issue
    assert issue.dismissed_version

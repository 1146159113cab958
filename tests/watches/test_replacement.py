"""Tests of the repair for a meter that was exchanged."""

from homeassistant.core import HomeAssistant
import pytest

from custom_components.han_port.decoder import Reading
from custom_components.han_port.guard import Change
from custom_components.han_port.watches import Replacement
from custom_components.han_port.watches.replacement import amount
from tests.watches.issues import is_raised, issue_of, running_entry, updates

IMPORT = Change("1-0:1.8.0", Reading(12345.67, "kWh", 3), Reading(8.0, "kWh", 3))
EXPORT = Change("1-0:2.8.0", Reading(5.0, "kWh", 0), Reading(1.0, "kWh", 0))


@pytest.fixture
def watch(hass: HomeAssistant) -> Replacement:
    """Watch the totals of an entry."""
    return Replacement(hass, running_entry(hass))


def _show(watch: Replacement, *changes: Change) -> bool:
    """Show changes to a watch, and tell whether the household is asked."""
    watch.show({change.code: change for change in changes})
    return is_raised(watch._hass, "replacement", watch._entry)


def test_household_is_asked(hass: HomeAssistant, watch: Replacement) -> None:
    """With both readings as the meter shows them, and no other number."""
    assert _show(watch, EXPORT, IMPORT)
    issue = issue_of(hass, "replacement", watch._entry)
    assert issue
    assert issue.is_fixable
    assert issue.data == {"entry_id": watch._entry.entry_id, "code": "1-0:1.8.0"}
    assert issue.translation_placeholders == {
        "name": "Aidon 7534",
        "before": "12345.670 kWh",
        "after": "8.000 kWh",
    }


def test_another_register_stands_in_for_the_main_one(
    hass: HomeAssistant, watch: Replacement
) -> None:
    """Where that has not changed."""
    assert _show(watch, EXPORT)
    issue = issue_of(hass, "replacement", watch._entry)
    assert issue
    assert issue.translation_placeholders
    assert issue.translation_placeholders["before"] == "5 kWh"


async def test_household_is_asked_once(hass: HomeAssistant, watch: Replacement) -> None:
    """The new meter goes on counting, and the question stays as it is."""
    actions = updates(hass)
    for tenths in range(80, 85):
        after = Reading(tenths / 10, "kWh", 3)
        assert _show(watch, IMPORT._replace(after=after))
    await hass.async_block_till_done()
    assert actions == ["create"]


async def test_question_goes_with_the_changes(
    hass: HomeAssistant, watch: Replacement
) -> None:
    """Decided, or back at the old level; a later change is another question."""
    actions = updates(hass)
    assert _show(watch, IMPORT)
    assert not _show(watch)
    assert _show(watch, IMPORT)
    await hass.async_block_till_done()
    assert actions == ["create", "remove", "create"]


def test_amount_without_decimals() -> None:
    """Of a reading whose digits nobody has counted the number is shown as it is."""
    assert amount(Reading(12.5, "m³")) == "12.5 m³"

"""Tests of the repair for other settings of the line."""

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.han_port.decoder import Line, Parity
from custom_components.han_port.watches import LineWatch
from tests.watches.issues import is_raised, issue_of, running_entry, updates

SEVEN_BITS = Line(9600, 7, Parity.EVEN)


@pytest.fixture
def entry(hass: HomeAssistant) -> MockConfigEntry:
    """Return an entry of a meter at 115200 8N1."""
    return running_entry(hass)


async def test_other_settings_are_told_once(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """With both, and with what to save."""
    actions = updates(hass)
    line_watch = LineWatch(hass, entry)
    for _ in range(3):
        line_watch.found(SEVEN_BITS)
    await hass.async_block_till_done()
    assert actions == ["create"]
    issue = issue_of(hass, "line", entry)
    assert issue
    assert issue.is_fixable
    assert issue.data == {"entry_id": entry.entry_id, "line": "9600 7E1"}
    assert issue.translation_placeholders == {
        "name": "Aidon 7534",
        "found": "9600 7E1",
        "saved": "115200 8N1",
    }


def test_settings_of_the_entry_end_it(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """The meter is heard as it should."""
    line_watch = LineWatch(hass, entry)
    line_watch.found(SEVEN_BITS)
    line_watch.found(Line())
    assert not is_raised(hass, "line", entry)


@pytest.mark.parametrize(("line", "raised"), [(Line(2400), False), (Line(), True)])
def test_entry_without_settings_has_those_of_its_profile(
    hass: HomeAssistant, line: Line, *, raised: bool
) -> None:
    """The first of them."""
    entry = running_entry(hass, "kamstrup_dlms")
    data = {key: value for key, value in entry.data.items() if key != "line"}
    hass.config_entries.async_update_entry(entry, data=data)
    LineWatch(hass, entry).found(line)
    assert is_raised(hass, "line", entry) == raised

"""Tests of what a household may set."""

from math import nan

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.han_port.const import DOMAIN
from custom_components.han_port.options import RANGES, Options
from custom_components.han_port.pace import Speed


def _options(**stored: object) -> Options:
    """Return the options of an entry that has stored these."""
    return Options.of(MockConfigEntry(domain=DOMAIN, options=stored))


def test_defaults() -> None:
    """Power at each telegram, the rest twice and once a minute, 3 x 100 A, no port."""
    assert _options() == Options(0, 30, 60, 100, show_port=False)


def test_what_is_set() -> None:
    """All that is set counts, the least and the most, too."""
    stored = {
        "power_window": 3600,
        "instantaneous_window": 0,
        "totals_window": 12.5,
        "main_fuse": 6,
        "show_port": True,
    }
    assert _options(**stored) == Options(3600, 0, 12.5, 6, show_port=True)


def test_windows() -> None:
    """Each speed has its window."""
    assert _options(
        power_window=1, instantaneous_window=2, totals_window=3
    ).windows == {
        Speed.POWER: 1,
        Speed.INSTANTANEOUS: 2,
        Speed.TOTALS: 3,
    }


@pytest.mark.parametrize("value", [None, "60", -1, 3600.1, True, nan, [60]])
@pytest.mark.parametrize("name", RANGES)
def test_number_that_is_none(name: str, value: object) -> None:
    """What cannot be in the form is not believed; the default holds."""
    assert _options(**{name: value}) == Options()


@pytest.mark.parametrize("value", [None, "yes", 1])
def test_port_is_not_shown_by_mistake(value: object) -> None:
    """Only who has said so shows the port."""
    assert not _options(show_port=value).show_port


def test_option_of_another_release() -> None:
    """What this release does not know does no harm."""
    assert _options(colour="red", main_fuse=25) == Options(main_fuse=25)

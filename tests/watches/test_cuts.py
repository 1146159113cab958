"""Tests of the repair for a receiver that cuts telegrams."""

from collections.abc import Callable
from functools import partial

from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    issue_registry as ir,
)
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
)

from custom_components.han_port.decoder import (
    Reason,
    Reception,
    Rejected,
)
from simulator.cul import Cul
from simulator.receivers import PtyReceiver
from tests.entries import until
from tests.radios import (
    radio_coordinator,
    reception,
    set_up_radio,
)
from tests.secrets import OTHER_KEY

pytestmark = pytest.mark.usefixtures("haste")

SHORT = 4


def _equal(count: Callable[[], int], expected: int) -> bool:
    """Tell whether there are so many."""
    return count() == expected


async def _heard(entry: MockConfigEntry, telegrams: int = 1) -> None:
    """Wait until so many telegrams of the meter were heard."""
    await until(lambda: radio_coordinator(entry).hearing.telegrams >= telegrams)


def _issues(hass: HomeAssistant) -> list[ir.IssueEntry]:
    """Return the repairs that are asked for."""
    return list(ir.async_get(hass).issues.values())


async def test_receiver_that_cuts_is_told(hass: HomeAssistant) -> None:
    """After three cut telegrams, until a long one comes whole."""
    stick = Cul(buffer=148)
    async with PtyReceiver(dialect=stick, paused=True) as receiver:
        entry = await set_up_radio(hass, receiver.port, receiver="cul")
        hearing = radio_coordinator(entry).hearing
        for cut in range(1, 5):
            receiver.push_now()
            await until(partial(_equal, hearing.refused.total, cut))
            assert len(_issues(hass)) == (cut >= 3)
        (issue,) = _issues(hass)
        assert issue.translation_key == "receiver_cuts_telegrams"
        name = {"name": "Elgama GAMA 350 EGM-…011-01-02"}
        assert issue.translation_placeholders == name
        assert (issue.is_fixable, issue.severity) == (False, ir.IssueSeverity.WARNING)
        stick.buffer = None
        for heard in (1, 2):
            assert _issues(hass)
            receiver.push_now()
            await _heard(entry, heard)
        assert not _issues(hass)
        stick.buffer = 148
        receiver.push_now()
        await until(lambda: hearing.refused[Reason.TRUNCATED] == 5)
        assert not _issues(hass)


async def test_short_telegram_is_never_cut(hass: HomeAssistant) -> None:
    """That a GAMA 350's second kind comes whole says nothing of its first."""
    async with PtyReceiver(paused=True) as receiver:
        entry = await set_up_radio(hass, receiver.port)
        meter = radio_coordinator(entry)
        for turn in range(3):
            meter._take_item(Rejected(Reason.TRUNCATED, 148))
            meter._take_item(reception(turn=SHORT + 5 * turn))
        assert len(_issues(hass)) == 1


async def test_repair_goes_with_its_entry(hass: HomeAssistant) -> None:
    """Who is unloaded has no trouble."""
    async with PtyReceiver(dialect=Cul(buffer=148), interval=0.05) as receiver:
        entry = await set_up_radio(hass, receiver.port, receiver="cul")
        await until(lambda: _issues(hass))
        await hass.config_entries.async_unload(entry.entry_id)
        assert not _issues(hass)


async def test_telegram_that_is_too_short_for_its_blocks_is_cut(
    hass: HomeAssistant,
) -> None:
    """Also where the receiver does not notice."""
    async with PtyReceiver(paused=True) as receiver:
        entry = await set_up_radio(hass, receiver.port)
        meter = radio_coordinator(entry)
        for turn in range(3):
            telegram = reception(turn=turn).telegram[:-20]
            meter._take_item(Reception(telegram))
        assert meter.hearing.refused == {Reason.TRUNCATED: 3}
        assert len(_issues(hass)) == 1


async def test_locked_telegram_is_whole(hass: HomeAssistant) -> None:
    """A receiver that brings it does not cut."""
    async with PtyReceiver(paused=True) as receiver:
        entry = await set_up_radio(hass, receiver.port, encryption_key=OTHER_KEY)
        meter = radio_coordinator(entry)
        for _ in range(3):
            meter._take_item(Rejected(Reason.TRUNCATED, 148))
        assert len(_issues(hass)) == 1
        meter._take_item(Rejected(Reason.CHECKSUM, 217))
        assert len(_issues(hass)) == 1
        meter._take_item(reception())
        assert not _issues(hass)

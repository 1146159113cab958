"""Tests of the coordinator: what it believes of a meter, and for how long."""

from datetime import timedelta
from functools import partial

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.han_port import memory
from custom_components.han_port.const import DOMAIN
from custom_components.han_port.guard import Fault
from custom_components.han_port.hearing import Hearing
from tests.decoder.compose import LINES, replaced, telegram
from tests.entries import coordinator_of, is_loaded, meter_entry, set_up, until
from tests.sensors import AIDON, state_of
from tests.wire import Wire

pytestmark = pytest.mark.usefixtures("haste")

IMPORT, EXPORT, POWER = "1-0:1.8.0", "1-0:2.8.0", "1-0:1.7.0"


def _sent(*lines: str) -> bytes:
    """Compose a telegram with other lines in place of the usual ones."""
    return telegram(AIDON, replaced(*lines))


def _number(number: str) -> str:
    """Return the line with a meter's number."""
    return f"0-0:96.1.1({number.encode().hex()})"


async def _push(wire: Wire, entry: MockConfigEntry, data: bytes, times: int) -> None:
    """Send other telegrams, and nothing more after so many of them."""
    hearing = coordinator_of(entry).hearing
    wire.paused = True
    for wanted in range(hearing.telegrams + 1, hearing.telegrams + times + 1):
        wire.send(data)
        await until(partial(_has_come, hearing, wanted))


def _has_come(hearing: Hearing, telegrams: int) -> bool:
    """Tell whether so many telegrams have been heard."""
    return hearing.telegrams >= telegrams


def _questions(hass: HomeAssistant) -> list[str]:
    """Return the repairs that ask about another meter."""
    issues = ir.async_get(hass).issues
    return [issue for domain, issue in issues if issue.startswith("replacement_")]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("1-0:1.8.0(00000000.000*kWh)", "zero"),
        ("1-0:1.8.0(00006677.394*kWh)", "falling"),
        ("1-0:1.8.0(00016678.394*kWh)", "rising"),
    ],
)
async def test_impossible_total_is_held_back(
    hass: HomeAssistant, wire: Wire, line: str, fault: str
) -> None:
    """The good one stays, the rest of the telegram is shown, and it is counted."""
    entry = await set_up(hass, wire.port)
    await _push(wire, entry, _sent(line, "1-0:1.7.0(0004.000*kW)"), 1)
    assert state_of(hass, entry, IMPORT) == "6678.394"
    assert state_of(hass, entry, POWER) == "4.0"
    coordinator = coordinator_of(entry)
    assert coordinator.guard.held_back == {fault: 1}
    (sample,) = coordinator.samples.held_back
    assert line.encode() in sample.event.raw


async def test_true_zero_is_shown(hass: HomeAssistant, wire: Wire) -> None:
    """A meter that has never exported says so."""
    wire.data = _sent("1-0:2.8.0(00000000.000*kWh)")
    entry = await set_up(hass, wire.port)
    assert state_of(hass, entry, EXPORT) == "0.0"


async def test_household_confirms_a_new_meter(hass: HomeAssistant, wire: Wire) -> None:
    """Five telegrams agree, the household is asked, and then the new level is shown."""
    entry = await set_up(hass, wire.port)
    new = _sent("1-0:1.8.0(00000003.100*kWh)")
    await _push(wire, entry, new, 4)
    assert not _questions(hass)
    await _push(wire, entry, new, 1)
    assert _questions(hass) == [f"replacement_{entry.entry_id}"]
    assert state_of(hass, entry, IMPORT) == "6678.394"
    await coordinator_of(entry).accept_change()
    await hass.async_block_till_done()
    assert state_of(hass, entry, IMPORT) == "3.1"
    assert not _questions(hass)


@pytest.mark.parametrize("is_known", [False, True])
async def test_new_meter_has_a_number_of_its_own(
    hass: HomeAssistant, wire: Wire, *, is_known: bool
) -> None:
    """The entry is that of the new meter from then on, unless another entry is."""
    old, new = "14000001", "14000007"
    if is_known:
        meter_entry("/dev/null", unique_id=new).add_to_hass(hass)
    wire.data = telegram(AIDON, (*LINES, _number(old)))
    entry = meter_entry(wire.port, unique_id=old)
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    lines = *replaced("1-0:1.8.0(00000003.100*kWh)"), _number(new)
    await _push(wire, entry, telegram(AIDON, lines), 5)
    assert entry.unique_id == old
    await coordinator_of(entry).accept_change()
    assert entry.unique_id == (old if is_known else new)
    assert is_loaded(entry)


async def test_household_dismisses_it(hass: HomeAssistant, wire: Wire) -> None:
    """The same level is asked about no more, and a good total counts again."""
    entry = await set_up(hass, wire.port)
    new = _sent("1-0:1.8.0(00000003.100*kWh)")
    await _push(wire, entry, new, 5)
    coordinator_of(entry).dismiss_change()
    await _push(wire, entry, new, 6)
    assert not _questions(hass)
    await _push(wire, entry, _sent("1-0:1.8.0(00006678.401*kWh)"), 1)
    assert state_of(hass, entry, IMPORT) == "6678.401"


async def test_total_that_is_held_back_grows_old(
    hass: HomeAssistant, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No value is shown for ever, though the meter goes on sending."""
    monkeypatch.setattr(memory, "LASTING", 0.5)
    monkeypatch.setattr("custom_components.han_port.coordinator.LASTING", 0.5)
    entry = await set_up(hass, wire.port)
    wire.data = _sent("1-0:1.8.0(00000000.000*kWh)")
    await until(lambda: state_of(hass, entry, IMPORT) == STATE_UNAVAILABLE)
    assert state_of(hass, entry, EXPORT) == "412.07"


async def test_register_that_disappears(hass: HomeAssistant, wire: Wire) -> None:
    """It becomes unavailable alone while the meter goes on sending."""
    entry = await set_up(hass, wire.port)
    wire.data = telegram(AIDON, [one for one in LINES if "1-0:1.7.0" not in one])
    await until(lambda: state_of(hass, entry, POWER) == STATE_UNAVAILABLE)
    assert state_of(hass, entry, "1-0:2.7.0") == "0.0"
    assert coordinator_of(entry).last_update_success


async def test_each_kind_grows_old_by_a_timer_of_its_own(
    hass: HomeAssistant, wire: Wire
) -> None:
    """Once a timer has come, what it is for counts no more."""
    entry = await set_up(hass, wire.port)
    wire.paused = True
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=60))
    assert state_of(hass, entry, POWER) == STATE_UNAVAILABLE
    assert state_of(hass, entry, IMPORT) == "6678.394"
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=301))
    assert state_of(hass, entry, IMPORT) == STATE_UNAVAILABLE


async def test_first_telegram_after_a_restart_is_judged(
    hass: HomeAssistant, wire: Wire
) -> None:
    """The last good total survives, is shown while it counts, and guards."""
    entry = await set_up(hass, wire.port)
    await hass.config_entries.async_unload(entry.entry_id)
    wire.data = _sent("1-0:1.8.0(00000000.000*kWh)")
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert state_of(hass, entry, IMPORT) == "6678.394"
    assert coordinator_of(entry).guard.held_back[Fault.ZERO] >= 1


async def test_meter_without_checksums_sends_twice(
    hass: HomeAssistant, wire: Wire
) -> None:
    """Nothing is shown before a second telegram bears the first one out."""
    wire.paused = True
    entry = meter_entry(wire.port, "kuopio")
    entry.add_to_hass(hass)
    wire.data = telegram(checksum="")
    task = hass.async_create_task(hass.config_entries.async_setup(entry.entry_id))
    await until(lambda: hasattr(entry, "runtime_data"))
    hearing = coordinator_of(entry).hearing

    def is_heard(times: int) -> bool:
        if hearing.telegrams < times:
            wire.push_now()
        return hearing.telegrams >= times

    await until(lambda: is_heard(1))
    assert not coordinator_of(entry).registers
    await until(lambda: is_heard(2))
    assert await task
    assert is_loaded(entry)
    await hass.async_block_till_done()
    assert state_of(hass, entry, IMPORT) == "6678.394"


async def test_no_file_is_left_of_a_removed_meter(
    hass: HomeAssistant, wire: Wire, hass_storage: dict[str, object]
) -> None:
    """What was known of its totals goes with it."""
    entry = await set_up(hass, wire.port)
    await hass.config_entries.async_unload(entry.entry_id)
    assert f"{DOMAIN}.{entry.entry_id}" in hass_storage
    await hass.config_entries.async_remove(entry.entry_id)
    assert f"{DOMAIN}.{entry.entry_id}" not in hass_storage

"""Tests of the coordinator: keys that stop to open what comes."""

import asyncio
from datetime import timedelta

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.han_port import port_coordinator
from custom_components.han_port.decoder import Medium
from simulator.faults import Fault
from simulator.meters import METERS
from simulator.push import PtyMeter
from tests.entries import coordinator_of, is_loaded, set_up, until
from tests.secrets import FIELDS, OTHER_KEY, STOEN, saved, with_other_keys
from tests.wire import Wire, hanging_up

pytestmark = pytest.mark.usefixtures("haste")

RENEWED = with_other_keys(STOEN)


@pytest.fixture
async def unlocked(hass: HomeAssistant, stoen: PtyMeter) -> MockConfigEntry:
    """Set up the entry of that meter."""
    entry = await set_up(hass, stoen.port, "stoen", **saved(**FIELDS))
    assert is_loaded(entry)
    return entry


async def test_keys_open_what_comes(unlocked: MockConfigEntry) -> None:
    """The keys of the entry are those of the decoder."""
    assert str(coordinator_of(unlocked).data.integrity) == "gcm-tag+crc16-x25"


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ({}, "encrypted"),
        ({"encryption_key": OTHER_KEY}, "wrong_key"),
        ({**FIELDS, "authentication_key": OTHER_KEY}, "wrong_authentication_key"),
    ],
)
async def test_set_up_without_the_right_keys(
    hass: HomeAssistant, stoen: PtyMeter, keys: dict[str, str], reason: str
) -> None:
    """Home Assistant is told why, and asks for the keys."""
    entry = await set_up(hass, stoen.port, "stoen", **keys)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == reason
    assert len(_questions(hass)) == 1


async def test_set_up_of_a_profile_that_never_encrypts(hass: HomeAssistant) -> None:
    """A meter that begins to encrypt asks for keys, too."""
    async with PtyMeter(interval=0.1, fault=Fault.ENCRYPTED) as meter:
        entry = await set_up(hass, meter.port)
        assert entry.state is ConfigEntryState.SETUP_RETRY
        assert entry.error_reason_translation_key == "encrypted"
        assert len(_questions(hass)) == 1


async def test_set_up_waits_for_proof(
    hass: HomeAssistant, stoen: PtyMeter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While locked telegrams come it goes on until there are three of them."""
    monkeypatch.setattr(port_coordinator, "FIRST_TELEGRAM", 0.25)
    stoen.interval = 0.2
    entry = await set_up(hass, stoen.port, "stoen", encryption_key=OTHER_KEY)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert coordinator_of(entry).hearing.locked == 3


async def test_set_up_with_a_few_locked_telegrams(
    hass: HomeAssistant, stoen: PtyMeter
) -> None:
    """Fewer than three prove nothing: set-up is tried again."""
    stoen.paused = True
    starting = asyncio.create_task(
        set_up(hass, stoen.port, "stoen", encryption_key=OTHER_KEY)
    )
    for _ in range(2):
        await asyncio.sleep(0.2)
        stoen.push_now()
    entry = await starting
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert not _questions(hass)


async def test_locked_telegrams_keep_the_port_open(
    unlocked: MockConfigEntry, stoen: PtyMeter
) -> None:
    """The link is well: to open it again would help nobody."""
    reader = coordinator_of(unlocked)
    await until(lambda: reader.interval < 1)
    stoen.meter = RENEWED
    await until(lambda: not reader.last_update_success)
    locked = reader.hearing.locked
    await until(lambda: reader.hearing.locked > locked + 10)
    assert reader.reconnects == 0


async def test_renewed_keys_are_asked_for_once(
    hass: HomeAssistant,
    unlocked: MockConfigEntry,
    stoen: PtyMeter,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """After three locked telegrams the household is asked, and never again."""
    stoen.meter = RENEWED
    await until(lambda: _questions(hass))
    assert coordinator_of(unlocked).hearing.locked == 3
    assert is_loaded(unlocked)
    (question,) = _questions(hass)
    hass.config_entries.flow.async_abort(question)
    locked = coordinator_of(unlocked).hearing.locked
    await until(lambda: coordinator_of(unlocked).hearing.locked > locked + 3)
    assert not _questions(hass)
    lines = [line for line in caplog.messages if line.startswith("No key opens")]
    assert len(lines) == 1


async def test_values_become_unavailable(
    hass: HomeAssistant, unlocked: MockConfigEntry, stoen: PtyMeter
) -> None:
    """A locked telegram is no telegram: powers go first."""
    await until(lambda: coordinator_of(unlocked).interval < 1)
    stoen.meter = RENEWED
    await until(lambda: not coordinator_of(unlocked).last_update_success)
    states = [
        state.state
        for state in hass.states.async_all("sensor")
        if "active_power" in state.entity_id
    ]
    assert states
    assert set(states) == {STATE_UNAVAILABLE}


async def test_good_telegrams_take_the_question_back(
    hass: HomeAssistant, unlocked: MockConfigEntry, stoen: PtyMeter
) -> None:
    """The meter is read again by itself, and may be asked about another time."""
    stoen.meter = RENEWED
    await until(lambda: _questions(hass))
    await hass.async_block_till_done()
    stoen.meter = STOEN
    await until(lambda: not _questions(hass))
    assert coordinator_of(unlocked).last_update_success
    assert coordinator_of(unlocked).hearing.locked == 0
    assert not ir.async_get(hass).issues
    stoen.meter = RENEWED
    await until(lambda: _questions(hass))


async def test_failed_set_up_recovers_by_itself(
    hass: HomeAssistant, stoen: PtyMeter
) -> None:
    """It is tried again without another question, until good telegrams come."""
    entry = await set_up(hass, stoen.port, "stoen", encryption_key=OTHER_KEY)
    question = _questions(hass)
    assert len(question) == 1
    await _try_again(hass, entry)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert _questions(hass) == question
    stoen.meter = with_other_keys(STOEN)
    await _try_again(hass, entry)
    assert is_loaded(entry)
    assert not _questions(hass)
    assert not ir.async_get(hass).issues


async def test_two_locked_telegrams_are_no_question(
    hass: HomeAssistant, unlocked: MockConfigEntry, stoen: PtyMeter
) -> None:
    """Good ones between them begin the count anew, damaged ones do not matter."""
    stoen.paused = True
    hearing = coordinator_of(unlocked).hearing
    for _ in range(3):
        stoen.meter = RENEWED
        stoen.push_now()
        stoen.push_now(Fault.NOISE)
        stoen.push_now()
        await until(lambda: hearing.locked == 2)
        stoen.meter = STOEN
        stoen.push_now()
        await until(lambda: hearing.locked == 0)
    assert sum(hearing.refused.values()) >= 6
    assert not _questions(hass)


async def test_repeated_telegrams_are_shown(hass: HomeAssistant) -> None:
    """Their values are fine; that they repeat is counted."""
    sent = METERS["luxembourg"]
    async with PtyMeter(meter=sent, interval=10, paused=True) as meter:
        data = meter.push_now()
    async with Wire(data=data) as wire:
        entry = await set_up(hass, wire.port, "luxembourg", **sent.key_fields)
        hearing = coordinator_of(entry).hearing
        await until(lambda: hearing.repeated > 2)
        assert hearing.telegrams == hearing.repeated + 1
        assert coordinator_of(entry).last_update_success
        assert coordinator_of(entry).submeters[1].medium is Medium.GAS


async def test_counter_that_is_always_0_says_nothing(
    hass: HomeAssistant, unlocked: MockConfigEntry
) -> None:
    """Stoen's meters count nothing."""
    hearing = coordinator_of(unlocked).hearing
    await until(lambda: hearing.telegrams > 3)
    assert (hearing.invocation_counter, hearing.repeated) == (0, 0)


async def test_host_that_hangs_up_is_told(
    hass: HomeAssistant, socket_enabled: None
) -> None:
    """A server that closes each connection at once is not silent: it is taken."""
    async with hanging_up() as url:
        entry = await set_up(hass, url)
        assert entry.state is ConfigEntryState.SETUP_RETRY
        assert entry.error_reason_translation_key == "link_closed"


@pytest.mark.parametrize("profile", ["kamstrup_dlms", "auto"])
async def test_lists_in_turn_complete_each_other(
    hass: HomeAssistant, profile: str
) -> None:
    """The totals of the hourly list are there with each of the short ones."""
    sent = METERS["kamstrup_dlms"]
    async with PtyMeter(meter=sent, interval=0.1) as meter:
        entry = await set_up(hass, meter.port, profile)
        meter_now = coordinator_of(entry)
        # A new hour begins.
        meter._hour = None
        await until(lambda: "1-1:1.8.0" in meter_now.registers)
        await until(lambda: "1-1:1.8.0" not in meter_now.data.registers)
        energy, power = meter_now.reading("1-1:1.8.0"), meter_now.reading("1-1:1.7.0")
        assert energy is not None
        assert energy.unit == "kWh"
        assert power == meter_now.data.registers["1-1:1.7.0"]
        assert meter_now.reading("1-1:99.8.0") is None
        assert meter_now.meter.serial_number == "5706567000000001"
        assert meter_now.time is not None


async def test_registers_without_hold(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Readable meters send all in one: what the latest telegram has not is gone."""
    meter_now = coordinator_of(entry)
    assert len(meter_now.registers) == 27
    assert meter_now.reading("1-0:1.8.0") == meter_now.data.registers["1-0:1.8.0"]
    assert meter_now.time == meter_now.data.time


async def _try_again(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Let the time pass after which Home Assistant tries a set-up again."""
    before = coordinator_of(entry)
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(minutes=2))
    await until(lambda: entry.runtime_data is not before)
    await until(lambda: entry.state is not ConfigEntryState.SETUP_IN_PROGRESS)
    await hass.async_block_till_done()


def _questions(hass: HomeAssistant) -> list[str]:
    """Return the dialogs that ask for keys."""
    return [
        flow["flow_id"]
        for flow in hass.config_entries.flow.async_progress()
        if flow["context"]["source"] == SOURCE_REAUTH
    ]

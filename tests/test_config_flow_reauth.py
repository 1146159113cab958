"""Tests of the config flow: a meter that needs other keys."""

import asyncio

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.meters import METERS
from simulator.push import PtyMeter
from tests.entries import coordinator_of, is_loaded, meter_entry, set_up, until
from tests.flows import enter, typed
from tests.secrets import (
    AUTHENTICATION,
    ENCRYPTION,
    FIELDS,
    OTHER_KEY,
    STOEN,
    saved,
    with_other_keys,
)

pytestmark = pytest.mark.usefixtures("haste")

SWAPPED = {"encryption_key": AUTHENTICATION, "authentication_key": ENCRYPTION}


@pytest.fixture
async def locked(hass: HomeAssistant, stoen: PtyMeter) -> MockConfigEntry:
    """Set up an entry whose keys are those of another meter."""
    return await set_up(hass, stoen.port, "stoen", encryption_key=OTHER_KEY)


async def test_form_asks_for_the_keys(
    hass: HomeAssistant, locked: MockConfigEntry
) -> None:
    """It tells which meter it is about, and where its keys come from."""
    assert locked.state is ConfigEntryState.SETUP_RETRY
    form = await _form(hass)
    assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "reauth_confirm")
    assert form["errors"] == {}
    assert typed(form) == {}
    assert form["description_placeholders"] is not None
    assert form["description_placeholders"]["name"] == "Aidon 7534"
    assert "Stoen Operator" in form["description_placeholders"]["keys_source"]


async def test_right_keys_end_it(
    hass: HomeAssistant, locked: MockConfigEntry, stoen: PtyMeter
) -> None:
    """They are proven on a telegram, saved, and the meter is read at once."""
    result = await enter(hass, await _form(hass), FIELDS)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reauth_successful"
    await hass.async_block_till_done()
    assert is_loaded(locked)
    assert dict(locked.data) == {
        "port": stoen.port,
        "profile": "stoen",
        "line": "115200 8N1",
        **saved(**FIELDS),
    }
    assert not ir.async_get(hass).issues
    assert not hass.config_entries.flow.async_progress()
    telegrams = coordinator_of(locked).hearing.telegrams
    await until(lambda: coordinator_of(locked).hearing.telegrams > telegrams)


async def test_keys_of_a_running_meter(hass: HomeAssistant, stoen: PtyMeter) -> None:
    """The entry lets go of its port for as long as the keys are tried."""
    entry = await set_up(hass, stoen.port, "stoen", **saved(**FIELDS))
    assert is_loaded(entry)
    stoen.meter = with_other_keys(STOEN)
    await until(lambda: _flows(hass))
    keys = stoen.meter.key_fields
    result = await enter(hass, await _form(hass), keys)
    assert result["reason"] == "reauth_successful"
    await hass.async_block_till_done()
    assert is_loaded(entry)
    assert entry.data["encryption_key"] == keys["encryption_key"].lower()


@pytest.mark.parametrize(
    ("keys", "errors"),
    [
        ({"encryption_key": "12"}, {"encryption_key": "invalid_key"}),
        ({"encryption_key": OTHER_KEY}, {"encryption_key": "wrong_key"}),
        (
            {**FIELDS, "authentication_key": OTHER_KEY},
            {"authentication_key": "wrong_authentication_key"},
        ),
    ],
)
async def test_wrong_keys_can_be_mended(
    hass: HomeAssistant,
    locked: MockConfigEntry,
    keys: dict[str, str],
    errors: dict[str, str],
) -> None:
    """The form stays with its error, whatever the entry does meanwhile."""
    form = await enter(hass, await _form(hass), keys)
    assert (form["step_id"], form["errors"]) == ("reauth_confirm", errors)
    result = await enter(hass, form, FIELDS)
    assert result["reason"] == "reauth_successful"
    await hass.async_block_till_done()
    assert is_loaded(locked)


async def test_failed_try_gives_the_port_back(
    hass: HomeAssistant, locked: MockConfigEntry, stoen: PtyMeter
) -> None:
    """The entry tries again with what it has; the one dialog stays open."""
    form = await enter(hass, await _form(hass), {"encryption_key": OTHER_KEY})
    await until(lambda: locked.state is ConfigEntryState.SETUP_IN_PROGRESS)
    await until(lambda: locked.state is ConfigEntryState.SETUP_RETRY)
    assert [flow["flow_id"] for flow in _flows(hass)] == [form["flow_id"]]


async def test_next_try_waits_for_no_set_up(
    hass: HomeAssistant,
    locked: MockConfigEntry,
    stoen: PtyMeter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A set-up that waits for a telegram ends when keys are tried."""
    stoen.paused = True
    form = await enter(hass, await _form(hass), {"encryption_key": ENCRYPTION})
    assert form["errors"] == {"base": "silence"}
    monkeypatch.setattr(
        "custom_components.han_port.port_coordinator.FIRST_TELEGRAM", 60
    )
    form = await enter(hass, form, {})
    assert form["errors"] == {"base": "silence"}
    await until(lambda: locked.state is ConfigEntryState.SETUP_IN_PROGRESS)
    stoen.paused = False
    async with asyncio.timeout(5):
        result = await enter(hass, form, FIELDS)
    assert result["reason"] == "reauth_successful"
    await hass.async_block_till_done()
    assert is_loaded(locked)


async def test_swapped_keys_are_exchanged(
    hass: HomeAssistant, locked: MockConfigEntry
) -> None:
    """One click saves them in their right places."""
    offer = await enter(hass, await _form(hass), SWAPPED)
    assert offer["step_id"] == "swapped"
    result = await enter(hass, offer, {})
    assert result["reason"] == "reauth_successful"
    await hass.async_block_till_done()
    assert is_loaded(locked)
    assert locked.data["encryption_key"] == ENCRYPTION.lower()


async def test_meter_that_encrypts_no_more(hass: HomeAssistant) -> None:
    """One click goes on without keys."""
    sent = METERS["kamstrup_dlms"]
    async with PtyMeter(meter=sent, interval=0.1, paused=True) as meter:
        entry = await set_up(hass, meter.port, "kamstrup_dlms", **saved(**FIELDS))
        meter.paused = False
        form = await entry.start_reauth_flow(hass)
        offer = await enter(hass, form, FIELDS)
        assert offer["step_id"] == "not_encrypted"
        result = await enter(hass, offer, {})
        assert result["reason"] == "reauth_successful"
        await hass.async_block_till_done()
        assert set(entry.data) == {"port", "profile", "line"}
        assert is_loaded(entry)


async def test_exchanged_meter_keeps_its_entry(
    hass: HomeAssistant, stoen: PtyMeter
) -> None:
    """The grid company hung up another meter: its number is that of the entry then."""
    entry = meter_entry(
        stoen.port, "stoen", unique_id="14000099", encryption_key=OTHER_KEY
    )
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    result = await enter(hass, await _form(hass), FIELDS)
    assert result["reason"] == "reauth_successful"
    assert entry.unique_id == "14000001"
    await hass.async_block_till_done()


async def test_meter_of_another_entry_is_refused(
    hass: HomeAssistant, locked: MockConfigEntry
) -> None:
    """Cables that changed places do not make two entries of one meter."""
    meter_entry("/dev/ttyUSB7", "stoen", unique_id="14000001").add_to_hass(hass)
    result = await enter(hass, await _form(hass), FIELDS)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
    assert locked.data["encryption_key"] == OTHER_KEY
    await hass.async_block_till_done()


async def test_meter_of_another_profile(hass: HomeAssistant) -> None:
    """The form has no field for it, so that the trouble stands above."""
    sent = METERS["sesko"]
    async with PtyMeter(meter=sent, interval=0.1) as meter:
        entry = meter_entry(meter.port, "stoen", **saved(**FIELDS))
        entry.add_to_hass(hass)
        form = await enter(hass, await entry.start_reauth_flow(hass), FIELDS)
        assert form["errors"] == {"base": "nothing_encrypted"}
        hass.config_entries.flow.async_abort(form["flow_id"])
        await hass.async_block_till_done()


@pytest.mark.parametrize("keys", [{"encryption_key": OTHER_KEY}, FIELDS, SWAPPED])
async def test_dialog_that_nobody_watches_gives_the_port_back(
    hass: HomeAssistant,
    locked: MockConfigEntry,
    stoen: PtyMeter,
    keys: dict[str, str],
) -> None:
    """A browser that is closed meanwhile does not keep the meter unread."""
    stoen.paused = True
    form = await _form(hass)
    await hass.config_entries.flow.async_configure(form["flow_id"], keys)
    stoen.paused = False
    await until(lambda: locked.state is ConfigEntryState.NOT_LOADED)
    await until(lambda: locked.state is ConfigEntryState.SETUP_IN_PROGRESS)
    await until(lambda: locked.state is ConfigEntryState.SETUP_RETRY)
    assert len(_flows(hass)) == 1


def _flows(hass: HomeAssistant) -> list[ConfigFlowResult]:
    """Return the dialogs that ask for keys."""
    return [
        flow
        for flow in hass.config_entries.flow.async_progress()
        if flow["context"]["source"] == SOURCE_REAUTH
    ]


async def _form(hass: HomeAssistant) -> ConfigFlowResult:
    """Open the one dialog that asks for keys."""
    (flow,) = _flows(hass)
    return await hass.config_entries.flow.async_configure(flow["flow_id"])

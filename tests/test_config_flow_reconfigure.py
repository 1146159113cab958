"""Tests of the config flow: a meter that is configured anew."""

import asyncio
from pathlib import Path

from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, UnknownFlow
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.han_port import port_coordinator
from simulator.meters import METERS
from simulator.push import PtyMeter, TcpMeter
from tests.entries import is_loaded, meter_entry, set_up, until
from tests.flows import confirm, enter, settled, submit, typed
from tests.secrets import FIELDS, OTHER_KEY, STOEN, saved
from tests.wire import openings

IMPORT = "sensor.aidon_7534_active_energy_import"


async def test_form_is_filled_in(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """The dialog begins with what the meter has."""
    form = await entry.start_reconfigure_flow(hass)
    assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "reconfigure")
    assert typed(form) == {"port": entry.data["port"], "profile": "sesko"}
    assert is_loaded(entry)


async def test_another_port_keeps_entities_and_device(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    device_registry: dr.DeviceRegistry,
) -> None:
    """Entity ids, unique ids and the device survive a change of port."""
    before = _identities(entity_registry, entry)
    devices = dr.async_entries_for_config_entry(device_registry, entry.entry_id)
    async with PtyMeter(interval=0.1) as other:
        form = await entry.start_reconfigure_flow(hass)
        done = await confirm(hass, await submit(hass, form, other.port))
        assert done["type"] is FlowResultType.ABORT
        assert done["reason"] == "reconfigure_successful"
        assert entry.data == {
            "port": other.port,
            "profile": "sesko",
            "line": "115200 8N1",
        }
        assert is_loaded(entry)
        assert len(before) == 27 + 4
        assert _identities(entity_registry, entry) == before
        assert [device.id for device in devices] == [
            device.id
            for device in dr.async_entries_for_config_entry(
                device_registry, entry.entry_id
            )
        ]
        assert hass.states.get(IMPORT)


async def test_from_a_terminal_to_the_network(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    tcp_meter: TcpMeter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A port can become a URL, and the entry is started once with it."""
    opened = openings(monkeypatch)
    form = await entry.start_reconfigure_flow(hass)
    await confirm(hass, await submit(hass, form, tcp_meter.port))
    assert entry.data["port"] == tcp_meter.port
    assert is_loaded(entry)
    assert opened == [tcp_meter.port]


async def test_other_profile_on_the_same_port(
    hass: HomeAssistant, entry: MockConfigEntry, meter: PtyMeter
) -> None:
    """The entry stops while the dialog listens on its port and runs again after."""
    meter.paused = True
    form = await entry.start_reconfigure_flow(hass)
    answer = {"port": meter.port, "profile": "sweden"}
    listening = await hass.config_entries.flow.async_configure(form["flow_id"], answer)
    assert listening["type"] is FlowResultType.SHOW_PROGRESS
    await until(lambda: entry.state is ConfigEntryState.NOT_LOADED)
    meter.paused = False
    heard = await settled(hass, listening)
    assert entry.state is ConfigEntryState.NOT_LOADED
    await confirm(hass, heard)
    assert entry.data["profile"] == "sweden"
    assert is_loaded(entry)


@pytest.mark.parametrize("step", ["listen", "confirm"])
async def test_abandoned_dialog_gives_the_port_back(
    hass: HomeAssistant, entry: MockConfigEntry, meter: PtyMeter, step: str
) -> None:
    """The entry runs again, with what it had, when the dialog is closed."""
    before = dict(entry.data)
    meter.paused = step == "listen"
    form = await entry.start_reconfigure_flow(hass)
    answer = {"port": meter.port, "profile": "sweden"}
    result = await hass.config_entries.flow.async_configure(form["flow_id"], answer)
    if step == "confirm":
        result = await settled(hass, result)
    assert result["step_id"] == step
    meter.paused = False
    hass.config_entries.flow.async_abort(form["flow_id"])
    await hass.async_block_till_done()
    assert is_loaded(entry)
    assert dict(entry.data) == before


async def test_dialog_closed_while_the_entry_stops(
    hass: HomeAssistant, entry: MockConfigEntry, meter: PtyMeter
) -> None:
    """Closing the dialog in its first moment leaves no meter stopped."""
    form = await entry.start_reconfigure_flow(hass)
    submitting = asyncio.create_task(submit(hass, form, meter.port))
    await until(lambda: not is_loaded(entry))
    hass.config_entries.flow.async_abort(form["flow_id"])
    with pytest.raises(UnknownFlow):
        await submitting
    await hass.async_block_till_done()
    assert is_loaded(entry)


async def test_failed_listening_gives_the_port_back(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """The entry runs again while the form shows the error."""
    form = await entry.start_reconfigure_flow(hass)
    form = await submit(hass, form, "/dev/ttyNOWHERE7")
    assert (form["step_id"], form["errors"]) == (
        "reconfigure",
        {"port": "port_missing"},
    )
    assert typed(form)["port"] == "/dev/ttyNOWHERE7"
    await hass.async_block_till_done()
    assert is_loaded(entry)


async def test_silence_on_the_same_port_then_a_telegram(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    meter: PtyMeter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Submitting again at once listens, although the entry has just begun to."""
    monkeypatch.setattr(port_coordinator, "FIRST_TELEGRAM", 3)
    meter.paused = True
    form = await entry.start_reconfigure_flow(hass)
    form = await submit(hass, form, meter.port, "sesko")
    assert form["errors"] == {"base": "silence"}
    await until(lambda: entry.state is ConfigEntryState.SETUP_IN_PROGRESS)
    submitting = asyncio.create_task(submit(hass, form, meter.port, "sesko"))
    await asyncio.sleep(0.1)
    meter.paused = False
    await confirm(hass, await submitting)
    assert is_loaded(entry)


async def test_meter_that_cannot_be_set_up_gets_another_port(
    hass: HomeAssistant, haste: None, meter: PtyMeter
) -> None:
    """An entry that waits for its next try runs at once."""
    entry = await set_up(hass, "/dev/ttyNOWHERE7")
    assert entry.state is ConfigEntryState.SETUP_RETRY
    form = await entry.start_reconfigure_flow(hass)
    await confirm(hass, await submit(hass, form, meter.port))
    assert is_loaded(entry)


async def test_port_of_another_meter_is_refused(
    hass: HomeAssistant, entry: MockConfigEntry, meter: PtyMeter, tmp_path: Path
) -> None:
    """A meter cannot be moved to a port that another one has."""
    other = meter_entry(str(tmp_path / "other"))
    other.add_to_hass(hass)
    form = await entry.start_reconfigure_flow(hass)
    result = await submit(hass, form, other.data["port"])
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
    assert is_loaded(entry)


async def test_port_that_was_taken_before_the_confirmation(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """The meter goes on with the port that it had."""
    async with PtyMeter(interval=0.1) as other:
        form = await entry.start_reconfigure_flow(hass)
        heard = await submit(hass, form, other.port)
        meter_entry(other.port).add_to_hass(hass)
        late = await confirm(hass, heard)
    assert late["reason"] == "already_configured"
    assert is_loaded(entry)


async def test_meter_that_is_switched_off_stays_off(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """To look for another port starts nothing that was stopped by hand."""
    by_hand = ConfigEntryDisabler.USER
    await hass.config_entries.async_set_disabled_by(entry.entry_id, by_hand)
    form = await entry.start_reconfigure_flow(hass)
    form = await submit(hass, form, "/dev/ttyNOWHERE7")
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.NOT_LOADED


async def test_other_meter_in_the_same_entry(
    hass: HomeAssistant, entry: MockConfigEntry, entity_registry: er.EntityRegistry
) -> None:
    """A meter that was changed by the grid company keeps the household's sensors."""
    before = _identities(entity_registry, entry)
    async with PtyMeter(meter=METERS["kamstrup_se"], interval=0.1) as other:
        form = await entry.start_reconfigure_flow(hass)
        await confirm(hass, await submit(hass, form, other.port))
        assert entry.data["profile"] == "kamstrup_se"
        assert _identities(entity_registry, entry) == before


async def test_keys_are_kept_when_the_fields_stay_empty(
    hass: HomeAssistant, haste: None
) -> None:
    """A meter that encrypts gets another port without its keys being typed again."""
    async with PtyMeter(meter=STOEN, interval=0.1) as meter:
        entry = await set_up(hass, meter.port, "stoen", **saved(**FIELDS))
        form = await entry.start_reconfigure_flow(hass)
        assert typed(form) == {"port": meter.port, "profile": "stoen"}
        async with PtyMeter(meter=STOEN, interval=0.1) as other:
            await confirm(hass, await submit(hass, form, other.port, "stoen"))
            assert entry.data == {
                "port": other.port,
                "profile": "stoen",
                "line": "115200 8N1",
                **saved(**FIELDS),
            }
            assert is_loaded(entry)


async def test_new_keys_are_proven(hass: HomeAssistant, haste: None) -> None:
    """Keys that do not fit are told on their field, and those that do are saved."""
    async with PtyMeter(meter=STOEN, interval=0.1) as meter:
        entry = await set_up(hass, meter.port, "stoen", encryption_key=OTHER_KEY)
        form = await entry.start_reconfigure_flow(hass)
        form = await submit(hass, form, meter.port, "stoen")
        assert form["errors"] == {"encryption_key": "wrong_key"}
        answer = {"port": meter.port, "profile": "stoen", **FIELDS}
        await confirm(hass, await enter(hass, form, answer))
        assert entry.data["authentication_key"] == FIELDS["authentication_key"].lower()
        assert is_loaded(entry)


async def test_meter_that_encrypts_from_now_on(
    hass: HomeAssistant, haste: None
) -> None:
    """Without keys the field of the encryption key says that they are needed."""
    async with PtyMeter(meter=STOEN, interval=0.1) as meter:
        entry = await set_up(hass, "/dev/ttyNOWHERE7", "auto")
        form = await entry.start_reconfigure_flow(hass)
        form = await submit(hass, form, meter.port, "stoen")
        assert form["step_id"] == "reconfigure"
        assert form["errors"] == {"encryption_key": "encrypted"}


async def test_meter_that_encrypts_no_more(hass: HomeAssistant, haste: None) -> None:
    """Keys that are not needed any more are not saved any more."""
    sent = METERS["kamstrup_dlms"]
    async with PtyMeter(meter=sent, interval=0.1) as meter:
        entry = await set_up(hass, meter.port, "kamstrup_dlms", **saved(**FIELDS))
        form = await entry.start_reconfigure_flow(hass)
        offer = await submit(hass, form, meter.port, "kamstrup_dlms")
        assert offer["step_id"] == "not_encrypted"
        await confirm(hass, await enter(hass, offer, {}))
        assert set(entry.data) == {"port", "profile", "line"}


async def test_keys_that_cannot_be_read_stop_nothing(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """The entry goes on while the form shows what is wrong with them."""
    form = await entry.start_reconfigure_flow(hass)
    answer = {"port": entry.data["port"], "profile": "stoen", "encryption_key": "x"}
    form = await enter(hass, form, answer)
    assert form["errors"] == {"encryption_key": "invalid_key"}
    assert typed(form)["profile"] == "stoen"
    assert is_loaded(entry)


async def test_wrong_meter_is_refused(hass: HomeAssistant, haste: None) -> None:
    """The entry of one meter does not become that of another."""
    async with PtyMeter(meter=STOEN, interval=0.1) as meter:
        entry = meter_entry(
            "/dev/ttyNOWHERE7", "stoen", unique_id="14000002", **saved(**FIELDS)
        )
        entry.add_to_hass(hass)
        form = await entry.start_reconfigure_flow(hass)
        result = await submit(hass, form, meter.port, "stoen")
        assert result["type"] is FlowResultType.ABORT
        assert result["reason"] == "wrong_meter"
        assert entry.data["port"] == "/dev/ttyNOWHERE7"
        assert entry.unique_id == "14000002"
        await hass.async_block_till_done()


async def test_meter_of_another_entry_is_refused(
    hass: HomeAssistant, haste: None
) -> None:
    """Two entries do not read one meter, not even one that had no number yet."""
    async with PtyMeter(meter=STOEN, interval=0.1) as meter:
        meter_entry("/dev/ttyUSB7", "stoen", unique_id="14000001").add_to_hass(hass)
        entry = meter_entry("/dev/ttyNOWHERE7", "stoen", **saved(**FIELDS))
        entry.add_to_hass(hass)
        form = await entry.start_reconfigure_flow(hass)
        result = await submit(hass, form, meter.port, "stoen")
        assert result["reason"] == "already_configured"
        assert entry.unique_id is None
        await hass.async_block_till_done()


@pytest.mark.parametrize("before", [None, "14000001"])
async def test_number_of_the_meter_is_learned(
    hass: HomeAssistant, haste: None, before: str | None
) -> None:
    """An entry that had no number gets it, and one that had it keeps it."""
    async with PtyMeter(meter=STOEN, interval=0.1) as meter:
        entry = meter_entry(meter.port, "stoen", unique_id=before, **saved(**FIELDS))
        entry.add_to_hass(hass)
        form = await entry.start_reconfigure_flow(hass)
        await confirm(hass, await submit(hass, form, meter.port, "stoen"))
        assert entry.unique_id == "14000001"


async def test_list_without_a_number_erases_none(
    hass: HomeAssistant, entry: MockConfigEntry, meter: PtyMeter
) -> None:
    """A telegram that does not say whose it is proves nothing."""
    hass.config_entries.async_update_entry(entry, unique_id="7359992890941742")
    form = await entry.start_reconfigure_flow(hass)
    await confirm(hass, await submit(hass, form, meter.port, "sesko"))
    assert entry.unique_id == "7359992890941742"


def _identities(registry: er.EntityRegistry, entry: MockConfigEntry) -> dict[str, str]:
    """Return unique ids by entity id."""
    return {
        entity.entity_id: entity.unique_id
        for entity in er.async_entries_for_config_entry(registry, entry.entry_id)
    }

"""Tests of the config flow: a radio meter that is configured anew."""

from homeassistant.config_entries import SOURCE_REAUTH, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.han_port import radio_link
from custom_components.han_port.decoder import PROFILES, RECEIVERS
from simulator.im871a import Im871a
from simulator.push import PtyMeter
from simulator.receivers import PtyReceiver, Station
from tests.entries import is_loaded, set_up, until
from tests.flows import confirm, enter, typed
from tests.radio_flows import (
    GAMA,
    HEAT,
    KEY,
    SECOND,
    hearing,
    key_of,
    offered,
    radio_entry,
    set_up_radio,
    unlock,
    words,
)
from tests.secrets import OTHER_KEY
from tests.wire import Wire, until_free

pytestmark = pytest.mark.usefixtures("haste", "closed_dialogs")


async def test_form_is_filled_in(hass: HomeAssistant) -> None:
    """The dialog begins with what the meter has, and no other kind of profile."""
    entry = radio_entry("/dev/ttyUSB7", key=KEY)
    entry.add_to_hass(hass)
    form = await entry.start_reconfigure_flow(hass)
    assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "reconfigure")
    assert typed(form) == {"port": "/dev/ttyUSB7", "profile": "wmbus"}
    assert form["data_schema"] is not None
    assert list(form["data_schema"].schema) == ["port", "profile", "encryption_key"]
    assert list(offered(form, "profile")) == ["wmbus"]


async def test_wired_meter_stays_on_its_wire(hass: HomeAssistant) -> None:
    """It may become one of any other profile, but not one that is heard by radio."""
    entry = await set_up(hass, "/dev/ttyNOWHERE7")
    form = await entry.start_reconfigure_flow(hass)
    assert list(offered(form, "profile")) == [
        name for name in PROFILES if name != "wmbus"
    ]


async def test_another_receiver_keeps_everything(
    hass: HomeAssistant,
    entity_registry: er.EntityRegistry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Port and receiver change; meter, key and entities stay."""
    async with (
        hearing(GAMA) as receiver,
        PtyReceiver(
            dialect=Im871a(), stations=[Station(GAMA, rssi=-90)], interval=0.1
        ) as other,
    ):
        entry = await set_up_radio(hass, receiver.port, key=KEY)
        await until(lambda: entry.runtime_data.hearing.telegrams)
        await hass.async_block_till_done()
        before = _identities(entity_registry, entry)
        form = await entry.start_reconfigure_flow(hass)
        kinds = {name: RECEIVERS[name] for name in ("im871a", "amb8465")}
        monkeypatch.setattr(radio_link, "RECEIVERS", kinds)
        heard = await enter(hass, form, _answer(other.port))
        assert words(heard)["line"] == "IMST iM871A-USB, -90 dBm"
        assert is_loaded(entry)
        done = await confirm(hass, heard)
        assert done["reason"] == "reconfigure_successful"
        assert entry.data == {
            "port": other.port,
            "profile": "wmbus",
            "receiver": "im871a",
            "meter": GAMA.address,
            "encryption_key": KEY,
        }
        assert entry.unique_id == GAMA.address
        assert is_loaded(entry)
        assert _identities(entity_registry, entry) == before
        await until_free(receiver.port)


async def test_meter_that_is_not_heard_there(hass: HomeAssistant) -> None:
    """Nothing changes, and the form names the meter that was waited for."""
    async with hearing(GAMA) as receiver, hearing(SECOND, HEAT) as other:
        entry = await set_up_radio(hass, receiver.port, key=KEY)
        before = dict(entry.data)
        form = await entry.start_reconfigure_flow(hass)
        form = await enter(hass, form, _answer(other.port))
        assert form["step_id"] == "reconfigure"
        assert form["errors"] == {"base": "meter_not_heard"}
        assert words(form)["meter"] == "Elgama 14000011"
        assert typed(form)["port"] == other.port
        assert dict(entry.data) == before
        assert is_loaded(entry)
        await until_free(other.port)


async def test_receiver_that_does_not_answer(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It can be chosen, as for a new meter; the entry goes on with what it has."""
    monkeypatch.setattr(radio_link, "RECEIVERS", {"amb8465": RECEIVERS["amb8465"]})
    monkeypatch.setattr(radio_link, "SPEEDS", (9600,))
    async with hearing(HEAT) as receiver, Wire(paused=True) as deaf:
        entry = await set_up_radio(hass, receiver.port, HEAT)
        form = await entry.start_reconfigure_flow(hass)
        form = await enter(hass, form, _answer(deaf.port))
        assert form["step_id"] == "receiver"
        assert form["errors"] == {"receiver": "receiver_missing"}
        assert is_loaded(entry)
    async with PtyReceiver(
        dialect=Im871a(), stations=[Station(HEAT)], interval=0.1
    ) as other:
        form = await entry.start_reconfigure_flow(hass)
        form = await enter(hass, form, _answer(other.port))
        heard = await enter(hass, form, {"receiver": "im871a"})
        await confirm(hass, heard)
        assert entry.data["receiver"] == "im871a"
        assert entry.data["port"] == other.port


async def test_new_key_is_proven(hass: HomeAssistant) -> None:
    """One that does not fit is told on its field, and the one that does is saved."""
    async with hearing(GAMA, SECOND) as receiver:
        entry = await set_up_radio(hass, receiver.port, key=OTHER_KEY)
        form = await entry.start_reconfigure_flow(hass)
        form = await enter(hass, form, _answer(receiver.port))
        assert form["errors"] == {"encryption_key": "wrong_key"}
        answer = _answer(receiver.port)
        form = await enter(hass, form, {**answer, "encryption_key": key_of(SECOND)})
        assert form["errors"] == {"encryption_key": "other_meter_key"}
        assert words(form)["detail"] == "Elgama 14000012"
        heard = await enter(hass, form, {**answer, "encryption_key": KEY})
        await confirm(hass, heard)
        assert entry.data["encryption_key"] == KEY
        assert is_loaded(entry)


async def test_meter_that_encrypts_from_now_on(hass: HomeAssistant) -> None:
    """Without a key the field says that one is needed."""
    async with hearing(GAMA) as receiver:
        entry = await set_up_radio(hass, receiver.port)
        form = await entry.start_reconfigure_flow(hass)
        form = await enter(hass, form, _answer(receiver.port))
        assert form["step_id"] == "reconfigure"
        assert form["errors"] == {"encryption_key": "encrypted"}


async def test_meter_that_encrypts_no_more(hass: HomeAssistant) -> None:
    """A key that is not needed any more is not saved any more."""
    async with hearing(HEAT) as receiver:
        entry = await set_up_radio(hass, receiver.port, HEAT, key=KEY)
        form = await entry.start_reconfigure_flow(hass)
        await confirm(hass, await enter(hass, form, _answer(receiver.port)))
        assert "encryption_key" not in entry.data


async def test_port_of_a_wired_meter(hass: HomeAssistant, meter: PtyMeter) -> None:
    """A receiver cannot be where another meter's cable is."""
    await set_up(hass, meter.port)
    entry = radio_entry("/dev/ttyNOWHERE7")
    entry.add_to_hass(hass)
    form = await entry.start_reconfigure_flow(hass)
    result = await enter(hass, form, _answer(meter.port))
    assert result["reason"] == "already_configured"


async def test_locked_meter_asks_for_its_key(hass: HomeAssistant) -> None:
    """One field, and the text tells whose key it is and where it comes from."""
    async with hearing(GAMA) as receiver:
        await set_up_radio(hass, receiver.port, key=OTHER_KEY)
        form = await _reauth_form(hass)
        assert form["step_id"] == "reauth_confirm"
        assert form["data_schema"] is not None
        assert list(form["data_schema"].schema) == ["encryption_key"]
        assert words(form)["name"] == "Meter 14000011"
        assert words(form)["keys_source"].startswith("Stoen Operator switches on")


async def test_right_key_ends_it(hass: HomeAssistant) -> None:
    """It is proven on what was heard, saved, and the meter is read at once."""
    async with hearing(GAMA, SECOND) as receiver:
        entry = await set_up_radio(hass, receiver.port, key=OTHER_KEY)
        form = await _reauth_form(hass)
        for key, error in (
            ("12", "invalid_radio_key"),
            (OTHER_KEY, "wrong_key"),
            (key_of(SECOND), "other_meter_key"),
        ):
            form = await unlock(hass, form, key)
            assert form["step_id"] == "reauth_confirm"
            assert form["errors"] == {"encryption_key": error}
        result = await unlock(hass, form, bytes.fromhex(KEY)[::-1].hex())
        assert result["type"] is FlowResultType.ABORT
        assert result["reason"] == "reauth_successful"
        await hass.async_block_till_done()
        assert is_loaded(entry)
        assert entry.data["encryption_key"] == KEY
        assert entry.data["receiver"] == "amb8465"
        assert not hass.config_entries.flow.async_progress()


async def test_key_of_a_meter_that_is_silent(hass: HomeAssistant) -> None:
    """The key is kept, and tried on the next telegram when one submits again."""
    async with hearing(GAMA, paused=True) as receiver:
        entry = await set_up_radio(hass, receiver.port, key=OTHER_KEY)
        form = await entry.start_reauth_flow(hass)
        form = await unlock(hass, form)
        assert form["errors"] == {"base": "meter_not_heard"}
        receiver.paused = False
        result = await unlock(hass, form, "")
        assert result["reason"] == "reauth_successful"
        await hass.async_block_till_done()


async def test_receiver_that_is_gone(hass: HomeAssistant) -> None:
    """A dialog that asks for a key has no field for the port: it stands above."""
    entry = await set_up_radio(hass, "/dev/ttyNOWHERE7", key=KEY)
    form = await unlock(hass, await entry.start_reauth_flow(hass))
    assert form["step_id"] == "reauth_confirm"
    assert form["errors"] == {"base": "port_missing"}


async def _reauth_form(hass: HomeAssistant) -> ConfigFlowResult:
    """Wait for the one dialog that asks for a key, and open it."""
    flow = hass.config_entries.flow
    await until(flow.async_progress)
    (progress,) = flow.async_progress()
    assert progress["context"]["source"] == SOURCE_REAUTH
    return await flow.async_configure(progress["flow_id"])


def _answer(port: str) -> dict[str, str]:
    """Fill in the form without a key."""
    return {"port": port, "profile": "wmbus"}


def _identities(registry: er.EntityRegistry, entry: MockConfigEntry) -> dict[str, str]:
    """Return unique ids by entity id."""
    return {
        entity.entity_id: entity.unique_id
        for entity in er.async_entries_for_config_entry(registry, entry.entry_id)
    }

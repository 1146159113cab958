"""Tests of the config flow: a new meter."""

import asyncio
import re
import threading

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import (
    EVENT_DATA_ENTRY_FLOW_PROGRESSED,
    FlowResultType,
    UnknownFlow,
)
from homeassistant.helpers.selector import SelectSelector, SerialPortSelector
import pytest
from pytest_homeassistant_custom_component.common import (
    async_capture_events,
)

from custom_components.han_port import dialog, listener
from custom_components.han_port.decoder import PROFILES
from simulator.faults import Fault
from simulator.meters import METERS, TRANSFORMER_METER
from simulator.push import PtyMeter, TcpMeter
from tests.entries import until
from tests.flows import begin, confirm, hearing_of, settled, submit
from tests.wire import is_free, until_free, until_heard

pytestmark = pytest.mark.usefixtures("haste")


@pytest.fixture(autouse=True)
def _finland(hass: HomeAssistant) -> None:
    """Be at home in Finland."""
    hass.config.country = "FI"


async def test_form_asks_for_port_and_profile(hass: HomeAssistant) -> None:
    """The form has a serial port and a select with all profiles, auto first."""
    form = await begin(hass)
    assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "user")
    assert form["errors"] == {}
    assert form["data_schema"] is not None
    fields = form["data_schema"].schema
    assert list(fields) == ["port", "profile"]
    assert isinstance(fields["port"], SerialPortSelector)
    assert isinstance(fields["profile"], SelectSelector)
    assert fields["profile"].config["options"] == list(PROFILES)
    assert next(iter(PROFILES)) == "auto"


async def test_meter_becomes_an_entry(hass: HomeAssistant, meter: PtyMeter) -> None:
    """Port and profile in, one telegram heard, an entry out that is loaded."""
    heard = await submit(hass, await begin(hass), meter.port)
    done = await confirm(hass, heard)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    entry = done["result"]
    assert entry.title == "Aidon 7534"
    assert dict(entry.data) == {
        "port": meter.port,
        "profile": "sesko",
        "line": "115200 8N1",
    }
    assert entry.options == {}
    assert entry.unique_id is None
    assert entry.state is ConfigEntryState.LOADED


async def test_tcp_meter_becomes_an_entry(
    hass: HomeAssistant, tcp_meter: TcpMeter
) -> None:
    """A URL is as good as a port."""
    heard = await submit(hass, await begin(hass), tcp_meter.port)
    done = await confirm(hass, heard)
    assert done["result"].data["port"] == tcp_meter.port
    assert done["result"].state is ConfigEntryState.LOADED


async def test_confirmation_tells_what_was_heard(
    hass: HomeAssistant, meter: PtyMeter
) -> None:
    """Meter, line, number of registers and a few values with units are shown."""
    heard = await submit(hass, await begin(hass), meter.port)
    placeholders = heard["description_placeholders"]
    assert placeholders is not None
    assert placeholders["meter"] == "Aidon 7534"
    assert placeholders["registers"] == "27"
    assert placeholders["line"] == "115200 8N1"
    patterns = [
        r"- Active energy import: \*\*244\d\d\.\d{3} kWh\*\*",
        r"- Active energy export: \*\*10342\.\d{3} kWh\*\*",
        r"- Active power import: \*\*\d+\.\d{3} kW\*\*",
        r"- Active power export: \*\*\d+\.\d{3} kW\*\*",
        r"- Voltage L1: \*\*\d{3}\.\d V\*\*",
    ]
    assert re.fullmatch("\n".join(patterns), placeholders["values"])


async def test_profile_can_be_changed_in_the_confirmation(
    hass: HomeAssistant,
) -> None:
    """Of the profiles that fit the household's choice is saved."""
    async with PtyMeter(meter=METERS["kuopio"], interval=0.1) as meter:
        heard = await submit(hass, await begin(hass), meter.port)
        assert _proposed(heard) == "sesko"
        assert _offered(heard) == ["sesko", "kuopio", "elektrilevi", "sweden"]
        done = await confirm(hass, heard, profile="kuopio")
        assert done["result"].data["profile"] == "kuopio"


@pytest.mark.parametrize(
    ("country", "sent", "proposed"),
    [
        ("FI", "kuopio", "sesko"),
        ("EE", "elektrilevi", "elektrilevi"),
        ("SE", "kuopio", "sweden"),
        ("SE", "kamstrup_se", "kamstrup_se"),
        ("SE", "sweden", "sweden"),
        ("FI", "sesko", "sesko"),
    ],
)
async def test_auto_goes_by_the_country(
    hass: HomeAssistant, country: str, sent: str, proposed: str
) -> None:
    """What looks the same on the wire is taken for a meter of the country."""
    hass.config.country = country
    async with PtyMeter(meter=METERS[sent], interval=0.1) as meter:
        heard = await submit(hass, await begin(hass), meter.port)
        assert _proposed(heard) == proposed
        done = await confirm(hass, heard)
        assert done["result"].data["profile"] == proposed


async def test_chosen_profile_is_kept(hass: HomeAssistant) -> None:
    """A profile that was chosen is proposed, whatever the country is."""
    async with PtyMeter(meter=METERS["kuopio"], interval=0.1) as meter:
        heard = await submit(hass, await begin(hass), meter.port, "elektrilevi")
        assert _proposed(heard) == "elektrilevi"


async def test_transformer_meter_is_confirmed(hass: HomeAssistant) -> None:
    """A meter behind current transformers has 29 registers, its ratios among them."""
    async with PtyMeter(meter=TRANSFORMER_METER, interval=0.1) as meter:
        heard = await submit(hass, await begin(hass), meter.port)
        assert heard["description_placeholders"] is not None
        assert heard["description_placeholders"]["registers"] == "29"
        assert (await confirm(hass, heard))["type"] is FlowResultType.CREATE_ENTRY


async def test_progress_tells_what_is_heard(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seconds and bytes change, and the frontend is told to draw the dialog anew."""
    monkeypatch.setattr(listener, "PATIENCE", 10)
    events = async_capture_events(hass, EVENT_DATA_ENTRY_FLOW_PROGRESSED)
    flow = hass.config_entries.flow
    async with PtyMeter(paused=True) as meter:
        form = await begin(hass)
        answer = {"port": meter.port, "profile": "sesko"}
        first = await flow.async_configure(form["flow_id"], answer)
        assert first["type"] is FlowResultType.SHOW_PROGRESS
        assert (first["step_id"], first["progress_action"]) == ("listen", "silence")
        assert first["description_placeholders"] == {
            "seconds": "0",
            "limit": "10",
            "bytes": "0",
            "refused": "0",
        }
        sent = await until_heard(meter, hearing_of(hass, form))
        noise = meter.push_now(Fault.NOISE)
        damaged = meter.push_now(Fault.BAD_CHECKSUM)
        await asyncio.sleep(1.1)
        later = await flow.async_configure(form["flow_id"])
        assert later["progress_action"] == "checksum"
        placeholders = later["description_placeholders"]
        assert placeholders is not None
        assert placeholders["seconds"] in ("1", "2")
        assert placeholders["bytes"] == str(sent + len(noise) + len(damaged))
        assert int(placeholders["refused"]) >= 1
        assert {event.data["flow_id"] for event in events} == {form["flow_id"]}
        meter.push_now()
        heard = await settled(hass, later)
        assert heard["step_id"] == "confirm"


async def test_dialog_goes_on_by_itself(hass: HomeAssistant, meter: PtyMeter) -> None:
    """The ticks of the progress lead to the confirmation without anybody asking."""
    meter.paused = True
    form = await begin(hass)
    answer = {"port": meter.port, "profile": "auto"}
    await hass.config_entries.flow.async_configure(form["flow_id"], answer)
    meter.paused = False
    await until(lambda: _step(hass, form["flow_id"]) == "found")


async def test_a_quick_answer_needs_no_progress(
    hass: HomeAssistant, meter: PtyMeter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the telegram comes at once the confirmation does, too."""
    monkeypatch.setattr(dialog, "PROMPT", 2)
    form = await begin(hass)
    answer = {"port": meter.port, "profile": "auto"}
    heard = await hass.config_entries.flow.async_configure(form["flow_id"], answer)
    assert heard["step_id"] == "confirm"


async def test_closing_the_dialog_frees_the_port(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody listens any more, and the port can be opened right after."""
    monkeypatch.setattr(listener, "PATIENCE", 10)
    async with PtyMeter(paused=True) as meter:
        form = await begin(hass)
        answer = {"port": meter.port, "profile": "sesko"}
        await hass.config_entries.flow.async_configure(form["flow_id"], answer)
        assert not await is_free(meter.port)
        hass.config_entries.flow.async_abort(form["flow_id"])
        await until_free(meter.port)
        assert not hass.config_entries.flow.async_progress()


async def test_closing_the_dialog_in_its_first_moment(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dialog that is closed before it shows progress is gone like any other."""
    monkeypatch.setattr(dialog, "PROMPT", 2)
    monkeypatch.setattr(listener, "PATIENCE", 10)
    async with PtyMeter(paused=True) as meter:
        form = await begin(hass)
        submitting = asyncio.create_task(submit(hass, form, meter.port))
        await asyncio.sleep(0.1)
        hass.config_entries.flow.async_abort(form["flow_id"])
        with pytest.raises(UnknownFlow):
            await submitting
        await until_free(meter.port)


async def test_closing_the_dialog_before_it_listens(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the name of the port is still looked up nothing is opened any more."""
    asked, closed = threading.Event(), threading.Event()

    def wait_and_tell(ports: list[str]) -> list[str]:
        asked.set()
        closed.wait(5)
        return ports

    monkeypatch.setattr(dialog, "identities", wait_and_tell)
    async with PtyMeter(paused=True) as meter:
        form = await begin(hass)
        submitting = asyncio.create_task(submit(hass, form, meter.port))
        await until(asked.is_set)
        hass.config_entries.flow.async_abort(form["flow_id"])
        closed.set()
        with pytest.raises(UnknownFlow):
            await submitting
        assert await is_free(meter.port)


async def test_dialog_drawn_anew_in_its_first_moment(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A browser that asks for the dialog just after the submit disturbs nothing."""
    monkeypatch.setattr(dialog, "PROMPT", 0.3)
    async with PtyMeter(interval=0.1, paused=True) as meter:
        form = await begin(hass)
        submitting = asyncio.create_task(submit(hass, form, meter.port))
        await asyncio.sleep(0.1)
        await hass.config_entries.flow.async_configure(form["flow_id"])
        meter.paused = False
        assert (await submitting)["step_id"] == "confirm"


async def test_form_submitted_twice(
    hass: HomeAssistant, meter: PtyMeter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A double click listens once: the second submit takes the place of the first."""
    monkeypatch.setattr(dialog, "PROMPT", 0.3)
    meter.paused = True
    form = await begin(hass)
    first = asyncio.create_task(submit(hass, form, meter.port))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(submit(hass, form, meter.port))
    await asyncio.sleep(0.1)
    meter.paused = False
    await first
    assert (await second)["step_id"] == "confirm"


def _step(hass: HomeAssistant, flow_id: str) -> str:
    """Return the step that a dialog shows."""
    return hass.config_entries.flow.async_get(flow_id)["step_id"]


def _proposed(heard: ConfigFlowResult) -> str:
    """Return the profile that the confirmation proposes."""
    assert heard["step_id"] == "confirm"
    assert heard["data_schema"] is not None
    return str(heard["data_schema"]({})["profile"])


def _offered(heard: ConfigFlowResult) -> list[str]:
    """Return the profiles that the confirmation offers."""
    assert heard["data_schema"] is not None
    selector = heard["data_schema"].schema["profile"]
    assert isinstance(selector, SelectSelector)
    return [str(option) for option in selector.config["options"]]

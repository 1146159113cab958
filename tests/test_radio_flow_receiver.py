"""Tests of the config flow: a receiver that is to be found, and shared."""

import asyncio
from collections.abc import AsyncIterator
import threading

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, UnknownFlow
import pytest

from custom_components.han_port import dialog, radio_link, radio_listener
from custom_components.han_port.decoder import RECEIVERS
from simulator.im871a import Im871a
from simulator.push import PtyMeter
from simulator.receivers import PtyReceiver, Station, TcpReceiver
from simulator.rtl_wmbus import RtlWmbus
from tests.entries import meter_entry, until
from tests.flows import begin, confirm, enter, settled, submit, typed
from tests.radio_flows import (
    GAMA,
    HEAT,
    KEY,
    hearing,
    listed,
    offered,
    pick,
    receiver_of,
    set_up_radio,
)
from tests.wire import Wire, is_free, until_free

pytestmark = pytest.mark.usefixtures("haste", "closed_dialogs")


@pytest.fixture
def amber_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Know one kind of receiver, so that the search is short."""
    monkeypatch.setattr(radio_link, "RECEIVERS", {"amb8465": RECEIVERS["amb8465"]})
    monkeypatch.setattr(radio_link, "SPEEDS", (9600,))


@pytest.fixture
async def deaf() -> AsyncIterator[Wire]:
    """Run a port on which nobody answers."""
    async with Wire(paused=True) as wire:
        yield wire


@pytest.mark.parametrize(
    ("port", "trouble"),
    [
        ("/dev/ttyNOWHERE7", "port_missing"),
        ("socket://host", "port_malformed"),
    ],
)
async def test_trouble_of_the_port(
    hass: HomeAssistant, port: str, trouble: str
) -> None:
    """It stands on the field of the port at once, and the form is filled in."""
    form = await listed(hass, port)
    assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "user")
    assert form["errors"] == {"port": trouble}
    assert typed(form) == {"port": port, "profile": "wmbus"}


async def test_receiver_that_does_not_answer(
    hass: HomeAssistant, deaf: Wire, amber_only: None
) -> None:
    """The household is asked which one it is."""
    form = await listed(hass, deaf.port)
    assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "receiver")
    assert form["errors"] == {"receiver": "receiver_missing"}
    assert list(offered(form, "receiver")) == ["auto", *RECEIVERS]
    assert form["data_schema"] is not None
    assert form["data_schema"]({}) == {"receiver": "auto"}
    await until_free(deaf.port)


async def test_receiver_that_is_chosen(hass: HomeAssistant, amber_only: None) -> None:
    """It is the only one that is asked, and the meters come."""
    async with PtyReceiver(
        dialect=Im871a(), stations=[Station(HEAT)], interval=0.1
    ) as receiver:
        form = await listed(hass, receiver.port)
        assert form["step_id"] == "receiver"
        form = await enter(hass, form, {"receiver": "im871a"})
        heard = await pick(hass, form, HEAT)
        entry = (await confirm(hass, heard))["result"]
        assert entry.data["receiver"] == "im871a"


async def test_choice_of_a_receiver_is_kept_for_another_try(
    hass: HomeAssistant, deaf: Wire, amber_only: None
) -> None:
    """Who plugs it in only now has nothing to choose again."""
    form = await enter(hass, await listed(hass, deaf.port), {"receiver": "cul"})
    assert form["errors"] == {"receiver": "receiver_missing"}
    assert typed(form) == {"receiver": "cul"}
    form = await enter(hass, form, {"receiver": "auto"})
    assert form["errors"] == {"receiver": "receiver_missing"}


async def test_search_comes_to_an_end(
    hass: HomeAssistant, deaf: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever keeps it from that."""
    monkeypatch.setattr(radio_listener, "RECOGNITION", 0.2)
    form = await listed(hass, deaf.port)
    assert form["errors"] == {"receiver": "receiver_missing"}


@pytest.mark.usefixtures("socket_enabled")
async def test_receiver_that_only_sends(hass: HomeAssistant) -> None:
    """It is known by its lines; its speed is kept, for nothing else finds it."""
    async with TcpReceiver(
        dialect=RtlWmbus(), stations=[Station(HEAT, rssi=-71)], interval=0.1
    ) as receiver:
        heard = await pick(hass, await listed(hass, receiver.port), HEAT)
        assert heard["description_placeholders"] is not None
        assert heard["description_placeholders"]["line"].endswith(", -71 dBm")
        entry = (await confirm(hass, heard))["result"]
        assert entry.data == {
            "port": receiver.port,
            "profile": "wmbus",
            "receiver": "lines",
            "meter": HEAT.address,
            "line": "115200 8N1",
        }


async def test_receiver_that_is_lost_while_one_listens(hass: HomeAssistant) -> None:
    """The port is what is wrong."""
    async with hearing(GAMA, paused=True) as receiver:
        form = await begin(hass)
        answer = {"port": receiver.port, "profile": "wmbus"}
        shown = await hass.config_entries.flow.async_configure(form["flow_id"], answer)
        await until(lambda: receiver_of(hass, form))
        await receiver.stop()
        form = await settled(hass, shown)
        assert (form["step_id"], form["errors"]) == ("user", {"port": "port_missing"})


async def test_receiver_that_is_open_already(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it has heard for its entries is listed at once."""
    monkeypatch.setattr(radio_listener, "SOON", 60)
    monkeypatch.setattr(radio_listener, "LATER", 60)
    async with hearing(GAMA, HEAT) as receiver:
        entry = await set_up_radio(hass, receiver.port, key=KEY)
        await until(lambda: len(entry.runtime_data.radio.stations) == 2)
        async with asyncio.timeout(5):
            form = await listed(hass, receiver.port)
        assert list(offered(form)) == [HEAT.address, "listen"]


async def test_forgotten_dialog_leaves_the_receiver(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who comes back to it opens the receiver again."""
    monkeypatch.setattr(radio_listener, "HOLD", 0.6)
    async with hearing(HEAT) as receiver:
        form = await listed(hass, receiver.port)
        await until_free(receiver.port)
        monkeypatch.setattr(radio_listener, "HOLD", 900)
        heard = await pick(hass, form, HEAT)
        assert (await confirm(hass, heard))["type"] is FlowResultType.CREATE_ENTRY


async def test_port_of_a_wired_meter(hass: HomeAssistant) -> None:
    """That is no receiver's."""
    meter_entry("/dev/ttyUSB7").add_to_hass(hass)
    result = await listed(hass, "/dev/ttyUSB7")
    assert result["reason"] == "already_configured"


async def test_port_of_a_receiver_is_no_wired_meters(hass: HomeAssistant) -> None:
    """Nor the other way round."""
    async with hearing(HEAT) as receiver:
        await set_up_radio(hass, receiver.port, HEAT)
        result = await submit(hass, await begin(hass), receiver.port, "sesko")
        assert result["reason"] == "already_configured"


async def test_wired_dialog_on_the_port(hass: HomeAssistant, meter: PtyMeter) -> None:
    """One of the two has to end first."""
    await submit(hass, await begin(hass), meter.port, "sesko")
    second = await listed(hass, meter.port)
    assert second["reason"] == "already_in_progress"


async def test_dialog_with_an_error_keeps_no_port(
    hass: HomeAssistant, meter: PtyMeter, amber_only: None
) -> None:
    """Who finds no receiver there may try whether it is the cable of a meter."""
    meter.paused = True
    first = await listed(hass, meter.port)
    assert first["errors"] == {"receiver": "receiver_missing"}
    meter.paused = False
    heard = await submit(hass, await begin(hass), meter.port, "sesko")
    assert (await confirm(hass, heard))["type"] is FlowResultType.CREATE_ENTRY
    late = await enter(hass, first, {"receiver": "auto"})
    assert late["reason"] == "already_configured"


async def test_form_submitted_twice(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A double click looks once: the second submit takes the place of the first."""
    monkeypatch.setattr(dialog, "PROMPT", 0.3)
    async with hearing(HEAT) as receiver:
        form = await begin(hass)
        answer = {"port": receiver.port, "profile": "wmbus"}
        first = asyncio.create_task(enter(hass, form, answer))
        await asyncio.sleep(0.1)
        second = asyncio.create_task(enter(hass, form, answer))
        await first
        assert (await second)["step_id"] == "meters"


async def test_closing_the_dialog_in_its_first_moment(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dialog that is closed before it shows progress is gone like any other."""
    monkeypatch.setattr(dialog, "PROMPT", 2)
    async with hearing(HEAT, paused=True) as receiver:
        form = await begin(hass)
        answer = {"port": receiver.port, "profile": "wmbus"}
        submitting = asyncio.create_task(enter(hass, form, answer))
        await asyncio.sleep(0.1)
        hass.config_entries.flow.async_abort(form["flow_id"])
        with pytest.raises(UnknownFlow):
            await submitting
        await until_free(receiver.port)


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
    async with hearing(HEAT) as receiver:
        form = await begin(hass)
        answer = {"port": receiver.port, "profile": "wmbus"}
        submitting = asyncio.create_task(enter(hass, form, answer))
        await until(asked.is_set)
        hass.config_entries.flow.async_abort(form["flow_id"])
        closed.set()
        with pytest.raises(UnknownFlow):
            await submitting
        assert await is_free(receiver.port)

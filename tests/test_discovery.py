"""Tests of discovery: a cable that says what it is, and a meter heard through it."""

import asyncio
from collections.abc import AsyncIterator
import logging
from pathlib import Path

from homeassistant.components import usb
from homeassistant.config_entries import (
    SOURCE_IGNORE,
    SOURCE_USB,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.han_port import listener
from custom_components.han_port.const import DOMAIN
from custom_components.han_port.decoder import Line
from custom_components.han_port.link import open_link
from simulator.push import PtyMeter
from tests.entries import is_loaded, meter_entry, until
from tests.flows import begin, confirm, enter, submit
from tests.secrets import FIELDS, saved
from tests.usb import NUMBER, NUMBERED, plug_in, plugged_in
from tests.wire import Wire, is_free, until_free

pytestmark = pytest.mark.usefixtures("closed_dialogs")

#: Who might say something of a port.
LOUD = ("custom_components.han_port", "serialx")


@pytest.fixture
async def numbered() -> AsyncIterator[PtyMeter]:
    """Run a meter that encrypts nothing, and sends its number."""
    async with PtyMeter(meter=NUMBERED, interval=0.1) as meter:
        yield meter


@pytest.fixture(autouse=True)
def _patience(haste: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for a meter as long as a busy machine takes."""
    monkeypatch.setattr(listener, "SILENCE", 5)


@pytest.fixture
async def silent(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Wire]:
    """Run a port at which nothing comes, and wait for that a moment only."""
    monkeypatch.setattr(listener, "SILENCE", 0.3)
    async with Wire(paused=True) as wire:
        yield wire


def _cards(hass: HomeAssistant) -> list[dict[str, str]]:
    """Return what stands on the cards that the household sees."""
    return [
        dict(flow["context"]["title_placeholders"])
        for flow in hass.config_entries.flow.async_progress()
    ]


async def _click(hass: HomeAssistant, card: ConfigFlowResult) -> ConfigFlowResult:
    """Click on a card, as the frontend does it."""
    return await hass.config_entries.flow.async_configure(card["flow_id"])


async def _ignore(hass: HomeAssistant, card: ConfigFlowResult) -> None:
    """Ignore a card, as the frontend does it."""
    context = hass.config_entries.flow.async_get(card["flow_id"])["context"]
    await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_IGNORE},
        data={"unique_id": context["unique_id"], "title": "Aidon 7534"},
    )


async def _until_taken(wire: Wire) -> None:
    """Wait until somebody listens at a port."""
    await until(lambda: wire._write(b""))


async def test_meter_at_a_cable_becomes_an_entry(
    hass: HomeAssistant, meter: PtyMeter
) -> None:
    """The card says what was heard, a click shows it, and a second one saves it."""
    card = await plug_in(hass, plugged_in(meter.port))
    assert _cards(hass) == [{"name": "Aidon 7534 (P1 cable)"}]
    form = await _click(hass, card)
    assert form["step_id"] == "confirm"
    assert form["description_placeholders"] is not None
    assert "Active energy import" in form["description_placeholders"]["values"]
    entry = (await confirm(hass, form))["result"]
    assert entry.state is ConfigEntryState.LOADED
    assert entry.unique_id is None
    assert entry.source == SOURCE_USB
    assert dict(entry.data) == {
        "port": meter.port,
        "profile": "sesko",
        "line": "115200 8N1",
    }


async def test_home_assistant_finds_the_cable_by_the_manifest(
    hass: HomeAssistant, meter: PtyMeter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the scan of all ports to the card, by Home Assistant's own way."""
    info = plugged_in(meter.port)
    device = usb.USBDevice(
        device=info.device,
        vid=info.vid,
        pid=info.pid,
        serial_number=info.serial_number,
        manufacturer=info.manufacturer,
        description=info.description,
    )
    monkeypatch.setattr(usb, "scan_serial_ports", lambda: [device])
    assert await async_setup_component(hass, "usb", {})
    await hass.data[usb._USB_DATA]._async_scan_serial()
    await until(lambda: _cards(hass))
    assert _cards(hass) == [{"name": "Aidon 7534 (P1 cable)"}]
    monkeypatch.setattr(usb, "scan_serial_ports", list)
    await hass.data[usb._USB_DATA]._async_scan_serial()
    assert _cards(hass) == []


async def test_lasting_name_of_the_port_is_stored(
    hass: HomeAssistant, meter: PtyMeter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A port without one in the scan gets it by the link that there is."""
    monkeypatch.setattr(usb, "get_serial_by_id", {"/dev/ttyUSB0": meter.port}.get)
    card = await plug_in(hass, plugged_in("/dev/ttyUSB0"))
    entry = (await confirm(hass, await _click(hass, card)))["result"]
    assert entry.data["port"] == meter.port


async def test_number_of_the_meter_is_that_of_the_entry(
    hass: HomeAssistant, numbered: PtyMeter
) -> None:
    """Until then the card is known by its cable."""
    card = await plug_in(hass, plugged_in(numbered.port))
    context = hass.config_entries.flow.async_get(card["flow_id"])["context"]
    assert context["unique_id"] == (
        "0403:6001_P1A2B3C4_FTDI_P1 Converter Cable - P1 Converter Cable"
    )
    entry = (await confirm(hass, await _click(hass, card)))["result"]
    assert entry.unique_id == NUMBER


async def test_card_keeps_no_port_open(hass: HomeAssistant, meter: PtyMeter) -> None:
    """Whoever clicks on it days later, others may have used the port until then."""
    await plug_in(hass, plugged_in(meter.port))
    assert await is_free(meter.port)


async def test_encrypted_meter_leads_to_its_keys(
    hass: HomeAssistant, stoen: PtyMeter
) -> None:
    """It was heard, and what it sends nobody knows yet."""
    hass.config.country = "PL"
    card = await plug_in(hass, plugged_in(stoen.port))
    assert _cards(hass) == [{"name": "Encrypted meter (P1 cable)"}]
    form = await _click(hass, card)
    assert (form["step_id"], form["errors"]) == ("keys", {})
    assert form["description_placeholders"] is not None
    assert "Stoen Operator" in form["description_placeholders"]["keys_source"]
    entry = (await confirm(hass, await enter(hass, form, FIELDS)))["result"]
    assert entry.unique_id == "14000001"
    assert entry.data == {
        "port": stoen.port,
        "profile": "stoen",
        "line": "115200 8N1",
        **saved(**FIELDS),
    }


async def test_dialog_of_a_card_that_is_closed_keeps_the_port_from_nobody(
    hass: HomeAssistant, stoen: PtyMeter
) -> None:
    """The card stays, and the meter can be added by hand all the same."""
    hass.config.country = "PL"
    card = await plug_in(hass, plugged_in(stoen.port))
    form = await enter(hass, await _click(hass, card), FIELDS)
    assert form["step_id"] == "confirm"
    form = await submit(hass, await begin(hass), stoen.port)
    assert form["step_id"] == "keys"


@pytest.mark.parametrize("data", [b"", b"\x55" * 64, b"/XYZ5 nobody\r\n"])
async def test_no_card_where_no_meter_is_heard(
    hass: HomeAssistant, silent: Wire, caplog: pytest.LogCaptureFixture, data: bytes
) -> None:
    """Neither silence nor noise is told of, and the port is closed."""
    silent.data, silent.paused = data, not data
    result = await plug_in(hass, plugged_in(silent.port))
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "nothing_heard"
    assert await is_free(silent.port)
    told = [one for one in caplog.records if one.levelno > logging.DEBUG]
    assert [one for one in told if one.name.startswith(LOUD)] == []


async def test_cable_that_is_pulled_out_at_once(hass: HomeAssistant) -> None:
    """Its port is gone before anybody could listen."""
    result = await plug_in(hass, plugged_in("/dev/ttyNOWHERE7"))
    assert result["reason"] == "nothing_heard"


async def test_port_that_a_program_reads_is_not_taken(
    hass: HomeAssistant, meter: PtyMeter
) -> None:
    """It keeps it, and hears the meter."""
    async with open_link(meter.port, Line()) as program:
        result = await plug_in(hass, plugged_in(meter.port))
        assert result["reason"] == "nothing_heard"
        assert await program.read()


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (ConfigEntryState.SETUP_RETRY, None),
        (ConfigEntryState.NOT_LOADED, "confirm"),
    ],
)
async def test_port_of_another_integration_is_not_even_opened(
    hass: HomeAssistant, meter: PtyMeter, state: ConfigEntryState, step: str | None
) -> None:
    """It may be between two tries; only one that is switched off has no need of it."""
    other = MockConfigEntry(domain="dsmr", data={"port": meter.port}, state=state)
    other.add_to_hass(hass)
    result = await plug_in(hass, plugged_in(meter.port))
    assert result.get("step_id") == step
    assert result.get("reason") == (None if step else "port_in_use")
    assert bool(meter.sent) == bool(step)


@pytest.mark.parametrize("way", ["same", "link"])
async def test_port_of_an_entry_is_not_even_opened(
    hass: HomeAssistant, entry: MockConfigEntry, tmp_path: Path, way: str
) -> None:
    """By whatever name the entry has it."""
    port = entry.data["port"]
    other_name = tmp_path / "meter"
    other_name.symlink_to(port)
    device = plugged_in({"same": port, "link": str(other_name)}[way])
    result = await plug_in(hass, device)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
    assert is_loaded(entry)


async def test_port_of_another_dialog_is_left_to_it(
    hass: HomeAssistant, meter: PtyMeter
) -> None:
    """Who has begun by hand goes on, and gets the entry."""
    form = await submit(hass, await begin(hass), meter.port)
    result = await plug_in(hass, plugged_in(meter.port))
    assert result["reason"] == "already_in_progress"
    assert (await confirm(hass, form))["type"] is FlowResultType.CREATE_ENTRY


async def test_who_adds_the_meter_by_hand_goes_first(
    hass: HomeAssistant, silent: Wire
) -> None:
    """Listening for a card ends, and the dialog hears what comes."""
    discovery = asyncio.create_task(plug_in(hass, plugged_in(silent.port)))
    await _until_taken(silent)
    form = await submit(hass, await begin(hass), silent.port)
    assert form["errors"] == {"base": "silence"}
    assert (await discovery)["reason"] == "already_in_progress"


async def test_card_goes_when_the_meter_is_added_by_hand(
    hass: HomeAssistant, meter: PtyMeter
) -> None:
    """What is set up is not offered any more."""
    await plug_in(hass, plugged_in(meter.port))
    await confirm(hass, await submit(hass, await begin(hass), meter.port))
    assert _cards(hass) == []


async def test_port_that_was_taken_before_the_click(
    hass: HomeAssistant, meter: PtyMeter
) -> None:
    """Who clicks late finds that the port has got its meter."""
    card = await plug_in(hass, plugged_in(meter.port))
    meter_entry(meter.port).add_to_hass(hass)
    late = await confirm(hass, await _click(hass, card))
    assert late["reason"] == "already_configured"


async def test_meter_that_was_added_before_the_click(
    hass: HomeAssistant, numbered: PtyMeter
) -> None:
    """Its entry on another port is not replaced."""
    card = await plug_in(hass, plugged_in(numbered.port))
    other = meter_entry("/dev/ttyUSB7", unique_id=NUMBER)
    other.add_to_hass(hass)
    late = await confirm(hass, await _click(hass, card))
    assert late["reason"] == "already_configured"
    assert hass.config_entries.async_entries(DOMAIN) == [other]


async def test_same_cable_makes_one_card(hass: HomeAssistant, meter: PtyMeter) -> None:
    """Also when it comes back by another name."""
    await plug_in(hass, plugged_in(meter.port))
    again = await plug_in(hass, plugged_in("/dev/ttyUSB1"))
    assert again["reason"] == "already_in_progress"
    assert len(_cards(hass)) == 1


async def test_two_cables_make_two_cards(hass: HomeAssistant, meter: PtyMeter) -> None:
    """Each is known by its serial number."""
    async with PtyMeter(interval=0.1) as other:
        await plug_in(hass, plugged_in(meter.port))
        await plug_in(hass, plugged_in(other.port, serial_number="P1D4E5F6"))
        assert len(_cards(hass)) == 2


async def test_ignored_cable_is_left_alone(
    hass: HomeAssistant, meter: PtyMeter
) -> None:
    """It is not opened again, and makes no card."""
    await _ignore(hass, await plug_in(hass, plugged_in(meter.port)))
    assert _cards(hass) == []
    meter.sent.clear()
    again = await plug_in(hass, plugged_in(meter.port))
    assert again["reason"] == "already_configured"
    assert meter.sent == {}


async def test_meter_at_an_ignored_cable_can_be_added_by_hand(
    hass: HomeAssistant, numbered: PtyMeter
) -> None:
    """Who ignores a card has not refused the meter."""
    await _ignore(hass, await plug_in(hass, plugged_in(numbered.port)))
    done = await confirm(hass, await submit(hass, await begin(hass), numbered.port))
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert done["result"].unique_id == NUMBER


async def test_flow_that_is_ended_while_it_listens(
    hass: HomeAssistant, silent: Wire
) -> None:
    """Its port is closed at once."""
    discovery = asyncio.create_task(plug_in(hass, plugged_in(silent.port)))
    await _until_taken(silent)
    flows = hass.config_entries.flow
    flows.async_abort(next(iter(flows._progress)))
    assert (await discovery)["reason"] == "already_in_progress"
    await until_free(silent.port)


async def test_home_assistant_stops_while_it_listens(
    hass: HomeAssistant, silent: Wire
) -> None:
    """Nothing goes on, and nobody is told of anything."""
    discovery = asyncio.create_task(plug_in(hass, plugged_in(silent.port)))
    await _until_taken(silent)
    hass.config_entries.flow.async_shutdown()
    with pytest.raises(asyncio.CancelledError):
        await discovery
    await until_free(silent.port)

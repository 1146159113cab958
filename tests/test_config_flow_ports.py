"""Tests of the config flow: a port belongs to one meter."""

from pathlib import Path

from homeassistant.components import usb
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.translation import async_get_translations
import pytest

from custom_components.han_port.const import DOMAIN
from custom_components.han_port.ports import URL_EXAMPLES
from simulator.push import PtyMeter, TcpMeter
from tests.entries import meter_entry
from tests.flows import begin, confirm, submit

pytestmark = pytest.mark.usefixtures("haste")


@pytest.mark.parametrize("way", ["same", "link"])
async def test_port_belongs_to_one_meter(
    hass: HomeAssistant, meter: PtyMeter, tmp_path: Path, way: str
) -> None:
    """A port cannot be configured twice, not even by another name."""
    meter_entry(meter.port).add_to_hass(hass)
    other_name = tmp_path / "meter"
    other_name.symlink_to(meter.port)
    port = {"same": meter.port, "link": str(other_name)}[way]
    result = await submit(hass, await begin(hass), port)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"


@pytest.mark.parametrize(
    "url",
    [
        "socket://meter.local:2000",
        "SOCKET://Meter.Local:2000/",
        "tcp://meter.local:2000",
    ],
)
async def test_url_belongs_to_one_meter(hass: HomeAssistant, url: str) -> None:
    """Neither letter case nor another word for TCP makes another host of a host."""
    meter_entry("socket://meter.local:2000").add_to_hass(hass)
    result = await submit(hass, await begin(hass), url)
    assert result["reason"] == "already_configured"


async def test_blanks_around_the_port_are_cut_off(
    hass: HomeAssistant, meter: PtyMeter
) -> None:
    """A port pasted with blanks is the port."""
    heard = await submit(hass, await begin(hass), f" {meter.port} ")
    done = await confirm(hass, heard)
    assert done["result"].data["port"] == meter.port


async def test_device_path_becomes_the_lasting_one(
    hass: HomeAssistant, meter: PtyMeter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The by-id name is stored: it stays when ports are renumbered."""
    monkeypatch.setattr(usb, "get_serial_by_id", {"/dev/ttyUSB0": meter.port}.get)
    heard = await submit(hass, await begin(hass), "/dev/ttyUSB0")
    done = await confirm(hass, heard)
    assert done["result"].data["port"] == meter.port


async def test_two_dialogs_do_not_share_a_port(
    hass: HomeAssistant, meter: PtyMeter
) -> None:
    """The second dialog ends, the first goes on."""
    first = await submit(hass, await begin(hass), meter.port)
    second = await submit(hass, await begin(hass), meter.port)
    assert second["type"] is FlowResultType.ABORT
    assert second["reason"] == "already_in_progress"
    done = await confirm(hass, first)
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_two_dialogs_do_not_share_a_port_by_two_names(
    hass: HomeAssistant, meter: PtyMeter, tmp_path: Path
) -> None:
    """However two dialogs call it, one port makes one entry."""
    other_name = tmp_path / "meter"
    other_name.symlink_to(meter.port)
    first = await submit(hass, await begin(hass), meter.port)
    second = await submit(hass, await begin(hass), str(other_name))
    await confirm(hass, first)
    if second["type"] is not FlowResultType.ABORT:
        await confirm(hass, second)
    assert len(hass.config_entries.async_entries(DOMAIN)) == 1


async def test_two_dialogs_do_not_share_a_url_by_two_names(
    hass: HomeAssistant, tcp_meter: TcpMeter
) -> None:
    """Letter case makes no other URL of a URL."""
    await submit(hass, await begin(hass), tcp_meter.port)
    second = await submit(hass, await begin(hass), tcp_meter.port.upper())
    assert second["reason"] == "already_in_progress"


async def test_dialog_with_an_error_keeps_no_port(
    hass: HomeAssistant, meter: PtyMeter
) -> None:
    """What one dialog could not open another one may try."""
    meter.paused = True
    first = await submit(hass, await begin(hass), meter.port, "sesko")
    assert first["errors"] == {"base": "silence"}
    meter.paused = False
    second = await submit(hass, await begin(hass), meter.port)
    assert (await confirm(hass, second))["type"] is FlowResultType.CREATE_ENTRY
    late = await submit(hass, first, meter.port)
    assert late["reason"] == "already_configured"


async def test_port_that_was_taken_before_the_confirmation(
    hass: HomeAssistant, meter: PtyMeter
) -> None:
    """Who confirms late finds that the port has got its meter."""
    heard = await submit(hass, await begin(hass), meter.port)
    meter_entry(meter.port).add_to_hass(hass)
    late = await confirm(hass, heard)
    assert late["type"] is FlowResultType.ABORT
    assert late["reason"] == "already_configured"


async def test_two_dialogs_with_two_ports(hass: HomeAssistant, meter: PtyMeter) -> None:
    """Two meters can be set up side by side."""
    async with PtyMeter(interval=0.1) as other:
        first = await submit(hass, await begin(hass), meter.port)
        second = await submit(hass, await begin(hass), other.port)
        assert (await confirm(hass, second))["type"] is FlowResultType.CREATE_ENTRY
        assert (await confirm(hass, first))["type"] is FlowResultType.CREATE_ENTRY


async def test_form_shows_addresses_that_can_be_typed(hass: HomeAssistant) -> None:
    """One for each way that leads to a port elsewhere: host, number, and its name."""
    form = await begin(hass)
    assert form["description_placeholders"] is not None
    shown = form["description_placeholders"]
    assert shown["socket_example"] == "socket://192.168.1.20:2000"
    assert shown["rfc2217_example"] == "rfc2217://192.168.1.20:4000"
    assert shown["esphome_example"] == "esphome://meter.local:6053/?port_name=HAN"
    texts = await async_get_translations(hass, "en", "config", [DOMAIN])
    text = texts[f"component.{DOMAIN}.config.step.user.data_description.port"]
    assert all(f"{{{name}}}" in text for name in URL_EXAMPLES)

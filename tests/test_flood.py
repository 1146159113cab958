"""A port that brings more than any meter sends, to all who read one."""

import logging
from random import Random

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.han_port import coordinator, listener
from custom_components.han_port.hearing import Hearing
from simulator.flood import TcpFlood
from simulator.push import TcpMeter
from simulator.receivers import TcpReceiver
from tests.blocks import blocks
from tests.decoder.compose import telegram
from tests.entries import coordinator_of, set_up, until
from tests.flows import begin, confirm, submit
from tests.radios import radio_coordinator, set_up_radio, stations
from tests.sensors import AIDON

pytestmark = pytest.mark.usefixtures("socket_enabled")

OWN = "custom_components.han_port"
#: How often a flood is looked at.
READERS = 3
#: Seconds for which nobody else has a turn, at the most.
LONGEST = 0.02
NOISE = Random(1).randbytes(65536)
#: What begins again and again takes most time.
FRAMES = b"/A\r\n\r\n!0000\r\n\x7e\xa0"
FLOODS = {"noise": NOISE, "frames": FRAMES, "telegrams": telegram(AIDON)}


def _logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what the household finds in its log."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.levelno >= logging.INFO and record.name.startswith(OWN)
    ]


async def _hears(hearing: Hearing) -> None:
    """Wait until two more telegrams are heard."""
    telegrams = hearing.telegrams
    await until(lambda: hearing.telegrams > telegrams + 1)


@pytest.fixture(autouse=True)
def _patience(haste: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the patience to see a flood as one: a slow machine needs some seconds."""
    monkeypatch.setattr(coordinator, "LEAST_PATIENCE", 5)
    monkeypatch.setattr(listener, "PATIENCE", 5)


@pytest.mark.parametrize("data", FLOODS.values(), ids=FLOODS)
async def test_entry(
    hass: HomeAssistant, data: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """The link is cut ever more seldom, with one line, and the meter comes back."""
    async with TcpMeter(interval=0.1) as meter:
        entry = await set_up(hass, meter.port)
        caplog.clear()
        await meter.stop()
        with TcpFlood(data=data, tcp_port=meter.tcp_port) as flood:
            async with blocks() as found:
                await until(lambda: flood.readers == READERS)
            assert found.longest < LONGEST
        await meter.start()
        await _hears(coordinator_of(entry).hearing)
    assert _logged(caplog) == [
        "More comes from the port of Aidon 7534 than any meter sends; it is cut off"
    ]


@pytest.mark.parametrize("data", [NOISE, FRAMES], ids=["noise", "frames"])
async def test_flow(hass: HomeAssistant, data: bytes) -> None:
    """The dialog says what is wrong with the port."""
    form = await begin(hass)
    with TcpFlood(data=data) as flood:
        async with blocks() as found:
            form = await submit(hass, form, flood.port)
        assert found.longest < LONGEST
    assert form["errors"] == {"port": "port_floods"}
    async with TcpMeter(interval=0.1, tcp_port=flood.tcp_port) as meter:
        done = await confirm(hass, await submit(hass, form, meter.port))
        assert done["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("data", FLOODS.values(), ids=FLOODS)
async def test_radio(
    hass: HomeAssistant, data: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """The receiver is lost with one line, and comes back with another.

    Why it is lost depends on what ends first, the flood or the wait for an answer.
    """
    async with TcpReceiver(interval=0.1, stations=stations("gama")) as receiver:
        entry = await set_up_radio(hass, receiver.port, "gama")
        await _hears(radio_coordinator(entry).hearing)
        caplog.clear()
        await receiver.stop()
        with TcpFlood(data=data, tcp_port=receiver.tcp_port) as flood:
            async with blocks() as found:
                await until(lambda: flood.readers == READERS)
            assert found.longest < LONGEST
        await receiver.start()
        await _hears(radio_coordinator(entry).hearing)
    assert [line.partition(":")[0] for line in _logged(caplog)] == [
        "The receiver IMST iM871A-USB is lost",
        "The receiver IMST iM871A-USB is back",
    ]

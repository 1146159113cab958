"""What happens to a serial server and to the network before it."""

import asyncio
from datetime import timedelta
import socket
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.han_port import coordinator
from custom_components.han_port.watches import watch
from simulator.flood import TcpFlood
from simulator.line import HOST
from simulator.push import TcpMeter
from tests.entries import until

from .house import House
from .proxy import BANNER, proxy
from .rows import ALL_WELL, BACK, LOST, NOTHING, SILENT, Row, rows

INTERVAL = 0.1
NAME = "meter.test"
NOT_SET_UP = "Config entry 'Aidon 7534' for han_port integration not ready yet: "
AGAIN = "; Retrying in …"
MUTE = (
    "The meter is silent. Check the cable, and whether your grid company has switched "
    "the port on. After a power cut, wait a minute"
)
UNREACHABLE = "The network reader of the meter does not answer"
FLOODED = "More comes from the port of Aidon 7534 than any meter sends; it is cut off"


async def _start_again(house: House) -> None:
    """Set the entry up anew, as a restart of Home Assistant does, before it can be."""
    entries, entry = house.hass.config_entries, house.entry
    await entries.async_unload(entry.entry_id)
    assert not await entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY


async def _next_try(house: House) -> None:
    """Let the time come at which Home Assistant tries again."""
    async_fire_time_changed(house.hass, dt_util.utcnow() + timedelta(seconds=90))
    await house.hass.async_block_till_done()


@rows(
    Row(fault="Serial server restarted (TCP)", meanwhile=SILENT, log=(LOST, BACK)),
)
async def test_restart(house: House) -> None:
    """A server that was away is found again."""
    async with TcpMeter(interval=INTERVAL) as meter:
        await house.read(meter)
        await meter.stop()
        await house.meanwhile()
        await meter.start()
        await house.afterwards()


@rows(
    Row(
        fault="Half-open TCP connection: nothing comes any more, and no end of it",
        meanwhile=SILENT,
        log=(LOST, BACK),
    ),
)
async def test_half_open(house: House) -> None:
    """The missing telegrams tell; a new connection is made without being asked for."""
    async with TcpMeter(interval=INTERVAL) as meter, proxy(meter.tcp_port) as server:
        await house.read(meter, server.port)
        server.is_mute = True
        server.go_dead()
        await house.meanwhile()
        server.is_mute = False
        await house.afterwards()
        assert server.readers > 1


@rows(
    Row(
        fault="Server that accepts and says nothing, when Home Assistant starts",
        meanwhile=NOTHING,
        log=(f"{NOT_SET_UP}{MUTE}{AGAIN}",),
        repairs=("silence",),
        given=b"",
    ),
    Row(
        fault="ser2net that sends its banner and nothing else, when Home Assistant "
        "starts",
        meanwhile=NOTHING,
        log=(f"{NOT_SET_UP}{MUTE}{AGAIN}",),
        repairs=("silence",),
        given=BANNER,
    ),
)
async def test_mute(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The household is told when that lasts, and no more when it is over."""
    monkeypatch.setattr(watch, "LASTING", 0)
    banner = house.row.given
    assert isinstance(banner, bytes)
    async with (
        TcpMeter(interval=INTERVAL) as meter,
        proxy(meter.tcp_port, banner) as server,
    ):
        await house.read(meter, server.port)
        server.is_mute = True
        await _start_again(house)
        await house.meanwhile()
        server.is_mute = False
        await _next_try(house)
        await house.afterwards()


@rows(
    Row(fault="ser2net that sends its banner first", meanwhile=ALL_WELL),
)
async def test_banner(house: House) -> None:
    """It is passed over, also when it comes into the middle of what there is."""
    async with (
        TcpMeter(interval=INTERVAL) as meter,
        proxy(meter.tcp_port, BANNER) as server,
    ):
        await house.read(meter, server.port)
        server.hand_on(BANNER)
        await house.hears()
        await house.meanwhile()
        await house.afterwards()


@rows(
    Row(
        fault="DNS that fails when Home Assistant starts",
        meanwhile=NOTHING,
        log=(f"{NOT_SET_UP}{UNREACHABLE}{AGAIN}",),
    ),
)
async def test_dns(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the name is known the meter is read."""
    loop = asyncio.get_running_loop()
    real = loop.getaddrinfo
    known = True

    async def getaddrinfo(host: str, *rest: Any, **more: Any) -> object:
        if host == NAME and not known:
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure")
        return await real(HOST if host == NAME else host, *rest, **more)

    monkeypatch.setattr(loop, "getaddrinfo", getaddrinfo)
    async with TcpMeter(interval=INTERVAL) as meter:
        await house.read(meter, f"socket://{NAME}:{meter.tcp_port}")
        known = False
        await _start_again(house)
        await house.meanwhile()
        known = True
        await _next_try(house)
        await house.afterwards()


@rows(
    Row(
        fault="Flood: 100 MB/s from the port of the meter",
        meanwhile=SILENT,
        log=(FLOODED, LOST, BACK),
    ),
)
async def test_flood(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is cut off, and the meter is read again when it is over."""
    monkeypatch.setattr(coordinator, "LEAST_PATIENCE", 2)
    async with TcpMeter(interval=INTERVAL) as meter:
        await house.read(meter)
        await meter.stop()
        with TcpFlood(data=bytes(range(256)), tcp_port=meter.tcp_port) as flood:
            await until(lambda: flood.readers > 2)
            await house.meanwhile()
        await meter.start()
        await house.afterwards()

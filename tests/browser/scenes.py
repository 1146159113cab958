"""Ports at which something is wrong, each in a household of its own."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import override

from custom_components.han_port.decoder import Line
from custom_components.han_port.link import open_link
from simulator.axdr import data_notification, structure, unsigned32, visible
from simulator.faults import Fault
from simulator.flood import TcpFlood
from simulator.hdlc import frame
from simulator.household import Household, Snapshot
from simulator.meter import COMPLETE, Turn
from simulator.meters import METERS, VARIANTS
from simulator.push import PtyMeter, TcpMeter
from simulator.radio_meters import RADIO_METERS, RadioMeter
from simulator.receivers import RECEIVERS, PtyReceiver, Station, TcpReceiver
from tests.decoder.compose import telegram
from tests.wire import Wire

type Scene = Callable[[], AbstractAsyncContextManager[str]]

#: Seconds between telegrams, where time goes by faster than for the meter.
SOON = 0.1
#: Where a radio telegram says how it is protected.
_MODE = 14
#: A sound telegram of no profile, and a sound list of no maker.
POWER_ONLY = telegram("XYZ5NEW", ["1-0:1.7.0(0001.023*kW)"])
UNKNOWN = frame(
    data_notification(0, b"", structure([visible("NEW_LIST"), unsigned32(5)])),
    b"\x2b",
    b"\x21",
)


def named(port: str) -> Scene:
    """Make a scene of a mere name."""

    @asynccontextmanager
    async def scene() -> AsyncIterator[str]:
        yield port

    return scene


def meter(profile: str = "sesko", fault: Fault | None = None) -> Scene:
    """Make a scene of a meter, of which every telegram has one fault or none."""

    @asynccontextmanager
    async def scene() -> AsyncIterator[str]:
        async with TcpMeter(
            meter=METERS[profile], interval=SOON, fault=fault
        ) as simulated:
            yield simulated.port

    return scene


def sending(data: bytes) -> Scene:
    """Make a scene of a port with these bytes."""

    @asynccontextmanager
    async def scene() -> AsyncIterator[str]:
        async with Wire(data=data) as wire:
            yield wire.port

    return scene


@asynccontextmanager
async def in_use() -> AsyncIterator[str]:
    """Have a port open."""
    async with PtyMeter() as simulated, open_link(simulated.port, Line()):
        yield simulated.port


@asynccontextmanager
async def nobody_listens() -> AsyncIterator[str]:
    """Name a TCP port that is closed."""
    async with TcpMeter() as simulated:
        port = simulated.port
    yield port


@asynccontextmanager
async def flood() -> AsyncIterator[str]:
    """Have more bytes at a port than anybody takes."""
    with TcpFlood(data=bytes(range(256))) as flooding:
        yield flooding.port


@asynccontextmanager
async def kaifa() -> AsyncIterator[str]:
    """Run a Kaifa of Stoen Operator, whose checksum nobody knows."""
    async with TcpMeter(meter=VARIANTS["stoen"]["kaifa"]) as simulated:
        snapshot = Household().at(simulated.clock())
    whole = simulated.meter.telegram(snapshot)
    async with sending(whole[: whole.rindex(b"!")] + b"!0000\r\n")() as port:
        yield port


def receiver(*meters: RadioMeter, kind: str = "im871a") -> Scene:
    """Make a scene of a receiver of some kind that hears these meters."""

    @asynccontextmanager
    async def scene() -> AsyncIterator[str]:
        stations = [Station(one) for one in meters]
        async with TcpReceiver(
            dialect=RECEIVERS[kind](), stations=stations, interval=SOON
        ) as simulated:
            yield simulated.port

    return scene


@dataclass(frozen=True, slots=True)
class SealedMeter(RadioMeter):
    """A meter that protects its telegrams in a way that nobody can open here."""

    @override
    def telegram(self, snapshot: Snapshot, turn: Turn = COMPLETE) -> bytes:
        """Say that they are protected by TLS."""
        sealed = bytearray(RadioMeter.telegram(self, snapshot, turn))
        sealed[_MODE] = 13
        return bytes(sealed)


@asynccontextmanager
async def deaf() -> AsyncIterator[str]:
    """Plug in a receiver that hears nothing."""
    async with PtyReceiver(paused=True) as receiver:
        yield receiver.port


#: A file is no port.
NO_PORT = named(str(Path(__file__)))
GAMA = RADIO_METERS["gama"]
#: Every telegram has its clock and its number only.
VALUELESS = replace(GAMA, short_every=1)
SEALED = SealedMeter(GAMA.name, GAMA.sender, GAMA.records, keys=GAMA.keys)

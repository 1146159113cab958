"""One Home Assistant process, two meters and a receiver for all tests here."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
import re

import pytest
import pytest_asyncio

from demo.client import Client
from demo.process import free_port, home_assistant, write_configuration
from simulator.household import Household
from simulator.meters import METERS
from simulator.push import PtyMeter, PushMeter, TcpMeter
from simulator.receivers import PtyReceiver

#: A meter in a hurry: patience is at its least then, ten seconds.
INTERVAL = 2


@dataclass
class Home:
    """A household: its meters, its Home Assistant, and what was made there.

    `radio_entry_ids` are by the names that the meters have in the simulator.
    """

    meter: PtyMeter
    encrypted: PushMeter
    receiver: PtyReceiver
    client: Client
    log: Path
    entry_id: str = ""
    encrypted_entry_id: str = ""
    radio_entry_ids: dict[str, str] = field(default_factory=dict)


async def until[T](
    read: Callable[[], Awaitable[T]], wanted: Callable[[T], bool], seconds: float
) -> T:
    """Read until what was read is wanted; fail when it is not in time."""
    async with asyncio.timeout(seconds):
        while not wanted(value := await read()):
            await asyncio.sleep(0.5)
    return value


def complaints(home: Home) -> list[str]:
    """Return the warnings and errors that the integration has logged."""
    return [
        line
        for line in home.log.read_text().splitlines()
        if re.search(r"\b(WARNING|ERROR)\b.*han_port", line)
        and "has not been tested by Home Assistant" not in line
    ]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def home(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Home]:
    """Run two meters, a receiver that hears others, and a new Home Assistant."""
    folder = tmp_path_factory.mktemp("home-assistant")
    port = free_port()
    write_configuration(folder, port)
    async with (
        PtyMeter(
            meter=METERS["sesko"],
            household=Household(),
            interval=INTERVAL,
            link=folder / "meter",
        ) as meter,
        TcpMeter(
            meter=METERS["stoen"], household=Household(), interval=INTERVAL
        ) as encrypted,
        PtyReceiver(interval=INTERVAL, link=folder / "receiver") as receiver,
        home_assistant(folder, port) as address,
        Client.onboard(address) as client,
    ):
        yield Home(meter, encrypted, receiver, client, folder / "process.log")

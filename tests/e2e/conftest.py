"""One Home Assistant process and one meter for all tests of this folder."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from demo.client import Client
from demo.process import free_port, home_assistant, write_configuration
from simulator.household import Household
from simulator.meters import METERS
from simulator.push import PtyMeter

#: A meter in a hurry: patience is at its least then, ten seconds.
INTERVAL = 2


@dataclass
class Home:
    """A household: its meter, its Home Assistant, and what was made there."""

    meter: PtyMeter
    client: Client
    log: Path
    entry_id: str = ""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def home(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Home]:
    """Run a simulated meter on a pseudo terminal and a new Home Assistant."""
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
        home_assistant(folder, port) as address,
        Client.onboard(address) as client,
    ):
        yield Home(meter, client, folder / "process.log")

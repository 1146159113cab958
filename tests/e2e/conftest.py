"""One Home Assistant process, two meters and a receiver for all tests here."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from demo.process import free_port, write_configuration
from tests.home import Home, at_home


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def home(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Home]:
    """Run two meters, a receiver that hears others, and a new Home Assistant."""
    folder = tmp_path_factory.mktemp("home-assistant")
    port = free_port()
    write_configuration(folder, port)
    async with at_home(folder, port) as home:
        yield home

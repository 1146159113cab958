"""Tests of discretion: bytes that nobody finds in a log."""

import asyncio
import logging

import pytest
import serialx

from custom_components.han_port.decoder import Line
from custom_components.han_port.discretion import READER
from custom_components.han_port.link import open_link
from tests.wire import Wire

NUMBER = b"4711081500"


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Log all that serialx has to say."""
    caplog.set_level(logging.DEBUG)
    return caplog


async def _read_with_us(port: str) -> bytes:
    """Read what comes over a port as an entry does."""
    async with open_link(port, Line()) as link:
        return await link.read()


async def _read_with_serialx(port: str) -> bytes:
    """Read what comes over a port as another integration does."""
    reader, writer = await serialx.open_serial_connection(port, baudrate=115200)
    data = await reader.read(100)
    writer.close()
    await writer.wait_closed()
    return data


async def test_our_bytes_are_not_logged(log: pytest.LogCaptureFixture) -> None:
    """The log says that something is read, and not what."""
    async with Wire(data=NUMBER) as wire:
        assert NUMBER in await asyncio.create_task(_read_with_us(wire.port))
    assert READER in {record.name for record in log.records}
    assert NUMBER.decode() not in log.text


async def test_bytes_of_a_flood_are_not_logged(log: pytest.LogCaptureFixture) -> None:
    """Reading that was paused, since nobody took the bytes, goes on in silence."""

    async def read(port: str) -> None:
        async with open_link(port, Line()) as link:
            async with asyncio.timeout(10):
                while "pauses reading" not in log.text:
                    await asyncio.sleep(0.05)
            while "resumes reading" not in log.text:
                await link.read(1 << 16)
            await link.read()

    async with Wire(data=NUMBER * 400, interval=0.001) as wire:
        await asyncio.create_task(read(wire.port))
    assert NUMBER.decode() not in log.text


async def test_bytes_of_others_are_logged(log: pytest.LogCaptureFixture) -> None:
    """What another integration reads meanwhile its people may want to see."""
    async with Wire(data=NUMBER) as ours, Wire(data=b"0815") as theirs:
        await asyncio.gather(
            asyncio.create_task(_read_with_us(ours.port)),
            asyncio.create_task(_read_with_serialx(theirs.port)),
        )
    assert "0815" in log.text
    assert NUMBER.decode() not in log.text

"""Tests of captures that are decoded or played back: they say what was said."""

import asyncio
from collections import ChainMap
from collections.abc import Mapping
from datetime import UTC, datetime
import json
from pathlib import Path
import sys
from typing import Any, Final

from homeassistant.core import HomeAssistant
import pytest

from custom_components.han_port.decoder import (
    Reading,
    read_headers,
)
from simulator.faults import Fault
from simulator.meter import Meter
from simulator.meters import METERS, VARIANTS
from simulator.push import PtyMeter
from simulator.receivers import PtyReceiver
from simulator.replay import PtyReplay, Recording
from tests.captures.asking import captured, taps
from tests.entries import coordinator_of, set_up, until
from tests.radios import radio_coordinator, set_up_radio, stations
from tests.secrets import STOEN, leaks

pytestmark = pytest.mark.usefixtures("haste")


SCRIPT: Final = Path(__file__).parents[2] / "scripts/decode.py"
NOON: Final = datetime(2026, 6, 21, 9, 0, tzinfo=UTC)
KAMSTRUP: Final = VARIANTS["kamstrup_dlms"]["ciphered"]


def measured(registers: Mapping[str, Reading]) -> dict[str, float]:
    """Return the numbers of a telegram."""
    return {
        code: reading.value
        for code, reading in registers.items()
        if not isinstance(reading.value, str)
    }


async def decoded(path: Path) -> tuple[int | None, list[dict[str, Any]]]:
    """Give a capture to scripts/decode."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, SCRIPT, path), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    return process.returncode, [json.loads(line) for line in out.splitlines()]


def numbers(event: Mapping[str, Any]) -> dict[str, float]:
    """Return the numbers that were printed of a telegram."""
    return {
        code: reading["value"]
        for code, reading in event["registers"].items()
        if not isinstance(reading["value"], str)
    }


@pytest.mark.parametrize(
    ("profile", "meter"),
    [
        ("sesko", METERS["sesko"]),
        ("kuopio", METERS["kuopio"]),
        ("stoen", STOEN),
        ("aidon_dlms", METERS["aidon_dlms"]),
        ("kamstrup_dlms", KAMSTRUP),
        ("luxembourg", METERS["luxembourg"]),
        ("austria_mbus", METERS["austria_mbus"]),
    ],
    ids=["readable", "mode D", "encrypted", "HDLC", "HDLC encrypted", "DLMS", "M-Bus"],
)
async def test_circle(
    hass: HomeAssistant, tmp_path: Path, profile: str, meter: Meter
) -> None:
    """Decoded or played back, a capture says what the meter has said."""
    path = tmp_path / "capture.txt"
    options: dict[str, Any] = {"meter": meter, "clock": lambda: NOON}
    if profile == "kuopio":
        options["fault"] = Fault.NO_CHECKSUM
    async with PtyMeter(interval=0.1, **options) as line:
        entry = await set_up(hass, line.port, profile, **meter.key_fields)
        capturing = asyncio.create_task(captured(hass, entry))
        await until(lambda: taps(entry))
        line.begin_hour()
        response = await capturing
        said = measured(coordinator_of(entry).registers)
        await hass.config_entries.async_remove(entry.entry_id)
    assert len(said) > 3
    path.write_text(response["text"], encoding="ascii")
    assert not leaks(response["text"], *meter.key_fields.values())

    status, events = await decoded(path)
    assert (status, len(events)) == (0, response["telegrams"])
    assert dict(ChainMap(*map(numbers, events))) == said

    recording = Recording.read(path)
    async with PtyReplay(recording=recording, rate=5) as replay:
        entry = await set_up(hass, replay.port, profile, **recording.key_fields)
        await until(lambda: measured(coordinator_of(entry).registers) == said)
        assert not coordinator_of(entry).hearing.refused


async def test_circle_of_a_radio_meter(hass: HomeAssistant, tmp_path: Path) -> None:
    """The same holds by radio; there the masked meter is another one by its number."""
    path = tmp_path / "capture.txt"
    around = stations("gama", "otus")
    async with PtyReceiver(
        stations=around, interval=0.1, clock=lambda: NOON
    ) as receiver:
        entry = await set_up_radio(hass, receiver.port)
        await until(lambda: radio_coordinator(entry).hearing.telegrams)
        response = await captured(hass, entry)
        said = measured(radio_coordinator(entry).registers)
        number = radio_coordinator(entry).address.number
        await hass.config_entries.async_remove(entry.entry_id)
    assert number not in response["text"]
    path.write_text(response["text"], encoding="ascii")
    status, events = await decoded(path)
    assert status == 0
    assert len(events) == response["telegrams"]
    assert dict(ChainMap(*map(numbers, events))) == said

    recording = Recording.read(path)
    headers = read_headers(recording.pushes[0].data)
    assert headers
    async with PtyReplay(recording=recording, rate=5) as replay:
        entry = await set_up_radio(
            hass,
            replay.port,
            receiver="lines",
            meter=str(headers.meter),
            **recording.key_fields,
        )
        await until(lambda: measured(radio_coordinator(entry).registers) == said)

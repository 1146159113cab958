"""What happens to the bytes of a telegram on their way."""

import asyncio

import pytest

from custom_components.han_port import port_coordinator
from custom_components.han_port.watches import watch
from simulator.faults import Fault
from simulator.push import PtyMeter

from .house import House
from .rows import ALL_WELL, BACK, LOST, SILENT, Row, rows

INTERVAL = 0.1
LOST_AND_BACK = (LOST, BACK)
ASKING = "No key opens what Aidon 7534 sends; asking for it"


@rows(
    Row(
        fault="The meter falls silent",
        given=Fault.SILENCE,
        meanwhile=SILENT,
        log=LOST_AND_BACK,
    ),
    Row(
        fault="Noise in the place of telegrams",
        given=Fault.NOISE,
        meanwhile=SILENT,
        log=LOST_AND_BACK,
    ),
    Row(
        fault="One to three bits of each telegram flipped",
        given=Fault.BIT_ERRORS,
        meanwhile=SILENT,
        log=LOST_AND_BACK,
        repairs=("checksums",),
    ),
    Row(
        fault="Each telegram truncated",
        given=Fault.CUT,
        meanwhile=SILENT,
        log=LOST_AND_BACK,
        repairs=("checksums",),
    ),
    Row(
        fault="Each checksum that of other bytes",
        given=Fault.BAD_CHECKSUM,
        meanwhile=SILENT,
        log=LOST_AND_BACK,
        repairs=("checksums",),
    ),
    Row(
        fault="No checksum where the profile has one",
        given=Fault.NO_CHECKSUM,
        meanwhile=SILENT,
        log=LOST_AND_BACK,
        repairs=("checksums",),
    ),
    Row(
        fault="Telegrams ciphered from now on, without a key",
        given=Fault.ENCRYPTED,
        meanwhile=SILENT,
        log=(ASKING, *LOST_AND_BACK),
        repairs=("config_entry_reauth",),
    ),
    Row(
        fault="Inverted line: every bit the other way round",
        given=Fault.INVERTED,
        meanwhile=SILENT,
        log=LOST_AND_BACK,
    ),
)
async def test_every_telegram(house: House) -> None:
    """Nothing of it is believed, and all is well with the next sound ones."""
    async with PtyMeter(interval=INTERVAL / 2) as meter:
        await house.read(meter)
        assert isinstance(house.row.given, Fault)
        meter.fault = house.row.given
        await house.meanwhile()
        meter.fault = None
        await house.afterwards()


@rows(
    Row(
        fault="Inverted line for more than two minutes",
        given=Fault.INVERTED,
        meanwhile=SILENT,
        log=LOST_AND_BACK,
        repairs=("checksums",),
    ),
    Row(
        fault="Nothing but noise for more than two minutes",
        given=Fault.NOISE,
        meanwhile=SILENT,
        log=LOST_AND_BACK,
        repairs=("checksums",),
    ),
)
async def test_lasting_noise(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The household is told to look after the cable, until telegrams come again."""
    monkeypatch.setattr(port_coordinator, "NOISE_TIME", 0.2)
    monkeypatch.setattr(watch, "LASTING", 1)
    async with PtyMeter(interval=INTERVAL / 2) as meter:
        await house.read(meter)
        assert isinstance(house.row.given, Fault)
        meter.fault = house.row.given
        await house.meanwhile()
        meter.fault = None
        await house.afterwards()


@rows(
    Row(fault="Each telegram comes twice", meanwhile=ALL_WELL),
)
async def test_twice(house: House) -> None:
    """It is taken twice, too."""
    async with PtyMeter(interval=INTERVAL) as meter:
        await house.read(meter)
        meter.fault = Fault.DUPLICATE
        await house.hears(8)
        await house.meanwhile()
        meter.fault = None
        await house.afterwards()


@rows(
    Row(
        fault="Every third telegram damaged",
        meanwhile=ALL_WELL,
    ),
)
async def test_now_and_then(house: House) -> None:
    """The others are enough."""
    async with PtyMeter(interval=INTERVAL) as meter:
        await house.read(meter)
        meter.paused = True
        for number in range(30):
            meter.push_now(None if number % 3 else Fault.BIT_ERRORS)
            await asyncio.sleep(INTERVAL / 2)
        refused = house.coordinator.hearing.refused
        assert refused.total() == 10
        await house.meanwhile()
        meter.paused = False
        await house.afterwards()


@rows(
    Row(
        fault="The meter restarts: a telegram breaks off, then silence",
        meanwhile=SILENT,
        log=LOST_AND_BACK,
    ),
)
async def test_restart(house: House) -> None:
    """What has begun before the silence is not continued with what comes after."""
    async with PtyMeter(interval=INTERVAL, restart_silence=2) as meter:
        await house.read(meter)
        meter.push_now(Fault.RESTART)
        await house.meanwhile()
        await house.afterwards()

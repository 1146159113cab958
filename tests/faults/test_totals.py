"""What happens to totals: wrong ones, missing ones, and those of another meter."""

import asyncio
from decimal import Decimal

import pytest

from custom_components.han_port import coordinator
from custom_components.han_port.guard import Fault
from simulator.household import FINLAND, FIRST_COUNTERS, Household
from simulator.push import PtyMeter
from simulator.readable import ReadableMeter
from tests.decoder.compose import crc16
from tests.entries import until

from .house import POWER, TOTAL, House
from .rows import ALL_WELL, BACK, LOST, NOTHING, Entities, Row, Shows, rows

INTERVAL = 0.1
#: Fewer telegrams in a row than could be those of a new meter.
FEW = 4
#: The power goes on, and the totals stay.
HELD_BACK = Entities(Shows.NOW, Shows.BEFORE)
#: So many telegrams take longer than patience lasts.
MANY = 15
#: A meter of which no profile knows more than what it sends.
STRANGER = ReadableMeter("sesko", "TST5 TEST", FINLAND)
#: What a new meter begins with.
NEW = FIRST_COUNTERS._replace(active_import=Decimal("1.250"))


async def _send(meter: PtyMeter, code: str, number: str | None) -> None:
    """Send what a meter would send, but for one number; its checksum is right.

    None leaves the register out.
    """
    snapshot = meter.household.at(meter.clock())
    lines = meter.meter.telegram(snapshot).decode("latin-1").split("\r\n")[:-2]
    at = next(at for at, line in enumerate(lines) if line.startswith(f"{code}("))
    unit = lines[at].partition("*")[2]
    lines[at : at + 1] = [] if number is None else [f"{code}({number}*{unit}"]
    body = "\r\n".join([*lines, "!"]).encode("latin-1")
    meter._write(body + b"%04X\r\n" % crc16(body))
    meter.sent |= meter.meter.values(snapshot)
    await asyncio.sleep(INTERVAL)


def _more(meter: PtyMeter, kwh: str) -> str:
    """Return the total of a meter, and so many kWh more."""
    return f"{meter.sent[TOTAL] + Decimal(kwh):012.3f}"


@rows(
    Row(
        fault="Total of 0, with a good checksum",
        given=lambda _: "00000000.000",
        meanwhile=HELD_BACK,
    ),
    Row(
        fault="Total that falls, with a good checksum",
        given=lambda meter: _more(meter, "-5"),
        meanwhile=HELD_BACK,
    ),
    Row(
        fault="Total that rises faster than the main fuse carries",
        given=lambda meter: _more(meter, "100"),
        meanwhile=HELD_BACK,
    ),
)
async def test_wrong_total(house: House) -> None:
    """It is held back and counted; the last good one stays."""
    async with PtyMeter(interval=INTERVAL) as meter:
        await house.read(meter)
        meter.paused = True
        house.begin()
        assert callable(house.row.given)
        for _ in range(FEW):
            await _send(meter, TOTAL, house.row.given(meter))
        await until(lambda: house.coordinator.guard.held_back.total() == FEW)
        await house.meanwhile()
        meter.paused = False
        await house.afterwards()


@rows(
    Row(fault="Total missing in telegrams that had it", meanwhile=HELD_BACK),
)
async def test_missing_total(house: House) -> None:
    """The last one stays for a while, and that is counted."""
    async with PtyMeter(interval=INTERVAL, meter=STRANGER) as meter:
        await house.read(meter, profile="auto")
        meter.paused = True
        house.begin()
        await _send(meter, TOTAL, None)
        await until(lambda: house.coordinator.guard.held_back[Fault.MISSING] == 1)
        await house.meanwhile()
        meter.paused = False
        await house.afterwards()


@rows(
    Row(fault="Total one step of its last digit lower than before", meanwhile=ALL_WELL),
)
async def test_step_back(house: House) -> None:
    """It is no fault, and not shown."""
    async with PtyMeter(interval=INTERVAL) as meter:
        await house.read(meter)
        meter.paused = True
        await _send(meter, TOTAL, _more(meter, "0"))
        await house.meanwhile()
        await _send(meter, TOTAL, _more(meter, "-0.001"))
        await house.meanwhile()
        assert not house.coordinator.guard.held_back
        meter.paused = False
        await house.afterwards()


@rows(
    Row(
        fault="Total of 0 in the first telegrams after a restart",
        meanwhile=Entities(Shows.NOW, Shows.BEFORE),
    ),
)
async def test_restart(house: House) -> None:
    """What was good before the restart is known after it."""
    entries = house.hass.config_entries
    async with PtyMeter(interval=INTERVAL) as meter:
        await house.read(meter)
        meter.paused = True
        house.begin()
        start = asyncio.create_task(entries.async_reload(house.entry.entry_id))
        while not start.done():
            await _send(meter, TOTAL, "00000000.000")
        await house.meanwhile()
        meter.paused = False
        await house.afterwards()


@rows(
    Row(
        fault="Meter exchanged: telegrams agree on another level, and the household "
        "says that the meter is new",
        meanwhile=HELD_BACK,
        repairs=("replacement",),
    ),
)
async def test_new_meter(house: House) -> None:
    """The totals go on from there."""
    async with PtyMeter(interval=INTERVAL) as meter:
        await house.read(meter)
        meter.household = Household(counters=NEW)
        await house.meanwhile()
        house.forget_totals()
        await house.coordinator.accept_change()
        await house.afterwards()


@rows(
    Row(
        fault="Telegrams agree on another level, and the household says that the meter "
        "is the same",
        meanwhile=HELD_BACK,
        repairs=("replacement",),
    ),
)
async def test_same_meter(house: House) -> None:
    """The level stays held back, and the good one is shown when it comes again."""
    async with PtyMeter(interval=INTERVAL) as meter:
        await house.read(meter)
        home, meter.household = meter.household, Household(counters=NEW)
        await house.meanwhile()
        house.coordinator.dismiss_change()
        await house.hears(8)
        meter.household = home
        await house.afterwards()


@rows(
    Row(
        fault="Meter silent for longer than five minutes",
        meanwhile=NOTHING,
        log=(LOST, BACK),
    ),
)
async def test_long_silence(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The totals are too old, too."""
    monkeypatch.setattr(coordinator, "LASTING", 1.2)
    async with PtyMeter(interval=INTERVAL) as meter:
        await house.read(meter)
        meter.paused = True
        await house.meanwhile()
        meter.paused = False
        await house.afterwards()


@rows(
    Row(
        fault="A register disappears while the meter goes on",
        meanwhile=Entities(Shows.NOTHING, Shows.NOW),
    ),
)
async def test_lost_register(house: House) -> None:
    """It becomes unavailable alone."""
    async with PtyMeter(interval=INTERVAL, meter=STRANGER) as meter:
        await house.read(meter, profile="auto")
        meter.paused = True
        for _ in range(MANY):
            await _send(meter, POWER, None)
        await house.meanwhile()
        meter.paused = False
        await house.afterwards()

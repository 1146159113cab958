"""What happens to the cable and to the port at its end."""

from decimal import Decimal
import os
from pathlib import Path

import pytest

from custom_components.han_port import coordinator
from custom_components.han_port.decoder import Line
from custom_components.han_port.link import open_link
from simulator.household import Counters, Household
from simulator.push import PtyMeter

from .house import House
from .rows import BACK, LOST, NOTHING, SILENT, Row, rows

INTERVAL = 0.1


@pytest.fixture
def by_id(tmp_path: Path) -> Path:
    """Return the name that a stick has wherever it is plugged in."""
    return tmp_path / "usb-FTDI_FT232R_USB_UART_TEST-if00-port0"


def _plug_in(name: Path, device: Path) -> None:
    """Let a name lead to a device."""
    name.unlink(missing_ok=True)
    name.symlink_to(device)


@rows(
    Row(fault="Cable pulled and put back", meanwhile=SILENT, log=(LOST, BACK)),
)
async def test_cable(house: House, by_id: Path) -> None:
    """The port of the same name is opened again when it is back."""
    async with PtyMeter(interval=INTERVAL, link=by_id) as meter:
        await house.read(meter)
        await meter.stop()
        await house.meanwhile()
        await meter.start()
        await house.afterwards()


@rows(
    Row(
        fault="Cable pulled for more than an hour",
        meanwhile=NOTHING,
        log=(LOST, BACK),
        repairs=("lost",),
    ),
)
async def test_forgotten(
    house: House, by_id: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The household is told, until the cable is put back."""
    monkeypatch.setattr(coordinator, "LASTING", 1)
    monkeypatch.setattr(coordinator, "MISSED", 0.5)
    async with PtyMeter(interval=INTERVAL, link=by_id) as meter:
        await house.read(meter)
        await meter.stop()
        await house.meanwhile()
        await meter.start()
        await house.afterwards()


@rows(
    Row(
        fault="Stick renumbered: put back it has another device name, and the same "
        "by-id link",
        meanwhile=SILENT,
        log=(LOST, BACK),
    ),
)
async def test_renumbered(house: House, by_id: Path) -> None:
    """The link leads to the stick, whatever number that has."""
    first, second = by_id.with_name("ttyUSB0"), by_id.with_name("ttyUSB1")
    async with PtyMeter(interval=INTERVAL, link=first) as meter:
        _plug_in(by_id, first)
        await house.read(meter, str(by_id))
        await meter.stop()
        await house.meanwhile()
        _plug_in(by_id, second)
        meter.link = second
        await meter.start()
        await house.afterwards()


@rows(
    Row(
        fault="Stick renumbered, and the stick of another meter has its device name",
        meanwhile=SILENT,
        log=(LOST, BACK),
    ),
)
async def test_swapped(house: House, by_id: Path) -> None:
    """The other meter is not read in the place of this one."""
    first, second = by_id.with_name("ttyUSB0"), by_id.with_name("ttyUSB1")
    neighbours = Household(2, counters=Counters(active_import=Decimal("24435.999")))
    async with (
        PtyMeter(interval=INTERVAL, link=first) as meter,
        PtyMeter(interval=INTERVAL, link=second, household=neighbours) as other,
    ):
        _plug_in(by_id, first)
        await house.read(meter, str(by_id))
        await meter.stop()
        await other.stop()
        await house.meanwhile()
        _plug_in(by_id, second)
        meter.link, other.link = second, first
        await other.start()
        await meter.start()
        await house.afterwards()


@rows(
    Row(
        fault="Port taken by another program while the cable was out",
        meanwhile=SILENT,
        log=(LOST, BACK),
    ),
)
async def test_taken(house: House, by_id: Path) -> None:
    """Once the other program lets go the meter is read again."""
    async with PtyMeter(interval=INTERVAL, link=by_id) as meter:
        await house.read(meter)
    async with PtyMeter(interval=INTERVAL) as meter:
        async with open_link(meter.port, Line()):
            _plug_in(by_id, Path(meter.port))
            await house.meanwhile()
        house.meter = meter
        await house.afterwards()


@pytest.fixture
def denied(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return the ports that the system lets nobody open."""
    ports: set[str] = set()
    system_open = os.open

    def open_or_not(path: str, flags: int, *rest: int) -> int:
        if path in ports:
            raise PermissionError(13, "Permission denied")
        return system_open(path, flags, *rest)

    monkeypatch.setattr(os, "open", open_or_not)
    return ports


@rows(
    Row(
        fault="Permission lost: put back, the port is not ours to open",
        meanwhile=SILENT,
        log=(LOST, BACK),
    ),
)
async def test_permission(house: House, by_id: Path, denied: set[str]) -> None:
    """Once the permission is given the meter is read again."""
    async with PtyMeter(interval=INTERVAL, link=by_id) as meter:
        await house.read(meter)
        await meter.stop()
        denied.add(meter.port)
        await meter.start()
        await house.meanwhile()
        denied.clear()
        await house.afterwards()

"""What happens to a radio receiver and to its cable."""

from pathlib import Path

import pytest

from custom_components.han_port import coordinator, radio_link
from simulator.receivers import PtyReceiver
from tests.radios import set_up_radio, stations

from .house import House
from .rows import NOTHING, SILENT, Row, rows

INTERVAL = 0.1
METER = "Elgama GAMA 350 …"
METER_LOST = f"{METER} has sent no telegram for … seconds"
METER_BACK = f"{METER} sends telegrams again"
LOST = "The receiver IMST iM871A-USB is lost: link_closed"
BACK = "The receiver IMST iM871A-USB is back"


@rows(
    Row(
        fault="Radio receiver pulled and put back",
        meanwhile=SILENT,
        log=(LOST, METER_LOST, BACK, METER_BACK),
    ),
)
async def test_cable(house: House, tmp_path: Path) -> None:
    """It is told again what to hear."""
    async with PtyReceiver(
        interval=INTERVAL, stations=stations("gama"), link=tmp_path / "stick"
    ) as receiver:
        await house.have(
            await set_up_radio(house.hass, receiver.port, "gama"), receiver
        )
        await receiver.stop()
        await house.meanwhile()
        await receiver.start()
        await house.afterwards()


@rows(
    Row(
        fault="Radio receiver out of reach of the meter for more than an hour",
        meanwhile=NOTHING,
        log=(METER_LOST, METER_BACK),
        repairs=("unheard",),
    ),
)
async def test_out_of_reach(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The receiver is well, and the household is told all the same."""
    monkeypatch.setattr(coordinator, "LASTING", 1)
    monkeypatch.setattr(coordinator, "MISSED", 0.5)
    async with PtyReceiver(interval=INTERVAL, stations=stations("gama")) as receiver:
        await house.have(
            await set_up_radio(house.hass, receiver.port, "gama"), receiver
        )
        receiver.paused = True
        await house.meanwhile()
        receiver.paused = False
        await house.afterwards()


@rows(
    Row(
        fault="Radio receiver that resets to its factory mode",
        meanwhile=SILENT,
        log=(METER_LOST, METER_BACK),
    ),
)
async def test_factory_mode(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """It hears nothing; the silence tells, and it is told its mode again."""
    monkeypatch.setattr(radio_link, "SILENCE", 2)
    async with PtyReceiver(interval=INTERVAL, stations=stations("gama")) as receiver:
        await house.have(
            await set_up_radio(house.hass, receiver.port, "gama"), receiver
        )
        receiver.dialect.restart()
        await house.meanwhile()
        await house.afterwards()

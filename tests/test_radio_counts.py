"""Tests of what a radio counts: cut telegrams, noise, what it cannot read."""

import asyncio
from typing import override

from homeassistant.core import HomeAssistant
import pytest

from custom_components.han_port.decoder import (
    Address,
    Line,
    Reason,
    Reception,
    Rejected,
)
from custom_components.han_port.radio import Radio, radio
from simulator.cul import Cul
from simulator.receivers import PtyReceiver, TcpReceiver
from simulator.rtl_wmbus import RtlWmbus
from tests.entries import until
from tests.radios import address, reception, stations
from tests.wire import Wire

pytestmark = pytest.mark.usefixtures("haste", "socket_enabled")


class _Early(Cul):
    """A stick that hears a meter as soon as it may, and cuts it."""

    @override
    def answer(self, data: bytes) -> bytes:
        """Follow the last reply with a telegram."""
        was_hearing = self.is_hearing
        reply = super().answer(data)
        if was_hearing or not self.is_hearing:
            return reply
        return reply + self.spoken(self.frame(reception().telegram, -60), -60)


async def _ready(joined: Radio) -> None:
    """Wait until the receiver hears, or is known not to."""
    async with asyncio.timeout(10):
        await joined.ready.wait()


async def test_cut_telegrams_are_counted(hass: HomeAssistant) -> None:
    """A nanoCUL has no room for a GAMA 350, but its neighbour fits in."""
    heard: list[Reception | Rejected] = []
    async with (
        PtyReceiver(
            dialect=Cul(buffer=148), stations=stations("gama", "heat"), paused=True
        ) as receiver,
        radio(hass, receiver.port, "cul") as joined,
    ):
        await _ready(joined)
        joined.listen(address(), heard.append)
        for station in receiver.stations:
            receiver.push_now(station)
        await until(lambda: joined.telegrams == 1)
        own, heat = joined.stations[address()], joined.stations[address("heat")]
        assert (own.telegrams, own.cut, own.security) == (0, 1, "")
        assert (heat.telegrams, heat.cut, heat.security) == (1, 0, "none")
        (cut,) = heard
        assert isinstance(cut, Rejected)
        assert (cut.reason, len(cut.head)) == (Reason.TRUNCATED, 8)
        assert joined.refused == {Reason.TRUNCATED: 1}


async def test_cut_telegram_behind_the_last_reply_counts(hass: HomeAssistant) -> None:
    """It comes in one piece with the reply that ends the opening."""
    async with (
        PtyReceiver(dialect=_Early(buffer=148), paused=True) as receiver,
        radio(hass, receiver.port, "cul") as joined,
    ):
        await _ready(joined)
        await until(lambda: address() in joined.stations)
        assert joined.stations[address()].cut == 1


async def test_noise_is_counted(hass: HomeAssistant) -> None:
    """Of nobody's bytes only those are told who hear all."""
    heard: list[Reception | Rejected] = []
    of_meter: list[Reception | Rejected] = []
    async with (
        Wire(data=b"no telegram at all\n", interval=0.3) as wire,
        radio(hass, wire.port, "lines", Line()) as joined,
    ):
        joined.listen(None, heard.append)
        joined.listen(address(), of_meter.append)
        await until(lambda: heard)
        assert joined.refused[Reason.NOISE] > 0
        assert not of_meter
        assert not joined.stations


async def test_telegram_that_breaks_off_is_no_telegram(hass: HomeAssistant) -> None:
    """Its layers end before they have begun."""
    async with (
        TcpReceiver(dialect=RtlWmbus(), paused=True) as board,
        radio(hass, board.port, "lines") as joined,
    ):
        short = bytes.fromhex("0A44ED14110000140102 8D")
        joined._take(11, [Reception(short)])
        assert joined.refused == {Reason.MALFORMED: 1}
        assert not joined.stations


async def test_sender_may_be_behind_a_radio_module(hass: HomeAssistant) -> None:
    """The address is that of the meter itself."""
    async with (
        TcpReceiver(dialect=RtlWmbus(), paused=True) as board,
        radio(hass, board.port, "lines") as joined,
    ):
        joined._take(0, [reception("easymeter")])
        assert list(joined.stations) == [Address("ESY", "70000014", 0x11, 0x02)]

"""Tests of the radio: one link for all who listen, kept whatever breaks."""

import asyncio
from contextlib import AsyncExitStack
import logging
from pathlib import Path
from typing import NoReturn

from homeassistant.core import HomeAssistant
import pytest

from custom_components.han_port import radio as radio_module, radio_link
from custom_components.han_port.decoder import (
    Reception,
    Rejected,
    Reply,
)
from custom_components.han_port.decoder.wireless.lines import Lines
from custom_components.han_port.radio import RECEIVER_MISSING, Radio, radio
from simulator.cul import Cul
from simulator.im871a import Im871a
from simulator.receivers import PtyReceiver, TcpReceiver
from simulator.rtl_wmbus import RtlWmbus
from tests.dialects import Board, Mute
from tests.entries import until
from tests.hurry import Hurry
from tests.radios import address, reception, stations
from tests.wire import descriptors, hanging_up, is_free, openings

pytestmark = pytest.mark.usefixtures("haste", "socket_enabled")

LOST = "The receiver IMST iM871A-USB is lost: "
BACK = "The receiver IMST iM871A-USB is back"


def _logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what the household finds in its log."""
    own = "custom_components.han_port"
    return [
        record.getMessage()
        for record in caplog.records
        if record.levelno >= logging.INFO and record.name.startswith(own)
    ]


async def _ready(joined: Radio) -> None:
    """Wait until the receiver hears, or is known not to."""
    async with asyncio.timeout(10):
        await joined.ready.wait()


async def _hears(joined: Radio) -> None:
    """Wait until one more telegram is heard."""
    telegrams = joined.telegrams
    await until(lambda: joined.telegrams > telegrams)


async def test_users_share_one_link(
    hass: HomeAssistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever name they have for the port; the last one closes it."""
    link, opened = tmp_path / "stick", openings(monkeypatch)
    async with PtyReceiver(interval=0.1, link=link) as receiver:
        async with AsyncExitStack() as late:
            async with radio(hass, receiver._terminal, "im871a") as first:
                second = await late.enter_async_context(radio(hass, str(link)))
                assert second is first
                await _ready(first)
            await _hears(second)
            assert not await is_free(receiver.port)
        assert await is_free(receiver.port)
    assert opened == [receiver._terminal]


async def test_last_user_leaves_nothing(hass: HomeAssistant) -> None:
    """No task and no file is left of it, found or not."""
    async with PtyReceiver(interval=0.1) as receiver:
        async with radio(hass, receiver.port, "im871a") as joined:
            await _hears(joined)
        before = descriptors(), len(asyncio.all_tasks())
        for kind in (None, "im871a", "cul"):
            async with radio(hass, receiver.port, kind):
                await asyncio.sleep(0.05)
        assert (descriptors(), len(asyncio.all_tasks())) == before


async def test_who_comes_while_it_closes_opens_it_again(hass: HomeAssistant) -> None:
    """The port is not found busy by its own last user."""
    async with PtyReceiver(interval=0.1) as receiver, AsyncExitStack() as stack:
        first = await stack.enter_async_context(radio(hass, receiver.port, "im871a"))
        await _ready(first)
        leaving = hass.async_create_task(stack.pop_all().aclose())
        async with radio(hass, receiver.port, "im871a") as second:
            await _ready(second)
            assert second is not first
            assert second.trouble is None
        await leaving


async def test_telegrams_go_to_who_listens(hass: HomeAssistant) -> None:
    """By the meter's address, or all of them, until one stops."""
    heard: dict[str, list[Reception | Rejected]] = {"own": [], "water": [], "all": []}
    async with (
        PtyReceiver(stations=stations("gama", "heat"), paused=True) as receiver,
        radio(hass, receiver.port, "im871a") as joined,
    ):
        await _ready(joined)
        stop = joined.listen(address("gama"), heard["own"].append)
        joined.listen(address("water"), heard["water"].append)
        joined.listen(None, heard["all"].append)
        for station in receiver.stations:
            receiver.push_now(station)
        await until(lambda: len(heard["all"]) == 2)
        stop()
        receiver.push_now()
        await until(lambda: len(heard["all"]) == 3)
        assert (len(heard["own"]), len(heard["water"])) == (1, 0)
        assert heard["own"][0] == heard["all"][0]


async def test_cable_is_plugged_out_and_in(
    hass: HomeAssistant, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The receiver is told again what to hear, with one line each time."""
    async with (
        PtyReceiver(interval=0.1, link=tmp_path / "stick") as receiver,
        radio(hass, receiver.port, "im871a") as joined,
    ):
        await _hears(joined)
        await receiver.stop()
        await until(lambda: joined.trouble == "port_missing")
        await receiver.start()
        await _hears(joined)
        assert joined.trouble is None
    assert _logged(caplog) == [f"{LOST}link_closed", BACK]


async def test_stick_that_forgot_its_mode_is_told_again(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link that brings nothing for long is opened anew, without a word."""
    monkeypatch.setattr(radio_link, "SILENCE", 3)
    opened = openings(monkeypatch)
    async with (
        PtyReceiver(interval=0.1) as receiver,
        radio(hass, receiver.port, "im871a") as joined,
    ):
        await _hears(joined)
        receiver.dialect.restart()
        await until(lambda: len(opened) == 2)
        await _hears(joined)
        assert joined.trouble is None


@pytest.mark.parametrize(
    ("interval", "telegrams", "silence"),
    [(60, 9, 150), (60, 10, 150), (30, 10, 75), (2, 10, 30), (900, 20, 150)],
)
async def test_silence_is_measured_by_what_is_usual(
    monkeypatch: pytest.MonkeyPatch, interval: float, telegrams: int, silence: float
) -> None:
    """Where there is much to hear a deaf receiver is noticed soon."""
    now = 0.0
    monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: now)
    pace = radio_link.Pace()
    for _ in range(telegrams):
        now += interval
        pace.take([reception()])
        now += 1
        pace.take([Reply(b"")])
        now -= 1
    assert pace.silence == silence


async def test_receiver_that_does_not_answer_again(
    hass: HomeAssistant, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is asked time and again, until it does."""
    stick = Im871a()
    async with (
        PtyReceiver(dialect=stick, interval=0.1, link=tmp_path / "stick") as receiver,
        radio(hass, receiver.port, "im871a") as joined,
    ):
        await _hears(joined)
        await receiver.stop()
        receiver.dialect = Mute()
        await receiver.start()
        await until(lambda: joined.trouble == RECEIVER_MISSING)
        receiver.dialect = stick
        await until(lambda: joined.trouble is None)
        await _hears(joined)
    assert _logged(caplog) == [f"{LOST}link_closed", BACK]


async def test_who_does_not_answer_again_is_heard(
    hass: HomeAssistant, tmp_path: Path
) -> None:
    """What is understood counts also after the trouble is known."""
    async with (
        PtyReceiver(interval=0.1, link=tmp_path / "stick") as receiver,
        radio(hass, receiver.port, "im871a") as joined,
    ):
        await _hears(joined)
        await receiver.stop()
        receiver.dialect = Mute()
        await receiver.start()
        await until(lambda: joined.trouble == RECEIVER_MISSING)
        receiver.dialect = Board()
        await _hears(joined)
        assert joined.receiver is not None
        assert joined.receiver.id == "lines"
        assert joined.trouble is None


async def test_tries_come_ever_more_seldom(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """From a second to a minute; the first try after a telegram waits a second."""
    delays: list[float] = []

    class Clockwork(Hurry):
        async def sleep(self, delay: float) -> None:
            """Note how long it would have been."""
            delays.append(delay)
            await asyncio.sleep(0 if len(delays) < 9 else 60)

    monkeypatch.setattr(radio_module, "asyncio", Clockwork(1))
    monkeypatch.setattr(radio_module, "FIRST_DELAY", 1)
    async with radio(hass, str(tmp_path / "stick"), "im871a") as joined:
        await until(lambda: len(delays) == 9)
        assert joined.trouble == "port_missing"
    assert delays == [1, 2, 4, 8, 16, 32, 60, 60, 60]


async def test_host_that_hangs_up_is_tried_ever_more_seldom(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    """A board is back when it says something, not when somebody takes the call."""
    async with hanging_up() as url, radio(hass, url, "lines") as joined:
        await until(lambda: joined._delay > 0.3)
        assert joined.trouble in ("link_closed", None)
    assert _logged(caplog) == [
        "The receiver Text lines (rtl_wmbus, ESP32) is lost: link_closed"
    ]


async def test_board_that_restarts(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    """It is back with its first byte."""
    async with (
        TcpReceiver(dialect=RtlWmbus(), interval=0.1) as board,
        radio(hass, board.port, "lines") as joined,
    ):
        await _hears(joined)
        await board.stop()
        await until(lambda: joined.trouble == "host_refused")
        await board.start()
        await _hears(joined)
        assert joined.trouble is None
        assert joined._delay == 0.1
    assert [line.split(" is ")[1] for line in _logged(caplog)] == [
        "lost: host_refused",
        "back",
    ]


async def test_fault_of_a_listener_concerns_nobody_else(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    """It is logged once with its trace."""

    def fail(_: object) -> NoReturn:
        raise ZeroDivisionError

    heard: list[object] = []
    async with (
        PtyReceiver(interval=0.1) as receiver,
        radio(hass, receiver.port, "im871a") as joined,
    ):
        joined.listen(None, fail)
        joined.listen(None, heard.append)
        await until(lambda: len(heard) > 3)
    assert _logged(caplog) == ["A telegram could not be taken"]
    assert "ZeroDivisionError" in caplog.text


async def test_fault_of_our_own_does_not_end_the_hearing(
    hass: HomeAssistant,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The link is opened anew, as often as it takes; one trace is enough."""
    opened = openings(monkeypatch)

    def fail(_: object, __: bytes) -> NoReturn:
        raise ZeroDivisionError

    async with (
        TcpReceiver(dialect=RtlWmbus(), interval=0.05) as board,
        radio(hass, board.port, "lines") as joined,
    ):
        with monkeypatch.context() as broken:
            broken.setattr(Lines, "feed", fail)
            await until(lambda: len(opened) > 2)
        await _hears(joined)
    assert _logged(caplog) == ["Hearing the radio failed; beginning anew"]


async def test_another_receiver_is_looked_for(hass: HomeAssistant) -> None:
    """Where the one that is known is missing a newcomer may know better."""
    async with (
        PtyReceiver(dialect=Cul(), interval=0.1) as receiver,
        radio(hass, receiver.port, "im871a") as entry,
    ):
        await _ready(entry)
        assert entry.trouble == RECEIVER_MISSING
        async with radio(hass, receiver.port, "im871a"):
            assert entry.trouble == RECEIVER_MISSING
        async with radio(hass, receiver.port, "cul") as joined:
            assert joined is entry
            assert not joined.ready.is_set()
            await _ready(joined)
            assert joined.trouble is None
            await _hears(entry)


async def test_good_receiver_is_kept(hass: HomeAssistant) -> None:
    """What a newcomer looks for does not matter where all is well."""
    async with (
        PtyReceiver(interval=0.1) as receiver,
        radio(hass, receiver.port, "im871a") as first,
    ):
        await _ready(first)
        async with radio(hass, receiver.port, "cul") as second:
            assert second.ready.is_set()
            await _hears(second)

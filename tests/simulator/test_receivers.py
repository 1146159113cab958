"""Receivers hear the meters around them and tell their reader."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
import termios
from typing import Any

import pytest

from simulator.amb8465 import Amb8465
from simulator.cul import Cul
from simulator.faults import Fault
from simulator.im871a import Im871a
from simulator.line import HOST
from simulator.meter import Turn
from simulator.radio_meters import RADIO_METERS
from simulator.receivers import (
    RECEIVERS,
    PtyReceiver,
    Receiver,
    Station,
    TcpReceiver,
    neighbourhood,
)
from simulator.rtl_wmbus import RtlWmbus
from tests.simulator.lines import NOON, PATIENCE, Terminal, opened, until

GAMA = RADIO_METERS["gama"]
SET = bytes.fromhex("A5 01 03 06 00 02 03 30 01 00")
DONE = bytes.fromhex("A5 81 04 00 9C F7")


def quiet(**options: Any) -> PtyReceiver:
    """Make a receiver whose meters send only when told so."""
    return PtyReceiver(**{"paused": True, "clock": lambda: NOON, **options})


def hearing(**options: Any) -> PtyReceiver:
    """Make one that hears without any command."""
    return quiet(dialect=RtlWmbus(), **options)


@contextmanager
def reader(receiver: Receiver, speed: int = termios.B57600) -> Iterator[Terminal]:
    """Open a port at a speed."""
    with opened(receiver.port) as terminal:
        attributes = termios.tcgetattr(terminal.descriptor)
        attributes[4:6] = speed, speed
        termios.tcsetattr(terminal.descriptor, termios.TCSANOW, attributes)
        yield terminal


async def reached(receiver: Receiver, telegrams: int) -> None:
    """Wait until the household's own meter has sent so many."""
    await until(lambda: receiver.telegrams >= telegrams)


async def test_deaf_until_it_is_told() -> None:
    """Before the mode is set nothing comes, and the telegram is lost."""
    async with quiet() as receiver:
        with reader(receiver) as terminal:
            assert receiver.push_now() == b""
            terminal.write(SET)
            assert await terminal.read(len(DONE)) == DONE
            sent = receiver.push_now()
            assert await terminal.read(len(sent)) == sent
    assert receiver.telegrams == 2
    assert (
        sent[4:-3]
        == GAMA.telegram(receiver.stations[0].household.at(NOON), Turn(1))[1:]
    )
    assert sent[-3] == 129


async def test_it_remembers_what_was_sent() -> None:
    """What each meter has sent is kept, if somebody listened."""
    async with hearing() as receiver:
        receiver.push_now()
        assert receiver.sent == {}
        with reader(receiver):
            receiver.push_now()
            receiver.push_now(receiver.station("heat"))
            receiver.push_now(receiver.station("gas"), Fault.SILENCE)
    own = receiver.stations[0]
    assert receiver.sent == own.sent == GAMA.values(own.household.at(NOON))
    assert list(receiver.station("heat").sent) == ["6-0:1.0.0"]
    assert receiver.station("gas").sent == {}


async def test_nothing_is_sent_at_another_speed() -> None:
    """A reader of another speed gets noise, and its commands are noise too."""
    async with quiet() as receiver:
        with reader(receiver, termios.B9600) as terminal:
            terminal.write(SET)
            await asyncio.sleep(0.1)
            assert terminal.available() == b""
            assert not receiver.dialect.is_hearing
        with reader(receiver) as terminal:
            terminal.write(SET)
            assert await terminal.read(len(DONE)) == DONE
        with reader(receiver, termios.B1200) as terminal:
            sent = receiver.push_now()
            noise = await terminal.read(len(sent))
            assert len(noise) == len(sent)
            assert noise != sent
    assert receiver.sent == {}


async def test_reader_comes_and_goes() -> None:
    """Each reader's commands are taken, also after the port was closed."""
    async with quiet() as receiver:
        for _ in range(3):
            with reader(receiver) as terminal:
                terminal.write(SET)
                assert await terminal.read(len(DONE)) == DONE
            await asyncio.sleep(0.05)


@pytest.mark.usefixtures("socket_enabled")
async def test_commands_over_tcp() -> None:
    """On TCP there is no speed, and every reader hears the replies."""
    async with TcpReceiver(paused=True) as receiver:
        streams, writer = await asyncio.open_connection(HOST, receiver.tcp_port)
        writer.write(SET)
        async with asyncio.timeout(PATIENCE):
            assert await streams.readexactly(len(DONE)) == DONE
            sent = receiver.push_now()
            assert await streams.readexactly(len(sent)) == sent
        writer.close()
    assert receiver.speed is None


async def test_replugging_forgets_the_mode() -> None:
    """After a stop and a start the commands are needed again."""
    receiver = quiet()
    async with receiver:
        receiver.dialect.answer(SET)
        assert receiver.dialect.is_hearing
    async with receiver:
        assert not receiver.dialect.is_hearing


async def test_unplugged_receiver_tells_nobody() -> None:
    """After the stop a telegram is heard by the stick alone."""
    receiver = hearing()
    async with receiver:
        pass
    assert receiver.push_now() != b""
    assert receiver.sent == {}
    assert receiver.speed is None


async def test_meters_send_in_their_own_time() -> None:
    """The EasyMeter is the fastest, the gas meter sends each quarter of an hour."""
    receiver = PtyReceiver()
    intervals = {
        name: receiver._interval_of(receiver.station(name)) for name in RADIO_METERS
    }
    assert intervals == {
        "gama": 60,
        "gama-2": 60,
        "otus": 30,
        "easymeter": 15,
        "water": 16,
        "gas": 900,
        "heat": 120,
    }


@pytest.mark.parametrize(("own", "slowest"), [("gama", 15), ("gas", 1)])
def test_hurry(own: str, slowest: float) -> None:
    """All hurry with the household's meter, and none is faster than that."""
    receiver = PtyReceiver(stations=neighbourhood(own), interval=1)
    intervals = [receiver._interval_of(station) for station in receiver.stations]
    assert (intervals[0], min(intervals), max(intervals)) == (1, 1, slowest)


async def test_meters_send_at_even_intervals() -> None:
    """Beside four telegrams of the household's slower meters send fewer."""
    async with hearing(paused=False, interval=0.3) as receiver:
        await reached(receiver, 4)
        await asyncio.sleep(0.1)
    counts = {name: receiver.station(name).telegrams for name in RADIO_METERS}
    assert counts["gama"] == 4
    assert counts["gama-2"] in (3, 4)
    assert counts["heat"] == 1
    assert counts["gas"] == 1


async def test_interval_is_the_meters_own() -> None:
    """Where none is asked for the household's meter sends once a minute."""
    assert PtyReceiver().interval == 60
    assert PtyReceiver(stations=neighbourhood("otus")).interval == 30


async def test_pause_of_one_meter() -> None:
    """The others are still heard."""
    async with hearing(paused=False, interval=0.05) as receiver:
        receiver.stations[0].paused = True
        await until(lambda: receiver.stations[1].telegrams > 2)
    assert receiver.telegrams == 0


async def test_count_ends_the_hearing() -> None:
    """After so many telegrams of the household's meter it ends by itself."""
    async with hearing(paused=False, interval=0.02, count=3) as receiver:
        async with asyncio.timeout(PATIENCE):
            await receiver.ended()
        assert receiver.telegrams == 3


@pytest.mark.parametrize(
    ("fault", "lines"),
    [
        (Fault.SILENCE, 0),
        (Fault.NOISE, 1),
        (Fault.BIT_ERRORS, 1),
        (Fault.CUT, 1),
        (Fault.DUPLICATE, 2),
    ],
)
async def test_fault_of_one_telegram(fault: Fault, lines: int) -> None:
    """What is sent whole counts as sent, once or twice; the next is good again."""
    async with hearing() as receiver:
        with reader(receiver):
            data = receiver.push_now(fault=fault)
            assert data.count(b"T1;1;1;") == lines
            assert bool(receiver.sent) is (fault is Fault.DUPLICATE)
            good = receiver.push_now()
    assert len(good) == len(b"T1;1;1;2026-06-21 12:00:00.00Z;-58;;;0x\n") + 2 * 191


async def test_duplicate_is_the_same_twice() -> None:
    """Both halves are equal."""
    async with quiet() as receiver:
        receiver.dialect.answer(SET)
        data = receiver.push_now(fault=Fault.DUPLICATE)
    assert data[: len(data) // 2] * 2 == data


async def test_fault_of_a_span() -> None:
    """A fault that is set befalls every telegram until it is taken away."""
    async with hearing(fault=Fault.SILENCE) as receiver:
        assert receiver.push_now() == receiver.push_now() == b""
        receiver.fault = None
        assert receiver.push_now() != b""


async def test_restart_makes_it_deaf() -> None:
    """A telegram breaks off, and then the mode has to be set again."""
    async with quiet(fault=Fault.RESTART) as receiver:
        receiver.dialect.answer(SET)
        broken = receiver.push_now()
        assert len(broken) < 195
        assert broken.startswith(b"\xa5\xc2\x03")
        assert receiver.fault is None
        assert receiver.push_now() == b""
        receiver.dialect.answer(SET)
        assert receiver.push_now() != b""


async def test_restart_of_one_telegram_leaves_the_fault() -> None:
    """A fault that was set is still there after a restart given with a push."""
    async with hearing(fault=Fault.SILENCE) as receiver:
        assert receiver.push_now(fault=Fault.RESTART) != b""
        assert receiver.fault is Fault.SILENCE


async def test_neighbours_are_weaker_one_by_one() -> None:
    """The household's own is the strongest, whichever it is."""
    strengths = [one.rssi for one in neighbourhood("water")]
    assert strengths == sorted(strengths, reverse=True)
    assert neighbourhood("water")[0].meter is RADIO_METERS["water"]
    assert (strengths[0], strengths[-1]) == (-58, -97)


async def test_neighbours_live_in_other_houses() -> None:
    """Two meters of one kind show different values."""
    receiver = quiet(stations=neighbourhood(seed=4))
    now = NOON + timedelta(minutes=5)
    values = [
        receiver.station(name).meter.values(receiver.station(name).household.at(now))
        for name in ("gama", "gama-2")
    ]
    assert values[0]["1-0:2.7.0"] != values[1]["1-0:2.7.0"]


async def test_receiver_may_hear_one_meter_only() -> None:
    """The stations are whatever is asked for."""
    station = Station(RADIO_METERS["heat"], rssi=-80)
    async with hearing(stations=[station]) as receiver:
        assert b";-80;" in receiver.push_now()
        assert receiver.meter is RADIO_METERS["heat"]


def test_table_of_receivers() -> None:
    """Each name makes a new receiver; the nanoCUL is a CUL with a small buffer."""
    kinds = {name: type(make()) for name, make in RECEIVERS.items()}
    assert kinds == {
        "im871a": Im871a,
        "amb8465": Amb8465,
        "cul": Cul,
        "nanocul": Cul,
        "lines": RtlWmbus,
    }
    nano = RECEIVERS["nanocul"]()
    assert isinstance(nano, Cul)
    assert nano.buffer == 148

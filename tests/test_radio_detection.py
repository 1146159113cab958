"""Tests of finding a receiver: who answers, and who is only heard."""

import asyncio

from homeassistant.core import HomeAssistant
import pytest

from custom_components.han_port import radio_link
from custom_components.han_port.decoder import RECEIVERS, Line
from custom_components.han_port.radio import RECEIVER_MISSING, Radio, radio
from custom_components.han_port.radio_link import Attempt, attempts
from simulator.amb8465 import Amb8465
from simulator.cul import Cul
from simulator.im871a import Im871a
from simulator.receivers import PtyReceiver, TcpReceiver
from simulator.rtl_wmbus import RtlWmbus
from tests.dialects import Board, Iu891a, Mute, Rc1180, SlowBoard
from tests.entries import until
from tests.radios import address, reception, stations
from tests.wire import Wire, hanging_up

pytestmark = pytest.mark.usefixtures("haste", "socket_enabled")

ASKED = {
    "amb8465": (Amb8465, 9600),
    "im871a": (Im871a, 57600),
    "rc1180": (Rc1180, 19200),
    "cul": (Cul, 38400),
    "iu891a": (Iu891a, 115200),
}


async def _ready(found: Radio) -> Radio:
    """Wait until a receiver is found, or known to be missing."""
    async with asyncio.timeout(20):
        await found.ready.wait()
    return found


def _receiver_id(found: Radio) -> str | None:
    """Return the id of the receiver that was found."""
    return found.receiver.id if found.receiver else None


@pytest.mark.parametrize("name", ASKED)
async def test_receiver_on_a_terminal_is_found(hass: HomeAssistant, name: str) -> None:
    """Each kind is asked at its own speed, and brought to hear."""
    dialect, speed = ASKED[name]
    meters = stations("gama", "water")
    async with (
        PtyReceiver(dialect=dialect(), stations=meters, interval=1) as receiver,
        radio(hass, receiver.port) as found,
    ):
        await _ready(found)
        assert found.trouble is None
        assert _receiver_id(found) == name
        assert found.line == Line(speed)
        await until(lambda: {address("gama"), address("water")} == set(found.stations))


@pytest.mark.parametrize("name", ASKED)
async def test_receiver_on_the_network_is_found(hass: HomeAssistant, name: str) -> None:
    """Over one connection all are asked, one after the other."""
    dialect, _ = ASKED[name]
    meters = stations("gama", "water")
    async with (
        TcpReceiver(dialect=dialect(), stations=meters, interval=1) as receiver,
        radio(hass, receiver.port) as found,
    ):
        await _ready(found)
        assert _receiver_id(found) == name
        await until(lambda: {address("gama"), address("water")} == set(found.stations))


async def test_board_on_the_network_is_found_at_once(hass: HomeAssistant) -> None:
    """Its first line ends the asking."""
    async with (
        TcpReceiver(dialect=RtlWmbus(), paused=True) as board,
        radio(hass, board.port) as found,
    ):
        await until(lambda: board._readers)
        begun = hass.loop.time()
        board.push_now()
        await _ready(found)
        assert hass.loop.time() - begun < 0.2
        assert _receiver_id(found) == "lines"
        assert list(found.stations) == [address()]
        assert found.stations[address()].rssi == -58


async def test_receiver_that_is_heard_is_told_all_the_same(hass: HomeAssistant) -> None:
    """A telegram of a stick that hears already comes before its turn to be asked."""
    stick = Im871a()
    async with (
        TcpReceiver(dialect=stick, paused=True) as receiver,
        radio(hass, receiver.port) as found,
    ):
        await until(lambda: receiver._readers)
        stick.answer(bytes.fromhex("A5 01 03 06 00 02 03 30 00 00"))
        receiver.push_now()
        await _ready(found)
        assert _receiver_id(found) == "im871a"
        assert stick._configuration[2] == 0x0A
        assert list(found.stations) == [address()]


async def test_board_on_a_terminal_is_found_by_its_speed(hass: HomeAssistant) -> None:
    """Who cannot be asked is heard at one speed after the other."""
    async with (
        PtyReceiver(dialect=Board(), stations=stations("heat"), interval=0.3) as board,
        radio(hass, board.port) as found,
    ):
        await _ready(found)
        assert _receiver_id(found) == "lines"
        assert found.line == Line(57600)
        await until(lambda: found.stations)
        assert list(found.stations) == [address("heat")]


async def test_what_others_seem_to_hear_is_not_believed(hass: HomeAssistant) -> None:
    """To a stick that brings bare telegrams hex digits may look like some."""
    async with (
        PtyReceiver(
            dialect=SlowBoard(), stations=stations("gama"), interval=0.02
        ) as board,
        radio(hass, board.port, "amb8465") as found,
    ):
        await _ready(found)
        assert _receiver_id(found) == "lines"
        await until(lambda: found.stations)
        assert list(found.stations) == [address("gama")]


async def test_transparent_receiver_is_found(hass: HomeAssistant) -> None:
    """Telegrams that come alone are taken for what they are after a pause."""
    async with (
        Wire(data=reception().telegram, interval=0.3) as wire,
        radio(hass, wire.port) as found,
    ):
        await _ready(found)
        assert _receiver_id(found) == "transparent"
        assert address() in found.stations


@pytest.mark.parametrize("kind", [PtyReceiver, TcpReceiver])
async def test_nobody_is_there(
    hass: HomeAssistant, kind: type[PtyReceiver | TcpReceiver]
) -> None:
    """A port on which nothing answers has no receiver, and is searched again."""
    async with (
        kind(dialect=Mute()) as silent,
        radio(hass, silent.port) as found,
    ):
        await _ready(found)
        assert (found.trouble, found.receiver) == (RECEIVER_MISSING, None)


async def test_host_that_hangs_up_has_no_receiver(hass: HomeAssistant) -> None:
    """The connection ends before anybody has answered."""
    async with hanging_up() as url, radio(hass, url) as found:
        await _ready(found)
        assert found.trouble == "link_closed"


@pytest.mark.parametrize("seconds", [0.05, 0.4])
async def test_host_that_hangs_up_later(hass: HomeAssistant, seconds: float) -> None:
    """While it is asked, or while nobody has answered and all is heard."""

    async def wait(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)
        writer.close()

    async with await asyncio.start_server(wait, "127.0.0.1", 0) as server:
        url = f"socket://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with radio(hass, url, "im871a") as found:
            await _ready(found)
            assert found.trouble == "link_closed"


@pytest.mark.parametrize("ending", [b"", b"\n"])
async def test_host_with_a_connection_for_each_telegram(
    hass: HomeAssistant, ending: bytes
) -> None:
    """Its line may have no end but that of the connection."""

    async def send(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.02)
        writer.write(reception().telegram.hex().encode() + ending)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(send, "127.0.0.1", 0) as server:
        url = f"socket://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with radio(hass, url) as found:
            await _ready(found)
            assert _receiver_id(found) == "lines"
            await until(lambda: found.stations[address()].telegrams > 2)
            assert found.trouble is None


async def test_chosen_receiver_is_not_looked_for(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked alone, at its own speed."""
    async with PtyReceiver(dialect=Cul(), paused=True) as receiver:
        begun = hass.loop.time()
        async with radio(hass, receiver.port, "cul") as found:
            await _ready(found)
            assert hass.loop.time() - begun < 0.3
            assert _receiver_id(found) == "cul"


async def test_chosen_receiver_that_is_another(hass: HomeAssistant) -> None:
    """It does not answer: that is told after a while of hearing."""
    async with (
        PtyReceiver(dialect=Im871a()) as receiver,
        radio(hass, receiver.port, "amb8465") as found,
    ):
        await _ready(found)
        assert (found.trouble, found.receiver) == (RECEIVER_MISSING, None)


async def test_receiver_that_does_not_answer_is_heard(hass: HomeAssistant) -> None:
    """What is understood counts, whoever says it."""
    async with (
        PtyReceiver(dialect=Board(), interval=0.2) as board,
        radio(hass, board.port, "im871a") as found,
    ):
        await _ready(found)
        assert (found.trouble, _receiver_id(found)) == (None, "lines")


def _asked(port: str, name: str | None, line: Line | None = None) -> list[Attempt]:
    """Return how a receiver is looked for."""
    return list(attempts(port, RECEIVERS[name] if name else None, line))


def test_everything_is_tried_on_a_terminal() -> None:
    """Five kinds at their speeds, then five speeds to hear at."""
    tried = _asked("/dev/ttyUSB0", None)
    assert [(one.line.baudrate, len(one.kinds)) for one in tried] == [
        *((9600, 1), (57600, 1), (19200, 1), (38400, 1), (115200, 1)),
        *((9600, 0), (19200, 0), (38400, 0), (57600, 0), (115200, 0)),
    ]


def test_all_are_asked_over_one_connection() -> None:
    """A network has no speeds."""
    (only,) = _asked("socket://host:2000", None)
    assert [kind.id for kind in only.kinds] == list(ASKED)
    assert only.seconds == 5 * radio_link.WINDOW


def test_who_only_sends_is_heard_at_its_usual_speed_first() -> None:
    """Where nobody has noted the speed."""
    tried = _asked("/dev/ttyUSB0", "lines")
    assert [one.line.baudrate for one in tried] == [115200, 9600, 19200, 38400, 57600]
    assert not any(one.kinds for one in tried)


@pytest.mark.parametrize(
    ("port", "line", "expected"),
    [
        ("/dev/ttyUSB0", Line(19200), Line(19200)),
        ("socket://host:2000", None, Line(115200)),
    ],
)
def test_who_only_sends_is_known_again(
    port: str, line: Line | None, expected: Line
) -> None:
    """With its speed, or where there is none, it is just heard."""
    (only,) = _asked(port, "lines", line)
    assert (only.line, only.kinds) == (expected, (RECEIVERS["lines"],))

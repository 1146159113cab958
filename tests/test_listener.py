"""Tests of listening for one telegram."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from time import monotonic

import pytest

from custom_components.han_port import listener
from custom_components.han_port.decoder import PROFILES, Line, Parity
from custom_components.han_port.hearing import Heard
from custom_components.han_port.link import Link, LinkError, Problem
from custom_components.han_port.listener import Finding, Listener, Trouble
from custom_components.han_port.opening import NOISE as LEAST_NOISE
from simulator.faults import Fault
from simulator.push import PtyMeter, TcpMeter
from tests.decoder.compose import ENERGY, ciphered, stoen_form, telegram
from tests.wire import Wire, hanging_up, one_way, until_heard

pytestmark = pytest.mark.usefixtures("haste")

PORT = "/dev/ttyUSB0"
URL = "socket://meter.local:2000"
LINES = PROFILES["auto"].lines
FIRST, EVEN, SEVEN, SLOW, SLOW_EVEN = LINES
NOISE = b"\x05\xa1" * 100

#: As households have it, before any test is in haste.
PATIENCE = {
    name: getattr(listener, name) for name in ("PATIENCE", "SILENCE", "FURTHER_SILENCE")
}

type Sent = bytes | LinkError


class FakeLink:
    """A port on which the line settings decide what one hears."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, sent: Mapping[Line, Sent]
    ) -> None:
        """Take the place of the real link; `sent` is what each line brings."""
        self.opened: list[Line] = []
        self.ends = False
        self._sent = sent
        monkeypatch.setattr(listener, "open_link", self._open)

    @asynccontextmanager
    async def _open(self, _: str, line: Line) -> AsyncIterator[Link]:
        self.opened.append(line)
        sent = self._sent.get(line, b"")
        if isinstance(sent, LinkError):
            raise sent
        reader = asyncio.StreamReader()
        reader.feed_data(sent)
        if self.ends:
            reader.feed_eof()
        yield one_way(reader)


async def _heard(port: str, profile: str = "auto") -> Finding:
    """Listen on a port in Finland."""
    return await Listener(port, profile, "FI").listen()


def test_lines_of_auto() -> None:
    """RJ12 ports first, then Denmark's NES, old DSMR meters, and M-Bus."""
    assert (
        Line(115200, 8, Parity.NONE),
        Line(115200, 8, Parity.EVEN),
        Line(9600, 7, Parity.EVEN),
        Line(2400, 8, Parity.NONE),
        Line(2400, 8, Parity.EVEN),
    ) == LINES


@pytest.mark.parametrize(("lines", "seconds"), [(1, 35), (2, 35), (3, 48), (5, 74)])
def test_patience_grows_with_the_line_settings(
    monkeypatch: pytest.MonkeyPatch, lines: int, seconds: int
) -> None:
    """Each setting gets the time of a push of ten seconds, the first one of two."""
    for name, value in PATIENCE.items():
        monkeypatch.setattr(listener, name, value)
    assert listener.patience(lines) == seconds
    assert seconds >= listener.SILENCE + (lines - 1) * listener.FURTHER_SILENCE
    assert listener.SILENCE > 20
    assert listener.FURTHER_SILENCE > 10


async def test_telegram_is_heard_on_a_terminal() -> None:
    """The finding is the telegram with the line settings that let it through."""
    async with PtyMeter(interval=0.1) as meter:
        found = await _heard(meter.port)
    assert isinstance(found, Heard)
    assert found.line == FIRST
    assert found.telegram.profile == "sesko"
    assert len(found.telegram.registers) == 27


async def test_telegram_is_heard_on_a_socket(socket_enabled: None) -> None:
    """A URL is as good as a port."""
    async with TcpMeter(interval=0.1) as meter:
        assert isinstance(await _heard(meter.port), Heard)


@pytest.mark.parametrize("line", LINES, ids=str)
async def test_line_settings_are_found(
    monkeypatch: pytest.MonkeyPatch, line: Line
) -> None:
    """Of a meter with other settings than most the telegram is heard, too."""
    FakeLink(monkeypatch, {line: telegram()})
    found = await _heard(PORT)
    assert isinstance(found, Heard)
    assert found.line == line


@pytest.mark.parametrize("line", LINES[1:], ids=str)
async def test_line_settings_are_found_behind_noise(
    monkeypatch: pytest.MonkeyPatch, line: Line
) -> None:
    """Wrong settings make noise of telegrams."""
    sent = dict.fromkeys(LINES, NOISE) | {line: telegram()}
    FakeLink(monkeypatch, sent)
    found = await _heard(PORT)
    assert isinstance(found, Heard)
    assert found.line == line


async def test_silence_tries_settings_in_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where nothing comes at all each setting gets its time."""
    link = FakeLink(monkeypatch, {})
    assert await _heard(PORT) == Trouble("silence")
    assert link.opened == [*LINES]


async def test_noise_tries_settings_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A burst of noise is enough: the next setting follows sooner, round and round."""
    monkeypatch.setattr(listener, "PAUSE", 0.05)
    link = FakeLink(monkeypatch, dict.fromkeys(LINES, NOISE))
    assert await _heard(PORT) == Trouble("noise")
    assert link.opened[:10] == [*LINES] * 2


async def test_few_bytes_are_no_noise(monkeypatch: pytest.MonkeyPatch) -> None:
    """What plugging in leaves on the line changes no setting in a hurry."""
    link = FakeLink(monkeypatch, {FIRST: NOISE[: LEAST_NOISE - 1]})
    await _heard(PORT)
    assert link.opened == [*LINES]


async def test_noise_without_a_pause_tries_settings_in_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where the noise never ends a certain amount of it is enough."""
    monkeypatch.setattr(listener, "PAUSE", 10)
    sent = dict.fromkeys(LINES, NOISE * 41) | {SLOW: telegram()}
    FakeLink(monkeypatch, sent)
    found = await _heard(PORT)
    assert isinstance(found, Heard)
    assert found.line == SLOW


@pytest.mark.parametrize("sent", [b"", NOISE], ids=["silence", "noise"])
async def test_settings_behind_a_socket_are_not_ours(
    monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    """A network link is opened once and stays."""
    link = FakeLink(monkeypatch, {FIRST: sent})
    assert await _heard(URL) == Trouble("noise" if sent else "silence")
    assert link.opened == [FIRST]


@pytest.mark.parametrize("sent", [b"", NOISE], ids=["silence", "noise"])
async def test_settings_of_a_profile_are_known(
    monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    """With a chosen profile nothing else is tried."""
    link = FakeLink(monkeypatch, {FIRST: sent})
    assert await _heard(PORT, "sesko") == Trouble("noise" if sent else "silence")
    assert link.opened == [FIRST]


async def test_settings_that_a_port_has_not_are_passed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A port without parity can still be slow."""
    refused = LinkError(Problem.FAILED)
    FakeLink(monkeypatch, {EVEN: refused, SLOW: telegram()})
    found = await _heard(PORT)
    assert isinstance(found, Heard)
    assert found.line == SLOW


async def test_silent_terminal_without_parity() -> None:
    """Pseudo terminals have no parity; that hides no silence."""
    async with PtyMeter(paused=True) as meter:
        assert await _heard(meter.port) == Trouble("silence")


async def test_port_that_cannot_be_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first problem ends it at once."""
    link = FakeLink(monkeypatch, {FIRST: LinkError(Problem.NOT_PERMITTED)})
    assert await _heard(PORT) == Trouble("port_not_permitted")
    assert link.opened == [FIRST]


@pytest.mark.parametrize("size", [100, 400])
async def test_end_of_a_telegram_is_no_noise(
    monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """One begins to listen in the middle of a push: the settings stay for the next."""
    async with Wire(paused=True) as wire:
        listening = Listener(wire.port, "auto", "FI")
        task = asyncio.create_task(listening.listen())
        sent = await until_heard(wire, listening.hearing)
        wire.send(telegram()[-size:])
        await asyncio.sleep(0.15)
        assert listening.hearing.size == sent + size
        wire.send(telegram())
        found = await task
    assert isinstance(found, Heard)
    assert found.line == FIRST


async def test_time_is_limited() -> None:
    """Nobody waits longer than the patience, and the seconds count up to it."""
    begun = monotonic()
    async with PtyMeter(interval=0.1, fault=Fault.BAD_CHECKSUM) as meter:
        listening = Listener(meter.port, "sesko", "FI")
        assert await listening.listen() == Trouble("checksum")
    assert 0.75 < monotonic() - begun < 1.2
    assert listening.hearing.refused.total() >= 5
    assert listening.hearing.telegrams == 0


async def test_seconds_count_from_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """The dialog tells whole seconds."""
    listening = Listener(PORT, "auto", None)
    assert listening.seconds == 0
    monkeypatch.setattr(listening, "_started", listening._started - 12.6)
    assert listening.seconds == 12


@pytest.mark.parametrize(
    ("sent", "profile", "trouble"),
    [
        (telegram("KAM5", [ENERGY]), "elektrilevi", ("kamstrup_se", "sesko")),
        (telegram("XYZ5NEW", ["1-0:1.7.0(1*kW)"]), "sesko", ()),
    ],
    ids=["another", "none"],
)
async def test_sound_telegram_of_another_profile_ends_it(
    monkeypatch: pytest.MonkeyPatch, sent: bytes, profile: str, trouble: tuple[str, ...]
) -> None:
    """More of the same would follow; the profiles that fit are told."""
    FakeLink(monkeypatch, {FIRST: sent})
    begun = monotonic()
    found = await _heard(PORT, profile)
    assert isinstance(found, Trouble)
    assert found.key == ("wrong_profile" if trouble else "no_profile")
    assert set(found.profiles) == set(trouble)
    assert monotonic() - begun < 0.2


@pytest.mark.parametrize(
    ("sent", "profile"), [(ciphered(), "luxembourg"), (stoen_form(), "stoen")]
)
async def test_encrypted_telegram_ends_it(
    monkeypatch: pytest.MonkeyPatch, sent: bytes, profile: str
) -> None:
    """Waiting brings no key; the profiles that it may be are told."""
    FakeLink(monkeypatch, {FIRST: sent + telegram()})
    found = await _heard(PORT)
    assert isinstance(found, Trouble)
    assert found.key == "encrypted"
    assert profile in found.profiles


async def test_damaged_telegram_is_outdone_by_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One good telegram is enough."""
    damaged = telegram(checksum="0000")
    FakeLink(monkeypatch, {FIRST: damaged + telegram()})
    assert isinstance(await _heard(PORT), Heard)


async def test_link_that_closes_is_opened_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A serial server may hang up once and be well then."""
    link = FakeLink(monkeypatch, {})
    link.ends = True
    task = asyncio.create_task(_heard(URL))
    await asyncio.sleep(0.1)
    link._sent = {FIRST: telegram()}
    assert isinstance(await task, Heard)
    assert len(link.opened) >= 2


async def test_link_that_always_closes(socket_enabled: None) -> None:
    """A host that hangs up each time is taken: that is worth a text of its own."""
    async with hanging_up() as url:
        assert await _heard(url) == Trouble("link_closed")


async def test_port_that_is_unplugged() -> None:
    """The port goes while one listens."""
    async with PtyMeter(paused=True) as meter:
        task = asyncio.create_task(_heard(meter.port, "sesko"))
        await asyncio.sleep(0.1)
        await meter.stop()
        assert await task == Trouble("link_closed")


async def test_noise_without_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """A meter that pushes all the time at other settings is heard, too."""
    monkeypatch.setattr(listener, "PAUSE", 60)
    FakeLink(monkeypatch, {FIRST: NOISE * 30, EVEN: telegram()})
    found = await _heard(PORT)
    assert isinstance(found, Heard)
    assert found.line == EVEN

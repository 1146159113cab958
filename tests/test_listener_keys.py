"""Tests of listening: what keys say, and lists that come in turn."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from time import monotonic

import pytest

from custom_components.han_port import listener
from custom_components.han_port.decoder import (
    Carrier,
    Event,
    Integrity,
    Keys,
    Line,
    Meter,
    Reading,
    Reason,
    Rejected,
    Telegram,
)
from custom_components.han_port.hearing import Heard
from custom_components.han_port.link import Link, LinkError, Problem
from custom_components.han_port.listener import Finding, Listener, Swapped, Trouble
from simulator.meters import VARIANTS
from simulator.push import TcpMeter
from tests.wire import one_way

pytestmark = pytest.mark.usefixtures("haste")

PORT = "socket://meter.local:2000"
EK, AK = bytes(range(16)), bytes(range(0xD0, 0xE0))
KEYS = Keys(EK, AK)

type Script = Iterable[Event | None]


def _telegram(
    registers: int = 1, *, counter: int | None = 0, at: str = "sesko"
) -> Telegram:
    """Make a telegram with so many registers."""
    return Telegram(
        profile=at,
        carrier=Carrier.HDLC,
        ident="",
        meter=Meter(),
        time=None,
        integrity=Integrity.HDLC_FCS,
        registers={f"1-0:{code}.7.0": Reading(1.0) for code in range(registers)},
        invocation_counter=counter,
    )


def _refused(*reasons: Reason, profiles: tuple[str, ...] = ()) -> list[Event | None]:
    """Refuse bytes for these reasons, one after another."""
    return [Rejected(reason, 10, profiles=profiles) for reason in reasons]


class FakeDecoder:
    """Makes of each byte what stands next in the script of its keys."""

    def __init__(self, script: Script) -> None:
        """Take the script."""
        self._script = iter(script)

    def feed(self, data: bytes, *_: datetime) -> list[Event]:
        """Return the event of each byte."""
        events = (next(self._script, None) for _ in data)
        return [event for event in events if event]


@pytest.fixture
def hear(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Listener]:
    """Let a listener hear a script, a byte every few milliseconds."""

    def make(
        script: Script,
        swapped: Script = (),
        *,
        profile: str = "auto",
        keys: Keys | None = KEYS,
    ) -> Listener:
        scripts: dict[Keys | None, Script] = {keys: script}
        if keys == KEYS:
            scripts[KEYS.swapped()] = swapped
        monkeypatch.setattr(
            listener, "Decoder", lambda *_, keys, **__: FakeDecoder(scripts[keys])
        )
        monkeypatch.setattr(listener, "open_link", _open)
        return Listener(PORT, profile, "PL", keys)

    return make


@asynccontextmanager
async def _open(_: str, line: Line) -> AsyncIterator[Link]:
    """Open a link on which a byte comes now and then."""
    reader = asyncio.StreamReader()

    async def push() -> None:
        while True:
            reader.feed_data(b"x")
            await asyncio.sleep(0.01)

    pushing = asyncio.create_task(push())
    try:
        yield one_way(reader)
    finally:
        pushing.cancel()


def _size(found: Finding) -> int:
    """Return the number of registers that were heard."""
    assert isinstance(found, Heard)
    return len(found.telegram.registers)


@pytest.mark.parametrize(
    ("reasons", "trouble"),
    [
        ([Reason.KEY, Reason.KEY], "wrong_key"),
        ([Reason.KEY, Reason.NOISE, Reason.KEY], "wrong_key"),
        ([Reason.AUTHENTICATION_KEY] * 2, "wrong_authentication_key"),
    ],
)
async def test_two_locked_telegrams_end_it(
    hear: Callable[..., Listener], reasons: list[Reason], trouble: str
) -> None:
    """More of the same would follow."""
    begun = monotonic()
    assert await hear(_refused(*reasons)).listen() == Trouble(trouble)
    assert monotonic() - begun < 0.4


@pytest.mark.parametrize("reason", [Reason.KEY, Reason.AUTHENTICATION_KEY])
async def test_one_locked_telegram_is_no_proof(
    hear: Callable[..., Listener], reason: Reason
) -> None:
    """The next one is good: the keys are right."""
    found = await hear([*_refused(reason), None, _telegram()]).listen()
    assert isinstance(found, Heard)


async def test_one_locked_telegram_and_no_other(hear: Callable[..., Listener]) -> None:
    """It may have been damaged: to listen once more is what helps."""
    assert await hear(_refused(Reason.KEY)).listen() == Trouble("checksum")


async def test_swapped_keys_are_found(hear: Callable[..., Listener]) -> None:
    """The first telegram that the keys open in each other's place is enough."""
    opened = _telegram()
    found = await hear(_refused(Reason.KEY, Reason.KEY), [opened]).listen()
    assert isinstance(found, Swapped)
    assert found.heard.telegram is opened


async def test_telegram_in_clear_is_not_swapped(hear: Callable[..., Listener]) -> None:
    """No key opens it, so both ways are as good."""
    clear = _telegram(counter=None)
    found = await hear([clear], [clear]).listen()
    assert isinstance(found, Heard)


async def test_one_key_has_no_other_place(hear: Callable[..., Listener]) -> None:
    """Without an authentication key, and where both are the same, none is tried."""
    for keys in (Keys(EK), Keys(EK, EK)):
        listening = hear(_refused(Reason.KEY, Reason.KEY), keys=keys)
        assert await listening.listen() == Trouble("wrong_key")


async def test_profiles_of_an_encrypted_telegram(hear: Callable[..., Listener]) -> None:
    """They are told, the likeliest first."""
    script = _refused(Reason.ENCRYPTED, profiles=("stoen", "luxembourg"))
    found = await hear(script, keys=None).listen()
    assert found == Trouble("encrypted", ("stoen", "luxembourg"))


@pytest.mark.parametrize(
    ("profile", "profiles", "trouble"),
    [
        ("stoen", ("sesko", "sweden"), "nothing_encrypted"),
        ("stoen", ("luxembourg", "steiermark"), "wrong_profile"),
        ("stoen", ("kamstrup_dlms",), "wrong_profile"),
        ("stoen", (), "no_profile"),
        ("sesko", ("sweden",), "wrong_profile"),
        ("kamstrup_dlms", ("aidon_dlms",), "wrong_profile"),
    ],
)
async def test_sound_telegram_of_another_profile(
    hear: Callable[..., Listener],
    profile: str,
    profiles: tuple[str, ...],
    trouble: str,
) -> None:
    """Where all meters encrypt, readable telegrams have a word of their own."""
    script = _refused(Reason.PROFILE, profiles=profiles)
    assert await hear(script, profile=profile).listen() == Trouble(trouble, profiles)


@pytest.mark.parametrize(
    ("reasons", "keys", "trouble"),
    [
        ([Reason.NOISE], KEYS, "noise"),
        ([Reason.TRUNCATED, Reason.NOISE], KEYS, "nothing_encrypted"),
        ([Reason.TRUNCATED, Reason.NOISE], None, "noise"),
        ([Reason.UNKNOWN_LIST], KEYS, "nothing_encrypted"),
        ([Reason.UNKNOWN_LIST], None, "unknown_list"),
        ([Reason.CHECKSUM, Reason.TRUNCATED], KEYS, "checksum"),
        ([Reason.CHECKSUM, Reason.TRUNCATED], Keys(EK), "unverified"),
        ([Reason.CHECKSUM, Reason.TRUNCATED], None, "checksum"),
    ],
)
async def test_time_is_up(
    hear: Callable[..., Listener],
    reasons: list[Reason],
    keys: Keys | None,
    trouble: str,
) -> None:
    """Keys without anything encrypted are something else than noise."""
    assert await hear(_refused(*reasons), keys=keys).listen() == Trouble(trouble)


async def test_fuller_list_is_waited_for(hear: Callable[..., Listener]) -> None:
    """Of several lists the one with most registers is what is shown."""
    lists = [_telegram(size, at="kaifa_dlms") for size in (1, 12, 1, 14, 1)]
    listening = hear(lists)
    begun = monotonic()
    assert _size(await listening.listen()) == 14
    assert 0.4 < monotonic() - begun < 0.8
    assert listening.hearing.telegrams == 5


async def test_progress_tells_of_the_fuller_list(hear: Callable[..., Listener]) -> None:
    """A household sees that its meter has been heard."""
    listening = hear([None, _telegram(1, at="kaifa_dlms")])
    task = asyncio.create_task(listening.listen())
    await asyncio.sleep(0.1)
    assert listening.progress == "fuller"
    assert _size(await task) == 1


async def test_what_comes_behind_a_good_list_is_no_trouble(
    hear: Callable[..., Listener],
) -> None:
    """One that was heard is heard, whatever the rest is."""
    script = [
        _telegram(3, at="kaifa_dlms"),
        *_refused(Reason.PROFILE, Reason.KEY, Reason.KEY, Reason.ENCRYPTED),
    ]
    assert _size(await hear(script).listen()) == 3


async def test_meter_without_turns_is_not_waited_for(
    hear: Callable[..., Listener],
) -> None:
    """Where each telegram has all the first one is it."""
    begun = monotonic()
    assert _size(await hear([_telegram(2), _telegram(9)]).listen()) == 2
    assert monotonic() - begun < 0.2


@pytest.mark.parametrize("ends", [True, False])
async def test_link_that_ends_behind_a_good_list(
    hear: Callable[..., Listener], monkeypatch: pytest.MonkeyPatch, *, ends: bool
) -> None:
    """What was heard counts, whether the link is closed or breaks."""

    @asynccontextmanager
    async def broken(*_: object) -> AsyncIterator[Link]:
        reader = asyncio.StreamReader()
        reader.feed_data(b"x")
        if ends:
            reader.feed_eof()
        else:
            asyncio.get_running_loop().call_later(
                0.05, reader.set_exception, LinkError(Problem.CLOSED)
            )
        yield one_way(reader)

    listening = hear([_telegram(1, at="kaifa_dlms")])
    monkeypatch.setattr(listener, "open_link", broken)
    begun = monotonic()
    assert _size(await listening.listen()) == 1
    assert monotonic() - begun < 0.4


async def test_lists_of_a_norwegian_meter(socket_enabled: None) -> None:
    """The hourly list, when it comes in time, is the one that is shown."""
    sent = VARIANTS["aidon_dlms"]["norway"]
    async with TcpMeter(meter=sent, interval=0.05) as meter:
        found = await Listener(meter.port, "aidon_dlms", "NO").listen()
    assert isinstance(found, Heard)
    assert "1-0:1.8.0" in found.telegram.registers

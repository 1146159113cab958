"""Tests with streams of receivers that nobody of this project composed."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
import json
import random
import time
from typing import Any, Final

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.han_port.decoder.telegram import Reason, Rejected
from custom_components.han_port.decoder.wireless.receivers import (
    RECEIVERS,
    Recognizer,
)
from custom_components.han_port.decoder.wireless.reception import Item
from tests.decoder.feeding import cut, one_by_one
from tests.decoder.real import FOLDER, WIRELESS
from tests.decoder.wireless.compose_radio import (
    Hearing,
    amber,
    cul,
    heard,
    im871a,
    iu891a,
    receptions,
    telegram,
)

STREAMS: Final = sorted(
    path.stem for path in (FOLDER / WIRELESS).glob("stream_syn_*.json")
)
CUT: Final = "stream_syn_cul_gama350_cut"
#: What the files call receivers that send alike.
_ALIKE: Final = {"rawtty": "transparent", "rtlwmbus": "lines", "hex": "lines"}
_WAYS: Final = 100

#: Megabytes that look like the beginning of something.
HOSTILE: Final = {
    "A5": b"\xa5",
    "A5 long": b"\xa5\x82\x03\xff",
    "C0": b"\xc0",
    "01": b"\x01",
    "01 C0": b"\x01" * 530 + b"\xc0",
    "FF": b"\xff",
    "FF 03": b"\xff\x03" + telegram(14)[:11],
    "L C": b"\xff\x44",
    "head": telegram(14)[:11],
    "b": b"b",
    "b line": cul(telegram(11))[:200] + b"\r\n",
    "line ends": b"\r\n",
    "telegrams": im871a(telegram()) + amber(telegram())[:50] + iu891a(telegram())[:50],
}
SIZE: Final = 1 << 16


@cache
def content(name: str) -> Mapping[str, Any]:
    """Return a file."""
    path = FOLDER / WIRELESS / f"{name}.json"
    found: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def stream(name: str) -> bytes:
    """Return the bytes of a stream."""
    found = content(name)
    if "stream_hex" in found:
        return bytes.fromhex(found["stream_hex"])
    return str(found["stream_text"]).encode()


def expected(name: str) -> list[tuple[str, float | None]]:
    """Return the telegrams and strengths that have to come out."""
    return [
        (frame["telegram_hex"], frame["rssi_dbm"])
        for frame in content(name)["expected_frames"]
    ]


def ways(data: bytes) -> Iterator[list[bytes]]:
    """Cut a stream in many ways: not at all, everywhere, anywhere."""
    yield [data]
    yield one_by_one(data)
    chance = random.Random(len(data))
    for _ in range(_WAYS):
        count = chance.randrange(1, 20)
        yield cut(data, [chance.randrange(len(data)) for _ in range(count)])


def makers(name: str) -> list[Callable[[], Hearing]]:
    """Return the stream's own receiver, and the one that recognises it."""
    dongle = content(name)["dongle"]
    return [RECEIVERS[_ALIKE.get(dongle, dongle)], Recognizer]


def in_all_ways(name: str) -> Iterator[list[Item]]:
    """Return what a stream comes to in all ways."""
    for maker in makers(name):
        for pieces in ways(stream(name)):
            yield heard(maker(), *pieces)


@pytest.mark.parametrize("name", STREAMS)
def test_stream(name: str) -> None:
    """Every stream gives its telegrams, however it is cut and whoever hears it."""
    for items in in_all_ways(name):
        received = receptions(items)
        found = [(one.telegram.hex().upper(), one.rssi) for one in received]
        assert found == expected(name)


@pytest.mark.parametrize("name", [name for name in STREAMS if name == CUT])
def test_cut_stream(name: str) -> None:
    """The telegram that a stick has cut names its meter."""
    for items in in_all_ways(name):
        (item,) = items
        assert isinstance(item, Rejected)
        assert (item.reason, item.sender) == (Reason.TRUNCATED, "EGM-12345678-01-02")
        assert (item.size, item.head) == (148, "be44ed14")


def held(receiver: object) -> int:
    """Return how many bytes a receiver keeps."""
    found = [getattr(receiver, name, b"") for name in ("_buffer", "_line")]
    return sum(map(len, found))


@pytest.mark.parametrize("name", RECEIVERS)
@given(pieces=st.lists(st.binary(max_size=200), max_size=20))
@settings(max_examples=40)
def test_arbitrary_bytes(name: str, pieces: list[bytes]) -> None:
    """Arbitrary bytes never raise, are the same in one piece, and are not kept."""
    receiver = RECEIVERS[name]()
    items = [item for piece in pieces for item in receiver.feed(piece)]
    assert held(receiver) <= 1024
    items += receiver.pause()
    assert items == heard(RECEIVERS[name](), b"".join(pieces))


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("name", RECEIVERS)
def test_hostile_bytes(name: str, hostile: str) -> None:
    """False starts without an end are bounded, and take no time to speak of."""
    receiver = RECEIVERS[name]()
    data = HOSTILE[hostile] * (SIZE // len(HOSTILE[hostile]))
    start = time.process_time()
    for at in range(0, len(data), 4096):
        receiver.feed(data[at : at + 4096])
    assert time.process_time() - start < 5
    assert held(receiver) <= 1024
    receiver.pause()
    assert held(receiver) == 0

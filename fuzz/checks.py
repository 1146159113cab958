"""What has to hold for whatever the decoder hands out. All raise AssertionError."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from itertools import pairwise
from math import copysign, isfinite
import random
import re
from typing import Any, Final, NamedTuple, Protocol
import zlib

from custom_components.han_port.decoder import (
    Event,
    Reading,
    Reason,
    Rejected,
    Telegram,
    find,
)
from custom_components.han_port.decoder.frame import MAX_SIZE

#: Takes an input, and raises AssertionError where something does not hold.
type Target = Callable[[bytes], None]

#: When all inputs are heard.
NOW: Final = datetime(2026, 6, 21, 12, tzinfo=UTC)

_CODE: Final = re.compile(r"[0-9]+-[0-9]+:[0-9]+\.[0-9]+\.[0-9]+([*.][0-9]+)?")
#: A telegram has one line a register, and no line is shorter than its code.
_MOST_REGISTERS: Final = MAX_SIZE // 10
_MOST_CUTS: Final = 4


class Machine(Protocol):
    """What takes bytes in pieces."""

    def feed(self, data: bytes, /) -> list[Any]:
        """Take bytes."""

    def end(self) -> list[Any]:
        """Take it that no more will follow."""


class Timed(Protocol):
    """What takes bytes and the time at which they come."""

    def feed(self, data: bytes, now: datetime | None = None) -> list[Any]:
        """Take bytes."""

    def end(self, now: datetime | None = None) -> list[Any]:
        """Take it that no more will follow."""


class Heard(NamedTuple):
    """A decoder that hears everything at the same time."""

    decoder: Timed

    def feed(self, data: bytes, /) -> list[Any]:
        """Take bytes."""
        return self.decoder.feed(data, NOW)

    def end(self) -> list[Any]:
        """Take it that no more will follow."""
        return self.decoder.end(NOW)


def fed(machine: Machine, pieces: Iterable[bytes]) -> list[Any]:
    """Return what a machine hands out for all pieces."""
    return [part for piece in pieces for part in machine.feed(piece)] + machine.end()


def same_however_cut(make: Callable[[], Machine], data: bytes) -> list[Any]:
    """Feed all at once and in pieces; return what comes if it is the same."""
    whole = fed(make(), [data])
    chance = random.Random(zlib.crc32(data))
    cuts = sorted(chance.randint(0, len(data)) for _ in range(_MOST_CUTS))
    pieces = [data[start:end] for start, end in pairwise([0, *cuts, len(data)])]
    assert fed(make(), pieces) == whole, f"cut at {cuts} other things come"
    assert len(whole) <= len(data) + 1, "more comes than was fed"
    return whole


def sound(events: Iterable[Event]) -> None:
    """Check all that a decoder hands out."""
    for event in events:
        if isinstance(event, Rejected):
            sound_refusal(event)
        else:
            _sound_telegram(event)


def sound_refusal(refused: Rejected) -> None:
    """Check that a refusal says why, and keeps no more than a few bytes."""
    assert isinstance(refused.reason, Reason)
    assert refused.size >= 0
    assert len(bytes.fromhex(refused.head)) <= 16
    assert len(refused.detail) <= MAX_SIZE
    assert len(refused.raw) <= MAX_SIZE


def _sound_telegram(telegram: Telegram) -> None:
    """Check who sent a telegram, when, and all that it says."""
    assert telegram.time is None or telegram.time.tzinfo
    assert len(telegram.raw) <= MAX_SIZE
    assert sum(map(len, telegram.unread)) <= 2 * MAX_SIZE
    meter = telegram.meter
    for text in (meter.manufacturer, meter.model, meter.serial_number):
        assert text is None or 0 < len(text) <= MAX_SIZE
    sound_registers(telegram.registers)


def sound_registers(registers: Mapping[str, Reading]) -> None:
    """Check that each value is one that its register may have."""
    assert len(registers) <= _MOST_REGISTERS
    for code, reading in registers.items():
        assert _CODE.fullmatch(code), code
        _sound_reading(code, reading)


def _sound_reading(code: str, reading: Reading) -> None:
    """Check type, sign, unit and decimals of a value."""
    register = find(code)
    if isinstance(reading.value, str):
        assert not (register and register.is_number), code
        assert len(reading.value) <= MAX_SIZE
        return
    assert type(reading.value) is float
    assert isfinite(reading.value), code
    assert reading.value or copysign(1, reading.value) > 0, f"-0.0 of {code}"
    assert reading.decimals is not None
    assert 0 <= reading.decimals <= MAX_SIZE
    assert register is None or reading.unit in register.units, code

"""Telegrams that something protects: of all simulated meters, and real ones.

Each goes with what protects it alone: where a tag and a checksum do, keys without
the one for the tag leave the checksum, and so on.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
import json
from pathlib import Path
from typing import Final, NamedTuple

from decoder import (
    PROFILES,
    RECEIVERS,
    WIRELESS,
    Decoder,
    Event,
    Integrity,
    Keys,
    RadioDecoder,
    Telegram,
)
from decoder.telegram import UNCHECKED, UNPROTECTED
from simulator.cul import Cul
from simulator.dialect import Dialect
from simulator.household import Household
from simulator.im871a import Im871a
from simulator.meter import Meter, Turn
from simulator.meters import METERS, VARIANTS
from simulator.radio_meters import RADIO_METERS

#: Real telegrams lie beside the repository and are read where they are.
_REAL: Final = Path(__file__).parents[2] / "shared/telegrams"

_START: Final = datetime(2026, 6, 21, 12, tzinfo=UTC)
_STEP: Final = timedelta(seconds=10)
_MINUTE: Final = timedelta(minutes=1)
_PUSHES: Final = 12
_RSSI: Final = -70.0

#: By which chance each check passes over an error of random bits.
_CHANCES: Final = {
    Integrity.GCM_TAG: 2.0**-96,
    Integrity.CMAC: 2.0**-64,
    Integrity.CRC16_ARC: 2.0**-16,
    Integrity.CRC16_X25: 2.0**-16,
    Integrity.HDLC_FCS: 2.0**-16,
    Integrity.WIRELESS_CRC: 2.0**-16,
    Integrity.RECEIVER: 2.0**-16,
    Integrity.MBUS_CHECKSUM: 2.0**-8,
}

type Feed = Callable[[bytes], list[Event]]


class Protected(NamedTuple):
    """A meter's telegrams: what is damaged, how it goes over the line, who decodes."""

    name: str
    integrity: Integrity
    frames: list[bytes]
    make: Callable[[], Feed]
    spoken: Callable[[bytes], bytes] = bytes

    @property
    def check(self) -> str:
        """What protects them."""
        return str(self.integrity)

    @property
    def is_believed(self) -> bool:
        """Whether a telegram's values count before another one bears them out."""
        return self.integrity not in UNPROTECTED

    @property
    def theory(self) -> float:
        """By which chance a random error is passed over."""
        chance = 1.0
        for check in self.integrity:
            chance *= _CHANCES.get(check, 1)
        return chance

    @property
    def bits(self) -> int:
        """How many bits all of them have."""
        return 8 * min(map(len, self.frames))


def protected() -> list[Protected]:
    """List what can be damaged."""
    return [*_wired(), *_wireless(), *_real()]


def _wired() -> Iterator[Protected]:
    """Yield the simulated meters with a wire, with all of their keys and fewer."""
    others = [meter for group in VARIANTS.values() for meter in group.values()]
    for meter in (*METERS.values(), *others):
        if meter.profile == WIRELESS:
            continue
        for keys in _keys(meter):
            make = partial(_decoder, meter.profile, keys)
            frames = list(_pushed(meter))
            yield Protected(meter.label, _integrity(make, frames[0]), frames, make)


def _keys(meter: Meter) -> list[Keys | None]:
    """List the keys of a meter, and what a household may have of them."""
    if meter.keys is None:
        return [None]
    keys = Keys(*meter.keys)
    return [keys, Keys(keys.encryption)] if keys.authentication else [keys]


def _wireless() -> Iterator[Protected]:
    """Yield the simulated meters with a radio, by way of two receivers."""
    for meter in RADIO_METERS.values():
        keys = Keys(*meter.keys) if meter.keys else None
        for receiver, dialect in (("cul", Cul()), ("im871a", Im871a())):
            make = partial(_radio_decoder, receiver, keys)
            spoken = partial(_spoken, dialect)
            frames = [dialect.frame(one, _RSSI) for one in _pushed(meter)]
            integrity = _integrity(make, spoken(frames[0]))
            yield Protected(meter.label, integrity, frames, make, spoken)


def _real() -> Iterator[Protected]:
    """Yield the real telegrams that anything protects."""
    for path in sorted(_REAL.glob("*/*")):
        if path.suffix not in (".txt", ".hex") or path.parent.name == WIRELESS:
            continue
        frame = path.read_bytes()
        frame = (
            bytes.fromhex(frame.decode())
            if path.suffix == ".hex"
            else frame.rstrip() + b"\r\n"
        )
        beside = path.with_suffix(".json")
        about = json.loads(beside.read_text("utf-8")) if beside.exists() else {}
        keys = None
        if about.get("key"):
            tag = about.get("auth_key")
            keys = Keys(
                bytes.fromhex(about["key"]), bytes.fromhex(tag) if tag else None
            )
        make = partial(_decoder, "auto", keys)
        found = {
            event.integrity for event in make()(frame) if isinstance(event, Telegram)
        }
        name = f"{path.parent.name}/{path.stem}"
        for integrity in found - set(UNCHECKED):
            yield Protected(name, integrity, [frame], make)


def _pushed(meter: Meter) -> Iterator[bytes]:
    """Yield what a meter pushes, with all registers."""
    household = Household()
    for number in range(_PUSHES):
        yield meter.telegram(household.at(_START + number * _STEP), Turn(number))


def _decoder(profile: str, keys: Keys | None) -> Feed:
    """Make a decoder of what comes by wire."""
    return Decoder(profile, keys=keys).feed


def _radio_decoder(receiver: str, keys: Keys | None) -> Feed:
    """Make a decoder of what a receiver sends: whatever it is, a minute later."""
    clock = PROFILES[WIRELESS].clock
    made = RadioDecoder(keys=keys, receiver=RECEIVERS[receiver](), clock=clock)
    minutes = count()
    return lambda data: made.feed(data, _START + next(minutes) * _MINUTE)


def _spoken(dialect: Dialect, frame: bytes) -> bytes:
    """Return what a receiver sends of a frame."""
    return dialect.spoken(frame, _RSSI)


def _integrity(make: Callable[[], Feed], data: bytes) -> Integrity:
    """Tell what protects a telegram."""
    (telegram,) = (event for event in make()(data) if isinstance(event, Telegram))
    return telegram.integrity

"""A decoder as the benchmark sees it, and HAN Port as one: bytes in, values out."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from decoder import (
    PROFILES,
    RECEIVERS,
    WIRELESS,
    Address,
    Decoder,
    Event,
    Keys,
    RadioDecoder,
    Telegram,
)

_START = datetime(2026, 6, 21, tzinfo=UTC)
_STEP = timedelta(minutes=1)

#: Takes a chunk and returns what became whole by it, all values ready made.
type Read = Callable[[bytes], list[Any]]
#: What registers hold, in kWh, kvarh, kW, kvar, V and A, by C, D and E group.
type Numbers = dict[str, float | Decimal]


class Reader(NamedTuple):
    """A decoder: how to make one, and how to compare what it read.

    ``numbers`` is never timed. ``tolerance`` is by how much a number may be off:
    a peer may multiply floats. ``left_out`` are registers that it does not know.
    ``handed`` makes of a telegram what it is handed; that is never timed either.
    """

    name: str
    make: Callable[[], Read]
    numbers: Callable[[Any], Numbers]
    tolerance: float = 1e-9
    left_out: tuple[str, ...] = ()
    handed: Callable[[bytes], bytes] = bytes


def han_port(
    profile: str, country: str | None = None, keys: Keys | None = None
) -> Reader:
    """Return the Decoder of HAN Port, for a profile."""

    def make() -> Read:
        return Decoder(profile, country=country, keys=keys).feed

    return Reader("HAN Port", make, _numbers, tolerance=0)


def han_port_by_radio(
    receiver: str,
    handed: Callable[[bytes], bytes],
    keys: Keys | None = None,
    meter: Address | None = None,
) -> Reader:
    """Return the RadioDecoder of HAN Port, for what a receiver makes of telegrams.

    Each comes a minute after the last, for what comes again at once is passed over.
    """

    def make() -> Read:
        decoder = RadioDecoder(
            keys=keys,
            meter=meter,
            receiver=RECEIVERS[receiver](),
            clock=PROFILES[WIRELESS].clock,
        )
        now = _START

        def read(chunk: bytes) -> list[Event]:
            nonlocal now
            now += _STEP
            return decoder.feed(chunk, now)

        return read

    return Reader("HAN Port", make, _numbers, tolerance=0, handed=handed)


def _numbers(event: Event) -> Numbers:
    """Return the numbers of electricity, none for what was refused."""
    registers = event.registers if isinstance(event, Telegram) else {}
    return {
        code.partition(":")[2]: reading.value
        for code, reading in registers.items()
        if isinstance(reading.value, float) and code.startswith("1-")
    }

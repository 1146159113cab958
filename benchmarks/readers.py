"""A decoder as the benchmark sees it, and HAN Port as one: bytes in, values out."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from decoder import Decoder, Event, Keys, Telegram

#: Takes a chunk and returns what became whole by it, all values ready made.
type Read = Callable[[bytes], list[Any]]
#: What registers hold, in kWh, kvarh, kW, kvar, V and A, by C, D and E group.
type Numbers = dict[str, float | Decimal]


class Reader(NamedTuple):
    """A decoder: how to make one, and how to compare what it read.

    ``numbers`` is never timed. ``tolerance`` is by how much a number may be off:
    a peer may multiply floats. ``left_out`` are registers that it does not know.
    """

    name: str
    make: Callable[[], Read]
    numbers: Callable[[Any], Numbers]
    tolerance: float = 1e-9
    left_out: tuple[str, ...] = ()


def han_port(
    profile: str, country: str | None = None, keys: Keys | None = None
) -> Reader:
    """Return the Decoder of HAN Port, for a profile."""

    def make() -> Read:
        return Decoder(profile, country=country, keys=keys).feed

    return Reader("HAN Port", make, _numbers, tolerance=0)


def _numbers(event: Event) -> Numbers:
    """Return the numbers of electricity, none for what was refused."""
    registers = event.registers if isinstance(event, Telegram) else {}
    return {
        code.partition(":")[2]: reading.value
        for code, reading in registers.items()
        if isinstance(reading.value, float) and code.startswith("1-")
    }

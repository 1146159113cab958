"""Aidon's lists: an array of code, number, and scaler with unit.

The Swedish list is the same in each push. Norway has three: the power every 2.5
seconds, all that is of the moment every 10, and the totals hourly.
"""

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta, timezone
from decimal import Decimal
from typing import Final, override
from zoneinfo import ZoneInfo

from .axdr import (
    UNSPECIFIED,
    Unit,
    array,
    data_notification,
    date_time,
    obis,
    octets,
    signed16,
    structure,
    unsigned16,
    unsigned32,
    visible,
)
from .dlms import Row, rows
from .hdlc import frame
from .household import Snapshot
from .meter import COMPLETE, Meter, Turn
from .registers import CURRENTS, VOLTAGES, registers

_INVOKE_ID: Final = 0x40000000
_NORWEGIAN_LIST: Final = "AIDON_V0001"
_SWEDEN: Final = timezone(timedelta(hours=1))
_NORWAY: Final = ZoneInfo("Europe/Oslo")
#: Every fourth of Norway's pushes is more than the power alone.
_EVERY: Final = 4

_POWER: Final = rows((1,), "7.0", unsigned32, 0, Unit.W)
_MOMENTARY: Final = (
    *_POWER,
    *rows((2,), "7.0", unsigned32, 0, Unit.W),
    *rows((3, 4), "7.0", unsigned32, 0, Unit.VAR),
    # Currents bear a sign: below zero the phase exports.
    *rows(CURRENTS, "7.0", signed16, -1, Unit.A),
    *rows(VOLTAGES, "7.0", unsigned16, -1, Unit.V),
)
_PHASES: Final = tuple(
    row
    for first in (21, 41, 61)
    for row in (
        *rows((first, first + 1), "7.0", unsigned32, 0, Unit.W),
        *rows((first + 2, first + 3), "7.0", unsigned32, 0, Unit.VAR),
    )
)


def _totals(scaler: int) -> list[Row]:
    """Make the rows of the energies."""
    return [
        *rows((1, 2), "8.0", unsigned32, scaler, Unit.WH),
        *rows((3, 4), "8.0", unsigned32, scaler, Unit.VARH),
    ]


_SWEDISH_TOTALS: Final = _totals(0)
_NORWEGIAN_TOTALS: Final = _totals(1)


@dataclass(frozen=True, slots=True)
class AidonMeter(Meter):
    """What the meters of both countries have in common."""

    @override
    def telegram(self, snapshot: Snapshot, turn: Turn = COMPLETE) -> bytes:
        """Write a frame of HDLC with an array; nothing is stamped before it."""
        elements = array(self._elements(snapshot, turn))
        apdu = data_notification(_INVOKE_ID, b"", elements)
        return frame(apdu, b"\x41", b"\x08\x83")

    @override
    def values(self, snapshot: Snapshot, turn: Turn = COMPLETE) -> dict[str, Decimal]:
        """Return the numbers of the list whose turn it is."""
        numbers = registers(snapshot)
        return {row.code: row.value(numbers) for row in self._rows(turn)}

    @abstractmethod
    def _elements(self, snapshot: Snapshot, turn: Turn) -> list[bytes]:
        """Write the elements of the array."""

    @abstractmethod
    def _rows(self, turn: Turn) -> Iterable[Row]:
        """Return the rows of the list whose turn it is."""


@dataclass(frozen=True, slots=True)
class SwedishAidon(AidonMeter):
    """27 items: the clock, which is normal time all the year, and 26 numbers."""

    @property
    @override
    def label(self) -> str:
        """The list, which has no name."""
        return "Aidon, Sweden"

    @override
    def _elements(self, snapshot: Snapshot, turn: Turn) -> list[bytes]:
        """Write the clock and all numbers."""
        clock = date_time(snapshot.time.astimezone(_SWEDEN), status=UNSPECIFIED)
        numbers = registers(snapshot)
        return [
            _named("0-0:1.0.0", octets(clock)),
            *(structure(row.triplet(numbers)) for row in self._rows(turn)),
        ]

    @override
    def _rows(self, turn: Turn) -> Iterable[Row]:
        """Return all rows, whatever turn it is."""
        return (*_MOMENTARY, *_PHASES, *_SWEDISH_TOTALS)


@dataclass(frozen=True, slots=True)
class NorwegianAidon(AidonMeter):
    """Lists of 1, 13 and 18 items; energy in units of 10 Wh."""

    interval: float = field(default=2.5, kw_only=True)

    @property
    @override
    def label(self) -> str:
        """The name of the lists."""
        return _NORWEGIAN_LIST

    @override
    def _elements(self, snapshot: Snapshot, turn: Turn) -> list[bytes]:
        """Write names, numbers, and hourly the clock before the totals."""
        numbers = registers(snapshot)
        elements = [structure(row.triplet(numbers)) for row in self._rows(turn)]
        if turn.hourly:
            # The clock is local, and the deviation of 0 is wrong.
            local = snapshot.time.astimezone(_NORWAY)
            clock = octets(date_time(local, deviation=0))
            elements.insert(len(_MOMENTARY), _named("0-0:1.0.0", clock))
        return elements if _is_power_only(turn) else [*_NAMES, *elements]

    @override
    def _rows(self, turn: Turn) -> Iterable[Row]:
        """Return the power, all of the moment, or that and the totals."""
        if _is_power_only(turn):
            return _POWER
        return (*_MOMENTARY, *(_NORWEGIAN_TOTALS if turn.hourly else ()))


def _is_power_only(turn: Turn) -> bool:
    """Tell the turns of the shortest list."""
    return bool(turn.number % _EVERY) and not turn.hourly


def _named(code: str, content: bytes) -> bytes:
    """Write an element that has no unit."""
    return structure([obis(code), content])


_NAMES: Final = (
    _named("1-1:0.2.129", visible(_NORWEGIAN_LIST)),
    _named("0-0:96.1.0", visible("7359990000000001")),
    _named("0-0:96.1.7", visible("6525")),
)

"""Kamstrup's OMNIPOWER: OBIS codes and numbers in turn, nothing about scaling.

A one is a watt, a volt, a hundredth of an ampere. Of energy it is 1 Wh in Sweden
and Denmark and 10 Wh in Norway, and the list does not tell which.
"""

from dataclasses import dataclass
from datetime import tzinfo
from decimal import Decimal
from typing import Final, override

from .axdr import (
    SUMMER_TIME,
    Unit,
    data_notification,
    date_time,
    obis,
    octets,
    structure,
    unsigned16,
    unsigned32,
    visible,
)
from .cipher import general_glo_ciphering
from .dlms import Row, rows
from .hdlc import frame
from .household import Snapshot
from .meter import COMPLETE, Meter, Turn
from .registers import CURRENTS, VOLTAGES, registers

_LIST: Final = "Kamstrup_V0001"
_SERIAL: Final = "5706567000000001"
_TYPE: Final = "684113100000000000"
_TITLE: Final = b"KAM\x00\x00\x00\x00\x01"


def _on_channel_1(*rows: Row) -> tuple[Row, ...]:
    """Give rows Kamstrup's codes, which begin with 1-1."""
    return tuple(row._replace(code=f"1-1:{row.register}") for row in rows)


_MOMENTARY: Final = _on_channel_1(
    *rows((1, 2), "7.0", unsigned32, 0, Unit.W),
    *rows((3, 4), "7.0", unsigned32, 0, Unit.VAR),
    *rows(CURRENTS, "7.0", unsigned32, -2, Unit.A),
    *rows(VOLTAGES, "7.0", unsigned16, 0, Unit.V),
)


@dataclass(frozen=True, slots=True)
class KamstrupMeter(Meter):
    """A meter with 25 items, and 35 hourly; with keys it is a Danish one.

    A one of energy is ten to the power of `energy_scaler` watt-hours.
    """

    clock: tzinfo
    energy_scaler: int = 0

    @property
    @override
    def label(self) -> str:
        """The name of the list."""
        return _LIST

    @override
    def telegram(self, snapshot: Snapshot, turn: Turn = COMPLETE) -> bytes:
        """Write a frame of HDLC."""
        apdu = self.plain(snapshot, turn)
        if self.keys is None:
            return frame(apdu, b"\x2b", b"\x21")
        counter = turn.number + 1
        secret = general_glo_ciphering(apdu, self.keys, _TITLE, counter)
        return frame(secret, b"\x41", b"\x03")

    def plain(self, snapshot: Snapshot, turn: Turn) -> bytes:
        """Write the APDU: a stamp and one structure."""
        numbers = registers(snapshot)
        local = snapshot.time.astimezone(self.clock)
        stamp = date_time(local, status=SUMMER_TIME if local.dst() else 0)
        pairs = [
            [obis("1-1:0.0.5"), visible(_SERIAL)],
            [obis("1-1:96.1.1"), visible(_TYPE)],
            *(row.pair(numbers) for row in _MOMENTARY),
        ]
        if turn.hourly:
            pairs.append([obis("0-1:1.0.0"), octets(stamp)])
            pairs += [row.pair(numbers) for row in self._totals]
        items = [visible(_LIST), *(part for pair in pairs for part in pair)]
        return data_notification(0, stamp, structure(items))

    @override
    def values(self, snapshot: Snapshot, turn: Turn = COMPLETE) -> dict[str, Decimal]:
        """Return the numbers; in the short list there is no energy."""
        numbers = registers(snapshot)
        sent = [*_MOMENTARY, *(self._totals if turn.hourly else ())]
        return {row.code: row.value(numbers) for row in sent}

    @property
    def _totals(self) -> tuple[Row, ...]:
        """The energies."""
        scaler = self.energy_scaler
        return _on_channel_1(
            *rows((1, 2), "8.0", unsigned32, scaler, Unit.WH),
            *rows((3, 4), "8.0", unsigned32, scaler, Unit.VARH),
        )

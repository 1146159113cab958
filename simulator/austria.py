"""The Kaifa of Netz Niederösterreich (EVN): ciphered, on wired M-Bus.

Its telegrams have no tag. They hold one structure: the clock, 11 times code,
number and scaler with unit, and the serial number without a code.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Final, override
from zoneinfo import ZoneInfo

from .axdr import (
    SUMMER_TIME,
    Unit,
    data_notification,
    date_time,
    octets,
    structure,
    unsigned16,
    unsigned32,
)
from .cipher import general_glo_ciphering
from .dlms import rows
from .household import Snapshot
from .keys import ENCRYPTION_ONLY, Keys
from .mbus import frames
from .meter import COMPLETE, Meter, Turn
from .registers import CURRENTS, VOLTAGES, registers

_VIENNA: Final = ZoneInfo("Europe/Vienna")
_TITLE: Final = b"KFM\x00\x00\x00\x00\x01"
_SERIAL: Final = b"181220000001"
_FIRST_INVOKE_ID: Final = 0x80000000
_MINUTE: Final = timedelta(minutes=1)

_ROWS: Final = (
    *rows((1, 2), "8.0", unsigned32, 0, Unit.WH),
    *rows((1, 2), "7.0", unsigned32, 0, Unit.W),
    *rows(VOLTAGES, "7.0", unsigned16, -1, Unit.V),
    *rows(CURRENTS, "7.0", unsigned16, -2, Unit.A),
    *rows((13,), "7.0", unsigned16, -3, Unit.NONE),
)


@dataclass(frozen=True, slots=True)
class AustrianMeter(Meter):
    """A meter that pushes two frames every five seconds."""

    interval: float = field(default=5, kw_only=True)
    keys: Keys = field(default=ENCRYPTION_ONLY, kw_only=True)

    @property
    @override
    def label(self) -> str:
        """Whose list it is."""
        return "Kaifa, EVN"

    @override
    def telegram(self, snapshot: Snapshot, turn: Turn = COMPLETE) -> bytes:
        """Cipher an APDU and cut it; the counter rises with each."""
        apdu = self.plain(snapshot, turn)
        counter = turn.number + 1
        return frames(general_glo_ciphering(apdu, self.keys, _TITLE, counter, 1))

    def plain(self, snapshot: Snapshot, turn: Turn) -> bytes:
        """Write the APDU, whose stamp is in the structure once more."""
        numbers = registers(snapshot)
        local = snapshot.time.astimezone(_VIENNA)
        offset = local.utcoffset() or timedelta()
        stamp = date_time(
            local,
            hundredths=0,
            deviation=-(offset // _MINUTE),
            status=SUMMER_TIME if local.dst() else 0,
        )
        triplets = [part for row in _ROWS for part in row.triplet(numbers)]
        items = structure([octets(stamp), *triplets, octets(_SERIAL)])
        return data_notification(_FIRST_INVOKE_ID + turn.number, stamp, items)

    @override
    def values(self, snapshot: Snapshot, turn: Turn = COMPLETE) -> dict[str, Decimal]:
        """Return the numbers."""
        numbers = registers(snapshot)
        return {row.code: row.value(numbers) for row in _ROWS}

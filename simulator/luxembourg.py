"""The Smarty of Luxembourg: a whole readable telegram, ciphered.

Nothing stands before or between its telegrams: each begins with DB 08.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final, override
from zoneinfo import ZoneInfo

from .cipher import general_glo_ciphering
from .encode import CLOCK, Line, body, framed, hexadecimal, lines_of, stamp_of
from .household import Snapshot
from .keys import LUXEMBOURG, Keys
from .meter import COMPLETE, Meter, Turn
from .registers import CURRENTS, VOLTAGES, registers

_ZONE: Final = ZoneInfo("Europe/Luxembourg")
_IDENT: Final = r"Lux5\253600001_M"
_TITLE: Final = b"SAG\x00\x00\x00\x00\x01"
_DEVICE_NAME: Final = "SAG1030700000001"
_GAS_METER: Final = "FLO00000000001"

_GAS: Final = "0-1:24.2.1"
_GAS_BEGAN: Final = datetime(2024, 1, 1, tzinfo=UTC)
#: What the household burns in an hour, m3.
_GAS_HOURLY: Final = Decimal("0.135")
_HOUR: Final = timedelta(hours=1)

_WHOLE_AMPERE: Final = Decimal(1)

_NAMES: Final = ("1-3:0.2.8(42)",)
_STATES: Final = (
    "0-0:17.0.0(069.0*kVA)",
    "1-1:31.4.0(100*A)(-063*A)",
    "0-0:96.3.10(1)",
    "0-1:96.3.10(0)",
    "0-2:96.3.10(0)",
    "0-0:96.7.21(00003)",
    *(f"1-0:{group}.0(00000)" for group in ("32.32", "52.32", "72.32")),
    *(f"1-0:{group}.0(00000)" for group in ("32.36", "52.36", "72.36")),
    "0-0:96.13.0()",
    *(f"0-0:96.13.{number}()" for number in range(2, 6)),
)
#: A place for a device that none has taken: its clock has never been set.
_NO_DEVICE: Final = (
    "0-2:24.1.0(007)",
    "0-2:96.1.0()",
    "0-2:24.2.1(632525252525S)(00000.000)",
    "0-2:24.4.0(1)",
)


@dataclass(frozen=True, slots=True)
class LuxembourgMeter(Meter):
    """A Smarty with a gas meter."""

    keys: Keys = field(default=LUXEMBOURG, kw_only=True)

    @property
    @override
    def label(self) -> str:
        """The ident line, which is ciphered too."""
        return f"/{_IDENT}"

    @override
    def telegram(self, snapshot: Snapshot, turn: Turn = COMPLETE) -> bytes:
        """Cipher a telegram; the counter rises with each."""
        return general_glo_ciphering(
            self.plain(snapshot), self.keys, _TITLE, counter=turn.number + 1
        )

    def plain(self, snapshot: Snapshot) -> bytes:
        """Write the telegram that is ciphered."""
        lines: list[Line | str] = [
            *_NAMES,
            f"{CLOCK}({stamp_of(snapshot.time, _ZONE)})",
            f"0-0:42.0.0({hexadecimal(_DEVICE_NAME)})",
            *_LINES,
            *_STATES,
            *_gas_lines(snapshot.time),
            *_NO_DEVICE,
        ]
        return framed(_IDENT, body(lines, self.values(snapshot)))

    @override
    def values(self, snapshot: Snapshot, turn: Turn = COMPLETE) -> dict[str, Decimal]:
        """Return the numbers that have a unit; currents are whole amperes."""
        numbers = registers(snapshot)
        for current in CURRENTS:
            code = f"{current}.7.0"
            numbers[code] = abs(numbers[code]).quantize(_WHOLE_AMPERE)
        values = {line.code: numbers[line.code.partition(":")[2]] for line in _LINES}
        return values | {_GAS: _gas_volume(snapshot.time)}


_LINES: Final = (
    *lines_of((1, 2), "8.0", 6, 3, "kWh"),
    *lines_of((3, 4), "8.0", 6, 3, "kvarh"),
    *lines_of((1, 2), "7.0", 2, 3, "kW"),
    *lines_of((3, 4), "7.0", 2, 3, "kvar"),
    *lines_of((9, 10), "7.0", 2, 3, "kVA"),
    *lines_of(VOLTAGES, "7.0", 3, 1, "V"),
    *lines_of(CURRENTS, "7.0", 3, 0, "A"),
    *lines_of((21, 41, 61, 22, 42, 62), "7.0", 2, 3, "kW"),
    *lines_of((23, 43, 63, 24, 44, 64), "7.0", 2, 3, "kvar"),
)


def _gas_lines(time: datetime) -> list[str]:
    """Write what the gas meter reported at the last full hour."""
    hour = time.astimezone(_ZONE).replace(minute=0, second=0, microsecond=0)
    return [
        "0-1:24.1.0(003)",
        f"0-1:96.1.0({hexadecimal(_GAS_METER)})",
        f"{_GAS}({stamp_of(hour, _ZONE)})({_gas_volume(time):09.3f}*m3)",
        "0-1:24.4.0(0)",
    ]


def _gas_volume(time: datetime) -> Decimal:
    """Return what the gas meter showed at the last full hour, m3."""
    return (time - _GAS_BEGAN) // _HOUR * _GAS_HOURLY

"""Meters of Stoen Operator in Warsaw: readable lines, ciphered as a whole.

/XXXZident CR LF                in clear
CR LF
00  82 LL LL  30  00 00 00 00   no title, length, security control, no counter
ciphertext  tag[12]
!HHHH CR LF                     CRC-16/X-25 from '/' to '!', low byte first

What is ciphered are the lines alone: no ident line, no '!'.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, override
from zoneinfo import ZoneInfo

from .cipher import ciphered
from .crc16 import crc16_x25
from .encode import CLOCK, Line, body, hexadecimal, lines_of, stamp_of
from .household import Snapshot
from .keys import BOTH, Keys
from .meter import COMPLETE, Meter, Turn
from .registers import VOLTAGES, registers

_WARSAW: Final = ZoneInfo("Europe/Warsaw")
#: A household of tariff G11 counts everything in the first of them.
_TARIFFS: Final = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class StoenMeter(Meter):
    """A meter of Warsaw; the one that names its `model` (Kaifa) measures more."""

    ident: str
    serial: str
    model: str | None = None
    interval: float = field(default=1, kw_only=True)
    keys: Keys = field(default=BOTH, kw_only=True)

    @property
    @override
    def label(self) -> str:
        """The ident line."""
        return f"/{self.ident}"

    @override
    def telegram(self, snapshot: Snapshot, turn: Turn = COMPLETE) -> bytes:
        """Write all registers, whatever turn it is."""
        plain = self.plain(snapshot).encode("ascii")
        return framed(self.ident, ciphered(plain, self.keys, title=b"", counter=0))

    def plain(self, snapshot: Snapshot) -> str:
        """Write the lines that are ciphered."""
        stamp = stamp_of(snapshot.time, _WARSAW)
        lines: list[Line | str] = [f"{CLOCK}({stamp})", *self.lines, *self._texts()]
        return body(lines, self.values(snapshot))

    @property
    def lines(self) -> list[Line]:
        """The lines that hold numbers with a unit."""
        energy = [
            Line(f"1-0:{group}.8.{tariff}", 6, 3, "kWh")
            for group in (1, 2)
            for tariff in (0, *_TARIFFS)
        ]
        power = lines_of((1, 2), "7.0", 2, 3, "kW")
        if self.model is None:
            return [*energy, *power]
        reactive = lines_of((3, 4), "7.0", 2, 3, "kvar")
        return [*energy, *power, *reactive, *lines_of(VOLTAGES, "7.0", 3, 1, "V")]

    @override
    def values(self, snapshot: Snapshot, turn: Turn = COMPLETE) -> dict[str, Decimal]:
        """Return the numbers that have a unit."""
        numbers = registers(snapshot)
        for group in (1, 2):
            for tariff in _TARIFFS:
                all_of_it = numbers[f"{group}.8.0"]
                numbers[f"{group}.8.{tariff}"] = (
                    all_of_it if tariff == 1 else Decimal(0)
                )
        return {line.code: numbers[line.code.partition(":")[2]] for line in self.lines}

    def _texts(self) -> list[str]:
        """Write the lines of which no number with a unit comes."""
        messages = ["0-0:96.13.0()"]
        names = [f"0-0:96.1.0({hexadecimal(self.serial)})"]
        if self.model:
            messages.append("0-0:96.13.0(3)")
            names.append(f"0-0:96.1.1({hexadecimal(self.model)})")
        limiters = ["0-0:17.0.0(16500)"] * 3
        states = ["0-0:94.98.31(00000)", "0-0:94.98.32(00000)", "0-0:94.98.33(3)"]
        return [*messages, *names, *limiters, *states]


def framed(ident: str, content: bytes) -> bytes:
    """Put the ident line before what is ciphered and the checksum behind it."""
    covered = f"/{ident}\r\n\r\n".encode("ascii") + content + b"!"
    checksum = crc16_x25(covered).to_bytes(2, "little")
    return covered + checksum.hex().upper().encode("ascii") + b"\r\n"

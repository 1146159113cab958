"""What a meter has said that still counts.

Some meters push several lists in turn: power every two seconds, voltages every
ten, the totals once an hour. Each list is a telegram of its own, and none of
them unsays what stands in another.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from .decoder import Kind, Meter, Reading, SubMeter, Telegram, find

#: Seconds for which a measured value counts while its list does not come again.
MOMENT: Final = 35
#: What a meter is there for.
MEASURED: Final = (Kind.CUMULATIVE, Kind.INSTANTANEOUS)


class Memory:
    """Keeps the registers of a meter as long as its profile says."""

    def __init__(self, hold: float = 0, moment: float = MOMENT) -> None:
        """Keep what does not change by the moment for `hold` seconds.

        What does is kept for a `moment`, but no longer than that. With a hold of 0 a
        register counts for as long as its telegram is the latest.
        """
        self.hold = hold
        self.moment = moment
        self._latest: Mapping[str, Reading] = {}
        self._registers: dict[str, Reading] = {}
        self._heard_at: dict[str, float] = {}
        self._time: datetime | None = None
        self._time_at = 0.0
        self._submeters: dict[int, SubMeter] = {}
        self.meter = Meter()

    @property
    def registers(self) -> Mapping[str, Reading]:
        """Return all registers heard so far, each as it was heard last."""
        return MappingProxyType(self._registers)

    @property
    def submeters(self) -> Mapping[int, SubMeter]:
        """Return all meters heard behind this one, by channel."""
        return MappingProxyType(self._submeters)

    def take(self, telegram: Telegram, now: float) -> None:
        """Keep a telegram that was heard at `now`."""
        self._latest = telegram.registers
        self._registers |= telegram.registers
        self._heard_at |= dict.fromkeys(telegram.registers, now)
        if telegram.time or not self.hold:
            self._time, self._time_at = telegram.time, now
        self._submeters |= telegram.submeters
        self.meter = _joined(self.meter, telegram.meter)

    def reading(self, code: str, now: float) -> Reading | None:
        """Return what a register may be said to be at `now`."""
        if code in self._latest:
            return self._latest[code]
        if code not in self._registers:
            return None
        register = find(code)
        lasts = register is not None and register.kind is not Kind.INSTANTANEOUS
        hold = self.hold if lasts else min(self.moment, self.hold)
        return self._registers[code] if now - self._heard_at[code] < hold else None

    def time(self, now: float) -> datetime | None:
        """Return the meter's clock as it was last sent."""
        counts = not self.hold or now - self._time_at < self.hold
        return self._time if counts else None


def is_measured(code: str) -> bool:
    """Tell whether a register has what the meter is there to measure."""
    register = find(code)
    return register is not None and register.kind in MEASURED


def _joined(known: Meter, heard: Meter) -> Meter:
    """Return what is known of a meter, and what it has just said."""
    return Meter(
        manufacturer=heard.manufacturer or known.manufacturer,
        model=heard.model or known.model,
        serial_number=heard.serial_number or known.serial_number,
    )

"""What a meter has said that still counts.

Some meters push several lists in turn: power every two seconds, voltages every
ten, the totals once an hour. Each list is a telegram of its own, and none of
them unsays what stands in another. So each register has an age of its own, and
how old it may get is a matter of its kind.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from .decoder import Kind, Meter, Reading, SubMeter, Telegram, find

#: Seconds for which a total counts while its meter is silent or leaves it out.
LASTING: Final = 300
#: What a meter is there for.
MEASURED: Final = (Kind.CUMULATIVE, Kind.INSTANTANEOUS)


class Memory:
    """Keeps the registers of a meter, each as long as its kind counts.

    What changes by the moment counts for ``moment`` seconds since it was heard, all
    else for ``lasting`` seconds; both may be set anew at any time. What nobody knows
    is taken for the former.
    """

    def __init__(self, moment: float, lasting: float = LASTING) -> None:
        """Begin with nothing heard."""
        self.moment = moment
        self.lasting = lasting
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
        self._registers |= telegram.registers
        self._heard_at |= dict.fromkeys(telegram.registers, now)
        if telegram.time:
            self._time, self._time_at = telegram.time, now
        self._submeters |= telegram.submeters
        self.meter = _joined(self.meter, telegram.meter)

    def keep(self, code: str, reading: Reading, at: float) -> None:
        """Keep a register that was heard `at` a time, other than by a telegram."""
        self._registers[code] = reading
        self._heard_at[code] = at

    def reading(self, code: str, now: float) -> Reading | None:
        """Return what a register may be said to be at `now`."""
        if code not in self._registers:
            return None
        return self._registers[code] if now < self._end(code) else None

    def age(self, code: str, now: float) -> float:
        """Return the seconds since a register was heard. Raise KeyError for no such."""
        return now - self._heard_at[code]

    def time(self, now: float) -> datetime | None:
        """Return the meter's clock as it was last sent."""
        return self._time if now - self._time_at < self.lasting else None

    def ends(self, now: float) -> set[float]:
        """Return when registers that count at `now` will count no more."""
        return {end for end in map(self._end, self._registers) if end > now}

    def _end(self, code: str) -> float:
        """Return when a register counts no more."""
        register = find(code)
        passes = register is None or register.kind is Kind.INSTANTANEOUS
        return self._heard_at[code] + (self.moment if passes else self.lasting)


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

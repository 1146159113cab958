"""Trust: what is believed of telegrams that no checksum vouches for.

A wire can change any digit of them, and nothing tells. So

- nothing is believed before two telegrams in a row agree: the same meter, and no
  total that falls, or rises faster than the main fuse carries;
- a total is that of the telegram before, once the present one bears it out, so that
  a single wrong digit never shows;
- a measured value is left out where it lies outside of what a meter can see: voltage
  0 to 600 V, current up to 1.15 x the main fuse, power up to what that carries, and
  the power of a phase up to 1.3 x U x I + 0.1 kW, that of all phases up to the sum of
  these; each times the transformers' ratios.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from .decoder import Kind, Quantity, Reading, Register, Telegram, find
from .decoder.telegram import UNPROTECTED
from .guard import fault_of, number
from .limits import HEADROOM, HOUR, PHASES, Instant, Ratios, power, rate, step, total

HIGHEST_VOLTAGE: Final = 600
#: Of the mains, in Hz, with room for an island that runs badly.
FREQUENCIES: Final = (40, 70)
#: How far power may lie above U times I: as a factor, and in kW.
BAND: Final = 1.3
SLACK: Final = 0.1

POWERS: Final = (
    Quantity.ACTIVE_POWER,
    Quantity.REACTIVE_POWER,
    Quantity.APPARENT_POWER,
    Quantity.NET_ACTIVE_POWER,
    Quantity.ABSOLUTE_ACTIVE_POWER,
)
#: Powers of another time than now.
DEMANDS: Final = (Quantity.AVERAGE_DEMAND, Quantity.MAXIMUM_DEMAND)
#: The codes of voltage and current by phase.
PHASE_CODES: Final = {
    1: ("1-0:32.7.0", "1-0:31.7.0"),
    2: ("1-0:52.7.0", "1-0:51.7.0"),
    3: ("1-0:72.7.0", "1-0:71.7.0"),
}


class Trust:
    """Judges the telegrams of one meter that nothing protects."""

    def __init__(self, main_fuse: float = 100) -> None:
        """Judge a meter behind a main fuse of so many amperes."""
        self.main_fuse = main_fuse
        self.implausible = 0
        self._before: tuple[Telegram, Instant] | None = None
        self._is_trusted = False

    def judge(self, telegram: Telegram, at: Instant) -> Telegram | None:
        """Return what is believed of a telegram, None where that is nothing yet.

        A telegram that something vouches for is handed on as it is.
        """
        if telegram.integrity not in UNPROTECTED:
            return telegram
        before, self._before = self._before, (telegram, at)
        if before is None or not _is_alike(before[0], telegram):
            self._is_trusted = False
            return None
        earlier = before[0].registers
        ratios = Ratios().heard(_agreed(earlier, telegram.registers))
        borne_out = self._borne_out(telegram, earlier, at.since(before[1]), ratios)
        agree = all(one for code, one in borne_out.items() if code in earlier)
        self._is_trusted = self._is_trusted or agree
        if not self._is_trusted:
            return None
        readings = dict(telegram.registers) | borne_out
        kept = {code: one for code, one in readings.items() if one is not None}
        return replace(telegram, registers=self._plausible(kept, ratios))

    def _borne_out(
        self,
        telegram: Telegram,
        earlier: Mapping[str, Reading],
        passed: float,
        ratios: Ratios,
    ) -> dict[str, Reading | None]:
        """Return the earlier totals that a telegram bears out, None for the others.

        A total that is new to it has nothing yet that it could bear out.
        """
        found: dict[str, Reading | None] = {}
        for code, sent in telegram.registers.items():
            register = total(code)
            if register is None:
                continue
            before = earlier.get(code)
            most = rate(register, sent.unit, self.main_fuse, ratios) * passed / HOUR
            is_borne_out = before is not None and not fault_of(before, sent, most)
            found[code] = before if is_borne_out else None
        return found

    def _plausible(
        self, registers: Mapping[str, Reading], ratios: Ratios
    ) -> dict[str, Reading]:
        """Return the registers without what no meter can measure."""
        kept: dict[str, Reading] = {}
        for code, reading in registers.items():
            register = find(code)
            if register is None or register.kind is not Kind.INSTANTANEOUS:
                kept[code] = reading
                continue
            lowest, highest = self._range(register, registers, ratios)
            if lowest <= number(reading) <= highest:
                kept[code] = reading
            else:
                self.implausible += 1
        return kept

    def _range(
        self, register: Register, registers: Mapping[str, Reading], ratios: Ratios
    ) -> tuple[float, float]:
        """Return the least and the most that a register can measure."""
        if register.quantity is Quantity.VOLTAGE:
            return 0, HIGHEST_VOLTAGE * ratios.voltage
        if register.quantity is Quantity.FREQUENCY:
            return FREQUENCIES
        most = float("inf")
        if register.quantity is Quantity.CURRENT:
            most = round(self.main_fuse * HEADROOM * ratios.current, 3)
        elif register.quantity is Quantity.POWER_FACTOR:
            most = 1
        elif register.quantity in POWERS + DEMANDS:
            most = power(self.main_fuse, ratios)
            if register.phase:
                most /= PHASES
            if register.quantity in POWERS:
                most = min(most, _by_phases(register.phase, registers, ratios))
        return -most, most


def _is_alike(before: Telegram, telegram: Telegram) -> bool:
    """Tell whether two telegrams are of one meter and tell of the same."""
    return (before.ident, before.carrier, before.meter) == (
        telegram.ident,
        telegram.carrier,
        telegram.meter,
    ) and not before.registers.keys().isdisjoint(telegram.registers)


def _agreed(
    earlier: Mapping[str, Reading], later: Mapping[str, Reading]
) -> dict[str, Reading]:
    """Return the registers that have the same reading in both."""
    return {code: one for code, one in later.items() if earlier.get(code) == one}


def _by_phases(
    phase: int | None, registers: Mapping[str, Reading], ratios: Ratios
) -> float:
    """Return the most kW by voltage and current of a phase, or of all that there are.

    No limit where one of them is not sent.
    """
    phases = [phase] if phase else _phases(registers)
    if not phases:
        return float("inf")
    return sum(_of_phase(one, registers, ratios) for one in phases)


def _phases(registers: Mapping[str, Reading]) -> set[int]:
    """Return the phases that a telegram tells of."""
    found = map(find, registers)
    return {register.phase for register in found if register and register.phase}


def _of_phase(phase: int, registers: Mapping[str, Reading], ratios: Ratios) -> float:
    """Return the most kW by a phase's voltage and current; no limit without them.

    A current that is sent in whole amperes may be nearly one more.
    """
    voltage, current = (registers.get(code) for code in PHASE_CODES[phase])
    if voltage is None or current is None:
        return float("inf")
    amperes = abs(number(current)) + step(current, current)
    return BAND * number(voltage) * amperes * ratios.power / 1000 + SLACK

"""Numbers and units on the wire, and their exact canonical form."""

from collections.abc import Callable
from typing import Final

from .telegram import Reading

#: A float gives back every decimal number of this many digits.
EXACT_DIGITS: Final = 15
#: With zeros on either side. Far more of them would leave a float's range.
_MOST_DIGITS: Final = 100

#: Unit in small letters -> canonical unit and the power of ten that leads to it.
_CANONICAL: Final[dict[str, tuple[str, int]]] = {
    "kwh": ("kWh", 0),
    "wh": ("kWh", -3),
    "kvarh": ("kvarh", 0),
    "varh": ("kvarh", -3),
    "kw": ("kW", 0),
    "w": ("kW", -3),
    "kvar": ("kvar", 0),
    "var": ("kvar", -3),
    "v": ("V", 0),
    "kv": ("V", 3),
    "a": ("A", 0),
    "ka": ("A", 3),
    "kva": ("kVA", 0),
    "va": ("kVA", -3),
    "hz": ("Hz", 0),
    "khz": ("Hz", 3),
    "m3": ("m³", 0),
    "m³": ("m³", 0),
    "gj": ("GJ", 0),
    "mj": ("GJ", -3),
    "s": ("s", 0),
}


def canonical(unit: str) -> tuple[str, int]:
    """Return the canonical unit and the power of ten; an unknown unit stays."""
    return _CANONICAL.get(unit.lower(), (unit, 0))


def scaled(power: int) -> Callable[[str], float]:
    """Return what reads a number and multiplies it by a power of ten.

    The number is parsed together with its exponent, not multiplied: so the
    result is rounded once, and 1023 W are 1.023 kW.
    """
    return (lambda number: float(f"{number}e{power}")) if power else float


def exact(number: str, power: int, unit: str | None) -> Reading | None:
    """Read a decimal number, None where a float could not hold all its digits."""
    digits = number.lstrip("+-")
    if len(digits) > EXACT_DIGITS:
        significant = digits.lstrip("0.").replace(".", "")
        if len(significant) > EXACT_DIGITS or len(digits) > _MOST_DIGITS:
            return None
    # Adding zero makes a zero of -0.0.
    return Reading(scaled(power)(number) + 0.0, unit, decimals(digits, power))


def decimals(number: str, power: int) -> int:
    """Count the digits behind the point once `number` is scaled."""
    return max(0, len(number.partition(".")[2]) - power)

"""The rows of DLMS lists: how a number is written, and what it is worth."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from .axdr import Unit, obis, scaler_unit, signed16

#: The registers count in thousands of these.
_KILO: Final = (Unit.W, Unit.VAR, Unit.WH, Unit.VARH)


class Row(NamedTuple):
    """A register of a list.

    A one on the wire is ten to the power of `scaler` of the unit, whether the
    list says so or not.
    """

    code: str
    write: Callable[[int], bytes]
    scaler: int
    unit: Unit

    @property
    def register(self) -> str:
        """The C, D and E group of the code."""
        return self.code.partition(":")[2]

    def value(self, numbers: Mapping[str, Decimal]) -> Decimal:
        """Return the number that a reader finds: some digits may be lost."""
        return Decimal(self._raw(numbers)).scaleb(self._exponent)

    def pair(self, numbers: Mapping[str, Decimal]) -> list[bytes]:
        """Write code and number."""
        return [obis(self.code), self.write(self._raw(numbers))]

    def triplet(self, numbers: Mapping[str, Decimal]) -> list[bytes]:
        """Write code, number, and scaler with unit."""
        return [*self.pair(numbers), scaler_unit(self.scaler, self.unit)]

    def _raw(self, numbers: Mapping[str, Decimal]) -> int:
        """Return the integer on the wire; only some types have a sign."""
        number = numbers[self.register]
        raw = int(number.scaleb(-self._exponent))
        return raw if self.write is signed16 else abs(raw)

    @property
    def _exponent(self) -> int:
        """The power of ten that makes a one of the wire a unit of the registers."""
        return self.scaler - 3 if self.unit in _KILO else self.scaler


def rows(
    groups: Iterable[int],
    ending: str,
    write: Callable[[int], bytes],
    scaler: int,
    unit: Unit,
) -> list[Row]:
    """Make rows that differ in their C group only."""
    return [Row(f"1-0:{group}.{ending}", write, scaler, unit) for group in groups]

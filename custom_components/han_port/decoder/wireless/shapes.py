"""Damage that no checksum shows: telegrams of receivers that hand on bare bytes.

In AES-CBC a wrong bit spoils sixteen bytes, and the header of some record is among
these. So a meter's telegrams are known by the headers of their records: what differs
from the last one of its length is damaged, unless it comes a second time. The first
one has to be records to its end, of what an electricity meter sends.
"""

from collections import OrderedDict
from typing import Final

from .address import Address
from .contents import Contents

type _Shape = tuple[bytes, ...]

#: What is more than chance: random bytes are rather volumes or temperatures.
_EXPECTED: Final = frozenset(
    (
        *("energy", "power", "reactive_energy", "reactive_power", "apparent_power"),
        *("voltage", "current", "frequency", "power_factor"),
        *("datetime", "fabrication_no", "error_flags", "mfct"),
    )
)
_REMEMBERED: Final = 64


class Shapes:
    """Knows how the telegrams of meters look when nothing is wrong with them."""

    def __init__(self) -> None:
        """Know none."""
        self._known: OrderedDict[tuple[Address, int], _Shape] = OrderedDict()
        self._doubted: _Shape = ()

    def is_doubtful(self, contents: Contents, size: int) -> bool:
        """Tell whether a telegram of so many bytes may have been damaged."""
        shape = tuple(record.meaning.header for record in contents.records)
        kind = (contents.headers.meter, size)
        known = self._known.get(kind)
        fits = shape == known if known else _is_expected(contents)
        if contents.is_whole and (fits or shape == self._doubted):
            self._known[kind] = shape
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
            return False
        self._doubted = shape
        return True


def _is_expected(contents: Contents) -> bool:
    """Tell whether all records are of what an electricity meter sends."""
    return all(record.meaning.quantity in _EXPECTED for record in contents.records)

"""Damage that no checksum shows: telegrams of receivers that hand on bare bytes.

In AES-CBC a wrong bit spoils sixteen bytes, and the header of some record is among
these. So a meter's telegrams are known by the headers of their records: what differs
from the last one of its length is damaged, unless it comes a second time. The first
one has to be records to its end, of what meters of its medium send.
"""

from collections import OrderedDict
from typing import Final

from ..submeter import Medium
from .address import Address
from .contents import Contents

type _Shape = tuple[bytes, ...]

#: What is more than chance: random bytes are rather of some other medium.
_COMMON: Final = ("datetime", "fabrication_no", "error_flags", "mfct")
_ELECTRICITY: Final = frozenset(
    (
        *("energy", "power", "reactive_energy", "reactive_power", "apparent_power"),
        *("voltage", "current", "frequency", "power_factor"),
        *_COMMON,
    )
)
_VOLUME: Final = frozenset(("volume", "volume_flow", "date", *_COMMON))
_HEAT: Final = _VOLUME | {"energy", "power", "flow_temperature", "return_temperature"}
#: Of all other media what an electricity meter sends.
_EXPECTED: Final = {
    Medium.GAS: _VOLUME,
    Medium.WATER: _VOLUME,
    Medium.WARM_WATER: _VOLUME,
    Medium.HEAT: _HEAT,
    Medium.COOLING: _HEAT,
}
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
    """Tell whether all records are of what meters of the medium send."""
    expected = _EXPECTED.get(contents.headers.meter.medium, _ELECTRICITY)
    return all(record.meaning.quantity in expected for record in contents.records)

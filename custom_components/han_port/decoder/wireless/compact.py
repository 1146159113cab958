"""Compact frames: records without their headers, as Kamstrup's meters send them.

    79 | checksum of the headers (2) | checksum of the whole records (2) | data

Both are the CRC of the link layer, low byte first. Now and then a meter sends its
records whole (78), and so tells the headers of those that follow; some are known
beforehand. Nothing is taken for data but what the second checksum vouches for.
"""

from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

from ..telegram import Reason
from .link_layer import crc
from .records import Record, understand

type _Form = tuple[bytes, ...]

_CRC_SIZE: Final = 2
_REMEMBERED: Final = 64

#: Electricity (OMNIPOWER) and water (Multical 21).
_KNOWN: Final[tuple[_Form, ...]] = (
    (b"\x04\x04", b"\x04\x84\x3c", b"\x04\x2b", b"\x04\xab\x3c"),
    (b"\x02\xff\x20", b"\x04\x13", b"\x44\x13", b"\x61\x5b", b"\x61\x67"),
)


class Forms:
    """The headers that compact frames leave out, by their checksum."""

    def __init__(self) -> None:
        """Know those that are published."""
        self._forms: OrderedDict[int, _Form] = OrderedDict()
        for form in _KNOWN:
            self._remember(form)

    def learn(self, records: Iterable[Record]) -> None:
        """Learn the headers of records that were sent whole."""
        self._remember(tuple(record.meaning.header for record in records))

    def expand(self, data: bytes) -> bytes | Reason:
        """Return whole records for what stands behind 79, or why there are none."""
        form = self._forms.get(int.from_bytes(data[:_CRC_SIZE], "little"))
        if form is None:
            return Reason.UNKNOWN_LIST
        told = int.from_bytes(data[_CRC_SIZE : 2 * _CRC_SIZE], "little")
        at = 2 * _CRC_SIZE
        parts: list[bytes] = []
        for header in form:
            size = understand(header).size or 0
            parts += (header, data[at : at + size])
            at += size
        whole = b"".join(parts)
        return whole if at == len(data) and crc(whole) == told else Reason.CHECKSUM

    def _remember(self, form: _Form) -> None:
        """Remember headers; of too many the oldest go."""
        self._forms[crc(b"".join(form))] = form
        if len(self._forms) > _REMEMBERED:
            self._forms.popitem(last=False)

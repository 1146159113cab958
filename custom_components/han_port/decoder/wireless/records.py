"""The records of a telegram (EN 13757-3): what was measured, and its value.

    DIF | DIFE (0 to 10) | VIF | VIFE (0 to 10) | data

Bit 7 of each byte but the data's says that an extension follows. The DIF tells form
and size of the data, whether the value is one of now, the highest, the lowest or
one in error (bits 4-5), and the low bit of the storage it lies in. A DIFE adds four
bits to the storage, two to the tariff and one to the subunit. 2F fills, 0F and 1F
lead in what the manufacturer alone knows, to the end. A VIF of 7C is followed by
the length and the text of its unit.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
import re
from typing import Final, NamedTuple

from .dates import date_g, date_time_f, date_time_i, time_j
from .values import (
    Content,
    ReadContent,
    bcd,
    bcd_text,
    nothing,
    real,
    signed,
    unsigned,
    unsigned_text,
    variable,
)
from .vif import Form, read_value_information

FILLER: Final = 0x2F
_MANUFACTURER: Final = (0x0F, 0x1F)

#: A byte and its extensions, ten at most.
_CHAIN: Final = rb"[\x80-\xff]{0,10}[\x00-\x7f]"
_EXTENSIONS: Final = re.compile(_CHAIN)
#: DIF, which is no special function, and VIF, each with its extensions. Those of a
#: plain text stand behind it.
_HEADER: Final = re.compile(
    rb"(?![\x0f\x1f\x2f\x3f\x4f\x5f\x6f\x7f\x8f\x9f\xaf\xbf\xcf\xdf\xef\xff])"
    rb"%(chain)b(?:([\x7c\xfc])|%(chain)b)" % {b"chain": _CHAIN}
)
_EXTENDED_TEXT: Final = b"\xfc"

#: The low four bits of the DIF.
_DATA: Final = 0x0F
#: None at all, and the selection of what a meter shall send.
_WITHOUT_DATA: Final = (0x00, 0x08)
_REAL: Final = 0x05
#: The first of those whose data are BCD.
_BCD: Final = 0x09
_VARIABLE: Final = 0x0D

#: Bytes of data by the low four bits of the DIF; variable data say their own size.
_SIZES: Final = (0, 1, 2, 3, 4, 4, 6, 8, 0, 1, 2, 3, 4, None, 6)
_FUNCTIONS: Final = ("instantaneous", "maximum", "minimum", "error")
_READ_DATE: Final[dict[tuple[Form, int], ReadContent]] = {
    (Form.DATE, 2): date_g,
    (Form.DATE_TIME, 3): time_j,
    (Form.DATE_TIME, 4): date_time_f,
    (Form.DATE_TIME, 6): date_time_i,
}
_READ_INTEGER: Final[dict[Form, ReadContent]] = {
    Form.NUMBER: signed,
    Form.BITS: unsigned,
    Form.NAME: unsigned_text,
}
_READ_BCD: Final[dict[Form, ReadContent]] = {
    Form.NUMBER: bcd,
    Form.BITS: bcd,
    Form.NAME: bcd_text,
}

#: Headers that are remembered; a telegram has some twenty.
_MOST_HEADERS: Final = 1024


@dataclass(frozen=True, slots=True, eq=False)
class Meaning:
    """What the header of a record says, from DIF to the last VIFE.

    The value is the data's number times ten to the power of ``power``, in ``unit``.
    ``own`` are the extensions that only the manufacturer knows; ``is_clear`` tells
    whether all others are known here. ``size`` counts the bytes of the data, None
    where these say it themselves.
    """

    header: bytes
    function: str
    storage: int
    tariff: int
    subunit: int
    quantity: str
    unit: str
    power: int
    direction: str | None
    phase: str | None
    flags: tuple[str, ...]
    own: bytes
    is_clear: bool
    is_bcd: bool
    size: int | None
    read: ReadContent


class Record(NamedTuple):
    """A record: what it means, its data, and what they are before they are scaled."""

    meaning: Meaning
    data: bytes
    content: Content

    @property
    def value(self) -> Decimal | str | None:
        """Return the exact number, a text or an ISO date, None where it is none."""
        if isinstance(self.content, int):
            return Decimal(f"{self.content}e{self.meaning.power}")
        if isinstance(self.content, Decimal):
            return self.content.scaleb(self.meaning.power)
        return None if self.content is None else str(self.content)


class Records(NamedTuple):
    """What a telegram holds.

    ``rest`` is all from the first record on that cannot be read, empty where the
    data were read to their end.
    """

    records: tuple[Record, ...]
    rest: bytes


def read_records(data: bytes) -> Records:
    """Read the records of a telegram; whatever it holds, nothing is raised."""
    records: list[Record] = []
    at, size = 0, len(data)
    while at < size:
        dif = data[at]
        if dif == FILLER:
            at += 1
            continue
        if dif in _MANUFACTURER:
            break
        found = _read_record(data, at)
        if found is None:
            return Records(tuple(records), data[at:])
        record, at = found
        records.append(record)
    return Records(tuple(records), b"")


def _read_record(data: bytes, at: int) -> tuple[Record, int] | None:
    """Read the record at `at`; return it and where the next one begins."""
    header = _header(data, at)
    if header is None:
        return None
    meaning = understand(header)
    start = at + len(header)
    size, read = meaning.size, meaning.read
    if size is None:
        found = variable(data[start]) if start < len(data) else None
        if found is None:
            return None
        start += 1
        size, read = found
    end = start + size
    if end > len(data):
        return None
    octets = data[start:end]
    return Record(meaning, octets, read(octets)), end


def _header(data: bytes, at: int) -> bytes | None:
    """Return the header at `at`, None where there is no whole one."""
    found = _HEADER.match(data, at)
    if found is None:
        return None
    if not found.lastindex:
        return found[0]
    end = found.end()
    end += 1 + int.from_bytes(data[end : end + 1])
    if found[1] == _EXTENDED_TEXT:
        extensions = _EXTENSIONS.match(data, end)
        end = extensions.end() if extensions else len(data) + 1
    return data[at:end] if end <= len(data) else None


@lru_cache(_MOST_HEADERS)
def understand(header: bytes) -> Meaning:
    """Return what a whole header says."""
    dib = _EXTENSIONS.match(header)
    assert dib is not None
    dif, *extensions = dib[0]
    storage, tariff, subunit = dif >> 6 & 1, 0, 0
    for n, extension in enumerate(extensions):
        storage |= (extension & 0x0F) << (4 * n + 1)
        tariff |= (extension >> 4 & 3) << (2 * n)
        subunit |= (extension >> 6 & 1) << n
    measure, effect, own, is_clear = read_value_information(header[dib.end() :])
    form = dif & _DATA
    return Meaning(
        header=header,
        function=_FUNCTIONS[dif >> 4 & 3],
        storage=storage,
        tariff=tariff,
        subunit=subunit,
        quantity=measure.quantity,
        unit=measure.unit,
        power=measure.power + effect.power,
        direction=effect.direction,
        phase=effect.phase,
        flags=effect.flags,
        own=own,
        is_clear=is_clear,
        is_bcd=form >= _BCD and form != _VARIABLE,
        size=_SIZES[form],
        read=_reader(form, measure.form),
    )


def _reader(data: int, form: Form) -> ReadContent:
    """Return what reads data of the DIF's low four bits as the VIF wants them."""
    if data in _WITHOUT_DATA:
        return nothing
    if form in (Form.DATE, Form.DATE_TIME):
        return _READ_DATE.get((form, data), nothing)
    if data == _REAL:
        return real
    return _READ_BCD[form] if data >= _BCD else _READ_INTEGER[form]

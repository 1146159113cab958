"""Write A-XDR (IEC 61334-6), as far as meters that push need it.

Each value is a tag and its content; octets, texts, structures and arrays have
their length or their number of elements in between, one byte below 128.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import IntEnum
from typing import Final

#: Of a date-time: the field is not specified.
UNSPECIFIED: Final = 0xFF
#: Of a date-time's status: summer time.
SUMMER_TIME: Final = 0x80

_UNSPECIFIED_DEVIATION: Final = -0x8000


class Unit(IntEnum):
    """The units of a scaler-unit."""

    W = 27
    VAR = 29
    WH = 30
    VARH = 32
    A = 33
    V = 35
    NONE = 255


def data_notification(invoke_id: int, date_time: bytes, body: bytes) -> bytes:
    """Write the APDU of a push; `date_time` may be empty."""
    stamp = bytes([len(date_time)]) + date_time
    return b"\x0f" + invoke_id.to_bytes(4) + stamp + body


def array(elements: Sequence[bytes]) -> bytes:
    """Write an array."""
    return bytes([0x01, len(elements)]) + b"".join(elements)


def structure(elements: Sequence[bytes]) -> bytes:
    """Write a structure."""
    return bytes([0x02, len(elements)]) + b"".join(elements)


def unsigned32(number: int) -> bytes:
    """Write a double-long-unsigned."""
    return b"\x06" + number.to_bytes(4)


def octets(content: bytes) -> bytes:
    """Write an octet string."""
    return bytes([0x09, len(content)]) + content


def visible(text: str) -> bytes:
    """Write a visible string."""
    return bytes([0x0A, len(text)]) + text.encode("ascii")


def signed16(number: int) -> bytes:
    """Write a long."""
    return b"\x10" + number.to_bytes(2, signed=True)


def unsigned16(number: int) -> bytes:
    """Write a long-unsigned."""
    return b"\x12" + number.to_bytes(2)


def scaler_unit(scaler: int, unit: Unit) -> bytes:
    """Write a power of ten and a unit."""
    return structure([b"\x0f" + scaler.to_bytes(1, signed=True), bytes([0x16, unit])])


def obis(code: str) -> bytes:
    """Write a code A-B:C.D.E as an octet string, its F group being 255."""
    groups = code.replace("-", ".").replace(":", ".").split(".")
    return octets(bytes([*map(int, groups), 0xFF]))


def date_time(
    local: datetime,
    *,
    hundredths: int = UNSPECIFIED,
    deviation: int | None = None,
    status: int = 0,
) -> bytes:
    """Write the 12 bytes of a local time; `deviation` is minutes on to UTC."""
    minutes = _UNSPECIFIED_DEVIATION if deviation is None else deviation
    return (
        local.year.to_bytes(2)
        + bytes([local.month, local.day, local.isoweekday()])
        + bytes([local.hour, local.minute, local.second, hundredths])
        + minutes.to_bytes(2, signed=True)
        + bytes([status])
    )

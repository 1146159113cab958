"""APDUs put together for tests, from the types of A-XDR (IEC 61334-6) upwards."""

from collections.abc import Iterable
from datetime import datetime
import re
from typing import Final

from tests.decoder.compose import ber

NULL: Final = b"\x00"
NO_DATE_TIME: Final = b"\x00"

#: Units of IEC 62056-6-2 by their number.
WATT: Final = 27
VAR: Final = 29
WATT_HOUR: Final = 30
VAR_HOUR: Final = 32
AMPERE: Final = 33
VOLT: Final = 35
NO_UNIT: Final = 255

#: Tag and size of the integers by their usual names.
_INTEGERS: Final = {
    "int8": (0x0F, 1),
    "uint8": (0x11, 1),
    "int16": (0x10, 2),
    "uint16": (0x12, 2),
    "int32": (0x05, 4),
    "uint32": (0x06, 4),
    "int64": (0x14, 8),
    "uint64": (0x15, 8),
}


def integer(name: str, number: int) -> bytes:
    """Write an integer of a type."""
    tag, size = _INTEGERS[name]
    signed = name.startswith("int")
    return bytes([tag]) + number.to_bytes(size, "big", signed=signed)


def int8(number: int) -> bytes:
    """Write an integer of one byte."""
    return integer("int8", number)


def int16(number: int) -> bytes:
    """Write an integer of two bytes."""
    return integer("int16", number)


def uint8(number: int) -> bytes:
    """Write a natural number of one byte."""
    return integer("uint8", number)


def uint16(number: int) -> bytes:
    """Write a natural number of two bytes."""
    return integer("uint16", number)


def uint32(number: int) -> bytes:
    """Write a natural number of four bytes."""
    return integer("uint32", number)


def uint64(number: int) -> bytes:
    """Write a natural number of eight bytes."""
    return integer("uint64", number)


def boolean(number: int) -> bytes:
    """Write a truth value."""
    return b"\x03" + bytes([number])


def enum(number: int) -> bytes:
    """Write a state."""
    return b"\x16" + bytes([number])


def octets(data: bytes) -> bytes:
    """Write an octet string."""
    return b"\x09" + ber(len(data)) + data


def text(characters: str) -> bytes:
    """Write a text as an octet string."""
    return octets(characters.encode("ascii"))


def visible(characters: str) -> bytes:
    """Write a text as a visible string."""
    return b"\x0a" + ber(len(characters)) + characters.encode("ascii")


def structure(*items: bytes) -> bytes:
    """Write a structure."""
    return b"\x02" + ber(len(items)) + b"".join(items)


def array(*items: bytes) -> bytes:
    """Write an array."""
    return b"\x01" + ber(len(items)) + b"".join(items)


def obis(code: str) -> bytes:
    """Write an OBIS code, F being 255 where it is left out."""
    groups = [int(group) for group in re.split("[-:.*]", code)]
    return octets(bytes([*groups, 255][:6]))


def scaler_unit(scaler: int, unit: int) -> bytes:
    """Write what stands behind a value."""
    return structure(int8(scaler), enum(unit))


def triplet(code: str, number: bytes, scaler: int, unit: int) -> bytes:
    """Write a structure of OBIS code, value, scaler and unit."""
    return structure(obis(code), number, scaler_unit(scaler, unit))


def pairs(values: Iterable[tuple[str, bytes]]) -> list[bytes]:
    """Write OBIS codes and values in a row."""
    return [part for code, value in values for part in (obis(code), value)]


def date_time(
    stamp: str = "2026-01-17T08:30:10", deviation: int = -0x8000, status: int = 0xFF
) -> bytes:
    """Write the twelve bytes of a date-time. A deviation of -8000 hex says nothing."""
    time = datetime.fromisoformat(stamp)
    return (
        time.year.to_bytes(2, "big")
        + bytes([time.month, time.day, time.isoweekday()])
        + bytes([time.hour, time.minute, time.second, 0xFF])
        + deviation.to_bytes(2, "big", signed=True)
        + bytes([status])
    )


def notification(
    body: bytes, date_time: bytes = NO_DATE_TIME, invoke_id: int = 0x40000000
) -> bytes:
    """Write a data-notification; the date-time comes with its length before it."""
    return b"\x0f" + invoke_id.to_bytes(4, "big") + date_time + body

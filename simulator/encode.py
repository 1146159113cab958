"""Encode readable telegrams: IEC 62056-21 mode D as SESKO SK 13-1 has it.

/XXXZident CR LF
CR LF
A-B:C.D.E(value*unit) CR LF
!HHHH CR LF                     CRC-16/ARC from '/' to '!', in capitals
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

CLOCK = "0-0:1.0.0"


class Line(NamedTuple):
    """A data line: code, digits before and behind the point, unit or none."""

    code: str
    digits: int
    places: int
    unit: str = ""


def encode(
    ident: str, stamp: str, lines: Iterable[Line], values: Mapping[str, Decimal]
) -> bytes:
    """Write a telegram of `lines`, each with its number out of `values`."""
    body = "".join(f"{_data_line(line, values[line.code])}\r\n" for line in lines)
    covered = f"/{ident}\r\n\r\n{CLOCK}({stamp})\r\n{body}!".encode("ascii")
    return covered + f"{crc16_arc(covered):04X}\r\n".encode("ascii")


def crc16_arc(data: bytes) -> int:
    """Return the CRC-16/ARC: polynomial 0x8005 reflected, start 0, no final xor."""
    return _reflected_crc(data, polynomial=0xA001, start=0)


def crc16_x25(data: bytes) -> int:
    """Return the CRC-16/X-25: 0x1021 reflected, start and final xor 0xFFFF."""
    return _reflected_crc(data, polynomial=0x8408, start=0xFFFF) ^ 0xFFFF


def _reflected_crc(data: bytes, polynomial: int, start: int) -> int:
    """Divide bit by bit, the least significant bit of a byte first."""
    remainder = start
    for byte in data:
        remainder ^= byte
        for _ in range(8):
            remainder = (remainder >> 1) ^ (polynomial if remainder & 1 else 0)
    return remainder


def _data_line(line: Line, value: Decimal) -> str:
    """Write a line; the number must fit its digits exactly."""
    width = line.digits + bool(line.places) + line.places
    # A sign comes on top of the digits: the line grows by one byte.
    number = f"{'-' if value < 0 else ''}{abs(value):0{width}.{line.places}f}"
    if Decimal(number) != value or len(number.lstrip("-")) > width:
        raise ValueError(f"{value} is no number of {line.digits}.{line.places} digits")
    unit = f"*{line.unit}" if line.unit else ""
    return f"{line.code}({number}{unit})"

"""Encode readable telegrams: IEC 62056-21 mode D as SESKO SK 13-1 has it.

/XXXZident CR LF
CR LF
A-B:C.D.E(value*unit) CR LF
!HHHH CR LF                     CRC-16/ARC from '/' to '!', in capitals
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Final, NamedTuple

from .crc16 import crc16_arc

CLOCK: Final = "0-0:1.0.0"


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
    return framed(ident, body([f"{CLOCK}({stamp})", *lines], values))


def framed(ident: str, body: str) -> bytes:
    """Put the ident line before a body and the checksum behind it."""
    covered = f"/{ident}\r\n\r\n{body}!".encode("ascii")
    return covered + f"{crc16_arc(covered):04X}\r\n".encode("ascii")


def body(lines: Iterable[Line | str], values: Mapping[str, Decimal]) -> str:
    """Write lines, each with its number; what is text already stays as it is."""
    return "".join(
        line + "\r\n"
        if isinstance(line, str)
        else f"{_data_line(line, values[line.code])}\r\n"
        for line in lines
    )


def lines_of(
    groups: Iterable[int], ending: str, digits: int, places: int, unit: str
) -> list[Line]:
    """Make lines that differ in their C group only."""
    return [Line(f"1-0:{group}.{ending}", digits, places, unit) for group in groups]


def stamp_of(time: datetime, zone: tzinfo) -> str:
    """Write a time as YYMMDDhhmmssX, X being S in summer time and W else."""
    local = time.astimezone(zone)
    return f"{local:%y%m%d%H%M%S}{'S' if local.dst() else 'W'}"


def hexadecimal(text: str) -> str:
    """Write a text as serial numbers are written: two hex digits a character."""
    return text.encode("ascii").hex().upper()


def _data_line(line: Line, value: Decimal) -> str:
    """Write a line; the number must fit its digits exactly."""
    width = line.digits + bool(line.places) + line.places
    # A sign comes on top of the digits: the line grows by one byte.
    number = f"{'-' if value < 0 else ''}{abs(value):0{width}.{line.places}f}"
    if Decimal(number) != value or len(number.lstrip("-")) > width:
        raise ValueError(f"{value} is no number of {line.digits}.{line.places} digits")
    unit = f"*{line.unit}" if line.unit else ""
    return f"{line.code}({number}{unit})"

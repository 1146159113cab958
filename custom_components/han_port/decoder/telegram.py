"""What the decoder hands out: telegrams, and what it refused to call one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Integrity(StrEnum):
    """What protected the bytes of a telegram on their way."""

    CRC16_ARC = "crc16-arc"
    NONE = "none"


class Reason(StrEnum):
    """Why bytes gave no value."""

    #: The checksum does not fit the bytes, cannot be read, or is missing.
    CHECKSUM = "checksum"
    #: The telegram is ciphered and nothing here can read it without keys.
    ENCRYPTED = "encrypted"
    #: Bytes between telegrams that belong to none.
    NOISE = "noise"
    #: More bytes than any telegram has, without an end.
    OVERSIZE = "oversize"
    #: A sound telegram, but not one of the chosen profile.
    PROFILE = "profile"
    #: A telegram that broke off: the next one began, or the bytes ended.
    TRUNCATED = "truncated"
    #: One line whose value is no value of its register; its telegram stands.
    VALUE = "value"


class Reading(NamedTuple):
    """One register as the meter sent it, in its canonical unit.

    A number is exact: no more than 15 significant digits, so the shortest text
    of the float is the number on the wire. ``decimals`` counts the digits that
    the meter sends behind the point, trailing zeros included.
    """

    value: float | str
    unit: str | None = None
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class Meter:
    """Who sent a telegram, as far as the telegram says so."""

    manufacturer: str | None = None
    model: str | None = None
    serial_number: str | None = None


@dataclass(frozen=True, slots=True)
class Telegram:
    """One telegram, whole and checked.

    ``ident`` is the ident line without its `/`. ``registers`` are keyed by
    reduced OBIS code (IEC 62056-61, without the F group) in the order of the
    wire. ``unread`` keeps the lines that are no
    scalar register: histories, texts over several lines, codes sent more than
    once with different values.
    """

    profile: str
    ident: str
    meter: Meter
    time: datetime | None
    integrity: Integrity
    registers: Mapping[str, Reading]
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """Bytes that gave no value, and why.

    ``size`` counts the bytes, ``head`` is the hex of the first few of them.
    ``profiles`` names the profiles that a sound telegram would have fitted.
    """

    reason: Reason
    size: int
    head: str = ""
    detail: str = ""
    profiles: tuple[str, ...] = ()


type Event = Telegram | Rejected

HEAD_SIZE = 16


def rejected(reason: Reason, data: bytes | bytearray, detail: str) -> Rejected:
    """Refuse `data` for `reason`."""
    return Rejected(reason, len(data), bytes(data[:HEAD_SIZE]).hex(), detail)

"""What the decoder hands out: telegrams, and what it refused to call one."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Flag, StrEnum, auto
from functools import partial
from itertools import repeat
from typing import Final, NamedTuple, override

from .submeter import SubMeter


class Integrity(Flag):
    """What protected the bytes of a telegram on their way, and was found right.

    As text: the cipher's part first, joined by `+` ("gcm-tag+crc16-x25").
    """

    NONE = 0
    #: The tag of AES-GCM: nobody without both keys can have made the telegram.
    GCM_TAG = auto()
    #: Deciphered without a look at a tag: there is none, or its key is not known.
    GCM_UNVERIFIED = auto()
    #: A radio telegram's message authentication code: nobody without its key made it.
    CMAC = auto()
    #: What came out with the key begins as it must, and is records to its end.
    CBC_FILLER = auto()
    #: The checksum inside the extended link layer of a radio telegram.
    PAYLOAD_CRC = auto()
    CRC16_ARC = auto()
    CRC16_X25 = auto()
    HDLC_FCS = auto()
    MBUS_CHECKSUM = auto()
    #: The checksums of a radio telegram's link layer, checked here.
    WIRELESS_CRC = auto()
    #: A receiver has checked those, and what brings its words keeps them whole: a
    #: checksum of its own, or lines of text.
    RECEIVER = auto()

    @override
    def __str__(self) -> str:
        """Return the names of what was checked."""
        names = [str(one.name).lower().replace("_", "-") for one in self]
        return "+".join(names) or "none"


#: Nothing was checked: deciphered or not, any byte may be wrong.
UNCHECKED: Final = (Integrity.NONE, Integrity.GCM_UNVERIFIED)
#: A sum of eight bits alone was: it passes over one error in 256.
WEAK: Final = (
    Integrity.MBUS_CHECKSUM,
    Integrity.GCM_UNVERIFIED | Integrity.MBUS_CHECKSUM,
)
#: What vouches for the bytes is too little to believe them at once.
UNPROTECTED: Final = (*UNCHECKED, *WEAK)


class Carrier(StrEnum):
    """What carries a telegram over the wire."""

    #: Readable text from `/` to `!` and its checksum.
    P1 = "p1"
    #: The ident line readable, all behind it ciphered.
    P1_CIPHERED = "p1-ciphered"
    #: general-glo-ciphering without anything around it.
    CIPHERED = "ciphered"
    HDLC = "hdlc"
    MBUS = "mbus"
    #: Wireless M-Bus, by way of a receiver.
    WIRELESS = "wireless"
    #: An APDU alone, as a file may hold it; no wire does.
    BARE = "bare"


class Reason(StrEnum):
    """Why bytes gave no value."""

    #: The telegram came out right, but its tag does not fit the authentication key.
    AUTHENTICATION_KEY = "authentication_key"
    #: The checksum does not fit the bytes, cannot be read, or is missing.
    CHECKSUM = "checksum"
    #: The telegram is ciphered and no key is known.
    ENCRYPTED = "encrypted"
    #: Nothing sensible comes out with the encryption key.
    KEY = "key"
    #: A sound frame that holds no APDU of a known kind.
    MALFORMED = "malformed"
    #: Bytes between telegrams that belong to none.
    NOISE = "noise"
    #: More bytes than any telegram has, without an end.
    OVERSIZE = "oversize"
    #: A sound telegram, but not one of the chosen profile.
    PROFILE = "profile"
    #: A telegram that broke off: the next one began, or the bytes ended.
    TRUNCATED = "truncated"
    #: A sound list of values of which none can be named.
    UNKNOWN_LIST = "unknown list"
    #: Ciphered in a way that nobody can undo here; the detail names it.
    UNSUPPORTED = "unsupported"
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


#: Reading._make for many rows, without its check of their length.
make_readings: Callable[
    [Iterable[tuple[float | str, str | None, int | None]]], Iterator[Reading]
]
make_readings = partial(map, tuple.__new__, repeat(Reading))


@dataclass(frozen=True, slots=True)
class Meter:
    """Who sent a telegram, as far as the telegram says so."""

    manufacturer: str | None = None
    model: str | None = None
    serial_number: str | None = None


@dataclass(frozen=True, slots=True)
class Telegram:
    """One telegram, whole and checked.

    ``ident`` is the ident line without its `/`, or the id of a DLMS list.
    ``registers`` are keyed by reduced OBIS code (IEC 62056-61, without the F
    group) in the order of the wire. ``unread`` keeps what is no scalar register:
    histories, texts over several lines, codes sent more than once with different
    values. ``invocation_counter`` is None where nothing was ciphered. ``submeters``
    are the meters that send their readings through this one, by channel. ``rssi`` is
    the strength in dBm that a radio telegram was received with. ``raw`` are the
    bytes as the wire brought them, a radio's without what its receiver put around.
    """

    profile: str
    carrier: Carrier
    ident: str
    meter: Meter
    time: datetime | None
    integrity: Integrity
    registers: Mapping[str, Reading]
    unread: tuple[str, ...] = ()
    invocation_counter: int | None = None
    submeters: Mapping[int, SubMeter] = field(default_factory=dict)
    rssi: float | None = None
    raw: bytes = field(default=b"", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Rejected:
    """Bytes that gave no value, and why.

    ``size`` counts the bytes, ``head`` is the hex of the first few of them.
    ``profiles`` names the profiles that a sound telegram would have fitted,
    ``sender`` the meter by its radio address, where bytes of a radio say that.
    ``raw`` are the bytes, of very many the beginning, and none of one line of a
    telegram that stands.
    """

    reason: Reason
    size: int
    head: str = ""
    detail: str = ""
    profiles: tuple[str, ...] = ()
    sender: str = ""
    raw: bytes = field(default=b"", repr=False, compare=False)


type Event = Telegram | Rejected

HEAD_SIZE: Final = 16


def rejected(reason: Reason, data: bytes | bytearray, detail: str) -> Rejected:
    """Refuse `data` for `reason`."""
    raw = bytes(data)
    return Rejected(reason, len(raw), raw[:HEAD_SIZE].hex(), detail, raw=raw)

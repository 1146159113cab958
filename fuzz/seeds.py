"""What the fuzzer begins with: telegrams of the simulated meters, and their parts."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from itertools import chain
from typing import Final

from custom_components.han_port.decoder import Keys, Reason, read_headers
from custom_components.han_port.decoder.apdu import (
    DATA_NOTIFICATION,
    read_notification,
)
from custom_components.han_port.decoder.axdr import INTEGERS
from custom_components.han_port.decoder.frame import Frame
from custom_components.han_port.decoder.framing import Framer
from custom_components.han_port.decoder.opener import Opened, Opener
from custom_components.han_port.decoder.positional import POSITIONAL, Positional
from custom_components.han_port.decoder.wireless.contents import Safe
from simulator.amb8465 import Amb8465
from simulator.cul import Cul
from simulator.household import Household
from simulator.im871a import Im871a
from simulator.meter import Meter, Turn
from simulator.meters import METERS, VARIANTS
from simulator.radio_meters import RADIO_METERS
from simulator.rtl_wmbus import RtlWmbus

from .seals import (
    CUT,
    RADIO,
    WIRED,
    Seal,
    as_it_is,
    cipher_in_mbus,
    clear,
    compact,
    hdlc,
    in_mode_5,
    in_mode_7,
    session,
    text,
)
from .targets import family

_SNAPSHOT: Final = Household().at(datetime(2026, 6, 21, 12, tzinfo=UTC))
_RSSI: Final = -70.0
_TAGS: Final = {form: tag for tag, form in INTEGERS.items()}
_STRING: Final = b"\x09\x07KFM_001"

#: Those of targets that take something else than telegrams.
_SMALL: Final[dict[str, list[bytes]]] = {
    "blocks": [
        b"\x00\x00\x01\x00\x00\x02ab" + CUT + b"\x80\x00\x02\x00\x00\x02cd",
    ],
    "ber": [b"\x05", b"\x82\x01\x00"],
    "identity": [b"KFM5KAIFA-METER", b"3134303030303031", b"SAG\x00\x00\x00\x00\x01"],
    "clock": [b"260621120000S", b"2026-06-21 12:00:00", b"261025020000W"],
    "date-time": [bytes.fromhex("07EA06150C0C000000FF8880"), bytes(12)],
    "units": [b"\x29\x01\x02\x03\x04\x05\x06\x07\x08", b"\x03\x02\x03\x00"],
    "values": [bytes.fromhex("0ED00000000000"), bytes.fromhex("3F800000")],
    "dates": [bytes.fromhex("0C12D536"), bytes.fromhex("000012D5361F")],
    "capture": [
        b"# profile: sesko\n# line: 115200 8N1\n0.00 telegram 2f41\n",
        b"# encryption key: 000102030405060708090A0B0C0D0E0F\n  9.98 x\n  62 1e3 y ff",
        b"# receiver: cul\n# system title: 4B414D0000000001\n",
    ],
    "vif": [bytes.fromhex("AB3C"), bytes.fromhex("FDC9FC01"), bytes.fromhex("FB943C")],
}


def seeds(target: str) -> list[bytes]:
    """Return what a target begins with."""
    if target in _SMALL:
        return _SMALL[target]
    return _MAKERS.get(family(target), _streams)()


def _streams() -> list[bytes]:
    """Return what a wire brings: telegrams, and what they hold to be sealed anew."""
    streams = [_with(WIRED, as_it_is, one) for one in _whole()]
    for body in _apdus():
        streams += [_with(WIRED, seal, body) for seal in (hdlc, cipher_in_mbus)]
    return streams + [
        _with(WIRED, text, b"LGF5E360\r\n\r\n" + body) for body in _texts()
    ]


def _behind(size: int) -> Callable[[], list[bytes]]:
    """Return what cuts a sign of so many bytes off telegrams."""
    return lambda: [one[size:] for one in _whole()]


def _long_frames() -> list[bytes]:
    """Return frames of M-Bus: their length, and what stands behind the sign."""
    return [one[1:2] + one[6:] for one in _whole() if one.startswith(b"\x68")]


def _of_any_carrier() -> list[bytes]:
    """Return streams behind the number of a carrier."""
    return [b"\x00" + one for one in _streams()]


def _items() -> list[bytes]:
    """Return the bodies of notifications."""
    return [one[read_notification(one).date_time.stop :] for one in _apdus()]


def _rows() -> list[bytes]:
    """Write a list of bare values for each row that is known."""
    return [_row(row) for row in POSITIONAL]


def _wired() -> list[Meter]:
    """Return the simulated meters with a wire."""
    every = chain(METERS.values(), *(one.values() for one in VARIANTS.values()))
    return [meter for meter in every if meter.profile != "wmbus"]


@cache
def _whole() -> list[bytes]:
    """Return a telegram of each of them, the longer of its lists."""
    return [meter.telegram(_SNAPSHOT, Turn(0)) for meter in _wired()]


def _apdus() -> list[bytes]:
    """Return the lists of meters."""
    return [body for body in _bodies() if body.startswith(DATA_NOTIFICATION)]


def _texts() -> list[bytes]:
    """Return the lines of meters."""
    return [body for body in _bodies() if not body.startswith(DATA_NOTIFICATION)]


def _in_turn(bodies: Callable[[], list[bytes]]) -> Callable[[], list[bytes]]:
    """Return what lets all come one after the other, too."""
    return lambda: [*bodies(), CUT.join(bodies())]


@cache
def _bodies() -> list[bytes]:
    """Return what the telegrams of wired meters hold once they are opened."""
    bodies = []
    for meter in _wired():
        keys = Keys(*meter.keys) if meter.keys else None
        framer = Framer()
        parts = framer.feed(meter.telegram(_SNAPSHOT, Turn(0))) + framer.end()
        frames = [part for part in parts if isinstance(part, Frame)]
        opened = [Opener(keys, None, None).open(frame) for frame in frames]
        bodies += [one.frame.body for one in opened if isinstance(one, Opened)]
    return bodies


def _row(row: Positional) -> bytes:
    """Write a list of bare values that may be one of a row."""
    items = []
    for letter in row.shape:
        if letter == "s":
            items.append(_STRING)
        elif letter == "e":
            items.append(b"\x16\x00")
        elif letter == "a":
            items.append(b"\x01\x00")
        else:
            tag = _TAGS.get(letter, _TAGS["I"])
            size = {"b": 1, "h": 2, "i": 4, "q": 8}[INTEGERS[tag].lower()]
            items.append(bytes([tag]) + bytes(size))
    return bytes([len(items)]) + b"".join(items)


def _air() -> list[bytes]:
    """Return radio telegrams with their checksums."""
    return [Cul().frame(one, _RSSI) for one in _radio()]


@cache
def _radio() -> list[bytes]:
    """Return radio telegrams from L on."""
    return [meter.telegram(_SNAPSHOT, Turn(0)) for meter in RADIO_METERS.values()]


def _frames() -> list[bytes]:
    """Return the same as a CUL writes them down, in bytes."""
    return [
        bytes.fromhex(Cul().spoken(one, _RSSI).decode("ascii")[1:]) for one in _air()
    ]


def _heard() -> list[bytes]:
    """Return telegrams behind the number of what vouches for them."""
    return [b"\x00" + one for one in _sealed_records()]


def _received() -> list[bytes]:
    """Return streams behind the number of a framing."""
    return [b"\x00" + one for one in _spoken()] + _heard()


def _spoken() -> list[bytes]:
    """Return a radio telegram as receivers send it."""
    (telegram, *_) = _radio()
    dialects = (Amb8465(), Cul(), Im871a(), RtlWmbus())
    spoken = [one.spoken(one.frame(telegram, _RSSI), _RSSI) for one in dialects]
    return [_with(RADIO, as_it_is, one) for one in (*spoken, telegram)]


@cache
def _records() -> list[bytes]:
    """Return the records of radio telegrams."""
    found = []
    for meter, telegram in zip(RADIO_METERS.values(), _radio(), strict=True):
        headers = read_headers(telegram)
        assert headers
        opened = Safe(Keys(*meter.keys) if meter.keys else None).open(telegram, headers)
        if not isinstance(opened, Reason):
            records = opened.records
            found.append(b"".join(one.meaning.header + one.data for one in records))
    return found


def _sealed_records() -> list[bytes]:
    """Return records to put each of the layers and ciphers around."""
    ways = (clear, session, compact, in_mode_5, in_mode_7)
    return [
        _with(RADIO, way, records) for way in ways for records in _records()[:2]
    ] + [_with(RADIO, as_it_is, one) for one in _radio()]


def _with(seals: tuple[Seal, ...], seal: Seal, data: bytes) -> bytes:
    """Put the number of a seal before what it goes around."""
    return bytes([seals.index(seal)]) + data


_MAKERS: Final[dict[str, Callable[[], list[bytes]]]] = {
    "p1": _whole,
    "hdlc": _behind(1),
    "mbus": _long_frames,
    "ciphered-door": _behind(2),
    "ident-door": _behind(1),
    "ciphered": _whole,
    "opener": _of_any_carrier,
    "axdr": _items,
    "lists": _apdus,
    "positional": _rows,
    "list-reader": _in_turn(_apdus),
    "readout": _in_turn(_texts),
    "receiver": _received,
    "radio-decoder": _received,
    "hear": _heard,
    "link-layer": _frames,
    "records": _records,
    "headers": _sealed_records,
    "contents": _sealed_records,
    "security": _sealed_records,
    "trailer": _sealed_records,
    "compact": _sealed_records,
    "mask-radio": _sealed_records,
}

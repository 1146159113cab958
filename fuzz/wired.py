"""Targets of what comes by wire: framers, decryptors, readers, and all together."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Final

from custom_components.han_port.decoder import PROFILES, Carrier, Decoder, Keys
from custom_components.han_port.decoder.apdu import read_notification
from custom_components.han_port.decoder.axdr import (
    MAX_ITEMS,
    AxdrError,
    leaves,
    read_item,
)
from custom_components.han_port.decoder.ber import read_length
from custom_components.han_port.decoder.blocks import BlockTransfer
from custom_components.han_port.decoder.ciphered import (
    CipheredDoor,
    IdentDoor,
    read_ciphered,
)
from custom_components.han_port.decoder.clock import FINLAND, POLAND, meter_time
from custom_components.han_port.decoder.date_time import date_time, date_time_text
from custom_components.han_port.decoder.frame import MAX_SIZE, Door, Frame
from custom_components.han_port.decoder.framing import Framer
from custom_components.han_port.decoder.hdlc import HdlcDoor
from custom_components.han_port.decoder.identity import sender_of_list, sender_of_text
from custom_components.han_port.decoder.list_reader import ListReader, ListReadout
from custom_components.han_port.decoder.lists import Origin, name_values
from custom_components.han_port.decoder.mbus import MbusDoor
from custom_components.han_port.decoder.opener import Opened, Opener
from custom_components.han_port.decoder.p1 import judge, read_text, surplus
from custom_components.han_port.decoder.positional import POSITIONAL
from custom_components.han_port.decoder.readout import Reader, Readout
from custom_components.han_port.decoder.telegram import Integrity, Reading, Rejected
from custom_components.han_port.decoder.units import canonical, exact

from .checks import (
    NOW,
    Heard,
    Target,
    same_however_cut,
    sound,
    sound_refusal,
    sound_registers,
)
from .seals import CUT, KEYS, WIRED, sealed

#: Units by the first byte of an input.
_UNITS: Final = ("kWh", "Wh", "kW", "V", "A", "m3", "GJ", "bogus")
_COUNTRIES: Final = (None, "NO", "SE")
_CARRIERS: Final = tuple(one for one in Carrier if one is not Carrier.WIRELESS)
_ONLY_ENCRYPTION: Final = Keys(KEYS.encryption)


def stream(data: bytes) -> bytes:
    """Put together the pieces of an input."""
    return b"".join(sealed(WIRED, piece) for piece in data.split(CUT))


def framer(data: bytes) -> None:
    """Cut a stream into frames."""
    _sound_parts(same_however_cut(Framer, stream(data)))


def decoder(profile: str, data: bytes) -> None:
    """Decode a stream by a profile."""
    make = partial(Decoder, profile, keys=KEYS)
    sound(same_however_cut(lambda: Heard(make()), stream(data)))


def p1(data: bytes) -> None:
    """Judge bytes as readable text, of a full buffer and of a ciphered one too."""
    if not data:
        return
    _sound_parts(judge(data))
    for trusted in (False, True):
        _sound_parts([read_text(data, trusted=trusted)])
    assert 0 < surplus(bytearray(data).ljust(MAX_SIZE, data[:1])) <= MAX_SIZE


def door(make: Callable[[], Door], sign: Callable[[bytes], bytes], data: bytes) -> None:
    """Measure what follows a sign, and take as much."""
    one = make()
    for piece in data.split(CUT):
        buffer = bytearray(sign(piece))
        size = one.measure(buffer, 0)
        assert size is None or 0 <= size <= 2 * MAX_SIZE
        if size and size <= len(buffer):
            _sound_parts(one.take(bytes(buffer[:size])) or [])


def behind(sign: bytes) -> Callable[[bytes], bytes]:
    """Return what puts a sign before a piece."""
    return lambda piece: sign + piece


def behind_length(piece: bytes) -> bytes:
    """Put the sign of M-Bus before a piece that begins with the length."""
    return b"\x68" + 2 * (piece[:1] or b"\0") + b"\x68\x53\xff" + piece[1:]


def ciphered(data: bytes) -> None:
    """Take general-glo-ciphering apart."""
    found = read_ciphered(data)
    assert found is None or (found.ciphertext and len(found.tag) in {0, 12})


def blocks(data: bytes) -> None:
    """Join blocks of a block transfer."""
    transfer = BlockTransfer()
    for piece in data.split(CUT):
        joined = transfer.take(b"\xe0" + piece)
        if isinstance(joined, Rejected):
            sound_refusal(joined)
        assert joined is None or isinstance(joined, Rejected) or len(joined) <= MAX_SIZE


def ber(data: bytes) -> None:
    """Read a length."""
    try:
        size, end = read_length(data, 0)
    except ValueError:
        return
    assert size >= 0
    assert 0 < end <= min(5, len(data))


def opener(data: bytes) -> None:
    """Open what may be ciphered, of any carrier, with and without keys."""
    if not data:
        return
    carrier = _CARRIERS[data[0] % len(_CARRIERS)]
    body = sealed(WIRED, data[1:])
    frame = Frame(carrier, "EGM5G35", body, b"/" + body, Integrity.NONE)
    for keys in (KEYS, _ONLY_ENCRYPTION, None):
        opened = Opener(keys, KEYS.authentication, "PL").open(frame)
        if isinstance(opened, Opened):
            assert isinstance(opened.frame.body, bytes)
        else:
            sound_refusal(opened)


def axdr(data: bytes) -> None:
    """Read an item and what is within."""
    try:
        item, end = read_item(data)
    except AxdrError:
        return
    assert 0 < end <= len(data)
    found = list(leaves(item))
    assert len(found) <= MAX_ITEMS
    assert all(data[one.place] == one.content for one in found)


def lists(data: bytes) -> None:
    """Name the values of a list."""
    try:
        body = read_notification(data).body
    except AxdrError:
        return
    for origin in (Origin(), Origin("NO"), Origin("SE", is_ciphered=True)):
        named = name_values(body, origin)
        assert named is None or len(named.entries) <= MAX_ITEMS


def positional(data: bytes) -> None:
    """Compare a list of bare values with all rows that are known."""
    try:
        items = read_item(b"\x02" + data)[0].items
    except AxdrError:
        return
    fitting = [row for row in POSITIONAL if row.fits(items)]
    assert all(len(row.codes) == len(items) for row in fitting)


def list_reader(data: bytes) -> None:
    """Read lists one after the other: what was learned changes no value."""
    country = _COUNTRIES[len(data) % len(_COUNTRIES)]
    learned = ListReader(country)
    for apdu in filter(None, data.split(CUT)):
        fresh = ListReader(country).read(apdu, is_ciphered=False)
        for _ in range(2):
            found = learned.read(apdu, is_ciphered=False)
            assert _list_content(found) == _list_content(fresh)


def readout(data: bytes) -> None:
    """Read bodies one after the other: what was learned changes no value."""
    learned = Reader()
    for body in data.split(CUT):
        fresh = _content(Reader().read(body))
        for _ in range(3):
            assert _content(learned.read(body)) == fresh


def identity(data: bytes) -> None:
    """Tell who sent something, whatever its registers say."""
    text = data.decode("latin-1")
    reading = Reading(text)
    codes = ("0-0:96.1.0", "0-0:96.1.1", "0-0:42.0.0", "1-1:0.0.5", "0-0:96.1.7")
    registers = dict.fromkeys(codes, reading)
    for meter in (
        sender_of_text(text, registers, data[:8]),
        sender_of_list(text, registers, data[:8]),
    ):
        assert meter.manufacturer is None or 0 < len(meter.manufacturer) < 40
        for said in (meter.model, meter.serial_number):
            assert said is None or 0 < len(said) <= 2 * len(text)


def clock(data: bytes) -> None:
    """Read the stamps of a meter's clock."""
    for rule in (FINLAND, POLAND):
        for now in (None, NOW):
            time = meter_time(data.decode("latin-1"), rule, now)
            assert time is None or time.utcoffset() is not None


def cosem_time(data: bytes) -> None:
    """Read COSEM date-times."""
    text = date_time_text(data)
    assert text is None or len(text) == len("2026-06-21T12:00:00")
    for rule in (None, FINLAND, POLAND):
        time = date_time(data, rule, NOW)
        assert time is None or (text and time.utcoffset() is not None)


def units(data: bytes) -> None:
    """Read a number exactly or not at all."""
    if not data:
        return
    unit, power = canonical(_UNITS[data[0] % len(_UNITS)])
    # What comes here has the form of a number.
    digits = bytes(48 + byte % 10 for byte in data[1:110]).decode() or "0"
    point = data[0] >> 3
    number = f"{digits[:point]}.{digits[point:]}" if 0 < point < len(digits) else digits
    reading = exact(number, power, unit)
    if reading is not None:
        assert reading.value == float(Decimal(number).scaleb(power))
        sound_registers({"1-0:255.255.255": reading})


def _content(found: Readout) -> object:
    """Return what a body said, in whichever order it was put together."""
    return found.registers, found.unread, found.refused, set(found.codes)


def _list_content(found: ListReadout | Rejected) -> object:
    """Return what a list said."""
    if isinstance(found, Rejected):
        sound_refusal(found)
        return found
    sound_registers(found.readout.registers)
    return found.readout.registers, found.date_time, found.ident, found.serial_number


def _sound_parts(parts: list[Frame | Rejected]) -> None:
    """Check what a framer hands out."""
    for part in parts:
        if isinstance(part, Rejected):
            sound_refusal(part)
        else:
            assert len(part.body) <= MAX_SIZE
            assert len(part.raw) <= 2 * MAX_SIZE


_DECODERS: Final[dict[str, Target]] = {
    f"decoder:{profile.id}": partial(decoder, profile.id)
    for profile in PROFILES.values()
    if not profile.is_wireless
}
WIRED_TARGETS: Final[dict[str, Target]] = _DECODERS | {
    "framer": framer,
    "p1": p1,
    "hdlc": partial(door, HdlcDoor, behind(b"\x7e")),
    "mbus": partial(door, MbusDoor, behind_length),
    "ciphered-door": partial(door, CipheredDoor, behind(b"\xdb\x08")),
    "ident-door": partial(door, IdentDoor, behind(b"/")),
    "ciphered": ciphered,
    "blocks": blocks,
    "ber": ber,
    "opener": opener,
    "axdr": axdr,
    "lists": lists,
    "positional": positional,
    "list-reader": list_reader,
    "readout": readout,
    "identity": identity,
    "clock": clock,
    "date-time": cosem_time,
    "units": units,
}

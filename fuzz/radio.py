"""Targets of what comes by radio: receivers, layers, ciphers, records, all together."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from math import isfinite
import re
from typing import Final

from custom_components.han_port.decoder import (
    PROFILES,
    RECEIVERS,
    WIRELESS,
    Integrity,
    Keys,
    RadioDecoder,
    Reason,
    Receiver,
    Reception,
    Recognizer,
    Rejected,
    Reply,
    read_headers,
)
from custom_components.han_port.decoder.submeter import Medium
from custom_components.han_port.decoder.wireless.amber import Amber
from custom_components.han_port.decoder.wireless.compact import Forms
from custom_components.han_port.decoder.wireless.contents import Contents, Safe
from custom_components.han_port.decoder.wireless.cul import Cul
from custom_components.han_port.decoder.wireless.dates import (
    date_g,
    date_time_f,
    date_time_i,
    time_j,
)
from custom_components.han_port.decoder.wireless.im871a import Im871a
from custom_components.han_port.decoder.wireless.link_layer import (
    is_telegram,
    is_without_data,
    size_with_crcs,
    without_crcs,
)
from custom_components.han_port.decoder.wireless.obis import name
from custom_components.han_port.decoder.wireless.records import (
    Record,
    read_records,
)
from custom_components.han_port.decoder.wireless.security import (
    checked,
    decipher_blocks,
    decipher_session,
)
from custom_components.han_port.decoder.wireless.shapes import Shapes
from custom_components.han_port.decoder.wireless.trailer import Trailer
from custom_components.han_port.decoder.wireless.values import (
    bcd,
    bcd_text,
    real,
    signed,
    text,
    unsigned,
    variable,
)
from custom_components.han_port.decoder.wireless.vif import read_value_information

from .checks import (
    NOW,
    Heard,
    Target,
    same_however_cut,
    sound,
    sound_refusal,
    sound_registers,
)
from .seals import CUT, KEYS, RADIO, command, line, sealed

_MOST: Final = 256
_FRAMINGS: Final = (bytes, line, command)
_VOUCHED: Final = (Integrity.NONE, Integrity.RECEIVER, Integrity.WIRELESS_CRC)
_CHAIN: Final = re.compile(rb"(?!\xfc)[\x80-\xff]{0,11}(?!\x7c)[\x00-\x7f]")
_REVERSED: Final = Keys(KEYS.encryption[::-1])


def telegrams(data: bytes) -> list[bytes]:
    """Put together the telegrams of an input."""
    return [sealed(RADIO, piece) for piece in data.split(CUT)]


def receiver(make: Callable[[], Receiver | Recognizer], data: bytes) -> None:
    """Hear a receiver: what the first byte says is put around each telegram."""
    framing = _FRAMINGS[data[0] % len(_FRAMINGS)] if data else bytes
    stream = b"".join(map(framing, telegrams(data[1:])))
    for item in same_however_cut(make, stream):
        if isinstance(item, Rejected):
            sound_refusal(item)
        elif isinstance(item, Reply):
            assert item.data
        else:
            assert 0 < len(item.telegram) <= _MOST
            assert item.rssi is None or isfinite(item.rssi)


def radio_decoder(make: Callable[[], Receiver | None], data: bytes) -> None:
    """Decode what a receiver sends."""
    framing = _FRAMINGS[data[0] % len(_FRAMINGS)] if data else bytes
    stream = b"".join(map(framing, telegrams(data[1:])))
    sound(same_however_cut(lambda: Heard(_decoder(KEYS, make())), stream))


def hear(data: bytes) -> None:
    """Decode telegrams that a receiver has cut out, and that it vouches for or not."""
    if not data:
        return
    vouched = _VOUCHED[data[0] % len(_VOUCHED)]
    for keys in (KEYS, _REVERSED, None):
        decoder = _decoder(keys)
        for telegram in telegrams(data[1:]):
            if telegram:
                sound(decoder.hear(Reception(telegram[:_MOST], None, vouched), NOW))


def link_layer(data: bytes) -> None:
    """Tell a telegram, and cut its checksums out."""
    is_telegram(data)
    is_without_data(data)
    telegram = without_crcs(data)
    if telegram is not None:
        assert len(telegram) == telegram[0] + 1 < len(data)
    if data:
        assert size_with_crcs(data[0]) > data[0] + 2


def headers(data: bytes) -> None:
    """Read the layers of a telegram."""
    for telegram in telegrams(data):
        found = read_headers(telegram)
        if found and found.transport:
            assert found.transport.start < found.transport.data_at
        if found:
            assert str(found.meter)
            assert found.security


def contents(data: bytes) -> None:
    """Open telegrams, one after the other, with the same keys."""
    for keys in (KEYS, _REVERSED, None):
        safe, shapes = Safe(keys), Shapes()
        for telegram in telegrams(data):
            found = read_headers(telegram)
            if found is None:
                continue
            opened = safe.open(telegram, found)
            assert isinstance(opened, Contents | Reason)
            if isinstance(opened, Contents):
                _sound_records(opened.records)
                shapes.is_doubtful(opened, len(telegram))


def security(data: bytes) -> None:
    """Decipher what is there, whether there is enough of it or not."""
    checked(data)
    for telegram in telegrams(data):
        found = read_headers(telegram)
        if found is None:
            continue
        if found.extended and found.extended.session:
            decipher_session(telegram, found.extended, KEYS.encryption)
        transport = found.transport
        if transport and transport.data_at + transport.ciphered <= len(telegram):
            decipher_blocks(telegram, found, transport, KEYS.encryption)


def records(data: bytes) -> None:
    """Read records and name them, of each medium."""
    found = read_records(data)
    assert data.endswith(found.rest)
    _sound_records(found.records)
    for medium in (Medium.ELECTRICITY, Medium.WATER, Medium.HEAT, Medium.GAS):
        for maker in ("EGM", "KAM"):
            named = name(found.records, medium, maker, is_whole=not found.rest)
            sound_registers(named.registers)


def compact(data: bytes) -> None:
    """Learn the headers of records, and put them into compact frames."""
    forms = Forms()
    for piece in data.split(CUT):
        forms.learn(read_records(piece).records)
        expanded = forms.expand(piece)
        assert isinstance(expanded, Reason) or len(expanded) < 2 * _MOST + len(data)


def values(data: bytes) -> None:
    """Read the data of a record in all ways."""
    assert unsigned(data) >= 0
    assert isinstance(signed(data), int)
    assert len(text(data)) == len(data)
    number, digits = bcd(data), bcd_text(data)
    assert digits is None or not data or number == int(digits)
    if len(data) >= 4:
        read = real(data[:4])
        assert read is None or read.is_finite()
    if data and (found := variable(data[0])):
        assert found.size <= _MOST
        found.read(data[1 : 1 + found.size])


def dates(data: bytes) -> None:
    """Read dates of all forms."""
    for size, read in ((2, date_g), (4, date_time_f), (6, date_time_i)):
        if len(data) >= size and (moment := read(data[:size])):
            assert moment.text[4] == "-"
            assert moment.stamp[:12].isdecimal()
    if len(data) >= 3:
        time_j(data[:3])


def vif(data: bytes) -> None:
    """Read value information, of which bit 7 says that it goes on."""
    if _CHAIN.fullmatch(data):
        measure, effect, own, _ = read_value_information(data)
        assert abs(measure.power + effect.power) < 100
        assert own in data


def trailer(data: bytes) -> None:
    """Part telegrams from their strength."""
    one = Trailer()
    for telegram in telegrams(data):
        if is_telegram(telegram):
            alone, raw = one.split(telegram)
            assert len(alone) == len(telegram) - (raw is not None)


def _sound_records(found: tuple[Record, ...]) -> None:
    """Check that records have exact values."""
    for record in found:
        value = record.value
        assert value is None or isinstance(value, str) or value.is_finite()
        assert not isinstance(value, Decimal) or abs(value.adjusted()) < 400


def _decoder(keys: Keys | None, heard_by: Receiver | None = None) -> RadioDecoder:
    """Make a decoder of all meters."""
    return RadioDecoder(keys=keys, receiver=heard_by, clock=PROFILES[WIRELESS].clock)


RADIO_TARGETS: Final[dict[str, Target]] = {
    f"receiver:{one.id}": partial(receiver, one) for one in RECEIVERS.values()
} | {
    "receiver:amb8465-framed": partial(receiver, partial(Amber, is_framed=True)),
    "receiver:any": partial(receiver, Recognizer),
    "radio-decoder:any": partial(radio_decoder, lambda: None),
    "radio-decoder:cul": partial(radio_decoder, Cul),
    "radio-decoder:im871a": partial(radio_decoder, Im871a),
    "hear": hear,
    "link-layer": link_layer,
    "headers": headers,
    "contents": contents,
    "security": security,
    "records": records,
    "compact": compact,
    "values": values,
    "dates": dates,
    "vif": vif,
    "trailer": trailer,
}

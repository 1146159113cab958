"""What is measured: which telegrams, by whom, in which way, how fast it shall be."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
import re
from typing import NamedTuple

from benchmarks.peers import (
    AMSHAN,
    AMSHAN_P1,
    DSMR_PARSER,
    DSMR_PARSER_CIPHERED,
    GURUX,
    PYMBUSPARSER,
)
from benchmarks.readers import Reader, han_port, han_port_by_radio
from decoder import Keys
from simulator.cul import Cul
from simulator.im871a import Im871a
from simulator.keys import ENCRYPTION_ONLY, LUXEMBOURG
from simulator.meter import Meter
from simulator.meters import METERS, VARIANTS
from simulator.radio_meters import OWN, RADIO_METERS
from simulator.wireless import with_checksums

#: What there is to do, telegram by telegram.
type Task = list[Callable[[], object]]


def _whole(reader: Reader, series: list[bytes]) -> Task:
    """Read a series, a telegram a chunk, with one decoder."""
    read = reader.make()
    return [partial(read, telegram) for telegram in series]


def _bytewise(reader: Reader, series: list[bytes]) -> Task:
    """Read a series, a byte a chunk, with one decoder."""
    read = reader.make()

    def read_each(chunks: list[bytes]) -> None:
        for chunk in chunks:
            read(chunk)

    return [
        partial(read_each, [bytes((byte,)) for byte in telegram]) for telegram in series
    ]


def _first(reader: Reader, series: list[bytes]) -> Task:
    """Read each telegram with a decoder made for it, regular expressions and all."""

    def read(telegram: bytes) -> None:
        re.purge()
        reader.make()(telegram)

    return [partial(read, telegram) for telegram in series]


class Peer(NamedTuple):
    """Whom HAN Port is measured beside, and how many times as fast it shall be."""

    reader: Reader
    wanted: float | None = None


class Case(NamedTuple):
    """A simulated meter and who reads what it sends.

    ``way`` makes of a reader and telegrams what there is to do. ``hourly`` chooses
    the longer list of a meter that has one for every hour. ``sent`` makes of a
    telegram what goes through the air.
    """

    name: str
    meter: Meter
    ours: Reader
    peers: tuple[Peer, ...]
    way: Callable[[Reader, list[bytes]], Task] = _whole
    hourly: bool = False
    sent: Callable[[bytes], bytes] = bytes


_E360 = METERS["kuopio"]
_AIDON_TEXT = METERS["sesko"]
_AIDON_LIST = METERS["aidon_dlms"]
_KAMSTRUP = VARIANTS["kamstrup_dlms"]["norway"]
_LUXEMBOURG = METERS["luxembourg"]
#: Without its telegrams of another type, which hold no numbers.
GAMA = replace(RADIO_METERS[OWN], short_every=0)
_RSSI = -60
#: What receivers make of a telegram: one with the checksums, one without.
by_cul = partial(Cul().spoken, rssi=_RSSI)
_by_im871a = partial(Im871a().frame, rssi=_RSSI)

_OF_TEXT = han_port("sesko")
_OF_AIDON = han_port("aidon_dlms")
_OF_KAMSTRUP = han_port("kamstrup_dlms", country="NO")
_OF_LUXEMBOURG = han_port("luxembourg", keys=Keys(LUXEMBOURG.encryption))

_OF_GAMA = Keys(ENCRYPTION_ONLY.encryption)
_OF_CUL = han_port_by_radio("cul", by_cul, _OF_GAMA)
_OF_IM871A = han_port_by_radio("im871a", _by_im871a, _OF_GAMA)

_TEXT_PEERS = (Peer(AMSHAN_P1), Peer(DSMR_PARSER))
_E360_PEERS = (Peer(AMSHAN_P1, 15), Peer(DSMR_PARSER, 15))
_AIDON_PEERS = (Peer(AMSHAN, 15), Peer(GURUX, 5))
_KAMSTRUP_PEERS = (Peer(AMSHAN, 10),)
_LUXEMBOURG_PEERS = (Peer(DSMR_PARSER_CIPHERED, 10),)
_RADIO_PEERS = (Peer(PYMBUSPARSER, 1 / 3),)

CASES = (
    Case("E360, text", _E360, _OF_TEXT, _E360_PEERS),
    Case("the same, byte by byte", _E360, _OF_TEXT, _TEXT_PEERS, _bytewise),
    Case("E360, a new decoder each", _E360, _OF_TEXT, _TEXT_PEERS, _first),
    Case("Aidon, text", _AIDON_TEXT, _OF_TEXT, _TEXT_PEERS),
    Case("Aidon, list", _AIDON_LIST, _OF_AIDON, _AIDON_PEERS),
    Case("the same, byte by byte", _AIDON_LIST, _OF_AIDON, (Peer(AMSHAN),), _bytewise),
    Case("Kamstrup, list", _KAMSTRUP, _OF_KAMSTRUP, _KAMSTRUP_PEERS),
    Case(
        "Kamstrup, list of an hour",
        _KAMSTRUP,
        _OF_KAMSTRUP,
        _KAMSTRUP_PEERS,
        hourly=True,
    ),
    Case("Luxembourg, ciphered", _LUXEMBOURG, _OF_LUXEMBOURG, _LUXEMBOURG_PEERS),
    Case("GAMA 350, radio, CUL", GAMA, _OF_CUL, _RADIO_PEERS, sent=with_checksums),
    Case("the same, iM871A", GAMA, _OF_IM871A, _RADIO_PEERS),
)

"""Three decoders behind one interface: bytes in, the values of telegrams out.

Each checks the checksum, is used as its documentation says and keeps between
telegrams what it can keep. Of every telegram the first three values are the
clock and the totals of import and export.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from dsmr_parser.clients.telegram_buffer import TelegramBuffer
from dsmr_parser.parsers import TelegramParser
from dsmr_parser.telegram_specifications import SWEDEN
from han.dlde import ModeDReader, decode_p1_readout

from decoder import Decoder, Telegram

type Read = Callable[[bytes], list[list[Any]]]


class Reader(NamedTuple):
    """A decoder by name: how to make one, and what its totals count in kWh."""

    name: str
    make: Callable[[], Read]
    per_kwh: int = 1


def _han_port() -> Read:
    """Make a Decoder of HAN Port."""
    decoder = Decoder("sesko")

    def read(chunk: bytes) -> list[list[Any]]:
        return [
            [reading.value for reading in event.registers.values()]
            for event in decoder.feed(chunk)
            if isinstance(event, Telegram)
        ]

    return read


def _dsmr_parser() -> Read:
    """Make buffer and parser of dsmr-parser."""
    buffer = TelegramBuffer()
    parser = TelegramParser(SWEDEN, apply_checksum_validation=True)

    def read(chunk: bytes) -> list[list[Any]]:
        buffer.append(chunk.decode("ascii"))
        return [
            [item.value for _, item in parser.parse(telegram)]
            for telegram in buffer.get_all()
        ]

    return read


def _amshan() -> Read:
    """Make a reader of amshan."""
    reader = ModeDReader()

    def read(chunk: bytes) -> list[list[Any]]:
        return [
            list(decode_p1_readout(readout).values())
            for readout in reader.read(chunk)
            if readout.is_valid
        ]

    return read


HAN_PORT = Reader("HAN Port", _han_port)
PEERS = (
    Reader("dsmr-parser", _dsmr_parser),
    Reader("amshan", _amshan, per_kwh=1000),
)
READERS = (HAN_PORT, *PEERS)

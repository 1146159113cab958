"""The decoders that HAN Port is measured beside.

Each checks what its telegrams carry to be checked (checksum, FCS, tag), is used as
its documentation says and keeps between telegrams what it can keep.
"""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
import re
from typing import Any

from dsmr_parser.clients.telegram_buffer import EncryptedTelegramBuffer, TelegramBuffer
from dsmr_parser.parsers import TelegramParser
from dsmr_parser.telegram_specifications import MSN, SWEDEN
from gurux_dlms import GXByteBuffer, GXDLMSClient, GXReplyData
from han.autodecoder import AutoDecoder
from han.dlde import ModeDReader
from han.hdlc import HdlcFrameReader
from han.obis_map import name_obis_map
import pymbusparser

from benchmarks.readers import Numbers, Read, Reader
from simulator.keys import ENCRYPTION_ONLY, LUXEMBOURG
from simulator.radio_meters import OWN, RADIO_METERS
from simulator.records import Record

#: W, var, Wh and varh of DLMS.
_COUNTED_IN_THOUSANDS = {27, 29, 30, 32}

#: The records of a GAMA 350 as its telegrams have them.
_CODES = {
    bytes.fromhex(entry.header).hex(" ").upper(): entry.code
    for entry in RADIO_METERS[OWN].records
    if isinstance(entry, Record)
}


def _dsmr_parser() -> Read:
    """Make buffer and parser for the telegrams of Sweden."""
    buffer = TelegramBuffer()
    parser = TelegramParser(SWEDEN)

    def read(chunk: bytes) -> list[Any]:
        buffer.append(chunk.decode("ascii"))
        return [parser.parse(telegram) for telegram in buffer.get_all()]

    return read


def _dsmr_parser_ciphered() -> Read:
    """Make buffer and parser for the telegrams of Luxembourg, with its public key."""
    buffer = EncryptedTelegramBuffer()
    parser = TelegramParser(MSN)
    key = LUXEMBOURG.encryption.hex()

    def read(chunk: bytes) -> list[Any]:
        buffer.append(chunk)
        return [parser.parse(telegram, key) for telegram in buffer.get_all()]

    return read


def _dsmr_parser_numbers(telegram: Any) -> Numbers:
    """Return the numbers. A code stands in the regular expression of its lines."""
    return {
        ".".join(re.findall("[0-9]+", pattern)[-3:]): found.value
        for pattern, found in dict.items(telegram)
        if isinstance(found.value, Decimal)
    }


def _amshan(reader_type: Callable[[], Any]) -> Read:
    """Make a reader, and the decoder for what it reads."""
    reader, decoder = reader_type(), AutoDecoder()

    def read(chunk: bytes) -> list[Any]:
        return [
            decoder.decode_message(message)
            for message in reader.read(chunk)
            if message.is_valid
        ]

    return read


def _amshan_numbers(values: dict[str, Any]) -> Numbers:
    """Return the numbers: powers and energies in thousands."""
    return {
        name_obis_map[name][0]: (value / 1000 if "power" in name else value)
        for name, value in values.items()
        if isinstance(value, int | float)
    }


def _gurux() -> Read:
    """Make a client of gurux-dlms: it hears notifications too."""
    client = GXDLMSClient()

    def read(chunk: bytes) -> list[Any]:
        notification = GXReplyData()
        client.getData(GXByteBuffer(chunk), GXReplyData(), notification)
        return [notification.value]

    return read


def _gurux_numbers(items: list[Any]) -> Numbers:
    """Scale the numbers of triplets, which gurux-dlms leaves to others."""
    numbers: Numbers = {}
    for code, number, (scaler, unit) in (item for item in items if len(item) == 3):
        power = scaler - 3 if unit in _COUNTED_IN_THOUSANDS else scaler
        numbers[f"{code[2]}.{code[3]}.{code[4]}"] = Decimal(number).scaleb(power)
    return numbers


def _pymbusparser() -> Read:
    """Make a reader of radio telegrams; it looks up no manufacturers."""
    key = ENCRYPTION_ONLY.encryption

    def read(telegram: bytes) -> list[Any]:
        return [pymbusparser.parse(telegram, key=key, include_enrichment=False)]

    return read


def _pymbusparser_numbers(telegram: dict[str, Any]) -> Numbers:
    """Find the code of each record by its header; all but volts are thousandths."""
    return {
        _CODES[record["header_hex"]].partition(":")[2]: Decimal(
            record["value"]["value"]
        ).scaleb(0 if record["unit"] == "V" else -3)
        for record in telegram["records"]
        if record["header_hex"] in _CODES
    }


DSMR_PARSER = Reader(
    "dsmr-parser", _dsmr_parser, _dsmr_parser_numbers, left_out=("3.7.0", "4.7.0")
)
DSMR_PARSER_CIPHERED = DSMR_PARSER._replace(make=_dsmr_parser_ciphered, left_out=())
AMSHAN = Reader("amshan", partial(_amshan, HdlcFrameReader), _amshan_numbers)
#: It multiplies floats and cuts off: 1.001 kWh may come out as 1000 Wh.
AMSHAN_P1 = AMSHAN._replace(make=partial(_amshan, ModeDReader), tolerance=0.00101)
GURUX = Reader("gurux-dlms", _gurux, _gurux_numbers)
PYMBUSPARSER = Reader("pymbusparser", _pymbusparser, _pymbusparser_numbers)

"""Masking the records of radio telegrams: numbers that name a meter or a household."""

from typing import Final

from ..wireless.headers import Headers
from ..wireless.records import FILLER, Record, read_records
from .numbers import all_suspects, identity, integer, reversed_number, suspects

_IDENTITIES: Final = (
    *("fabrication_no", "identification"),
    *("customer", "customer_location", "supplier_information"),
)


def mask_records(data: bytes, headers: Headers) -> bytes:
    """Mask records, and the meter's number in what only its manufacturer knows."""
    masked = bytearray(data)
    at = 0
    for record in read_records(data).records:
        while data[at] == FILLER:
            at += 1
        start = at + len(record.meaning.header) + (record.meaning.size is None)
        at = start + len(record.data)
        masked[start:at] = _masked(record)
    rest = all_suspects(data[at:])
    for address in (headers.link, headers.meter):
        number = bytes.fromhex(address.number)[::-1]
        rest = rest.replace(number, reversed_number(number))
    return bytes(masked[:at]) + rest


def _masked(record: Record) -> bytes:
    """Mask the data of a record."""
    meaning, data = record.meaning, record.data
    is_identity = meaning.quantity in _IDENTITIES
    if meaning.size is None and isinstance(record.content, str):
        text = data[::-1].decode("latin-1")
        masked = identity(text) if is_identity else suspects(text)
        return masked.encode("latin-1")[::-1]
    if not is_identity:
        return data
    if meaning.is_bcd or meaning.size is None:
        return reversed_number(data)
    number = int.from_bytes(data, "little")
    return integer(number, 256 ** len(data) - 1).to_bytes(len(data), "little")

"""Reading DLMS lists in tests: the body of a push in, its registers out."""

from custom_components.han_port.decoder import Rejected
from custom_components.han_port.decoder.list_reader import ListReader, ListReadout
from tests.decoder.axdr_compose import NO_DATE_TIME, notification

type Values = dict[str, tuple[float | str, str | None]]


def read(
    body: bytes,
    country: str | None = None,
    *,
    date_time: bytes = NO_DATE_TIME,
    is_ciphered: bool = False,
) -> ListReadout:
    """Read a list that is one, by a reader of its own."""
    apdu = notification(body, date_time)
    found = ListReader(country).read(apdu, is_ciphered=is_ciphered)
    assert isinstance(found, ListReadout), found
    return found


def refused(body: bytes, date_time: bytes = NO_DATE_TIME) -> Rejected:
    """Read what is no list that anybody knows."""
    found = ListReader(None).read(notification(body, date_time), is_ciphered=False)
    assert isinstance(found, Rejected), found
    return found


def values(found: ListReadout) -> Values:
    """Return value and unit of each register, in the order of the wire."""
    return {
        code: (reading.value, reading.unit)
        for code, reading in found.readout.registers.items()
    }

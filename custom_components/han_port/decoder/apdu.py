"""The APDU of a push: data-notification (DLMS green book, IEC 62056-5-3).

    0F | invoke-id-and-priority 4 | date-time | body

The date-time is an octet string without its tag, 12 bytes long or empty:

    00              none (Aidon, Kaifa in Sweden)
    0C + 12 bytes   as the standard says
    09 0C + 12      with a tag that does not belong there (Kaifa in Norway, old
                    Kamstrup)
"""

from typing import Final, NamedTuple

from .axdr import AxdrError, Item, read_item
from .date_time import SIZE

#: Where the invoke-id stands; it differs from push to push.
INVOKE_ID: Final = slice(1, 5)

#: The byte that a data-notification begins with.
DATA_NOTIFICATION: Final = b"\x0f"
_NO_DATE_TIME: Final = b"\x00"
_DATE_TIMES: Final = (b"\x0c", b"\x09\x0c")


class Notification(NamedTuple):
    """A data-notification: where its date-time stands, and its body.

    The place is empty where there is no date-time.
    """

    date_time: slice
    body: Item


def read_notification(apdu: bytes) -> Notification:
    """Read a data-notification that fills all of `apdu`.

    Raise AxdrError where it is none, or where bytes are left over.
    """
    if not apdu.startswith(DATA_NOTIFICATION):
        raise AxdrError("another kind of APDU")
    date_time = _date_time(apdu)
    body, end = read_item(apdu, date_time.stop)
    if end != len(apdu):
        raise AxdrError(f"{len(apdu) - end} bytes behind the body")
    return Notification(date_time, body)


def _date_time(apdu: bytes) -> slice:
    """Return where the date-time stands."""
    if apdu.startswith(_NO_DATE_TIME, INVOKE_ID.stop):
        return slice(INVOKE_ID.stop + 1, INVOKE_ID.stop + 1)
    for head in _DATE_TIMES:
        if apdu.startswith(head, INVOKE_ID.stop):
            start = INVOKE_ID.stop + len(head)
            return slice(start, start + SIZE)
    raise AxdrError("no date-time")

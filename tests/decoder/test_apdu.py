"""Tests of the data-notification."""

from typing import Final

import pytest

from custom_components.han_port.decoder.apdu import Notification, read_notification
from custom_components.han_port.decoder.axdr import AxdrError
from tests.decoder.axdr_compose import date_time, notification, structure, uint32

BODY: Final = structure(uint32(1023))
STAMP: Final = date_time()


def numbers(found: Notification) -> list[int | None]:
    """Return the numbers of a body."""
    return [item.number for item in found.body.items]


@pytest.mark.parametrize(
    ("spelling", "stamp"),
    [
        (b"\x00", b""),
        (b"\x0c" + STAMP, STAMP),
        (b"\x09\x0c" + STAMP, STAMP),
    ],
    ids=["none", "as the standard says", "with a tag"],
)
def test_date_time(spelling: bytes, stamp: bytes) -> None:
    """All three spellings of the date-time are read, and the body behind them."""
    apdu = notification(BODY, spelling)
    found = read_notification(apdu)
    assert apdu[found.date_time] == stamp
    assert numbers(found) == [1023]


@pytest.mark.parametrize("invoke_id", [0, 0x40000000, 0xFFFFFFFF, 0x0C0C0C0C])
def test_invoke_id(invoke_id: int) -> None:
    """Any invoke-id and priority will do."""
    assert numbers(read_notification(notification(BODY, invoke_id=invoke_id))) == [1023]


@pytest.mark.parametrize("body", [BODY, b"\x02\x00", uint32(1023)])
def test_body_of_any_type(body: bytes) -> None:
    """The body is one item, whichever."""
    assert read_notification(notification(body)).body.tag == body[0]


@pytest.mark.parametrize("tag", [0x00, 0x01, 0x0E, 0x10, 0xC2, 0xDB, 0xE0])
def test_another_apdu(tag: int) -> None:
    """What does not begin as a data-notification is none."""
    with pytest.raises(AxdrError, match=r"^another kind of APDU$"):
        read_notification(bytes([tag]) + notification(BODY)[1:])


@pytest.mark.parametrize(
    "spelling", [b"\x0b" + STAMP[1:], b"\x09\x0b" + STAMP[1:], b"\x0d" + STAMP, b"\xff"]
)
def test_no_date_time(spelling: bytes) -> None:
    """A date-time has twelve bytes, or none at all."""
    with pytest.raises(AxdrError, match=r"^no date-time$"):
        read_notification(notification(BODY, spelling))


@pytest.mark.parametrize("surplus", [b"\x00", BODY, b"\x7e\xa0"])
def test_surplus(surplus: bytes) -> None:
    """The body fills the APDU."""
    with pytest.raises(AxdrError, match=rf"^{len(surplus)} bytes behind the body$"):
        read_notification(notification(BODY) + surplus)


@pytest.mark.parametrize(
    "apdu",
    [
        notification(BODY),
        notification(BODY, b"\x0c" + STAMP),
        notification(BODY, b"\x09\x0c" + STAMP),
    ],
)
def test_truncated(apdu: bytes) -> None:
    """Truncated anywhere it is none, not even one with another date-time."""
    for size in range(len(apdu)):
        with pytest.raises(AxdrError):
            read_notification(apdu[:size])

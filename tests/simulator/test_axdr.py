"""A-XDR comes out byte for byte as the standard has it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from simulator import axdr
from simulator.axdr import Unit

LOCAL = datetime(2026, 7, 5, 23, 59, 58, tzinfo=timezone(timedelta(hours=2)))


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        (axdr.unsigned32(0x89), "06 00000089"),
        (axdr.unsigned16(2307), "12 0903"),
        (axdr.signed16(75), "10 004B"),
        (axdr.signed16(-87), "10 FFA9"),
        (axdr.octets(b"\x01\x02"), "09 02 0102"),
        (axdr.visible("KFM"), "0A 03 4B464D"),
        (axdr.obis("1-0:21.7.0"), "09 06 0100150700FF"),
        (axdr.obis("1-1:0.2.129"), "09 06 0101000281FF"),
        (axdr.scaler_unit(0, Unit.W), "02 02 0F00 161B"),
        (axdr.scaler_unit(-1, Unit.V), "02 02 0FFF 1623"),
        (axdr.scaler_unit(1, Unit.VARH), "02 02 0F01 1620"),
        (axdr.scaler_unit(-3, Unit.NONE), "02 02 0FFD 16FF"),
        (axdr.structure([b"\x00", b"\x00"]), "02 02 00 00"),
        (axdr.array([b"\x00"]), "01 01 00"),
    ],
)
def test_values(written: bytes, digits: str) -> None:
    """A value is its tag, its length where it has one, and its content."""
    assert written == bytes.fromhex(digits)


def test_date_time() -> None:
    """Year, month, day, day of the week, time, and what is not known."""
    assert axdr.date_time(LOCAL) == bytes.fromhex("07EA 0705 07 173B3A FF 8000 00")


def test_date_time_with_all_it_can_tell() -> None:
    """Hundredths, deviation and status stand where they are known."""
    written = axdr.date_time(LOCAL, hundredths=0, deviation=-120, status=0x80)
    assert written[8:] == bytes.fromhex("00 FF88 80")


def test_deviation_of_zero_is_a_deviation() -> None:
    """0 minutes are not the same as unspecified."""
    written = axdr.date_time(datetime(2026, 1, 1, tzinfo=UTC), deviation=0)
    assert written[9:11] == b"\x00\x00"


def test_data_notification_without_a_stamp() -> None:
    """Tag, invoke id, 00 and the body."""
    written = axdr.data_notification(0x40000000, b"", b"\x01\x00")
    assert written == bytes.fromhex("0F 40000000 00 0100")


def test_data_notification_with_a_stamp() -> None:
    """A stamp has its length before it, and no tag."""
    written = axdr.data_notification(7, bytes(12), b"\x02\x00")
    assert written == bytes.fromhex("0F 00000007 0C" + 12 * "00" + "0200")


def test_number_that_does_not_fit_is_refused() -> None:
    """A long has 16 bits."""
    with pytest.raises(OverflowError):
        axdr.signed16(0x8000)

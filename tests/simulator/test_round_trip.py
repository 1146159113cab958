"""The decoder reads back what the new meters wrote: two readings of the formats."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple

import pytest

from custom_components.han_port.decoder import Decoder, Keys, Telegram
from simulator.faults import Fault, apply
from simulator.household import Household
from simulator.meter import Meter, Turn
from simulator.meters import meter_of

SUMMER = datetime(2026, 6, 21, tzinfo=UTC)
WINTER = datetime(2026, 12, 21, tzinfo=UTC)


class Case(NamedTuple):
    """A meter, where it stands, what protects its telegrams, and its number."""

    profile: str
    variant: str | None
    country: str
    integrity: str
    serial: str | None

    @property
    def meter(self) -> Meter:
        """The meter of the table."""
        return meter_of(self.profile, self.variant)

    def decoder(self) -> Decoder:
        """Make a decoder that has the meter's keys."""
        keys = self.meter.keys
        return Decoder(
            self.profile, country=self.country, keys=Keys(*keys) if keys else None
        )


CASES = [
    Case("stoen", None, "PL", "gcm-tag+crc16-x25", "14000001"),
    Case("stoen", "kaifa", "PL", "gcm-tag+crc16-x25", "15000001"),
    Case("luxembourg", None, "LU", "gcm-tag+crc16-arc", "SAG1030700000001"),
    Case("kamstrup_dlms", None, "SE", "hdlc-fcs", "5706567000000001"),
    Case("kamstrup_dlms", "norway", "NO", "hdlc-fcs", "5706567000000001"),
    Case("kamstrup_dlms", "ciphered", "DK", "gcm-tag+hdlc-fcs", "5706567000000001"),
    Case("aidon_dlms", None, "SE", "hdlc-fcs", None),
    Case("aidon_dlms", "norway", "NO", "hdlc-fcs", "7359990000000001"),
    Case("austria_mbus", None, "AT", "gcm-unverified+mbus-checksum", "181220000001"),
]
NAMES = [f"{case.profile}-{case.country}" for case in CASES]


def numbers(telegram: Telegram) -> dict[str, Decimal]:
    """Return the readings that are numbers."""
    return {
        code: Decimal(repr(reading.value))
        for code, reading in telegram.registers.items()
        if isinstance(reading.value, float)
    }


@pytest.mark.parametrize("case", CASES, ids=NAMES)
@pytest.mark.parametrize("start", [SUMMER, WINTER], ids=["summer", "winter"])
def test_a_whole_day(start: datetime, case: Case) -> None:
    """Each number comes out as it was measured, at its time and under its code."""
    meter, household, decoder = case.meter, Household(11), case.decoder()
    for number in range(24 * 6):
        snapshot = household.at(start + timedelta(minutes=10 * number))
        turn = Turn(number, hourly=number % 6 == 0)
        (event,) = decoder.feed(meter.telegram(snapshot, turn), now=snapshot.time)
        assert isinstance(event, Telegram)
        assert str(event.integrity) == case.integrity
        sent, read = meter.values(snapshot, turn), numbers(event)
        assert {code: read.get(code) for code in sent} == sent
        if turn.hourly:
            assert event.time == snapshot.time
            assert event.meter.serial_number == case.serial


@pytest.mark.parametrize("case", CASES, ids=NAMES)
@pytest.mark.parametrize("fault", [Fault.BIT_ERRORS, Fault.CUT])
def test_damage_gives_no_wrong_value(fault: Fault, case: Case) -> None:
    """Whatever befalls a telegram, what is read is right, and a later one is."""
    snapshot = Household().at(SUMMER)
    good, sent = case.meter.telegram(snapshot), case.meter.values(snapshot)
    for seed in range(40):
        decoder = case.decoder()
        damaged = apply(fault, good, Random(seed))
        events = [*decoder.feed(damaged + good + good), *decoder.end()]
        read = [numbers(event) for event in events if isinstance(event, Telegram)]
        assert read
        assert all({code: one.get(code) for code in sent} == sent for one in read)

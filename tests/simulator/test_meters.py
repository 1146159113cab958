"""Each meter writes its own form, and the decoder reads back what went in."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from custom_components.han_port.decoder import (
    PROFILES,
    Decoder,
    Integrity,
    Meter as Maker,
    Telegram,
)
from simulator.household import Household, Snapshot
from simulator.meters import METERS, READABLE, TRANSFORMER_METER, VARIANTS, meter_of
from simulator.readable import ReadableMeter
from tests.simulator.known import SNAPSHOT

SUMMER = datetime(2026, 6, 21, 0, 0, tzinfo=timezone(timedelta(hours=3)))
WINTER = datetime(2026, 12, 21, 0, 0, tzinfo=timezone(timedelta(hours=2)))

ALL = [
    *(pytest.param(meter, id=profile) for profile, meter in READABLE.items()),
    pytest.param(TRANSFORMER_METER, id="sesko-ct"),
]

PHASE_BY_PHASE = "21 22 41 42 61 62 23 24 43 44 63 64"
WAY_BY_WAY = "21 41 61 22 42 62 23 43 63 24 44 64"


def written(meter: ReadableMeter, snapshot: Snapshot = SNAPSHOT) -> list[str]:
    """Write a telegram and split it into lines."""
    return meter.telegram(snapshot).decode("ascii").split("\r\n")


def test_every_meter_has_a_profile_of_the_decoder() -> None:
    """What is simulated can be chosen."""
    assert set(METERS) <= set(PROFILES)


def test_first_meter_of_a_profile_needs_no_name() -> None:
    """The others are chosen by profile and name."""
    assert meter_of("stoen") is METERS["stoen"]
    assert meter_of("sesko", "ct") is TRANSFORMER_METER


@pytest.mark.parametrize(
    ("profile", "variant", "why"),
    [
        ("nobody", None, "there is no simulated meter nobody$"),
        ("stoen", "ct", "there is no simulated meter ct of stoen$"),
        ("kuopio", "kuopio", "there is no simulated meter kuopio of kuopio$"),
    ],
)
def test_meter_that_is_not_there(profile: str, variant: str | None, why: str) -> None:
    """Neither another profile's variant nor a profile's name is one."""
    with pytest.raises(LookupError, match=why):
        meter_of(profile, variant)


def test_every_meter_stands_under_its_profile() -> None:
    """Each row is found by the profile that it has."""
    assert [meter.profile for meter in METERS.values()] == list(METERS)
    for profile, variants in VARIANTS.items():
        assert {meter.profile for meter in variants.values()} == {profile}


@pytest.mark.parametrize(
    ("profile", "variant", "seconds"),
    [
        ("sesko", None, 10),
        ("stoen", None, 1),
        ("luxembourg", None, 10),
        ("kamstrup_dlms", None, 10),
        ("aidon_dlms", None, 10),
        ("aidon_dlms", "norway", 2.5),
        ("austria_mbus", None, 5),
    ],
)
def test_interval(profile: str, variant: str | None, seconds: float) -> None:
    """Each meter pushes as often as real ones do."""
    assert meter_of(profile, variant).interval == seconds


@pytest.mark.parametrize(
    ("profile", "variant", "fields"),
    [
        ("sesko", None, 0),
        ("stoen", None, 2),
        ("luxembourg", None, 2),
        ("kamstrup_dlms", None, 0),
        ("kamstrup_dlms", "ciphered", 2),
        ("austria_mbus", None, 1),
    ],
)
def test_keys(profile: str, variant: str | None, fields: int) -> None:
    """Two keys, one where there is no tag, none in clear."""
    assert len(meter_of(profile, variant).key_fields) == fields


@pytest.mark.parametrize(
    ("profile", "ident"),
    [
        ("sesko", "/ADN9 7534"),
        ("kuopio", "/LGF5E360"),
        ("elektrilevi", "/LGF5E360"),
        ("kamstrup_se", "/KAM5"),
        ("sweden", r"/ELL5\253833635_A"),
    ],
)
def test_ident_line(profile: str, ident: str) -> None:
    """A telegram begins with the ident line and an empty line."""
    assert written(READABLE[profile])[:2] == [ident, ""]


@pytest.mark.parametrize(
    ("profile", "order"),
    [
        ("sesko", PHASE_BY_PHASE),
        ("kuopio", PHASE_BY_PHASE),
        ("elektrilevi", PHASE_BY_PHASE),
        ("kamstrup_se", WAY_BY_WAY),
        ("sweden", WAY_BY_WAY),
    ],
)
def test_order_of_the_lines(profile: str, order: str) -> None:
    """27 registers stand in the order of the maker."""
    codes = [line.partition("(")[0] for line in written(READABLE[profile])[2:-2]]
    assert codes == [
        "0-0:1.0.0",
        *(f"1-0:{group}.8.0" for group in (1, 2, 3, 4)),
        *(f"1-0:{group}.7.0" for group in (1, 2, 3, 4)),
        *(f"1-0:{group}.7.0" for group in order.split()),
        *(f"1-0:{group}.7.0" for group in (32, 52, 72, 31, 51, 71)),
    ]


def test_lines_of_sesko() -> None:
    """Every number stands behind its code, currents with their sign."""
    assert written(READABLE["sesko"])[2:-2] == [
        "0-0:1.0.0(260701113005W)",
        "1-0:1.8.0(00000100.129*kWh)",
        "1-0:2.8.0(00000200.200*kWh)",
        "1-0:3.8.0(00000300.300*kVArh)",
        "1-0:4.8.0(00000400.400*kVArh)",
        "1-0:1.7.0(0000.000*kW)",
        "1-0:2.7.0(0000.250*kW)",
        "1-0:3.7.0(0000.000*kVAr)",
        "1-0:4.7.0(0000.120*kVAr)",
        "1-0:21.7.0(0000.000*kW)",
        "1-0:22.7.0(0002.000*kW)",
        "1-0:41.7.0(0000.500*kW)",
        "1-0:42.7.0(0000.000*kW)",
        "1-0:61.7.0(0001.250*kW)",
        "1-0:62.7.0(0000.000*kW)",
        "1-0:23.7.0(0000.120*kVAr)",
        "1-0:24.7.0(0000.000*kVAr)",
        "1-0:43.7.0(0000.000*kVAr)",
        "1-0:44.7.0(0000.040*kVAr)",
        "1-0:63.7.0(0000.000*kVAr)",
        "1-0:64.7.0(0000.200*kVAr)",
        "1-0:32.7.0(231.5*V)",
        "1-0:52.7.0(230.1*V)",
        "1-0:72.7.0(229.8*V)",
        "1-0:31.7.0(-008.7*A)",
        "1-0:51.7.0(002.2*A)",
        "1-0:71.7.0(005.5*A)",
    ]


@pytest.mark.parametrize("profile", sorted(set(READABLE) - {"sesko"}))
def test_currents_without_sign(profile: str) -> None:
    """Only the new Aidon signs its currents."""
    assert "1-0:31.7.0(008.7*A)" in written(READABLE[profile])


def test_sagemcom_spells_reactive_units_in_small_letters() -> None:
    """The Sagemcom has kvar and kvarh."""
    lines = written(READABLE["sweden"])
    assert "1-0:3.8.0(00000300.300*kvarh)" in lines
    assert "1-0:4.7.0(0000.120*kvar)" in lines
    assert "1-0:43.7.0(0000.000*kvar)" in lines


def test_transformer_meter_sends_what_flows_behind_its_transformer() -> None:
    """With 100 to 1, 2 kW are 20 W and 8.7 A are 0.1 A; the ratio comes last."""
    lines = written(TRANSFORMER_METER)
    assert lines[0] == "/ADN9 6560"
    assert "1-0:1.8.0(00001001.290*Wh)" in lines
    assert "1-0:4.8.0(00004004.000*VArh)" in lines
    assert "1-0:22.7.0(0020.000*W)" in lines
    assert "1-0:64.7.0(0002.000*VAr)" in lines
    assert "1-0:32.7.0(231.5*V)" in lines
    assert "1-0:31.7.0(000.1*A)" in lines
    assert lines[-4:-2] == ["1-0:0.4.2(100)", "1-0:0.4.3(001.00)"]


@pytest.mark.parametrize(
    ("profile", "time", "stamp"),
    [
        ("sesko", "2026-01-15T10:00:00+00:00", "260115120000W"),
        ("sesko", "2026-07-15T10:00:00+00:00", "260715120000W"),
        ("kuopio", "2026-07-15T10:00:00+00:00", "260715120000W"),
        ("kamstrup_se", "2026-07-15T10:00:00+00:00", "260715110000W"),
        ("sweden", "2026-07-15T10:00:00+00:00", "260715110000W"),
        ("elektrilevi", "2026-01-15T10:00:00+00:00", "260115120000W"),
        ("elektrilevi", "2026-07-15T10:00:00+00:00", "260715130000S"),
        ("elektrilevi", "2026-10-25T00:30:00+00:00", "261025033000S"),
        ("elektrilevi", "2026-10-25T01:30:00+00:00", "261025033000W"),
        ("sesko", "2026-12-31T22:59:59.9+00:00", "270101005959W"),
    ],
)
def test_stamp(profile: str, time: str, stamp: str) -> None:
    """Finland and Sweden stamp normal time all the year, Estonia local time."""
    assert READABLE[profile].stamp(datetime.fromisoformat(time)) == stamp


@pytest.mark.parametrize(
    ("meter", "maker"),
    [
        (READABLE["sesko"], Maker("Aidon", "7534")),
        (READABLE["kuopio"], Maker("Landis+Gyr", "E360")),
        (READABLE["elektrilevi"], Maker("Landis+Gyr", "E360")),
        (READABLE["kamstrup_se"], Maker("Kamstrup")),
        (READABLE["sweden"], Maker("Sagemcom", "253833635_A")),
        (TRANSFORMER_METER, Maker("Aidon", "6560")),
    ],
)
def test_decoder_knows_the_meter(meter: ReadableMeter, maker: Maker) -> None:
    """The decoder reads maker and model off the ident line."""
    (event,) = Decoder(meter.profile).feed(meter.telegram(SNAPSHOT))
    assert isinstance(event, Telegram)
    assert event.meter == maker


def canonical(meter: ReadableMeter, snapshot: Snapshot) -> dict[str, Decimal]:
    """Return the numbers that went in, with k where the decoder puts one."""
    kilo = {line.code for line in meter.lines if line.unit.startswith(("W", "VAr"))}
    return {
        code: value.scaleb(-3) if code in kilo else value
        for code, value in meter.values(snapshot).items()
    }


@pytest.mark.parametrize("start", [SUMMER, WINTER], ids=["summer", "winter"])
@pytest.mark.parametrize("meter", ALL)
def test_decoder_reads_a_whole_day(meter: ReadableMeter, start: datetime) -> None:
    """Every telegram of a day decodes to the very numbers that were measured."""
    household, decoder = Household(11), Decoder(meter.profile)
    for minutes in range(0, 24 * 60, 10):
        snapshot = household.at(start + timedelta(minutes=minutes))
        (event,) = decoder.feed(meter.telegram(snapshot))
        assert isinstance(event, Telegram)
        assert event.integrity is Integrity.CRC16_ARC
        assert event.time == snapshot.time
        assert event.unread == ()
        numbers = {
            code: Decimal(repr(reading.value))
            for code, reading in event.registers.items()
            if isinstance(reading.value, float)
        }
        assert numbers == canonical(meter, snapshot)
        assert len(event.registers) == len(numbers) + 1

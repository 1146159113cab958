"""Tests of what is believed of telegrams that nothing vouches for."""

from dataclasses import replace
import math

import pytest

from custom_components.han_port.decoder import (
    Carrier,
    Integrity,
    Meter,
    Reading,
    Telegram,
)
from custom_components.han_port.trust import Trust
from tests.judging import EXPORT, IMPORT, POWER, heard, listed

L1_POWER, L1_VOLTAGE, L1_CURRENT = "1-0:21.7.0", "1-0:32.7.0", "1-0:31.7.0"
L2_VOLTAGE, L2_CURRENT = "1-0:52.7.0", "1-0:51.7.0"
CURRENT_RATIO, VOLTAGE_RATIO = "1-0:0.4.2", "1-0:0.4.3"
UNITS = {
    L1_POWER: "kW",
    L1_VOLTAGE: "V",
    L1_CURRENT: "A",
    L2_VOLTAGE: "V",
    L2_CURRENT: "A",
    "1-0:16.7.0": "kW",
    "1-0:14.7.0": "Hz",
    "1-0:13.7.0": None,
}


def _bare(
    registers: dict[str, float], ident: str = "Q3D", number: str | None = None
) -> Telegram:
    """Make a telegram without a checksum."""
    readings: dict[str, Reading | float] = {
        code: Reading(value, UNITS[code], 1) if code in UNITS else value
        for code, value in registers.items()
    }
    meter = Meter(serial_number=number)
    return listed(readings, ident=ident, integrity=Integrity.NONE, meter=meter)


def _believed(
    trust: Trust, *telegrams: Telegram, every: float = 10
) -> list[dict[str, float | str] | None]:
    """Hear telegrams one after another, and return the values believed of each."""
    judged = [trust.judge(one, heard(n * every)) for n, one in enumerate(telegrams)]
    return [
        {code: reading.value for code, reading in one.registers.items()}
        if one
        else None
        for one in judged
    ]


def _measured(trust: Trust, **values: float) -> dict[str, float | str] | None:
    """Return what is believed of a telegram that comes twice."""
    codes = {"u": L1_VOLTAGE, "i": L1_CURRENT, "p": L1_POWER, "total": POWER}
    codes |= {"net": "1-0:16.7.0", "hz": "1-0:14.7.0", "factor": "1-0:13.7.0"}
    telegram = _bare({codes[name]: value for name, value in values.items()})
    return _believed(trust, telegram, telegram)[1]


@pytest.mark.parametrize(
    "integrity",
    [
        Integrity.CRC16_ARC,
        Integrity.GCM_TAG,
        Integrity.HDLC_FCS | Integrity.GCM_UNVERIFIED,
        Integrity.RECEIVER,
    ],
)
def test_protected_telegrams_pass_as_they_are(integrity: Integrity) -> None:
    """Their checksum vouches for them, also for the first."""
    telegram = listed({IMPORT: 1.0, POWER: 9999.0}, integrity=integrity)
    trust = Trust()
    assert trust.judge(telegram, heard(0)) is telegram
    assert trust.implausible == 0


@pytest.mark.parametrize("integrity", [Integrity.NONE, Integrity.GCM_UNVERIFIED])
@pytest.mark.parametrize("carrier", [Carrier.P1, Carrier.BARE])
def test_first_of_two_is_not_believed(integrity: Integrity, carrier: Carrier) -> None:
    """The second one has values: its own power, and the first one's total."""
    trust = Trust()
    telegrams = [
        replace(
            listed({IMPORT: total, POWER: power}, integrity=integrity), carrier=carrier
        )
        for total, power in ((100.0, 1.0), (100.002, 2.0))
    ]
    assert _believed(trust, *telegrams) == [None, {IMPORT: 100.0, POWER: 2.0}]


def test_totals_follow_by_one_telegram() -> None:
    """Each is shown once the next one has borne it out."""
    totals = [100.0, 100.01, 100.02, 100.03]
    telegrams = [_bare({IMPORT: total}) for total in totals]
    assert _believed(Trust(), *telegrams) == [None, *({IMPORT: t} for t in totals[:3])]


@pytest.mark.parametrize("wrong", [100.2, 108.0, 900.0, 99.0, 0.0])
def test_a_wrong_digit_never_shows(wrong: float) -> None:
    """Whether it makes a total fall, rise too fast, or rise within the limit."""
    totals = [100.0, 100.01, wrong, 100.03, 100.04, 100.05]
    believed = _believed(Trust(), *(_bare({IMPORT: total}) for total in totals))
    shown = [one[IMPORT] for one in believed if one and IMPORT in one]
    assert wrong not in shown
    assert shown[-1] == 100.04


def test_a_first_total_that_is_wrong_never_shows() -> None:
    """A second telegram that does not agree is a first one itself."""
    totals = [900.0, 100.0, 100.01]
    telegrams = [_bare({IMPORT: total, POWER: 1.0}) for total in totals]
    assert _believed(Trust(), *telegrams) == [None, None, {IMPORT: 100.0, POWER: 1.0}]


def test_other_values_pass_with_a_wrong_total() -> None:
    """Once two have agreed, a bad total is left out alone."""
    telegrams = [
        _bare({IMPORT: total, EXPORT: 5.0, POWER: 1.0})
        for total in (100.0, 100.01, 900.0)
    ]
    assert _believed(Trust(), *telegrams)[2] == {EXPORT: 5.0, POWER: 1.0}


def test_a_total_that_is_new_waits_for_its_second() -> None:
    """It does not hold up the others meanwhile."""
    telegrams = [
        _bare({IMPORT: 100.0}),
        _bare({IMPORT: 100.0, EXPORT: 7.0}),
        _bare({IMPORT: 100.0, EXPORT: 7.0}),
    ]
    assert _believed(Trust(), *telegrams) == [
        None,
        {IMPORT: 100.0},
        {IMPORT: 100.0, EXPORT: 7.0},
    ]


@pytest.mark.parametrize(
    "other",
    [
        _bare({IMPORT: 100.0}, ident="Q3E"),
        _bare({IMPORT: 100.0}, number="8"),
        replace(_bare({IMPORT: 100.0}), carrier=Carrier.P1_CIPHERED),
        _bare({POWER: 1.0}),
    ],
    ids=["ident", "number", "carrier", "registers"],
)
def test_another_meter_begins_anew(other: Telegram) -> None:
    """What differs in who sends it, or shares no register, bears nothing out."""
    telegram = _bare({IMPORT: 100.0})
    believed = _believed(Trust(), telegram, telegram, other, telegram, telegram)
    assert [one is None for one in believed] == [True, False, True, True, False]


@pytest.mark.parametrize(
    ("values", "left"),
    [
        ({"u": 600.0}, {L1_VOLTAGE}),
        ({"u": 600.1}, set()),
        ({"u": -0.1}, set()),
        ({"u": 0.0}, {L1_VOLTAGE}),
        ({"i": 115.0}, {L1_CURRENT}),
        ({"i": 115.1}, set()),
        ({"i": -115.1}, set()),
        ({"total": 79.3}, {POWER}),
        ({"total": 79.4}, set()),
        ({"net": -79.3}, {"1-0:16.7.0"}),
        ({"net": -79.4}, set()),
        ({"p": 26.4}, {L1_POWER}),
        ({"p": 26.5}, set()),
        ({"hz": 50.0}, {"1-0:14.7.0"}),
        ({"hz": 500.0}, set()),
        ({"factor": -1.0}, {"1-0:13.7.0"}),
        ({"factor": 9.0}, set()),
    ],
)
def test_values_out_of_range_are_left_out(
    values: dict[str, float], left: set[str]
) -> None:
    """At a main fuse of 100 A; each one is counted."""
    trust = Trust()
    believed = _measured(trust, **values)
    assert believed is not None
    assert believed.keys() == left
    assert trust.implausible == 1 - len(left)


@pytest.mark.parametrize(
    ("power", "is_left"), [(1.0, True), (3.1, True), (3.3, False), (-3.3, False)]
)
def test_power_fits_voltage_and_current(power: float, *, is_left: bool) -> None:
    """Of 230 V and 10 A come 2.3 kW; a third more and 0.1 kW is the end."""
    believed = _measured(Trust(), u=230.0, i=10.0, p=power)
    assert believed is not None
    assert (L1_POWER in believed) == is_left
    assert {L1_VOLTAGE, L1_CURRENT} <= believed.keys()


@pytest.mark.parametrize(
    ("power", "other_phase", "is_left"),
    [
        (4.6, {L2_VOLTAGE: 230.0, L2_CURRENT: 10.0}, True),
        (6.2, {L2_VOLTAGE: 230.0, L2_CURRENT: 10.0}, True),
        (6.3, {L2_VOLTAGE: 230.0, L2_CURRENT: 10.0}, False),
        (3.3, {}, False),
        (40.0, {L2_VOLTAGE: 230.0}, True),
    ],
    ids=["fits", "just fits", "too much", "one phase", "not all currents"],
)
def test_power_of_all_phases_fits_their_sum(
    power: float, other_phase: dict[str, float], *, is_left: bool
) -> None:
    """As far as voltage and current of each phase that is told of are known."""
    phases = {L1_VOLTAGE: 230.0, L1_CURRENT: 10.0} | other_phase
    telegram = _bare({POWER: power} | phases)
    believed = _believed(Trust(), telegram, telegram)[1]
    assert believed is not None
    assert (POWER in believed) == is_left


def test_demand_of_another_time_is_not_compared() -> None:
    """The most of this month may be far above what flows now."""
    readings: dict[str, Reading | float] = {
        "1-0:1.6.0": Reading(9.0, "kW", 3),
        L1_VOLTAGE: Reading(230.0, "V", 1),
        L1_CURRENT: Reading(1.0, "A", 1),
    }
    telegram = listed(readings, integrity=Integrity.NONE)
    believed = _believed(Trust(), telegram, telegram)[1]
    assert believed is not None
    assert believed["1-0:1.6.0"] == 9.0


def test_current_in_whole_amperes_may_be_one_more() -> None:
    """0 A may be 0.9 A, with which 0.2 kW are no surprise."""
    telegram = listed(
        {
            L1_VOLTAGE: Reading(230.0, "V", 1),
            L1_CURRENT: Reading(0.0, "A", 0),
            L1_POWER: Reading(0.2, "kW", 3),
        },
        integrity=Integrity.NONE,
    )
    believed = _believed(Trust(), telegram, telegram)[1]
    assert believed is not None
    assert believed[L1_POWER] == 0.2


def test_text_is_no_measured_value() -> None:
    """What is no number is left out."""
    telegram = listed({POWER: Reading("abc")}, integrity=Integrity.NONE)
    assert _believed(Trust(), telegram, telegram) == [None, {}]


@pytest.mark.parametrize(
    ("code", "value", "ratio"),
    [(L1_CURRENT, 1000.0, CURRENT_RATIO), (L1_VOLTAGE, 6000.0, VOLTAGE_RATIO)],
)
def test_transformers_widen_the_ranges(code: str, value: float, ratio: str) -> None:
    """A ratio on which two telegrams agree multiplies what can be measured."""
    trust = Trust()
    telegram = _bare({code: value, ratio: 20.0})
    other = _bare({code: value, ratio: 90.0})
    believed = _believed(trust, telegram, telegram, other)
    assert [code in (one or {}) for one in believed] == [False, True, False]


def test_smaller_fuse_narrows_the_ranges() -> None:
    """At 25 A a current of 30 A is wrong."""
    assert _measured(Trust(25), i=30.0) == {}


def test_nothing_lies_however_the_bytes_fall() -> None:
    """A total that is no number bears nothing out, and nothing raises."""
    telegram = _bare({IMPORT: math.nan, POWER: 1.0})
    assert _believed(Trust(), telegram, telegram) == [None, None]

"""The encoder writes what real meters write, to the byte."""

from decimal import Decimal
import re

import pytest

from simulator.encode import Line, body, encode, hexadecimal
from simulator.meters import READABLE, TRANSFORMER_METER
from simulator.readable import ReadableMeter
from tests.simulator.known import RealTelegram

SCALAR = re.compile(r"([0-9:.-]+)\(([-0-9.]+)(?:\*\w+)?\)")

REAL = [
    ("lg_e360/amshan_D.txt", READABLE["kuopio"]),
    ("lg_e360/amshan_D.txt", READABLE["elektrilevi"]),
    ("kamstrup_p1/amshan_kamstrup.txt", READABLE["kamstrup_se"]),
    ("aidon_p1/adn9_7534_fi_21BD.txt", READABLE["sesko"]),
    ("aidon_p1/adn9_6560_ct_9AD0.txt", TRANSFORMER_METER),
    ("sagemcom_p1/ell5_se_80FF.txt", READABLE["sweden"]),
]

OWN = """/ADN9 7534

0-0:1.0.0(270105034512W)
1-0:1.8.0(00000123.456*kWh)
1-0:2.8.0(00000007.000*kWh)
1-0:3.8.0(00000000.001*kVArh)
1-0:4.8.0(98765432.109*kVArh)
1-0:1.7.0(0000.000*kW)
1-0:2.7.0(0003.725*kW)
1-0:3.7.0(0000.050*kVAr)
1-0:4.7.0(0000.000*kVAr)
1-0:21.7.0(0000.000*kW)
1-0:22.7.0(0001.500*kW)
1-0:41.7.0(0000.275*kW)
1-0:42.7.0(0000.000*kW)
1-0:61.7.0(0000.000*kW)
1-0:62.7.0(0002.500*kW)
1-0:23.7.0(0000.030*kVAr)
1-0:24.7.0(0000.000*kVAr)
1-0:43.7.0(0000.020*kVAr)
1-0:44.7.0(0000.000*kVAr)
1-0:63.7.0(0000.000*kVAr)
1-0:64.7.0(0000.000*kVAr)
1-0:32.7.0(229.9*V)
1-0:52.7.0(230.0*V)
1-0:72.7.0(097.4*V)
1-0:31.7.0(-006.5*A)
1-0:51.7.0(001.2*A)
1-0:71.7.0(-010.9*A)
!2A52
"""


def parse(text: str) -> tuple[str, dict[str, Decimal]]:
    """Take the stamp and the numbers out of a telegram."""
    found = re.search(r"0-0:1\.0\.0\((\w+)\)", text)
    assert found
    values = {code: Decimal(number) for code, number in SCALAR.findall(text)}
    return found[1], values


@pytest.mark.parametrize(("name", "meter"), REAL)
def test_real_telegram_comes_out_identical(
    name: str, meter: ReadableMeter, real_telegram: RealTelegram
) -> None:
    """The numbers of a real telegram give that telegram again."""
    telegram = real_telegram(name)
    if telegram is None:
        return
    telegram = telegram[telegram.index(b"/") :]
    stamp, values = parse(telegram.decode("ascii"))
    assert len(values) == len(meter.lines)
    assert encode(meter.ident, stamp, meter.lines, values) == telegram


def test_own_telegram() -> None:
    """Made-up numbers come out in the layout of an Aidon 7534."""
    meter = READABLE["sesko"]
    stamp, values = parse(OWN)
    expected = OWN.replace("\n", "\r\n").encode("ascii")
    assert encode(meter.ident, stamp, meter.lines, values) == expected


def test_checksum_keeps_its_leading_zeros() -> None:
    """The checksum has four digits even when it is small."""
    telegrams = [encode(f"ADN9 {number}", "", [], {}) for number in range(200)]
    checksums = [telegram.partition(b"!")[2] for telegram in telegrams]
    assert {len(checksum) for checksum in checksums} == {6}
    assert any(checksum.startswith(b"0") for checksum in checksums)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "000.0"),
        ("0.6", "000.6"),
        ("-0.6", "-000.6"),
        ("-0.0", "000.0"),
        ("999.9", "999.9"),
        ("-999.9", "-999.9"),
    ],
)
def test_sign_comes_on_top_of_the_digits(value: str, text: str) -> None:
    """A number is padded with zeros; a minus makes it longer."""
    line = Line("1-0:31.7.0", 3, 1, "A")
    telegram = encode("X", "", [line], {line.code: Decimal(value)})
    assert f"1-0:31.7.0({text}*A)\r\n".encode("ascii") in telegram


def test_line_without_unit() -> None:
    """A ratio has no unit, and no point where it has no places."""
    line = Line("1-0:0.4.2", 3, 0)
    telegram = encode("X", "", [line], {line.code: Decimal(40)})
    assert b"1-0:0.4.2(040)\r\n" in telegram


@pytest.mark.parametrize("value", ["1000", "-1000", "0.05", "999.96"])
def test_number_that_does_not_fit_is_refused(value: str) -> None:
    """What 3.1 digits cannot hold exactly is no number for the line."""
    line = Line("1-0:31.7.0", 3, 1, "A")
    with pytest.raises(ValueError, match=rf"{value} is no number of 3\.1 digits"):
        encode("X", "", [line], {line.code: Decimal(value)})


def test_text_stays_as_it_is() -> None:
    """Lines that are text already stand between those with numbers."""
    line = Line("1-0:0.4.2", 3, 0)
    lines: list[Line | str] = ["0-0:96.13.0()", line, "1-1:31.4.0(100*A)(-063*A)"]
    assert body(lines, {line.code: Decimal(40)}) == (
        "0-0:96.13.0()\r\n1-0:0.4.2(040)\r\n1-1:31.4.0(100*A)(-063*A)\r\n"
    )


def test_names_are_written_in_hex() -> None:
    """Each character is two digits, in capitals."""
    assert hexadecimal("MA-z") == "4D412D7A"

"""Tests of reading the body of a telegram."""

from decimal import Decimal

from hypothesis import example, given, strategies as st
import pytest

from custom_components.han_port.decoder import Reading
from custom_components.han_port.decoder.readout import Reader, Readout
from tests.decoder.strategies import numbers


def read(*lines: str, line_end: str = "\r\n") -> Readout:
    """Read a body of its own."""
    return Reader().read("".join(line + line_end for line in lines).encode("latin-1"))


def reading(line: str) -> Reading | None:
    """Read one line and return its reading."""
    registers = read(line).registers
    return next(iter(registers.values()), None)


_SEVEN = (32549.5061662, "kWh", 7)


@pytest.mark.parametrize(
    ("line", "code", "value"),
    [
        ("1-0:1.8.0(00006678.394*kWh)", "1-0:1.8.0", Reading(6678.394, "kWh", 3)),
        ("1-0:1.8.0(6678394*Wh)", "1-0:1.8.0", Reading(6678.394, "kWh", 3)),
        ("1-0:1.8.0(006678.39*KWH)", "1-0:1.8.0", Reading(6678.39, "kWh", 2)),
        ("1-0:3.8.0(00000021.988*kVArh)", "1-0:3.8.0", Reading(21.988, "kvarh", 3)),
        ("1-0:3.8.0(00021988*varh)", "1-0:3.8.0", Reading(21.988, "kvarh", 3)),
        ("1-0:3.8.0(00021988*VArh)", "1-0:3.8.0", Reading(21.988, "kvarh", 3)),
        ("1-0:1.7.0(00.132*kw)", "1-0:1.7.0", Reading(0.132, "kW", 3)),
        ("1-0:1.7.0(1023*W)", "1-0:1.7.0", Reading(1.023, "kW", 3)),
        ("1-0:3.7.0(0135*var)", "1-0:3.7.0", Reading(0.135, "kvar", 3)),
        ("1-0:3.7.0(0000.135*kvar)", "1-0:3.7.0", Reading(0.135, "kvar", 3)),
        ("1-0:32.7.0(000238.20*V)", "1-0:32.7.0", Reading(238.2, "V", 2)),
        ("1-0:32.7.0(0000.242*kV)", "1-0:32.7.0", Reading(242.0, "V", 0)),
        ("1-0:31.7.0(000*A)", "1-0:31.7.0", Reading(0.0, "A", 0)),
        ("1-0:31.7.0(0000.005*kA)", "1-0:31.7.0", Reading(5.0, "A", 0)),
        ("1-0:31.7.0(-000.6*A)", "1-0:31.7.0", Reading(-0.6, "A", 1)),
        ("1-0:31.7.0(+1.5*a)", "1-0:31.7.0", Reading(1.5, "A", 1)),
        ("1-0:14.7.0(49.98*Hz)", "1-0:14.7.0", Reading(49.98, "Hz", 2)),
        ("1-0:14.7.0(0000.049*kHz)", "1-0:14.7.0", Reading(49.0, "Hz", 0)),
        ("1-0:0.4.2(995)", "1-0:0.4.2", Reading(995.0, None, 0)),
        ("1-0:1.4.3(000.01)", "1-0:1.4.3", Reading(0.01, None, 2)),
        ("0-0:1.0.0(250117083010W)", "0-0:1.0.0", Reading("250117083010W")),
        ("0-0:96.1.0(3132)", "0-0:96.1.0", Reading("3132")),
        ("0-0:96.13.0()", "0-0:96.13.0", Reading("")),
        ("1-0:13.7.0(-1.000)", "1-0:13.7.0", Reading(-1.0, None, 3)),
        ("0-0:17.0.0(16500)", "0-0:17.0.0", Reading(16500.0, None, 0)),
        ("0-0:17.0.0(0999.00*kW)", "0-0:17.0.0", Reading(999.0, "kW", 2)),
        ("0-0:17.0.0(24000*W)", "0-0:17.0.0", Reading(24.0, "kW", 3)),
        ("0-0:17.0.0(016*A)", "0-0:17.0.0", Reading(16.0, "A", 0)),
        ("0-0:17.0.0(069.0*kVA)", "0-0:17.0.0", Reading(69.0, "kVA", 1)),
        ("1-0:9.7.0(0021*VA)", "1-0:9.7.0", Reading(0.021, "kVA", 3)),
        ("1-0:1.8.1(000047.719*kWh)", "1-0:1.8.1", Reading(47.719, "kWh", 3)),
        ("1-1:1.8.1(001595.070*kWh)", "1-1:1.8.1", Reading(1595.07, "kWh", 3)),
        ("1-0:1.8.0(00032549.5061662*kWh)", "1-0:1.8.0", Reading(*_SEVEN)),
        ("1-0:1.7.0(001688.21*W)", "1-0:1.7.0", Reading(1.68821, "kW", 5)),
        ("0-0:96.7.21(00039)", "0-0:96.7.21", Reading(39.0, None, 0)),
        ("0-0:96.14.0(0002)", "0-0:96.14.0", Reading("0002")),
        ("0-0:96.3.10(ON)", "0-0:96.3.10", Reading("ON")),
        ("1-3:0.2.8(50)", "1-3:0.2.8", Reading("50")),
        ("0-0:96.13.0(a-/-b)", "0-0:96.13.0", Reading("a-/-b")),
        ("0-1:24.1.0(003)", "0-1:24.1.0", Reading("003")),
        ("0-1:24.2.3(0012.5*m3)", "0-1:24.2.3", Reading(12.5, "m³", 1)),
        ("0-1:24.2.1(2.5*M3)", "0-1:24.2.1", Reading(2.5, "m³", 1)),
        ("0-1:24.2.1(240860*MJ)", "0-1:24.2.1", Reading(240.86, "GJ", 3)),
    ],
)
def test_line(line: str, code: str, value: Reading) -> None:
    """A line is one register: number and unit, bare number or text."""
    assert read(line) == Readout({code: value})


@pytest.mark.parametrize("text", ["Str\xf6m", "Stro\x00", "St\tom"])
def test_text_that_no_meter_prints(text: str) -> None:
    """A byte that is none of a text leaves no value, also by what was learned."""
    learned = Reader()
    for _ in range(3):
        sound = learned.read(b"0-0:96.13.0(Strom)\r\n")
        assert sound.registers == {"0-0:96.13.0": Reading("Strom")}
    line = f"0-0:96.13.0({text})"
    for reader in (Reader(), learned):
        found = reader.read(f"{line}\r\n".encode("latin-1"))
        assert found == Readout({}, found.unread, found.refused, found.without_value)
        assert line in (*found.unread, *found.refused)


@pytest.mark.parametrize("zero", ["-000.0", "-0", "-0.000"])
def test_negative_zero(zero: str) -> None:
    """A zero has no sign."""
    plain = reading(f"1-0:31.7.0({zero.lstrip('-')}*A)")
    assert str(reading(f"1-0:31.7.0({zero}*A)")) == str(plain)


@pytest.mark.parametrize("blanks", [" ", "   "])
def test_blank_before_the_bracket(blanks: str) -> None:
    """A blank behind the unit does not belong to it."""
    line = f"1-0:15.8.0(00007137.694*kWh{blanks})"
    assert read(line) == Readout({"1-0:15.8.0": Reading(7137.694, "kWh", 3)})


@pytest.mark.parametrize("line_end", ["\r\n", "\n", " \r\n", "\r\n\r\n"])
def test_line_ends(line_end: str) -> None:
    """Line ends, blanks before them and empty lines are no content."""
    readout = read("1-0:1.8.0(1*kWh)", "no register", line_end=line_end)
    assert readout == Readout({"1-0:1.8.0": Reading(1.0, "kWh", 0)}, ("no register",))


def test_last_line_without_line_end() -> None:
    """The last line counts without its line end, too."""
    registers = Reader().read(b"1-0:1.8.0(1*kWh)\r\n1-0:2.8.0(2*kWh)").registers
    assert list(registers) == ["1-0:1.8.0", "1-0:2.8.0"]


def test_order_of_the_wire() -> None:
    """Registers stand in the order in which the meter sends them."""
    lines = ["1-0:71.7.0(1*A)", "1-0:1.8.0(1*kWh)", "0-0:1.0.0(250117083010W)"]
    codes = ["1-0:71.7.0", "1-0:1.8.0", "0-0:1.0.0"]
    assert list(read(*lines).registers) == codes
    assert list(read(*reversed(lines)).registers) == codes[::-1]


@pytest.mark.parametrize("suffix", ["*255", ".255"])
def test_suffix_of_the_current_value(suffix: str) -> None:
    """An F group of 255 is the current value: it is dropped."""
    line = f"1-0:1.8.0{suffix}(6678.394*kWh)"
    assert read(line) == read("1-0:1.8.0(6678.394*kWh)")


@pytest.mark.parametrize("suffix", ["*01", "*1", ".0", "*254", "*2551"])
def test_suffix_of_a_past_value(suffix: str) -> None:
    """Any other F group is a value of the past: it keeps its whole code."""
    code = f"1-0:1.8.0{suffix}"
    assert read(f"{code}(6000*kWh)", "1-0:1.8.0(6678.394*kWh)").registers == {
        code: Reading(6000.0, "kWh", 0),
        "1-0:1.8.0": Reading(6678.394, "kWh", 3),
    }


def test_past_value_never_becomes_the_current_one() -> None:
    """A value of the past alone is no current value."""
    assert "1-0:1.8.0" not in read("1-0:1.8.0*01(6000*kWh)").registers


@pytest.mark.parametrize(
    "again", ["1.5*kWh", "0001.5*kWh", "1.5*KWH", "1500*Wh", "1.50*kWh"]
)
def test_repeated_with_the_same_value(again: str) -> None:
    """A code that comes twice with the same value is one register."""
    readout = read("1-0:1.8.0(1.5*kWh)", f"1-0:1.8.0({again})")
    assert [reading.value for reading in readout.registers.values()] == [1.5]
    assert readout.unread == ()


def test_repeated_without_unit() -> None:
    """Three limiters with the same value are one register."""
    limit = {"0-0:17.0.0": Reading(16500.0, None, 0)}
    assert read(*["0-0:17.0.0(16500)"] * 3) == Readout(limit)


def test_repeated_text() -> None:
    """Two messages that say the same are one register."""
    assert read(*["0-0:96.13.0(31)"] * 2) == Readout({"0-0:96.13.0": Reading("31")})


@pytest.mark.parametrize(
    ("line", "code", "value"),
    [
        (
            "0-1:24.2.1(230711120000S)(00012.345*m3)",
            "0-1:24.2.1",
            Reading(12.345, "m³", 3),
        ),
        ("0-2:24.2.3(230711120000)(1.5*m3)", "0-2:24.2.3", Reading(1.5, "m³", 1)),
        ("0-1:24.2.1(230711120000W)(12.5*GJ)", "0-1:24.2.1", Reading(12.5, "GJ", 1)),
        ("1-0:1.6.0(230711121500S)(02.589*kW)", "1-0:1.6.0", Reading(2.589, "kW", 3)),
        ("1-1:1.6.0(230711121500T)(02.589*kW)", "1-1:1.6.0", Reading(2.589, "kW", 3)),
    ],
)
def test_stamped(line: str, code: str, value: Reading) -> None:
    """A reading of a sub-meter and the maximum of a month bring their own time."""
    assert read(line) == Readout({code: value})


@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
@pytest.mark.parametrize("status", ["00", "08"])
def test_record_over_two_lines(line_end: str, status: str) -> None:
    """The gas record of DSMR 2 and 3 is the register that it names."""
    record = f"0-1:24.3.0(120711120000)({status})(60)(1)(0-1:24.2.1)(m3)"
    lines = [record, "(00012.345)", "0-1:24.4.0(1)"]
    assert read(*lines, line_end=line_end) == Readout(
        {"0-1:24.2.1": Reading(12.345, "m³", 3), "0-1:24.4.0": Reading("1")}
    )


def test_records_of_two_channels() -> None:
    """Each channel has its record."""
    lines = [
        line
        for channel, unit in ((1, "m3"), (2, "GJ"))
        for line in (
            f"0-{channel}:24.3.0(120711120000)(00)(60)(1)(0-{channel}:24.2.1)({unit})",
            f"(0000{channel}.5)",
        )
    ]
    assert read(*lines).registers == {
        "0-1:24.2.1": Reading(1.5, "m³", 1),
        "0-2:24.2.1": Reading(2.5, "GJ", 1),
    }


@pytest.mark.parametrize(
    ("stamp", "value"),
    [
        ("120711120000", "?"),
        ("000000000000", "00012.345"),
        ("700101000000", "00012.345"),
    ],
)
def test_record_without_a_reading(stamp: str, value: str) -> None:
    """A record that was never filled, or is damaged, is kept raw."""
    record = f"0-1:24.3.0({stamp})(00)(60)(1)(0-1:24.2.1)(m3)"
    assert read(record, f"({value})") == Readout({}, (record, f"({value})"))


@pytest.mark.parametrize(
    "line",
    [
        "0-1:96.1.0()",
        "0-0:96.1.1()",
        "0-1:24.2.1(700101010000W)(00000000)",
        "0-1:24.2.1(700101010000W)(00000.000*m3)",
        "0-1:24.2.1(632525252525S)(00000.000)",
        "0-1:24.2.1(632525252525S)(00000.000*m3)",
        "0-1:24.2.1(000000000000W)(00000.000*m3)",
        "0-1:24.2.1(230711120000S)(00012.345)",
        "0-1:24.2.1(230711120000S)()",
        "1-1:31.4.0(100*A)(-063*A)",
    ],
)
def test_nothing_to_say(line: str) -> None:
    """An empty number, a reading without unit or never taken: the line is kept raw."""
    assert read(line) == Readout({}, (line,))


@pytest.mark.parametrize(
    "line", ["1-0:1.8.0()", "1-0:1.8.0(1)", "1-0:3.7.0(00.135)", "0-0:96.7.21()"]
)
def test_value_or_unit_left_out(line: str) -> None:
    """Old Luxembourg meters leave units out: no value, but nothing is damaged."""
    readout = read(line)
    assert (readout.registers, readout.unread, readout.refused) == ({}, (line,), ())
    assert list(readout.codes) == [line.partition("(")[0]]


def test_repeated_with_different_values() -> None:
    """A code that comes with different values has none; its lines are kept."""
    first, other, again = (f"1-0:1.8.0({value}*kWh)" for value in (1, 2, 1))
    readout = read(first, "1-0:2.8.0(3*kWh)", other, again)
    assert readout.registers == {"1-0:2.8.0": Reading(3.0, "kWh", 0)}
    assert (readout.unread, readout.refused) == ((first, other, again), ())
    assert set(readout.codes) == {"1-0:1.8.0", "1-0:2.8.0"}


def test_repeated_in_the_order_of_the_wire() -> None:
    """Lines that are kept stay in the order in which the meter sends them."""
    lines = [f"0-0:96.13.{number}({text})" for number in range(12) for text in "ab"]
    assert read(*lines).unread == tuple(lines)


@pytest.mark.parametrize(
    "line",
    [
        "1-0:1.8.0(250101000000W)(00006678.394*kWh)",
        "1-0:15.8.0(250101000000W)(00006678.394*kWh)",
        "0-1:24.2.1(101209112500W)(12785.123*A)",
        "0-1:24.2.1(101209112500W)(1278?.123*m3)",
        "0-1:24.2.1(101209112500W)(101209112500W)(1*m3)",
        "1-0:99.97.0(2)(0-0:96.7.19)(000104180320W)(0000237126*s)",
        "0-0:98.1.0(230701000000S)(000040.5*kWh)(000011.0*kWh)",
        "1-0:1.8.0*255(1*kWh)(2*kWh)",
        "1-0:1.8.0()()",
        "(00001.001)",
        "no register",
        "1-0:1.8",
        "0-0:96.13.0(text (with brackets))",
        "A-B:1.8.0(1*kWh)",
    ],
)
def test_no_scalar(line: str) -> None:
    """Histories, records over several lines and unknown lines are kept raw."""
    assert read(line) == Readout({}, (line,))


@pytest.mark.parametrize(
    "line",
    [
        "1-0:1.8.0(00006?78.394*kWh)",
        "1-0:1.8.0(0000 678.394*kWh)",
        "1-0:1.8.0(00006678,394*kWh)",
        "1-0:1.8.0(1.2.3*kWh)",
        "1-0:1.8.0(.5*kWh)",
        "1-0:1.8.0(5.*kWh)",
        "1-0:1.8.0(1e3*kWh)",
        "1-0:1.8.0(--1*kWh)",
        "1-0:1.8.0(0x10*kWh)",
        "1-0:1.8.0(nan*kWh)",
        "1-0:1.8.0(1_000*kWh)",
        "1-0:1.8.0(\xb2*kWh)",
        "1-0:1.8.0(*kWh)",
        "1-0:1.8.0(1*)",
        "1-0:1.8.0(1 *kWh)",
        "1-0:1.8.0(1* kWh)",
        "1-0:1.8.0(1*kWh*kWh)",
        "1-0:1.8.0(1*kWh",
        "1-0:1.8.0(1*kWh))",
        "1-0:1.8.0(1*kWh)1",
        "1-0:1.8.0(1*kW)",
        "1-0:1.8.0(1*kvarh)",
        "1-0:1.8.0(1*MWh)",
        "1-0:1.7.0(1*kWh)",
        "1-0:32.7.0(230.1*A)",
        "1-0:31.7.0(1.5*V)",
        "1-0:0.4.2(995*A)",
        "1-0:0.4.2(many)",
        "0-0:96.7.21(many)",
        "0-0:96.7.21(1*s)",
        "0-0:17.0.0(16*V)",
        "0-1:24.2.1(1*kvar)",
        "1-1:1.8.0(1*kW)",
        "0-0:1.0.0(250117*kWh)",
        "1-0:1.8.0(1234567890123.456*kWh)",
        "1-0:1.8.0*255(1*kW)",
    ],
)
def test_no_value(line: str) -> None:
    """A line of a known register whose value is none is refused, not guessed."""
    readout = read(line)
    assert (readout.registers, readout.unread, readout.refused) == ({}, (), (line,))
    assert list(readout.codes) == [line.partition("(")[0].removesuffix("*255")]


@pytest.mark.parametrize("number", ["1234567890123.456", "1234567890123456"])
def test_more_digits_than_a_float_holds(number: str) -> None:
    """A value of an unknown register with too many digits is kept raw."""
    line = f"1-0:15.8.0({number}*kWh)"
    assert read(line) == Readout({}, (line,))


def test_refusal_costs_its_line_only() -> None:
    """Other lines stand."""
    readout = read("1-0:1.8.0(1*kWh)", "1-0:2.8.0(?*kWh)", "1-0:1.7.0(1*kW)")
    assert list(readout.registers) == ["1-0:1.8.0", "1-0:1.7.0"]
    assert readout.refused == ("1-0:2.8.0(?*kWh)",)


@given(numbers(), st.sampled_from(["", "-"]), st.sampled_from(["kWh", "Wh"]))
@example("0.000000000000001", "", "kWh")
@example("0.00000000000001", "", "Wh")
@example("999999999999999", "", "Wh")
@example("6678.394", "", "kWh")
def test_value_is_exact(number: str, sign: str, unit: str) -> None:
    """Any number of fifteen digits gives the float nearest to it, in kWh."""
    power = -3 if unit == "Wh" else 0
    value = reading(f"1-0:1.8.0({sign}{number}*{unit})")
    assert value is not None
    assert value.value == float(Decimal(sign + number).scaleb(power))


@given(numbers(15))
def test_text_of_a_value_is_the_number_of_the_wire(number: str) -> None:
    """The shortest text of the float is what the meter sent."""
    value = reading(f"1-0:1.8.0({number}*kWh)")
    assert value is not None
    assert Decimal(repr(value.value)) == Decimal(number)


@given(st.lists(st.binary(max_size=50), max_size=6))
def test_arbitrary_bytes(lines: list[bytes]) -> None:
    """Arbitrary bytes never raise, and give the same when read again."""
    reader = Reader()
    body = b"\r\n".join(lines)
    assert reader.read(body) == reader.read(body)


REGISTERS = st.text("1-0:.8()*kWh255 \r", max_size=24).map("1-0:1.8.0(".__add__)


@given(st.lists(REGISTERS, max_size=4))
def test_lines_that_look_like_registers(lines: list[str]) -> None:
    """Damaged lines never raise, and give the same when read again."""
    reader = Reader()
    body = "\r\n".join(lines).encode()
    assert reader.read(body) == reader.read(body)

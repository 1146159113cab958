"""Tests of the layout that a reader learns."""

from collections.abc import Iterable

from hypothesis import example, given, settings, strategies as st
import pytest

from custom_components.han_port.decoder import Reading
from custom_components.han_port.decoder.layout import Layout
from custom_components.han_port.decoder.readout import Reader
from tests.decoder.compose import LINES, replaced
from tests.decoder.strategies import numbers, padded_numbers


def body(*lines: str) -> bytes:
    """Return the lines as a body."""
    return "".join(f"{line}\r\n" for line in lines).encode("latin-1")


def layout(*lines: str, times: int = 1) -> Layout | None:
    """Return what a reader learns from a body that comes once or more often."""
    reader = Reader()
    for _ in range(times):
        reader.read(body(*lines))
    return reader._layout


def known(*lines: str) -> Layout:
    """Return the layout of a body that has one."""
    learned = layout(*lines)
    assert learned is not None
    return learned


def reread(*bodies: bytes) -> None:
    """Assert that a reader reads every body as one does that never saw another."""
    reader = Reader()
    for one in bodies:
        assert reader.read(one) == Reader().read(one)


def test_reads_other_digits() -> None:
    """A layout reads the next telegram at once."""
    learned = known("0-0:1.0.0(250117083010W)", "1-0:1.7.0(0001.023*kW)")
    assert learned.read("0-0:1.0.0(250117083020W)\r\n1-0:1.7.0(0001.499*kW)\r\n") == {
        "0-0:1.0.0": Reading("250117083020W"),
        "1-0:1.7.0": Reading(1.499, "kW", 3),
    }


def test_reads_scaled_units() -> None:
    """A layout scales units, too."""
    learned = known("1-0:1.8.0(01219311.383*Wh)", "1-0:32.7.0(0000.242*kV)")
    later = "1-0:1.8.0(01219312.001*Wh)\r\n1-0:32.7.0(0000.239*kV)\r\n"
    assert learned.read(later) == {
        "1-0:1.8.0": Reading(1219.312001, "kWh", 6),
        "1-0:32.7.0": Reading(239.0, "V", 0),
    }


def test_reads_the_27_registers() -> None:
    """The layout of a whole telegram reads the next one."""
    later = replaced("0-0:1.0.0(250117083020W)", "1-0:1.8.0(00006678.397*kWh)")
    text = body(*later).decode()
    assert known(*LINES).read(text) == Reader().read(text.encode()).registers


def test_reads_a_ratio() -> None:
    """A bare number is one in the next telegram, too."""
    learned = known("1-0:0.4.2(995)", "1-0:0.4.3(000.01)")
    assert learned.read("1-0:0.4.2(1200)\r\n1-0:0.4.3(010.05)\r\n") == {
        "1-0:0.4.2": Reading(1200.0, None, 0),
        "1-0:0.4.3": Reading(10.05, None, 2),
    }


@pytest.mark.parametrize(
    "line",
    [
        "1-0:31.7.0(+000.6*A)",
        "1-0:31.7.0(000.60*A)",
        "1-0:31.7.0(6*A)",
        "1-0:31.7.0(000.6*a)",
        "1-0:31.7.0(000.6*V)",
        "1-0:31.7.0(00?.6*A)",
        "1-0:51.7.0(000.6*A)",
        "1-0:31.7.0(123456789012345.6*A)",
        "1-0:31.7.0(000.6*A)\r\n1-0:51.7.0(000.6*A)",
        "",
    ],
)
def test_leaves_other_bodies_alone(line: str) -> None:
    """What is not of the layout is not read by it."""
    assert known("1-0:31.7.0(001.6*A)").read(f"{line}\r\n") is None


@pytest.mark.parametrize("first", ["001.6", "-001.6"])
def test_reads_a_sign(first: str) -> None:
    """A current that turns negative is still of the layout."""
    registers = known(f"1-0:31.7.0({first}*A)").read("1-0:31.7.0(-000.6*A)\r\n")
    assert registers == {"1-0:31.7.0": Reading(-0.6, "A", 1)}


@pytest.mark.parametrize("unread", [(), ("1-1:31.4.0(100*A)(-063*A)",)])
def test_minus_nothing_is_nothing(unread: tuple[str, ...]) -> None:
    """A zero with a sign is a plain zero, whatever else has a sign."""
    learned = layout("1-0:31.7.0(001.6*A)", *unread, times=2)
    assert learned is not None
    registers = learned.read(body("1-0:31.7.0(-000.0*A)", *unread).decode())
    assert registers is not None
    assert str(registers["1-0:31.7.0"].value) == "0.0"


@pytest.mark.parametrize(
    "text", ["22*kWh", "2501(17)", "250117\n083010W"], ids=["number", "groups", "lines"]
)
def test_leaves_other_texts_alone(text: str) -> None:
    """A text that is no longer one is not read as one."""
    assert known("0-0:1.0.0(250117083010W)").read(f"0-0:1.0.0({text})\r\n") is None


@pytest.mark.parametrize(
    "lines",
    [
        ("1-0:1.8.0(1*kWh)", "1-0:1.7.0(?*kW)"),
        ("1-0:1.8.0(1.5*kWh)", "1-0:1.8.0(1500*Wh)"),
        ("1-0:1.8.0(1.5*kWh)", "1-0:1.8.0(1.50*kWh)"),
        ("1-0:1.8.0(1*kWh)", ""),
        ("1-0:31.7.0(+000.6*A)",),
    ],
)
def test_learns_nothing(lines: tuple[str, ...]) -> None:
    """A body with a refused line, blank lines or spellings of two kinds has none."""
    assert layout(*lines) is None
    assert layout(*lines, times=2) is None


@pytest.mark.parametrize(
    "unread",
    [
        "no register",
        "1-0:1.8.1(2*kWh)\r\n1-0:1.8.1(3*kWh)",
        "0-2:96.1.0()",
        "0-2:24.2.1(632525252525S)(00000.000)",
        "1-1:31.4.0(100*A)(-063*A)",
        "1-0:99.97.0(1)(0-0:96.7.19)(230711120000S)(0000000301*s)",
        "1-0:1.8.0(230711120000S)(7*kWh)",
    ],
)
def test_learns_unread_lines_by_heart(unread: str) -> None:
    """What is unread is of the layout when it has come a second time."""
    lines = ("1-0:1.8.0(1*kWh)", unread, "0-0:1.0.0(250117083010W)")
    assert layout(*lines) is None
    learned = layout(*lines, times=2)
    assert learned is not None
    assert learned.read(f"1-0:1.8.0(2*kWh)\r\n{unread}\r\n0-0:1.0.0(3)\r\n") == {
        "1-0:1.8.0": Reading(2.0, "kWh", 0),
        "0-0:1.0.0": Reading("3"),
    }


def test_unread_lines_come_out_of_a_layout() -> None:
    """They and the codes without a value are those of the first telegram."""
    unread = "1-0:99.97.0(1)(0-0:96.7.19)(230711120000S)(0000000301*s)"
    lines = [unread, "1-0:3.7.0(00.135)", "1-0:1.8.0({}*kWh)"]
    reader = Reader()
    first, again, later = (
        reader.read(body(*lines).replace(b"{}", number))
        for number in (b"1", b"2", b"3")
    )
    assert reader._layout is not None
    assert (later.unread, later.without_value) == (tuple(lines[:2]), ("1-0:3.7.0",))
    assert first.unread == again.unread == later.unread
    assert later.registers == {"1-0:1.8.0": Reading(3.0, "kWh", 0)}


def test_unread_line_that_changes_every_time() -> None:
    """A layout that would not hold is not made: to make one takes long."""
    reader = Reader()
    for number in range(4):
        reader.read(body("1-0:1.8.0(1*kWh)", f"0-0:98.1.0({number})({number})"))
        assert reader._layout is None


def test_lines_that_come_once() -> None:
    """Of registers that nobody sends again no layout is made."""
    reader = Reader()
    reader.read(body("1-0:1.8.0(1*kWh)"))
    reader.read(body("1-0:2.8.0(1*kWh)"))
    assert reader._layout is None
    reader.read(body("1-0:2.8.0(2*kWh)"))
    assert reader._layout is not None


def test_too_many_layouts() -> None:
    """A reader learns so many layouts, and reads on without."""
    reader = Reader()
    learned = []
    for number in range(20):
        bodies = [body(f"1-0:9.8.{number}({value}*kWh)") for value in (1, 2)]
        *_, registers = [reader.read(one).registers for one in bodies]
        assert registers == {f"1-0:9.8.{number}": Reading(2.0, "kWh", 0)}
        learned.append(reader._layout is not None)
    assert learned == [True] * 16 + [False] * 4


def test_reads_a_register_sent_again() -> None:
    """Three limiters are one register as long as they are the same."""
    learned = known(*["0-0:17.0.0(16500)"] * 3, "1-0:1.8.0(1*kWh)")
    later = "0-0:17.0.0(17000)\r\n" * 3 + "1-0:1.8.0(2*kWh)\r\n"
    assert learned.read(later) == {
        "0-0:17.0.0": Reading(17000.0, None, 0),
        "1-0:1.8.0": Reading(2.0, "kWh", 0),
    }
    assert learned.read(later.replace("(17000)", "(16000)", 1)) is None


def test_reads_stamped_readings() -> None:
    """The time of a reading may change, not its form."""
    learned = known("0-1:24.2.1(230711120000S)(00012.345*m3)")
    later = "0-1:24.2.1({})(00012.346*m3)\r\n"
    registers = {"0-1:24.2.1": Reading(12.346, "m³", 3)}
    assert learned.read(later.format("230711130000S")) == registers
    assert learned.read(later.format("231211130000W")) == registers
    assert learned.read(later.format("632525252525S")) is None
    assert learned.read(later.format("700101010000W")) is None


def test_number_that_vanishes() -> None:
    """An empty number is none in a learned body, too."""
    learned = known("0-1:96.1.0(4730303132)", "0-0:96.13.0(31)")
    text = "0-1:96.1.0({})\r\n0-0:96.13.0()\r\n"
    assert learned.read(text.format("")) is None
    assert learned.read(text.format("4730303133")) == {
        "0-1:96.1.0": Reading("4730303133"),
        "0-0:96.13.0": Reading(""),
    }


def test_reads_records_over_two_lines() -> None:
    """The records of DSMR 2 and 3 do not keep a meter from having a layout."""
    reader = Reader()
    record = "0-1:24.3.0(1207111{}0000)(00)(60)(1)(0-1:24.2.1)(m3)"
    for hour in range(3):
        registers = reader.read(
            body("1-0:1.8.1(1*kWh)", record.format(hour), f"(00012.{hour})")
        ).registers
        assert registers["0-1:24.2.1"] == Reading(12 + hour / 10, "m³", 1)
        assert reader._layout is not None


@pytest.mark.parametrize(
    "odd",
    [
        "1-0:31.7.0(-000.6*A)",
        "1-0:31.7.0(012.34*A)",
        "1-0:31.7.0(1000.2*A)",
        "1-0:31.7.0(?*A)",
        "1-0:31.7.0*255(001.6*A)",
        "1-0:31.7.0(001.6*A)\r\n1-0:31.7.0(001.7*A)",
        "1-0:31.7.0(123456789012345.6*A)",
        "1-0:31.7.0(230711120000S)(001.6*A)",
        "1-0:31.7.0(001.6*A)\r\n1-0:31.7.0(001.6*A)",
        "1-0:31.7.0(001.6)",
        "1-0:31.7.0()",
    ],
)
def test_reader_goes_on_behind_an_odd_telegram(odd: str) -> None:
    """A telegram of another layout is read right, and so is the next one."""
    usual = body(*LINES)
    other = body(*replaced(odd))
    reread(usual, other, usual, other, other, usual, other)


def test_another_list() -> None:
    """A meter that changes its list is read by the new one."""
    short = body("1-0:1.8.0(1*kWh)")
    reread(short, body(*LINES), short, body("1-0:2.8.0(1*kWh)"))


def test_one_place_behind_fourteen() -> None:
    """Numbers that are nearly all decimals have a layout or none, but never raise."""
    for places in range(12, 20):
        line = f"1-0:1.8.0(0.{1:0{places}}*kWh)"
        reread(body(line), body(line))


#: Lines with a place for the number, and a few for which a text is drawn.
_FORMS = (
    "1-0:1.8.0({}*kWh)",
    "1-0:2.8.0({}*Wh)",
    "1-0:1.7.0*255({}*W)",
    "1-0:31.7.0({}*A)",
    "1-0:32.7.0({}*kV)",
    "1-0:0.4.2({})",
    "1-0:15.8.0({}*kWh )",
    "0-1:24.2.3(230711120000S)({}*m3)",
    "0-0:17.0.0({})",
    "0-0:17.0.0({})",
    "0-1:96.1.0({})",
    "1-0:99.97.0({})(1*s)",
)


def filled(forms: Iterable[str], texts: Iterable[str]) -> bytes:
    """Return a body of lines with texts in their places."""
    return body(*(form.format(text) for form, text in zip(forms, texts, strict=True)))


def _texts() -> st.SearchStrategy[str]:
    """Draw what is mostly no number."""
    return st.text("0.*-W(", max_size=5)


@given(
    st.lists(
        st.lists(numbers(9), min_size=len(_FORMS), max_size=len(_FORMS)),
        min_size=2,
        max_size=4,
    )
)
def test_same_as_line_by_line(telegrams: list[list[str]]) -> None:
    """Telegrams with any values are read as if each came alone."""
    reread(*(filled(_FORMS, row) for row in telegrams))


@given(
    st.lists(st.integers(0, 3), min_size=len(_FORMS), max_size=len(_FORMS)),
    st.lists(
        st.lists(st.integers(0, 10**9), min_size=len(_FORMS), max_size=len(_FORMS)),
        max_size=4,
    ),
)
def test_same_as_line_by_line_in_one_layout(
    places: list[int], telegrams: list[list[int]]
) -> None:
    """Telegrams that differ in digits only are read as if each came alone."""
    bodies = []
    for row in telegrams:
        values = (
            f"{number / 10**place:09.{place}f}"
            for number, place in zip(row, places, strict=True)
        )
        bodies.append(filled(_FORMS, values))
    reread(*bodies)


@given(
    st.lists(
        st.lists(
            st.tuples(st.sampled_from(_FORMS), padded_numbers() | _texts()),
            max_size=4,
        ),
        min_size=2,
        max_size=4,
    )
)
@settings(max_examples=200)
@example([[("1-0:31.7.0({}*A)", "1.6")], [("1-0:31.7.0({}*A)", "-1.6")]])
def test_same_as_line_by_line_in_changing_layouts(
    telegrams: list[list[tuple[str, str]]],
) -> None:
    """Whatever changes from one telegram to the next, each is read as if alone."""
    reread(*(filled(*zip(*rows, strict=True)) if rows else b"" for rows in telegrams))

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


def layout(*lines: str) -> Layout | None:
    """Return what a reader learns from a body."""
    reader = Reader()
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


def test_minus_nothing_is_nothing() -> None:
    """A zero with a sign is a plain zero."""
    registers = known("1-0:31.7.0(001.6*A)").read("1-0:31.7.0(-000.0*A)\r\n")
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
        (),
        ("1-0:1.8.0(1*kWh)", "no register"),
        ("1-0:1.8.0(1*kWh)", "1-0:1.7.0(?*kW)"),
        ("1-0:1.8.0(1*kWh)", "1-0:1.8.0(1*kWh)"),
        ("1-0:1.8.0(1*kWh)", "1-0:1.8.0(2*kWh)"),
        ("1-0:1.8.0(1*kWh)", ""),
        ("1-0:31.7.0(+000.6*A)",),
    ],
)
def test_learns_nothing(lines: tuple[str, ...]) -> None:
    """A body with anything but plain registers has no layout."""
    learned = layout(*lines)
    assert learned is None or not lines


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
    ],
)
def test_reader_goes_on_behind_an_odd_telegram(odd: str) -> None:
    """A telegram of another layout is read right, and so is the next one."""
    usual = body(*LINES)
    reread(usual, body(*replaced(odd)), usual, body(*replaced(odd)), usual)


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
    "0-1:24.2.3({}*m3)",
    "0-0:17.0.0({})",
)


def filled(forms: Iterable[str], texts: Iterable[str]) -> bytes:
    """Return a body of lines with texts in their places."""
    return body(*(form.format(text) for form, text in zip(forms, texts, strict=True)))


def _texts() -> st.SearchStrategy[str]:
    """Draw what is mostly no number."""
    return st.text("0.*-W(", max_size=5)


@given(st.lists(st.lists(numbers(9), min_size=9, max_size=9), min_size=2, max_size=4))
def test_same_as_line_by_line(telegrams: list[list[str]]) -> None:
    """Telegrams with any values are read as if each came alone."""
    reread(*(filled(_FORMS, row) for row in telegrams))


@given(
    st.lists(st.integers(0, 3), min_size=9, max_size=9),
    st.lists(st.lists(st.integers(0, 10**9), min_size=9, max_size=9), max_size=4),
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

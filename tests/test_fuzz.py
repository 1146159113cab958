"""The targets of fuzz/: the inputs that are kept, and some that hypothesis makes."""

import math
from pathlib import Path

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.han_port.decoder import Reading
from fuzz import checks, corpus, minimise
from fuzz.seals import CUT
from fuzz.seeds import seeds
from fuzz.targets import TARGETS, family

#: What all kept inputs may take together: the repository is no place for more.
MOST_KEPT = 200_000


@pytest.mark.parametrize("name", TARGETS)
def test_kept_inputs(name: str) -> None:
    """All that holds does so for the inputs that lead everywhere, and for the seeds."""
    for data in (b"", *corpus.read(family(name)), *seeds(name)):
        TARGETS[name](data)


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_inputs_of_chance(name: str, data: st.DataObject) -> None:
    """It does so for what begins like a seed and goes on in any way."""
    start = data.draw(st.sampled_from(seeds(name)))
    at = data.draw(st.integers(0, len(start)))
    middle = data.draw(st.one_of(st.binary(max_size=40), st.just(CUT)))
    again = data.draw(st.integers(0, len(start)))
    TARGETS[name](start[:at] + middle + start[again:])


def test_corpus_is_small() -> None:
    """The inputs take little room, and all are of a target that there is."""
    files = list(corpus.FOLDER.iterdir())
    assert {path.stem for path in files} == set(map(family, TARGETS))
    assert sum(path.stat().st_size for path in files) < MOST_KEPT


class Forgetful:
    """A machine that hands out what comes at once, and forgets where it was."""

    def feed(self, data: bytes, /) -> list[int]:
        """Tell how much came."""
        return [len(data)]

    def end(self) -> list[int]:
        """Tell nothing."""
        return []


def test_cuts_that_change_something() -> None:
    """It shows where the events depend on how the bytes were cut."""
    with pytest.raises(AssertionError, match="other things come"):
        checks.same_however_cut(Forgetful, b"0123456789")


@pytest.mark.parametrize(
    "reading",
    [
        Reading(math.nan, "kWh", 0),
        Reading(math.inf, "kWh", 0),
        Reading(-0.0, "kWh", 0),
        Reading(1.0, "kW", 0),
        Reading(1.0, "kWh"),
        Reading(1, "kWh", 0),
        Reading("1", "kWh", 0),
    ],
    ids=str,
)
def test_values_that_are_none(reading: Reading) -> None:
    """It shows where a value is none that its register may have."""
    checks.sound_registers({"1-0:1.8.0": Reading(1.0, "kWh", 0)})
    with pytest.raises(AssertionError):
        checks.sound_registers({"1-0:1.8.0": reading})


def test_keeps_the_shortest_that_go_further() -> None:
    """Of inputs that take the same ways one is kept; what shows a fault is, too."""

    def faulty(data: bytes) -> None:
        TARGETS["ber"](data)
        assert data != b"\x07\x00\x00"

    inputs = [b"\x07\x00\x00", b"\x06\x00", b"\x05", b"\x82\x01\x00"]
    kept = minimise.few([faulty], inputs)
    assert kept == [b"\x05", b"\x07\x00\x00", b"\x82\x01\x00"]
    kept = minimise.few([faulty], inputs, [b"\x09"])
    assert kept == [b"\x07\x00\x00", b"\x82\x01\x00"]


def test_corpus_is_read_as_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An input a line, in hex; a family without a file has none."""
    monkeypatch.setattr(corpus, "FOLDER", tmp_path)
    assert corpus.read("ber") == []
    corpus.write("ber", [b"\x05", b""])
    assert (tmp_path / "ber.hex").read_text() == "05\n\n"
    assert corpus.read("ber") == [b"\x05", b""]

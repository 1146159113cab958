"""The targets of fuzz/: the inputs that are kept, and a few that hypothesis makes up."""

from pathlib import Path

from hypothesis import given, settings, strategies as st
import pytest

from fuzz import corpus, minimise
from fuzz.seals import CUT
from fuzz.seeds import seeds
from fuzz.targets import TARGETS, family
from tests.tree import ROOT

#: What all kept inputs may take together: the repository is no place for more.
MOST_KEPT = 200_000


@pytest.mark.parametrize("name", TARGETS)
def test_kept_inputs(name: str) -> None:
    """All that holds does so for the inputs that lead everywhere, and for the seeds."""
    kept = corpus.read(family(name))
    assert kept
    for data in (b"", *kept, *seeds(name)):
        TARGETS[name](data)


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=15, deadline=None)
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


def test_fault_is_found() -> None:
    """A target raises where something does not hold."""

    def finds(data: bytes) -> None:
        assert b"!" not in data

    with pytest.raises(AssertionError):
        finds(b"!")


def test_keeps_the_shortest_that_go_further(tmp_path: Path) -> None:
    """Of inputs that take the same ways one is kept; what shows a fault is, too."""
    assert (ROOT / "fuzz").is_dir()
    ber = TARGETS["ber"]
    assert minimise.few([ber], [b"\x05", b"\x06\x00", b"\x82\x01\x00"]) == [
        b"\x05",
        b"\x82\x01\x00",
    ]


def test_corpus_is_read_as_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An input a line, in hex; a family without a file has none."""
    monkeypatch.setattr(corpus, "FOLDER", tmp_path)
    assert corpus.read("ber") == []
    corpus.write("ber", [b"\x05", b""])
    assert (tmp_path / "ber.hex").read_text() == "05\n\n"
    assert corpus.read("ber") == [b"\x05", b""]

"""The pictures in the documents are those that `scripts/screenshots` takes."""

from hashlib import sha256
import re
import struct

import pytest

from tests.tree import ROOT

IMAGES = ROOT / "docs/images"
TAKEN = re.findall(
    r"\.take(?:_form)?\(\s*\"([a-z-]+)\"",
    (ROOT / "scripts/screenshots.py").read_text(encoding="utf-8"),
)
#: Pixels, and bytes: what a README has room for.
WIDEST = 1000
LARGEST = 200_000


def test_all_are_taken_by_the_script() -> None:
    """There is none that would grow old, and none is missing."""
    assert sorted(TAKEN) == sorted(path.stem for path in IMAGES.glob("*.png"))


def test_they_are_as_they_were_taken() -> None:
    """Nobody has changed them since, nor the texts and the dashboard that they show."""
    sums = (IMAGES / "SHA256SUMS").read_text(encoding="utf-8")
    listed = dict(line.split(maxsplit=1)[::-1] for line in sums.splitlines())
    assert len(listed) == len(TAKEN) + 2
    assert listed == {
        name: sha256((IMAGES / name).read_bytes()).hexdigest() for name in listed
    }


@pytest.mark.parametrize("name", TAKEN)
def test_size(name: str) -> None:
    """A picture is no larger than a page of documents takes."""
    data = (IMAGES / f"{name}.png").read_bytes()
    (width,) = struct.unpack_from(">I", data, 16)
    assert width <= WIDEST
    assert len(data) <= LARGEST

"""The pictures in the documents are those that `scripts/screenshots` takes."""

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
    assert sorted(TAKEN) == sorted(path.stem for path in IMAGES.iterdir())


@pytest.mark.parametrize("name", TAKEN)
def test_size(name: str) -> None:
    """A picture is no larger than a page of documents takes."""
    data = (IMAGES / f"{name}.png").read_bytes()
    (width,) = struct.unpack_from(">I", data, 16)
    assert width <= WIDEST
    assert len(data) <= LARGEST

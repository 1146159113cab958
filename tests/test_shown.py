"""What the dialogs of a meter can say, tests in the browser have seen."""

import re

import pytest

from tests.languages import texts_of
from tests.tree import ROOT

#: What no page of the tests shows, and why.
UNSEEN = {
    "encrypted": "the form of the keys says it where it asks for them",
    "nothing_heard": "a discovery that finds nothing ends before there is a card",
    "port_in_use": "a discovery at a port of somebody else ends without a card",
    "port_not_permitted": "who runs the tests may be root, who is never refused",
}


@pytest.mark.parametrize("kind", ["error", "abort", "step"])
def test_each_text_is_seen_in_the_browser(kind: str) -> None:
    """A test names each by its key, as the last one of a path or alone."""
    folder = ROOT / "tests/browser"
    tests = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    named = set(re.findall(r'[".](\w+)"', tests))
    keys = texts_of("en")["config"][kind].keys()
    assert keys - named == keys & UNSEEN.keys()

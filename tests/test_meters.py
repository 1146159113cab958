"""Tests of scripts/meters and of the page that it writes."""

from collections.abc import Callable
from pathlib import Path
import runpy
import sys
from typing import Any
import warnings

import pytest

from custom_components.han_port.decoder import PROFILES
from tests.tree import ROOT

SCRIPT = ROOT / "scripts/meters.py"
PAGE = (ROOT / "docs/meters.md").read_text(encoding="utf-8")
TELEGRAMS = ROOT.parent / "shared/telegrams"


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return what the script defines."""
    monkeypatch.setattr(sys, "path", [*sys.path])
    return runpy.run_path(str(SCRIPT))


def test_profiles(script: dict[str, Any]) -> None:
    """The page has the table of profiles as it is now."""
    assert PAGE.startswith(script["profiles"]())


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_has_one_row(profile: str) -> None:
    """No row of the table is left out."""
    assert PAGE.count(f"\n| `{profile}` | ") == 1


def test_page(script: dict[str, Any]) -> None:
    """Where the telegrams are at hand the whole page is as it would be written."""
    if not TELEGRAMS.is_dir():
        warnings.warn(
            f"NO REAL TELEGRAMS: {TELEGRAMS} is missing, figures are not compared",
            stacklevel=1,
        )
        return
    assert script["profiles"]() + script["seen"](TELEGRAMS) == PAGE


def test_missing_telegrams(
    script: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Without the telegrams that is said aloud, and the page stays as it is."""
    main: Callable[[], int] = script["main"]
    names = main.__globals__
    monkeypatch.setitem(names, "TELEGRAMS", tmp_path / "nowhere")
    monkeypatch.setitem(names, "PAGE", tmp_path / "meters.md")
    assert main() == 1
    assert "NO TELEGRAMS" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_writes_the_page(
    script: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With telegrams the page is written; an empty folder is a row of zeros."""
    telegrams, page = tmp_path / "telegrams", tmp_path / "meters.md"
    (telegrams / "some_p1").mkdir(parents=True)
    (telegrams / "wmbus").mkdir()
    main: Callable[[], int] = script["main"]
    monkeypatch.setitem(main.__globals__, "TELEGRAMS", telegrams)
    monkeypatch.setitem(main.__globals__, "PAGE", page)
    assert main() == 0
    assert page.read_text(encoding="utf-8").endswith("| some_p1 | 0 | | 0 | |\n")

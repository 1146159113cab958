"""Tests of scripts/reliability and of the table that it writes."""

from collections.abc import Callable
import json
import os
from pathlib import Path
import runpy
import sys
from typing import Any

import pytest

from tests.faults.rows import declared
from tests.tree import ROOT

PAGE = ROOT / "docs/reliability.md"


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return what the script defines."""
    monkeypatch.setattr(sys, "path", [*sys.path])
    return runpy.run_path(str(ROOT / "scripts/reliability.py"))


def test_table(script: dict[str, Any]) -> None:
    """The page has the rows that are declared now."""
    page = PAGE.read_text(encoding="utf-8")
    table = script["table"](row.cells for row in declared())
    assert script["with_table"](page, table) == page


def test_every_fault_has_one_row() -> None:
    """No fault is told twice."""
    faults = [row.fault for row in declared()]
    assert len(set(faults)) == len(faults)


def test_rows_stand_in_their_order(script: dict[str, Any]) -> None:
    """Whichever was done first; one that did not hold has no row."""
    lines = (
        {"number": number, "cells": [str(number)], "held": number != 2}
        for number in (10, 9, 2)
    )
    outcomes = "".join(f"{json.dumps(line)}\n" for line in lines)
    assert script["read"](outcomes) == [["9"], ["10"]]


def _run(
    script: dict[str, Any], monkeypatch: pytest.MonkeyPatch, page: Path, code: int
) -> int:
    """Run the script on a page, with tests that end with a code."""

    def run(_: list[str]) -> int:
        outcome = {"number": 0, "cells": ["some fault"], "held": not code}
        path = Path(os.environ[script["OUTCOMES"]])
        path.write_text(json.dumps(outcome), encoding="utf-8")
        return code

    main: Callable[[], int] = script["main"]
    monkeypatch.setenv(script["OUTCOMES"], "")
    monkeypatch.setattr(pytest, "main", run)
    monkeypatch.setitem(main.__globals__, "PAGE", page)
    page.write_text(f"before\n{script['BEGIN']}old\n{script['END']}after\n", "utf-8")
    return main()


def test_writes_the_table(
    script: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """All else on the page stays."""
    page = tmp_path / "reliability.md"
    assert _run(script, monkeypatch, page, 0) == 0
    written = page.read_text(encoding="utf-8")
    assert "| some fault |\n" in written
    assert "old" not in written
    assert written.startswith("before\n")
    assert written.endswith("after\n")


def test_page_stays_where_a_row_does_not_hold(
    script: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The table is what was seen, or it is not written."""
    page = tmp_path / "reliability.md"
    assert _run(script, monkeypatch, page, 1) == 1
    assert "old" in page.read_text(encoding="utf-8")
    assert "reliability.md stays as it is." in capsys.readouterr().err

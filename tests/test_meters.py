"""Tests of scripts/meters and of the page that it writes."""

from collections.abc import Callable, Mapping
import json
from pathlib import Path
import runpy
import sys
from typing import Any
import warnings

import pytest

from custom_components.han_port.decoder import PROFILES
from tests.decoder.wireless.seal import KEY, METER, MODULE, mode5, mode7, plain
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
    assert (
        "".join(
            [
                script["profiles"](),
                script["seen"](TELEGRAMS),
                script["heard"](TELEGRAMS / "wmbus"),
            ]
        )
        == PAGE
    )


def heard(
    script: dict[str, Any], folder: Path, *samples: Mapping[str, object]
) -> list[str]:
    """Return the rows that samples by radio make."""
    for number, sample in enumerate(samples):
        file = folder / f"{number}.json"
        file.write_text(json.dumps(sample), encoding="utf-8")
    page: str = script["heard"](folder)
    lines = page.splitlines()
    return [line for line in lines if line.startswith("|") and "---" not in line]


def test_radio_meters(script: dict[str, Any], tmp_path: Path) -> None:
    """Telegrams are counted by meter; what is refused, with its reason."""
    telegrams = (mode5(), mode5(access=43), mode7(address=MODULE, meter=METER), plain())
    with_keys = [
        {"telegram_hex": telegram.hex(), "key": KEY.hex()} for telegram in telegrams
    ]
    rows = heard(script, tmp_path, *with_keys, {"telegram_hex": mode5().hex()})
    meter = "| Elgama GAMA 150/350 | EGM-01-02 | electricity"
    assert rows[1:4] == [
        f"{meter} | AES-CBC | 2 | 3 | 1 | `encrypted` 1 |",
        f"{meter} | AES-CBC with CMAC | 1 | 3 | 0 | |",
        f"{meter} | none | 1 | 3 | 0 | |",
    ]
    assert METER.number not in "".join(rows)


def test_what_is_no_telegram_by_radio(script: dict[str, Any], tmp_path: Path) -> None:
    """It has a row without a meter."""
    rows = heard(script, tmp_path, {"telegram_hex": "0b44ed14010000310102"})
    assert rows[1].startswith("| | | | | 0 | 0 | 1 | `")


def test_receivers(script: dict[str, Any], tmp_path: Path) -> None:
    """What a receiver says is counted by the receiver that is recognised."""
    one, other = mode5().hex(), mode5(access=43).hex()
    both = [{"telegram_hex": one}, {"telegram_hex": other}]
    rows = heard(
        script,
        tmp_path,
        {"stream_text": f"{one}\r\n{other}\r\n", "expected_frames": both},
        {"stream_text": f"{one}\r\n{other[:-4]}\r\n", "expected_frames": both},
        {"stream_hex": "00" * 40, "expected_frames": []},
    )
    assert rows[2:] == [
        "| Text lines (rtl_wmbus, ESP32) | 2 | 4 | 3 | 1 | `truncated` 1 |",
        "| none | 1 | 0 | 0 | 1 | `noise` 1 |",
    ]


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
    """With telegrams the page is written; an empty folder is a row of zeros.

    What comes by radio has tables of its own.
    """
    telegrams, page = tmp_path / "telegrams", tmp_path / "meters.md"
    (telegrams / "some_p1").mkdir(parents=True)
    (telegrams / "wmbus").mkdir()
    main: Callable[[], int] = script["main"]
    monkeypatch.setitem(main.__globals__, "TELEGRAMS", telegrams)
    monkeypatch.setitem(main.__globals__, "PAGE", page)
    assert main() == 0
    written = page.read_text(encoding="utf-8")
    assert "|\n| some_p1 | 0 | | 0 | |\n\n## By radio\n" in written
    assert written.endswith("|---|---:|---:|---:|---:|---|\n")

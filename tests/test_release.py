"""Tests of scripts/release: what it packs, and what it refuses to release."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
import re
import runpy
import subprocess
import sys
from typing import Any
from zipfile import ZipFile

import pytest

from tests import tree
from tests.tree import INTEGRATION, ROOT, files, manifest

CHANGELOG = """\
# Changelog

## [1.1.0] - 2027-02-03

### Added

- Heat.

## [1.0.0] - 2027-01-02

- Gas.

## [0.9.0]

- No date.

[1.1.0]: https://example.com/1.1.0
"""


@pytest.fixture
def script() -> dict[str, Any]:
    """Return what the script defines."""
    return runpy.run_path(str(ROOT / "scripts/release.py"))


@pytest.fixture
def released(
    script: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., int]:
    """Return what releases a tag of a tree in which so much has changed."""

    def release(tag: str, changed: tuple[str, ...] = ()) -> int:
        main = script["main"]
        monkeypatch.setattr(sys, "argv", ["release", tag])
        monkeypatch.setitem(main.__globals__, "changed", lambda: [*changed])
        monkeypatch.setitem(main.__globals__, "DIST", tmp_path / "dist")
        monkeypatch.setitem(main.__globals__, "ROOT", tmp_path)
        for name in ("CHANGELOG.md", "hacs.json"):
            (tmp_path / name).write_bytes((ROOT / name).read_bytes())
        return int(main())

    return release


def test_archive_holds_the_files_of_the_integration(script: dict[str, Any]) -> None:
    """All that git keeps of the folder and nothing else, by their names below it."""
    kept = {path for path in files() if path.is_relative_to(INTEGRATION)}
    with ZipFile(BytesIO(script["archive"](INTEGRATION))) as packed:
        contents = {INTEGRATION / name: packed.read(name) for name in packed.namelist()}
    assert contents == {path: path.read_bytes() for path in kept}


def test_archive_is_the_same_twice(script: dict[str, Any], tmp_path: Path) -> None:
    """Neither order, nor times, nor rights of files make another one."""
    archives = []
    for folder, names in (("a", "xyz"), ("b", "zyx")):
        for name in names:
            file = tmp_path / folder / "made" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(name)
            file.chmod(0o600 if folder == "a" else 0o755)
        archives.append(script["archive"](tmp_path / folder))
    assert archives[0] == archives[1]


def test_archive_leaves_out_what_python_compiled(
    script: dict[str, Any], tmp_path: Path
) -> None:
    """A tree that has been tested packs as a new one."""
    (tmp_path / "decoder/__pycache__").mkdir(parents=True)
    (tmp_path / "decoder/__pycache__/crc16.pyc").touch()
    (tmp_path / "decoder/crc16.py").touch()
    assert script["shipped"](tmp_path) == ["decoder/crc16.py"]


@pytest.mark.parametrize(
    ("version", "notes"),
    [
        ("1.1.0", "### Added\n\n- Heat.\n"),
        ("1.0.0", "- Gas.\n"),
        ("0.9.0", ""),
        ("1.2.0", ""),
        ("1.1", ""),
    ],
)
def test_notes_are_the_section_of_the_version(
    script: dict[str, Any], version: str, notes: str
) -> None:
    """A section counts when it has a date."""
    assert script["notes"](CHANGELOG, version) == notes


def test_release_writes_archive_and_notes(
    script: dict[str, Any], released: Callable[..., int], tmp_path: Path
) -> None:
    """The archive has the name that hacs.json promises, the notes are the section's."""
    assert released(manifest()["version"]) == 0
    packed = (tmp_path / "dist/han_port.zip").read_bytes()
    assert packed == script["archive"](INTEGRATION)
    assert (tmp_path / "dist/notes.md").read_text().startswith("The first release.\n")


@pytest.mark.parametrize("tag", ["v0.1.0", "0.1", "0.1.0-1", "main"])
def test_another_tag_is_refused(
    released: Callable[..., int],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    tag: str,
) -> None:
    """The tag is the version and nothing more; nothing is written otherwise."""
    assert released(tag) == 1
    version = manifest()["version"]
    assert capsys.readouterr().err == (
        f"The tag is {tag}, the manifest says {version}.\n"
    )
    assert not (tmp_path / "dist").exists()


def test_what_is_not_committed_is_not_released(
    released: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each file that differs is named."""
    assert released(manifest()["version"], ("Not committed: README.md",)) == 1
    assert capsys.readouterr().err == "Not committed: README.md\n"
    assert not (tmp_path / "dist").exists()


def test_what_is_not_committed_is_found(
    script: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that git has not been told of is one, too."""
    monkeypatch.setitem(script["changed"].__globals__, "ROOT", tmp_path)
    subprocess.run(["/usr/bin/env", "git", "init", "--quiet"], cwd=tmp_path, check=True)
    assert script["changed"]() == []
    (tmp_path / "README.md").touch()
    assert script["changed"]() == ["Not committed: README.md"]


def test_a_version_without_a_section_is_refused(script: dict[str, Any]) -> None:
    """Households are told what they install."""
    (told,) = script["mismatches"]("1.2.0", "1.2.0", "")
    assert told == "CHANGELOG.md has no section [1.2.0] with a date and a text."


def test_changelog_begins_with_the_version_of_the_manifest() -> None:
    """Sections go back in time, and each one's link leads to its release."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    heads = re.findall(r"(?m)^## \[(.+)\] - (\d{4}-\d\d-\d\d)$", changelog)
    assert len(heads) == changelog.count("\n## ")
    assert heads[0][0] == manifest()["version"]
    assert [day for _, day in heads] == sorted((day for _, day in heads), reverse=True)
    home = manifest()["documentation"]
    for version, _ in heads:
        assert f"\n[{version}]: {home}/releases/tag/{version}\n" in changelog


def test_the_workflow_releases_what_the_script_packs() -> None:
    """It uploads the archive that hacs.json names, with the notes."""
    workflow = (ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8")
    assert 'run: scripts/release "$GITHUB_REF_NAME"' in workflow
    assert 'gh release create "$GITHUB_REF_NAME" dist/han_port.zip' in workflow
    assert "--notes-file dist/notes.md" in workflow


@pytest.mark.parametrize("name", ["validate.yml", "test.yml"])
def test_a_release_is_checked_first(name: str) -> None:
    """Hassfest, HACS and all tests have run on the tree of the tag."""
    workflows = ROOT / ".github/workflows"
    release = (workflows / "release.yml").read_text(encoding="utf-8")
    assert f"uses: ./.github/workflows/{name}\n" in release
    assert "needs: [validate, test]" in release
    assert "  workflow_call:" in (workflows / name).read_text(encoding="utf-8")


def test_an_unpacked_archive_is_listed_as_a_clone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that look at files see the same ones without git: none that tools make."""
    monkeypatch.setattr(tree, "ROOT", tmp_path)
    kept = [".gitignore", "README.md", "decoder/crc16.py"]
    made = [".coverage.host.1", ".venv/test/pinned", "decoder/__pycache__/crc16.pyc"]
    for name in kept + made:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / ".gitignore").read_bytes())
    assert files() == [tmp_path / name for name in kept]

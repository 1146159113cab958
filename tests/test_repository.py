"""The repository has what visitors and machines look for, and nothing it must not."""

from pathlib import Path
import re

from homeassistant.util.yaml import parse_yaml
import pytest

from tests.tree import INTEGRATION, OWNER, ROOT, files, read_json

#: Those who hand out packages, by name and top-level domain.
REGISTRIES = (
    ("pypi", "org"),
    ("pythonhosted", "org"),
    ("npmjs", "org"),
    ("npmjs", "com"),
    ("debian", "org"),
    ("ubuntu", "com"),
)


def _matches(pattern: str) -> list[str]:
    """List what in the repository's files matches a pattern, with its file."""
    wanted = re.compile(pattern.encode())
    return [
        f"{path.relative_to(ROOT)}: {found[0].decode()}"
        for path in files()
        for found in wanted.finditer(path.read_bytes())
    ]


def test_holds_one_integration() -> None:
    """HACS installs the first folder that it finds."""
    folders = [
        path.parent.name
        for path in files()
        if path.match("custom_components/*/__init__.py")
    ]
    assert folders == ["han_port"]


def test_holds_one_manifest() -> None:
    """Hassfest takes every file of that name for an integration."""
    manifests = [path for path in files() if path.name == "manifest.json"]
    assert manifests == [INTEGRATION / "manifest.json"]


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("README.md", "# HAN Port"),
        ("LICENSE", "Apache License\n                           Version 2.0"),
        ("CHANGELOG.md", "# Changelog"),
        ("CONTRIBUTING.md", "# Contributing"),
        ("SECURITY.md", "# Security"),
        (".github/CODEOWNERS", f"* {OWNER}"),
    ],
)
def test_has_what_visitors_look_for(name: str, start: str) -> None:
    """HACS wants a README and a licence that is recognised."""
    assert (ROOT / name).read_text(encoding="utf-8").lstrip().startswith(start)


def test_json_files_parse() -> None:
    """Every JSON file is one, without keys that stand twice."""
    paths = [path for path in files() if path.suffix == ".json"]
    assert INTEGRATION / "manifest.json" in paths
    for path in paths:
        read_json(path)


@pytest.mark.parametrize(
    "path",
    [*(ROOT / ".github").rglob("*.yml")],
    ids=lambda path: path.name,
)
def test_files_for_github_parse(path: Path) -> None:
    """GitHub says nothing of an issue form that is broken."""
    assert isinstance(parse_yaml(path.read_text(encoding="utf-8")), dict)


def test_workflows_have_no_more_rights_than_they_need() -> None:
    """Nothing is granted at the top; each job says what it asks for."""
    for path in (ROOT / ".github/workflows").iterdir():
        workflow = parse_yaml(path.read_text(encoding="utf-8"))
        assert isinstance(workflow, dict)
        assert workflow["permissions"] == {}
        assert all("permissions" in job for job in workflow["jobs"].values())


def test_actions_are_pinned() -> None:
    """An action is named by commit, its version or branch stands behind it."""
    others = _matches(r"(?m)^ *-? uses: [^.].*$")
    used = [found for found in others if found.startswith(".github/")]
    assert len(used) >= 5
    for line in used:
        assert re.search(r"@[0-9a-f]{40} # (v\d+\.\d+\.\d+|main|master)$", line), line


@pytest.mark.parametrize("name", ["bug.yml", "new_meter.yml"])
def test_issue_forms_ask_for_what_is_needed(name: str) -> None:
    """They ask for decoded telegrams and diagnostics, and warn of serial numbers."""
    form = (ROOT / ".github/ISSUE_TEMPLATE" / name).read_text(encoding="utf-8")
    assert "scripts/decode" in form
    assert "id: diagnostics" in form
    assert "serial number" in form


def test_no_file_names_a_package_registry() -> None:
    """Where packages come from is the business of each machine."""
    hosts = "|".join(rf"{name}\.{top}" for name, top in REGISTRIES)
    assert _matches(rf"\b(?:{hosts})\b") == []


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    """Paths start in the repository."""
    assert _matches(r"(?<![\w.:/$}-])/(?:root|home|work|Users)/\w+") == []

"""The releases of Home Assistant that tests run with are those that are promised."""

import re
from typing import Any

from homeassistant.util.yaml import parse_yaml
import pytest

from tests.tree import ROOT, read_json

#: The environments of the unit tests, by release from the oldest; `scripts/test` itself
#: has the second.
ENVIRONMENTS = {"2026.9": "test-2026.9", "2026.10": "test", "2026.11": "test-2026.11"}


def _pinned(environment: str, package: str) -> str:
    """Return the version of a package in an environment."""
    text = (ROOT / f"requirements/{environment}.txt").read_text(encoding="utf-8")
    (version,) = re.findall(rf"(?m)^{package}==(\S+)", text)
    return str(version)


@pytest.mark.parametrize("release", ENVIRONMENTS)
def test_environment_has_its_release(release: str) -> None:
    """Each with some patch of the release, and all with the same other tools."""
    version = _pinned(ENVIRONMENTS[release], "homeassistant")
    assert version.rpartition(".")[0] == release
    for package in ("aiousbwatcher", "hypothesis"):
        version = _pinned(ENVIRONMENTS[release], package)
        assert version == _pinned("test", package)


def test_oldest_release_is_the_one_that_is_promised() -> None:
    """HACS installs on nothing older."""
    oldest = next(iter(ENVIRONMENTS))
    assert read_json(ROOT / "hacs.json")["homeassistant"] == f"{oldest}.0"


def test_script_knows_all_of_them() -> None:
    """Each can be asked for, and nothing else."""
    script = (ROOT / "scripts/test").read_text(encoding="utf-8")
    default, others = re.findall(r"(?m)^ +([0-9. |]+)\) with_home_assistant", script)
    assert default == "2026.10"
    assert {default, *others.split(" | ")} == ENVIRONMENTS.keys()


def test_newest_release_is_that_of_the_real_one() -> None:
    """Unit tests and end-to-end test have the same Home Assistant, and serialx."""
    for package in ("aiohasupervisor", "homeassistant", "serialx"):
        newest = _pinned("test-2026.11", package)
        assert newest == _pinned("home-assistant", package)


def test_workflow_runs_with_all_others() -> None:
    """Who proposes a change is told of each release that it breaks."""
    workflow: Any = parse_yaml(
        (ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8")
    )
    matrix = workflow["jobs"]["home-assistant"]["strategy"]["matrix"]
    assert {*matrix["version"], "2026.10"} == ENVIRONMENTS.keys()

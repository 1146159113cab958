"""The manifest and hacs.json keep the rules of hassfest and of HACS."""

import ast
from collections.abc import Iterator
from pathlib import Path
import re
import tomllib

from homeassistant.const import Platform

from tests.tree import HOME, INTEGRATION, OWNER, ROOT, manifest, read_json

#: What hassfest lets a custom integration write into its manifest.
MANIFEST_KEYS = {
    "after_dependencies",
    "bluetooth",
    "codeowners",
    "config_flow",
    "dependencies",
    "dhcp",
    "disabled",
    "documentation",
    "domain",
    "homekit",
    "import_executor",
    "integration_type",
    "iot_class",
    "issue_tracker",
    "loggers",
    "mqtt",
    "name",
    "quality_scale",
    "requirements",
    "single_config_entry",
    "ssdp",
    "usb",
    "version",
    "zeroconf",
}
#: What HACS lets a repository write into hacs.json.
HACS_KEYS = {
    "content_in_root",
    "country",
    "filename",
    "hacs",
    "hide_default_branch",
    "homeassistant",
    "name",
    "persistent_directory",
    "render_readme",
    "zip_release",
}


def _imports(path: Path) -> Iterator[str]:
    """Yield the integrations of Home Assistant that a module imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            if found := re.match(r"homeassistant\.components\.(\w+)", name):
                yield found[1]


def test_keys_are_in_hassfests_order() -> None:
    """Domain and name stand first, the rest by the alphabet."""
    keys = list(manifest())
    assert keys == ["domain", "name", *sorted(set(keys) - {"domain", "name"})]


def test_hassfest_knows_every_key() -> None:
    """A key too many is an error there."""
    assert set(manifest()) - MANIFEST_KEYS == set()


def test_says_whose_it_is() -> None:
    """Hassfest and HACS ask who it is, whose it is, and where to read and complain."""
    keys = manifest()
    assert keys["domain"] == INTEGRATION.name
    assert keys["name"] == "HAN Port"
    assert keys["codeowners"] == [OWNER]
    assert keys["documentation"] == HOME
    assert keys["issue_tracker"] == f"{HOME}/issues"


def test_says_what_kind_of_integration_it_is() -> None:
    """One device, set up by hand, that pushes without any cloud."""
    keys = manifest()
    assert keys["config_flow"] is True
    assert keys["integration_type"] == "device"
    assert keys["iot_class"] == "local_push"


def test_leaves_serialx_to_home_assistant() -> None:
    """The usb integration brings it; a version pinned here would fight with that."""
    keys = manifest()
    assert "usb" in keys["dependencies"]
    required = [re.split(r"[<>=!~\[; ]", line)[0] for line in keys["requirements"]]
    assert "serialx" not in required


def test_version_stands_in_the_manifest_alone() -> None:
    """It is one that a release can have, and pyproject.toml does not repeat it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" not in project["project"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", manifest()["version"])


def test_depends_on_what_is_imported() -> None:
    """Hassfest allows platforms too, and some in the modules of their names."""
    keys = manifest()
    allowed = {*keys["dependencies"], *keys.get("after_dependencies", ())}
    allowed |= {*Platform, "diagnostics", "repairs"}
    imported = {name for path in INTEGRATION.rglob("*.py") for name in _imports(path)}
    assert "sensor" in imported
    assert imported - allowed == set()


def test_hacs_knows_every_key() -> None:
    """HACS refuses a key that it does not know."""
    assert set(read_json(ROOT / "hacs.json")) - HACS_KEYS == set()


def test_hacs_json_says_what_to_install() -> None:
    """The archive of a release, on no Home Assistant too old; a branch has none."""
    hacs = read_json(ROOT / "hacs.json")
    assert hacs["name"] == manifest()["name"]
    assert hacs["homeassistant"] == "2026.9.0"
    assert hacs["zip_release"] is True
    assert hacs["filename"] == f"{manifest()['domain']}.zip"
    assert hacs["hide_default_branch"] is True

"""The quality scale lists every rule, and what it calls done is there."""

import ast
import importlib
import re

from homeassistant.const import Platform
from homeassistant.util.yaml import parse_yaml
import pytest

from tests.tree import INTEGRATION

BRONZE = {
    "action-setup",
    "appropriate-polling",
    "brands",
    "common-modules",
    "config-flow",
    "config-flow-test-coverage",
    "dependency-transparency",
    "docs-actions",
    "docs-conditions",
    "docs-high-level-description",
    "docs-installation-instructions",
    "docs-removal-instructions",
    "docs-triggers",
    "entity-event-setup",
    "entity-unique-id",
    "has-entity-name",
    "runtime-data",
    "test-before-configure",
    "test-before-setup",
    "unique-config-entry",
}
SILVER = {
    "action-exceptions",
    "config-entry-unloading",
    "docs-configuration-parameters",
    "docs-installation-parameters",
    "entity-unavailable",
    "integration-owner",
    "log-when-unavailable",
    "parallel-updates",
    "reauthentication-flow",
    "test-coverage",
}
GOLD = {
    "devices",
    "diagnostics",
    "discovery",
    "discovery-update-info",
    "docs-data-update",
    "docs-examples",
    "docs-known-limitations",
    "docs-supported-devices",
    "docs-supported-functions",
    "docs-troubleshooting",
    "docs-use-cases",
    "dynamic-devices",
    "entity-category",
    "entity-device-class",
    "entity-disabled-by-default",
    "entity-translations",
    "exception-translations",
    "icon-translations",
    "reconfiguration-flow",
    "repair-issues",
    "stale-devices",
}
PLATINUM = {"async-dependency", "inject-websession", "strict-typing"}

TEXT = (INTEGRATION / "quality_scale.yaml").read_text(encoding="utf-8")


def test_lists_every_rule_once() -> None:
    """All 54 rules of the scale stand in the file, and nothing else."""
    rules = BRONZE | SILVER | GOLD | PLATINUM
    assert len(rules) == 54
    assert sorted(re.findall(r"(?m)^  ([a-z-]+):", TEXT)) == sorted(rules)


def test_tiers_stand_one_after_the_other() -> None:
    """The rules of a tier are under its name."""
    parts = re.split(r"(?m)^  # (\w+)$", TEXT)[1:]
    tiers = {
        tier: set(re.findall(r"(?m)^  ([a-z-]+):", part))
        for tier, part in zip(parts[::2], parts[1::2], strict=True)
    }
    assert tiers == {
        "Bronze": BRONZE,
        "Silver": SILVER,
        "Gold": GOLD,
        "Platinum": PLATINUM,
    }


def test_gives_reasons() -> None:
    """A rule is done, to do, or exempt with a comment."""
    scale = parse_yaml(TEXT)
    assert isinstance(scale, dict)
    for rule, status in scale["rules"].items():
        if isinstance(status, dict):
            assert set(status) == {"status", "comment"}, rule
            assert status["status"] in {"done", "todo", "exempt"}, rule
            assert len(status["comment"]) > 10, rule
        else:
            assert status in {"done", "todo"}, rule


def test_platforms_say_how_many_updates_run_at_once() -> None:
    """Each platform has PARALLEL_UPDATES; 0, for it only reads."""
    platforms = [name for name in Platform if (INTEGRATION / f"{name}.py").is_file()]
    assert platforms == [Platform.SENSOR]
    for name in platforms:
        module = importlib.import_module(f"custom_components.han_port.{name}")
        assert module.PARALLEL_UPDATES == 0


@pytest.mark.parametrize(
    ("module", "function"),
    [
        ("__init__", "async_setup"),
        ("__init__", "async_setup_entry"),
        ("__init__", "async_unload_entry"),
        ("config_flow", "async_step_user"),
        ("config_flow", "async_step_reconfigure"),
        ("config_flow", "async_step_reauth"),
        ("diagnostics", "async_get_config_entry_diagnostics"),
        ("repairs", "async_create_fix_flow"),
    ],
)
def test_done_means_done(module: str, function: str) -> None:
    """Functions that rules ask for are there."""
    source = (INTEGRATION / f"{module}.py").read_text(encoding="utf-8")
    functions = [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.AsyncFunctionDef)
    ]
    assert function in functions

"""The quality scale lists every rule, and what it calls done is tested."""

import ast
import re
from typing import Any

from homeassistant.util.yaml import parse_yaml
import pytest

from tests.quality import RULES, TIERS
from tests.tree import INTEGRATION, ROOT

TEXT = (INTEGRATION / "quality_scale.yaml").read_text(encoding="utf-8")
#: What a rule is, by name; a mere word, or one with a comment.
SCALE: Any = parse_yaml(TEXT)


def test_lists_every_rule_once() -> None:
    """All 54 rules of the scale stand in the file, and nothing else."""
    assert len(RULES) == 54
    assert sorted(re.findall(r"(?m)^  ([a-z-]+):", TEXT)) == sorted(RULES)


def test_tiers_stand_one_after_the_other() -> None:
    """The rules of a tier are under its name, by the alphabet."""
    parts = re.split(r"(?m)^  # (\w+)$", TEXT)[1:]
    tiers = {
        tier: re.findall(r"(?m)^  ([a-z-]+):", part)
        for tier, part in zip(parts[::2], parts[1::2], strict=True)
    }
    assert tiers.keys() == TIERS.keys()
    for tier, rules in tiers.items():
        assert set(rules) == TIERS[tier].keys()


def test_every_rule_is_done_or_exempt() -> None:
    """So it is platinum; who is exempt says why."""
    for rule, status in SCALE["rules"].items():
        if isinstance(status, dict):
            assert set(status) == {"status", "comment"}, rule
            assert status["status"] in {"done", "exempt"}, rule
            assert len(status["comment"]) > 10, rule
        else:
            assert status == "done", rule


def _tests(module: str) -> set[str]:
    """Name the tests of a module, in whichever folder it is."""
    return {
        node.name
        for path in (ROOT / "tests").rglob(f"{module}.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


@pytest.mark.parametrize("rule", RULES)
def test_rule_has_its_tests(rule: str) -> None:
    """There is at least one, and it is where it is said to be."""
    assert RULES[rule]
    for module, _, function in (test.partition("::") for test in RULES[rule]):
        assert function in _tests(module), f"{module}.py has no {function}"

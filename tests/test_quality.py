"""The rules of Home Assistant's quality scale that the code itself shows."""

import ast
from collections.abc import Iterator
from functools import cache
import importlib
from pathlib import Path
import re
import tomllib
from typing import Any

from homeassistant.const import Platform
from homeassistant.exceptions import HomeAssistantError
import pytest

from tests.tree import INTEGRATION, ROOT, manifest

PLATFORMS = [name for name in Platform if (INTEGRATION / f"{name}.py").is_file()]
ENTRY = "HanPortConfigEntry"
#: Home Assistant's functions that take an entry, by module.
ENTRY_FUNCTIONS = {
    "__init__": [
        "async_setup_entry",
        "async_unload_entry",
        "async_remove_config_entry_device",
        "async_remove_entry",
    ],
    "sensor": ["async_setup_entry"],
    "diagnostics": ["async_get_config_entry_diagnostics"],
}
#: What the rules that are exempt are about: conditions, triggers, HTTP.
NOT_THERE = {"condition", "trigger", "aiohttp", "aiohttp_client", "httpx_client"}

type Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def _tree(path: Path) -> ast.Module:
    """Parse a module."""
    return ast.parse(path.read_text(encoding="utf-8"))


def _nodes[T: ast.AST](module: str, kind: type[T]) -> Iterator[T]:
    """Walk through a module of the integration."""
    nodes = ast.walk(_tree(INTEGRATION / f"{module}.py"))
    return (node for node in nodes if isinstance(node, kind))


def _function(module: str, name: str) -> Function:
    """Find a coroutine."""
    found = [node for node in _nodes(module, ast.AsyncFunctionDef) if node.name == name]
    assert found, f"{module}.py has no async {name}"
    return found[0]


def _assigned(module: str) -> dict[str, str]:
    """Return the constants of a module and the attributes that classes set."""
    return {
        ast.unparse(target): ast.unparse(node.value)
        for node in _nodes(module, ast.Assign)
        for target in node.targets
    }


def _callers(module: str, called: str) -> set[str]:
    """Name the functions of a module in which something is called."""
    return {
        node.name
        for node in _nodes(module, ast.stmt)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and f"{called}(" in ast.unparse(node)
    }


def _configured(*path: str) -> Any:
    """Return what pyproject.toml says of a tool."""
    found: Any = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for key in ("tool", *path):
        found = found[key]
    return found


def test_actions_are_registered_once() -> None:
    """The rule action-setup: not with each entry, but with the integration."""
    assert _callers("__init__", "async_setup_actions") == {"async_setup"}
    assert _callers("capture", "async_register_admin_service") == {
        "async_setup_actions"
    }
    registering = [
        path.stem
        for path in INTEGRATION.rglob("*.py")
        if re.search(r"async_register\w*\(", path.read_text(encoding="utf-8"))
    ]
    assert registering == ["capture"]


def test_nothing_is_polled() -> None:
    """What exempts from the rule appropriate-polling."""
    assert _assigned("entity")["_attr_should_poll"] == "False"
    source = ast.unparse(_tree(INTEGRATION / "coordinator.py"))
    assert "update_interval" not in source
    assert manifest()["iot_class"] == "local_push"


def test_common_modules() -> None:
    """The rule common-modules: coordinator and base entity are where one looks."""
    for module, base in (
        ("coordinator", "DataUpdateCoordinator"),
        ("entity", "SensorEntity"),
    ):
        bases = [
            ast.unparse(name)
            for node in _nodes(module, ast.ClassDef)
            for name in node.bases
        ]
        assert any(name.startswith(base) for name in bases)


def test_coverage_is_demanded() -> None:
    """The rules config-flow-test-coverage and test-coverage."""
    assert _configured("coverage", "report")["fail_under"] >= 95
    assert "custom_components/han_port" in _configured("coverage", "run")["source"]
    script = (ROOT / "scripts/test").read_text(encoding="utf-8")
    all_but_the_decoder = "--include='*/han_port/*' --omit='*/decoder/*'"
    assert f"coverage report {all_but_the_decoder} --fail-under=100" in script


def test_nothing_is_installed() -> None:
    """The rules dependency-transparency and async-dependency: serialx is there."""
    assert manifest()["requirements"] == []
    assert manifest()["dependencies"] == ["usb"]


def test_what_is_exempt_is_not_there() -> None:
    """The rules docs-conditions, docs-triggers and inject-websession."""
    names = {
        path.stem.removesuffix("s")
        for path in INTEGRATION.iterdir()
        if path.suffix in {".py", ".yaml"}
    }
    for path in INTEGRATION.rglob("*.py"):
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names |= {alias.name.partition(".")[0] for alias in node.names}
                names.add((getattr(node, "module", "") or "").rpartition(".")[2])
    assert {"sensor", "coordinator"} <= names
    assert names & NOT_THERE == set()


def test_entities_listen_while_they_are_there() -> None:
    """The rule entity-event-setup: from when they are added until they are removed."""
    added = ast.unparse(_function("entity", "async_added_to_hass"))
    assert re.search(r"self\.async_on_remove\(self\.coordinator\.paces\.add\(", added)
    for module in ("entity", "sensor", "link_sensor"):
        assert _callers(module, "paces.add") <= {"async_added_to_hass"}


def test_entities_have_a_name_of_their_own() -> None:
    """The rules has-entity-name and entity-unique-id."""
    assert _assigned("entity")["_attr_has_entity_name"] == "True"
    assert "self._attr_unique_id" in _assigned("entity")
    for module in ("entity", "sensor", "link_sensor"):
        assert not {"entity_id", "self.entity_id"} & _assigned(module).keys()


def test_runtime_data_is_kept_in_the_entry() -> None:
    """The rule runtime-data: no global dictionary of entries."""
    function = ast.unparse(_function("__init__", "async_setup_entry"))
    assert "entry.runtime_data = " in function
    assert "hass.data" not in function


def test_flow_has_its_steps() -> None:
    """The rules config-flow, discovery, reconfiguration-flow, reauthentication-flow."""
    for step in ("user", "usb", "reconfigure", "reauth"):
        _function("config_flow", f"async_step_{step}")
    assert manifest()["config_flow"] is True


def test_flow_listens_before_it_saves() -> None:
    """The rule test-before-configure: entries come from the confirmation only."""
    assert _callers("config_flow", "self.async_create_entry") == {"_save"}


def test_flow_knows_a_meter_again() -> None:
    """The rule unique-config-entry."""
    assert _callers("config_flow", "self.async_set_unique_id")
    assert _callers("config_flow", "self._abort_if_unique_id_configured")


def test_entry_can_be_unloaded() -> None:
    """The rule config-entry-unloading."""
    function = _function("__init__", "async_unload_entry")
    assert "async_unload_platforms" in ast.unparse(function)


def test_updates_are_not_limited() -> None:
    """The rule parallel-updates: nothing is asked, so nothing queues."""
    assert PLATFORMS == [Platform.SENSOR]
    for platform in PLATFORMS:
        assert _assigned(platform)["PARALLEL_UPDATES"] == "0"


@pytest.mark.parametrize(
    ("module", "name"),
    [(module, name) for module, names in ENTRY_FUNCTIONS.items() for name in names],
)
def test_entry_is_typed(module: str, name: str) -> None:
    """The rule strict-typing: the entry says what its runtime data are."""
    types = {
        argument.arg: argument.annotation and ast.unparse(argument.annotation)
        for argument in _function(module, name).args.args
    }
    assert types["entry"] == ENTRY


def test_type_of_the_entry() -> None:
    """It is an alias of a config entry with a type parameter."""
    aliases = map(ast.unparse, _nodes("coordinator", ast.TypeAlias))
    (alias,) = [alias for alias in aliases if "ConfigEntry" in alias]
    assert alias == f"type {ENTRY} = ConfigEntry[HanPortCoordinator]"


def test_types_are_strict() -> None:
    """The rule strict-typing: nothing is ignored, here or in the settings."""
    assert _configured("mypy")["strict"] is True
    for path in INTEGRATION.rglob("*.py"):
        assert "type: ignore" not in path.read_text(encoding="utf-8"), path.name


def _errors(path: Path) -> Iterator[ast.Call]:
    """Yield where a module makes an error that Home Assistant shows."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    known = vars(importlib.import_module(".".join(parts)))
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            made = known.get(node.func.id)
            if isinstance(made, type) and issubclass(made, HomeAssistantError):
                yield node


def test_errors_have_a_text_of_ours() -> None:
    """The rule exception-translations: whatever is made of them has a key."""
    errors = [one for path in INTEGRATION.rglob("*.py") for one in _errors(path)]
    assert len(errors) >= 2
    for error in errors:
        given = {word.arg: ast.unparse(word.value) for word in error.keywords}
        assert not error.args
        assert given["translation_domain"] == "DOMAIN"
        assert "translation_key" in given

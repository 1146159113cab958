"""The rules of Home Assistant's quality scale that a machine can check."""

import ast
from collections.abc import Iterator
import json
from pathlib import Path

import pytest

INTEGRATION = Path(__file__).parents[1] / "custom_components/han_port"
PLATFORMS = ["sensor"]
ENTRY = "HanPortConfigEntry"
#: Home Assistant's functions that take an entry, by module.
ENTRY_FUNCTIONS = {
    "__init__": ["async_setup_entry", "async_unload_entry"],
    "sensor": ["async_setup_entry"],
    "diagnostics": ["async_get_config_entry_diagnostics"],
}

type Function = ast.FunctionDef | ast.AsyncFunctionDef


def _nodes[T: ast.AST](module: str, kind: type[T]) -> Iterator[T]:
    """Walk through a module."""
    tree = ast.parse((INTEGRATION / f"{module}.py").read_text())
    return (node for node in ast.walk(tree) if isinstance(node, kind))


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


def test_entry_can_be_unloaded() -> None:
    """The rule config-entry-unloading."""
    function = _function("__init__", "async_unload_entry")
    assert "async_unload_platforms" in ast.unparse(function)


def test_runtime_data_is_kept_in_the_entry() -> None:
    """The rule runtime-data: no global dictionary of entries."""
    function = ast.unparse(_function("__init__", "async_setup_entry"))
    assert "entry.runtime_data = " in function
    assert "hass.data" not in function


@pytest.mark.parametrize(
    ("module", "name"),
    [(module, name) for module, names in ENTRY_FUNCTIONS.items() for name in names],
)
def test_entry_is_typed(module: str, name: str) -> None:
    """The rule strict-typing: the entry says what its runtime data are."""
    arguments = _function(module, name).args.args
    types = {
        argument.arg: argument.annotation and ast.unparse(argument.annotation)
        for argument in arguments
    }
    assert types["entry"] == ENTRY


def test_type_of_the_entry() -> None:
    """It is an alias of a config entry with a type parameter."""
    aliases = map(ast.unparse, _nodes("coordinator", ast.TypeAlias))
    (alias,) = [alias for alias in aliases if "ConfigEntry" in alias]
    assert alias == f"type {ENTRY} = ConfigEntry[HanPortCoordinator]"


def test_set_up_raises_what_home_assistant_understands() -> None:
    """The rules test-before-setup and exception-translations."""
    raised = [
        node.exc
        for node in _nodes("coordinator", ast.Raise)
        if isinstance(node.exc, ast.Call)
    ]
    assert raised
    for exception in raised:
        assert ast.unparse(exception.func) in {
            "ConfigEntryNotReady",
            "UpdateFailed",
        }
        keywords = {keyword.arg for keyword in exception.keywords}
        assert {"translation_domain", "translation_key"} <= keywords
        assert not exception.args


def test_no_other_module_raises_without_translation() -> None:
    """No text that is not translated comes from a HomeAssistantError."""
    for path in INTEGRATION.glob("*.py"):
        if path.stem == "coordinator":
            continue
        for node in _nodes(path.stem, ast.Raise):
            error = ast.unparse(node)
            assert "HomeAssistantError" not in error
            assert "ConfigEntry" not in error


@pytest.mark.parametrize("platform", PLATFORMS)
def test_updates_are_not_limited(platform: str) -> None:
    """The rule parallel-updates: nothing is asked, so nothing queues."""
    assert _assigned(platform)["PARALLEL_UPDATES"] == "0"


@pytest.mark.parametrize("step", ["user", "reconfigure", "reauth"])
def test_flow_has_its_steps(step: str) -> None:
    """The rules config-flow, reconfiguration-flow and reauthentication-flow."""
    _function("config_flow", f"async_step_{step}")
    manifest = json.loads((INTEGRATION / "manifest.json").read_text())
    assert manifest["config_flow"] is True


def test_flow_knows_a_port_again() -> None:
    """The rule unique-config-entry."""
    source = (INTEGRATION / "config_flow.py").read_text()
    assert 'reason="already_configured"' in source


def test_flow_listens_before_it_saves() -> None:
    """The rule test-before-configure: entries come from the confirmation only."""
    callers = {
        node.name
        for flow in _nodes("config_flow", ast.ClassDef)
        for node in flow.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and "self.async_create_entry(" in ast.unparse(node)
    }
    assert callers == {"_save"}


def test_diagnostics() -> None:
    """The rule diagnostics."""
    _function("diagnostics", "async_get_config_entry_diagnostics")


def test_entities_have_a_name_of_their_own() -> None:
    """The rule has-entity-name: the device's name comes from the device."""
    assert _assigned("entity")["_attr_has_entity_name"] == "True"
    assert "self._attr_unique_id" in _assigned("entity")
    assert "entity_id" not in _assigned("sensor")


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


def test_no_actions_in_a_set_up() -> None:
    """The rule action-setup."""
    for path in INTEGRATION.glob("*.py"):
        assert "services.async_register" not in path.read_text()

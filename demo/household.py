"""A meter in Home Assistant: added through its config flow, on the dashboard."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any, Final

from .client import Client

IMPORT: Final = "1-0:1.8.0"
EXPORT: Final = "1-0:2.8.0"
POWER_IMPORT: Final = "1-0:1.7.0"
POWER_EXPORT: Final = "1-0:2.7.0"

NO_KEYS: Final[Mapping[str, str]] = MappingProxyType({})


async def add_meter(
    client: Client, port: str, profile: str, keys: Mapping[str, str] = NO_KEYS
) -> dict[str, Any]:
    """Add a meter and return its entry. Raise RuntimeError with the flow's reason.

    `keys` are filled in where the flow asks for them.
    """
    form = await client.begin(port, profile)
    if form["step_id"] == "keys":
        form = await client.submit(form, **keys)
    if form["step_id"] != "confirm":
        raise RuntimeError(f"The config flow answers {form.get('errors') or form}")
    result = await client.submit(form)
    if result["type"] != "create_entry":
        raise RuntimeError(f"The config flow answers {result}")
    return dict(result["result"])


def common(code: str) -> str:
    """Return a code as most meters have it: Kamstrup's begin with 1-1."""
    return code.replace("1-1:", "1-0:")


async def entities(client: Client, entry_id: str) -> dict[str, str]:
    """Return the entity ids of a meter by OBIS code."""
    registry = await client.command("config/entity_registry/list")
    return {
        common(entity["unique_id"].removeprefix(f"{entry_id}_")): entity["entity_id"]
        for entity in registry
        if entity["config_entry_id"] == entry_id and not entity["disabled_by"]
    }


def grid_source(by_code: dict[str, str]) -> dict[str, Any]:
    """Return a meter as the grid connection of the Energy dashboard."""
    return {
        "type": "grid",
        "stat_energy_from": by_code[IMPORT],
        "stat_energy_to": by_code[EXPORT],
        "power_config": {
            "stat_rate_from": by_code[POWER_IMPORT],
            "stat_rate_to": by_code[POWER_EXPORT],
        },
        "cost_adjustment_day": 0.0,
    }


async def put_on_dashboard(client: Client, *meters: dict[str, str]) -> None:
    """Put the totals and powers of meters on the Energy dashboard."""
    sources = [grid_source(by_code) for by_code in meters]
    await client.command("energy/save_prefs", energy_sources=sources)


async def values(client: Client, by_code: dict[str, str]) -> list[tuple[str, str, str]]:
    """Return code, name and value with unit of each sensor."""
    states = {state["entity_id"]: state for state in await client.get("/api/states")}
    rows = []
    for code, entity_id in by_code.items():
        state = states.get(entity_id)
        if state is None:
            continue
        unit = state["attributes"].get("unit_of_measurement", "")
        name = state["attributes"].get("friendly_name", entity_id)
        rows.append((code, name, f"{state['state']} {unit}".rstrip()))
    return rows


async def differing(
    client: Client, by_code: dict[str, str], sent: Mapping[str, Decimal]
) -> list[str]:
    """Return the registers whose sensors do not show the number that was sent."""
    rows = await values(client, by_code)
    shown = {code: _number(value.split()[0]) for code, _, value in rows}
    return [code for code in sent if code in by_code and shown.get(code) != sent[code]]


def _number(state: str) -> Decimal | None:
    """Read a number; a sensor may have none."""
    try:
        return Decimal(state)
    except InvalidOperation:
        return None

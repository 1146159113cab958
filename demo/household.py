"""A meter in Home Assistant: added through its config flow, on the dashboard."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any, Final

from .client import Client

IMPORT: Final = "1-0:1.8.0"
EXPORT: Final = "1-0:2.8.0"
POWER_IMPORT: Final = "1-0:1.7.0"
POWER_EXPORT: Final = "1-0:2.7.0"
GAS: Final = "7-0:3.0.0"
WATER: Final = "8-0:1.0.0"
HEAT: Final = "6-0:1.0.0"
#: A meter has at least one of these.
TOTALS: Final = (IMPORT, GAS, WATER, HEAT)

#: What is picked in place of a meter that is not on the list yet.
LISTEN: Final = "listen"
#: Seconds until a meter has to be on it.
HEARING: Final = 100
#: Seconds until diagnostics are imported.
DIAGNOSTICS: Final = 20

NO_KEYS: Final[Mapping[str, str]] = MappingProxyType({})


async def add_meter(
    client: Client,
    port: str,
    profile: str,
    keys: Mapping[str, str] = NO_KEYS,
    meter: str | None = None,
) -> dict[str, Any]:
    """Add a meter and return its entry. Raise RuntimeError with the flow's reason.

    `keys` are filled in where the flow asks for them. `meter` is the address of the
    one to pick, where a receiver hears many.
    """
    form = await client.begin(port, profile)
    if meter:
        form = await listed(client, form, meter)
        form = await client.submit(form, meter=meter)
    return await confirmed(client, form, keys)


async def listed(client: Client, form: dict[str, Any], meter: str) -> dict[str, Any]:
    """Listen on until a meter is on the list, and return the form with the list."""
    async with asyncio.timeout(HEARING):
        while form["step_id"] == "meters" and meter not in heard(form):
            form = await client.submit(form, meter=LISTEN)
    if form["step_id"] != "meters":
        raise RuntimeError(f"The config flow answers {form.get('errors') or form}")
    return form


def heard(form: dict[str, Any]) -> dict[str, str]:
    """Return what a list of meters says of each, by its address, strongest first."""
    (field,) = form["data_schema"]
    options = field["selector"]["select"]["options"]
    return {
        option["value"]: option["label"]
        for option in options
        if option["value"] != LISTEN
    }


async def confirmed(
    client: Client, form: dict[str, Any], keys: Mapping[str, str] = NO_KEYS
) -> dict[str, Any]:
    """Fill in the keys where they are asked for, confirm, and return the entry."""
    if form["step_id"] in ("keys", "meter_key"):
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


async def write_each_telegram(client: Client, entry_id: str) -> None:
    """Let all sensors of a meter show each telegram, not only its power."""
    await client.set_options(
        entry_id,
        power_window=0,
        instantaneous_window=0,
        totals_window=0,
        main_fuse=100,
        show_port=False,
    )


async def link(client: Client, entry_id: str) -> dict[str, Any]:
    """Return what diagnostics count of a meter's link."""
    return dict((await diagnostics(client, entry_id))["counts"])


async def diagnostics(client: Client, entry_id: str) -> dict[str, Any]:
    """Return the diagnostics of a meter, which there are soon after its set-up."""
    async with asyncio.timeout(DIAGNOSTICS):
        while True:
            with suppress(RuntimeError):
                path = f"/api/diagnostics/config_entry/{entry_id}"
                return dict((await client.get(path))["data"])
            await asyncio.sleep(0.5)


def sources(by_code: dict[str, str]) -> list[dict[str, Any]]:
    """Return what the Energy dashboard has of a meter."""
    kinds = {"gas": GAS, "water": WATER}
    pipes = [
        {"type": kind, "stat_energy_from": by_code[code]}
        for kind, code in kinds.items()
        if code in by_code
    ]
    return [grid_source(by_code), *pipes] if IMPORT in by_code else pipes


def grid_source(by_code: dict[str, str]) -> dict[str, Any]:
    """Return a meter as the grid connection of the Energy dashboard."""
    source: dict[str, Any] = {
        "type": "grid",
        "stat_energy_from": by_code[IMPORT],
        "stat_energy_to": by_code.get(EXPORT),
        "cost_adjustment_day": 0.0,
    }
    if POWER_IMPORT in by_code:
        source["power_config"] = {
            "stat_rate_from": by_code[POWER_IMPORT],
            "stat_rate_to": by_code[POWER_EXPORT],
        }
    return source


async def put_on_dashboard(client: Client, *meters: dict[str, str]) -> None:
    """Put the totals and powers of meters on the Energy dashboard."""
    found = [source for by_code in meters for source in sources(by_code)]
    await client.command("energy/save_prefs", energy_sources=found)


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

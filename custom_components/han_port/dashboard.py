"""The Energy dashboard: what of a meter stands on it, and how that is put there.

All goes through the manager and the schema of Home Assistant's own Energy integration.
Where a release has changed them nothing is offered, and nothing else is lost.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Self

from homeassistant.components.sensor import (
    ATTR_STATE_CLASS,
    SensorDeviceClass,
    SensorStateClass,
)
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.importlib import async_import_module

from .const import LOGGER
from .decoder import Medium, Quantity, find
from .entry_data import without_number

_ENERGY: Final = "energy"
_MODULE: Final = "homeassistant.components.energy.data"

_GRID: Final = "grid"
#: The kind of source that a medium is to the Energy dashboard, which has no heat.
SOURCES: Final = {
    Medium.ELECTRICITY: _GRID,
    Medium.GAS: "gas",
    Medium.WATER: "water",
    Medium.WARM_WATER: "water",
}
_PIPES: Final = {SensorDeviceClass.GAS: "gas", SensorDeviceClass.WATER: "water"}
#: Import and export: of all tariffs together, else of each.
_TOTALS: Final = ("1-0:1.8.0", "1-0:2.8.0")
_TARIFFS: Final = tuple((f"1-0:1.8.{n}", f"1-0:2.8.{n}") for n in range(1, 5))
_POWERS: Final = ("1-0:1.7.0", "1-0:2.7.0")
#: One power in place of the pair: the net power, else that of a meter that only draws.
_POWER: Final = ("1-0:16.7.0", "1-0:1.7.0")
_PRICES: Final = ("stat_cost", "entity_energy_price", "number_energy_price")
_EXPORT_PRICES: Final = (
    "stat_compensation",
    "entity_energy_price_export",
    "number_energy_price_export",
)

type Source = dict[str, Any]


class Dashboard:
    """The Energy dashboard of a Home Assistant."""

    def __init__(self, hass: HomeAssistant, manager: Any, schema: Any) -> None:
        """Use the manager and the schema of the Energy integration."""
        self._hass = hass
        self._manager = manager
        self._schema = schema

    @classmethod
    async def of(cls, hass: HomeAssistant) -> Self | None:
        """Return the dashboard, None where there is none, or none that is known."""
        if _ENERGY not in hass.config.components:
            return None
        try:
            energy = await async_import_module(hass, _MODULE)
            manager = await energy.async_get_manager(hass)
            dashboard = cls(hass, manager, energy.ENERGY_SOURCE_SCHEMA)
            dashboard.has(_GRID)
            dashboard._schema(_SAMPLES)
        except Exception:
            LOGGER.debug("The Energy dashboard is not as it was known", exc_info=True)
            return None
        return dashboard

    @property
    def sources(self) -> list[Source]:
        """Return what stands on the dashboard; nothing where it is empty."""
        return list((self._manager.data or {}).get("energy_sources", ()))

    def has(self, kind: str) -> bool:
        """Tell whether there is a source of a kind."""
        return any(source["type"] == kind for source in self.sources)

    @callback
    def missing(self, entry: ConfigEntry) -> list[Source] | None:
        """Return the sources that a meter would be, but for those that stand there.

        None before a total of the meter is known. A meter with one total on the
        dashboard, of a tariff for example, stands there with all of its electricity.
        """
        totals, pipes = _entities(self._hass, entry.entry_id)
        grid = _connections(totals)
        if not (grid or pipes):
            return None
        named = set(_texts(self._manager.data or {}))
        if any(totals[code] in named for code in totals if _is_energy(code)):
            grid = []
        # Energy takes a power once, and it may stand with another connection.
        if grid and named.isdisjoint(_texts(power := _power(totals))):
            grid[0] |= power
        if len(grid) == 1:
            grid[0]["name"] = without_number(entry.title)
        return grid + [
            _source(kind, stat_energy_from=entity_id)
            for entity_id, kind in pipes.items()
            if entity_id not in named
        ]

    async def add(self, entry: ConfigEntry) -> bool:
        """Put on the dashboard what is missing of a meter; tell whether that went well.

        What stands there already is left as it is.
        """
        missing = self.missing(entry)
        if missing is None:
            return False
        sources = self.sources
        try:
            checked = self._schema([*sources, *missing])
            added = checked[len(sources) :]
            await self._manager.async_update({"energy_sources": [*sources, *added]})
        except Exception:
            LOGGER.debug("The Energy dashboard takes no meter", exc_info=True)
            return False
        return True


def _entities(
    hass: HomeAssistant, entry_id: str
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the entities of a meter: by their codes, and the kind of gas and water."""
    entities = [
        entity
        for entity in er.async_entries_for_config_entry(er.async_get(hass), entry_id)
        if not entity.disabled
    ]
    by_code = {
        entity.unique_id.removeprefix(f"{entry_id}_"): entity.entity_id
        for entity in entities
    }
    pipes = {
        entity.entity_id: _PIPES[SensorDeviceClass(device_class)]
        for entity in entities
        if (device_class := entity.device_class or entity.original_device_class)
        in _PIPES
        and (entity.capabilities or {}).get(ATTR_STATE_CLASS)
        == SensorStateClass.TOTAL_INCREASING
    }
    return by_code, pipes


def _is_energy(code: str) -> bool:
    """Tell whether a register is one of active energy, in all or of a tariff."""
    register = find(code)
    return register is not None and register.quantity is Quantity.ACTIVE_ENERGY


def _connections(entities: Mapping[str, str]) -> list[Source]:
    """Return the grid connections that a meter is, one for each of its tariffs."""
    pairs = (_TOTALS,) if _TOTALS[0] in entities else _TARIFFS
    return [
        _source(
            _GRID,
            *_EXPORT_PRICES,
            stat_energy_from=entities[imported],
            stat_energy_to=entities.get(exported),
            cost_adjustment_day=0.0,
        )
        for imported, exported in pairs
        if imported in entities
    ]


def _power(entities: Mapping[str, str]) -> Source:
    """Return where the power of a meter is read, for its first connection."""
    if all(code in entities for code in _POWERS):
        drawn, fed = (entities[code] for code in _POWERS)
        return {"power_config": {"stat_rate_from": drawn, "stat_rate_to": fed}}
    return next(
        ({"stat_rate": entities[code]} for code in _POWER if code in entities), {}
    )


def _source(kind: str, *prices: str, **statistics: str | float | None) -> Source:
    """Return a source that has no price yet."""
    return {"type": kind, **dict.fromkeys((*_PRICES, *prices)), **statistics}


def _texts(value: object) -> Iterator[str]:
    """Yield all texts within settings, entity ids among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


_SAMPLE: Final = {code: f"sensor.{code}" for code in (*_TOTALS, *_POWERS)}
#: What a dashboard has to take that a meter is offered for.
_SAMPLES: Final = [
    _connections(_SAMPLE)[0] | _power(_SAMPLE),
    *(_source(kind, stat_energy_from="sensor.total") for kind in _PIPES.values()),
]

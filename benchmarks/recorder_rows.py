"""Count the rows that the recorder keeps of a day, and of Home Assistant's own dsmr.

One Home Assistant reads one simulated meter with both, byte for byte the same, with
the default entities of each. dsmr is set to show every telegram, which is what HAN
Port does with power. Its days pass in fast-forward: the loop's clock is put forward
whenever both have shown a telegram. The exit status is 1 where HAN Port keeps more
than half of dsmr's rows of an entity that changes.

    python -m benchmarks.recorder_rows [HOURS]
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from importlib import import_module
import logging
from pathlib import Path
import sqlite3
from statistics import median
import sys
from tempfile import TemporaryDirectory
from time import perf_counter
from types import MappingProxyType
from typing import Any, Final, NamedTuple, override
from unittest.mock import patch

from homeassistant import bootstrap, loader
from homeassistant.auth import auth_manager_from_config
from homeassistant.config_entries import SOURCE_USER, ConfigEntries, ConfigEntry
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import entity_registry as er, recorder
from homeassistant.setup import async_setup_component

from simulator.household import Household
from simulator.meters import METERS
from simulator.push import TcpMeter

START: Final = datetime(2026, 6, 21, tzinfo=UTC)
DAY: Final = 24
#: Seconds by which the clock is put forward at once.
STEP: Final = 0.5
#: Real seconds of a step while integrations open the port.
BREATH: Final = 0.005
#: Telegrams until an integration has to have its entities, and rounds of the loop until
#: a telegram has to be shown.
SET_UP: Final = 30
PATIENCE: Final = 100_000
#: Of a default set, an entity that has more rows a day than this changes.
FEW: Final = 10
WANTED: Final = 0.5


class FastLoop(asyncio.SelectorEventLoop):
    """A loop whose clock can be put forward."""

    ahead = 0.0

    @override
    def time(self) -> float:
        """Return the time, as far ahead as it has been put."""
        return super().time() + self.ahead


class Clock:
    """The time in the household, which is the telegrams' own."""

    def __init__(self) -> None:
        """Begin."""
        self.now = START

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now


class Reader(NamedTuple):
    """An integration that reads the meter."""

    name: str
    domain: str
    data: dict[str, str]
    options: dict[str, int]

    def entry(self, port: str) -> ConfigEntry[Any]:
        """Make its entry."""
        return ConfigEntry(
            domain=self.domain,
            title=self.name,
            data={**self.data, "port": port},
            options=self.options,
            source=SOURCE_USER,
            unique_id=None,
            version=1,
            minor_version=1,
            discovery_keys=MappingProxyType({}),
            subentries_data=None,
        )


OURS: Final = Reader("HAN Port", "han_port", {"profile": "sesko"}, {})
DSMR: Final = Reader(
    "dsmr",
    "dsmr",
    {"dsmr_version": "5S", "serial_id": "1", "protocol": "dsmr_protocol"},
    {"time_between_update": 0},
)


class Rows(NamedTuple):
    """How many rows each entity of an integration has."""

    name: str
    by_entity: dict[str, int]

    @property
    def changing(self) -> list[int]:
        """Return the rows of each entity that changes."""
        return [rows for rows in self.by_entity.values() if rows > FEW]

    @property
    def each(self) -> float:
        """Return how many rows such an entity has."""
        return sum(self.changing) / len(self.changing)


async def measure(hours: float) -> int:
    """Let a meter be read for so many hours, and print what was recorded."""
    with TemporaryDirectory() as folder:
        database = Path(folder) / "rows.db"
        meter = TcpMeter(
            meter=METERS["sesko"],
            household=Household(seed=1, start=START),
            clock=Clock(),
            interval=3600,
            at_once=False,
        )
        async with meter, _home(Path(folder), database) as hass:
            entries = [await _add(hass, meter, reader) for reader in (OURS, DSMR)]
            with _timed() as times:
                began = perf_counter()
                await _live(meter, entries, hours)
                seconds = perf_counter() - began
            entities = [_entities(hass, entry) for entry in entries]
        rows = _count(database)
    found = [
        Rows(reader.name, {entity: rows.get(entity, 0) for entity in own})
        for reader, own in zip((OURS, DSMR), entities, strict=True)
    ]
    print(f"{hours:g} hours, {len(times)} telegrams, in {seconds:.0f} seconds\n")
    _print_entities(found)
    _print_times(times)
    return _judge(*found)


@asynccontextmanager
async def _home(folder: Path, database: Path) -> AsyncIterator[HomeAssistant]:
    """Run a Home Assistant with the recorder."""
    hass = HomeAssistant(str(folder))
    hass.config.skip_pip = True
    hass.config_entries = ConfigEntries(hass, {})
    loader.async_setup(hass)
    await bootstrap.async_load_base_functionality(hass)
    hass.auth = await auth_manager_from_config(hass, [], [])
    hass.set_state(CoreState.running)
    recorder.async_initialize_recorder(hass)
    settings = {"db_url": f"sqlite:///{database}", "commit_interval": 60}
    assert await async_setup_component(hass, "recorder", {"recorder": settings})
    try:
        yield hass
    finally:
        await hass.async_stop(force=True)


async def _add(
    hass: HomeAssistant, meter: TcpMeter, reader: Reader
) -> ConfigEntry[Any]:
    """Let an integration read the meter."""
    entry = reader.entry(meter.port)
    adding = asyncio.create_task(hass.config_entries.async_add(entry))
    for _ in range(SET_UP):
        if adding.done() and _entities(hass, entry):
            return entry
        meter.push_now()
        await _pass(meter, BREATH)
    raise TimeoutError(reader.name)


async def _live(meter: TcpMeter, entries: list[ConfigEntry[Any]], hours: float) -> None:
    """Push telegram after telegram, and let the time between them pass."""
    ours, dsmr = (entry.runtime_data for entry in entries)
    for _ in range(round(hours * 3600 / meter.meter.interval)):
        heard, shown = ours.hearing.telegrams, dsmr.telegram
        meter.push_now()
        for _ in range(PATIENCE):
            if ours.hearing.telegrams > heard and dsmr.telegram is not shown:
                break
            await asyncio.sleep(0)
        else:
            raise TimeoutError(f"{ours.hearing.telegrams} telegrams")
        await _pass(meter)


async def _pass(meter: TcpMeter, breath: float = 0) -> None:
    """Let the time until the next telegram pass, with a breath at each step."""
    loop, clock, interval = (
        asyncio.get_running_loop(),
        meter.clock,
        meter.meter.interval,
    )
    assert isinstance(loop, FastLoop)
    assert isinstance(clock, Clock)
    clock.now += timedelta(seconds=interval)
    for _ in range(round(interval / STEP)):
        loop.ahead += STEP
        await asyncio.sleep(breath)


@contextmanager
def _timed() -> Iterator[list[float]]:
    """Measure how long the event loop is busy with each telegram of HAN Port."""
    times: list[float] = []
    name = "_push"
    # Type checkers know the decoder by another name here, so it is found by its own.
    module = import_module("custom_components.han_port.coordinator")
    coordinator = module.HanPortCoordinator
    push = getattr(coordinator, name)

    def timed(*arguments: Any) -> None:
        began = perf_counter()
        push(*arguments)
        times.append(perf_counter() - began)

    with patch.object(coordinator, name, timed):
        yield times


def _entities(hass: HomeAssistant, entry: ConfigEntry[Any]) -> list[str]:
    """List the entities of an entry that are enabled."""
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    return [entity.entity_id for entity in entities if not entity.disabled]


def _count(database: Path) -> dict[str, int]:
    """Count the rows of each entity."""
    with sqlite3.connect(database) as connection:
        return dict(
            connection.execute(
                "select states_meta.entity_id, count(*) from states"
                " join states_meta using (metadata_id) group by metadata_id"
            )
        )


def _print_entities(found: list[Rows]) -> None:
    """Print how many rows each entity has."""
    for rows in found:
        print(rows.name)
        for entity, count in sorted(rows.by_entity.items(), key=lambda row: -row[1]):
            print(f"  {count:6} {entity}")


def _print_times(times: list[float]) -> None:
    """Print what a telegram costs."""
    middle, most = (1e6 * one(times) for one in (median, max))
    print(
        f"\nA telegram keeps the loop busy for {middle:.0f} µs, {most:.0f} at most.\n"
    )


def _judge(ours: Rows, dsmr: Rows) -> int:
    """Print the sums. Return 1 where HAN Port keeps too many rows."""
    print(f"{'':10} {'entities':>8} {'changing':>8} {'rows':>8} {'rows each':>10}")
    for rows in (ours, dsmr):
        counts = (len(rows.by_entity), len(rows.changing), sum(rows.by_entity.values()))
        print(f"{rows.name:10} {counts[0]:8} {counts[1]:8} {counts[2]:8}", end="")
        print(f" {rows.each:10.0f}")
    share = ours.each / dsmr.each
    print(f"\nHAN Port keeps {share:.0%} of dsmr's rows of an entity that changes.")
    return int(share > WANTED)


def main() -> int:
    """Measure a day, or so many hours."""
    logging.basicConfig(level=logging.ERROR)
    hours = float(sys.argv[1]) if sys.argv[1:] else DAY
    return asyncio.run(measure(hours), loop_factory=FastLoop)


if __name__ == "__main__":
    sys.exit(main())

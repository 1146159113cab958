"""A past for a household that has just moved in: its statistics since yesterday.

Home Assistant's Energy dashboard would stay empty for the first hours. So the demo's
meter has counted since yesterday's first moment, and Home Assistant is told what it
showed. The statistics that it makes by itself go on from there without a step.
"""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
import sqlite3
from typing import Any, Final

from simulator.curves import sunshine
from simulator.household import FINLAND, Household
from simulator.push import PushMeter

from .client import Client
from .household import EXPORT, IMPORT, POWER_EXPORT, POWER_IMPORT, common

HOUR: Final = timedelta(hours=1)
#: Statistics of the last days are of so long each.
SLOT: Final = timedelta(minutes=5)
#: W of the panels at a clear noon of any season, so that there is export to see.
NOON_POWER: Final = 5000
DATABASE: Final = "home-assistant_v2.db"
#: Seconds until the recorder has taken what it was told.
RECORDING: Final = 30

#: `mean_type` of what has no mean, and of what has an arithmetic one.
_NO_MEAN, _MEAN = 0, 1
_INSERT: Final = """
    INSERT OR IGNORE INTO statistics_short_term
        (metadata_id, created_ts, start_ts, mean, state, sum)
    SELECT id, :start + 300, :start, :mean, :state, :sum
    FROM statistics_meta WHERE statistic_id = :statistic_id
"""

type Row = dict[str, Any]
type Tracks = dict[str, list[Row]]


def beginning(now: datetime) -> datetime:
    """Return yesterday's first moment in Finland."""
    yesterday = now.astimezone(FINLAND) - timedelta(days=1)
    return yesterday.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


def lived_in(now: datetime) -> Household:
    """Return a household whose meter has counted since yesterday's first moment."""
    begin = beginning(now)
    noon = max(sunshine(begin + number * HOUR) for number in range(24))
    return Household(start=begin, solar_peak=round(NOON_POWER / noon))


def is_whole(by_code: dict[str, str]) -> bool:
    """Tell whether a meter has both totals and both powers."""
    return by_code.keys() >= {IMPORT, EXPORT, POWER_IMPORT, POWER_EXPORT}


async def remember(
    client: Client, folder: Path, by_code: dict[str, str], meter: PushMeter
) -> None:
    """Tell Home Assistant what a meter with a household of `lived_in` has shown.

    To be called after it was put on the Energy dashboard. Home Assistant takes hours by
    its websocket. It has no door for the five minutes that power is drawn from: these
    go into the database in its `folder`. What it has told of the sensors itself is
    forgotten, since sums go on from those before them.
    """
    past = await asyncio.to_thread(Past.of, meter)
    net = await _net_power(client)
    hours = past.tracks(by_code, net, HOUR)
    await client.command("recorder/clear_statistics", statistic_ids=list(hours))
    for statistic_id, rows in hours.items():
        await client.command(
            "recorder/import_statistics",
            metadata=_metadata(statistic_id, rows),
            stats=[row | {"start": row["start"].isoformat()} for row in rows],
        )
    await _recorded(client, hours)
    slots = past.tracks(by_code, net, SLOT)
    await asyncio.to_thread(write_slots, folder / DATABASE, slots)


@dataclass(frozen=True)
class Past:
    """What a meter has shown every five minutes, from `begin` on."""

    begin: datetime
    readings: list[dict[str, Decimal]]

    @classmethod
    def of(cls, meter: PushMeter) -> Past:
        """Live once more through what the household of a meter has seen."""
        home = meter.household
        begin = home.start
        assert begin is not None
        again = Household(
            home.seed, start=begin, zone=home.zone, solar_peak=home.solar_peak
        )
        slots = range((meter.clock() - begin) // SLOT + 1)
        shown = (meter.meter.values(again.at(begin + slot * SLOT)) for slot in slots)
        return cls(
            begin,
            [{common(code): read[code] for code in read} for read in shown],
        )

    def tracks(
        self,
        by_code: dict[str, str],
        net: str | None,
        span: timedelta,
    ) -> Tracks:
        """Return the rows of each statistic, one for each whole span.

        `net` is what Home Assistant makes of both powers for the Energy dashboard.
        """
        drawn, fed = self._powers(IMPORT, span), self._powers(EXPORT, span)
        tracks = {by_code[code]: self._totals(code, span) for code in (IMPORT, EXPORT)}
        tracks[by_code[POWER_IMPORT]] = _means(drawn)
        tracks[by_code[POWER_EXPORT]] = _means(fed)
        if net:
            tracks[net] = _means({start: drawn[start] - fed[start] for start in drawn})
        return tracks

    def _totals(self, code: str, span: timedelta) -> list[Row]:
        """Return the reading at the end of each span, and what it has risen by."""
        begin = self.readings[0][code]
        return [
            {"start": start, "state": float(last), "sum": float(last - begin)}
            for start, _, last in self._spans(code, span)
        ]

    def _powers(self, code: str, span: timedelta) -> dict[datetime, Decimal]:
        """Return the mean power in kW by which a total has risen in each span."""
        return {
            start: (last - first) * (HOUR // span)
            for start, first, last in self._spans(code, span)
        }

    def _spans(
        self, code: str, span: timedelta
    ) -> Iterator[tuple[datetime, Decimal, Decimal]]:
        """Yield the start of each whole span, and the readings at its ends."""
        ends = [reading[code] for reading in self.readings[:: span // SLOT]]
        for number, (first, last) in enumerate(pairwise(ends)):
            yield self.begin + number * span, first, last


def _means(powers: dict[datetime, Decimal]) -> list[Row]:
    """Return the rows of a power."""
    return [{"start": start, "mean": float(mean)} for start, mean in powers.items()]


def _metadata(statistic_id: str, rows: list[Row]) -> dict[str, Any]:
    """Say what a statistic is of, as Home Assistant does by itself later on."""
    is_total = "sum" in rows[0]
    return {
        "source": "recorder",
        "statistic_id": statistic_id,
        "name": None,
        "has_sum": is_total,
        "mean_type": _NO_MEAN if is_total else _MEAN,
        "unit_class": "energy" if is_total else "power",
        "unit_of_measurement": "kWh" if is_total else "kW",
    }


async def _net_power(client: Client) -> str | None:
    """Return the sensor that Home Assistant made of a grid connection's powers."""
    preferences = await client.command("energy/get_prefs")
    sources = preferences["energy_sources"]
    rates = (source.get("stat_rate") for source in sources if source["type"] == "grid")
    return next(rates, None)


async def _recorded(client: Client, tracks: Tracks) -> None:
    """Wait until the recorder knows the statistics."""
    wanted = list(tracks)
    known: list[Row] = []
    async with asyncio.timeout(RECORDING):
        while len(known) < len(wanted):
            await asyncio.sleep(0.2)
            known = await client.command(
                "recorder/get_statistics_metadata", statistic_ids=wanted
            )


def write_slots(database: Path, tracks: Tracks) -> None:
    """Add five minutes each, where Home Assistant has none."""
    rows = [
        {"mean": None, "state": None, "sum": None}
        | row
        | {"start": row["start"].timestamp(), "statistic_id": statistic_id}
        for statistic_id, rows in tracks.items()
        for row in rows
    ]
    with (
        closing(sqlite3.connect(database, timeout=RECORDING)) as connection,
        connection,
    ):
        connection.executemany(_INSERT, rows)

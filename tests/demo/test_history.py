"""Tests of the past that the demo's household has."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
import sqlite3
from typing import Any

import pytest

from demo import history
from demo.history import HOUR, SLOT, Past, beginning, lived_in
from demo.household import EXPORT, IMPORT, POWER_EXPORT, POWER_IMPORT
from simulator.meters import METERS
from simulator.push import TcpMeter

NOW = datetime(2026, 6, 21, 15, 7, 20, tzinfo=UTC)
#: Midnight in Finland.
YESTERDAY = datetime(2026, 6, 19, 21, tzinfo=UTC)
BY_CODE = {
    IMPORT: "sensor.import",
    EXPORT: "sensor.export",
    POWER_IMPORT: "sensor.drawn",
    POWER_EXPORT: "sensor.fed",
}


@pytest.fixture(scope="module")
def past() -> Past:
    """Return what a meter has shown until now."""
    meter = TcpMeter(meter=METERS["sesko"], household=lived_in(NOW), clock=lambda: NOW)
    return Past.of(meter)


def _tracks(past: Past, span: timedelta) -> history.Tracks:
    """Return the rows of all statistics."""
    return past.tracks(BY_CODE, "sensor.net", span)


@pytest.mark.parametrize(
    ("now", "begin"),
    [
        (NOW, YESTERDAY),
        (
            datetime(2026, 11, 21, 23, tzinfo=UTC),
            datetime(2026, 11, 20, 22, tzinfo=UTC),
        ),
    ],
)
def test_begins_with_yesterday(now: datetime, begin: datetime) -> None:
    """A day and the hours of today, by the household's clock."""
    assert beginning(now) == begin


def test_last_reading_is_that_of_the_meter(past: Past) -> None:
    """The meter goes on from what it has shown."""
    last = YESTERDAY + (len(past.readings) - 1) * SLOT
    assert last == datetime(2026, 6, 21, 15, 5, tzinfo=UTC)
    shown = lived_in(NOW).at(last).counters
    assert past.readings[-1][IMPORT] == shown.active_import
    assert past.readings[-1][EXPORT] == shown.active_export


def test_rows_are_of_whole_spans(past: Past) -> None:
    """Nothing is told of an hour that is not over."""
    assert [row["start"] for row in _tracks(past, HOUR)["sensor.import"]] == [
        YESTERDAY + hour * HOUR for hour in range(42)
    ]
    assert len(_tracks(past, SLOT)["sensor.net"]) == 42 * 12 + 1


def test_sums_begin_with_the_first_reading(past: Past) -> None:
    """Nothing was used before it: the first day has no more than its own."""
    rows = _tracks(past, SLOT)["sensor.import"]
    first, second = (reading[IMPORT] for reading in past.readings[:2])
    assert rows[0]["sum"] == float(second - first)
    assert rows[-1]["sum"] == float(past.readings[-1][IMPORT] - first)
    assert rows[-1]["sum"] > 5


def test_power_is_what_totals_rise_by(past: Past) -> None:
    """The mean of an hour in kW is the energy of it in kWh."""
    tracks = _tracks(past, HOUR)
    noon = 36
    risen = past.readings[37 * 12][EXPORT] - past.readings[noon * 12][EXPORT]
    assert risen > Decimal("0.5")
    assert tracks["sensor.fed"][noon]["mean"] == float(risen)


def test_net_power_is_import_less_export(past: Past) -> None:
    """As Home Assistant makes it of both."""
    tracks = _tracks(past, SLOT)
    drawn, fed, net = (tracks[f"sensor.{name}"] for name in ("drawn", "fed", "net"))
    for one, other, both in zip(drawn, fed, net, strict=True):
        assert both["mean"] == pytest.approx(one["mean"] - other["mean"])


def test_panels_give_as_much_in_winter() -> None:
    """There is export to see on the shortest day."""
    noon = datetime(2026, 12, 21, 10, 15, tzinfo=UTC)
    assert lived_in(noon).at(noon).flows[0].active_export > 1000


def test_writes_what_is_missing(tmp_path: Path) -> None:
    """What Home Assistant has by itself stays; the rest has its columns."""
    database = tmp_path / history.DATABASE
    first = {"start": YESTERDAY, "mean": 1.5}
    second = {"start": YESTERDAY + SLOT, "mean": 2.5}
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript("""
            CREATE TABLE statistics_meta (id INTEGER PRIMARY KEY, statistic_id TEXT);
            CREATE TABLE statistics_short_term (
                metadata_id, created_ts, start_ts, mean, state, sum,
                UNIQUE (metadata_id, start_ts));
            INSERT INTO statistics_meta VALUES (7, 'sensor.net');
        """)
        with connection:
            connection.execute(
                "INSERT INTO statistics_short_term VALUES (7, 0, ?, 9, NULL, NULL)",
                (YESTERDAY.timestamp(),),
            )
        history.write_slots(database, {"sensor.net": [first, second]})
        rows: list[Any] = connection.execute(
            "SELECT * FROM statistics_short_term ORDER BY start_ts"
        ).fetchall()
    begin = YESTERDAY.timestamp()
    assert rows == [
        (7, 0, begin, 9, None, None),
        (7, begin + 600, begin + 300, 2.5, None, None),
    ]

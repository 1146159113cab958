"""What a soak looks at: statistics beside the truth, memory, and the log."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import batched
from pathlib import Path
import re
from statistics import median
from typing import Any, Final, NamedTuple

from benchmarks.soak_meters import HouseholdClock
from demo.client import Client
from simulator.household import Household

#: What is in the log of any Home Assistant that the demo starts.
EXPECTED: Final = (
    "has not been tested by Home Assistant",
    "Skipping pip installation",
    # Libraries and programs that make other integrations faster.
    "[aiohttp_fast_zlib]",
    "[haffmpeg.",
    "Error loading libturbojpeg",
)

#: Seconds after which Home Assistant complains of an update.
SLOW: Final = 0.4

_UPDATE: Final = "Updating state for"
_SLOW: Final = re.compile(rf"{_UPDATE} .* took ([\d.]+) seconds")
#: What is logged, and what Python writes beside the log.
_COMPLAINT: Final = re.compile(
    r"\S+ \S+ (WARNING|ERROR|CRITICAL) |\S+:\d+: \w*Warning: |Exception ignored "
)
_KIBI: Final = 1024


class Energy(NamedTuple):
    """What statistics say of a total, in Wh, and what the meter has measured."""

    name: str
    truth: int
    statistics: int
    rows: int
    hours_agree: bool
    ahead: int

    @property
    def is_right(self) -> bool:
        """Tell whether they are the same to the last Wh."""
        return self.truth == self.statistics and self.hours_agree and not self.ahead


async def rows(client: Client, entity_id: str, period: str) -> list[dict[str, Any]]:
    """Return what the Energy dashboard is given of a total."""
    answer = await client.command(
        "recorder/statistics_during_period",
        start_time="2000-01-01T00:00:00+00:00",
        statistic_ids=[entity_id],
        period=period,
        types=["change", "state", "sum"],
        units={"energy": "Wh"},
    )
    return list(answer.get(entity_id, []))


def compare(
    name: str,
    truth: Decimal,
    short: Sequence[dict[str, Any]],
    hours: Sequence[dict[str, Any]],
    measured: Iterable[Decimal],
) -> Energy:
    """Compare statistics with what the meter has counted since its first telegram.

    `measured` are its totals at the ends of the rows: none may be ahead of them.
    """
    changes = sum(row["change"] for row in short)
    ends = {row["end"]: row["sum"] for row in short}
    return Energy(
        name=name,
        truth=int(truth * 1000),
        statistics=round(changes),
        rows=len(short),
        hours_agree=all(
            abs(row["sum"] - ends.get(row["end"], row["sum"])) < 0.01 for row in hours
        ),
        ahead=sum(
            row["state"] > float(total) * 1000 + 0.01
            for row, total in zip(short, measured, strict=True)
        ),
    )


def totals(
    household: Household, time: HouseholdClock, ends: Sequence[float], index: int
) -> Iterator[Decimal]:
    """Return what one of the counters showed at times of Home Assistant."""
    for end in ends:
        yield household.at(time.at(end)).counters[index]


@dataclass
class Memory:
    """The resident size of a process over time."""

    pid: int
    samples: list[float] = field(default_factory=list)

    def look(self) -> None:
        """Take a sample, in MiB."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        (size,) = re.findall(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)
        self.samples.append(int(size) / _KIBI)

    def medians(self, parts: int) -> list[float]:
        """Return the medians of stretches of the same length, in MiB."""
        size = max(1, len(self.samples) // parts)
        stretches = batched(self.samples, size, strict=False)
        return [median(stretch) for stretch in stretches][:parts]

    @property
    def growth(self) -> float:
        """Return by how much the last quarter is above the second one, in MiB."""
        _, second, *_, last = self.medians(4)
        return last - second


class Complaints(NamedTuple):
    """The warnings and errors of a log: what nobody expects, and how much is."""

    unexpected: list[str]
    expected: Counter[str]


def complaints(log: str, pace: float) -> Complaints:
    """Part the warnings and errors of a log."""
    unexpected, expected = [], Counter[str]()
    for line in filter(_COMPLAINT.match, log.splitlines()):
        if text := _expected(line, pace):
            expected[text] += 1
        else:
            unexpected.append(line)
    return Complaints(unexpected, expected)


def _expected(line: str, pace: float) -> str | None:
    """Return the text that a complaint was expected by.

    Where a second is shorter, what takes a moment seems to take long.
    """
    if (slow := _SLOW.search(line)) and float(slow[1]) < SLOW * pace:
        return _UPDATE
    return next((text for text in EXPECTED if text in line), None)

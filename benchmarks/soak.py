"""Let meters run in a real Home Assistant, in trouble, and compare what it counted.

Energy on the statistics of the Energy dashboard has to be what the meters measured,
to the last Wh; the memory of the process has to stay as it is; and the log may have no
warning that nobody expects. Time goes as fast as is asked for, in Home Assistant and
for the meters alike. The exit status is 1 where something is not as it has to be.
"""

import argparse
import asyncio
from pathlib import Path
import signal
import sys
import tempfile
import time
from typing import Any, Final

from benchmarks.soak_checks import Energy
from benchmarks.soak_house import House
from benchmarks.soak_meters import SoakMeter

#: MiB that the process may have grown by: so much of its database does Home Assistant
#: let SQLite keep in memory, and that fills slowly.
GROWTH: Final = 16
#: The memory is printed for so many stretches of time.
STRETCHES: Final = 12


def main() -> int:
    """Return 0 when all is as it has to be."""
    arguments = _arguments()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="han-port-soak-") as name:
        try:
            faults = asyncio.run(_soak(arguments, Path(name)))
        except asyncio.CancelledError:
            return 1
        except (OSError, RuntimeError, TimeoutError) as err:
            log = Path(name, "process.log")
            print(log.read_text()[-4000:] if log.exists() else "", file=sys.stderr)
            print(f"The soak failed: {str(err) or 'time is up'}", file=sys.stderr)
            return 1
    print(f"It took {(time.monotonic() - begun) / 60:.1f} minutes.")
    print(*faults or ["All is as it has to be."], sep="\n")
    return int(bool(faults))


def _arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="scripts/soak", description=__doc__)
    add = parser.add_argument
    add("--hours", type=float, default=24, help="default %(default)s")
    add("--pace", type=float, default=60, help="hours in an hour, default %(default)s")
    add("--gap", type=float, default=600, help="seconds between two troubles")
    add("--seed", type=int, default=1, help="other troubles for each number")
    return parser.parse_args()


async def _soak(arguments: argparse.Namespace, folder: Path) -> list[str]:
    """Run it and return what is not as it has to be."""
    task = asyncio.current_task()
    assert task
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    async with House.furnished(folder) as house:
        await house.live(
            arguments.hours * 3600, arguments.pace, arguments.gap, arguments.seed
        )
        for meter in house.meters:
            _print_meter(meter)
        energies = await house.energies()
        for energy in energies:
            _print_energy(energy)
        repairs = []
        for meter in house.meters:
            told = await house.diagnostics(meter)
            _print_told(meter.name, told)
            repairs += [f"{meter.name}: repair {one}" for one in told["repairs"]]
    memory, complaints = house.memory, house.complaints(arguments.pace)
    print(
        f"Memory: {memory.samples[0]:.1f} MiB at first, {memory.samples[-1]:.1f} at"
        f" the end; the last quarter {memory.growth:+.1f} over the second one. Medians"
        f" of {STRETCHES} stretches:",
        *(f"{size:.1f}" for size in memory.medians(STRETCHES)),
    )
    for text, count in complaints.expected.items():
        print(f"Expected in the log, {count} times: {text}")
    faults = [f"NOT RIGHT: {one.name}" for one in energies if not one.is_right]
    faults += repairs
    faults += [line for meter in house.meters for line in meter.lost]
    if memory.growth > GROWTH:
        faults.append(f"The process has grown by {memory.growth:.1f} MiB")
    return faults + complaints.unexpected


def _print_meter(meter: SoakMeter) -> None:
    """Print what befell a meter, and what was heard of it."""
    print(f"Meter on a {meter.name}: {meter.line.telegrams} telegrams sent,", end=" ")
    print(f"{meter.household.told} of them with wrong totals")
    for trouble, count in sorted(meter.troubles.items()):
        print(f"  {count:4} times {trouble} ({meter.telegrams[trouble]} telegrams)")
    print(f"  sensors back after {meter.slowest:.0f} seconds at most")


def _print_told(name: str, told: dict[str, Any]) -> None:
    """Print what diagnostics say of a meter."""
    counts = {key: count for key, count in told["counts"].items() if count}
    reconnects = told["link"]["reconnects"]
    print(f"{name}: {counts}, {reconnects} times opened anew")


def _print_energy(energy: Energy) -> None:
    """Print a total as it was measured and as it was counted."""
    print(
        f"{energy.name}: measured {energy.truth} Wh, statistics {energy.statistics} Wh"
        f" in {energy.rows} rows, {energy.ahead} of them ahead of the meter; hours"
        f" {'agree' if energy.hours_agree else 'DO NOT AGREE'}"
    )


if __name__ == "__main__":
    sys.exit(main())

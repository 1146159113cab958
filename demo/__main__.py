"""A meter in a real Home Assistant, to look at: `scripts/demo`."""

import argparse
import asyncio
from contextlib import nullcontext
from pathlib import Path
import sys
import tempfile
from typing import Final

from simulator.household import Household
from simulator.meters import meter_of
from simulator.push import TcpMeter

from .client import PASSWORD, USERNAME, Client
from .household import (
    IMPORT,
    POWER_IMPORT,
    add_meter,
    common,
    differing,
    entities,
    put_on_dashboard,
    values,
)
from .process import free_port, home_assistant, write_configuration

#: The Rovakaira household of the simulator.
PROFILE: Final = "sesko"
#: Telegrams that `--check` waits for, and for how many seconds.
TELEGRAMS: Final = 3
CHECK_TIMEOUT: Final = 60
#: Looks at the sensors, two a second, until they show the last telegram.
LOOKS: Final = 10
#: Seconds between two tables.
REFRESH: Final = 10


def main() -> int:
    """Return 0 when the meter stands in Home Assistant, else 1."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="han-port-demo-") as name:
        folder = Path(name)
        try:
            asyncio.run(_demo(arguments, folder))
        except KeyboardInterrupt:
            return 0
        except (OSError, RuntimeError, TimeoutError) as err:
            log = folder / "process.log"
            print(log.read_text()[-4000:] if log.exists() else "", file=sys.stderr)
            print(f"The demo failed: {str(err) or 'time is up'}", file=sys.stderr)
            return 1
    return 0


def _arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="scripts/demo", description=__doc__)
    parser.add_argument(
        "--check",
        action="store_true",
        help="end after the third telegram, and compare the sensors with it",
    )
    parser.add_argument("--port", help="a real meter's port, in place of the simulator")
    parser.add_argument(
        "--profile", help=f"the meter's profile (default {PROFILE}; with --port auto)"
    )
    parser.add_argument(
        "--variant", metavar="NAME", help="another of the profile's simulated meters"
    )
    arguments = parser.parse_args()
    arguments.meter = None
    if not arguments.port:
        arguments.profile = arguments.profile or PROFILE
        try:
            arguments.meter = meter_of(arguments.profile, arguments.variant)
        except LookupError as err:
            parser.error(str(err))
    return arguments


async def _demo(arguments: argparse.Namespace, folder: Path) -> None:
    """Run Home Assistant with a meter until Ctrl-C, or until it is checked."""
    port = free_port()
    write_configuration(folder, port)
    meter = None
    if arguments.meter:
        # A pseudo terminal knows no parity, which some meters need.
        meter = TcpMeter(meter=arguments.meter, household=Household())
    async with (
        meter or nullcontext(),
        home_assistant(folder, port) as address,
        Client.onboard(address) as client,
    ):
        meter_port = meter.port if meter else arguments.port
        keys = meter.meter.key_fields if meter else {}
        profile = arguments.profile or "auto"
        entry = await add_meter(client, meter_port, profile, keys)
        if meter:
            meter.begin_hour()
        by_code = await _entities(client, entry["entry_id"])
        await put_on_dashboard(client, by_code)
        print(f"\nHome Assistant:  {address}")
        print(f"Login:           {USERNAME} / {PASSWORD}")
        print(f"Energy:          {address}/config/energy/electricity")
        print(f"Meter:           {entry['title']} on {meter_port}\n", flush=True)
        if arguments.check:
            await _wait_for_telegrams(client, by_code[POWER_IMPORT])
            if meter:
                await _compare(client, by_code, meter)
            await _print_table(client, by_code)
            return
        while True:
            await _print_table(client, by_code)
            await asyncio.sleep(REFRESH)


async def _entities(client: Client, entry_id: str) -> dict[str, str]:
    """Wait for the totals, which some meters send less often, and return all."""
    by_code = await entities(client, entry_id)
    async with asyncio.timeout(CHECK_TIMEOUT):
        while IMPORT not in by_code:
            await asyncio.sleep(0.5)
            by_code = await entities(client, entry_id)
    return by_code


async def _wait_for_telegrams(client: Client, entity_id: str) -> None:
    """Wait until a sensor has been written as often as telegrams are wanted."""
    reported: set[str] = set()
    async with asyncio.timeout(CHECK_TIMEOUT):
        while len(reported) < TELEGRAMS:
            state = await client.get(f"/api/states/{entity_id}")
            reported.add(state["last_reported"])
            await asyncio.sleep(0.5)


async def _compare(client: Client, by_code: dict[str, str], meter: TcpMeter) -> None:
    """Raise RuntimeError when sensors do not show what the meter sent last."""
    meter.paused = True
    sent = {common(code): number for code, number in meter.sent.items()}
    compared = by_code.keys() & sent.keys()
    for _ in range(LOOKS):
        wrong = await differing(client, by_code, sent)
        if not wrong:
            print(f"{len(compared)} sensors show what the meter measured.\n")
            return
        await asyncio.sleep(0.5)
    raise RuntimeError(f"{', '.join(wrong)} differ from what the meter measured")


async def _print_table(client: Client, by_code: dict[str, str]) -> None:
    """Print what the meter's sensors say."""
    rows = await values(client, by_code)
    width = max(len(name) for _, name, _ in rows)
    for code, name, value in rows:
        print(f"{code:12} {name:{width}} {value:>18}")
    print(flush=True)


if __name__ == "__main__":
    sys.exit(main())

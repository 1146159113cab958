"""A meter in a real Home Assistant, to look at: `scripts/demo`."""

import argparse
import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
import sys
import tempfile
from typing import Final

from simulator.household import Household
from simulator.meters import METERS
from simulator.push import PtyMeter

from .client import PASSWORD, USERNAME, Client
from .household import IMPORT, add_meter, entities, put_on_dashboard, values
from .process import free_port, home_assistant, write_configuration

#: The Rovakaira household of the simulator.
PROFILE: Final = "sesko"
#: Telegrams that `--check` waits for, and for how many seconds.
TELEGRAMS: Final = 3
CHECK_TIMEOUT: Final = 60
#: Seconds between two tables.
REFRESH: Final = 10


def main() -> int:
    """Return 0 when the meter stands in Home Assistant, else 1."""
    parser = argparse.ArgumentParser(prog="scripts/demo", description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="end after the third telegram"
    )
    parser.add_argument("--port", help="a real meter's port, in place of the simulator")
    parser.add_argument(
        "--profile", help="the meter's profile (with --port; default auto)"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="han-port-demo-") as name:
        folder = Path(name)
        try:
            asyncio.run(_demo(arguments, folder))
        except KeyboardInterrupt:
            return 0
        except (OSError, RuntimeError, TimeoutError) as err:
            log = folder / "process.log"
            print(log.read_text()[-4000:] if log.exists() else "", file=sys.stderr)
            print(f"The demo failed: {err or 'time is up'}", file=sys.stderr)
            return 1
    return 0


async def _demo(arguments: argparse.Namespace, folder: Path) -> None:
    """Run Home Assistant with a meter until Ctrl-C, or until it is checked."""
    port = free_port()
    write_configuration(folder, port)
    async with (
        _meter(arguments.port) as meter_port,
        home_assistant(folder, port) as address,
        Client.onboard(address) as client,
    ):
        profile = arguments.profile or ("auto" if arguments.port else PROFILE)
        entry = await add_meter(client, meter_port, profile)
        by_code = await entities(client, entry["entry_id"])
        await put_on_dashboard(client, by_code)
        print(f"\nHome Assistant:  {address}")
        print(f"Login:           {USERNAME} / {PASSWORD}")
        print(f"Energy:          {address}/config/energy/electricity")
        print(f"Meter:           {entry['title']} on {meter_port}\n", flush=True)
        if arguments.check:
            await _wait_for_telegrams(client, by_code[IMPORT])
            await _print_table(client, by_code)
            return
        while True:
            await _print_table(client, by_code)
            await asyncio.sleep(REFRESH)


@asynccontextmanager
async def _meter(port: str | None) -> AsyncIterator[str]:
    """Give a real meter's port, or that of a simulated one."""
    if port:
        yield port
        return
    async with PtyMeter(meter=METERS[PROFILE], household=Household()) as meter:
        yield meter.port


async def _wait_for_telegrams(client: Client, entity_id: str) -> None:
    """Wait until a sensor has been written as often as telegrams are wanted."""
    reported: set[str] = set()
    async with asyncio.timeout(CHECK_TIMEOUT):
        while len(reported) < TELEGRAMS:
            state = await client.get(f"/api/states/{entity_id}")
            reported.add(state["last_reported"])
            await asyncio.sleep(0.5)


async def _print_table(client: Client, by_code: dict[str, str]) -> None:
    """Print what the meter's sensors say."""
    rows = await values(client, by_code)
    width = max(len(name) for _, name, _ in rows)
    for code, name, value in rows:
        print(f"{code:12} {name:{width}} {value:>18}")
    print(flush=True)


if __name__ == "__main__":
    sys.exit(main())

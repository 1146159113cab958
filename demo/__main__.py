"""A meter in a real Home Assistant, to look at: `scripts/demo`."""

import argparse
import asyncio
from contextlib import nullcontext
from pathlib import Path
import sys
import tempfile
from typing import Any, Final

from simulator.clock import utc_now
from simulator.meters import meter_of
from simulator.push import PushMeter, TcpMeter
from simulator.radio_meters import OWN, PROFILE as RADIO
from simulator.receivers import PtyReceiver, Receiver, neighbourhood

from .client import PASSWORD, USERNAME, Client
from .history import is_whole, lived_in, remember
from .household import (
    NO_KEYS,
    TOTALS,
    add_meter,
    common,
    confirmed,
    differing,
    entities,
    heard,
    link,
    listed,
    put_on_dashboard,
    values,
    write_each_telegram,
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
#: Seconds between the telegrams of a radio meter, which real ones send each minute.
RADIO_INTERVAL: Final = 15
RADIO_CHECK_INTERVAL: Final = 4

type Simulated = PushMeter | Receiver


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
    if not arguments.port:
        arguments.profile = arguments.profile or PROFILE
        try:
            meter_of(arguments.profile, arguments.variant)
        except LookupError as err:
            parser.error(str(err))
    return arguments


def _simulated(arguments: argparse.Namespace) -> Simulated:
    """Make the meter, or the receiver that hears it among its neighbours."""
    if arguments.profile == RADIO:
        return PtyReceiver(
            stations=neighbourhood(arguments.variant or OWN),
            interval=RADIO_CHECK_INTERVAL if arguments.check else RADIO_INTERVAL,
        )
    # A pseudo terminal knows no parity, which some meters need.
    return TcpMeter(
        meter=meter_of(arguments.profile, arguments.variant),
        household=lived_in(utc_now()),
    )


async def _demo(arguments: argparse.Namespace, folder: Path) -> None:
    """Run Home Assistant with a meter until Ctrl-C, or until it is checked."""
    port = free_port()
    write_configuration(folder, port)
    meter = None if arguments.port else _simulated(arguments)
    async with (
        meter or nullcontext(),
        home_assistant(folder, port) as address,
        Client.onboard(address) as client,
    ):
        await client.stay()
        meter_port = meter.port if meter else arguments.port
        entry = await _add(client, meter_port, arguments.profile or "auto", meter)
        if isinstance(meter, PushMeter):
            meter.begin_hour()
        by_code = await _entities(client, entry["entry_id"])
        await put_on_dashboard(client, by_code)
        if isinstance(meter, PushMeter) and is_whole(by_code):
            await remember(client, folder, by_code, meter)
        print(f"\nHome Assistant:  {address}")
        print(f"Login:           {USERNAME} / {PASSWORD}")
        print(f"Energy:          {address}/energy")
        print(f"Meter:           {entry['title']} on {meter_port}\n", flush=True)
        if arguments.check:
            await write_each_telegram(client, entry["entry_id"])
            await _wait_for_telegrams(client, entry["entry_id"])
            if meter:
                await _compare(client, by_code, meter)
            await _print_table(client, by_code)
            return
        while True:
            await _print_table(client, by_code)
            await asyncio.sleep(REFRESH)


async def _add(
    client: Client, port: str, profile: str, meter: Simulated | None
) -> dict[str, Any]:
    """Add the meter and return its entry; one by radio is picked from a list."""
    keys = meter.meter.key_fields if meter else NO_KEYS
    if not isinstance(meter, Receiver):
        return await add_meter(client, port, profile, keys)
    picked = meter.meter.address
    form = await listed(client, await client.begin(port, profile), picked)
    print("\nMeters heard:", *heard(form).values(), sep="\n  ", flush=True)
    form = await client.submit(form, meter=picked)
    return await confirmed(client, form, keys)


async def _entities(client: Client, entry_id: str) -> dict[str, str]:
    """Wait for a total, which some meters send less often, and return all."""
    by_code = await entities(client, entry_id)
    async with asyncio.timeout(CHECK_TIMEOUT):
        while by_code.keys().isdisjoint(TOTALS):
            await asyncio.sleep(0.5)
            by_code = await entities(client, entry_id)
    return by_code


async def _wait_for_telegrams(client: Client, entry_id: str) -> None:
    """Wait until the meter has been heard as often as is wanted."""
    telegrams = 0
    async with asyncio.timeout(CHECK_TIMEOUT):
        while telegrams < TELEGRAMS:
            await asyncio.sleep(0.5)
            telegrams = (await link(client, entry_id))["telegrams"]


async def _compare(client: Client, by_code: dict[str, str], meter: Simulated) -> None:
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

"""What a flood on the TCP link costs: how long Home Assistant lets one wait meanwhile.

A real Home Assistant reads a meter. In the place of the meter comes whatever the
network carries; all the time somebody asks Home Assistant for a trifle, each
millisecond, and waits for the answer. How long the loop alone computes without a
break, whatever else the machine does, is what tests/test_flood.py asserts.

    .venv/test/bin/python -m benchmarks.flood
"""

import asyncio
import json
from multiprocessing import get_context
from pathlib import Path
from random import Random
import socket
import sys
from tempfile import TemporaryDirectory
import time
from typing import Final

from benchmarks.soak_checks import Memory
from demo.client import Client
from demo.household import add_meter
from demo.process import free_port, home_assistant, write_configuration
from simulator.flood import TcpFlood
from simulator.push import TcpMeter

#: Seconds of each part.
LASTING: Final = 20
#: Seconds between two questions.
GAP: Final = 0.001
_MEGA: Final = 1_000_000

#: What comes: noise, and beginnings of telegrams, which take most time.
FLOODS: Final = {
    "noise": Random(1).randbytes(65536),
    "beginnings of telegrams": b"/A\r\n\r\n!0000\r\n\x7e\xa0",
}
#: What the household finds in its log.
LOGGED: Final = "than any meter sends; it is cut off"


def main() -> int:
    """Measure and print it."""
    with TemporaryDirectory(prefix="han-port-flood-") as name:
        asyncio.run(_measure(Path(name)))
    return 0


async def _measure(folder: Path) -> None:
    """Run Home Assistant with a meter, and then with floods in its place."""
    print(f"A flood carries {_rate():.0f} MB/s to who does nothing but read.")
    port = free_port()
    write_configuration(folder, port)
    async with (
        TcpMeter(interval=1) as meter,
        home_assistant(folder, port) as address,
        Client.onboard(address) as client,
    ):
        await add_meter(client, meter.port, "sesko")
        lock = json.loads((folder / ".ha_run.lock").read_text(encoding="utf-8"))
        memory = Memory(lock["pid"])
        await _asked(client, memory, "a meter")
        await meter.stop()
        for name, data in FLOODS.items():
            process = get_context("spawn").Process(
                target=_flood, args=(data, meter.tcp_port, LASTING), daemon=True
            )
            process.start()
            await _asked(client, memory, name)
            process.join()
    log = (folder / "process.log").read_text(encoding="utf-8")
    print(f"The log has {log.count(LOGGED)} line of it.")


async def _asked(client: Client, memory: Memory, what: str) -> None:
    """Ask again and again, and print how long the answers took."""
    answers: list[float] = []
    until = time.monotonic() + LASTING
    while (begun := time.monotonic()) < until:
        await client.command("auth/current_user")
        answers.append(time.monotonic() - begun)
        await asyncio.sleep(GAP)
    memory.look()
    answers.sort()
    print(
        f"{what}: {len(answers)} answers, half of them within "
        f"{1000 * answers[len(answers) // 2]:.1f} ms, 99.9 % within "
        f"{1000 * answers[len(answers) * 999 // 1000]:.1f} ms, the longest after "
        f"{1000 * answers[-1]:.1f} ms; {memory.samples[-1]:.0f} MiB"
    )


def _flood(data: bytes, port: int, seconds: float) -> None:
    """Flood a port for so many seconds, in a process of its own."""
    with TcpFlood(data=data, tcp_port=port) as flood:
        time.sleep(seconds)
        print(f"Cut off {flood.readers} times in {seconds} seconds.", flush=True)


def _rate() -> float:
    """Return how many MB a second come where somebody takes all of them."""
    with TcpFlood(data=FLOODS["noise"]) as flood:
        address = flood.port.removeprefix("socket://").split(":")
        with socket.create_connection((address[0], int(address[1]))) as reader:
            begun, size = time.monotonic(), 0
            while time.monotonic() - begun < 1:
                size += len(reader.recv(1 << 18))
        return size / _MEGA


if __name__ == "__main__":
    sys.exit(main())

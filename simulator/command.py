"""A simulated electricity meter that pushes telegrams until Ctrl-C."""

import argparse
import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from random import Random
import signal
import sys
from typing import Any, Final

from .clock import running_clock, utc_now
from .faults import Fault, apply
from .household import Household
from .line import Line
from .meters import METERS, VARIANTS, meter_of
from .push import PtyMeter, PushMeter, TcpMeter
from .radio_meters import OWN, PROFILE as RADIO
from .receivers import (
    RECEIVERS,
    PtyReceiver,
    Receiver,
    TcpReceiver,
    neighbourhood,
)
from .replay import PtyReplay, Recording, Replay, TcpReplay

#: What hears radio meters where nothing else is asked for.
_RECEIVER: Final = "im871a"
#: The options that a replay heeds.
_FOR_REPLAYS: Final = {"replay", "pty", "tcp", "link", "speed", "count"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run a meter as the command line says, and return the exit status."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    if arguments.link and arguments.tcp is not None:
        parser.error("--link goes with a pseudo terminal only")
    if arguments.receiver and arguments.profile != RADIO:
        parser.error(f"--receiver goes with --profile {RADIO} only")
    if arguments.replay:
        return _replay(parser, arguments)
    try:
        # Made even where none is asked for: not every fault befalls every meter.
        telegram = _one_telegram(arguments)
    except (LookupError, ValueError) as err:
        parser.error(str(err))
    if arguments.list:
        sys.stdout.write(_list())
    elif arguments.once:
        sys.stdout.buffer.write(telegram)
        sys.stdout.buffer.flush()
    else:
        served = _served(arguments)
        asyncio.run(_serve(served, served.meter.key_fields))
    return 0


def _replay(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> int:
    """Play back a capture as the command line says."""
    others = set(vars(arguments)) - _FOR_REPLAYS
    if any(getattr(arguments, name) != parser.get_default(name) for name in others):
        parser.error("--replay goes with --pty, --tcp, --link, --speed and --count")
    try:
        recording = Recording.read(arguments.replay)
    except (OSError, ValueError) as err:
        parser.error(str(err))
    options: dict[str, Any] = {
        "recording": recording,
        "rate": arguments.speed,
        "count": arguments.count,
    }
    if arguments.tcp is not None:
        replay: Replay = TcpReplay(tcp_port=arguments.tcp, **options)
    else:
        replay = PtyReplay(link=arguments.link, **options)
    asyncio.run(_serve(replay, recording.key_fields))
    return 0


def _parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    add = parser.add_argument
    add("--profile", default="sesko", choices=METERS, help="default %(default)s")
    add("--variant", metavar="NAME", help="another meter of the profile")
    add("--receiver", choices=RECEIVERS, help="what hears a radio meter")
    add("--seed", type=int, default=1, help="another household for each number")
    add("--start", type=_time, metavar="TIME", help="the household's clock, ISO 8601")
    add("--speed", type=_positive, default=1, help="how fast that clock runs")
    add("--fault", type=Fault, choices=list(Fault), help="what befalls telegrams")
    add("--interval", type=_positive, default=0, help="seconds between telegrams")
    add("--count", type=int, metavar="N", help="end after N telegrams")
    add("--replay", type=Path, metavar="FILE", help="play back a capture")
    line = parser.add_mutually_exclusive_group()
    line.add_argument("--pty", action="store_true", help="a pseudo terminal (default)")
    line.add_argument("--tcp", type=int, metavar="PORT", help="0 for a free port")
    add("--link", type=Path, help="a path that leads to the pseudo terminal")
    add("--once", action="store_true", help="one telegram to standard output")
    add("--list", action="store_true", help="list the meters and the faults")
    return parser


def _time(text: str) -> datetime:
    """Read a time with its offset from UTC."""
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise argparse.ArgumentTypeError("a time needs its offset, as +02:00")
    return time


def _positive(text: str) -> float:
    """Read a number above zero."""
    number = float(text)
    if not number > 0:
        raise argparse.ArgumentTypeError("a number above zero is needed")
    return number


def _list() -> str:
    """List what there is to choose from."""
    rows = []
    for profile, usual in METERS.items():
        others = VARIANTS.get(profile, {})
        rows.append(f"{profile:33} {usual.label}")
        rows += [
            f"{f'{profile} --variant {name}':33} {meter.label}"
            for name, meter in others.items()
        ]
    return "\n".join(
        ["meters:", *rows, "receivers:", *RECEIVERS, "faults:", *Fault, ""]
    )


def _one_telegram(arguments: argparse.Namespace) -> bytes:
    """Write one telegram, by way of the receiver where it comes by radio."""
    household = Household(arguments.seed)
    meter = meter_of(arguments.profile, arguments.variant)
    telegram = meter.telegram(household.at(arguments.start or utc_now()))
    served = _served(arguments)
    if isinstance(served, Receiver):
        return served.heard(telegram, served.stations[0].rssi, arguments.fault)
    if arguments.fault is None:
        return telegram
    return apply(arguments.fault, telegram, served.random)


def _served(arguments: argparse.Namespace) -> PushMeter | Receiver:
    """Make the meter that was asked for, or the receiver that hears it."""
    options = _options(arguments)
    if arguments.profile == RADIO:
        options["dialect"] = RECEIVERS[arguments.receiver or _RECEIVER]()
        options["stations"] = neighbourhood(arguments.variant or OWN, arguments.seed)
        if arguments.tcp is not None:
            return TcpReceiver(tcp_port=arguments.tcp, **options)
        return PtyReceiver(link=arguments.link, **options)
    options["meter"] = meter_of(arguments.profile, arguments.variant)
    options["household"] = Household(arguments.seed)
    if arguments.tcp is not None:
        return TcpMeter(tcp_port=arguments.tcp, **options)
    return PtyMeter(link=arguments.link, **options)


def _options(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return what is the same for meters and receivers."""
    options: dict[str, Any] = {
        "interval": arguments.interval,
        "count": arguments.count,
        "fault": arguments.fault,
        "random": Random(arguments.seed),
    }
    if arguments.start or arguments.speed != 1:
        start = arguments.start or utc_now()
        options["clock"] = running_clock(start, arguments.speed)
    return options


async def _serve(line: Line, key_fields: Mapping[str, str]) -> None:
    """Say where the meter is and let it push until its end or a signal."""
    loop = asyncio.get_running_loop()
    async with line:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, line.end)
        sys.stdout.write(f"port: {line.port}\n")
        for name, key in key_fields.items():
            sys.stdout.write(f"{name.replace('_', ' ')}: {key}\n")
        sys.stdout.flush()
        await line.ended()

"""The command line starts the meter that was asked for."""

import asyncio
from asyncio.subprocess import PIPE
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
import json
import os
from pathlib import Path
import runpy
import signal
import socket
import sys
from typing import Any

import pytest

from simulator.command import _parser, _serve, _served, main
from simulator.crc16 import crc16_arc
from simulator.cul import Cul
from simulator.faults import Fault
from simulator.household import Household
from simulator.im871a import Im871a
from simulator.meters import METERS, READABLE, TRANSFORMER_METER
from simulator.push import PtyMeter, PushMeter, TcpMeter
from simulator.radio_meters import RADIO_METERS
from simulator.receivers import RECEIVERS, PtyReceiver, Receiver, TcpReceiver

ROOT = Path(__file__).parents[2]
START = "2026-06-21T13:00:00+03:00"
MOMENT = datetime.fromisoformat(START)

type Run = Callable[..., bytes]


@pytest.fixture
def run(capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run the command and return what it wrote."""

    def run(*options: str) -> bytes:
        assert main(options) == 0
        return capsysbinary.readouterr().out

    return run


def refused(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    """Run the command with options that it refuses, and return what it says."""
    with pytest.raises(SystemExit) as exit_:
        main(options)
    assert exit_.value.code == 2
    return capsys.readouterr().err


def made(*options: str) -> PushMeter:
    """Make the meter of a command line."""
    meter = _served(_parser().parse_args(options))
    assert isinstance(meter, PushMeter)
    return meter


def received(*options: str) -> Receiver:
    """Make the receiver of a command line."""
    options = ("--profile", "wmbus", *options)
    receiver = _served(_parser().parse_args(options))
    assert isinstance(receiver, Receiver)
    return receiver


def test_once_writes_one_telegram(run: Run) -> None:
    """One telegram of the chosen meter, household and moment goes out, no more."""
    out = run("--once", "--profile", "kuopio", "--seed", "4", "--start", START)
    assert out == METERS["kuopio"].telegram(Household(4).at(MOMENT))


def test_once_is_sesko_now(run: Run) -> None:
    """Without options it is a Finnish meter at this moment."""
    lines = run("--once").decode("ascii").split("\r\n")
    assert lines[0] == "/ADN9 7534"
    stamp = datetime.strptime(f"{lines[2][10:22]}+0200", "%y%m%d%H%M%S%z")
    assert abs(stamp - datetime.now(UTC)) < timedelta(minutes=1)


def test_once_with_a_fault(run: Run) -> None:
    """A fault befalls the one telegram."""
    out = run("--once", "--fault", "no-checksum", "--start", START)
    assert out == METERS["sesko"].telegram(Household().at(MOMENT))[:-6] + b"\r\n"


def test_once_of_the_transformer_meter(run: Run) -> None:
    """The current-transformer meter is chosen by an option."""
    out = run("--once", "--variant", "ct", "--start", START)
    assert out == TRANSFORMER_METER.telegram(Household().at(MOMENT))


def test_list_names_meters_and_faults(run: Run) -> None:
    """Every meter and every fault is listed, and how it is chosen."""
    lines = run("--list").decode("utf-8").splitlines()
    assert [line[:33].strip() for line in lines[1:23]] == [
        "sesko",
        "sesko --variant ct",
        "kuopio",
        "elektrilevi",
        "kamstrup_se",
        "sweden",
        "stoen",
        "stoen --variant kaifa",
        "luxembourg",
        "kamstrup_dlms",
        "kamstrup_dlms --variant norway",
        "kamstrup_dlms --variant ciphered",
        "aidon_dlms",
        "aidon_dlms --variant norway",
        "austria_mbus",
        "wmbus",
        "wmbus --variant gama-2",
        "wmbus --variant otus",
        "wmbus --variant easymeter",
        "wmbus --variant water",
        "wmbus --variant gas",
        "wmbus --variant heat",
    ]
    assert lines[7].endswith(" /EGM5G35")
    assert lines[23:29] == ["receivers:", *RECEIVERS]
    assert lines[30:] == list(Fault)


def test_keys_stand_below_the_port(run: Run) -> None:
    """What has to be typed is printed."""
    lines = run("--profile", "stoen", "--count", "1", "--interval", "0.01").splitlines()
    assert lines[1:] == [
        b"encryption key: C0C1C2C3C4C5C6C7C8C9CACBCCCDCECF",
        b"authentication key: D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF",
    ]


def test_once_by_radio(run: Run) -> None:
    """The telegram stands in a frame of the receiver, an iM871A if none is named."""
    telegram = METERS["wmbus"].telegram(Household().at(MOMENT))
    out = run("--once", "--profile", "wmbus", "--start", START)
    assert out[:4] == b"\xa5\x82\x03\xbe"
    assert out[4:-2] == telegram[1:]
    out = run("--once", "--profile", "wmbus", "--receiver", "lines", "--start", START)
    assert out.endswith(b";-58;;;0x" + telegram.hex().encode() + b"\n")


def test_once_by_radio_with_a_fault(run: Run) -> None:
    """A fault befalls the frame."""
    usual = run("--once", "--profile", "wmbus", "--start", START)
    out = run("--once", "--profile", "wmbus", "--start", START, "--fault", "cut")
    assert usual.startswith(out)
    assert len(out) < len(usual)


def test_options_reach_the_receiver(tmp_path: Path) -> None:
    """Each option ends where it belongs."""
    link = tmp_path / "receiver"
    receiver = received(
        *("--receiver", "nanocul", "--variant", "otus", "--seed", "3"),
        *("--interval", "2.5", "--count", "4", "--fault", "cut", "--link", str(link)),
    )
    assert isinstance(receiver, PtyReceiver)
    assert isinstance(receiver.dialect, Cul)
    assert receiver.dialect.buffer == 148
    assert receiver.meter is RADIO_METERS["otus"]
    assert receiver.stations[0].household.seed == 3
    assert (receiver.interval, receiver.count) == (2.5, 4)
    assert receiver.fault is Fault.CUT
    assert receiver.link == link


def test_receiver_on_tcp() -> None:
    """Port 0 stands for any free port; an iM871A hears the GAMA."""
    receiver = received("--tcp", "0")
    assert isinstance(receiver, TcpReceiver)
    assert isinstance(receiver.dialect, Im871a)
    assert receiver.meter is METERS["wmbus"]


def test_key_of_the_radio_meter_stands_below_the_port(run: Run) -> None:
    """There is one key."""
    options = ("--profile", "wmbus", "--count", "1", "--interval", "0.01")
    lines = run(*options).splitlines()
    assert lines[0].startswith(b"port: /dev/")
    assert lines[1:] == [b"encryption key: C0C1C2C3C4C5C6C7C8C9CACBCCCDCECF"]


def test_interval_is_the_meters_own() -> None:
    """Without an option a meter pushes as often as real ones do."""
    assert made("--profile", "austria_mbus").interval == 5


@pytest.mark.parametrize("options", [(), ("--pty",)])
def test_first_line_tells_the_terminal(options: tuple[str, ...], run: Run) -> None:
    """The first line says what to connect to."""
    out = run(*options, "--count", "1", "--interval", "0.01")
    assert out.startswith(b"port: /dev/")


def test_first_line_tells_the_link(run: Run, tmp_path: Path) -> None:
    """With a link the port is the link."""
    link = tmp_path / "meter"
    out = run("--link", str(link), "--count", "2", "--interval", "0.01")
    assert out == f"port: {link}\n".encode()


@pytest.mark.usefixtures("socket_enabled")
def test_first_line_tells_the_tcp_port(run: Run) -> None:
    """On TCP the port is a URL with the number that was given."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    out = run("--tcp", str(number), "--count", "1", "--interval", "0.01")
    assert out == f"port: socket://127.0.0.1:{number}\n".encode()


def test_options_reach_the_meter(tmp_path: Path) -> None:
    """Each option ends where it belongs."""
    link = tmp_path / "meter"
    meter = made(
        *("--profile", "sweden", "--interval", "2.5", "--seed", "9"),
        *("--fault", "cut", "--count", "7", "--link", str(link)),
    )
    assert isinstance(meter, PtyMeter)
    assert meter.meter is METERS["sweden"]
    assert meter.household.seed == 9
    assert (meter.interval, meter.count) == (2.5, 7)
    assert meter.fault is Fault.CUT
    assert meter.link == link


def test_tcp_meter_takes_any_port() -> None:
    """Port 0 stands for any free port."""
    meter = made("--tcp", "0")
    assert isinstance(meter, TcpMeter)
    assert meter.tcp_port == 0
    assert meter.fault is None


def test_start_sets_the_clock() -> None:
    """The household's clock shows the time that was given."""
    assert timedelta() <= made("--start", START).clock() - MOMENT < timedelta(seconds=5)


def test_speed_makes_the_clock_run() -> None:
    """At a fast speed a day passes in no time, from now on."""
    before = datetime.now(UTC)
    clock = made("--speed", "1e12").clock
    assert clock() - before > timedelta(minutes=1)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--profile", "nobody"), "invalid choice: 'nobody'"),
        (("--fault", "fire"), "invalid Fault value: 'fire'"),
        (("--variant", "ct", "--profile", "kuopio"), "no simulated meter ct of kuopio"),
        (("--profile", "aidon_dlms", "--fault", "no-checksum"), "an ident line only"),
        (("--receiver", "cul"), "--receiver goes with --profile wmbus only"),
        (("--profile", "wmbus", "--fault", "inverted"), "befalls no receiver"),
        (("--profile", "wmbus", "--variant", "norway"), "no simulated meter norway"),
        (("--tcp", "0", "--link", "x"), "--link goes with a pseudo terminal only"),
        (("--tcp", "0", "--pty"), "not allowed with argument"),
        (("--interval", "0"), "a number above zero is needed"),
        (("--interval", "nan"), "a number above zero is needed"),
        (("--speed", "-1"), "a number above zero is needed"),
        (("--start", "2026-06-21T13:00"), "a time needs its offset, as +02:00"),
        (("--start", "noon"), "invalid _time value: 'noon'"),
    ],
)
def test_wrong_options(
    options: tuple[str, ...], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Options that mean nothing are refused in words."""
    assert why in refused(capsys, *options)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_signal_ends_the_meter(
    number: signal.Signals, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C and kill end the meter in good order."""
    link = tmp_path / "meter"
    serving = asyncio.create_task(_serve(PtyMeter(link=link), {}))
    for _ in range(1000):
        if capsys.readouterr().out:
            break
        await asyncio.sleep(0.002)
    os.kill(os.getpid(), number)
    async with asyncio.timeout(5):
        await serving
    assert not link.is_symlink()


def test_module_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`python -m simulator` is the command."""
    monkeypatch.setattr(sys, "argv", ["simulator", "--list"])
    with pytest.raises(SystemExit) as exit_:
        runpy.run_module("simulator", run_name="__main__")
    assert exit_.value.code == 0
    assert capsys.readouterr().out.startswith("meters:\n")


async def decoded(
    telegram: bytes, profile: str, *options: str
) -> tuple[int | None, Any]:
    """Give a telegram to the decoder's command line."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, ROOT / "scripts/decode.py"),
        *("--profile", profile, *options, "-"),
        stdin=PIPE,
        stdout=PIPE,
    )
    out, _ = await process.communicate(telegram)
    return process.returncode, json.loads(out)


@pytest.mark.parametrize("profile", READABLE)
async def test_scripts_decode_reads_it(profile: str, run: Run) -> None:
    """What `--once` writes is what scripts/decode prints."""
    telegram = run("--once", "--profile", profile, "--start", START)
    status, event = await decoded(telegram, profile)
    assert status == 0
    assert event["profile"] == profile
    assert event["integrity"] == "crc16-arc"
    assert datetime.fromisoformat(event["time"]) == MOMENT
    values = METERS[profile].values(Household().at(MOMENT))
    registers = event["registers"]
    assert {code: registers[code]["value"] for code in values} == {
        code: float(value) for code, value in values.items()
    }


async def test_scripts_decode_hears_the_radio(run: Run) -> None:
    """What the receiver says is read with the key, each number as it was sent."""
    meter = RADIO_METERS["gama"]
    telegram = run("--once", "--profile", "wmbus", "--start", START)
    key = meter.key_fields["encryption_key"]
    status, event = await decoded(telegram, "wmbus", "--encryption-key", key)
    assert status == 0
    assert event["meter"]["serial_number"] == "14000011"
    values = meter.values(Household().at(MOMENT))
    registers = event["registers"]
    assert {code: registers[code]["value"] for code in values} == {
        code: float(value) for code, value in values.items()
    }


async def test_scripts_decode_refuses_a_fault(run: Run) -> None:
    """A telegram with a wrong checksum gives no value and status 1."""
    status, event = await decoded(run("--once", "--fault", "bad-checksum"), "sesko")
    assert status == 1
    assert event["rejected"] == "checksum"


async def test_own_process_pushes_telegrams() -> None:
    """In a process of its own the meter can be read, and Ctrl-C ends it well."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "simulator", "--interval", "0.05"),
        cwd=ROOT,
        stdout=PIPE,
        stderr=PIPE,
    )
    assert process.stdout
    port = (await process.stdout.readline()).decode().removeprefix("port: ").strip()
    async with asyncio.timeout(5):
        telegram = await first_telegram(port)
        process.send_signal(signal.SIGINT)
        _, errors = await process.communicate()
    covered, mark, checksum = telegram.rpartition(b"!")
    assert covered.startswith(b"/ADN9 7534\r\n\r\n")
    assert int(checksum, 16) == crc16_arc(covered + mark)
    assert process.returncode == 0
    assert errors == b""


async def first_telegram(port: str) -> bytes:
    """Read one telegram off a terminal."""
    reader = asyncio.StreamReader()
    descriptor = os.open(port, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(descriptor, "rb", 0)
    )
    telegram = await reader.readuntil(b"!") + await reader.readline()
    transport.close()
    return telegram

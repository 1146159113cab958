"""What was captured is played back as it came."""

import asyncio
from pathlib import Path
from typing import Final

import pytest

from simulator.command import main
from simulator.replay import PtyReplay, Push, Recording, TcpReplay
from tests.simulator.lines import Terminal, opened

TEXT: Final = """\
# HAN Port capture 1
# profile: stoen
# line: 115200 8N1
# encryption key: 000102030405060708090A0B0C0D0E0F
# authentication key: D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF
0.50 telegram 2f410d0a
2.50 checksum 00ff21
6.50 telegram 7e7e
"""
PUSHES: Final = (
    Push(0.5, b"/A\r\n"),
    Push(2.5, b"\x00\xff!"),
    Push(6.5, b"~~"),
)


def recorded(path: Path, text: str = TEXT) -> Recording:
    """Write a text into a file and read it."""
    file = path / "capture.txt"
    file.write_text(text, encoding="ascii")
    return Recording.read(file)


def test_recording(tmp_path: Path) -> None:
    """Bytes, their times and the keys that open them."""
    recording = recorded(tmp_path)
    assert recording.pushes == PUSHES
    assert recording.profile == "stoen"
    assert recording.key_fields == {
        "encryption_key": "000102030405060708090A0B0C0D0E0F",
        "authentication_key": "D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF",
    }


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("\n", "\n  "),
        f"text: >-\n{TEXT}".replace("\n", "\n\n").replace("telegram ", "telegram\n"),
    ],
    ids=["indented", "folded"],
)
def test_text_as_it_was_copied(tmp_path: Path, text: str) -> None:
    """Home Assistant shows it in ways of its own."""
    assert recorded(tmp_path, text) == recorded(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "0.50 telegram 2f410d0a\n",
        "# HAN Port capture 1\n# profile: sesko\n",
        "# HAN Port capture 1\n0.50 telegram\n",
        "# HAN Port capture 1\nsoon telegram 00\n",
        "# HAN Port capture 1\n-1 telegram 00\n",
        "# HAN Port capture 1\nnan telegram 00\n",
        "# HAN Port capture 1\n0.50 telegram 0\n",
    ],
)
def test_what_is_no_capture(tmp_path: Path, text: str) -> None:
    """It is not played."""
    with pytest.raises(ValueError, match=" "):
        recorded(tmp_path, text)


def test_rounds_follow_each_other(tmp_path: Path) -> None:
    """A mean gap lies between the last telegram and the first of the next round."""
    recording = recorded(tmp_path)
    assert recording.gap == 3
    rounds = recording.rounds()
    seconds = [next(rounds).seconds for _ in range(7)]
    assert seconds == [0.5, 2.5, 6.5, 9.5, 11.5, 15.5, 18.5]


def test_only_telegram_comes_every_ten_seconds() -> None:
    """Nobody knows how often that meter sends."""
    rounds = Recording((Push(4, b"/"),)).rounds()
    assert [next(rounds).seconds for _ in range(3)] == [4, 14, 24]


async def gathered(terminal: Terminal, data: bytes) -> list[float]:
    """Read these bytes; return the time at which each of their parts came."""
    loop = asyncio.get_running_loop()
    found, times = b"", []
    async with asyncio.timeout(5):
        while found != data:
            await asyncio.sleep(0.001)
            if new := terminal.available():
                found += new
                times.append(loop.time())
            assert data.startswith(found)
    return times


async def test_bytes_come_at_their_times(tmp_path: Path) -> None:
    """Twenty times as fast here: the first after 25 ms, then 100 and 200 ms."""
    async with PtyReplay(recording=recorded(tmp_path), rate=20, count=3) as replay:
        await asyncio.sleep(0.05)
        with opened(replay.port) as terminal:
            times = await gathered(terminal, b"/A\r\n\x00\xff!~~")
    assert times[1] - times[0] == pytest.approx(0.1, abs=0.04)
    assert times[2] - times[1] == pytest.approx(0.2, abs=0.04)


async def test_replay_waits_for_a_reader(tmp_path: Path) -> None:
    """Nothing is lost before somebody listens."""
    async with PtyReplay(recording=recorded(tmp_path), rate=1000, count=3) as replay:
        await asyncio.sleep(0.05)
        assert replay.telegrams == 0
        with opened(replay.port) as terminal:
            assert await terminal.read(9) == b"/A\r\n\x00\xff!~~"


async def test_replay_goes_on_and_on(tmp_path: Path) -> None:
    """After the last telegram the first one comes again."""
    async with PtyReplay(recording=recorded(tmp_path), rate=500, count=6) as replay:
        with opened(replay.port) as terminal:
            assert await terminal.read(18) == 2 * b"/A\r\n\x00\xff!~~"


async def test_count_ends_it(tmp_path: Path) -> None:
    """Four telegrams are one round and one more; the line stays for a while."""
    replay = PtyReplay(recording=recorded(tmp_path), rate=500, count=4)
    async with replay:
        with opened(replay.port) as terminal:
            assert await terminal.read(13) == b"/A\r\n\x00\xff!~~/A\r\n"
            async with asyncio.timeout(5):
                await replay.ended()
            assert terminal.available() == b""
    assert replay.telegrams == 4


async def test_replay_heeds_nothing(tmp_path: Path) -> None:
    """What a reader writes changes nothing."""
    async with PtyReplay(recording=recorded(tmp_path), rate=1000, count=3) as replay:
        with opened(replay.port) as terminal:
            terminal.write(b"hello")
            assert await terminal.read(9) == b"/A\r\n\x00\xff!~~"


@pytest.mark.usefixtures("socket_enabled")
async def test_replay_over_tcp(tmp_path: Path) -> None:
    """The same bytes come over the network."""
    async with TcpReplay(recording=recorded(tmp_path), rate=1000) as replay:
        reader, writer = await asyncio.open_connection("127.0.0.1", replay.tcp_port)
        async with asyncio.timeout(5):
            assert await reader.readexactly(9) == b"/A\r\n\x00\xff!~~"
        writer.close()
        await writer.wait_closed()


async def test_radio_comes_in_lines(tmp_path: Path) -> None:
    """A receiver that sends text needs no command, and keeps telegrams apart."""
    recording = recorded(tmp_path, TEXT.replace("stoen", "wmbus"))
    async with PtyReplay(recording=recording, rate=1000, count=3) as replay:
        with opened(replay.port) as terminal:
            assert await terminal.read(21) == b"2f410d0a\n00ff21\n7e7e\n"


def test_command_plays_a_capture(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """It says where, and with which keys it can be read."""
    recorded(tmp_path)
    link, file = str(tmp_path / "meter"), str(tmp_path / "capture.txt")

    options = ("--replay", file, "--link", link, "--count", "0", "--speed", "1000")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PtyReplay, "_reader", _at_once)
        assert main(options) == 0
    assert capsysbinary.readouterr().out.splitlines() == [
        f"port: {link}".encode(),
        b"encryption key: 000102030405060708090A0B0C0D0E0F",
        b"authentication key: D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF",
    ]


@pytest.mark.usefixtures("socket_enabled")
def test_command_plays_it_over_tcp(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Port 0 stands for any free port."""
    recorded(tmp_path)
    file = str(tmp_path / "capture.txt")
    options = ("--replay", file, "--tcp", "0", "--count", "0", "--speed", "1000")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TcpReplay, "_reader", _at_once)
        assert main(options) == 0
    assert capsysbinary.readouterr().out.startswith(b"port: socket://127.0.0.1:")


async def _at_once(_: object) -> None:
    """Wait for nobody."""


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--fault", "cut"), "--replay goes with --pty, --tcp, --link, --speed and"),
        (("--profile", "stoen"), "--replay goes with"),
        (("--once",), "--replay goes with"),
        (("--tcp", "0", "--link", "x"), "--link goes with a pseudo terminal only"),
    ],
)
def test_options_that_mean_nothing(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    options: tuple[str, ...],
    why: str,
) -> None:
    """They are refused in words."""
    recorded(tmp_path)
    with pytest.raises(SystemExit) as leaving:
        main(("--replay", str(tmp_path / "capture.txt"), *options))
    assert leaving.value.code == 2
    assert why in capsys.readouterr().err


@pytest.mark.parametrize("text", [None, "no capture"])
def test_file_that_is_no_capture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None
) -> None:
    """It is named, without a traceback."""
    file = tmp_path / "capture.txt"
    if text:
        file.write_text(text, encoding="ascii")
    with pytest.raises(SystemExit) as leaving:
        main(("--replay", str(file)))
    assert leaving.value.code == 2
    assert "capture.txt" in capsys.readouterr().err

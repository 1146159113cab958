"""Tests of scripts/decode with the text of a capture."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from custom_components.han_port.decoder import Keys
from custom_components.han_port.decoder.capture import Capture, Captured
from simulator.wireless import with_checksums
from tests.decoder.command import Run, written
from tests.decoder.compose import ENERGY, telegram
from tests.decoder.envelopes import KEYS, stoen
from tests.decoder.samples import BODY
from tests.decoder.wireless.seal import KEYS as RADIO_KEYS, METER, mode5, plain

E360: Final = telegram()
FAULTY: Final = telegram(checksum="0000")
WRONG: Final = "5ec2e7" * 5 + "00"
POWER: Final = {"value": 1.023, "unit": "kW"}


def put(
    profile: str, *data: bytes, keys: Keys | None = None, country: str | None = None
) -> None:
    """Write the text of a capture, a telegram every ten seconds."""
    telegrams: Iterable[Captured] = (
        Captured(10 * at, "telegram", one) for at, one in enumerate(data)
    )
    capture = Capture(profile, country, keys=keys, telegrams=list(telegrams))
    Path("x.txt").write_text(str(capture), encoding="ascii")


def test_capture(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """It is known by its first line, and read by the profile that it names."""
    put("elektrilevi", E360, telegram(lines=[ENERGY]))
    assert run("x.txt") == 0
    first, second = written(capsys)
    assert first["profile"] == "elektrilevi"
    assert first["time"] == "2025-01-17T08:30:10+02:00"
    assert first["registers"]["1-0:1.7.0"] == POWER
    assert list(second["registers"]) == ["1-0:1.8.0"]


def test_capture_on_standard_input(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """It may be pasted as well, whatever stands before it."""
    put("sesko", E360)
    text = Path("x.txt").read_text(encoding="ascii")
    assert run("-", stdin=f"text: |-\n{text}".encode()) == 0
    assert len(written(capsys)) == 1


def test_refused_lines_are_decoded(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """They are refused again, each for its reason, and the status is 1."""
    put("sesko", E360, FAULTY, E360[:200], E360)
    assert run("x.txt") == 1
    outcomes = [one.get("rejected") for one in written(capsys)]
    assert outcomes == [None, "checksum", "truncated", None]


def test_end_of_the_last_line(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """What has begun there is told, too."""
    put("sesko", E360, E360[:200])
    assert run("x.txt") == 1
    assert written(capsys)[1]["rejected"] == "truncated"


def test_keys_of_the_capture(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """They open it, and are not printed."""
    put("stoen", stoen(BODY), keys=KEYS)
    assert run("x.txt") == 0
    captured = capsys.readouterr()
    assert '"integrity": "gcm-tag+crc16-x25"' in captured.out
    assert KEYS.encryption.hex() not in (captured.out + captured.err).lower()


def test_keys_of_the_command_line_come_first(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who has other ones knows better; the authentication key is then theirs, too."""
    put("stoen", stoen(BODY), keys=replace(KEYS, encryption=bytes(16)))
    assert run("--encryption-key", KEYS.encryption.hex(), "x.txt") == 0
    (one,) = written(capsys)
    assert one["integrity"] == "gcm-unverified+crc16-x25"
    put("stoen", stoen(BODY), keys=KEYS)
    assert run("--encryption-key", WRONG, "x.txt") == 1
    assert [one["rejected"] for one in written(capsys)] == ["key"]


def test_profile_of_the_command_line_comes_first(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """So another one can be tried."""
    put("sesko", E360)
    assert run("--profile", "kamstrup_se", "x.txt") == 1
    assert [one["rejected"] for one in written(capsys)] == ["profile"]


@pytest.mark.parametrize(
    ("told", "given", "offset"),
    [("FI", (), "+02:00"), ("FI", ("--country", "se"), "+01:00")],
)
def test_country(
    run: Run,
    capsys: pytest.CaptureFixture[str],
    told: str,
    given: tuple[str, ...],
    offset: str,
) -> None:
    """It decides what looks the same, as on the command line."""
    put("auto", E360, country=told)
    assert run(*given, "x.txt") == 0
    (one,) = written(capsys)
    assert one["time"].endswith(offset)


def test_capture_of_a_radio_meter(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """Telegrams are read one by one, with the checksums of the air or without."""
    put("wmbus", mode5(), with_checksums(mode5(access=43)), plain(), keys=RADIO_KEYS)
    assert run("x.txt") == 0
    lines = written(capsys)
    assert [one["meter"]["serial_number"] for one in lines] == [METER.number] * 3
    assert [one["registers"]["1-0:1.7.0"]["value"] for one in lines] == [0.917] * 3


def test_refused_telegrams_of_a_radio_meter(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was cut, damaged or is none at all is refused again."""
    damaged = bytearray(with_checksums(mode5()))
    damaged[-1] ^= 1
    put("wmbus", mode5()[:-5], bytes(damaged), b"\xff\xff", plain())
    assert run("x.txt") == 1
    outcomes = [one.get("rejected") for one in written(capsys)]
    assert outcomes == ["truncated", "checksum", "noise", None]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("0 telegram", "a telegram has a time, a word and its bytes in hex"),
        ("# profile: mars", "there is no profile mars"),
        (f"# encryption key: {WRONG}00", "Not 32 hex digits"),
    ],
)
def test_what_is_no_capture(
    run: Run, capsys: pytest.CaptureFixture[str], line: str, why: str
) -> None:
    """It is said why, without a traceback and without a key."""
    Path("x.txt").write_text(f"# HAN Port capture 1\n{line}\n", encoding="ascii")
    assert run("x.txt") == 1
    out, err = capsys.readouterr()
    assert (out, err) == ("", f"x.txt: {why}\n")


def test_nothing_was_captured(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """A meter that was silent is no success."""
    put("sesko")
    assert run("x.txt") == 1
    assert written(capsys) == []

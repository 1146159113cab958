"""Tests of scripts/decode with what comes by radio."""

from collections.abc import Callable, Mapping
from functools import cache
import json
from pathlib import Path
import re
from typing import Any, Final

import pytest

from custom_components.han_port.decoder.wireless.link_layer import without_crcs
from simulator.wireless import with_checksums
from tests.decoder.command import Run, written
from tests.decoder.real import FOLDER
from tests.decoder.wireless.seal import (
    KEY,
    METER,
    MODULE,
    NEIGHBOUR,
    OTHER_KEY,
    RECORDS,
    mode5,
    mode7,
    plain,
)

RADIO: Final = ("--profile", "wmbus")
WITH_KEY: Final = (*RADIO, "--encryption-key", KEY.hex())
LINES: Final = ("--hex", "x.hex")
WRONG: Final = "5ec2e7" * 5 + "00"
WORDS: Final = "dY#1 key of a GA"

TELEGRAM: Final = mode5()
#: What every telegram of ours says.
VALUES: Final = {
    "1-0:1.8.0": {"value": 1234.567, "unit": "kWh"},
    "1-0:1.7.0": {"value": 0.917, "unit": "kW"},
    "1-0:32.7.0": {"value": 238.0, "unit": "V"},
}


@cache
def known(name: str) -> Mapping[str, Any]:
    """Return what is known of a file of somebody else's."""
    found = json.loads((FOLDER / "wmbus" / name).read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


NAMES: Final = sorted(path.name for path in (FOLDER / "wmbus").glob("*.json"))
TELEGRAMS: Final = [name for name in NAMES if "telegram_hex" in known(name)]
CIPHERED: Final = [name for name in TELEGRAMS if known(name)["key"]]
STREAMS: Final = [name for name in NAMES if name not in TELEGRAMS]


def put(*telegrams: bytes | str, end: str = "\n") -> None:
    """Write telegrams into a file, one a line."""
    digits = (one if isinstance(one, str) else one.hex() for one in telegrams)
    text = "".join(f"{line}{end}" for line in digits)
    Path("x.hex").write_text(text, encoding="ascii", newline="")


def key_of(name: str, change: Callable[[bytes], bytes] = bytes) -> tuple[str, ...]:
    """Return the options for a telegram; its key may be changed."""
    key = known(name)["key"]
    return ("--encryption-key", change(bytes.fromhex(key)).hex()) if key else ()


def number_of(name: str) -> str:
    """Return the number that the meter of a telegram has."""
    expected = known(name)["expected"]
    records = {one.get("header"): one for one in expected["records"]}
    number: str = records.get("0C78", {}).get("value") or expected["meter"]["id"]
    return number


def has_no(key: str, text: str) -> bool:
    """Tell that not even a quarter of a key stands in a text."""
    return key.lower()[:8] not in re.sub(r"[\s:-]", "", text).lower()


def test_telegram(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """A telegram is one object on one line."""
    put(mode5(address=METER._replace(manufacturer="XYZ")))
    assert run(*WITH_KEY, *LINES) == 0
    assert capsys.readouterr().out == (
        '{"profile": "wmbus",'
        ' "meter": {"manufacturer": "XYZ", "model": null,'
        ' "serial_number": "31000001"},'
        ' "time": null,'
        ' "integrity": "cbc-filler+receiver",'
        ' "registers": {"1-0:1.8.0": {"value": 1234.567, "unit": "kWh"},'
        ' "1-0:1.7.0": {"value": 0.917, "unit": "kW"},'
        ' "1-0:32.7.0": {"value": 238.0, "unit": "V"}}}\n'
    )


@pytest.mark.parametrize(
    ("telegram", "integrity"),
    [
        (plain(), "receiver"),
        (with_checksums(plain()), "wireless-crc"),
        (with_checksums(TELEGRAM), "cbc-filler+wireless-crc"),
        (mode7(), "cmac+receiver"),
        (mode7(address=MODULE, meter=METER), "cmac+receiver"),
        (with_checksums(mode7()), "cmac+wireless-crc"),
    ],
)
def test_what_vouches(
    run: Run, capsys: pytest.CaptureFixture[str], telegram: bytes, integrity: str
) -> None:
    """With or without checksums, however it is ciphered: the values are the same."""
    put(telegram)
    assert run(*WITH_KEY, *LINES) == 0
    (one,) = written(capsys)
    assert one["meter"] == {
        "manufacturer": "Elgama",
        "model": "GAMA 150/350",
        "serial_number": METER.number,
    }
    assert (one["integrity"], one["registers"]) == (integrity, VALUES)


@pytest.mark.parametrize("case", [str.lower, str.upper])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("start", ["", "0x", "  "])
def test_spelling_of_a_line(
    run: Run,
    capsys: pytest.CaptureFixture[str],
    start: str,
    end: str,
    case: Callable[[str], str],
) -> None:
    """A line may end and be written either way."""
    put(start + case(TELEGRAM.hex()), end=end)
    assert run(*WITH_KEY, *LINES) == 0
    assert [one["registers"] for one in written(capsys)] == [VALUES]


def test_blank_lines(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """They say nothing, and the last line needs no end."""
    text = f"\n \r\n{TELEGRAM.hex()}\n\n  \t\n{mode5(access=43).hex()}"
    Path("x.hex").write_bytes(text.encode())
    assert run(*WITH_KEY, *LINES) == 0
    assert [one["registers"] for one in written(capsys)] == [VALUES] * 2


def test_several_meters(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """Every line is decoded, whosever it is, and whether the key is needed or not."""
    foreign = mode5(address=NEIGHBOUR, key=OTHER_KEY)
    put(TELEGRAM, foreign, plain(address=NEIGHBOUR), with_checksums(mode5(access=43)))
    assert run(*WITH_KEY, *LINES) == 1
    lines = written(capsys)
    assert [one.get("rejected") for one in lines] == [None, "key", None, None]
    assert [lines[at]["meter"]["serial_number"] for at in (0, 2, 3)] == [
        METER.number,
        NEIGHBOUR.number,
        METER.number,
    ]


def test_lines_on_standard_input(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """A dash is standard input by radio as well."""
    assert run(*WITH_KEY, "--hex", "-", stdin=TELEGRAM.hex().encode()) == 0
    assert len(written(capsys)) == 1


def test_without_a_key(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """A ciphered telegram is refused, and its size is told."""
    put(TELEGRAM)
    assert run(*RADIO, *LINES) == 1
    assert written(capsys) == [
        {
            "rejected": "encrypted",
            "detail": "the telegram is encrypted",
            "bytes": len(TELEGRAM),
        }
    ]


@pytest.mark.parametrize("telegram", [TELEGRAM, mode7()])
def test_wrong_key(
    run: Run, capsys: pytest.CaptureFixture[str], telegram: bytes
) -> None:
    """With a key that does not fit a telegram is refused, and no key is printed."""
    put(telegram)
    assert run(*RADIO, "--encryption-key", WRONG, *LINES) == 1
    captured = capsys.readouterr()
    assert captured.out.startswith('{"rejected": "key", ')
    assert captured.err == ""
    assert has_no(WRONG, captured.out)


@pytest.mark.parametrize("telegram", [TELEGRAM, mode7()])
def test_reversed_key(
    run: Run, capsys: pytest.CaptureFixture[str], telegram: bytes
) -> None:
    """A key whose bytes were printed backwards fits without a word."""
    put(telegram)
    assert run(*RADIO, "--encryption-key", KEY[::-1].hex(), *LINES) == 0
    assert [one["registers"] for one in written(capsys)] == [VALUES]


def test_key_of_characters(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """A key may be 16 characters; it is not printed, whether it fits or not."""
    put(mode5(key=WORDS.encode()), mode5(key=KEY, access=43))
    assert run(*RADIO, "--encryption-key", WORDS, *LINES) == 1
    captured = capsys.readouterr()
    one, other = map(json.loads, captured.out.splitlines())
    assert (one["registers"], other["rejected"]) == (VALUES, "key")
    assert WORDS[:4] not in captured.out + captured.err
    assert has_no(WORDS.encode().hex(), captured.out)


@pytest.mark.parametrize("key", [WORDS[:-1], f"{WORDS}!", WRONG[:-1]])
def test_what_is_no_key(run: Run, capsys: pytest.CaptureFixture[str], key: str) -> None:
    """A mistyped key is refused without being repeated."""
    put(TELEGRAM)
    assert run(*RADIO, "--encryption-key", key, *LINES) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "argument --encryption-key: a key has 32 hex digits or 16 chara" in err
    assert key[:4] not in err


def test_only_radio_keys_are_characters(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """At a customer port a key has hex digits only."""
    put(TELEGRAM)
    assert run("--profile", "stoen", "--encryption-key", WORDS, *LINES) == 1
    _, err = capsys.readouterr()
    assert err.rstrip().endswith("argument --encryption-key: a key has 32 hex digits")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (TELEGRAM[:-5].hex(), "truncated"),
        (TELEGRAM.hex()[:-1], "truncated"),
        (with_checksums(TELEGRAM)[:50].hex(), "truncated"),
        (with_checksums(TELEGRAM)[:-1].hex() + "ff", "checksum"),
        ("no telegram", "noise"),
    ],
)
def test_damaged_line(
    run: Run, capsys: pytest.CaptureFixture[str], line: str, reason: str
) -> None:
    """It is refused by its reason, and the next line is read all the same."""
    put(line, mode5(access=43))
    assert run(*WITH_KEY, *LINES) == 1
    refused, one = written(capsys)
    assert (refused["rejected"], one["registers"]) == (reason, VALUES)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"no hex \xff\n"])
def test_nothing_decoded(
    run: Run, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    """Nothing decoded is no success, and no traceback."""
    Path("x.hex").write_bytes(content)
    assert run(*WITH_KEY, *LINES) == 1
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("stream", "rssi"),
    [
        (b"b%sABCD\r\n" % with_checksums(TELEGRAM).hex().encode(), -99.5),
        (b"T1;1;1;2026-06-21 12:00:00.00Z;-71;;;0x%s\n", -71.0),
        (b"%s\r\n", None),
    ],
)
def test_stream(
    run: Run, capsys: pytest.CaptureFixture[str], stream: bytes, rssi: float | None
) -> None:
    """Without --hex a receiver is recognised; the strength is told where it is."""
    text = stream % TELEGRAM.hex().encode() if b"%s" in stream else stream
    Path("x.bin").write_bytes(text)
    assert run(*WITH_KEY, "x.bin") == 0
    (one,) = written(capsys)
    assert one["registers"] == VALUES
    assert one.get("rssi") == rssi


def test_bare_bytes(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing but telegrams is the stream of a transparent receiver."""
    Path("x.bin").write_bytes(TELEGRAM + mode5(access=43))
    assert run(*WITH_KEY, "x.bin") == 0
    lines = written(capsys)
    assert [one["registers"] for one in lines] == [VALUES] * 2
    assert all(one["integrity"] == "cbc-filler" for one in lines)


def test_files_have_receivers_of_their_own(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """The next file may be of another one."""
    Path("one.bin").write_bytes(TELEGRAM.hex().encode() + b"\n")
    Path("two.bin").write_bytes(TELEGRAM)
    assert run(*WITH_KEY, "one.bin", "two.bin") == 0
    assert [one["registers"] for one in written(capsys)] == [VALUES] * 2


def forms(name: str) -> list[bytes]:
    """Return a telegram as it was published, without and with checksums."""
    data = bytes.fromhex(known(name)["telegram_hex"])
    telegram = without_crcs(data) or data
    return [data, telegram, with_checksums(telegram)]


@pytest.mark.parametrize("name", TELEGRAMS)
def test_real_telegram(run: Run, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """With its key somebody else's telegram is read, checksums or none."""
    found = []
    for telegram in forms(name):
        put(telegram)
        assert run(*RADIO, *key_of(name), *LINES) == 0
        (one,) = written(capsys)
        assert one["meter"]["serial_number"] == number_of(name)
        found.append((one["registers"], one.get("unread")))
    assert found == [found[0]] * 3


@pytest.mark.parametrize("name", CIPHERED)
def test_key_of_a_real_telegram(
    run: Run, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """Reversed it fits as well; without it, or with another, nothing comes out."""
    put(forms(name)[0])
    key = known(name)["key"]
    assert run(*RADIO, *key_of(name), *LINES) == 0
    right = capsys.readouterr().out
    backwards = key_of(name, lambda key: key[::-1])
    assert run(*RADIO, *backwards, *LINES) == 0
    assert capsys.readouterr().out == right
    assert run(*RADIO, "--encryption-key", WRONG, *LINES) == 1
    assert [one["rejected"] for one in written(capsys)] == ["key"]
    assert run(*RADIO, *LINES) == 1
    assert [one["rejected"] for one in written(capsys)] == ["encrypted"]
    assert has_no(key, right)


@pytest.mark.parametrize("name", STREAMS)
def test_real_stream(run: Run, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """All telegrams that a receiver hands over are read, each with its strength."""
    stream = known(name)
    text, digits = stream.get("stream_text"), stream.get("stream_hex", "")
    Path("x.bin").write_bytes(text.encode() if text else bytes.fromhex(digits))
    run(*WITH_KEY, "x.bin")
    telegrams = [one for one in written(capsys) if "rejected" not in one]
    assert [one.get("rssi") for one in telegrams] == [
        frame.get("rssi_dbm") for frame in stream["expected_frames"]
    ]
    assert {one["meter"]["serial_number"] for one in telegrams} <= {"12345678"}


def test_cut_stream(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """That a nanoCUL has cut a line is said."""
    line = with_checksums(mode5(RECORDS * 9)).hex()[: 2 * 148]
    Path("x.bin").write_text(f"b{line}\r\n", encoding="ascii")
    assert run(*WITH_KEY, "x.bin") == 1
    assert written(capsys) == [
        {
            "rejected": "truncated",
            "detail": "the receiver has cut the line",
            "bytes": 148,
        }
    ]

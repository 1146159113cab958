"""Tests of scripts/decode."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.decoder.command import Run, written
from tests.decoder.compose import ENERGY, LINES, ciphered, replaced, telegram

E360 = telegram()
KAM5 = telegram("KAM5", ["0-0:1.0.0(250715103000W)", ENERGY])
FAULTY = telegram(checksum="0000")


def test_telegram(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """A telegram is one object on one line."""
    Path("e360.txt").write_bytes(
        telegram(lines=["0-0:1.0.0(250117083010W)", ENERGY, "1-0:3.7.0(0135*VAr)"])
    )
    assert run("--profile", "sesko", "e360.txt") == 0
    assert capsys.readouterr().out == (
        '{"profile": "sesko",'
        ' "meter": {"manufacturer": "Landis+Gyr", "model": "E360",'
        ' "serial_number": null},'
        ' "time": "2025-01-17T08:30:10+02:00",'
        ' "integrity": "crc16-arc",'
        ' "registers": {"0-0:1.0.0": {"value": "250117083010W", "unit": null},'
        ' "1-0:1.8.0": {"value": 6678.394, "unit": "kWh"},'
        ' "1-0:3.7.0": {"value": 0.135, "unit": "kvar"}}}\n'
    )


def test_all_registers(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """All registers of a telegram are printed in the order of the wire."""
    Path("e360.txt").write_bytes(E360)
    assert run("e360.txt") == 0
    (one,) = written(capsys)
    assert list(one["registers"]) == [line.partition("(")[0] for line in LINES]


def test_nothing_known(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """What is not known is null, what protects nothing is none."""
    Path("x.txt").write_bytes(telegram("XYZ5", [ENERGY], checksum=""))
    assert run("x.txt") == 0
    (one,) = written(capsys)
    assert one == {
        "profile": "auto",
        "meter": {"manufacturer": None, "model": None, "serial_number": None},
        "time": None,
        "integrity": "none",
        "registers": {"1-0:1.8.0": {"value": 6678.394, "unit": "kWh"}},
    }


def test_serial_number(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """The serial number stands with the meter and, as sent, with the registers."""
    Path("x.txt").write_bytes(telegram(lines=[ENERGY, "0-0:96.1.0(3132333435363738)"]))
    assert run("x.txt") == 0
    (one,) = written(capsys)
    assert one["meter"]["serial_number"] == "12345678"
    assert one["registers"]["0-0:96.1.0"] == {"value": "3132333435363738", "unit": None}


@pytest.mark.parametrize(
    ("sent", "printed"),
    [
        ("00006678.394*kWh", "6678.394"),
        ("6678394*Wh", "6678.394"),
        ("0.3*kWh", "0.3"),
        ("123456789012.345*kWh", "123456789012.345"),
        ("-000.0*kWh", "0.0"),
    ],
)
def test_exact_values(
    run: Run, capsys: pytest.CaptureFixture[str], sent: str, printed: str
) -> None:
    """A value is printed with the digits that the meter sent."""
    Path("x.txt").write_bytes(telegram(lines=[f"1-0:1.8.0({sent})"]))
    assert run("x.txt") == 0
    assert f'"1-0:1.8.0": {{"value": {printed}, "unit"' in capsys.readouterr().out


def test_refusal(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """A refusal has its reason, its words and its size."""
    Path("faulty.txt").write_bytes(FAULTY)
    assert run("faulty.txt") == 1
    (one,) = written(capsys)
    assert list(one) == ["rejected", "detail", "bytes"]
    assert (one["rejected"], one["bytes"]) == ("checksum", len(FAULTY))
    assert one["detail"].startswith("the checksum is 0000, that of the bytes is ")


def test_encrypted(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """A ciphered telegram is refused."""
    Path("x.bin").write_bytes(ciphered())
    assert run("x.bin") == 1
    (one,) = written(capsys)
    assert (one["rejected"], one["bytes"]) == ("encrypted", len(ciphered()))


def test_one_refused_among_others(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """One refusal makes the exit status 1; the rest is printed all the same."""
    Path("x.txt").write_bytes(E360 + FAULTY + E360)
    assert run("x.txt") == 1
    assert [one.get("rejected") for one in written(capsys)] == [None, "checksum", None]


def test_damaged_line(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """A line without value is refused behind its telegram."""
    lines = replaced("1-0:2.8.0(?*kWh)")
    Path("x.txt").write_bytes(telegram(lines=lines))
    assert run("x.txt") == 1
    one, refused = written(capsys)
    assert "1-0:2.8.0" not in one["registers"]
    assert refused == {
        "rejected": "value",
        "detail": "no value: 1-0:2.8.0(?*kWh)",
        "bytes": len("1-0:2.8.0(?*kWh)"),
    }


@pytest.mark.parametrize("content", [b"", b"\r\n\r\n", b"\x00\xff"])
def test_nothing_decoded(
    run: Run, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    """Nothing decoded is no success, though nothing was refused."""
    Path("x.txt").write_bytes(content)
    assert run("x.txt") == 1
    assert written(capsys) == []


def test_several_files(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """Files are decoded one after the other."""
    Path("one.txt").write_bytes(E360)
    Path("two.txt").write_bytes(KAM5)
    assert run("one.txt", "two.txt") == 0
    makers = [one["meter"]["manufacturer"] for one in written(capsys)]
    assert makers == ["Landis+Gyr", "Kamstrup"]


def test_files_do_not_run_together(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """The halves of a telegram in two files are no telegram."""
    Path("one.txt").write_bytes(E360[:300])
    Path("two.txt").write_bytes(E360[300:])
    assert run("one.txt", "two.txt") == 1
    assert [one["rejected"] for one in written(capsys)] == ["truncated"] * 2


def test_standard_input(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """A dash is standard input."""
    assert run("-", stdin=KAM5) == 0
    (one,) = written(capsys)
    assert (one["profile"], one["time"]) == (
        "kamstrup_se",
        "2025-07-15T10:30:00+01:00",
    )


@pytest.mark.parametrize("separator", ["", " ", "\r\n"])
@pytest.mark.parametrize("case", [str.lower, str.upper])
def test_hex(
    run: Run,
    capsys: pytest.CaptureFixture[str],
    separator: str,
    case: Callable[[str], str],
) -> None:
    """Hex text may be in lines, with blanks, in any letter case."""
    digits = KAM5.hex("-").replace("-", separator)
    Path("x.hex").write_text(case(digits), encoding="ascii")
    assert run("--hex", "x.hex") == 0
    assert len(written(capsys)) == 1


def test_hex_on_standard_input(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """Hex text may come from standard input as well."""
    assert run("--hex", "-", stdin=KAM5.hex().encode()) == 0
    assert len(written(capsys)) == 1


@pytest.mark.parametrize("content", [b"no hex", b"2f4", b"\xe4\xf6"])
def test_no_hex(run: Run, capsys: pytest.CaptureFixture[str], content: bytes) -> None:
    """What is no hex text is said so, without a traceback."""
    Path("x.hex").write_bytes(content)
    assert run("--hex", "x.hex") == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("x.hex: ")


def test_wrong_profile(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """A telegram of another system is refused; the right ones are named."""
    Path("x.txt").write_bytes(KAM5)
    assert run("--profile", "kuopio", "x.txt") == 1
    (one,) = written(capsys)
    assert one["rejected"] == "profile"
    assert "kamstrup_se" in one["detail"]


def test_unknown_profile(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown profile is refused with the list of those that are known."""
    Path("x.txt").write_bytes(E360)
    assert run("--profile", "norway", "x.txt") != 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "elektrilevi" in err


def test_missing_file(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing file is named, without a traceback."""
    assert run("nowhere.txt") == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("nowhere.txt: ")
    assert "Traceback" not in err


def test_no_file(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a file the usage is shown."""
    assert run() != 0
    assert "usage: scripts/decode" in capsys.readouterr().err


def test_unread_lines(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """Lines that are no register are printed, too, for a bug report."""
    line = "1-0:99.97.0(1)(0-0:96.7.19)(190326095015W)(0000002014*s)"
    Path("x.txt").write_bytes(telegram(lines=[ENERGY, line]))
    assert run("x.txt") == 0
    (one,) = written(capsys)
    assert one["unread"] == [line]

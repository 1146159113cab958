"""Tests of scripts/decode with keys."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
import re

import pytest

from custom_components.han_port.decoder import Keys
from tests.decoder.command import Run, written
from tests.decoder.compose import ENERGY, telegram
from tests.decoder.envelopes import KEYS, glo_ciphering, hdlc, stoen
from tests.decoder.samples import APDU, BODY, LUXEMBOURG

ENCRYPTION = KEYS.encryption.hex()
AUTHENTICATION = "f0" * 16
WRONG = "5ec2e7" * 5 + "00"
#: The one that Luxembourg's meters share, printed in the specification.
PUBLIC = bytes.fromhex("00112233445566778899aabbccddeeff")
HIDDEN_TITLE = b"EGM\x01\x02\x03\x04\x05"


@pytest.fixture(autouse=True)
def _files(run: Run) -> None:
    """Put ciphered telegrams into the folder where the script runs."""
    Path("stoen.bin").write_bytes(stoen(BODY))
    Path("hidden.bin").write_bytes(stoen(BODY, hidden_title=HIDDEN_TITLE))
    Path("hdlc.bin").write_bytes(hdlc(glo_ciphering(APDU)))
    shared = replace(KEYS, authentication=PUBLIC)
    Path("luxembourg.bin").write_bytes(glo_ciphering(LUXEMBOURG, shared))


def no_key(text: str, *keys: str) -> bool:
    """Tell that neither the keys nor a quarter of one stand in a text."""
    digits = re.sub(r"[\s:-]", "", text).lower()
    return not any(key.lower()[:8] in digits for key in keys)


@pytest.mark.parametrize(
    ("file", "integrity"),
    [("stoen.bin", "gcm-tag+crc16-x25"), ("hdlc.bin", "gcm-tag+hdlc-fcs")],
)
def test_both_keys(
    run: Run, capsys: pytest.CaptureFixture[str], file: str, integrity: str
) -> None:
    """With both keys the values are there, and what was verified is said."""
    keys = ("--encryption-key", ENCRYPTION, "--authentication-key", AUTHENTICATION)
    assert run(*keys, file) == 0
    (one,) = written(capsys)
    assert one["integrity"] == integrity
    assert one["registers"]["1-0:1.7.0"] == {"value": 1.023, "unit": "kW"}


@pytest.mark.parametrize(
    ("file", "integrity"),
    [
        ("stoen.bin", "gcm-unverified+crc16-x25"),
        ("hdlc.bin", "gcm-unverified+hdlc-fcs"),
    ],
)
def test_encryption_key_alone(
    run: Run, capsys: pytest.CaptureFixture[str], file: str, integrity: str
) -> None:
    """Without the authentication key that is said, too."""
    assert run("--encryption-key", ENCRYPTION, file) == 0
    (one,) = written(capsys)
    assert one["integrity"] == integrity


@pytest.mark.parametrize("profile", ["luxembourg", "auto"])
def test_public_authentication_key(
    run: Run, capsys: pytest.CaptureFixture[str], profile: str
) -> None:
    """What all of Luxembourg's meters share need not be typed."""
    key = ("--encryption-key", ENCRYPTION)
    assert run("--profile", profile, *key, "luxembourg.bin") == 0
    (one,) = written(capsys)
    assert one["integrity"] == "gcm-tag+crc16-arc"
    assert one["profile"] == "luxembourg"


@pytest.mark.parametrize("separator", ["", " ", ":", "-"])
@pytest.mark.parametrize("case", [str.lower, str.upper])
@pytest.mark.parametrize("group", [1, 2, 4])
def test_spelling_of_a_key(
    run: Run,
    capsys: pytest.CaptureFixture[str],
    separator: str,
    case: Callable[[str], str],
    group: int,
) -> None:
    """A key is taken with blanks, colons or dashes, in any letter case."""
    spelled = (
        case(key.hex(separator, group)) if separator else case(key.hex())
        for key in (KEYS.encryption, bytes.fromhex(AUTHENTICATION))
    )
    encryption, authentication = spelled
    keys = ("--encryption-key", encryption, "--authentication-key", authentication)
    assert run(*keys, "stoen.bin") == 0
    (one,) = written(capsys)
    assert one["integrity"] == "gcm-tag+crc16-x25"


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ((WRONG, AUTHENTICATION), "key"),
        ((AUTHENTICATION, ENCRYPTION), "key"),
        ((ENCRYPTION, WRONG), "authentication_key"),
    ],
    ids=["wrong", "swapped", "wrong authentication key"],
)
@pytest.mark.parametrize("file", ["stoen.bin", "hdlc.bin"])
def test_wrong_key(
    run: Run,
    capsys: pytest.CaptureFixture[str],
    file: str,
    keys: tuple[str, str],
    reason: str,
) -> None:
    """Which key is wrong is said, and no key is printed."""
    first, second = keys
    given = ("--encryption-key", first, "--authentication-key", second)
    assert run(*given, file) == 1
    captured = capsys.readouterr()
    assert captured.out.startswith(f'{{"rejected": "{reason}", "detail": "')
    assert captured.out.endswith(f', "bytes": {Path(file).stat().st_size}}}\n')
    assert captured.err == ""
    assert no_key(captured.out, *keys)


def test_right_keys_are_not_printed(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor are the right ones, beside values, refusals and errors."""
    keys = ("--encryption-key", ENCRYPTION, "--authentication-key", AUTHENTICATION)
    Path("noise.bin").write_bytes(b"\x00noise\xff" * 99)
    run(*keys, "stoen.bin", "hdlc.bin", "noise.bin", "nowhere.bin")
    captured = capsys.readouterr()
    assert no_key(captured.out + captured.err, ENCRYPTION, AUTHENTICATION)


@pytest.mark.parametrize("file", ["stoen.bin", "hdlc.bin", "luxembourg.bin"])
def test_no_key(run: Run, capsys: pytest.CaptureFixture[str], file: str) -> None:
    """Without a key a telegram is encrypted."""
    assert run(file) == 1
    (one,) = written(capsys)
    assert (one["rejected"], one["bytes"]) == ("encrypted", Path(file).stat().st_size)


@pytest.mark.parametrize("title", [HIDDEN_TITLE.hex(), HIDDEN_TITLE.hex(" ").upper()])
def test_system_title(run: Run, capsys: pytest.CaptureFixture[str], title: str) -> None:
    """A meter that hides its system title is read once it is given."""
    keys = ("--encryption-key", ENCRYPTION, "--authentication-key", AUTHENTICATION)
    assert run(*keys, "hidden.bin") == 1
    assert written(capsys)[0]["rejected"] == "key"
    assert run(*keys, "--system-title", title, "hidden.bin") == 0
    (one,) = written(capsys)
    assert one["integrity"] == "gcm-tag+crc16-x25"


def test_system_title_that_is_not_needed(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """A title that is given in vain does no harm."""
    key = ("--encryption-key", ENCRYPTION, "--system-title", "EGM12345")
    assert run(*key, "stoen.bin", "hdlc.bin") == 0
    assert len(written(capsys)) == 2


def test_keys_with_a_readable_telegram(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """Keys do not keep readable telegrams from being read."""
    Path("x.txt").write_bytes(telegram(lines=[ENERGY]))
    assert run("--encryption-key", ENCRYPTION, "x.txt") == 0
    (one,) = written(capsys)
    assert one["integrity"] == "crc16-arc"


@pytest.mark.parametrize("option", ["--authentication-key", "--system-title"])
def test_nothing_to_decrypt_with(
    run: Run, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    """The other options are for nothing without the encryption key."""
    value = AUTHENTICATION if option == "--authentication-key" else "EGM12345"
    assert run(option, value, "stoen.bin") == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "without --encryption-key" in err
    assert no_key(err, AUTHENTICATION)


@pytest.mark.parametrize("option", ["--encryption-key", "--authentication-key"])
@pytest.mark.parametrize(
    "key", ["5EC2E7", "5EC2E7" * 6, "5EC2E7" + "G" * 26, "5EC2E7" + " " * 26]
)
def test_bad_key_is_not_repeated(
    run: Run, capsys: pytest.CaptureFixture[str], option: str, key: str
) -> None:
    """A mistyped key is refused without a digit of it on the screen."""
    assert run(option, key, "stoen.bin") == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert option in err
    assert "32 hex digits" in err
    assert "5EC2E7" not in err


@pytest.mark.parametrize(
    "words",
    [
        ("--key", ENCRYPTION, "stoen.bin"),
        ("stoen.bin", "--key", ENCRYPTION),
        (f"--key={ENCRYPTION}", "stoen.bin"),
        ("stoen.bin", "--hex", ENCRYPTION),
    ],
)
def test_key_behind_a_mistyped_option_is_not_repeated(
    run: Run, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    """What nobody knows is refused by its name alone."""
    assert run(*words) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "unrecognized arguments: " in err
    assert ENCRYPTION not in err


@pytest.mark.parametrize("title", ["5EC2E7", "5EC2E7" * 3, "5EC2E7ÄÖ"])
def test_bad_system_title(
    run: Run, capsys: pytest.CaptureFixture[str], title: str
) -> None:
    """A mistyped system title is refused likewise."""
    assert run("--system-title", title, "stoen.bin") == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "16 hex digits" in err
    assert "5EC2E7" not in err


@pytest.mark.parametrize(
    ("country", "profile"), [("FI", "sesko"), ("EE", "elektrilevi"), ("se", "sweden")]
)
def test_country(
    run: Run, capsys: pytest.CaptureFixture[str], country: str, profile: str
) -> None:
    """The country decides between systems that look the same."""
    Path("x.txt").write_bytes(telegram(lines=[ENERGY]))
    assert run("--country", country, "x.txt") == 0
    (one,) = written(capsys)
    assert one["profile"] == profile


def test_keys_have_no_text() -> None:
    """What the decoder is given does not show its keys either."""
    shown = repr(Keys(bytes.fromhex(WRONG), KEYS.authentication, HIDDEN_TITLE))
    assert no_key(shown, WRONG, AUTHENTICATION, HIDDEN_TITLE.hex())

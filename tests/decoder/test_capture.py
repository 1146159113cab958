"""Tests of the text of a capture."""

import pytest

from custom_components.han_port.decoder import (
    PROFILES,
    Decoder,
    Keys,
    Line,
    Parity,
    Reason,
    Rejected,
)
from custom_components.han_port.decoder.capture import (
    FIRST_LINE,
    Capture,
    Captured,
    outcome,
)
from tests.decoder.compose import telegram

KEY = bytes(range(16))
KEYS = Keys(KEY, KEY[::-1], b"TST\x00\x00\x00\x00\x01")
TELEGRAMS = [Captured(0, "telegram", b"/A\r\n"), Captured(10.02, "checksum", b"\xff")]
FULL = Capture(
    profile="stoen",
    country="PL",
    line=Line(9600, 7, Parity.EVEN),
    receiver="im871a",
    keys=KEYS,
    telegrams=TELEGRAMS,
)
TEXT = """\
# HAN Port capture 1
# profile: stoen
# country: PL
# line: 9600 7E1
# receiver: im871a
# encryption key: 000102030405060708090A0B0C0D0E0F
# authentication key: 0F0E0D0C0B0A09080706050403020100
# system title: 5453540000000001
0.00 telegram 2f410d0a
10.02 checksum ff
"""


def test_text() -> None:
    """What it takes to read the telegrams stands before them."""
    assert str(FULL) == TEXT


def test_text_is_read_back() -> None:
    """All that is written is read."""
    assert Capture.parse(TEXT) == FULL


def test_only_what_is_known_is_written() -> None:
    """There is no empty line of a key or of a receiver."""
    assert str(Capture("sesko")) == f"{FIRST_LINE}\n# profile: sesko\n"
    assert Capture.parse(str(Capture("sesko"))) == Capture("sesko")


def test_capture_without_a_word_of_the_profile() -> None:
    """Then any profile may be it."""
    assert Capture.parse(f"{FIRST_LINE}\n0 x 00").profile == "auto"


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_is_known(profile: str) -> None:
    """Its name survives."""
    assert Capture.parse(str(Capture(profile))).profile == profile


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("\n", "\n  "),
        f"telegrams: 1\ntext: |-\n  {TEXT}".replace("\n", "\n  "),
        "text: >-\n" + TEXT.replace("\n", "\n\n").replace("telegram ", "telegram\n  "),
        f"{TEXT}# a word of whoever sends it\n# another: one\n",
    ],
    ids=["Windows", "indented", "response", "folded", "notes"],
)
def test_text_that_was_copied(text: str) -> None:
    """However Home Assistant shows it and people send it on, it is the same."""
    assert Capture.parse(text) == FULL


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "there is no line # HAN Port capture 1"),
        ("# HAN Port capture 2\n0 telegram 00", "there is no line"),
        (f"{FIRST_LINE}\n0 telegram", "a telegram has a time, a word and"),
        (f"{FIRST_LINE}\nx telegram 00", "could not convert"),
        (f"{FIRST_LINE}\nnan telegram 00", "at some second"),
        (f"{FIRST_LINE}\ninf telegram 00", "at some second"),
        (f"{FIRST_LINE}\n-1 telegram 00", "at some second"),
        (f"{FIRST_LINE}\n0 telegram 0x", "non-hexadecimal"),
        (f"{FIRST_LINE}\n# profile: mars\n", "there is no profile mars"),
        (f"{FIRST_LINE}\n# line: fast\n", "Not the settings of a line"),
        (f"{FIRST_LINE}\n# encryption key: 5EC2E7\n", "Not 32 hex digits"),
    ],
)
def test_what_is_no_capture(text: str, why: str) -> None:
    """It is said what is wrong, and no key is repeated."""
    with pytest.raises(ValueError, match=why) as fault:
        Capture.parse(text)
    assert "5EC2E7" not in str(fault.value)


def test_authentication_key_alone_opens_nothing() -> None:
    """Without the encryption key there are no keys."""
    text = f"{FIRST_LINE}\n# authentication key: {KEY.hex()}\n"
    assert Capture.parse(text).keys is None


def test_outcome_of_a_telegram() -> None:
    """A good one is called a telegram."""
    (event,) = Decoder().feed(telegram())
    assert outcome(event) == "telegram"


@pytest.mark.parametrize("reason", Reason)
def test_outcome_of_a_refusal_is_one_word(reason: Reason) -> None:
    """So that a line has three of them."""
    word = outcome(Rejected(reason, 1))
    assert word.replace("-", " ") == reason
    assert " " not in word


def test_keys_are_not_in_the_representation() -> None:
    """What prints a capture by accident prints no key."""
    assert KEY.hex() not in repr(FULL).lower()
    assert repr(KEY)[2:-1] not in repr(FULL)

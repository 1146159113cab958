"""Tests of the keys of a meter and of how households write them."""

import pytest

from custom_components.han_port.decoder.keys import (
    Keys,
    parse_key,
    parse_radio_key,
    parse_system_title,
)

#: Test keys: nobody's.
ENCRYPTION = bytes(range(16))
AUTHENTICATION = bytes(range(0xD0, 0xE0))
TITLE = b"TST\x00\x00\x00\x00\x01"

DIGITS = "000102030405060708090A0B0C0D0E0F"


@pytest.mark.parametrize(
    "text",
    [
        DIGITS,
        DIGITS.lower(),
        f"  {DIGITS}\n",
        "00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F",
        "00:01:02:03:04:05:06:07:08:09:0a:0b:0c:0d:0e:0f",
        "00010203-0405-0607-0809-0A0B0C0D0E0F",
        "00010203\u00a004050607\t08090A0B 0C0D0E0F",
    ],
)
def test_key_is_read_as_it_is_printed(text: str) -> None:
    """Blanks, colons and dashes are as good as none, small letters as capitals."""
    assert parse_key(text) == ENCRYPTION


@pytest.mark.parametrize(
    "text",
    [
        "",
        DIGITS[:-1],
        f"{DIGITS}0",
        f"0x{DIGITS}",
        f"{DIGITS[:-1]}G",
        f"{DIGITS[:-1]}\u0663",
        DIGITS.replace("0", "O"),
        ",".join(DIGITS),
    ],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    """The reason does not repeat what was typed: it may be most of a key."""
    with pytest.raises(ValueError, match="Not 32 hex digits") as caught:
        parse_key(text)
    assert str(caught.value) == "Not 32 hex digits"
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("5453540000000001", TITLE),
        ("54 53 54 00 00 00 00 01", TITLE),
        ("54:53:54:00-00-00-00-01", TITLE),
        ("TST00001", b"TST00001"),
        (" TST00001 ", b"TST00001"),
        ("12345678", b"12345678"),
    ],
)
def test_system_title_is_read(text: str, title: bytes) -> None:
    """Hex digits and plain characters tell themselves apart by their number."""
    assert parse_system_title(text) == title


@pytest.mark.parametrize(
    "text", ["", "TST0001", "TST000001", "TST0000\u00e4", "545354000000000", DIGITS]
)
def test_what_is_no_system_title_is_refused(text: str) -> None:
    """Nor does this reason repeat what was typed."""
    with pytest.raises(ValueError, match=r"^Not 16 hex digits$"):
        parse_system_title(text)


def test_swapped() -> None:
    """The two keys change places, and the system title stays."""
    keys = Keys(ENCRYPTION, AUTHENTICATION, TITLE)
    assert keys.swapped() == Keys(AUTHENTICATION, ENCRYPTION, TITLE)


def test_one_key_cannot_be_swapped() -> None:
    """Where there is one key there is nothing to exchange."""
    with pytest.raises(ValueError, match="no authentication key"):
        Keys(ENCRYPTION).swapped()


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        (Keys(ENCRYPTION), "<Keys: encryption>"),
        (Keys(ENCRYPTION, AUTHENTICATION), "<Keys: encryption, authentication>"),
        (
            Keys(ENCRYPTION, system_title=TITLE),
            "<Keys: encryption, system title>",
        ),
    ],
)
def test_keys_do_not_show_themselves(keys: Keys, shown: str) -> None:
    """Whatever prints them prints no byte of them."""
    assert repr(keys) == str(keys) == f"{keys}" == shown


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("000102030405060708090A0B0C0D0E0F", bytes(range(16))),
        ("00:01:02:03 04-05-06-07 08090a0b0c0d0e0f", bytes(range(16))),
        (" 0123456789abcdef ", b"0123456789abcdef"),
        ("dY#1 key of radio"[:16], b"dY#1 key of radi"),
    ],
)
def test_radio_key(text: str, key: bytes) -> None:
    """A radio meter's key may be 16 characters as they are."""
    assert parse_radio_key(text) == key


@pytest.mark.parametrize("text", ["", "0123456789abcde", "żółć6789abcdefgh", "é" * 16])
def test_what_is_no_radio_key(text: str) -> None:
    """Anything else is refused without being repeated."""
    with pytest.raises(ValueError, match="Not 32 hex digits"):
        parse_radio_key(text)

"""Numbers in place of those that tell who a household is.

Digits stay digits and their count stays, so what is masked is read like what was
sent. A number gives the same one each time, as long as the process runs: digits are
drawn from a keyed hash whose key nobody ever sees. That takes no memory of what was
masked before, and nobody can turn it back, not even by trying all numbers.
"""

from hashlib import shake_256
import re
from secrets import token_bytes
from typing import Final

_KEY: Final = token_bytes(32)

#: A number of fewer digits is no one's.
LEAST_DIGITS: Final = 5
_LONG: Final = re.compile(f"[0-9]{{{LEAST_DIGITS},}}")
_DIGIT: Final = re.compile("[0-9]")
_HEX: Final = re.compile("(?:[0-9A-Fa-f]{2})+")
#: Six characters or more: what is shorter is more likely to be a number as it is.
_LEAST_CODED: Final = 12

#: Numbers that are values: with a point or a unit, or with the mark of a clock.
_VALUE: Final = (
    r"(?<![0-9.])[0-9]++(?:\.[0-9]++(?!\.)|(?=\*[^()*\s]))"
    r"|(?<![0-9A-Za-z])[0-9]{12}[STW](?![0-9A-Za-z])"
)
_SUSPECT: Final = f"([0-9A-Fa-f]{{{2 * LEAST_DIGITS},}}+|[0-9]{{{LEAST_DIGITS},}}+)"
_SUSPECT_NUMBER: Final = re.compile(_SUSPECT)
_NUMBER_OR_VALUE: Final = re.compile(f"{_VALUE}|{_SUSPECT}")


def digits(number: str) -> str:
    """Return other digits, as many and the same for the same; zeros are no number."""
    if not number.strip("0"):
        return number
    first, *others = _drawn(number)
    return f"{1 + first % 9}" + "".join(f"{byte % 10}" for byte in others)


def integer(number: int, most: int) -> int:
    """Return another number of as many digits, `most` where that is too large."""
    masked = digits(str(abs(number)))
    if int(masked) > most:
        masked = f"1{masked[1:]}"
    return min(int(masked), most)


def identity(text: str) -> str:
    """Mask the number of a meter or of a place, as text or in hex digits.

    Few digits among letters are the name of a model, and stay.
    """
    if characters := _coded(text):
        return _hex(_plain(characters).encode("latin-1"), text)
    is_hex = len(text) >= _LEAST_CODED and _HEX.fullmatch(text)
    return _hex_digits(text) if is_hex and not text.isdecimal() else _plain(text)


def message(text: str) -> str:
    """Mask a text to the household, as it is or in hex digits."""
    if _HEX.fullmatch(text):
        characters = bytes.fromhex(text).decode("latin-1")
        return _hex(_blank(characters).encode("latin-1"), text)
    return _blank(text)


def octets(data: bytes) -> bytes:
    """Mask a number in bytes: what is a digit in hex stays one."""
    return bytes.fromhex(_hex_digits(data.hex()))


def reversed_number(data: bytes | bytearray) -> bytes:
    """Mask a number of a radio telegram, whose last digits stand first."""
    text = data[::-1].hex()
    masked = digits(text) if text.isdecimal() else _hex_digits(text)
    return bytes.fromhex(masked)[::-1]


def suspects(text: str) -> str:
    """Mask long numbers that are no values."""
    return _NUMBER_OR_VALUE.sub(
        lambda found: identity(found[1]) if found[1] else found[0], text
    )


def all_suspects(data: bytes) -> bytes:
    """Mask long numbers of bytes that nobody understands."""
    text = data.decode("latin-1")
    return _SUSPECT_NUMBER.sub(lambda found: _strict(found[1]), text).encode("latin-1")


def _strict(text: str) -> str:
    """Mask an identity, and what may be the name of a model as well."""
    masked = identity(text)
    return _plain(text) if masked == text else masked


def _drawn(number: str) -> bytes:
    """Draw a byte for each character."""
    return shake_256(_KEY + number.encode("latin-1")).digest(len(number))


def _plain(text: str) -> str:
    """Mask the long numbers of a text, or all its digits where they come in parts."""
    if _LONG.search(text):
        return _LONG.sub(lambda found: digits(found[0]), text)
    number = "".join(_DIGIT.findall(text))
    if len(number) < LEAST_DIGITS and not text.isdecimal():
        return text
    masked = iter(digits(number))
    return _DIGIT.sub(lambda _: next(masked), text)


def _coded(text: str) -> str | None:
    """Return the characters that hex digits stand for, None where they are none."""
    if len(text) < _LEAST_CODED or not _HEX.fullmatch(text):
        return None
    characters = bytes.fromhex(text).decode("latin-1")
    bare = characters.strip(" \0")
    # A number in decimal digits rarely looks so, and then has few digits within.
    is_meant = not text.isdecimal() or len(_DIGIT.findall(bare)) >= LEAST_DIGITS
    is_text = bare.isascii() and bare.isprintable() and is_meant
    return characters if is_text or not bare else None


def _hex(data: bytes, like: str) -> str:
    """Return hex digits in the letter case of others."""
    return data.hex() if like.islower() else data.hex().upper()


def _hex_digits(text: str) -> str:
    """Mask hex digits: letters stay letters; one that repeats alone is no number."""
    if len(set(text)) <= 1:
        return text
    masked = "".join(
        f"{byte % 10}" if digit.isdecimal() else "abcdef"[byte % 6]
        for digit, byte in zip(text, _drawn(text.lower()), strict=True)
    )
    return masked if text.islower() else masked.upper()


def _blank(text: str) -> str:
    """Put one letter for all, and other digits for digits.

    A letter that no meter sends, and that makes a text unread, is one afterwards too.
    """
    masked = iter(digits("".join(_DIGIT.findall(text))) or "")
    return "".join(
        next(masked) if _DIGIT.match(one) else _letter(one) if one.isalpha() else one
        for one in text
    )


def _letter(letter: str) -> str:
    """Return the letter that stands for all of its kind."""
    return "x" if letter.isascii() else "\xff"

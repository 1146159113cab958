"""The keys of a meter that encrypts, and how households write them.

The grid company hands out an encryption key (EK, GUEK, GPK60) and mostly an
authentication key (AK, GAK, GPK61), 128 bits each. The system title stands in
the telegrams of nearly all meters; who hides it has to be told it.
"""

from dataclasses import dataclass, replace
import re
from typing import Final, Self, override

KEY_SIZE: Final = 16
TITLE_SIZE: Final = 8

_SEPARATORS: Final = re.compile(r"[\s:-]")


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """What opens the telegrams of one meter."""

    encryption: bytes
    authentication: bytes | None = None
    system_title: bytes | None = None

    @override
    def __repr__(self) -> str:
        """Tell which keys there are, and nothing of them."""
        names = ["encryption"]
        names += ["authentication"] if self.authentication else []
        names += ["system title"] if self.system_title else []
        return f"<Keys: {', '.join(names)}>"

    def swapped(self) -> Self:
        """Exchange the two keys. Raise ValueError where there is only one."""
        if self.authentication is None:
            raise ValueError("There is no authentication key to exchange")
        return replace(
            self, encryption=self.authentication, authentication=self.encryption
        )


def parse_key(text: str) -> bytes:
    """Read 32 hex digits with blanks, colons or dashes between them.

    Raise ValueError, without the text, where it is no key.
    """
    return _parse_hex(text, KEY_SIZE)


def parse_radio_key(text: str) -> bytes:
    """Read the key of a meter's radio: 32 hex digits, or 16 characters as they are.

    Raise ValueError, without the text, where it is none.
    """
    bare = text.strip()
    if len(bare) == KEY_SIZE and bare.isascii() and bare.isprintable():
        return bare.encode("ascii")
    return parse_key(text)


def parse_system_title(text: str) -> bytes:
    """Read a system title: 16 hex digits, or 8 characters as they are.

    Raise ValueError, without the text, where it is none.
    """
    bare = text.strip()
    if len(bare) == TITLE_SIZE and bare.isascii() and bare.isprintable():
        return bare.encode("ascii")
    return _parse_hex(text, TITLE_SIZE)


def _parse_hex(text: str, size: int) -> bytes:
    """Read so many bytes in hex digits."""
    digits = _SEPARATORS.sub("", text)
    if re.fullmatch(f"[0-9A-Fa-f]{{{2 * size}}}", digits) is None:
        raise ValueError(f"Not {2 * size} hex digits")
    return bytes.fromhex(digits)

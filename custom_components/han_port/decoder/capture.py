"""The text of a capture: what a meter has sent, for whoever shall look into it.

    # HAN Port capture 1
    # profile: sesko
    # line: 115200 8N1
    0.00 telegram 2f41444e...
    10.02 checksum 2f41444e...

Seconds, what became of the bytes, and the bytes in hex. People copy it out of what
Home Assistant shows, so it may be indented and folded, with something before it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
import math
from typing import Final, NamedTuple, Self, override

from .keys import Keys, parse_key, parse_system_title
from .profile import Line
from .profiles import AUTO, PROFILES
from .telegram import Event, Telegram

FIRST_LINE: Final = "# HAN Port capture 1"
#: What became of bytes that are a good telegram.
TELEGRAM: Final = "telegram"


class Captured(NamedTuple):
    """Bytes of one telegram, when they came and what became of them."""

    seconds: float
    outcome: str
    data: bytes

    @override
    def __str__(self) -> str:
        """Write them as a line."""
        return f"{self.seconds:.2f} {self.outcome} {self.data.hex()}\n"


def outcome(event: Event) -> str:
    """Return in one word what became of bytes."""
    if isinstance(event, Telegram):
        return TELEGRAM
    return event.reason.replace(" ", "-")


@dataclass(slots=True)
class Capture:
    """What a meter has sent, and what it takes to read that."""

    profile: str = AUTO
    country: str | None = None
    line: Line | None = None
    receiver: str | None = None
    keys: Keys | None = None
    telegrams: list[Captured] = field(default_factory=list)

    @property
    def head(self) -> str:
        """Write all that stands before the telegrams."""
        keys = self.keys or Keys(b"")
        facts = {
            "profile": self.profile,
            "country": self.country,
            "line": self.line,
            "receiver": self.receiver,
            "encryption key": keys.encryption.hex().upper(),
            "authentication key": (keys.authentication or b"").hex().upper(),
            "system title": (keys.system_title or b"").hex().upper(),
        }
        told = (f"# {name}: {fact}\n" for name, fact in facts.items() if fact)
        return "".join((f"{FIRST_LINE}\n", *told))

    @override
    def __str__(self) -> str:
        """Write the text."""
        return self.head + "".join(map(str, self.telegrams))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a text. Raise ValueError, without a word of a key, where it is none."""
        _, found, rest = text.partition(FIRST_LINE)
        if not found:
            raise ValueError(f"there is no line {FIRST_LINE}")
        lines = [line.strip() for line in rest.splitlines()]
        facts = _facts(line for line in lines if line.startswith("#"))
        words = " ".join(line for line in lines if not line.startswith("#")).split()
        if len(words) % 3:
            raise ValueError("a telegram has a time, a word and its bytes in hex")
        return cls(
            profile=_profile(facts.get("profile", AUTO)),
            country=facts.get("country"),
            line=Line.parse(facts["line"]) if "line" in facts else None,
            receiver=facts.get("receiver"),
            keys=_keys(facts),
            telegrams=[
                Captured(_seconds(seconds), what, bytes.fromhex(digits))
                for seconds, what, digits in zip(*[iter(words)] * 3, strict=True)
            ],
        )


def _facts(lines: Iterable[str]) -> dict[str, str]:
    """Read what stands before the telegrams, by its name."""
    named = (line.removeprefix("#").partition(":") for line in lines)
    return {name.strip(): fact.strip() for name, _, fact in named}


def _profile(name: str) -> str:
    """Return a profile that there is. Raise ValueError where it is not known."""
    if name not in PROFILES:
        raise ValueError(f"there is no profile {name}")
    return name


def _keys(facts: Mapping[str, str]) -> Keys | None:
    """Read the keys, None where there are none."""
    if "encryption key" not in facts:
        return None
    authentication = facts.get("authentication key")
    system_title = facts.get("system title")
    return Keys(
        parse_key(facts["encryption key"]),
        parse_key(authentication) if authentication else None,
        parse_system_title(system_title) if system_title else None,
    )


def _seconds(text: str) -> float:
    """Read a time. Raise ValueError where it is none."""
    seconds = float(text)
    if not 0 <= seconds < math.inf:
        raise ValueError("a telegram comes at some second")
    return seconds

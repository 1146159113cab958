"""The texts of the integration in all its languages."""

from collections.abc import Iterator
from string import Formatter
from typing import Any, Final

from tests.tree import INTEGRATION, read_json

LANGUAGES: Final = ("da", "de", "en", "et", "fi", "lt", "nb", "pl", "sv")


def texts_of(language: str) -> dict[str, Any]:
    """Return the texts of a language as they stand in the file."""
    texts: dict[str, Any] = read_json(INTEGRATION / f"translations/{language}.json")
    return texts


def flat(texts: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text with the path of its keys."""
    for key, value in texts.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def placeholders_of(text: str) -> set[str]:
    """Return the names in braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}

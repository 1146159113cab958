"""The texts that a household reads: the integration's own and those of the frontend."""

from functools import cache
import json
from pathlib import Path
import re
from typing import Any, Final

from demo.process import PYTHON, ROOT

TRANSLATIONS: Final = ROOT / "custom_components/han_port/translations"
LANGUAGES: Final = sorted(path.stem for path in TRANSLATIONS.glob("*.json"))
_FRONTEND: Final = "lib/python3.14/site-packages/hass_frontend/static/translations"


class Texts:
    """All texts in one language.

    Keys of the frontend begin with `ui.`; all others are the integration's.
    """

    def __init__(self, language: str) -> None:
        """Read them when they are asked for."""
        self.language = language

    def __call__(self, key: str, **filled_in: object) -> str:
        """Return a text as it is read: filled in, and without marks of Markdown."""
        text = self.raw(key)
        for name, value in filled_in.items():
            text = text.replace(f"{{{name}}}", str(value))
        return plain(text)

    def raw(self, key: str) -> str:
        """Return a text as it is written."""
        if key.startswith("ui."):
            return _frontend(self.language).get(key) or _frontend("en")[key]
        text: Any = _own(self.language)
        for part in key.split("."):
            text = text[part]
        assert isinstance(text, str)
        return text

    def error(self, key: str, **filled_in: object) -> str:
        """Return an error of the config flow."""
        return self(f"config.error.{key}", **filled_in)

    def title(self, step: str, **filled_in: object) -> str:
        """Return the title of a step of the config flow."""
        return self(f"config.step.{step}.title", **filled_in)

    def field(self, step: str, name: str) -> str:
        """Return what a field of a form of the config flow is called."""
        return self(f"config.step.{step}.data.{name}")

    def sensor(self, key: str, **filled_in: object) -> str:
        """Return the name of a sensor."""
        return self(f"entity.sensor.{key}.name", **filled_in)

    def profile(self, profile: str) -> str:
        """Return what a profile is called."""
        return self(f"selector.profile.options.{profile}")

    def pattern(self, key: str, **patterns: str) -> re.Pattern[str]:
        """Return what matches a text, with patterns of what is filled in."""
        pattern = re.escape(self(key)).replace(r"\ ", r"\s+")
        for name, inner in patterns.items():
            pattern = pattern.replace(rf"\{{{name}\}}", inner)
        return re.compile(re.sub(r"\\\{\w+\\\}", ".*?", pattern), re.DOTALL)


def plain(text: str) -> str:
    """Return a text without marks of Markdown, all blanks alike."""
    text = text.replace("**", "").replace("\N{NO-BREAK SPACE}", " ")
    return " ".join(re.sub(r"(?m)^(?:- |\d+\. )", "", text).split())


@cache
def _own(language: str) -> dict[str, Any]:
    """Return the integration's texts."""
    text = (TRANSLATIONS / f"{language}.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


@cache
def _frontend(language: str) -> dict[str, str]:
    """Return the texts of all pages of the frontend."""
    folder = Path(PYTHON).parents[1] / _FRONTEND
    texts: dict[str, str] = {}
    for path in folder.rglob(f"{language}-*.json"):
        if re.fullmatch(rf"{language}-[0-9a-f]{{32}}", path.stem):
            texts |= json.loads(path.read_text(encoding="utf-8"))
    return texts

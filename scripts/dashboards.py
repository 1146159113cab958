"""Write docs/dashboards: docs/dashboard.yaml in the other languages.

Home Assistant makes entity ids of names in the household's language, so the sensors are
called otherwise there, too.
"""

from collections.abc import Mapping
import json
from pathlib import Path
import re
from typing import Final

from homeassistant.util import slugify

ROOT: Final = Path(__file__).parents[1]
TRANSLATIONS: Final = ROOT / "custom_components/han_port/translations"
ENGLISH: Final = ROOT / "docs/dashboard.yaml"
FOLDER: Final = ROOT / "docs/dashboards"
PHASES: Final = ("L1", "L2", "L3")

_SENSOR: Final = re.compile(r"(?<= sensor\.aidon_7534_)\w+$", re.MULTILINE)
_WORD: Final = re.compile(r"(?<=  - &)(\w+) (?=[A-Z]).+$", re.MULTILINE)

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "fi": {
        "electricity": "Sähkö",
        "now": "Nyt",
        "from_the_grid": "Verkosta",
        "to_the_grid": "Verkkoon",
        "today": "Tänään",
        "this_month": "Tässä kuussa",
        "phases": "Vaiheet",
        "current": "Virta",
        "voltage": "Jännite",
        "last_day": "Viimeiset 24 tuntia",
        "last_days": "Viimeiset 30 päivää",
    },
    "sv": {
        "electricity": "El",
        "now": "Nu",
        "from_the_grid": "Från nätet",
        "to_the_grid": "Till nätet",
        "today": "I dag",
        "this_month": "Den här månaden",
        "phases": "Faser",
        "current": "Ström",
        "voltage": "Spänning",
        "last_day": "De senaste 24 timmarna",
        "last_days": "De senaste 30 dagarna",
    },
    "et": {
        "electricity": "Elekter",
        "now": "Praegu",
        "from_the_grid": "Võrgust",
        "to_the_grid": "Võrku",
        "today": "Täna",
        "this_month": "Sel kuul",
        "phases": "Faasid",
        "current": "Vool",
        "voltage": "Pinge",
        "last_day": "Viimased 24 tundi",
        "last_days": "Viimased 30 päeva",
    },
    "pl": {
        "electricity": "Energia elektryczna",
        "now": "Teraz",
        "from_the_grid": "Z sieci",
        "to_the_grid": "Do sieci",
        "today": "Dzisiaj",
        "this_month": "W tym miesiącu",
        "phases": "Fazy",
        "current": "Prąd",
        "voltage": "Napięcie",
        "last_day": "Ostatnie 24 godziny",
        "last_days": "Ostatnie 30 dni",
    },
    "nb": {
        "electricity": "Strøm",
        "now": "Nå",
        "from_the_grid": "Fra nettet",
        "to_the_grid": "Til nettet",
        "today": "I dag",
        "this_month": "Denne måneden",
        "phases": "Faser",
        "current": "Strømstyrke",
        "voltage": "Spenning",
        "last_day": "De siste 24 timene",
        "last_days": "De siste 30 dagene",
    },
    "da": {
        "electricity": "El",
        "now": "Nu",
        "from_the_grid": "Fra nettet",
        "to_the_grid": "Til nettet",
        "today": "I dag",
        "this_month": "Denne måned",
        "phases": "Faser",
        "current": "Strøm",
        "voltage": "Spænding",
        "last_day": "De seneste 24 timer",
        "last_days": "De seneste 30 dage",
    },
    "de": {
        "electricity": "Strom",
        "now": "Jetzt",
        "from_the_grid": "Aus dem Netz",
        "to_the_grid": "Ins Netz",
        "today": "Heute",
        "this_month": "Dieser Monat",
        "phases": "Phasen",
        "current": "Stromstärke",
        "voltage": "Spannung",
        "last_day": "Die letzten 24 Stunden",
        "last_days": "Die letzten 30 Tage",
    },
    "lt": {
        "electricity": "Elektra",
        "now": "Dabar",
        "from_the_grid": "Iš tinklo",
        "to_the_grid": "Į tinklą",
        "today": "Šiandien",
        "this_month": "Šį mėnesį",
        "phases": "Fazės",
        "current": "Srovė",
        "voltage": "Įtampa",
        "last_day": "Paskutinės 24 valandos",
        "last_days": "Paskutinės 30 dienų",
    },
}


def main() -> None:
    """Write a dashboard for each of the languages."""
    FOLDER.mkdir(exist_ok=True)
    for language in WORDS:
        (FOLDER / f"{language}.yaml").write_text(dashboard(language))


def dashboard(language: str) -> str:
    """Return the dashboard in a language: other words, sensors of other names."""
    names = dict(zip(_ids(_names("en")), _ids(_names(language)), strict=True))
    words = WORDS[language]
    text = _SENSOR.sub(lambda match: names[match[0]], ENGLISH.read_text())
    return _WORD.sub(lambda match: f"{match[1]} {words[match[1]]}", text)


def _ids(names: Mapping[str, str]) -> list[str]:
    """Return what the entity ids of all sensors end with."""
    return [
        slugify(name.replace("{phase}", phase))
        for name in names.values()
        for phase in PHASES
    ]


def _names(language: str) -> dict[str, str]:
    """Return the names of the sensors, in English where there is no translation."""
    names: dict[str, str] = {}
    for translation in ("en", language):
        path = TRANSLATIONS / f"{translation}.json"
        if path.exists():
            sensors = json.loads(path.read_text())["entity"]["sensor"]
            names |= {key: sensor["name"] for key, sensor in sensors.items()}
    return names


if __name__ == "__main__":
    main()

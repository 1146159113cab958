"""The documents: links lead somewhere, and the README says what forms and code say."""

from pathlib import Path
import re
from typing import Any
from urllib.parse import unquote

import pytest

from custom_components.han_port.options import RANGES, Options
from tests.tree import HOME, INTEGRATION, ROOT, files, read_json

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [path for path in files() if path.suffix == ".md"]
#: Where the pages of the published repository are.
PUBLISHED = f"{HOME}/blob/main/"
#: The headings of the README under which a household finds what the rules ask for.
SECTIONS = {
    "docs-actions": "Action: capture telegrams",
    "docs-configuration-parameters": "Options",
    "docs-data-update": "How data is updated",
    "docs-examples": "What for",
    "docs-high-level-description": "HAN Port",
    "docs-installation-instructions": "Install",
    "docs-installation-parameters": "Set up",
    "docs-known-limitations": "Known limits",
    "docs-removal-instructions": "Remove",
    "docs-supported-devices": "Supported meters",
    "docs-supported-functions": "What you get",
    "docs-troubleshooting": "When it does not work",
    "docs-use-cases": "What for",
}


def _headings(text: str) -> list[str]:
    """List the headings of a page, without what stands in blocks of code."""
    return re.findall(r"(?m)^#+ (.+)$", re.sub(r"(?ms)^```.*?^```", "", text))


def _anchor(heading: str) -> str:
    """Return what GitHub calls a heading in an address."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _links(text: str) -> list[str]:
    """List where links and pictures of a page lead to."""
    return re.findall(r"(?:\]\(|src=\")([^)\s\"]+)", text)


def _is_there(page: Path, link: str) -> bool:
    """Tell whether a link within the repository has a file, and a heading."""
    name, _, anchor = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    if not target.exists():
        return False
    if not anchor:
        return True
    return anchor in map(_anchor, _headings(target.read_text(encoding="utf-8")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Each file, picture and heading that a page points at is there."""
    links = _links(page.read_text(encoding="utf-8"))
    within = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert [link for link in within if not _is_there(page, link)] == []


def test_buttons_lead_somewhere() -> None:
    """Files that the My buttons hand on are in the repository."""
    handed_on = [unquote(link).partition("_url=")[2] for link in _links(README)]
    paths = [link.removeprefix(PUBLISHED) for link in handed_on if link]
    assert len(paths) == 2
    assert [path for path in paths if not (ROOT / path).is_file()] == []


def test_pictures_are_shown() -> None:
    """No picture lies about that no page has."""
    shown = {
        (page.parent / link).resolve()
        for page in PAGES
        for link in _links(page.read_text(encoding="utf-8"))
        if link.endswith(".png") and "://" not in link
    }
    assert set((ROOT / "docs/images").glob("*.png")) == shown


@pytest.mark.parametrize("section", SECTIONS.values(), ids=SECTIONS)
def test_has_what_a_rule_asks_for(section: str) -> None:
    """The quality scale's rules on documentation have a section each."""
    assert section in _headings(README) or f"**{section}.**" in README


def _labels(*path: str) -> dict[str, str]:
    """Return the labels of a form's fields."""
    form: Any = read_json(INTEGRATION / "translations/en.json")
    for name in (*path, "data"):
        form = form[name]
    return dict(form)


@pytest.mark.parametrize("step", ["user", "receiver", "meters", "keys", "confirm"])
def test_names_fields_as_the_forms_do(step: str) -> None:
    """Whoever stands before a form finds its fields in the README."""
    labels = _labels("config", "step", step)
    assert [label for label in labels.values() if f"**{label}**" not in README] == []


def test_tells_the_defaults_of_options() -> None:
    """Each option with what it is as long as nobody changes it."""
    options = Options()
    for name, label in _labels("options", "step", "init").items():
        value = getattr(options, name)
        unit = RANGES[name].unit if name in RANGES else ""
        default = f"{value} {unit}" if unit else "on" if value else "off"
        assert f"| **{label}** | {default} |" in README


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_dashes_are_short(page: Path) -> None:
    """A sentence does without the long ones."""
    assert re.findall("[\u2013\u2014]", page.read_text(encoding="utf-8")) == []


def test_decisions_are_listed() -> None:
    """Each record stands in the list under its number and its title."""
    folder = ROOT / "docs/decisions"
    table = (folder / "README.md").read_text(encoding="utf-8")
    records = sorted(folder.glob("0*.md"))
    assert len(records) >= 15
    for record in records:
        number, title = _headings(record.read_text(encoding="utf-8"))[0].split(". ", 1)
        assert f"| [{number}]({record.name}) | {title} |" in table

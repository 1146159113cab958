"""Tests of lists of bare values."""

import pytest

from custom_components.han_port.decoder.axdr import read_item
from custom_components.han_port.decoder.positional import POSITIONAL
from tests.decoder.axdr_compose import (
    date_time,
    octets,
    structure,
    text,
    uint16,
    visible,
)
from tests.decoder.bare_lists import CASES, ENERGIES, NAMED, POWERS, STAMP
from tests.decoder.list_reading import read, values


def rows(items: list[bytes]) -> list[str]:
    """List the idents of the rows that a list fits."""
    body, _ = read_item(structure(*items))
    return [row.ident for row in POSITIONAL if row.fits(body.items)]


@pytest.mark.parametrize("name", CASES)
def test_list(name: str) -> None:
    """Each item is its register, exactly."""
    case = CASES[name]
    found = read(structure(*case.items))
    assert values(found) == case.values
    assert list(values(found)) == list(case.values)
    assert (found.ident, found.readout.unread) == (case.ident, ())


@pytest.mark.parametrize("name", CASES)
def test_one_row(name: str) -> None:
    """Look-alikes are told apart: a list is of one row, and only of one."""
    assert rows(CASES[name].items) == [CASES[name].ident]


def test_every_row_is_tried() -> None:
    """No row is without a list here."""
    bodies = [read_item(structure(*case.items))[0] for case in CASES.values()]
    for row in POSITIONAL:
        assert any(row.fits(body.items) for body in bodies), row


def test_codes_of_a_row() -> None:
    """Each row has a code, or an empty one, for each item."""
    for row in POSITIONAL:
        assert len(row.codes) == len(row.shape)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("change", ["short", "long", "item", "last"])
def test_another_shape(name: str, change: str) -> None:
    """One item more or less, or of another type, and the list is not of the row."""
    items = CASES[name].items
    changed = {
        "short": items[:-1],
        "long": [*items, uint16(0)],
        "item": [items[0], structure(), *items[2:]],
        "last": [*items[:-1], structure()],
    }[change]
    assert rows(changed) == []


@pytest.mark.parametrize("ident", ["KFM_002", "KFM_0011", "XKFM_001", "ISK10307"])
def test_another_first_text(ident: str) -> None:
    """A list of the same shape with another id is not of the row."""
    assert rows([text(ident), *CASES["Kaifa 13"].items[1:]]) == []


@pytest.mark.parametrize(
    ("first", "idents"),
    [
        (NAMED, ["ISK"]),
        (text("900000000001"), ["LGZ"]),
        (text("90000001"), ["LGZ"]),
        (octets(date_time(STAMP)), ["ISK"]),
        (octets(date_time(STAMP)[:-1]), []),
        (octets(b"\x00\x06\x19\x09\x00\xff"), []),
        (text("LGZ900000001"), []),
        (text(""), []),
    ],
)
def test_nine_items_of_three_makers(first: bytes, idents: list[str]) -> None:
    """A text and eight integers: what the text says decides, not its length."""
    assert rows([first, *POWERS, *ENERGIES]) == idents


def test_visible_string() -> None:
    """A text is one whatever kind of string it is sent as."""
    case = CASES["Kaifa 13"]
    found = read(structure(visible("KFM_001"), *case.items[1:]))
    assert values(found) == case.values

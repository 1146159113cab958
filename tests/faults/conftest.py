"""The household of each row, and what becomes of the rows."""

from collections.abc import Generator, Iterator
import json
import os
from pathlib import Path
from types import ModuleType
from typing import Final

from homeassistant.core import HomeAssistant
import pytest

from custom_components.han_port import coordinator, port_coordinator, radio

from .house import House
from .rows import Row

#: Where the outcomes go, a line each, for scripts/reliability.
OUTCOMES: Final = "HAN_PORT_FAULTS"

#: Seconds that are long in a household and short in a test.
HASTE: Final[dict[ModuleType, dict[str, float]]] = {
    coordinator: {"LEAST_PATIENCE": 0.8},
    port_coordinator: {"FIRST_TELEGRAM": 1, "FIRST_DELAY": 0.1, "LONGEST_DELAY": 0.2},
    radio: {"FIRST_DELAY": 0.1, "LONGEST_DELAY": 0.2},
}


@pytest.fixture
def haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten what one waits for."""
    for module, constants in HASTE.items():
        for name, seconds in constants.items():
            monkeypatch.setattr(module, name, seconds)


@pytest.fixture
def row() -> Row:
    """Be the row of a test that has none."""
    pytest.fail("this test needs a row")


@pytest.fixture
def house(
    hass: HomeAssistant,
    row: Row,
    haste: None,
    socket_enabled: None,
    caplog: pytest.LogCaptureFixture,
) -> Iterator[House]:
    """Have a household in which the row is seen to its end.

    Without asyncio's debug mode, which writes down a trace at each callback and takes
    half of the time.
    """
    hass.loop.set_debug(False)
    house = House(hass, row, caplog)
    yield house
    assert house.is_over


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give the rows numbers: they may be run in any order."""
    numbers = iter(range(len(items)))
    for item in items:
        if _row_of(item):
            item.stash[_NUMBER] = next(numbers)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Write down what becomes of a row, where somebody asks for that."""
    report = yield
    row, path = _row_of(item), os.environ.get(OUTCOMES)
    if row and path and (report.when == "call" or report.failed):
        outcome = {
            "number": item.stash[_NUMBER],
            "cells": row.cells,
            "held": report.passed,
        }
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps(outcome)}\n")
    return report


_NUMBER: Final = pytest.StashKey[int]()


def _row_of(item: pytest.Item) -> Row | None:
    """Return the row of a test."""
    if not isinstance(item, pytest.Function) or not hasattr(item, "callspec"):
        return None
    row = item.callspec.params.get("row")
    return row if isinstance(row, Row) else None

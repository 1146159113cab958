"""The rows of the fault matrix, and what they are written as."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Final, NamedTuple

import pytest

#: Stands in a line of the log for what differs from time to time.
VARIES: Final = "…"

LOST: Final = "Aidon 7534 has sent no telegram for … seconds"
BACK: Final = "Aidon 7534 sends telegrams again"


class Shows(StrEnum):
    """What an entity shows."""

    #: What the meter has sent last.
    NOW = "shown"
    #: What the meter sent last before the fault.
    BEFORE = "last value"
    NOTHING = "unavailable"


class Entities(NamedTuple):
    """What the power and the totals of a meter show."""

    power: Shows
    totals: Shows


ALL_WELL: Final = Entities(Shows.NOW, Shows.NOW)
#: While a meter is silent for less than five minutes.
SILENT: Final = Entities(Shows.NOTHING, Shows.BEFORE)
#: While it is silent for longer, or its entry is not set up.
NOTHING: Final = Entities(Shows.NOTHING, Shows.NOTHING)


@dataclass(frozen=True, kw_only=True)
class Row:
    """A fault, and what a household has to see of it.

    ``meanwhile`` and ``repairs`` last as long as the fault; afterwards all is well, and
    no repair is left. ``log`` has all lines from level info on. ``given`` is for the
    test.
    """

    fault: str
    meanwhile: Entities
    log: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    given: object = None

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as it stands in the table."""
        return (
            self.fault,
            *self.meanwhile,
            "<br>".join(self.log) or "nothing",
            ", ".join(f"`{key}`" for key in self.repairs) or "none",
        )


def rows[**P, T](*declared: Row) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Make a test hold one row after the other."""
    return pytest.mark.parametrize("row", declared, ids=[row.fault for row in declared])


def declared() -> Iterator[Row]:
    """Yield all rows of the matrix, in the order in which pytest runs them."""
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        yield from _rows_of(import_module(f"tests.faults.{path.stem}"))


def _rows_of(module: ModuleType) -> Iterator[Row]:
    """Yield the rows of a module."""
    for test in vars(module).values():
        if not isinstance(test, FunctionType):
            continue
        for mark in getattr(test, "pytestmark", ()):
            if mark.args[:1] == ("row",):
                yield from mark.args[1]

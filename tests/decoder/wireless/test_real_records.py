"""Tests with the records of radio telegrams that nobody of this project composed."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
import json
from typing import Any, Final

import pytest

from custom_components.han_port.decoder.wireless.records import Record, read_records
from tests.decoder.real import FOLDER, WIRELESS

NAMES: Final = sorted(
    path.stem
    for path in (FOLDER / WIRELESS).glob("*.json")
    if not path.stem.startswith("stream_")
)
#: How a telegram says that bytes behind its last record are none.
TAIL: Final = "undecodable_tail"


@cache
def _expected(name: str) -> Mapping[str, Any]:
    """Return what a telegram holds."""
    text = (FOLDER / WIRELESS / f"{name}.json").read_text(encoding="utf-8")
    found: Mapping[str, Any] = json.loads(text)["expected"]
    return found


def _expected_records(name: str) -> list[dict[str, Any]]:
    """Return the records of a telegram, each with all fields."""
    absent: dict[str, Any] = {"direction": None, "phase": None, "flags": []}
    return [
        absent | record
        for record in _expected(name)["records"]
        if record["quantity"] != TAIL
    ]


def _written(record: Record) -> dict[str, Any]:
    """Write a record as the files do."""
    meaning, value = record.meaning, record.value
    return {
        "header": meaning.header.hex().upper(),
        "raw": record.data.hex().upper(),
        "function": meaning.function,
        "storage": meaning.storage,
        "tariff": meaning.tariff,
        "subunit": meaning.subunit,
        "quantity": meaning.quantity,
        "unit": meaning.unit,
        "value": float(value) if isinstance(value, Decimal) else value,
        "direction": meaning.direction,
        "phase": meaning.phase,
        "flags": list(meaning.flags),
    }


def test_the_telegrams_are_there() -> None:
    """The telegrams lie beside the repository, or the tests below test nothing."""
    count = sum(len(_expected_records(name)) for name in NAMES)
    assert (len(NAMES), count) == (31, 338), f"{FOLDER} lacks radio telegrams"


@pytest.mark.parametrize("name", NAMES)
def test_records(name: str) -> None:
    """Every record of every telegram is what it has to be, field by field.

    One of them says `66`, a duration of a limit exceeded, behind its power: the
    value stands as the file has it, the number times 1000, but is not clear.
    """
    records = read_records(bytes.fromhex(_expected(name)["payload_hex"])).records
    assert [_written(record) for record in records] == _expected_records(name)


@pytest.mark.parametrize("name", NAMES)
def test_rest(name: str) -> None:
    """What cannot be read is left over, and nothing else is."""
    expected = _expected(name)
    has_tail = any(record["quantity"] == TAIL for record in expected["records"])
    rest = read_records(bytes.fromhex(expected["payload_hex"])).rest
    assert bool(rest) == has_tail
    assert len(rest) in (0, 2)


@pytest.mark.parametrize("name", NAMES)
def test_numbers_are_exact(name: str) -> None:
    """A number has the digits that the file writes, not those of a float near it."""
    records = read_records(bytes.fromhex(_expected(name)["payload_hex"])).records
    for record, expected in zip(records, _expected_records(name), strict=True):
        if isinstance(record.value, Decimal):
            assert record.value == Decimal(str(expected["value"]))


@pytest.mark.parametrize("name", NAMES)
def test_cut(name: str) -> None:
    """Wherever a telegram is cut, the whole records before the cut are the same."""
    data = bytes.fromhex(_expected(name)["payload_hex"])
    whole = read_records(data).records
    for size in range(len(data)):
        records, rest = read_records(data[:size])
        assert records == whole[: len(records)]
        assert data[:size].endswith(rest)

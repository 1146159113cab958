"""Running scripts/decode within a test."""

from collections.abc import Callable
import json
from pathlib import Path
from typing import Any, Final

import pytest

SCRIPT: Final = Path(__file__).parents[2] / "scripts" / "decode.py"

type Run = Callable[..., int]


def written(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """Return the objects that were printed, one a line."""
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

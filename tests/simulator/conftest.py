"""What the tests of the simulator share."""

from collections.abc import Callable
from pathlib import Path
import warnings

import pytest

TELEGRAMS = Path(__file__).parents[2].parent / "shared/telegrams"


@pytest.fixture
def real_telegram() -> Callable[[str], bytes | None]:
    """Read a telegram of a real meter, None (and a warning) where there are none."""

    def read(name: str) -> bytes | None:
        if TELEGRAMS.is_dir():
            return (TELEGRAMS / name).read_bytes()
        warnings.warn(
            f"NOT COMPARED with {name}: the folder of real telegrams is missing",
            stacklevel=2,
        )
        return None

    return read

"""The inputs that are kept: hex digits, an input a line, a file for each family."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "corpus"


def read(family: str) -> list[bytes]:
    """Return the inputs that are kept for a family of targets."""
    path = FOLDER / f"{family}.hex"
    if not path.exists():
        return []
    return [bytes.fromhex(line) for line in path.read_text("ascii").splitlines()]


def write(family: str, inputs: Iterable[bytes]) -> None:
    """Keep these inputs for a family of targets."""
    lines = "".join(f"{one.hex()}\n" for one in inputs)
    (FOLDER / f"{family}.hex").write_text(lines, "ascii")

"""Bring every fault about, and write the table of docs/reliability.md."""

from collections.abc import Iterable, Sequence
import json
import os
from pathlib import Path
import sys
from tempfile import TemporaryDirectory
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
sys.path.append(str(ROOT))

PAGE: Final = ROOT / "docs/reliability.md"
FAULTS: Final = ROOT / "tests/faults"
#: Tells the tests where to write what becomes of the rows.
OUTCOMES: Final = "HAN_PORT_FAULTS"

BEGIN: Final = "<!-- The fault matrix: scripts/reliability writes it. -->\n"
END: Final = "<!-- The end of the fault matrix. -->\n"
_HEAD: Final = """
| fault | power | totals | log | repair |
|---|---|---|---|---|
"""


def main() -> int:
    """Return 0 when each fault came to what its row says, and the table is written."""
    with TemporaryDirectory() as folder:
        outcomes = Path(folder) / "outcomes"
        os.environ[OUTCOMES] = str(outcomes)
        if code := pytest.main([f"--rootdir={ROOT}", str(FAULTS), *sys.argv[1:]]):
            print(f"{PAGE.name} stays as it is.", file=sys.stderr)
            return code
        rows = read(outcomes.read_text(encoding="utf-8"))
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(with_table(page, table(rows)), encoding="utf-8")
    return 0


def read(outcomes: str) -> list[Sequence[str]]:
    """Return the cells of all rows that held, in the order of the matrix."""
    rows = sorted(
        (json.loads(line) for line in outcomes.splitlines()),
        key=lambda row: int(row["number"]),
    )
    return [row["cells"] for row in rows if row["held"]]


def table(rows: Iterable[Sequence[str]]) -> str:
    """Return the table of these rows."""
    return _HEAD + "".join(f"| {' | '.join(cells)} |\n" for cells in rows) + "\n"


def with_table(page: str, new: str) -> str:
    """Return the page with another table between its marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{new}{END}{after}"


if __name__ == "__main__":
    sys.exit(main())

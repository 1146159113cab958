"""What the Marketplace makes of a hacs.json, and on which versions it would install.

    python -P tests/e2e/reading.py FILE [VERSION...]

is for the Python of a Home Assistant that has it.
"""

import json
from pathlib import Path
import sys

from homeassistant.components.marketplace.repositories.base import RepositoryManifest
from homeassistant.components.marketplace.utils.version import is_same_or_newer_version


def main() -> None:
    """Write what was read and the versions, as JSON."""
    _, path, *versions = sys.argv
    content = json.loads(Path(path).read_text(encoding="utf-8"))
    read = RepositoryManifest.from_dict(content)
    runs = [v for v in versions if is_same_or_newer_version(v, read.homeassistant)]
    sys.stdout.write(json.dumps({"read": read.to_dict(), "runs": runs}))


if __name__ == "__main__":
    main()

"""The files of the repository, for tests that look at them."""

from collections.abc import Iterator
from fnmatch import fnmatch
import json
from pathlib import Path
import subprocess
from typing import Any

ROOT = Path(__file__).parents[1]
INTEGRATION = ROOT / "custom_components/han_port"

#: Where the project lives, and whose it is, until it is published.
HOME = "https://github.com/han-port/han-port"
OWNER = "@han-port"


def files() -> list[Path]:
    """List the files that git keeps, and those that it would if they were added."""
    paths = tracked() if (ROOT / ".git").exists() else unpacked()
    return sorted({path for path in paths if path.is_file()})


def tracked() -> Iterator[Path]:
    """Yield the files of a clone, as git lists them."""
    listed = subprocess.run(
        [
            "/usr/bin/env",
            "git",
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return (ROOT / name for name in listed.split("\0") if name)


def unpacked() -> Iterator[Path]:
    """Yield the files of an archive that was unpacked: all but those of tools."""
    patterns = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    ignored = [".git", *(pattern.strip("/") for pattern in patterns)]
    for folder, folders, names in ROOT.walk():
        folders[:] = [
            name
            for name in folders
            if not any(fnmatch(name, pattern) for pattern in ignored)
        ]
        for name in names:
            if not any(fnmatch(name, pattern) for pattern in ignored):
                yield folder / name


def read_json(path: Path) -> Any:
    """Parse a JSON file. Raise ValueError where a key stands twice."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        if len(keys) != len(set(keys)):
            raise ValueError(f"{path.name}: a key stands twice among {keys}")
        return dict(pairs)

    return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=unique)


def manifest() -> dict[str, Any]:
    """Return the integration's manifest."""
    keys: dict[str, Any] = read_json(INTEGRATION / "manifest.json")
    return keys

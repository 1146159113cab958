"""Check that a tag can be released, and write what HACS installs and the notes."""

from argparse import ArgumentParser
from collections.abc import Iterator
import io
import json
from pathlib import Path
import re
import subprocess
import sys
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

ROOT: Final = Path(__file__).parents[1]
INTEGRATION: Final = ROOT / "custom_components/han_port"
DIST: Final = ROOT / "dist"

#: The earliest time that an archive can hold, and the rights of every file in it.
_TIME: Final = (1980, 1, 1, 0, 0, 0)
_RIGHTS: Final = 0o100644 << 16


def main() -> int:
    """Return 0 when the tag may be released, and its two files are written."""
    parser = ArgumentParser(prog="scripts/release", description=__doc__)
    parser.add_argument("tag", help="the version of the manifest, as it stands there")
    tag = parser.parse_args().tag
    version = read(INTEGRATION / "manifest.json")["version"]
    told = notes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), version)
    if faults := [*changed(), *mismatches(tag, version, told)]:
        print(*faults, sep="\n", file=sys.stderr)
        return 1
    DIST.mkdir(exist_ok=True)
    packed = DIST / read(ROOT / "hacs.json")["filename"]
    packed.write_bytes(archive(INTEGRATION))
    (DIST / "notes.md").write_text(told, encoding="utf-8")
    print(f"{packed.relative_to(ROOT)} is {tag}: tag it, and push the tag.")
    return 0


def read(path: Path) -> dict[str, Any]:
    """Return the keys of a JSON file."""
    keys: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return keys


def changed() -> list[str]:
    """Name the files that differ from what is committed."""
    status = subprocess.run(
        ["/usr/bin/env", "git", "status", "--porcelain"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [f"Not committed: {line[3:]}" for line in status.splitlines()]


def mismatches(tag: str, version: str, told: str) -> Iterator[str]:
    """Say what keeps a tag from being the release of a version."""
    if tag != version:
        yield f"The tag is {tag}, the manifest says {version}."
    if not told:
        yield f"CHANGELOG.md has no section [{version}] with a date and a text."


def notes(changelog: str, version: str) -> str:
    """Return the text of a version's section, empty where there is none."""
    head = rf"## \[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d\n"
    section = re.search(rf"(?ms)^{head}(.*?)(?=^## |^\[|\Z)", changelog)
    return f"{text}\n" if section and (text := section[1].strip()) else ""


def archive(folder: Path) -> bytes:
    """Return the zip of a folder's content, the same for the same files.

    HACS unpacks it into a folder that it makes itself, so the names begin below it.
    """
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as file:
        for name in shipped(folder):
            entry = ZipInfo(name, _TIME)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 3  # Unix, wherever it is packed
            entry.external_attr = _RIGHTS
            file.writestr(entry, (folder / name).read_bytes())
    return packed.getvalue()


def shipped(folder: Path) -> list[str]:
    """Name the files of a folder in order, without what Python has compiled."""
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    )


if __name__ == "__main__":
    sys.exit(main())

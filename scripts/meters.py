"""Write docs/meters.md: the profiles, and what recorded telegrams come to."""

from collections import Counter
import json
from pathlib import Path
import sys
from typing import Final

ROOT: Final = Path(__file__).parents[1]
sys.path.append(str(ROOT / "custom_components/han_port"))

from decoder import (
    PROFILES,
    Carrier,
    Ciphering,
    Decoder,
    Event,
    Evidence,
    Keys,
    Profile,
    Rejected,
    Telegram,
    parse_key,
)

PAGE: Final = ROOT / "docs/meters.md"
TELEGRAMS: Final = ROOT.parent / "shared/telegrams"
#: Wireless telegrams do not come out of a customer port.
WIRELESS: Final = "wmbus"

_CARRIERS: Final = {
    Carrier.P1: "readable text",
    Carrier.P1_CIPHERED: "text with ciphered body",
    Carrier.CIPHERED: "general-glo-ciphering",
    Carrier.HDLC: "HDLC",
    Carrier.MBUS: "wired M-Bus",
}
_CIPHERING: Final = {
    Ciphering.NEVER: "never",
    Ciphering.OPTIONAL: "some",
    Ciphering.ALWAYS: "always",
}
_EVIDENCE: Final = {
    Evidence.SEEN: "telegrams",
    Evidence.DOCUMENTED: "leaflet",
}
_HEAD: Final = """\
# Meters

`scripts/meters` writes this page. The first table is that of
`custom_components/han_port/decoder/profiles.py`. The second says what telegrams come to
that meters sent or that their makers published, of whatever origin. They belong to
others and are not part of this repository: they lie beside it, in
`../shared/telegrams`.
"""
_PROFILES: Final = """
## Profiles

*Known from* telegrams: some of this system decode. From a leaflet: the grid company or
the maker describes them, and none has been published. *Line* lists the settings in the
order in which they are tried.

| profile | meters | known from | line | carried as | encrypted |
|---|---|---|---|---|---|
"""
_SEEN: Final = """
## Telegrams

All are decoded with the profile `auto`, those with published keys with these. Refused
are damaged telegrams (`checksum`, `truncated`), which are there to be refused, and
telegrams without a key (`encrypted`).

| telegrams | decoded | as profile | refused | why |
|---|---:|---|---:|---|
"""


def main() -> int:
    """Return 0 when the page was written, 1 where the telegrams are missing."""
    if not TELEGRAMS.is_dir():
        print("#" * 60, file=sys.stderr)
        print("#  NO TELEGRAMS: ../shared/telegrams is not there.", file=sys.stderr)
        print("#  docs/meters.md stays as it is.", file=sys.stderr)
        print("#" * 60, file=sys.stderr)
        return 1
    PAGE.write_text(profiles() + seen(TELEGRAMS), encoding="utf-8")
    return 0


def profiles() -> str:
    """Return the part of the page that the table of profiles makes."""
    return _HEAD + _PROFILES + "".join(_profile(row) for row in PROFILES.values())


def seen(telegrams: Path) -> str:
    """Return the part of the page that the telegrams make."""
    folders = sorted(path for path in telegrams.iterdir() if path.is_dir())
    rows = (_folder(path) for path in folders if path.name != WIRELESS)
    return _SEEN + "".join(rows)


def _profile(row: Profile) -> str:
    """Return one row of the first table."""
    return _row(
        f"`{row.id}`",
        row.name,
        _EVIDENCE[row.evidence],
        ", ".join(str(line) for line in row.lines),
        ", ".join(name for one, name in _CARRIERS.items() if one in row.carriers),
        _CIPHERING[row.ciphering],
    )


def _folder(path: Path) -> str:
    """Return one row of the second table."""
    fits: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for file in sorted([*path.glob("*.hex"), *path.glob("*.txt")]):
        events = _decode(file)
        found = [event.profile for event in events if isinstance(event, Telegram)]
        refused = [event.reason for event in events if isinstance(event, Rejected)]
        if found:
            fits[found[0]] += 1
        else:
            reasons[refused[0]] += 1
    return _row(
        path.name,
        str(fits.total()),
        _counted(fits),
        str(reasons.total()),
        _counted(reasons),
    )


def _decode(file: Path) -> list[Event]:
    """Decode a file with the keys that stand beside it."""
    data = file.read_bytes()
    if file.suffix == ".hex":
        data = bytes.fromhex(data.decode("ascii"))
    decoder = Decoder(keys=_keys(file.with_suffix(".json")))
    return [*decoder.feed(data), *decoder.end()]


def _keys(file: Path) -> Keys | None:
    """Return the keys that stand beside a telegram, None where there are none."""
    if not file.exists():
        return None
    beside = json.loads(file.read_text(encoding="utf-8"))
    encryption, authentication = beside.get("key"), beside.get("auth_key")
    if encryption is None:
        return None
    return Keys(
        parse_key(encryption), parse_key(authentication) if authentication else None
    )


def _counted(names: Counter[str]) -> str:
    """Return names and how often each came, by name."""
    return ", ".join(f"`{name}` {count}" for name, count in sorted(names.items()))


def _row(*cells: str) -> str:
    """Return a row of a table."""
    return f"| {' | '.join(cells)} |\n".replace("|  |", "| |")


if __name__ == "__main__":
    sys.exit(main())

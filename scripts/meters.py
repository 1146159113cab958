"""Write docs/meters.md: the profiles, and what recorded telegrams come to."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
import json
from pathlib import Path
import sys
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
sys.path.append(str(ROOT / "custom_components/han_port"))

from decoder import (
    PROFILES,
    RECEIVERS,
    WIRELESS,
    Carrier,
    Ciphering,
    Decoder,
    Event,
    Evidence,
    Item,
    Keys,
    Profile,
    RadioDecoder,
    Reception,
    Recognizer,
    Rejected,
    Telegram,
    parse_key,
    read_headers,
)
from decoder.wireless.link_layer import without_crcs

PAGE: Final = ROOT / "docs/meters.md"
TELEGRAMS: Final = ROOT.parent / "shared/telegrams"

_CARRIERS: Final = {
    Carrier.P1: "readable text",
    Carrier.P1_CIPHERED: "text with ciphered body",
    Carrier.CIPHERED: "general-glo-ciphering",
    Carrier.HDLC: "HDLC",
    Carrier.MBUS: "wired M-Bus",
    Carrier.WIRELESS: "wireless M-Bus",
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
`custom_components/han_port/decoder/profiles.py`. The others say what telegrams come to
that meters sent or that their makers published, of whatever origin, and what receivers
say when they hear some. They belong to others and are not part of this repository: they
lie beside it, in `../shared/telegrams`.
"""
_PROFILES: Final = """
## Profiles

*Known from* telegrams: some of this system decode. From a leaflet: the grid company or
the maker describes them, and none has been published. *Line* lists the settings in the
order in which they are tried; by radio the receiver has its own.

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
_BY_RADIO: Final = """
## By radio

Telegrams of the profile `wmbus`, by the meter that measured. *Address* is maker,
version and type. The records of electricity meters are real, ciphered anew with a
public key for a number that does not exist; the others are published examples with
published keys. Each is read as a line of hex digits.

| meter | address | measures | protected by | decoded | registers | refused | why |
|---|---|---|---|---:|---:|---:|---|
"""
_RECEIVERS: Final = """
What receivers say was composed by their documents. Which receiver says it is
recognized by the bytes alone. Refused are what a receiver cut and what a line damaged
or had on it before, which is there to be refused.

| receiver | streams | telegrams | found | refused | why |
|---|---:|---:|---:|---:|---|
"""


def main() -> int:
    """Return 0 when the page was written, 1 where the telegrams are missing."""
    if not TELEGRAMS.is_dir():
        print("#" * 60, file=sys.stderr)
        print("#  NO TELEGRAMS: ../shared/telegrams is not there.", file=sys.stderr)
        print("#  docs/meters.md stays as it is.", file=sys.stderr)
        print("#" * 60, file=sys.stderr)
        return 1
    page = profiles() + seen(TELEGRAMS) + heard(TELEGRAMS / WIRELESS)
    PAGE.write_text(page, encoding="utf-8")
    return 0


def profiles() -> str:
    """Return the part of the page that the table of profiles makes."""
    return _HEAD + _PROFILES + "".join(_profile(row) for row in PROFILES.values())


def seen(telegrams: Path) -> str:
    """Return the part of the page that the telegrams make."""
    folders = sorted(path for path in telegrams.iterdir() if path.is_dir())
    rows = (_folder(path) for path in folders if path.name != WIRELESS)
    return _SEEN + "".join(rows)


def heard(folder: Path) -> str:
    """Return the part of the page that telegrams by radio make, and receivers."""
    known = [_known(file) for file in sorted(folder.glob("*.json"))]
    telegrams = (one for one in known if "telegram_hex" in one)
    streams = (one for one in known if "expected_frames" in one)
    rows = [_BY_RADIO, *_meters(telegrams), _RECEIVERS, *_receivers(streams)]
    return "".join(rows)


def _profile(row: Profile) -> str:
    """Return one row of the first table."""
    return _row(
        f"`{row.id}`",
        row.name,
        _EVIDENCE[row.evidence],
        ", ".join(str(line) for line in row.lines) or "the receiver's",
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
    decoder = Decoder(keys=_keys(_known(file.with_suffix(".json"))))
    return [*decoder.feed(data), *decoder.end()]


def _meters(telegrams: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Return the rows of the third table."""
    groups: dict[tuple[str, ...], list[Event]] = {}
    for one in telegrams:
        line = one["telegram_hex"]
        decoder = RadioDecoder(keys=_keys(one), receiver=RECEIVERS["lines"]())
        events = [*decoder.feed(line.encode("ascii")), *decoder.end()]
        groups.setdefault(_sender(bytes.fromhex(line)), []).extend(events)
    for sender, events in sorted(groups.items()):
        refused: Counter[str] = Counter(
            one.reason for one in events if isinstance(one, Rejected)
        )
        sizes = [len(one.registers) for one in events if isinstance(one, Telegram)]
        ends = {min(sizes, default=0), max(sizes, default=0)}
        yield _row(
            _name(events),
            *sender,
            str(len(events) - refused.total()),
            " to ".join(map(str, sorted(ends))),
            str(refused.total()),
            _counted(refused),
        )


def _sender(frame: bytes) -> tuple[str, ...]:
    """Return address, medium and protection, and never the number."""
    headers = read_headers(without_crcs(frame) or frame)
    if headers is None:
        return "", "", ""
    maker, _, version, kind = headers.meter
    medium = headers.meter.medium.replace("unknown", "")
    return f"{maker}-{version:02X}-{kind:02X}", medium, headers.security


def _name(events: list[Event]) -> str:
    """Return the maker and the model of the meter, if it is known."""
    meters = (event.meter for event in events if isinstance(event, Telegram))
    names = next(((meter.manufacturer, meter.model) for meter in meters), ())
    return " ".join(filter(None, names))


def _receivers(streams: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Return the rows of the fourth table."""
    groups: dict[str, list[tuple[list[bytes], list[Item]]]] = {}
    for one in streams:
        recognizer = Recognizer()
        items = [*recognizer.feed(_said(one)), *recognizer.end()]
        name = recognizer.receiver.name if recognizer.receiver else "none"
        frames = [bytes.fromhex(one["telegram_hex"]) for one in one["expected_frames"]]
        groups.setdefault(name, []).append((frames, items))
    for name, group in sorted(groups.items()):
        expected = Counter(frame for frames, _ in group for frame in frames)
        items = [item for _, items in group for item in items]
        heard = Counter(one.telegram for one in items if isinstance(one, Reception))
        refused: Counter[str] = Counter(
            one.reason for one in items if isinstance(one, Rejected)
        )
        found = (expected & heard).total()
        counts = len(group), expected.total(), found, refused.total()
        yield _row(name, *map(str, counts), _counted(refused))


def _said(stream: Mapping[str, Any]) -> bytes:
    """Return the bytes of a receiver."""
    if "stream_text" in stream:
        return str(stream["stream_text"]).encode("ascii")
    return bytes.fromhex(stream["stream_hex"])


def _known(file: Path) -> Mapping[str, Any]:
    """Return what stands in a file beside a telegram, nothing where there is none."""
    if not file.exists():
        return {}
    known: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return known


def _keys(beside: Mapping[str, Any]) -> Keys | None:
    """Return the keys that stand beside a telegram, None where there are none."""
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
    return "|" + "".join(f" {cell} |" if cell else " |" for cell in cells) + "\n"


if __name__ == "__main__":
    sys.exit(main())

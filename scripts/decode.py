"""Decode telegrams from files or standard input: one JSON object a line."""

import argparse
from collections.abc import Collection
import json
from pathlib import Path
import re
import sys
from typing import Any

sys.path.append(str(Path(__file__).parents[1] / "custom_components/han_port"))

from decoder import AUTO, PROFILES, Decoder, Event, Rejected, Telegram


def main() -> int:
    """Return 0 when something was decoded and nothing was refused, else 1."""
    try:
        arguments = _parser().parse_args()
    except SystemExit as stop:
        return 1 if stop.code else 0
    decoded, refused = 0, 0
    for name in arguments.files:
        try:
            data = _read(name, is_hex=arguments.hex)
        except (OSError, ValueError) as err:
            print(f"{name}: {err}", file=sys.stderr)
            return 1
        decoder = Decoder(arguments.profile)
        for event in (*decoder.feed(data), *decoder.end()):
            print(json.dumps(_as_json(event), ensure_ascii=False))
            decoded += isinstance(event, Telegram)
            refused += isinstance(event, Rejected)
    return 0 if decoded and not refused else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/decode", description=__doc__)
    parser.add_argument(
        "--profile", default=AUTO, choices=PROFILES, help="meter profile (default auto)"
    )
    for key in ("--encryption-key", "--authentication-key"):
        parser.add_argument(
            key, type=_key, metavar="HEX", help="32 hex digits; no profile uses it yet"
        )
    parser.add_argument(
        "--hex", action="store_true", help="the input is hex text, not raw bytes"
    )
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="telegrams; - for standard input"
    )
    return parser


def _key(text: str) -> bytes:
    if not re.fullmatch("[0-9A-Fa-f]{32}", text):
        # The text may be a key with a slip of the pen: it is not repeated.
        raise argparse.ArgumentTypeError("a key has 32 hex digits")
    return bytes.fromhex(text)


def _read(name: str, *, is_hex: bool) -> bytes:
    data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    return bytes.fromhex(data.decode("ascii")) if is_hex else data


def _as_json(event: Event) -> dict[str, Any]:
    if isinstance(event, Rejected):
        return {
            "rejected": event.reason,
            "detail": event.detail,
            "bytes": event.size,
        }
    return {
        "profile": event.profile,
        "meter": {
            "manufacturer": event.meter.manufacturer,
            "model": event.meter.model,
            "serial_number": event.meter.serial_number,
        },
        "time": event.time.isoformat() if event.time else None,
        "integrity": event.integrity,
        "registers": {
            code: {"value": reading.value, "unit": reading.unit}
            for code, reading in event.registers.items()
        },
        **_unread(event.unread),
    }


def _unread(lines: Collection[str]) -> dict[str, list[str]]:
    return {"unread": list(lines)} if lines else {}


if __name__ == "__main__":
    sys.exit(main())

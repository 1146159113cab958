"""Decode telegrams from files or standard input: one JSON object a line."""

import argparse
from collections.abc import Callable, Collection
import json
from pathlib import Path
import sys
from typing import Any

sys.path.append(str(Path(__file__).parents[1] / "custom_components/han_port"))

from decoder import (
    AUTO,
    PROFILES,
    RECEIVERS,
    Decoder,
    Event,
    Keys,
    RadioDecoder,
    Rejected,
    Telegram,
    parse_key,
    parse_radio_key,
    parse_system_title,
)
from decoder.capture import FIRST_LINE, Capture


def main() -> int:
    """Return 0 when something was decoded and nothing was refused, else 1."""
    try:
        arguments = _arguments(_parser())
    except SystemExit as stop:
        return 1 if stop.code else 0
    decoded, refused = 0, 0
    for name in arguments.files:
        try:
            events = _events(_read(name), arguments)
        except (OSError, ValueError) as err:
            print(f"{name}: {err}", file=sys.stderr)
            return 1
        for event in events:
            print(json.dumps(_as_json(event), ensure_ascii=False))
            decoded += isinstance(event, Telegram)
            refused += isinstance(event, Rejected)
    return 0 if decoded and not refused else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/decode",
        description=__doc__,
        epilog="A key with blanks goes into quotes. No key is ever printed.",
    )
    parser.add_argument(
        "--profile",
        choices=PROFILES,
        help="meter profile (default auto, or what a capture says)",
    )
    parser.add_argument(
        "--country",
        type=str.upper,
        metavar="XX",
        help="where the meter is, two letters: decides where lists look the same",
    )
    parser.add_argument(
        "--encryption-key",
        metavar="HEX",
        help="EK, GUEK or GPK60: 32 hex digits, blanks and colons may stand between;"
        " of a radio meter 16 characters as well",
    )
    parser.add_argument(
        "--authentication-key",
        type=_secret(parse_key, "a key has 32 hex digits"),
        metavar="HEX",
        help="AK, GAK or GPK61: without it telegrams are decrypted unverified",
    )
    parser.add_argument(
        "--system-title",
        type=_secret(parse_system_title, "a system title has 16 hex digits"),
        metavar="TITLE",
        help="of a meter that does not send it: 16 hex digits or 8 characters",
    )
    parser.add_argument(
        "--hex",
        action="store_true",
        help="the input is hex text, not raw bytes; by radio one telegram a line",
    )
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="telegrams; - for standard input"
    )
    return parser


def _arguments(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """Parse the command line; leave where the options do not go together."""
    arguments, strange = parser.parse_known_args()
    if strange:
        # What stands behind a mistyped option may be a key.
        names = [text.partition("=")[0] for text in strange if text.startswith("-")]
        parser.error(f"unrecognized arguments: {' '.join(names) or 'another FILE'}")
    if arguments.encryption_key is None and (
        arguments.authentication_key or arguments.system_title
    ):
        parser.error("nothing is decrypted without --encryption-key")
    if arguments.encryption_key is not None:
        parse, rule = parse_key, "a key has 32 hex digits"
        if PROFILES[arguments.profile or AUTO].is_wireless:
            parse, rule = parse_radio_key, f"{rule} or 16 characters"
        try:
            arguments.encryption_key = _secret(parse, rule)(arguments.encryption_key)
        except argparse.ArgumentTypeError as err:
            parser.error(f"argument --encryption-key: {err}")
    return arguments


def _secret(parse: Callable[[str], bytes], rule: str) -> Callable[[str], bytes]:
    """Make of a parser one whose complaint does not repeat what was typed."""

    def parsed(text: str) -> bytes:
        try:
            return parse(text)
        except ValueError:
            raise argparse.ArgumentTypeError(rule) from None

    return parsed


def _events(data: bytes, arguments: argparse.Namespace) -> list[Event]:
    """Decode a file: bytes, hex text or a capture, which says how it is to be read."""
    given = Capture(arguments.profile or AUTO, arguments.country, keys=_keys(arguments))
    if FIRST_LINE.encode() in data:
        capture = Capture.parse(data.decode("utf-8", "replace"))
        capture.profile = arguments.profile or capture.profile
        capture.country = given.country or capture.country
        capture.keys = given.keys or capture.keys
        return _captured(capture)
    decoder = _decoder(given, as_lines=arguments.hex)
    if arguments.hex and isinstance(decoder, Decoder):
        data = bytes.fromhex(data.decode("ascii"))
    return [*decoder.feed(data), *decoder.end()]


def _captured(capture: Capture) -> list[Event]:
    """Decode a capture; telegrams of a radio are fed as a receiver's lines."""
    decoder = _decoder(capture, as_lines=True)
    events = []
    for one in capture.telegrams:
        is_bytes = isinstance(decoder, Decoder)
        data = one.data if is_bytes else f"{one.data.hex()}\n".encode()
        events += decoder.feed(data)
    return events + decoder.end()


def _decoder(capture: Capture, *, as_lines: bool) -> Decoder | RadioDecoder:
    """Make the decoder of a profile, for a wire or for a receiver's bytes."""
    profile, keys = PROFILES[capture.profile], capture.keys
    if not profile.is_wireless:
        return Decoder(profile.id, country=capture.country, keys=keys)
    receiver = RECEIVERS["lines"]() if as_lines else None
    clock = profile.clock_in(capture.country)
    return RadioDecoder(keys=keys, receiver=receiver, clock=clock)


def _keys(arguments: argparse.Namespace) -> Keys | None:
    """Join the keys, None where there is none that decrypts."""
    if arguments.encryption_key is None:
        return None
    return Keys(
        arguments.encryption_key, arguments.authentication_key, arguments.system_title
    )


def _read(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


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
        "integrity": str(event.integrity),
        "registers": {
            code: {"value": reading.value, "unit": reading.unit}
            for code, reading in event.registers.items()
        },
        **({} if event.rssi is None else {"rssi": event.rssi}),
        **_unread(event.unread),
    }


def _unread(lines: Collection[str]) -> dict[str, list[str]]:
    return {"unread": list(lines)} if lines else {}


if __name__ == "__main__":
    sys.exit(main())

"""What the real DLMS lists have to give, by rules that were checked by hand."""

import re
from typing import Any, Final, NamedTuple

from tests.decoder.real import (
    BINARY,
    Value,
    Values,
    clock_text,
    content,
    details,
    expected,
    folder,
    shifted,
)

#: The folders of DLMS lists, the row of the table for each, and a country of it.
PROFILES: Final = {
    "aidon_hdlc": ("aidon_dlms", "NO"),
    "kaifa_hdlc": ("kaifa_dlms", "NO"),
    "kamstrup_hdlc": ("kamstrup_dlms", "NO"),
    "iskra_hdlc": ("iskra_dlms", "SI"),
    "at_mbus": ("austria_mbus", "AT"),
}

#: Lists without scalers: D group of an OBIS code and unit to power of ten and
#: unit. Kaifa: mA, 0.1 V, W, Wh. Kamstrup, as in Norway: 0.01 A, V, W, 10 Wh.
#: Iskra: 0.01 A, 0.1 V, W.
UNSCALED: Final = {
    "kaifa_hdlc": {"power": 0, "current": -3, "voltage": -1, "energy": 0},
    "kamstrup_hdlc": {"power": 0, "current": -2, "voltage": 0, "energy": 1},
    "iskra_hdlc": {"power": 0, "current": -2, "voltage": -1},
}
_KINDS: Final = (
    (re.compile(r"1-[01]:([12]|[246][12])\.7\.0"), "power", "W"),
    (re.compile(r"1-[01]:[34]\.7\.0"), "power", "VAr"),
    (re.compile(r"1-[01]:[357]1\.7\.0"), "current", "A"),
    (re.compile(r"1-[01]:[357]2\.7\.0"), "voltage", "V"),
    (re.compile(r"1-[01]:[12]\.8\.0"), "energy", "Wh"),
    (re.compile(r"1-[01]:[34]\.8\.0"), "energy", "VArh"),
)

#: Lists by position: a folder's number of items to their codes. "" is an item
#: that names list or meter. Of Iskra's list only one item is not zero: 0.1 V.
POSITIONS: Final = {
    ("kaifa_hdlc", 1): ("1-0:1.7.0",),
    ("kaifa_hdlc", 13): (
        "",
        "0-0:96.1.0",
        "0-0:96.1.7",
        *("1-0:1.7.0", "1-0:2.7.0", "1-0:3.7.0", "1-0:4.7.0"),
        *("1-0:31.7.0", "1-0:51.7.0", "1-0:71.7.0"),
        *("1-0:32.7.0", "1-0:52.7.0", "1-0:72.7.0"),
    ),
    ("iskra_hdlc", 18): (
        *("", ""),
        *("1-0:1.7.0", "1-0:2.7.0", "1-0:3.7.0", "1-0:4.7.0"),
        *("1-0:32.7.0", "1-0:52.7.0", "1-0:72.7.0"),
        *("1-0:31.7.0", "1-0:51.7.0", "1-0:71.7.0"),
        *("1-0:21.7.0", "1-0:41.7.0", "1-0:61.7.0"),
        *("1-0:22.7.0", "1-0:42.7.0", "1-0:62.7.0"),
    ),
}

NAMES: Final = [name for name in BINARY if folder(name) in PROFILES]
CLEAR: Final = [name for name in NAMES if not details(name).get("key")]
_START: Final = {"e6": 3, "0f": 0}
#: Without an envelope, in the file.
BARE: Final = [name for name in CLEAR if content(name)[:1].hex() in _START]


class Identity(NamedTuple):
    """Who a list says that it is from; None where it does not."""

    list_id: str | None
    serial_number: str | None


def bare_apdu(name: str) -> bytes:
    """Return the APDU of a file that holds one without envelope."""
    data = content(name)
    return data[_START[data[:1].hex()] :]


def wanted(name: str) -> Values:
    """Return the registers that a list has to give."""
    raws = expected(name)
    if "positional" in raws:
        return _by_position(folder(name), raws["positional"])
    return [
        (code.removesuffix(".255"), _value(folder(name), code, **cell))
        for code, cell in raws["values"].items()
    ]


def _by_position(system: str, items: list[Any]) -> Values:
    """Return the registers of a list whose file names no code."""
    if system == "aidon_hdlc":
        # One triplet: the code, the number, its power of ten and unit (W).
        code, number, scaler, unit = items
        assert (code, unit) == ("hex:0100010700ff", 27)
        return [("1-0:1.7.0", shifted(number, scaler, "W"))]
    codes = POSITIONS[system, len(items)]
    return [
        (code, _value(system, code, item))
        for code, item in zip(codes, items, strict=True)
        if code
    ]


def _value(
    system: str, code: str, raw: int | str, scaler: int | None = None, unit: str = ""
) -> Value:
    """Convert a raw item to value and canonical unit."""
    if isinstance(raw, str):
        return clock_text(raw), None
    if scaler is not None:
        return shifted(raw, scaler, unit)
    for pattern, kind, usual in _KINDS:
        if pattern.match(code):
            return shifted(raw, UNSCALED[system][kind], usual)
    raise LookupError(code)


def identity(name: str) -> Identity:
    """Return what a list says about its meter."""
    raws = expected(name)
    if "positional" in raws:
        items: list[Any] = raws["positional"]
        first, second = items[0], items[1] if len(items) > 1 else None
        if folder(name) == "iskra_hdlc":
            return Identity(None, first)
        return Identity(first, second) if first == "KFM_001" else Identity(None, None)
    texts = {code: cell["raw"] for code, cell in raws["values"].items()}
    untagged = [text for text in raws.get("_untagged", []) if isinstance(text, str)]
    serial = texts.get("0-0:96.1.0.255") or texts.get("1-1:0.0.5.255")
    if folder(name) == "at_mbus":
        return Identity(None, serial or untagged[-1])
    list_id = texts.get("1-0:0.2.129.255") or texts.get("1-1:0.2.129.255")
    return Identity(list_id or next(iter(untagged), None), serial)

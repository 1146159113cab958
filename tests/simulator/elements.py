"""A reader of A-XDR for tests: small, and not the decoder's."""

from typing import Any

_NUMBERS = {0x06: (4, False), 0x10: (2, True), 0x12: (2, False)}
_FLAT = {0x0F: (1, True), 0x16: (1, False)} | _NUMBERS


def read(data: bytes) -> Any:
    """Read one element that takes all of the data.

    Numbers are integers, octets are bytes, texts str, arrays and structures lists.
    """
    element, rest = _read(data)
    assert rest == b""
    return element


def _read(data: bytes) -> tuple[Any, bytes]:
    """Read the first element and return what is left."""
    tag, data = data[0], data[1:]
    if tag in _FLAT:
        size, signed = _FLAT[tag]
        return int.from_bytes(data[:size], signed=signed), data[size:]
    count, data = data[0], data[1:]
    if tag in {0x09, 0x0A}:
        content = data[:count]
        return content if tag == 0x09 else content.decode("ascii"), data[count:]
    assert tag in {0x01, 0x02}
    elements = []
    for _ in range(count):
        element, data = _read(data)
        elements.append(element)
    return elements, data


def code_of(octets: bytes) -> str:
    """Write six octets as A-B:C.D.E."""
    a, b, c, d, e, f = octets
    assert f == 255
    return f"{a}-{b}:{c}.{d}.{e}"

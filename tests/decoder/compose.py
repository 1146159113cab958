"""Telegrams put together for tests, with a checksum of their own reckoning."""

from collections.abc import Iterable
from typing import Final

#: The 27 registers in the order of a Landis+Gyr E360.
LINES: Final = (
    "0-0:1.0.0(250117083010W)",
    "1-0:1.8.0(00006678.394*kWh)",
    "1-0:2.8.0(00000412.070*kWh)",
    "1-0:3.8.0(00000021.988*kVArh)",
    "1-0:4.8.0(00001034.205*kVArh)",
    "1-0:1.7.0(0001.023*kW)",
    "1-0:2.7.0(0000.000*kW)",
    "1-0:3.7.0(0000.000*kVAr)",
    "1-0:4.7.0(0000.309*kVAr)",
    "1-0:21.7.0(0000.341*kW)",
    "1-0:22.7.0(0000.000*kW)",
    "1-0:41.7.0(0000.290*kW)",
    "1-0:42.7.0(0000.000*kW)",
    "1-0:61.7.0(0000.392*kW)",
    "1-0:62.7.0(0000.000*kW)",
    "1-0:23.7.0(0000.000*kVAr)",
    "1-0:24.7.0(0000.101*kVAr)",
    "1-0:43.7.0(0000.000*kVAr)",
    "1-0:44.7.0(0000.088*kVAr)",
    "1-0:63.7.0(0000.000*kVAr)",
    "1-0:64.7.0(0000.120*kVAr)",
    "1-0:32.7.0(229.8*V)",
    "1-0:52.7.0(230.4*V)",
    "1-0:72.7.0(231.5*V)",
    "1-0:31.7.0(001.6*A)",
    "1-0:51.7.0(001.3*A)",
    "1-0:71.7.0(001.8*A)",
)

#: The shortest body that fits every profile of an E360.
ENERGY: Final = "1-0:1.8.0(00006678.394*kWh)"

#: Unit as the standards write it -> canonical unit and power of ten.
UNITS: Final = {
    "kWh": ("kWh", 0),
    "Wh": ("kWh", -3),
    "kVArh": ("kvarh", 0),
    "VArh": ("kvarh", -3),
    "kW": ("kW", 0),
    "W": ("kW", -3),
    "kVAr": ("kvar", 0),
    "VAr": ("kvar", -3),
    "kV": ("V", 3),
    "V": ("V", 0),
    "kA": ("A", 3),
    "A": ("A", 0),
    "kHz": ("Hz", 3),
    "Hz": ("Hz", 0),
}


def crc16(data: bytes) -> int:
    """Reckon CRC-16/ARC bit by bit, straight from its definition."""
    register = 0
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = register >> 1 ^ (0xA001 if register & 1 else 0)
    return register


def x25(data: bytes) -> int:
    """Reckon CRC-16/X-25 bit by bit, straight from its definition."""
    register = 0xFFFF
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = register >> 1 ^ (0x8408 if register & 1 else 0)
    return register ^ 0xFFFF


def telegram(
    ident: str = "LGF5E360",
    lines: Iterable[str] = LINES,
    *,
    line_end: str = "\r\n",
    checksum: str = "{:04X}",
) -> bytes:
    r"""Compose a telegram.

    `checksum` is a format for the CRC, or what stands in its place. The CRC is
    that of the form with CR LF, whatever `line_end` is.
    """
    text = "".join(f"{line}\r\n" for line in (f"/{ident}", "", *lines)) + "!"
    trailer = checksum.format(crc16(text.encode("latin-1")))
    return f"{text}{trailer}\r\n".replace("\r\n", line_end).encode("latin-1")


def replaced(*lines: str) -> tuple[str, ...]:
    """Return the 27 registers with `lines` in the places of the same codes."""
    other = {line.partition("(")[0]: line for line in lines}
    return tuple(other.get(line.partition("(")[0], line) for line in LINES)


def ciphered(length: int = 160, title: bytes = b"KAM\x01\x02\x03\x04\x05") -> bytes:
    """Compose general-glo-ciphering of `length` bytes from the security control on."""
    return b"\xdb\x08" + title + ber(length) + _ciphertext(length)


def stoen_form(length: int = 0x230, trailer: bytes = b"!FE0C\r\n") -> bytes:
    """Compose the form of a ciphered telegram of Stoen's, which no key opens."""
    return b"/EGM5G35\r\n\r\n\x00" + ber(length) + _ciphertext(length) + trailer


def ber(length: int) -> bytes:
    """Write a length as BER does."""
    if length < 0x80:
        return bytes([length])
    if length < 0x100:
        return bytes([0x81, length])
    return b"\x82" + length.to_bytes(2, "big")


def _ciphertext(length: int) -> bytes:
    """Return security control, frame counter and bytes with all marks in them."""
    marks = b"!0A1B\r\n/XXX5\r\n\x00\xff\xdb\x08\xc3\x9d"
    return (b"\x30\x00\x00\x00\x07" + marks * (length // len(marks) + 1))[:length]

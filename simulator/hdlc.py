"""Wrap an APDU for HDLC (IEC 62056-46), frame format type 3.

7E  A LLL  destination  source  13  HCS  E6 E7 00 APDU  FCS  7E

LLL counts from the format to the FCS. HCS and FCS are CRC-16/X-25 of all behind
the flag, low byte first. No byte is stuffed: 7E and 7D occur inside.
"""

from typing import Final

from .crc16 import crc16_x25

_FLAG: Final = b"\x7e"
_FORMAT: Final = 0xA000
_MAX_LENGTH: Final = 0x07FF
#: Unnumbered information, final.
_CONTROL: Final = b"\x13"
_LLC: Final = b"\xe6\xe7\x00"


def frame(apdu: bytes, destination: bytes, source: bytes) -> bytes:
    """Write the one frame of an APDU."""
    information = _LLC + apdu
    addresses = destination + source
    length = 2 + len(addresses) + 1 + 2 + len(information) + 2
    if length > _MAX_LENGTH:
        raise ValueError(f"{length} bytes do not fit into one frame")
    header = (_FORMAT | length).to_bytes(2) + addresses + _CONTROL
    checked = header + _check(header) + information
    return _FLAG + checked + _check(checked) + _FLAG


def _check(data: bytes) -> bytes:
    """Return a check sequence as it is sent."""
    return crc16_x25(data).to_bytes(2, "little")

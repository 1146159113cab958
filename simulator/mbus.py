"""Cut an APDU into long frames of wired M-Bus (EN 13757-2 and -3).

68 L L 68  53 FF CI 01 67  data  CS 16

L counts from 53 to the data, CS is the sum of these bytes. The low digit of CI
numbers the frames from 0, and 10 is added in the last one.
"""

from typing import Final

_MAX_DATA: Final = 245
_LAST: Final = 0x10
_SEND_USER_DATA: Final = 0x53
_BROADCAST: Final = 0xFF
#: Of the transport layer: from a server (1) to a client (103).
_SOURCE: Final = 0x01
_DESTINATION: Final = 0x67


def frames(apdu: bytes) -> bytes:
    """Write the frames of an APDU, one behind the other."""
    pieces = [apdu[at : at + _MAX_DATA] for at in range(0, len(apdu), _MAX_DATA)]
    last = len(pieces) - 1
    return b"".join(
        _long_frame(number | (_LAST if number == last else 0), piece)
        for number, piece in enumerate(pieces)
    )


def _long_frame(control_information: int, data: bytes) -> bytes:
    """Write one frame."""
    fields = [_SEND_USER_DATA, _BROADCAST, control_information, _SOURCE, _DESTINATION]
    content = bytes(fields) + data
    head = bytes([0x68, len(content), len(content), 0x68])
    return head + content + bytes([sum(content) % 256, 0x16])

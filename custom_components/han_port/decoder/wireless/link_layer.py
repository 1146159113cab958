"""The link layer of wireless M-Bus (EN 13757-4): frame formats and their CRCs.

    L | C | M (2) | A (6) | CI ...

L counts what follows it. In format A a CRC stands behind the first ten bytes and
behind every sixteen that follow, and L does not count them. In format B, which
mode C alone has, one stands at the end, and where the frame is longer than 128
bytes one more behind its first 126; L counts them. Most receivers check the CRCs
and leave them out.
"""

from typing import Final

_POLYNOMIAL: Final = 0x3D65
CRC_SIZE: Final = 2
_FIRST_BLOCK: Final = 10
_BLOCK: Final = 16
#: Format B: what one CRC protects at most.
_LONG_BLOCK: Final = 126

#: L is less in no telegram: C, M, A and CI.
LEAST_LENGTH: Final = 10
#: L to CI, as far as one can tell a telegram by.
HEAD_SIZE: Final = 11

#: What a meter sends by itself, or to answer somebody else: SND-NR, SND-IR, ACC-NR,
#: ACC-DMD, RSP-UD with and without its flags.
CONTROLS: Final = (0x44, 0x46, 0x47, 0x48, 0x08, 0x18, 0x28, 0x38)
#: Of these ACC-NR and ACC-DMD: a meter can be reached, and wants to be.
_WITHOUT_DATA: Final = (b"\x47", b"\x48")
_CI_AT: Final = 10
#: What CI says next: a transport layer, an extended link layer, the authentication
#: and fragmentation layer, or manufacturers' own.
_CONTENTS: Final = frozenset((*range(0x5A, 0x90), 0x90, *range(0xA0, 0xB8)))


def _table() -> tuple[int, ...]:
    """Return what each byte adds to the CRC."""
    rows = []
    for value in range(256):
        crc = value << 8
        for _ in range(8):
            crc = crc << 1 ^ (_POLYNOMIAL if crc & 0x8000 else 0)
        rows.append(crc & 0xFFFF)
    return tuple(rows)


_TABLE: Final = _table()


def crc(data: bytes | bytearray) -> int:
    """Return the CRC-16/EN-13757 of `data` (0x3D65, start 0, all bits inverted)."""
    value = 0
    for byte in data:
        value = (value << 8 & 0xFF00) ^ _TABLE[value >> 8 ^ byte]
    return value ^ 0xFFFF


def size_with_crcs(length: int) -> int:
    """Return the size of a frame of format A whose L-field says `length`."""
    size = length + 1
    blocks = 1 + max(0, -(-(size - _FIRST_BLOCK) // _BLOCK))
    return size + CRC_SIZE * blocks


def blocks_of(frame: bytes) -> list[bytes]:
    """Return the blocks of a frame of format A, each with its CRC."""
    first, step = _FIRST_BLOCK + CRC_SIZE, _BLOCK + CRC_SIZE
    others = (frame[at : at + step] for at in range(first, len(frame), step))
    return [frame[:first], *others]


def has_sound_start(frame: bytes | bytearray) -> bool:
    """Tell whether the CRC of format A's first block fits: then the sender is sure."""
    end = _FIRST_BLOCK + CRC_SIZE
    return len(frame) >= end and _is_sound(frame[:end])


def without_crcs(frame: bytes) -> bytes | None:
    """Return a telegram from L on, None where the CRCs of neither format fit.

    `frame` ends with its last CRC. Of format B L is made anew.
    """
    if len(frame) < _FIRST_BLOCK + CRC_SIZE:
        return None
    if len(frame) == size_with_crcs(frame[0]) and has_sound_start(frame):
        return _without_crcs_a(frame)
    return _without_crcs_b(frame) if len(frame) == frame[0] + 1 else None


def is_telegram(head: bytes | bytearray) -> bool:
    """Tell whether HEAD_SIZE bytes without CRCs are how a telegram begins."""
    if len(head) < HEAD_SIZE or head[0] < LEAST_LENGTH or head[1] not in CONTROLS:
        return False
    code = head[2] | head[3] << 8
    letters = (code >> 10 & 31, code >> 5 & 31, code & 31)
    return all(1 <= letter <= 26 for letter in letters) and head[_CI_AT] in _CONTENTS


def is_without_data(telegram: bytes) -> bool:
    """Tell whether a telegram is of a kind that has no data, ciphered or not."""
    return telegram[1:2] in _WITHOUT_DATA


def _without_crcs_a(frame: bytes) -> bytes | None:
    """Check and cut out the CRCs of format A."""
    blocks = blocks_of(frame)
    if not all(map(_is_sound, blocks)):
        return None
    return b"".join(block[:-CRC_SIZE] for block in blocks)


def _without_crcs_b(frame: bytes) -> bytes | None:
    """Check and cut out the CRCs of format B."""
    cut = _LONG_BLOCK + CRC_SIZE
    blocks = [frame[:cut], frame[cut:]] if len(frame) > cut else [frame]
    if not all(_is_sound(block) for block in blocks):
        return None
    data = b"".join(block[:-CRC_SIZE] for block in blocks)
    return bytes([len(data) - 1]) + data[1:]


def _is_sound(block: bytes | bytearray) -> bool:
    """Tell whether a block ends with its CRC, high byte first."""
    return len(block) > CRC_SIZE and crc(block[:-CRC_SIZE]) == int.from_bytes(
        block[-CRC_SIZE:], "big"
    )

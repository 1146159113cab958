"""What receivers send, composed for tests: frames, lines, and telegrams in them."""

from collections.abc import Iterable
from functools import reduce
from operator import xor
import random
from typing import Final, Protocol

from custom_components.han_port.decoder.telegram import Rejected
from custom_components.han_port.decoder.wireless.reception import (
    Item,
    Reception,
    Reply,
)

#: A receiver asks for nothing in 44, and 7A is a short header.
_LINK: Final = "44 95 4e {number} 01 02"
NUMBER: Final = "31000001"
SENDER: Final = "STU-31000001-01-02"


class Hearing(Protocol):
    """What takes bytes and pauses and hands out items."""

    def feed(self, data: bytes, /) -> list[Item]:
        """Take bytes."""

    def pause(self) -> list[Item]:
        """Take a pause."""


def heard(receiver: Hearing, *pieces: bytes) -> list[Item]:
    """Feed pieces and a pause."""
    items = [item for piece in pieces for item in receiver.feed(piece)]
    return items + receiver.pause()


def receptions(items: Iterable[Item]) -> list[Reception]:
    """Pick what was received."""
    return [item for item in items if isinstance(item, Reception)]


def refusals(items: Iterable[Item]) -> list[tuple[str, int]]:
    """Return reasons and sizes of what was refused."""
    return [
        (item.reason.value, item.size) for item in items if isinstance(item, Rejected)
    ]


def replies(items: Iterable[Item]) -> list[bytes]:
    """Return what the receiver said for itself."""
    return [item.data for item in items if isinstance(item, Reply)]


def telegram(
    blocks: int = 3, *, plain: bytes = b"", mode: int = 5, number: str = NUMBER
) -> bytes:
    """Return a telegram from L on: ciphered blocks, and plain bytes behind them."""
    link = bytes.fromhex(_LINK.format(number=bytes.fromhex(number)[::-1].hex()))
    header = b"\x7a\x2a\x00" + (mode << 8 | blocks << 4).to_bytes(2, "little")
    body = link + header + random.Random(blocks).randbytes(16 * blocks) + plain
    return bytes([len(body)]) + body


def with_last(data: bytes, last: int) -> bytes:
    """Return a telegram with one more byte, which L counts."""
    return bytes([data[0] + 1]) + data[1:] + bytes([last])


def crc_13757(data: bytes) -> bytes:
    """Return the CRC of a block, bit by bit, high byte first."""
    value = 0
    for byte in data:
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ (0x3D65 if value & 0x8000 else 0)) & 0xFFFF
    return (value ^ 0xFFFF).to_bytes(2, "big")


def crc_x25(data: bytes) -> bytes:
    """Return CRC-16/X-25, bit by bit, low byte first."""
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0x8408 if value & 1 else 0)
    return (value ^ 0xFFFF).to_bytes(2, "little")


def format_a(data: bytes) -> bytes:
    """Put the CRCs of format A into a telegram."""
    blocks = [data[:10], *(data[at : at + 16] for at in range(10, len(data), 16))]
    return b"".join(block + crc_13757(block) for block in blocks)


def format_b(data: bytes) -> bytes:
    """Put the CRCs of format B into a telegram and count them in L."""
    count = 1 if len(data) <= 126 else 2
    data = bytes([len(data) - 1 + 2 * count]) + data[1:]
    blocks = [data[:126], data[126:]] if count == 2 else [data]
    return b"".join(block + crc_13757(block) for block in blocks)


def im871a(
    data: bytes, *, raw: int | None = 63, time: bytes = b"", has_crc: bool = True
) -> bytes:
    """Return what an iM871A sends of a telegram."""
    control = 0x20 * bool(time) | 0x40 * (raw is not None) | 0x80 * has_crc
    strength = b"" if raw is None else bytes([raw])
    body = bytes([control | 2, 3]) + data + time + strength
    return b"\xa5" + body + (crc_x25(body) if has_crc else b"")


def im871a_reply(message: int, payload: bytes = b"", endpoint: int = 1) -> bytes:
    """Return what an iM871A says for itself."""
    body = bytes([0x80 | endpoint, message, len(payload)]) + payload
    return b"\xa5" + body + crc_x25(body)


def slip(body: bytes) -> bytes:
    """Put a CRC behind a body and frame it for SLIP."""
    escapes = {0xC0: b"\xdb\xdc", 0xDB: b"\xdb\xdd"}
    sound = body + crc_x25(body)
    inner = b"".join(escapes.get(byte, bytes([byte])) for byte in sound)
    return b"\xc0" + inner + b"\xc0"


def iu891a(data: bytes, rssi: int = -75) -> bytes:
    """Return what an iU891A sends of a telegram."""
    strength = rssi.to_bytes(1, "big", signed=True)
    return slip(b"\x09\x20" + b"\x10\x20\x30\x40" + b"\x00\x00\x02" + strength + data)


def amber_frame(command: int, data: bytes = b"") -> bytes:
    """Return a frame of an AMB8465."""
    frame = bytes([0xFF, command, len(data)]) + data
    return frame + bytes([reduce(xor, frame)])


def amber(data: bytes, raw: int | None = None) -> bytes:
    """Return what an AMB8465 in command mode sends of a telegram."""
    return amber_frame(3, data[1:] + (b"" if raw is None else bytes([raw])))


def amber_memory(framed: int, strength: int) -> bytes:
    """Return an AMB8465's reply with all parameters."""
    memory = bytearray(0x78)
    memory[0x05], memory[0x45] = framed, strength
    return amber_frame(0x8A, b"\x00\x78" + memory)


def cul(data: bytes, trailer: str = "804f") -> bytes:
    """Return a CUL's line of a telegram in format A."""
    return f"b{format_a(data).hex().upper()}{trailer}\r\n".encode()


def cul_b(data: bytes, trailer: str = "804f") -> bytes:
    """Return a CUL's line of a telegram in format B."""
    return f"bY{format_b(data).hex().upper()}{trailer}\r\n".encode()

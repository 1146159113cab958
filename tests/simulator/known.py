"""What the tests of the simulator compose and check by means of their own."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC, GCM

from simulator.household import Counters, Phase, Snapshot
from simulator.keys import Keys

#: L1 exports, L2 and L3 import.
SNAPSHOT: Final = Snapshot(
    time=datetime(2026, 7, 1, 9, 30, 5, tzinfo=UTC),
    phases=(
        Phase(-2000, 120, Decimal("231.5"), Decimal("-8.7")),
        Phase(500, -40, Decimal("230.1"), Decimal("2.2")),
        Phase(1250, -200, Decimal("229.8"), Decimal("5.5")),
    ),
    counters=Counters(*map(Decimal, ("100.129", "200.200", "300.300", "400.400"))),
)
WINTER: Final = SNAPSHOT._replace(time=datetime(2026, 1, 1, 23, 30, 5, tzinfo=UTC))

type RealTelegram = Callable[[str], bytes | None]


def opened(secret: bytes, keys: Keys, title: bytes, counter: int) -> bytes:
    """Decipher what has a tag, which is checked, or none."""
    vector = title + counter.to_bytes(4)
    if keys.authentication is None:
        decryptor = Cipher(AES(keys.encryption), GCM(vector)).decryptor()
        return decryptor.update(secret)
    text, tag = secret[:-12], secret[-12:]
    mode = GCM(vector, tag, min_tag_length=12)
    decryptor = Cipher(AES(keys.encryption), mode).decryptor()
    decryptor.authenticate_additional_data(b"\x30" + keys.authentication)
    return decryptor.update(text) + decryptor.finalize()


def opened_in_blocks(secret: bytes, key: bytes, vector: bytes) -> bytes:
    """Decipher whole blocks that nothing vouches for."""
    decryptor = Cipher(AES(key), CBC(vector)).decryptor()
    return decryptor.update(secret) + decryptor.finalize()


def x25(data: bytes) -> bytes:
    """Return the CRC-16/X-25, low byte first, by dividing whole polynomials."""
    bits = int("".join(f"{byte:08b}"[::-1] for byte in data), 2) << 16
    bits ^= 0xFFFF << 8 * len(data)
    for shift in range(8 * len(data) - 1, -1, -1):
        if bits >> shift + 16 & 1:
            bits ^= 0x11021 << shift
    remainder = f"{bits ^ 0xFFFF:016b}"
    return bytes(int(remainder[at : at + 8][::-1], 2) for at in (0, 8))

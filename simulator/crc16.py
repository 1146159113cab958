"""The three checksums of meters, bit by bit."""


def crc16_arc(data: bytes) -> int:
    """Return the CRC-16/ARC: polynomial 0x8005 reflected, start 0, no final xor."""
    return _reflected_crc(data, polynomial=0xA001, start=0)


def crc16_x25(data: bytes) -> int:
    """Return the CRC-16/X-25: 0x1021 reflected, start and final xor 0xFFFF."""
    return _reflected_crc(data, polynomial=0x8408, start=0xFFFF) ^ 0xFFFF


def crc16_en13757(data: bytes) -> int:
    """Return the CRC-16/EN-13757: 0x3D65, start 0, final xor 0xFFFF."""
    remainder = 0
    for byte in data:
        remainder ^= byte << 8
        for _ in range(8):
            remainder = (remainder << 1) ^ (0x13D65 if remainder & 0x8000 else 0)
    return remainder ^ 0xFFFF


def _reflected_crc(data: bytes, polynomial: int, start: int) -> int:
    """Divide bit by bit, the least significant bit of a byte first."""
    remainder = start
    for byte in data:
        remainder ^= byte
        for _ in range(8):
            remainder = (remainder >> 1) ^ (polynomial if remainder & 1 else 0)
    return remainder

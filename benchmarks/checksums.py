"""The two usual ways to reckon CRC-16/ARC, to measure the decoder's against."""


def crc16_bitwise(data: bytes) -> int:
    """Return the checksum by its definition, a step a bit."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    return crc


_TABLE = [crc16_bitwise(bytes((byte,))) for byte in range(256)]


def crc16_table(data: bytes) -> int:
    """Return the checksum with a table, a step a byte."""
    crc = 0
    for byte in data:
        crc = crc >> 8 ^ _TABLE[(crc ^ byte) & 0xFF]
    return crc

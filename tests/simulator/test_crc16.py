"""The checksums are those of the catalogue of CRCs."""

from random import Random

from simulator.crc16 import crc16_arc, crc16_en13757, crc16_x25
from tests.simulator.known import x25


def test_check_values() -> None:
    """All checksums give the check value of the catalogue of CRCs."""
    assert crc16_arc(b"123456789") == 0xBB3D
    assert crc16_x25(b"123456789") == 0x906E
    assert crc16_en13757(b"123456789") == 0xC2B7


def test_x25_is_the_remainder_of_a_division() -> None:
    """Dividing polynomials gives the same."""
    data = Random(7).randbytes(300)
    assert crc16_x25(data).to_bytes(2, "little") == x25(data)

"""Tests of telegrams with one wrong bit or one wrong byte.

A CRC, an FCS or a verified tag stands for every value: with one bit or byte
wrong a telegram is refused, or all that comes out is as it was sent.
"""

import random

import pytest

from tests.decoder.samples import CARRIERS, UNVERIFIED, Sample, real

SAMPLES = [*CARRIERS, *UNVERIFIED, *real()]


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_every_bit(sample: Sample) -> None:
    """No wrong bit, wherever it is, makes a wrong value."""
    data = bytearray(sample.data)
    for bit in range(8 * len(data)):
        data[bit // 8] ^= 1 << bit % 8
        sample.check(bytes(data))
        data[bit // 8] ^= 1 << bit % 8


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_every_byte(sample: Sample) -> None:
    """No wrong byte, wherever it is, makes a wrong value."""
    chance = random.Random(len(sample.data))
    for at in range(len(sample.data)):
        flipped = bytearray(sample.data)
        flipped[at] ^= chance.randrange(1, 256)
        sample.check(bytes(flipped))


@pytest.mark.parametrize("sample", CARRIERS, ids=str)
def test_nothing_wrong(sample: Sample) -> None:
    """Untouched, the telegrams composed for these tests have values."""
    assert len(sample.registers) >= 4

"""Tests of streams of every carrier: cut off, repeated, mixed, one after the other."""

from collections.abc import Mapping
from itertools import permutations, product
import random

import pytest

from custom_components.han_port.decoder import Decoder, Event, Reading
from tests.decoder.envelopes import KEYS
from tests.decoder.feeding import cut, decode, fed, one_by_one, telegrams
from tests.decoder.samples import CARRIERS, Sample, real

REAL = real()


def together(data: bytes) -> list[Event]:
    """Decode with the keys of the composed telegrams."""
    return fed(Decoder(country="NO", keys=KEYS), [data])


def registers(events: list[Event]) -> list[Mapping[str, Reading]]:
    """Return the registers of all telegrams."""
    return [one.registers for one in telegrams(events)]


@pytest.mark.parametrize("sample", [*CARRIERS, *REAL], ids=str)
def test_every_length(sample: Sample) -> None:
    """A telegram that breaks off gives nothing wrong, wherever it does."""
    for size in range(len(sample.data)):
        sample.check(sample.data[:size])


@pytest.mark.parametrize("sample", [*CARRIERS, *REAL], ids=str)
def test_every_start(sample: Sample) -> None:
    """What is heard from the middle on gives nothing wrong, and costs no other."""
    whole = registers(sample.decode(sample.data))
    for start in range(1, len(sample.data)):
        found = registers(sample.decode(sample.data[start:] + sample.data * 2))
        assert found[-1:] == whole
        assert all(one.items() <= sample.registers.items() for one in found)


@pytest.mark.parametrize("sample", [*CARRIERS, *REAL], ids=str)
def test_repeated(sample: Sample) -> None:
    """Three times the same is three times the same."""
    once = telegrams(sample.decode(sample.data))
    assert telegrams(sample.decode(sample.data * 3)) == once * 3


@pytest.mark.parametrize("sample", [*CARRIERS, *REAL], ids=str)
def test_behind_its_own_beginning(sample: Sample) -> None:
    """A telegram that broke off does not cost the next but one."""
    once = registers(sample.decode(sample.data))
    for size in range(0, len(sample.data), 17):
        data = sample.data[:size] + sample.data * 2
        assert registers(sample.decode(data))[-1:] == once[-1:]


@pytest.mark.parametrize(("first", "second"), permutations(CARRIERS, 2), ids=str)
def test_one_after_the_other(first: Sample, second: Sample) -> None:
    """Telegrams of different carriers in one stream give what they give alone."""
    alone = registers(together(first.data)) + registers(together(second.data))
    stream = first.data + second.data
    assert len(alone) == 2
    assert registers(together(stream)) == alone
    assert together(stream) == fed(Decoder(country="NO", keys=KEYS), one_by_one(stream))


@pytest.mark.parametrize(("inner", "outer"), product(CARRIERS, repeat=2), ids=str)
def test_one_inside_the_other(inner: Sample, outer: Sample) -> None:
    """Two that came at the same time give no wrong value, and cost no later one."""
    good = [inner.registers, outer.registers]
    for at in range(0, len(outer.data), 3):
        mixed = outer.data[:at] + inner.data + outer.data[at:]
        found = registers(together(mixed + inner.data * 2))
        assert found[-1] == inner.registers
        assert all(one in good for one in found)


@pytest.mark.parametrize(("first", "second"), product(CARRIERS, repeat=2), ids=str)
def test_interleaved(first: Sample, second: Sample) -> None:
    """Pieces of two telegrams by turns give no wrong value."""
    chance = random.Random(len(first.data) + len(second.data))
    good = [first.registers, second.registers]
    for size in (1, 2, 8, 32, 100):
        pieces = [
            cut(one.data, (chance.randrange(len(one.data)) for _ in range(size)))
            for one in (first, second)
        ]
        mixed = b"".join(piece for pair in zip(*pieces, strict=True) for piece in pair)
        assert all(one in good for one in registers(together(mixed)))


def test_all_real_ones_together() -> None:
    """All that need no key, in one stream and any order, give what they give alone."""
    clear = [sample for sample in REAL if sample.keys is None]
    chance = random.Random(7)
    for _ in range(5):
        chance.shuffle(clear)
        stream = b"".join(sample.data for sample in clear)
        found = registers(decode(stream, country="NO"))
        assert found == [sample.registers for sample in clear if sample.registers]

"""Each fault does to a frame what its name says."""

from random import Random

import pytest

from simulator.faults import Fault
from simulator.receiver_faults import apply

FRAME = bytes(range(40))


def spoilt(fault: Fault, checksum: int = 2, seed: int = 1) -> bytes:
    """Return what becomes of a frame."""
    return apply(fault, FRAME, checksum, Random(seed))


def test_silence() -> None:
    """Nothing is left."""
    assert spoilt(Fault.SILENCE) == b""


def test_noise() -> None:
    """As many bytes, and others."""
    assert len(spoilt(Fault.NOISE)) == 40
    assert spoilt(Fault.NOISE) != FRAME


@pytest.mark.parametrize("seed", range(50))
def test_bit_error(seed: int) -> None:
    """One bit before the checksum is another."""
    damaged = spoilt(Fault.BIT_ERRORS, seed=seed)
    changes = [a ^ b for a, b in zip(FRAME, damaged, strict=True)]
    assert sum(change.bit_count() for change in changes) == 1
    assert changes[-2:] == [0, 0]


@pytest.mark.parametrize("fault", [Fault.CUT, Fault.RESTART])
@pytest.mark.parametrize("seed", range(50))
def test_cut(seed: int, fault: Fault) -> None:
    """A beginning is left, without the checksum."""
    damaged = spoilt(fault, seed=seed)
    assert FRAME.startswith(damaged)
    assert 1 <= len(damaged) < 38


@pytest.mark.parametrize("checksum", [1, 2])
@pytest.mark.parametrize("seed", range(50))
def test_bad_checksum(seed: int, checksum: int) -> None:
    """All but the checksum is as it was."""
    damaged = spoilt(Fault.BAD_CHECKSUM, checksum, seed)
    assert damaged[:-checksum] == FRAME[:-checksum]
    assert damaged[-checksum:] != FRAME[-checksum:]
    assert len(damaged) == 40


def test_duplicate_leaves_the_frame() -> None:
    """The receiver says it twice, which is no damage."""
    assert spoilt(Fault.DUPLICATE) == FRAME


def test_checksum_that_is_not_there() -> None:
    """A bare telegram has none to change."""
    with pytest.raises(ValueError, match="nothing protects what this receiver sends"):
        spoilt(Fault.BAD_CHECKSUM, 0)


@pytest.mark.parametrize("fault", [Fault.NO_CHECKSUM, Fault.ENCRYPTED, Fault.INVERTED])
def test_fault_of_wired_meters(fault: Fault) -> None:
    """What befalls wired meters only is refused."""
    with pytest.raises(ValueError, match=f"{fault} befalls no receiver"):
        spoilt(fault)

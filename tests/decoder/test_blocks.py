"""Tests of general block transfer."""

import pytest

from custom_components.han_port.decoder import Reason, Rejected
from custom_components.han_port.decoder.blocks import BlockTransfer
from custom_components.han_port.decoder.frame import MAX_SIZE
from tests.decoder.binary import APDU, block


def taken(*blocks: bytes) -> bytes | Rejected | None:
    """Return what the last of some blocks gives."""
    transfer = BlockTransfer()
    *_, last = map(transfer.take, blocks)
    return last


def refused(*blocks: bytes) -> tuple[Reason, str]:
    """Return why the last of some blocks was refused."""
    last = taken(*blocks)
    assert isinstance(last, Rejected)
    return last.reason, last.detail


def test_one_block() -> None:
    """A first block that is the last holds all."""
    assert taken(block(1, APDU, is_last=True)) == APDU


def test_blocks() -> None:
    """Blocks are joined in their order, and nothing comes before the last."""
    transfer = BlockTransfer()
    assert transfer.take(block(1, b"\x0fabc")) is None
    assert transfer.take(block(2, b"def")) is None
    assert transfer.take(block(3, b"g", is_last=True)) == b"\x0fabcdefg"


def test_transfer_behind_transfer() -> None:
    """The next transfer begins anew."""
    last = block(2, b"b", is_last=True)
    assert taken(block(1, b"a"), last, block(1, b"c"), last) == b"cb"


@pytest.mark.parametrize("length", [1, 127, 128, 255, 256, 1000])
def test_length(length: int) -> None:
    """Lengths have one byte or more."""
    data = bytes(length)
    assert taken(block(1, data, is_last=True)) == data


def test_length_longer_than_it_has_to_be() -> None:
    """A length in two bytes may be one that fits into one."""
    assert taken(b"\xe0\x80\x00\x01\x00\x00\x82\x00\x02ab") == b"ab"


def test_block_number_above_255() -> None:
    """Block numbers have two bytes."""
    blocks = [block(number, b"x") for number in range(1, 257)]
    assert taken(*blocks, block(257, b"y", is_last=True)) == b"x" * 256 + b"y"


@pytest.mark.parametrize("number", [0, 3, 4, 0x0201, 0xFFFF])
def test_block_missing(number: int) -> None:
    """A block out of its turn ends the transfer."""
    broken = (block(1, b"a"), block(number, b"c", is_last=True))
    assert refused(*broken) == (Reason.TRUNCATED, "a block is missing")


def test_first_block_missing() -> None:
    """A transfer heard from its second block on is refused."""
    assert refused(block(2, b"b")) == (Reason.TRUNCATED, "a block is missing")


def test_rest_of_a_broken_transfer() -> None:
    """What follows a missing block is refused, too: nothing is joined across."""
    rest = (block(4, b"d"), block(5, b"e", is_last=True))
    assert refused(block(1, b"a"), block(3, b"c"), *rest)[0] is Reason.TRUNCATED


def test_block_twice() -> None:
    """A block that comes twice is out of its turn."""
    assert refused(block(1, b"a"), block(2, b"b"), block(2, b"b"))[0] is (
        Reason.TRUNCATED
    )


def test_first_block_anew() -> None:
    """A first block begins anew, whatever was begun."""
    last = block(2, b"b", is_last=True)
    assert taken(block(1, b"lost"), block(1, b"a"), last) == b"ab"


@pytest.mark.parametrize(
    "data",
    [
        b"\xe0",
        b"\xe0\x80\x00\x01\x00",
        b"\xe0\x80\x00\x01\x00\x00",
        b"\xe0\x80\x00\x01\x00\x00\x00",
        b"\xe0\x80\x00\x01\x00\x00\x03ab",
        b"\xe0\x80\x00\x01\x00\x00\x01ab",
        b"\xe0\x80\x00\x01\x00\x00\x82\x00",
        b"\xe0\x80\x00\x01\x00\x00\x85\x00\x00\x00\x00\x01a",
    ],
    ids=[
        "tag only",
        "header cut",
        "no length",
        "no data",
        "length too long",
        "length too short",
        "length cut",
        "length of five bytes",
    ],
)
def test_malformed(data: bytes) -> None:
    """A block has to end where its length says."""
    assert taken(data) == Rejected(
        Reason.MALFORMED, len(data), data.hex(), "no block of a block transfer"
    )


def test_endless_transfer() -> None:
    """A transfer without a last block is refused before it fills the memory."""
    transfer = BlockTransfer()
    blocks = (block(number, bytes(1000)) for number in range(1, 100))
    refusal = next(filter(None, map(transfer.take, blocks)))
    assert isinstance(refusal, Rejected)
    assert (refusal.reason, refusal.detail) == (
        Reason.OVERSIZE,
        "no last block in sight",
    )
    assert len(transfer._begun) <= MAX_SIZE

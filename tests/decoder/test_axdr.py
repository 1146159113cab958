"""Tests of A-XDR: the values of an APDU."""

import struct
import time
import tracemalloc
from typing import Final

from hypothesis import example, given, strategies as st
import pytest

from custom_components.han_port.decoder.axdr import (
    MAX_DEPTH,
    MAX_ITEMS,
    AxdrError,
    Item,
    Tag,
    leaves,
    read_item,
)
from tests.decoder.axdr_compose import (
    NULL,
    array,
    integer,
    obis,
    octets,
    scaler_unit,
    structure,
    text,
    uint16,
    uint32,
    visible,
)

#: All types with a content of their own.
EXAMPLES: Final = {
    Tag.NULL: (b"\x00", b""),
    Tag.BOOLEAN: (b"\x03\x01", b"\x01"),
    Tag.OCTETS: (b"\x09\x03\x00\xff\x0a", b"\x00\xff\x0a"),
    Tag.VISIBLE: (b"\x0a\x02AB", b"AB"),
    Tag.UTF8: (b"\x0c\x02\xc3\xa4", b"\xc3\xa4"),
    Tag.BCD: (b"\x0d\x42", b"\x42"),
    Tag.ENUM: (b"\x16\x1b", b"\x1b"),
    Tag.FLOAT32: (b"\x17" + struct.pack(">f", 1.5), struct.pack(">f", 1.5)),
    Tag.FLOAT64: (b"\x18" + struct.pack(">d", 1.5), struct.pack(">d", 1.5)),
    Tag.DATE_TIME: (b"\x19" + bytes(range(12)), bytes(range(12))),
    Tag.DATE: (b"\x1a" + bytes(range(5)), bytes(range(5))),
    Tag.TIME: (b"\x1b" + bytes(range(4)), bytes(range(4))),
}
#: A list of every type, with every form of length.
EVERYTHING: Final = structure(
    *(data for data, _ in EXAMPLES.values()),
    array(uint16(1), uint16(2)),
    array(),
    structure(obis("1-0:1.7.0"), uint32(1023), scaler_unit(0, 27)),
    b"\x09\x81\x03abc",
    b"\x09\x82\x00\x03abc",
    octets(bytes(200)),
    octets(bytes(300)),
)
#: Far more than any of these tests may take, far less than a hostile length says.
SECONDS: Final = 1
BYTES: Final = 1_000_000


def nested(depth: int) -> bytes:
    """Nest structures so deep."""
    return b"\x02\x01" * depth + NULL


@pytest.mark.parametrize("tag", EXAMPLES)
def test_type(tag: Tag) -> None:
    """A value has its type and its bytes, and lies where it lies."""
    data, content = EXAMPLES[tag]
    before = b"\xff\xff"
    item, end = read_item(before + data + b"\xff", len(before))
    assert (item.tag, item.content, item.number, item.items) == (tag, content, None, ())
    assert end == len(before) + len(data)
    assert (before + data)[item.place] == content


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("int8", -128),
        ("int8", 127),
        ("uint8", 255),
        ("int16", -32768),
        ("int16", 32767),
        ("uint16", 65535),
        ("int32", -(2**31)),
        ("int32", 2**31 - 1),
        ("uint32", 2**32 - 1),
        ("int64", -(2**63)),
        ("int64", 2**63 - 1),
        ("uint64", 2**64 - 1),
        ("uint64", 0),
    ],
)
def test_integer(name: str, number: int) -> None:
    """An integer of any size keeps its sign and all its digits."""
    data = integer(name, number)
    item, end = read_item(data)
    assert (item.tag, item.number, item.content) == (data[0], number, data[1:])
    assert (data[item.place], end) == (data[1:], len(data))


def test_every_tag_is_tried() -> None:
    """No type is without a test here."""
    tried = set(EXAMPLES) | {Tag.ARRAY, Tag.STRUCTURE}
    for name in ("int8", "uint8", "int16", "uint16", "int32", "uint32"):
        tried.add(Tag(integer(name, 0)[0]))
    assert tried | {Tag.INT64, Tag.UINT64} == set(Tag)


@pytest.mark.parametrize("tag", sorted(set(range(256)) - set(Tag)))
def test_unknown_type(tag: int) -> None:
    """What is no type ends the reading."""
    with pytest.raises(AxdrError, match=r"^no type at byte 2$"):
        read_item(b"\x02\x01" + bytes([tag]) + bytes(12))


def test_collection() -> None:
    """Arrays and structures hold items, in their order."""
    item, end = read_item(EVERYTHING)
    assert item.tag is Tag.STRUCTURE
    assert end == len(EVERYTHING)
    assert [one.tag for one in item.items[: len(EXAMPLES)]] == list(EXAMPLES)
    numbers, none, triplet, *strings = item.items[len(EXAMPLES) :]
    assert (numbers.tag, [one.number for one in numbers.items]) == (Tag.ARRAY, [1, 2])
    assert (none.tag, none.items, none.content) == (Tag.ARRAY, (), b"")
    assert [one.tag for one in triplet.items] == [
        Tag.OCTETS,
        Tag.UINT32,
        Tag.STRUCTURE,
    ]
    assert [len(one.content) for one in strings] == [3, 3, 200, 300]


def test_place_within() -> None:
    """The place of a value is one of the whole, however deep it lies."""
    item, _ = read_item(EVERYTHING)
    for leaf in leaves(item):
        assert EVERYTHING[leaf.place] == leaf.content


def test_leaves() -> None:
    """The values within are those that hold no others, in the order of the wire."""
    item, _ = read_item(structure(array(text("a"), text("b")), structure(text("c"))))
    assert [leaf.content for leaf in leaves(item)] == [b"a", b"b", b"c"]


def test_leaf_alone() -> None:
    """A value is its own leaf."""
    item, _ = read_item(uint16(7))
    assert list(leaves(item)) == [item]


@pytest.mark.parametrize(
    "data",
    [*(data for data, _ in EXAMPLES.values()), EVERYTHING],
    ids=[*(tag.name for tag in EXAMPLES), "everything"],
)
def test_truncated(data: bytes) -> None:
    """Truncated at any byte a value is none."""
    for size in range(len(data)):
        with pytest.raises(AxdrError, match=r"^the bytes end|^no length$"):
            read_item(data[:size])


@pytest.mark.parametrize("depth", [1, 3, MAX_DEPTH])
def test_depth(depth: int) -> None:
    """Lists nest as deep as they do."""
    item, end = read_item(nested(depth))
    assert end == 2 * depth + 1
    assert next(leaves(item)).tag is Tag.NULL


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 1000, 100_000])
def test_too_deep(depth: int) -> None:
    """Deeper than that nothing is read, nor does the stack grow."""
    with pytest.raises(AxdrError, match=r"^more items than any meter sends$"):
        read_item(nested(depth))


def test_many_items() -> None:
    """A long list is read, itself counted, and not one item more."""
    most = MAX_ITEMS - 1
    item, _ = read_item(array(*[NULL] * most))
    assert len(item.items) == most
    with pytest.raises(AxdrError, match=r"^more items than any meter sends$"):
        read_item(array(*[NULL] * MAX_ITEMS))


def test_items_of_all_collections_count() -> None:
    """Many short lists are as many items as one long one."""
    with pytest.raises(AxdrError, match=r"^more items than any meter sends$"):
        read_item(array(*[array(*[NULL] * 99)] * 11))


@pytest.mark.parametrize(
    "data",
    [
        b"\x09\x84\xff\xff\xff\xff",
        b"\x0a\x84\x7f\xff\xff\xff" + bytes(100),
        b"\x01\x84\xff\xff\xff\xff",
        b"\x02\x82\xff\xff" + bytes(8192),
        b"\x01\x82\x03\xe7" * 2000,
        b"\x02\x7f" * 4000,
        b"\x01\x81\xff" + b"\x01\x81\xff" * 2000,
        (b"\x02\x03" + NULL * 2) * 2000,
    ],
)
def test_hostile(data: bytes) -> None:
    """Whatever lengths say, time and memory stay with what has come."""
    tracemalloc.start()
    begin = time.process_time()
    with pytest.raises(AxdrError):
        read_item(data)
    taken = time.process_time() - begin
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < SECONDS
    assert peak < BYTES


def items() -> st.SearchStrategy[bytes]:
    """Draw values, alone and in lists of lists."""
    single = st.one_of(
        st.just(NULL),
        st.binary(max_size=300).map(octets),
        st.text(st.characters(max_codepoint=0x7E), max_size=20).map(visible),
        st.integers(0, 65535).map(uint16),
    )
    short = st.lists(single, max_size=4).map(lambda those: structure(*those))
    several = st.lists(st.one_of(single, short), max_size=4)
    return st.one_of(single, several.map(lambda those: structure(*those)))


def written(item: Item) -> bytes:
    """Write an item of these tests again."""
    if item.tag is Tag.STRUCTURE:
        return structure(*map(written, item.items))
    if item.tag is Tag.VISIBLE:
        return visible(item.content.decode())
    if item.tag is Tag.OCTETS:
        return octets(item.content)
    return bytes([item.tag]) + item.content


@given(items())
def test_written_again(data: bytes) -> None:
    """What was read gives the same bytes again."""
    item, end = read_item(data)
    assert (written(item), end) == (data, len(data))


@given(st.binary(max_size=200))
@example(b"\x84")
def test_arbitrary_bytes(data: bytes) -> None:
    """Arbitrary bytes give a value or AxdrError, and nothing else."""
    try:
        _, end = read_item(data)
    except AxdrError:
        return
    assert end <= len(data)

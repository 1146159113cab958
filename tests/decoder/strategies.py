"""What hypothesis draws: numbers as meters write them, streams as lines bring them."""

from hypothesis import strategies as st

from tests.decoder.binary import (
    APDU,
    FLAG,
    LLC,
    block,
    hdlc_frame,
    hdlc_segments,
    mbus_frame,
    mbus_segments,
    sharing_flags,
)
from tests.decoder.compose import ENERGY, ciphered, stoen_form, telegram

#: Pieces that look like parts of telegrams.
_SHARDS = (
    *(b"/AAA5\r\n", b"/KAM5", b"/", b"!", b"!\r\n", b"!0A1B\r\n", b"\r\n", b"\n"),
    *(b"1-0:1.8.0(", b"*kWh)", b"0", b" ", b"\x00", b"\xff"),
    *(b"\xdb\x08", b"\xdb\x08KAM", b"\xa5", b"\x00\x20\x30", b"\x08XYZ"),
    *(FLAG, b"\x7e\xa0", b"\x7e\xa0\x1c\x41\x03\x13", LLC, b"\x0f\x00"),
    *(b"\x68", b"\x68\x21\x21\x68", b"\x68\x21\x21\x68\x53\xff\x10\x01\x67"),
)
_SHORT = telegram("KAM5", [ENERGY])
_SOUND = (
    _SHORT,
    telegram("LGF5E360", ["0-0:1.0.0(250117083010W)", ENERGY]),
    telegram("ADN9 7534", [ENERGY], line_end="\n"),
    telegram("KAM5", [ENERGY], checksum=""),
    telegram("HLY5/D545-METER", [ENERGY], checksum="{:x}"),
)
_FAULTY = (
    telegram("KAM5", [ENERGY], checksum="0000"),
    telegram("KAM5", [ENERGY], checksum="EHEXE1"),
    telegram("KAM5", [ENERGY], checksum="", line_end="\n"),
    _SHORT.replace(b"\r\n\r\n1", b"\r\n\r\n\x00"),
)
_CIPHERED = (
    *(ciphered(32), ciphered(160), b"/KAM5\r\n\r\n" + ciphered()),
    *(stoen_form(0x20), stoen_form(0x90), stoen_form(0x90, b"")),
)
_SEGMENTS = hdlc_segments(APDU, 3)
_BLOCKS = (
    hdlc_frame(LLC + block(1, APDU[:30])),
    hdlc_frame(block(2, APDU[30:], is_last=True)),
)
_BINARY = (
    *(hdlc_frame(LLC + APDU), hdlc_frame(LLC + ciphered(32), b"\x02\x41")),
    *(sharing_flags(_SEGMENTS), sharing_flags(_BLOCKS), *_SEGMENTS, *_BLOCKS),
    *(mbus_frame(APDU), mbus_frame(APDU * 5), *mbus_segments(APDU, 30)),
)


@st.composite
def numbers(draw: st.DrawFn, digits: int = 15) -> str:
    """Draw a decimal number without sign of at most `digits` significant digits."""
    places = draw(st.integers(0, digits))
    number = draw(st.integers(0, 10**digits - 1))
    text = f"{number:0{places + 1}}"
    return f"{text[:-places]}.{text[-places:]}" if places else text


@st.composite
def padded_numbers(draw: st.DrawFn) -> str:
    """Draw a number with sign and leading zeros, as wide as meters send."""
    sign = draw(st.sampled_from(["", "", "", "-", "+"]))
    return sign + "0" * draw(st.integers(0, 4)) + draw(numbers(9))


def noise() -> st.SearchStrategy[bytes]:
    """Draw bytes that are no telegram, but may look like a part of one."""
    shards = st.lists(st.sampled_from(_SHARDS), max_size=6).map(b"".join)
    return st.one_of(shards, st.binary(max_size=30))


@st.composite
def cut_telegrams(draw: st.DrawFn) -> bytes:
    """Draw a telegram that breaks off."""
    sound = draw(st.sampled_from((*_SOUND, *_CIPHERED, *_BINARY)))
    return sound[: draw(st.integers(1, len(sound) - 1))]


def streams() -> st.SearchStrategy[bytes]:
    """Draw what a line may bring: telegrams of all kinds, and what is none."""
    pieces = st.one_of(
        st.sampled_from(_SOUND),
        st.sampled_from(_FAULTY),
        st.sampled_from(_CIPHERED),
        st.sampled_from(_BINARY),
        cut_telegrams(),
        st.sampled_from((*_CIPHERED, *_BINARY)).flatmap(mutations),
        noise(),
    )
    return st.lists(pieces, max_size=6).map(b"".join)


@st.composite
def mutations(draw: st.DrawFn, data: bytes) -> bytes:
    """Draw `data` with some bytes changed, lost, added or repeated."""
    mutant = bytearray(data)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(mutant) - 1))
        end = at + draw(st.integers(0, 3))
        kind = draw(st.sampled_from(["put", "put", "lose", "repeat", "move"]))
        if kind == "put":
            mutant[at:end] = draw(st.binary(min_size=1, max_size=3))
        elif kind == "lose":
            del mutant[at : end + 1]
        elif kind == "repeat":
            mutant[at:at] = mutant[at : end + 1]
        else:
            mutant += mutant[at : end + 40]
    return bytes(mutant)

"""Tests of megabytes without a telegram: nothing is kept of them."""

import gc
import random
import re
import tracemalloc

import pytest

from custom_components.han_port.decoder import Decoder
from tests.decoder.binary import LLC, hdlc_frame
from tests.decoder.compose import telegram
from tests.decoder.envelopes import KEYS, hdlc, mbus
from tests.decoder.feeding import fed, telegrams
from tests.decoder.samples import CARRIERS, Sample

MEGABYTE = 1 << 20
CHUNK = 1 << 14
#: A telegram, a chunk, what they are cut into, and what reading left behind.
MOST_HELD = 1 << 18
#: What a false start may claim for itself: as much as a telegram has.
MOST_LOST = 1 << 12

#: What telegrams begin with, again and again.
FALSE_STARTS = {
    "HDLC": b"\x7e\xa7\xff",
    "HDLC with address": b"\x7e\xa7\xff\x41\x08\x83\x13",
    "HDLC segmented": b"\x7e\xaf\xff\x03\x05\x00",
    "flags": b"\x7e",
    "M-Bus": b"\x68\xff\xff\x68",
    "M-Bus of 257": b"\x68\x01\x01\x68",
    "ciphered": b"\xdb\x08",
    "ciphered with length": b"\xdb\x08KFM\x01\x02\x03\x04\x05\x82\x0f\xff\x30",
    "text": b"/XXX5",
    "ident lines": b"/XXX5\r\n\r\n",
    "Stoen": b"/EGM5G35\r\n\r\n\x00\x82\x02\x30\x30",
    "APDU": b"\xe6\xe7\x00\x0f\x40\x00\x00\x00\x00\x01\x7f",
}
#: Sound frames that promise more, and never bring the last.
ENDLESS = {
    "HDLC segments": hdlc_frame(LLC + bytes(200), is_segmented=True)
    + hdlc_frame(bytes(200), is_segmented=True) * 40,
    "HDLC segments of nothing": hdlc_frame(b"", is_segmented=True),
    "HDLC first segments": hdlc_frame(LLC + bytes(200), is_segmented=True),
    "M-Bus segments": mbus(bytes(245 * 17))[: 16 * 256],
    "blocks": b"".join(
        hdlc(b"\xe0\x00" + number.to_bytes(2, "big") + b"\x00\x00\xc8" + bytes(200))
        for number in range(1, 64)
    ),
}


def flood(name: str) -> bytes:
    """Return more than 400 kB of the same false start: 5 MB all of them."""
    start = FALSE_STARTS[name]
    return start * (5 * MEGABYTE // len(FALSE_STARTS) // len(start) + 1)


def noise(size: int) -> bytes:
    """Return random bytes, the same on every machine."""
    return random.Random(5).randbytes(size)


def strange_list(chance: random.Random) -> bytes:
    """Return a list of registers that nobody has heard of."""
    count = chance.randrange(1, 30)
    triplets = (
        b"\x02\x03\x09\x06\x01\x00" + chance.randbytes(3) + b"\xff"
        b"\x06" + chance.randbytes(4) + b"\x02\x02\x0f\x00\x16\x1b"
        for _ in range(count)
    )
    head = b"\x0f\x40\x00\x00\x00\x00\x01" + bytes([count])
    return hdlc(head + b"".join(triplets))


def strange_text(chance: random.Random) -> bytes:
    """Return a readable telegram of lines that nobody has heard of."""
    numbers = (chance.randrange(100) for _ in range(3 * 9))
    codes = zip(*[numbers] * 3, strict=True)
    ident = f"XYZ5{chance.randrange(1 << 32)}"
    return telegram(ident, [f"1-0:{c}.{d}.{e}(1.0*kW)" for c, d, e in codes])


def held(decoder: Decoder, *pieces: bytes) -> tuple[int, int]:
    """Feed bytes; return what is left of them in memory, and the most there was."""
    gc.collect()
    tracemalloc.start()
    try:
        for piece in pieces:
            for at in range(0, len(piece), CHUNK):
                decoder.feed(piece[at : at + CHUNK])
        # What `re` keeps of compiled patterns is bounded, and not the decoder's.
        re.purge()
        gc.collect()
        return tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", FALSE_STARTS)
def test_false_starts(name: str) -> None:
    """False starts by the hundred thousand are forgotten."""
    left, most = held(Decoder(keys=KEYS), flood(name))
    assert left < MOST_HELD
    assert most < 32 * MOST_HELD


@pytest.mark.parametrize("name", ENDLESS)
def test_endless(name: str) -> None:
    """Frames that belong together are not joined for ever."""
    left, most = held(
        Decoder(keys=KEYS), ENDLESS[name] * (MEGABYTE // len(ENDLESS[name]))
    )
    assert left < MOST_HELD
    assert most < 32 * MOST_HELD


def test_lists_that_never_repeat() -> None:
    """Of sound lists of ever new forms nothing stays either."""
    chance = random.Random(11)
    left, _ = held(Decoder(), *(strange_list(chance) for _ in range(400)))
    assert left < MOST_HELD


def test_texts_that_never_repeat() -> None:
    """Nor of readable telegrams of ever new forms."""
    chance = random.Random(12)
    left, _ = held(Decoder(), *(strange_text(chance) for _ in range(300)))
    assert left < MOST_HELD


def test_noise() -> None:
    """Of five megabytes of noise nothing stays."""
    left, most = held(Decoder(keys=KEYS), noise(5 * MEGABYTE))
    assert left < MOST_HELD
    assert most < 32 * MOST_HELD


@pytest.mark.parametrize("name", [*FALSE_STARTS, "noise"])
@pytest.mark.parametrize("sample", CARRIERS, ids=str)
def test_telegram_behind(sample: Sample, name: str) -> None:
    """Behind noise telegrams are found again, at the latest after the longest one."""
    before = noise(20_000) if name == "noise" else flood(name)[:20_000]
    data = before + sample.data * (MOST_LOST // len(sample.data) + 2)
    events = fed(Decoder(keys=KEYS), [data])
    assert dict(telegrams(events)[-1].registers) == sample.registers

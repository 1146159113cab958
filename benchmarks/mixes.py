"""Hostile bytes: what it is hard to find one's way in, in mixes of one kind each."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
import random
from typing import Final

from decoder.crc16 import crc16_arc
from simulator.amb8465 import Amb8465
from simulator.cul import Cul
from simulator.hdlc import frame
from simulator.household import Household
from simulator.im871a import Im871a
from simulator.mbus import frames
from simulator.meter import Turn
from simulator.meters import METERS, VARIANTS
from simulator.radio_meters import RADIO_METERS
from simulator.rtl_wmbus import RtlWmbus

type Mix = Callable[[random.Random, int], bytes]

_START: Final = datetime(2026, 6, 21, tzinfo=UTC)
_STEP: Final = timedelta(minutes=15)
_PUSHES: Final = 20
_RSSI: Final = -70.0

#: What frames, telegrams and lines begin or end with, by wire and by radio.
_SIGNS: Final = (
    *(b"/", b"!", b"\r", b"\n", b"(", b")", b"*", b"0", b"b", b";", b":", b" "),
    *(b"\x7e", b"\x68", b"\xdb", b"\x08", b"\xe6", b"\x0f", b"\x00", b"\x16", b"\x10"),
    *(b"\xa5", b"\xff", b"\xc0", b"\x44", b"\x2f", b"\x03", b"\x82", b"\xc2", b"\xa0"),
)
#: Beginnings of frames whose length, or whose end, never comes true.
_BEGUN: Final = (
    *(b"\x7e\xa7\xff", b"\x7e\xa0\x0a\x41\x02\x23\x13", b"\x7e\xaf\xff\x03\x03\x13"),
    *(b"\x68\xff\xff\x68\x53\xff", b"\x68\x00\x00\x68\x53\xff", b"\x68\x68\x68\x68"),
    *(b"\xdb\x08KAM\x00\x00\x00\x00\x01\x82\x0f\xff\x30", b"\xdb\x08ABC"),
    *(b"/EGM5G35\r\n\r\n\x00\x82\x0f\xff\x30", b"/KAM5\r\n", b"/AAA5/AAA5/AAA5"),
    *(
        b"\xa5\xe2\x03\xff\x44",
        b"\xff\x03\xff\x44",
        b"\xc0\x09\x20",
        b"\xff\x44\xee\x4d",
    ),
    *(b"\xe6\xe7\x00\x0f\x00\x00\x00\x00\x0c", b"b44EE4D", b"T1;1;1;", b"!0000\r\n"),
)
#: Bodies on which a careless regular expression would try again and again.
_BODIES: Final = (
    "1-0:1.8.0(" + 7000 * "0",
    "1-0:1.8.0(" + 400 * "(1)" + ")",
    "1-0:1.8.0(" + 3000 * "1." + "*kWh)",
    "1-0:1.8.0(1*kWh" + 6000 * " " + ")",
    7000 * " " + "x",
    2000 * "\n \r\n",
    2000 * "1-",
    1500 * "1-0:1",
    800 * "0-1:24.3.0(120517020000)(08)(60)",
    600 * "1-0:1.8.0*255(",
    7000 * "9" + "-0:1.8.0(1*kWh)",
    3500 * "()",
    400 * "1-0:1.8.0(1*kWh)\r\n",
)


def noise(chance: random.Random, size: int) -> bytes:
    """Return random bytes."""
    return chance.randbytes(size)


def idle(chance: random.Random, size: int) -> bytes:
    """Return one byte again and again."""
    return size * chance.choice((*_SIGNS, chance.randbytes(1)))


def storm(chance: random.Random, size: int) -> bytes:
    """Return signs in any order."""
    return b"".join(chance.choices(_SIGNS, k=size))


def beginnings(chance: random.Random, size: int) -> bytes:
    """Return beginnings of frames, of one kind or of all."""
    kinds = (chance.choice(_BEGUN),) if chance.random() < 0.5 else _BEGUN
    return b"".join(chance.choices(kinds, k=size // 8))


def ident_lines(chance: random.Random, size: int) -> bytes:
    """Return ident lines without an end."""
    ident = b"/" + chance.choice((b"KAM5", b"LGF5E360", b"ADN9 " + 80 * b"7"))
    return size // len(ident) * (ident + b"\r\n")


def ends(chance: random.Random, size: int) -> bytes:
    """Return ends of telegrams without a beginning."""
    end = chance.choice((b"!", b"!\n", b"!ABCD\r\n", b"/KAM5\r\n!\r\n", b"/!\n"))
    return size // len(end) * end


def digits(chance: random.Random, size: int) -> bytes:
    """Return a number without an end, in hex or in decimal."""
    alphabet = chance.choice((b"0123456789", b"0123456789ABCDEF"))
    return b"1-0:1.8.0(" + bytes(chance.choices(alphabet, k=size))


def halves(chance: random.Random, size: int) -> bytes:
    """Return telegrams that break off."""
    return _many(chance, size, lambda one: one[: chance.randrange(1, len(one))])


def flipped(chance: random.Random, size: int) -> bytes:
    """Return telegrams with some wrong bits."""

    def flip(one: bytes) -> bytes:
        damaged = bytearray(one)
        for _ in range(chance.choice((1, 1, 2, 8))):
            damaged[chance.randrange(len(one))] ^= 1 << chance.randrange(8)
        return bytes(damaged)

    return _many(chance, size, flip)


def sound(chance: random.Random, size: int) -> bytes:
    """Return telegrams without a fault, of all meters at once."""
    return _many(chance, size, bytes)


def sealed_texts(chance: random.Random, size: int) -> bytes:
    """Return telegrams whose checksum is right, with bodies of the worst kind."""
    parts = []
    while size > 0:
        covered = f"/KAM5\r\n\r\n{chance.choice(_BODIES)}\r\n!".encode("ascii")
        parts.append(covered + b"%04X\r\n" % crc16_arc(covered))
        size -= len(covered)
    return b"".join(parts)


def sealed_lines(chance: random.Random, size: int) -> bytes:
    """Return telegrams whose checksum is right, each with other lines, each twice."""
    parts = []
    while size > 0:
        lines = "".join(
            f"1-{chance.randrange(9)}:{chance.randrange(99)}.8.{number}"
            f"({chance.randrange(10**6):06}.{chance.randrange(1000):03}*kWh)\r\n"
            for number in range(chance.randrange(1, 200))
        )
        covered = f"/KAM5\r\n\r\n{lines}!".encode("ascii")
        parts += 2 * [covered + b"%04X\r\n" % crc16_arc(covered)]
        size -= 2 * len(covered)
    return b"".join(parts)


def sealed_lists(chance: random.Random, size: int) -> bytes:
    """Return binary frames that are right, with lists of the worst kind."""
    head = b"\x0f\x00\x00\x00\x00\x00"
    bodies = (
        head + 900 * b"\x01\x01",
        head + b"\x01\x82\x03\xe0" + 992 * b"\x00",
        head + b"\x02\x81\xff" + 255 * b"\x06\x00\x00\x00\x01",
        head + b"\x02\x02\x09\x06\x01\x00\x01\x08\x00\xff\x09\x82\x07\x00",
        head + b"\x02\x81\xc0" + 96 * (b"\x09\x06\x01\x00\x01\x08" + b"%b\xff\x11\x01"),
        b"\xe0\x00\x00\x01\x00\x00\x05ABCDE",
    )
    parts = []
    while size > 0:
        body = chance.choice(bodies).replace(b"%b", chance.randbytes(1))
        body += chance.randbytes(chance.randrange(3))
        wrap = chance.choice((frames, lambda apdu: frame(apdu, b"\x41", b"\x02\x23")))
        parts.append(wrap(body))
        size -= len(parts[-1])
    return b"".join(parts)


MIXES: Final[dict[str, Mix]] = {
    mix.__name__.replace("_", " "): mix
    for mix in (
        *(noise, idle, storm, beginnings, ident_lines, ends, digits),
        *(halves, flipped, sound, sealed_texts, sealed_lines, sealed_lists),
    )
}


def _many(chance: random.Random, size: int, change: Callable[[bytes], bytes]) -> bytes:
    """Return telegrams, each changed in some way."""
    parts = []
    while size > 0:
        parts.append(change(chance.choice(_telegrams())))
        size -= len(parts[-1])
    return b"".join(parts)


@cache
def _telegrams() -> tuple[bytes, ...]:
    """Return what all simulated meters send, the radio's by way of all receivers."""
    snapshots = [Household().at(_START + turn * _STEP) for turn in range(_PUSHES)]
    others = [meter for group in VARIANTS.values() for meter in group.values()]
    wired = [one for one in (*METERS.values(), *others) if one.profile != "wmbus"]
    radio = RADIO_METERS.values()
    dialects = (Amb8465(), Cul(), Im871a(), RtlWmbus())
    spoken = [
        dialect.spoken(dialect.frame(meter.telegram(shot, Turn(turn)), _RSSI), _RSSI)
        for turn, shot in enumerate(snapshots)
        for meter in radio
        for dialect in dialects
    ]
    return (
        *(
            meter.telegram(shot, Turn(turn))
            for turn, shot in enumerate(snapshots)
            for meter in wired
        ),
        *spoken,
        *(meter.telegram(snapshots[0], Turn(0)) for meter in radio),
    )

"""Checksums, frames and ciphers around what the fuzzer makes up.

No chance finds a CRC, let alone a tag. So the first byte of each piece says what is
put around the rest of it, and one input may have several pieces.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import Final

from custom_components.han_port.decoder import Keys
from custom_components.han_port.decoder.crc16 import crc16_arc, crc16_x25
from custom_components.han_port.decoder.wireless.link_layer import crc
from simulator.cipher import ciphered, general_glo_ciphering
from simulator.keys import BOTH
from simulator.wireless import Address, Sender, in_clear, mode_5, mode_7

type Seal = Callable[[bytes], bytes]

#: Between two pieces.
CUT: Final = b"\xfe\xfc\xfe"

KEYS: Final = Keys(BOTH.encryption, BOTH.authentication)
_TITLE: Final = b"KAM\x00\x00\x00\x00\x01"
_MOST_INFORMATION: Final = 2000
_MOST_SEGMENT: Final = 240
_MOST_SEGMENTS: Final = 16
_MOST_RECORDS: Final = 200
_SENDER: Final = Sender(Address("EGM", "12345678", 1, 2))
_GATEWAY: Final = Sender(Address("APA", "00000001", 1, 0x37), _SENDER.radio)


def as_it_is(data: bytes) -> bytes:
    """Put nothing around it."""
    return data


def text(data: bytes) -> bytes:
    """Make it a readable telegram with its CRC-16/ARC."""
    covered = b"/" + data + b"!"
    return covered + b"%04X\r\n" % crc16_arc(covered)


def text_x25(data: bytes) -> bytes:
    """Make it a readable telegram of a meter that reckons CRC-16/X-25."""
    covered = b"/EGM" + data + b"!"
    return covered + crc16_x25(covered).to_bytes(2, "little").hex().encode() + b"\r\n"


def frame(information: bytes, form: int = 0xA0) -> bytes:
    """Put it in an HDLC frame; `form` 0xA8 says that the next one goes on."""
    information = information[:_MOST_INFORMATION]
    size = 2 + 3 + 1 + 2 + len(information) + 2
    head = bytes([form | size >> 8, size & 0xFF]) + b"\x41\x02\x23\x13"
    checked = head + _fcs(head) + information
    return b"\x7e" + checked + _fcs(checked) + b"\x7e"


def hdlc(data: bytes) -> bytes:
    """Put an APDU in an HDLC frame."""
    return frame(b"\xe6\xe7\x00" + data)


def begun(data: bytes) -> bytes:
    """Put the beginning of an APDU in an HDLC frame."""
    return frame(b"\xe6\xe7\x00" + data, 0xA8)


def mbus(data: bytes) -> bytes:
    """Cut an APDU into long frames of M-Bus."""
    data = data[: _MOST_SEGMENT * _MOST_SEGMENTS]
    pieces = [
        data[at : at + _MOST_SEGMENT] for at in range(0, len(data), _MOST_SEGMENT)
    ]
    frames = []
    for number, piece in enumerate(pieces):
        last = 0x10 if number == len(pieces) - 1 else 0
        content = bytes([0x53, 0xFF, number | last, 0x01, 0x67]) + piece
        head = bytes([0x68, len(content), len(content), 0x68])
        frames.append(head + content + bytes([sum(content) % 256, 0x16]))
    return b"".join(frames)


def cipher(data: bytes) -> bytes:
    """Cipher it, with a tag."""
    return general_glo_ciphering(data, BOTH, _TITLE, 7)


def cipher_text(data: bytes) -> bytes:
    """Cipher a readable telegram."""
    return cipher(text(data))


def cipher_in_hdlc(data: bytes) -> bytes:
    """Cipher an APDU and put it in an HDLC frame."""
    return hdlc(cipher(data))


def cipher_in_mbus(data: bytes) -> bytes:
    """Cipher an APDU and put it in frames of M-Bus."""
    return mbus(cipher(data))


def behind_ident(data: bytes) -> bytes:
    """Cipher the lines of a Polish telegram behind its ident line."""
    covered = b"/EGM5G35\r\n\r\n" + ciphered(data, BOTH, b"", 0) + b"!"
    return covered + b"%04X\r\n" % crc16_x25(covered)


WIRED: Final[tuple[Seal, ...]] = (
    *(as_it_is, text, text_x25, frame, hdlc, begun, mbus),
    *(cipher, cipher_text, cipher_in_hdlc, cipher_in_mbus, behind_ident),
)


def clear(data: bytes) -> bytes:
    """Make the records of a telegram of it."""
    return in_clear(_SENDER, data[:_MOST_RECORDS], 1)


def session(data: bytes) -> bytes:
    """Make a telegram behind an extended link layer of it, with its payload CRC."""
    payload = b"\x78" + data[:_MOST_RECORDS]
    checked = crc(payload).to_bytes(2, "little") + payload
    content = b"\x44" + _SENDER.radio.link + b"\x8d\x00\x01\x00\x00\x00\x00" + checked
    return bytes([len(content)]) + content


def compact(data: bytes) -> bytes:
    """Make a compact frame of it."""
    content = b"\x44" + _SENDER.radio.link + b"\x79" + data[:_MOST_RECORDS]
    return bytes([len(content)]) + content


def in_mode_5(data: bytes) -> bytes:
    """Cipher records."""
    return mode_5(_SENDER, data[:_MOST_RECORDS], KEYS.encryption, 2)


def in_mode_7(data: bytes) -> bytes:
    """Cipher and authenticate records, of a meter behind a radio."""
    return mode_7(_GATEWAY, data[:_MOST_RECORDS], KEYS.encryption, 3, 4)


def counted(data: bytes) -> bytes:
    """Put the right L before it."""
    return bytes([len(data[:255])]) + data[:255]


RADIO: Final[tuple[Seal, ...]] = (
    *(as_it_is, counted, clear, session, compact, in_mode_5, in_mode_7),
)


def sealed(seals: tuple[Seal, ...], piece: bytes) -> bytes:
    """Put around a piece what its first byte says."""
    return seals[piece[0] % len(seals)](piece[1:]) if piece else b""


def line(telegram: bytes) -> bytes:
    """Write a radio telegram as a CUL does: with checksums, in hex."""
    cuts = [0, *range(10, len(telegram), 16), len(telegram)]
    blocks = [telegram[start:end] for start, end in pairwise(cuts)]
    with_crcs = b"".join(block + crc(block).to_bytes(2) for block in blocks)
    return b"b" + with_crcs.hex().upper().encode() + b"\r\n"


def command(telegram: bytes) -> bytes:
    """Put a radio telegram in the frame of an iM871A."""
    checked = b"\xc2\x03" + telegram + b"\x50"
    return b"\xa5" + checked + crc16_x25(checked).to_bytes(2, "little")


def _fcs(data: bytes) -> bytes:
    """Return a check sequence as it is sent."""
    return crc16_x25(data).to_bytes(2, "little")

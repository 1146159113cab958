"""Masking what frames bring together: HDLC and wired M-Bus.

The content of all frames of a telegram is masked as one and put back where it was;
headers stay, and each checksum is made anew.
"""

from collections.abc import Callable, Iterable, Iterator
import re
from typing import Final, NamedTuple

from .. import blocks, hdlc, mbus
from ..ber import read_length
from ..crc16 import crc16_x25
from . import sums
from .noise import mask_noise

type Mask = Callable[[bytes], bytes]

_LONG_FRAME: Final = re.compile(mbus.SIGN + rb".", re.DOTALL)
#: HDLC's flag, or the 16 behind an M-Bus sum.
_END_SIZE: Final = 1


class _Frame(NamedTuple):
    """Where a frame has its content, and what its checksum is made of.

    ``checksum`` is empty where the frame broke off before it.
    """

    content: slice
    is_last: bool
    covered: slice
    checksum: slice
    end: int


def mask_hdlc(raw: bytes, mask: Mask) -> bytes:
    """Mask the APDUs of HDLC frames."""
    return _mask(raw, list(_hdlc_frames(raw)), mask, crc16_x25)


def mask_mbus(raw: bytes, mask: Mask) -> bytes:
    """Mask the APDUs of long frames."""
    return _mask(raw, list(_mbus_frames(raw)), mask, lambda data: sum(data) & 0xFF)


def _mask(raw: bytes, frames: list[_Frame], mask: Mask, checksum: sums.Sum) -> bytes:
    """Mask what frames bring, and all that is none of them."""
    masked = bytearray(raw)
    for places in _apdus(raw, frames):
        rest = mask(_joined(raw, places))
        for place in places:
            size = place.stop - place.start
            masked[place], rest = rest[:size], rest[size:]
    for frame in frames:
        sent = int.from_bytes(raw[frame.checksum], "little")
        after = bytes(masked[frame.covered])
        new = sums.anew(raw[frame.covered], after, sent, checksum)
        size = len(raw[frame.checksum])
        masked[frame.checksum] = new.to_bytes(2, "little")[:size]
    end = frames[-1].end if frames else 0
    return bytes(masked[:end]) + mask_noise(raw[end:])


def _joined(raw: bytes, places: Iterable[slice]) -> bytes:
    """Return the bytes of several places."""
    return b"".join(raw[place] for place in places)


def _apdus(raw: bytes, frames: Iterable[_Frame]) -> Iterator[list[slice]]:
    """Yield where each APDU stands, in segments and blocks."""
    segments: list[slice] = []
    waiting: list[slice] = []
    for frame in frames:
        segments.append(frame.content)
        if not frame.is_last:
            continue
        content = _joined(raw, segments)
        if content.startswith(blocks.GENERAL_BLOCK_TRANSFER):
            waiting += _without(segments, _block_header(content))
            if content[1:2] and content[1] & blocks.LAST:
                yield waiting
                waiting = []
        else:
            yield segments
        segments = []
    yield from filter(None, (waiting, segments))


def _block_header(content: bytes) -> int:
    """Return where the data of a block begin."""
    try:
        return read_length(content, blocks.DATA_LENGTH_AT)[1]
    except ValueError:
        return len(content)


def _without(places: Iterable[slice], size: int) -> Iterator[slice]:
    """Yield places without their first `size` bytes."""
    for place in places:
        start = min(place.start + size, place.stop)
        size -= start - place.start
        yield slice(start, place.stop)


def _hdlc_frames(raw: bytes) -> Iterator[_Frame]:
    """Yield HDLC frames, each with a flag of its own behind it."""
    at = 0
    while header := hdlc.HEADER.match(raw, at):
        end = max(at + hdlc.size_at(raw, at) - hdlc.FCS_SIZE, header.end())
        start = header.end()
        if raw.startswith(hdlc.LLC, start):
            start += len(hdlc.LLC)
        is_last = not raw[at + 1] & hdlc.SEGMENTED
        yield _frame(raw, (at + 1, start, end), hdlc.FCS_SIZE, is_last=is_last)
        at = end + hdlc.FCS_SIZE + _END_SIZE


def _mbus_frames(raw: bytes) -> Iterator[_Frame]:
    """Yield long frames."""
    at = 0
    while _LONG_FRAME.match(raw, at):
        sizes = [
            mbus.HEAD + raw[at + 1] + more + mbus.TAIL for more in (0, mbus.WRAPPED)
        ]
        whole = (size for size in sizes if mbus.is_whole(raw[at : at + size]))
        size = max(next(whole, sizes[0]), mbus.DATA_AT + mbus.TAIL)
        end = at + size - mbus.TAIL
        is_last = bool(raw[at + mbus.CI_AT] & mbus.LAST)
        places = at + mbus.HEAD, at + mbus.DATA_AT, end
        yield _frame(raw, places, mbus.TAIL - _END_SIZE, is_last=is_last)
        at += size


def _frame(
    raw: bytes, places: tuple[int, int, int], checksum_size: int, *, is_last: bool
) -> _Frame:
    """Return a frame by where its checksum counts from, its content and their end."""
    covered, start, end = places
    behind = end + checksum_size
    is_whole = behind <= len(raw)
    return _Frame(
        content=slice(min(start, end, len(raw)), min(end, len(raw))),
        is_last=is_last,
        covered=slice(covered, end),
        checksum=slice(end, behind) if is_whole else slice(0),
        end=behind + _END_SIZE,
    )

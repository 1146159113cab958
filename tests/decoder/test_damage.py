"""Tests of damaged telegrams: wrong bits, lost bytes, telegrams that break off."""

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.han_port.decoder import Integrity
from custom_components.han_port.decoder.frame import MAX_SIZE, Frame
from custom_components.han_port.decoder.framing import Framer
from tests.decoder.binary import APDU, LLC, hdlc_frame, hdlc_segments, mbus_segments
from tests.decoder.compose import ENERGY, LINES, ciphered, crc16, stoen_form, telegram
from tests.decoder.feeding import decode, fed, only, telegrams
from tests.decoder.strategies import mutations

#: Those of the 27 registers.
PROFILES = ("sesko", "kuopio", "elektrilevi", "sweden", "kamstrup_se")
SHORT = telegram("KAM5", [ENERGY])
E360 = telegram()
HDLC = hdlc_frame(LLC + APDU)
SEGMENTS = b"".join(hdlc_segments(APDU, 3))
BINARY = (
    HDLC,
    SEGMENTS,
    b"".join(mbus_segments(APDU, 20)),
    ciphered(),
    stoen_form(0x90),
)


def frames(data: bytes) -> list[Frame]:
    """Return the frames of a stream."""
    return [part for part in fed(Framer(), [data]) if isinstance(part, Frame)]


def seals(data: bytes) -> set[str]:
    """List the ident lines of all that really has a matching checksum in `data`."""
    found = set()
    for start in (at for at, byte in enumerate(data) if byte == ord("/")):
        for end in (at for at, byte in enumerate(data) if byte == ord("!")):
            covered = data[start : end + 1]
            forms = {covered, covered.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")}
            digits = data[end + 1 : end + 5].split()[:1] or [b""]
            sums = {f"{crc16(form):X}" for form in forms if start < end}
            if digits[0].decode("latin-1").upper().lstrip("0") in sums:
                found.add(covered.split(b"\n")[0].strip(b"/\r").decode("latin-1"))
    return found


@given(mutations(telegram("ADN9 7534", LINES[:8])))
@settings(max_examples=300)
def test_mutated_telegram(data: bytes) -> None:
    """A damaged telegram gives nothing, unless its checksum really fits."""
    sound = only(decode(telegram("ADN9 7534", LINES[:8])))
    for one in telegrams(decode(data)):
        if one.integrity is Integrity.CRC16_ARC and one != sound:
            assert one.ident in seals(data)


@given(mutations(telegram("LGF5E360", LINES[:8])), st.sampled_from(PROFILES))
@settings(max_examples=200)
def test_telegram_behind_a_mutated_one(data: bytes, profile: str) -> None:
    """A damaged telegram never costs the next but one."""
    good = telegram("KAM5", LINES) if profile == "kamstrup_se" else E360
    assert telegrams(decode(data + good * 2, profile))[-1:] == decode(good, profile)


@given(mutations(HDLC), mutations(SEGMENTS))
@settings(max_examples=500)
def test_mutated_hdlc(frame: bytes, segments: bytes) -> None:
    """Of damaged HDLC frames nothing comes that was not sent."""
    assert {one.body for one in frames(frame + segments)} <= {APDU}


@given(
    st.sampled_from(BINARY).flatmap(
        lambda data: st.tuples(mutations(data), st.just(data))
    )
)
@settings(max_examples=300)
def test_telegram_behind_a_mutated_binary_one(streams: tuple[bytes, bytes]) -> None:
    """A damaged binary one costs no more than its header announces."""
    damaged, good = streams
    stream = damaged + good * (2 + MAX_SIZE // len(good))
    assert frames(stream)[-1:] == frames(good)


@pytest.mark.parametrize("profile", ["auto", "sesko", "kuopio"])
def test_every_single_bit_error(profile: str) -> None:
    """One wrong bit gives no value, or leaves all that counts as it was."""
    data = telegram(lines=LINES[:3])
    sound = decode(data, profile)
    for bit in range(8 * len(data)):
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << bit % 8
        for one in telegrams(decode(bytes(flipped), profile)):
            assert [one] == sound


@pytest.mark.parametrize("size", range(1, len(SHORT) - 6))
def test_every_cut(size: int) -> None:
    """A telegram that breaks off before its checksum gives no value."""
    assert telegrams(decode(SHORT[:size])) == []

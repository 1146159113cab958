"""Tests of masking what binary frames bring."""

from collections.abc import Callable

import pytest

from custom_components.han_port.decoder import Event, Keys, Reason, Rejected, Telegram
from custom_components.han_port.decoder.masking import CAPTURE_KEYS, mask
from tests.decoder.axdr_compose import notification, obis, structure, text, uint32
from tests.decoder.binary import (
    LLC,
    block,
    flipped,
    hdlc_frame,
    hdlc_segments,
    mbus_frame,
    mbus_segments,
)
from tests.decoder.compose import ENERGY
from tests.decoder.envelopes import KEYS, TITLE, glo_ciphering, hdlc, mbus, stoen
from tests.decoder.feeding import decode
from tests.decoder.masked import check_same, masked_again, refused

NUMBER = b"7359992890941742"
APDU = notification(
    structure(
        *(text("KFM_001"), obis("0-0:96.1.0"), text(NUMBER.decode())),
        *(obis("1-0:1.8.0"), uint32(12345678), text("x" * 90)),
    )
)
HALF = APDU.index(NUMBER) + 8

SPREAD = {
    "a frame": hdlc(APDU),
    "segments": b"".join(hdlc_segments(APDU, 9)),
    "blocks": hdlc_frame(LLC + block(1, APDU[:HALF]))
    + hdlc_frame(block(2, APDU[HALF:], is_last=True)),
    "a block in segments": hdlc_frame(
        LLC + block(1, APDU, is_last=True)[:3], is_segmented=True
    )
    + hdlc_frame(block(1, APDU, is_last=True)[3:]),
    "long frames": b"".join(mbus_segments(APDU, HALF)),
    "an APDU alone": APDU,
    "an APDU alone with LLC": LLC + APDU,
    "ciphered": glo_ciphering(APDU),
    "ciphered in HDLC": hdlc(glo_ciphering(APDU)),
    "ciphered in segments": b"".join(hdlc_segments(glo_ciphering(APDU), 4)),
    "ciphered in long frames": mbus(glo_ciphering(APDU)),
}


def decoded(data: bytes, keys: Keys | None) -> list[Event]:
    """Decode a list."""
    return decode(data, keys=keys)


@pytest.mark.parametrize("name", SPREAD)
def test_number_across_frames(name: str) -> None:
    """A number is masked wherever frames part it, and their checksums fit."""
    (event,) = decoded(SPREAD[name], KEYS)
    assert isinstance(event, Telegram)
    again = masked_again(event, KEYS, decoded)
    check_same(event, again)
    assert isinstance(again, Telegram)
    assert again.registers["0-0:96.1.0"].value != NUMBER.decode()


def test_frame_of_256_bytes_more() -> None:
    """An L that has lost its 256 is found again."""
    data = mbus_frame(notification(structure(text(NUMBER.decode()), text("x" * 230))))
    assert len(data) > 256
    (event,) = decoded(data, None)
    check_same(event, masked_again(event, None, decoded))
    assert NUMBER not in mask(event, None)


@pytest.mark.parametrize(("name", "at"), [("a frame", -3), ("long frames", -2)])
def test_wrong_checksum(name: str, at: int) -> None:
    """A checksum that was wrong is wrong by the same bits."""
    data = SPREAD[name]
    (whole,) = decoded(data, None)
    sound = mask(whole, None)
    assert mask(refused(flipped(data, at), Reason.CHECKSUM), None) == flipped(sound, at)


@pytest.mark.parametrize("name", ["a frame", "segments", "blocks", "long frames"])
@pytest.mark.parametrize("cut", [1, 2, 3, 12, 60])
def test_cut(name: str, cut: int) -> None:
    """A frame that breaks off is masked as far as it goes."""
    data = SPREAD[name][:-cut]
    again = mask(refused(data, Reason.TRUNCATED), None)
    assert len(again) == len(data)
    assert NUMBER not in again
    assert again[:20] == data[:20]


def test_bytes_behind() -> None:
    """What stands behind a frame is masked as noise."""
    again = mask(refused(SPREAD["a frame"] + NUMBER, Reason.CHECKSUM), None)
    assert NUMBER not in again


def test_missing_segment() -> None:
    """Refused segments are masked together."""
    first, *_ = hdlc_segments(APDU, 2)
    event = decoded(first + SPREAD["a frame"], None)[0]
    assert isinstance(event, Rejected)
    again = mask(event, None)
    assert len(again) == len(event.raw) == len(first)
    assert NUMBER not in again


def test_block_without_a_length() -> None:
    """A block that breaks off in its header has no data."""
    data = hdlc_frame(LLC + b"\xe0\xc1\x00\x01")
    assert mask(refused(data, Reason.MALFORMED), None) == data


@pytest.mark.parametrize("form", [hdlc, mbus])
def test_title_of_what_no_key_opens(form: Callable[[bytes], bytes]) -> None:
    """The maker's letters stay; the ciphertext does."""
    (event,) = decoded(form(glo_ciphering(APDU)), None)
    assert isinstance(event, Rejected)
    again = masked_again(event, None, decoded)
    check_same(event, again)
    assert TITLE not in again.raw
    assert TITLE[:3] in again.raw
    assert again.raw[-20:-3] == event.raw[-20:-3]


def test_title_behind_an_ident_line() -> None:
    """So it is where the system title stands behind a readable line."""
    body = glo_ciphering(ENERGY.encode())
    data = b"/KFM5KAIFA\r\n\r\n" + body
    (event,) = decoded(data, None)
    again = mask(event, None)
    assert TITLE not in again
    assert again.startswith(b"/KFM5KAIFA\r\n\r\n\xdb\x08XYZ")
    assert again[-40:] == data[-40:]


def test_broken_ciphering() -> None:
    """Of what broke off the title is masked, too."""
    data = b"/KFM5KAIFA\r\n\r\n" + glo_ciphering(ENERGY.encode())
    for cut in (data[:-30], data[14:-30], data[14:], data[14:40]):
        again = mask(refused(cut, Reason.TRUNCATED), None)
        assert len(again) == len(cut)
        assert TITLE not in again


def test_hidden_title() -> None:
    """Who hides a title is opened by zeros in its place."""
    hidden = Keys(KEYS.encryption, KEYS.authentication, b"EGM\x00\x00\x00\x00\x07")
    data = stoen(ENERGY.encode() + b"\r\n", hidden_title=hidden.system_title or b"")
    (event,) = decoded(data, hidden)
    again = masked_again(event, hidden, decoded)
    check_same(event, again)


@pytest.mark.parametrize("trailer", [b"!0000\r\n", b"!XYZ\r\n", b""])
def test_trailer_that_fits_nothing(trailer: bytes) -> None:
    """It stays away, unreadable or wrong."""
    body = ENERGY.encode() + b"\r\n0-0:96.1.0(7359992890941742)\r\n"
    data = stoen(body, ident=b"/KFM5KAIFA")[:-7] + trailer
    (event,) = decoded(data, KEYS)
    assert isinstance(event, Telegram)
    again = masked_again(event, KEYS, decoded)
    check_same(event, again)


def test_published_keys() -> None:
    """They say themselves that they are."""
    assert Keys(b"HAN Port capture", b"open to everyone") == CAPTURE_KEYS


def test_ciphered_text_that_looks_like_none() -> None:
    """What the tag vouches for is masked and ciphered anew, however it begins."""
    body = b"\x01\r\n0-0:96.1.0(" + NUMBER + b")\r\n" + ENERGY.encode()
    (event,) = decoded(glo_ciphering(body), KEYS)
    check_same(event, masked_again(event, KEYS, decoded))

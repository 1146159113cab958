"""Tests of opening what is ciphered."""

import logging
from typing import Final

import pytest

from custom_components.han_port.decoder import (
    PROFILES,
    Carrier,
    Ciphering,
    Integrity,
    Keys,
    Reason,
)
from custom_components.han_port.decoder.frame import Frame
from custom_components.han_port.decoder.opener import Opened, Opener, is_ciphered
from custom_components.han_port.decoder.telegram import Rejected
from tests.decoder.axdr_compose import notification, structure, uint32
from tests.decoder.compose import ENERGY, telegram
from tests.decoder.envelopes import KEYS, TITLE, glo_ciphering, stoen

APDU: Final = notification(structure(uint32(1023)))
TEXT: Final = telegram("XYZ5ABC", [ENERGY])
LINES: Final = f"{ENERGY}\r\n".encode()

OTHER: Final = bytes([0x55]) * 16
ENCRYPTION_ONLY: Final = Keys(KEYS.encryption)
WRONG_KEY: Final = Keys(OTHER, KEYS.authentication)
WRONG_TAG: Final = Keys(KEYS.encryption, OTHER)

FCS: Final = Integrity.HDLC_FCS
TAG: Final = Integrity.GCM_TAG
UNVERIFIED: Final = Integrity.GCM_UNVERIFIED
X25: Final = Integrity.CRC16_X25
ARC: Final = Integrity.CRC16_ARC
NONE: Final = Integrity.NONE


def frame(
    body: bytes,
    carrier: Carrier = Carrier.HDLC,
    integrity: Integrity = FCS,
    ident: str = "",
) -> Frame:
    """Frame a body; on the wire it is longer than that."""
    return Frame(carrier, ident, body, bytes(20) + body, integrity)


def lux(text: bytes = TEXT) -> Frame:
    """Frame a telegram ciphered as in Luxembourg, without checksum of its own."""
    return frame(glo_ciphering(text), Carrier.CIPHERED, NONE)


def gama(integrity: Integrity = X25, ident: str = "EGM5G35") -> Frame:
    """Frame body lines as the meters of Stoen cipher them."""
    whole = stoen(LINES, ident=f"/{ident}".encode())
    body = whole[whole.index(b"\x00") : -len(b"!FE0C\r\n")]
    return frame(body, Carrier.P1_CIPHERED, integrity, ident)


def opened(
    one: Frame, keys: Keys | None = KEYS, public_key: bytes | None = None
) -> Opened:
    """Open a frame that can be opened."""
    found = Opener(keys, public_key, None).open(one)
    assert isinstance(found, Opened), found
    return found


def refused(
    one: Frame,
    keys: Keys | None = KEYS,
    public_key: bytes | None = None,
    country: str | None = None,
) -> Rejected:
    """Open a frame that cannot be opened."""
    found = Opener(keys, public_key, country).open(one)
    assert isinstance(found, Rejected), found
    return found


@pytest.mark.parametrize("keys", [KEYS, None], ids=["keys", "no keys"])
@pytest.mark.parametrize(
    "plain",
    [
        frame(APDU),
        frame(LINES, Carrier.P1, ARC, "XYZ5ABC"),
        frame(b"\xdb" + LINES, Carrier.P1, ARC, "XYZ5ABC"),
    ],
    ids=["APDU", "text", "text that begins with DB"],
)
def test_plain(plain: Frame, keys: Keys | None) -> None:
    """What is plain passes through as it is, keys or not."""
    assert not is_ciphered(plain)
    assert opened(plain, keys) == Opened(plain, None, b"")


@pytest.mark.parametrize(
    ("keys", "integrity"), [(KEYS, TAG | FCS), (ENCRYPTION_ONLY, UNVERIFIED | FCS)]
)
def test_apdu(keys: Keys, integrity: Integrity) -> None:
    """An APDU comes out with what vouches for it, counter and system title."""
    one = frame(glo_ciphering(APDU))
    assert is_ciphered(one)
    plain = one._replace(body=APDU, integrity=integrity)
    assert opened(one, keys) == Opened(plain, 7, TITLE)


@pytest.mark.parametrize(
    ("keys", "integrity"), [(KEYS, TAG | ARC), (ENCRYPTION_ONLY, UNVERIFIED | ARC)]
)
def test_text_within(keys: Keys, integrity: Integrity) -> None:
    """A whole telegram within is taken out of its `/` and its checksum."""
    found = opened(lux(), keys)
    plain = Frame(Carrier.CIPHERED, "XYZ5ABC", LINES, lux().raw, integrity)
    assert found == Opened(plain, 7, TITLE)


def test_verified_tag_makes_a_wrong_inner_checksum_moot() -> None:
    """Nobody without the keys made the telegram; its checksum adds nothing."""
    one = lux(telegram("XYZ5ABC", [ENERGY], checksum="0000"))
    assert opened(one).frame.integrity == TAG
    assert opened(one).frame.body == LINES
    found = refused(one, ENCRYPTION_ONLY)
    assert found.reason is Reason.CHECKSUM
    assert found.detail.startswith("the checksum is 0000, ")


def test_no_inner_checksum() -> None:
    """Without a tag or a checksum nothing tells a flipped bit."""
    one = lux(telegram("XYZ5ABC", [ENERGY], checksum=""))
    assert opened(one).frame.integrity == TAG
    assert refused(one, ENCRYPTION_ONLY).reason is Reason.CHECKSUM


def test_nothing_vouches_for_an_apdu() -> None:
    """An APDU without envelope needs its tag to be verified."""
    one = frame(glo_ciphering(APDU), Carrier.CIPHERED, NONE)
    assert opened(one).frame.integrity == TAG
    found = refused(one, ENCRYPTION_ONLY)
    assert found.reason is Reason.CHECKSUM
    assert found.detail == "neither a tag nor a checksum vouches for the telegram"


def test_text_within_that_is_no_telegram() -> None:
    """What begins as text and is none is refused."""
    one = lux(b"/XYZ5 breaks off")
    assert isinstance(Opener(ENCRYPTION_ONLY, None, None).open(one), Rejected)


@pytest.mark.parametrize(
    ("integrity", "keys", "found"),
    [
        (X25, KEYS, TAG | X25),
        (NONE, KEYS, TAG),
        (X25, ENCRYPTION_ONLY, UNVERIFIED | X25),
        (ARC, ENCRYPTION_ONLY, UNVERIFIED | ARC),
    ],
)
def test_stoen(integrity: Integrity, keys: Keys, found: Integrity) -> None:
    """Body lines come out; a verified tag makes the outer checksum moot."""
    one = opened(gama(integrity), keys)
    assert (one.frame.body, one.frame.integrity) == (LINES, found)
    assert (one.invocation_counter, one.system_title) == (0, b"")


def test_stoen_with_a_damaged_ident_line() -> None:
    """The tag does not cover it: nothing but the maker is taken from it."""
    assert opened(gama(X25)).frame.ident == "EGM5G35"
    assert opened(gama(NONE)).frame.ident == "EGM"
    kaifa = gama(NONE, "KFM5KAIFA-METER")
    assert opened(kaifa).frame.ident == "KFM5KAIFA-METER"


@pytest.mark.parametrize("ident", ["EGM5G35", "KFM5KAIFA-METER"])
def test_stoen_without_anything_that_vouches(ident: str) -> None:
    """Neither a verified tag nor a trailer that fits: no value."""
    found = refused(gama(NONE, ident), ENCRYPTION_ONLY)
    assert found.reason is Reason.CHECKSUM


@pytest.mark.parametrize(
    ("integrity", "ident", "keys", "reason"),
    [
        (X25, "EGM5G35", WRONG_KEY, Reason.KEY),
        (X25, "EGM5G35", KEYS.swapped(), Reason.KEY),
        (X25, "EGM5G35", WRONG_TAG, Reason.AUTHENTICATION_KEY),
        (NONE, "KFM5KAIFA-METER", WRONG_KEY, Reason.KEY),
        (NONE, "KFM5KAIFA-METER", WRONG_TAG, Reason.AUTHENTICATION_KEY),
        # Elgama's trailer is known: the line is at fault, not the key.
        (NONE, "EGM5G35", WRONG_KEY, Reason.CHECKSUM),
        (NONE, "EGM5G35", WRONG_TAG, Reason.CHECKSUM),
    ],
)
def test_wrong_key_is_told_from_a_noisy_line(
    integrity: Integrity, ident: str, keys: Keys, reason: Reason
) -> None:
    """A sound trailer blames the key; one that should fit blames the line."""
    assert refused(gama(integrity, ident), keys).reason is reason


@pytest.mark.parametrize("one", [frame(glo_ciphering(APDU)), lux()], ids=["DLMS", "P1"])
@pytest.mark.parametrize(
    ("keys", "reason", "detail"),
    [
        (WRONG_KEY, Reason.KEY, "nothing sensible comes out with the encryption key"),
        (
            WRONG_TAG,
            Reason.AUTHENTICATION_KEY,
            "the tag is not that of the authentication key",
        ),
    ],
)
def test_wrong_key(one: Frame, keys: Keys, reason: Reason, detail: str) -> None:
    """The two keys are told apart."""
    found = refused(one, keys)
    assert (found.reason, found.detail) == (reason, detail)
    assert (found.size, found.head) == (one.size, one.body[:16].hex())


@pytest.mark.parametrize(
    ("public_key", "integrity"),
    [
        (KEYS.authentication, TAG | ARC),
        (OTHER, UNVERIFIED | ARC),
        (None, UNVERIFIED | ARC),
    ],
)
def test_public_key(public_key: bytes | None, integrity: Integrity) -> None:
    """A key that everybody knows verifies; that it does not fit proves nothing."""
    assert opened(lux(), ENCRYPTION_ONLY, public_key).frame.integrity == integrity


@pytest.mark.parametrize(
    ("one", "country", "profiles"),
    [
        (gama(), None, ("stoen",)),
        (gama(NONE, "KFM5KAIFA-METER"), None, ("stoen",)),
        (lux(), "LU", ("luxembourg", "steiermark")),
        (lux(), "AT", ("steiermark", "luxembourg")),
        (lux(), None, ("luxembourg", "steiermark")),
        (
            frame(glo_ciphering(APDU, title=b"KAM\x45\x01\x02\x03\x04")),
            None,
            ("kamstrup_dlms",),
        ),
        (
            frame(glo_ciphering(APDU, title=b"LGZ\x67\x01\x02\x03\x04")),
            "NO",
            ("landis_gyr_dlms",),
        ),
        (frame(glo_ciphering(APDU), Carrier.MBUS), None, ("austria_mbus",)),
    ],
)
def test_no_keys(one: Frame, country: str | None, profiles: tuple[str, ...]) -> None:
    """Without keys it is said who may have sent it: the likeliest come first."""
    found = refused(one, None, country=country)
    assert (found.reason, found.size) == (Reason.ENCRYPTED, one.size)
    assert found.profiles[: len(profiles)] == profiles
    for profile in found.profiles:
        assert one.carrier in PROFILES[profile].carriers
        assert PROFILES[profile].ciphering is not Ciphering.NEVER
    assert found.detail == "the telegram is encrypted"


@pytest.mark.parametrize("keys", [KEYS, None], ids=["keys", "no keys"])
@pytest.mark.parametrize(
    "one",
    [
        frame(glo_ciphering(APDU)[:-1]),
        frame(glo_ciphering(APDU) + b"\x00"),
        frame(b"\xdb"),
        frame(b"\x00\x05\x30\x00\x00\x00\x00", Carrier.P1_CIPHERED),
        frame(LINES, Carrier.P1_CIPHERED),
    ],
    ids=["short", "long", "tag alone", "no ciphertext", "text"],
)
def test_no_general_glo_ciphering(one: Frame, keys: Keys | None) -> None:
    """What only looks ciphered is no telegram, with keys and without."""
    found = refused(one, keys)
    assert (found.reason, found.detail) == (
        Reason.MALFORMED,
        "no general-glo-ciphering",
    )


@pytest.mark.parametrize("keys", [KEYS, WRONG_KEY, WRONG_TAG, ENCRYPTION_ONLY, None])
def test_no_key_is_shown(keys: Keys | None, caplog: pytest.LogCaptureFixture) -> None:
    """No key in what comes out, nor in the opener, nor in the log."""
    caplog.set_level(logging.DEBUG)
    opener = Opener(keys, OTHER, None)
    frames = (lux(), gama(), gama(NONE), frame(glo_ciphering(APDU)))
    shown = [repr(opener.open(one)) for one in frames]
    for text in (*shown, repr(opener), caplog.text):
        for key in (KEYS.encryption, KEYS.authentication, OTHER):
            assert key is not None
            assert key.hex() not in text.lower()
            assert repr(key) not in text

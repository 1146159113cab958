"""Tests of deciphering, against ciphertexts that are made here."""

from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
import pytest

from custom_components.han_port.decoder import Integrity, Keys, Reason
from custom_components.han_port.decoder.cipher import Plain, decipher
from custom_components.han_port.decoder.ciphered import Ciphered

#: Of the tests, obviously so.
ENCRYPTION: Final = bytes(range(16))
AUTHENTICATION: Final = bytes(range(0xD0, 0xE0))
OTHER: Final = bytes([0x55]) * 16
TITLE: Final = b"XYZ\x00\x00\x00\x00\x01"
NO_TITLE: Final = b""
COUNTER: Final = 0x01020304

KEYS: Final = Keys(ENCRYPTION, AUTHENTICATION)
NOTIFICATION: Final = b"\x0f\x40\x00\x00\x00\x00\x02\x01\x06\x00\x00\x03\xff"
BODY: Final = b"0-0:1.0.0(260117083010W)\r\n"
VERIFIED: Final = Plain(NOTIFICATION, Integrity.GCM_TAG)
UNVERIFIED: Final = Plain(NOTIFICATION, Integrity.GCM_UNVERIFIED)


def ciphered(
    control: int = 0x30,
    plain: bytes = NOTIFICATION,
    title: bytes = TITLE,
    counter: int = COUNTER,
    hidden_title: bytes | None = None,
) -> Ciphered:
    """Cipher as the green book says: what the meter shows may lack its title."""
    used = title if hidden_title is None else hidden_title
    nonce = used + counter.to_bytes(4, "big")
    associated = bytes([control]) + AUTHENTICATION
    sealed = AESGCM(ENCRYPTION).encrypt(nonce, plain, associated)
    tag = sealed[len(plain) :][:12] if control & 0x10 else b""
    return Ciphered(title, control, counter, sealed[: len(plain)], tag)


def stoen(plain: bytes = BODY, hidden_title: bytes = bytes(8)) -> Ciphered:
    """Cipher as the meters of Stoen do: no title to be seen, a counter of 0."""
    return ciphered(plain=plain, title=NO_TITLE, counter=0, hidden_title=hidden_title)


def test_known_answer() -> None:
    """The keystream is that of test case 4 of the GCM specification."""
    text = bytes.fromhex("d9313225f88406e5a55909c5aff5269a")
    ciphertext = bytes.fromhex("42831ec2217774244b7221b784d0d49c")
    plain = NOTIFICATION + b"\x00\x00\x00"
    stream = bytes(a ^ b for a, b in zip(text, ciphertext, strict=True))
    ours = bytes(a ^ b for a, b in zip(stream, plain, strict=True))
    title, counter = bytes.fromhex("cafebabefacedbad"), 0xDECAF888
    keys = Keys(bytes.fromhex("feffe9928665731c6d6a8f9467308308"))
    found = decipher(Ciphered(title, 0x20, counter, ours, b""), keys)
    assert found == Plain(plain, Integrity.GCM_UNVERIFIED)


def test_tag_is_verified() -> None:
    """Security control 30: ciphered, with a tag."""
    assert decipher(ciphered(0x30), KEYS) == VERIFIED


@pytest.mark.parametrize("control", [0x30, 0x31])
def test_tag_covers_the_security_control(control: int) -> None:
    """The tag of the one security control is none of the other."""
    other = ciphered(control)._replace(security_control=control ^ 1)
    assert decipher(ciphered(control), KEYS) == VERIFIED
    assert decipher(other, KEYS) is Reason.AUTHENTICATION_KEY


@pytest.mark.parametrize("control", [0x20, 0x21])
@pytest.mark.parametrize("keys", [KEYS, Keys(ENCRYPTION)])
def test_no_tag(control: int, keys: Keys) -> None:
    """20 and 21 have no tag; suite 1 is AES-128 all the same."""
    assert decipher(ciphered(control), keys, [OTHER]) == UNVERIFIED


def test_authentication_key_not_told() -> None:
    """Without an authentication key a tag says nothing."""
    assert decipher(ciphered(), Keys(ENCRYPTION)) == UNVERIFIED


def test_wrong_authentication_key() -> None:
    """The text comes out right, but the tag is of another key."""
    assert decipher(ciphered(), Keys(ENCRYPTION, OTHER)) is Reason.AUTHENTICATION_KEY


@pytest.mark.parametrize("control", [0x20, 0x21, 0x30])
@pytest.mark.parametrize(
    "keys",
    [Keys(OTHER), Keys(OTHER, AUTHENTICATION), KEYS.swapped()],
    ids=["alone", "with the authentication key", "swapped"],
)
def test_wrong_encryption_key(control: int, keys: Keys) -> None:
    """Nothing sensible comes out, whatever the tag says."""
    assert decipher(ciphered(control), keys) is Reason.KEY


@pytest.mark.parametrize("at", range(len(NOTIFICATION)))
def test_flipped_bit_under_a_tag(at: int) -> None:
    """One wrong bit anywhere in the ciphertext fits no tag."""
    whole = ciphered()
    damaged = bytearray(whole.ciphertext)
    damaged[at] ^= 0x04
    found = decipher(whole._replace(ciphertext=bytes(damaged)), KEYS)
    assert found in (Reason.KEY, Reason.AUTHENTICATION_KEY)


def test_public_key() -> None:
    """A key that everybody knows verifies where the household has none."""
    assert decipher(ciphered(), Keys(ENCRYPTION), [OTHER, AUTHENTICATION]) == VERIFIED


def test_wrong_public_key() -> None:
    """A meter need not use the key that everybody knows."""
    assert decipher(ciphered(), Keys(ENCRYPTION), [OTHER]) == UNVERIFIED


def test_own_key_stands_in_for_the_public_one() -> None:
    """Who has a key of his own is not verified by another."""
    keys = Keys(ENCRYPTION, OTHER)
    assert decipher(ciphered(), keys, [AUTHENTICATION]) is Reason.AUTHENTICATION_KEY


def test_counter_is_part_of_the_iv() -> None:
    """With another counter nothing sensible comes out."""
    other = ciphered()._replace(invocation_counter=COUNTER + 1)
    assert decipher(other, KEYS) is Reason.KEY


@pytest.mark.parametrize("keys", [KEYS, Keys(ENCRYPTION)])
def test_empty_title(keys: Keys) -> None:
    """Without a system title the IV is twelve zero bytes."""
    found = decipher(stoen(), keys)
    assert isinstance(found, Plain)
    assert found.text == BODY


@pytest.mark.parametrize("authentication", [AUTHENTICATION, None])
@pytest.mark.parametrize("hidden_title", [TITLE, bytes(8)], ids=["hidden", "none"])
def test_title_that_is_told(authentication: bytes | None, hidden_title: bytes) -> None:
    """A meter may hide its title; zeros are tried before the one that is told."""
    keys = Keys(ENCRYPTION, authentication, TITLE)
    found = decipher(stoen(hidden_title=hidden_title), keys)
    assert isinstance(found, Plain)
    assert found.text == BODY
    verified = Integrity.GCM_TAG if authentication else Integrity.GCM_UNVERIFIED
    assert found.integrity is verified


def test_hidden_title_that_nobody_told() -> None:
    """Without its title such a meter cannot be read."""
    assert decipher(stoen(hidden_title=TITLE), KEYS) is Reason.KEY


def test_hidden_title_and_wrong_authentication_key() -> None:
    """The text is right with the title that is told; only the tag is not."""
    keys = Keys(ENCRYPTION, OTHER, TITLE)
    assert decipher(stoen(hidden_title=TITLE), keys) is Reason.AUTHENTICATION_KEY


def test_title_on_the_wire_goes_first() -> None:
    """A title that is told does no harm to a meter that sends its own."""
    keys = Keys(ENCRYPTION, AUTHENTICATION, b"ABC\x00\x00\x00\x00\x09")
    assert decipher(ciphered(), keys) == VERIFIED


@pytest.mark.parametrize(
    "plain",
    [
        NOTIFICATION,
        b"\x0f\x40\x00\x00\x00\x0c\x07\xea",
        b"\x0f\x40\x00\x00\x00\x09\x0c\x07\xea",
        b"/Lux5\\253600000_M\r\n\r\n",
        BODY,
        b"1-0:1.8.0(000001.000*kWh)",
    ],
)
def test_sensible(plain: bytes) -> None:
    """A data-notification, a telegram or data lines are sensible."""
    found = decipher(ciphered(0x20, plain), Keys(ENCRYPTION))
    assert found == Plain(plain, Integrity.GCM_UNVERIFIED)


@pytest.mark.parametrize(
    "plain",
    [
        b"\x0f\x40\x00\x00\x00\x02\x02\x01",
        b"\x0f",
        b"/1",
        b"0123456789",
        b"\x00\x00",
    ],
)
def test_not_sensible(plain: bytes) -> None:
    """One right byte at the beginning is chance: with a wrong key, one in 256."""
    assert decipher(ciphered(0x20, plain), Keys(ENCRYPTION)) is Reason.KEY


def test_verified_text_need_not_be_sensible() -> None:
    """A tag that fits proves both keys, whatever the text."""
    found = decipher(ciphered(plain=b"\xc0\x01\xc1"), KEYS)
    assert found == Plain(b"\xc0\x01\xc1", Integrity.GCM_TAG)

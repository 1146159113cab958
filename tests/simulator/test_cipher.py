"""Ciphered telegrams open with the keys, by an implementation that knows GCM."""

from cryptography.exceptions import InvalidTag
import pytest

from simulator.cipher import ciphered, envelope, general_glo_ciphering
from simulator.keys import BOTH, ENCRYPTION_ONLY, LUXEMBOURG, Keys
from tests.simulator.known import opened

TITLE = b"KAM\x00\x00\x00\x00\x07"
PLAIN = bytes(range(200))


def test_layout_with_a_tag() -> None:
    """DB, title, length of two bytes though one would do, 30, counter, text, tag."""
    written = general_glo_ciphering(PLAIN, BOTH, TITLE, 0x01020304)
    header = b"\xdb\x08" + TITLE + bytes.fromhex("82 00D9 30 01020304")
    assert written.startswith(header)
    assert len(written) == len(header) + 200 + 12
    assert opened(written[len(header) :], BOTH, TITLE, 0x01020304) == PLAIN


def test_layout_without_a_tag() -> None:
    """Without an authentication key the control is 20 and nothing follows the text."""
    written = general_glo_ciphering(PLAIN, ENCRYPTION_ONLY, TITLE, 9, 1)
    header = b"\xdb\x08" + TITLE + bytes.fromhex("81 CD 20 00000009")
    assert written.startswith(header)
    assert opened(written[len(header) :], ENCRYPTION_ONLY, TITLE, 9) == PLAIN


def test_empty_title_is_eight_zeros() -> None:
    """Stoen's form has no DB and no title, and a vector of zeros."""
    written = ciphered(PLAIN, BOTH, b"", 0)
    assert written[:9] == bytes.fromhex("00 82 00D9 30 00000000")
    assert opened(written[9:], BOTH, bytes(8), 0) == PLAIN


@pytest.mark.parametrize(
    ("keys", "title", "counter"),
    [(BOTH._replace(authentication=bytes(16)), TITLE, 1), (BOTH, TITLE, 2)],
)
def test_tag_covers_key_and_vector(keys: Keys, title: bytes, counter: int) -> None:
    """With another authentication key or counter the tag does not fit."""
    written = ciphered(PLAIN, BOTH, TITLE, 1)
    with pytest.raises(InvalidTag):
        opened(written[17:], keys, title, counter)


def test_envelope_leaves_the_secret_as_it_is() -> None:
    """Only the header is put before it."""
    written = envelope(b"AB", 0x20, 5, b"secret", 2)
    assert written == b"\x02AB\x82\x00\x0b\x20\x00\x00\x00\x05secret"


def test_keys_are_those_of_tests() -> None:
    """The keys count up; Luxembourg's authentication key is the published one."""
    assert BOTH.fields == {
        "encryption_key": "C0C1C2C3C4C5C6C7C8C9CACBCCCDCECF",
        "authentication_key": "D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF",
    }
    published = "00112233445566778899AABBCCDDEEFF"
    assert LUXEMBOURG.fields["authentication_key"] == published


def test_key_that_is_not_there_is_no_field() -> None:
    """Where telegrams have no tag a form asks for one key."""
    assert list(ENCRYPTION_ONLY.fields) == ["encryption_key"]

"""Tests of deciphering with a meter's key."""

import pytest

from custom_components.han_port.decoder import Keys, Reason, read_headers
from custom_components.han_port.decoder.telegram import Integrity
from custom_components.han_port.decoder.wireless.address import Address
from custom_components.han_port.decoder.wireless.contents import Contents, Safe
from custom_components.han_port.decoder.wireless.security import decipher_blocks
from tests.decoder.wireless.seal import (
    CHECK,
    KEY,
    KEYS,
    METER,
    MODULE,
    OTHER_KEY,
    RECORDS,
    header,
    link,
    mode5,
    mode7,
    padded,
    plain,
    session,
)

REVERSED = Keys(KEY[::-1])
OTHER = Keys(OTHER_KEY)
SANXING = Address("KPL", "31000004", 1, 2)
VALUES = ["1234567", "917", "238"]


def opened(telegram: bytes, keys: Keys | None = KEYS) -> Contents | Reason:
    """Open a telegram with a key that nothing has proven yet."""
    headers = read_headers(telegram)
    assert headers
    return Safe(keys).open(telegram, headers)


def values(contents: Contents | Reason) -> list[str]:
    """Return the values of the records that came out."""
    assert isinstance(contents, Contents)
    return [str(record.value) for record in contents.records]


@pytest.mark.parametrize(
    ("telegram", "integrity"),
    [
        (mode5(), Integrity.CBC_FILLER),
        (mode5(address=MODULE, meter=METER), Integrity.CBC_FILLER),
        (mode7(), Integrity.CMAC),
        (mode7(address=MODULE, meter=METER), Integrity.CMAC),
        (session(b"\x78" + RECORDS), Integrity.PAYLOAD_CRC),
        (session(header() + RECORDS), Integrity.PAYLOAD_CRC),
    ],
)
def test_the_key_opens(telegram: bytes, integrity: Integrity) -> None:
    """What was measured comes out, and what vouches for it is said."""
    contents = opened(telegram)
    assert values(contents) == VALUES
    assert isinstance(contents, Contents)
    assert contents.integrity is integrity
    assert contents.is_whole


ALL = [mode5(), mode7(), session(b"\x78" + RECORDS)]


@pytest.mark.parametrize("telegram", ALL)
def test_another_key_does_not(telegram: bytes) -> None:
    """Nothing comes out with a key of somebody else's."""
    assert opened(telegram, OTHER) is Reason.KEY


@pytest.mark.parametrize("telegram", ALL)
@pytest.mark.parametrize("bit", range(128))
def test_one_flipped_bit_of_the_key_is_refused(telegram: bytes, bit: int) -> None:
    """Every bit of a key counts."""
    flipped = int.from_bytes(KEY) ^ 1 << bit
    assert opened(telegram, Keys(flipped.to_bytes(16))) is Reason.KEY


@pytest.mark.parametrize("telegram", ALL)
def test_a_reversed_key_is_turned_round(telegram: bytes) -> None:
    """Some companies print keys byte-reversed; the one that fits is kept."""
    headers = read_headers(telegram)
    assert headers
    safe = Safe(REVERSED)
    assert values(safe.open(telegram, headers)) == VALUES
    assert safe.keys == KEYS


def test_a_proven_key_is_not_turned_round_again() -> None:
    """Once a key has opened a telegram its reverse is no candidate."""
    headers = read_headers(mode5())
    assert headers
    safe = Safe(KEYS)
    safe.open(mode5(), headers)
    assert safe.open(mode5(key=KEY[::-1]), headers) is Reason.KEY


@pytest.mark.parametrize("telegram", ALL)
def test_without_a_key(telegram: bytes) -> None:
    """What is ciphered says so."""
    assert opened(telegram, None) is Reason.ENCRYPTED


def test_plain_records_need_no_key() -> None:
    """With a key or without, they are read."""
    assert values(opened(plain(), None)) == values(opened(plain())) == VALUES


def test_a_broken_record_behind_the_blocks() -> None:
    """It is as much of a loss as one within them."""
    contents = opened(mode5(behind=bytes.fromhex("02fb2d88130e0300")))
    assert values(contents) == [*VALUES, "50.00"]
    assert isinstance(contents, Contents)
    assert not contents.is_whole


def test_records_behind_the_blocks_are_plain() -> None:
    """A meter may cipher a part only."""
    contents = opened(mode5(behind=bytes.fromhex("02fb2d8813")))
    assert values(contents) == [*VALUES, "50.00"]


@pytest.mark.parametrize("stray", ["a4", "3bd0"])
@pytest.mark.parametrize("seal", [mode5, mode7])
def test_stray_bytes_behind_the_blocks(seal: type, stray: str) -> None:
    """A receiver leaves its RSSI there, or the last CRC."""
    telegram = seal() + bytes.fromhex(stray)
    contents = opened(bytes([len(telegram) - 1]) + telegram[1:])
    assert values(contents) == VALUES
    assert isinstance(contents, Contents)
    assert contents.is_whole


def test_a_wrong_authentication_code() -> None:
    """Of security mode 7 nothing is deciphered before it is verified."""
    telegram = bytearray(mode7())
    telegram[-1] ^= 1
    assert opened(bytes(telegram)) is Reason.KEY


def test_a_wrong_payload_crc() -> None:
    """A flipped bit in a session shows in its CRC."""
    telegram = bytearray(session(b"\x78" + RECORDS))
    telegram[-1] ^= 1
    assert opened(bytes(telegram)) is Reason.KEY


PLAIN_SESSION = session(header() + RECORDS, number=bytes(4))


def test_a_session_without_cipher() -> None:
    """Its payload CRC vouches for it all the same."""
    contents = opened(PLAIN_SESSION, None)
    assert values(contents) == VALUES
    assert isinstance(contents, Contents)
    assert contents.integrity is Integrity.PAYLOAD_CRC
    damaged = PLAIN_SESSION[:-1] + bytes([PLAIN_SESSION[-1] ^ 1])
    assert opened(damaged, None) is Reason.CHECKSUM


def test_a_checksum_of_nothing() -> None:
    """That it fits vouches for no byte."""
    nothing = bytes.fromhex("8d2007 00000000 ffff 78")
    assert opened(link(nothing), None) is Reason.CHECKSUM


@pytest.mark.parametrize("stray", ["a4", "3bd0"])
@pytest.mark.parametrize("telegram", [PLAIN_SESSION, session(b"\x78" + RECORDS)])
def test_stray_bytes_behind_a_session(telegram: bytes, stray: str) -> None:
    """Where they begin the payload CRC tells."""
    telegram += bytes.fromhex(stray)
    contents = opened(bytes([len(telegram) - 1]) + telegram[1:])
    assert values(contents) == VALUES


@pytest.mark.parametrize("keys", [KEYS, None])
@pytest.mark.parametrize("mode", [10, 13])
def test_modes_that_nobody_can_undo(mode: int, keys: Keys | None) -> None:
    """With a key or without, they are not supported."""
    assert opened(link(header(mode, 2) + bytes(32)), keys) is Reason.UNSUPPORTED


def test_contents_of_unknown_kind() -> None:
    """A manufacturer's own are not supported either."""
    assert opened(link(b"\xa2" + RECORDS)) is Reason.UNSUPPORTED


def test_blocks_that_are_missing() -> None:
    """The configuration word says how many there have to be."""
    assert opened(link(header(5, 2) + bytes(31))) is Reason.TRUNCATED


def test_ciphered_twice() -> None:
    """A session with ciphered blocks inside is not supported."""
    assert opened(session(mode5()[10:])) is Reason.UNSUPPORTED


def test_a_session_of_nothing() -> None:
    """What has come out is no transport layer."""
    assert opened(session(b"\x7a\x00")) is Reason.MALFORMED


def test_check_bytes_alone_prove_no_key() -> None:
    """One random text in 65536 has them: records have to come out, too."""
    assert opened(mode5(b"\x3f" * 14)) is Reason.KEY


@pytest.mark.parametrize("records", ["", "0f1122", "01fd7b05"])
def test_records_to_the_end_prove_it(records: str) -> None:
    """Even if they are filler only, or what nobody but the maker knows."""
    contents = opened(mode5(bytes.fromhex(records)))
    assert isinstance(contents, Contents)
    assert contents.is_whole


@pytest.mark.parametrize(
    "strange",
    [
        "01fd7b05",
        "0bab79170900",
        "0b2bffffff",
        "8b02 2b170900",
        "8b40 2b170900",
    ],
)
def test_strange_records_prove_nothing(strange: str) -> None:
    """Random text that breaks off begins with some records as a rule."""
    broken = RECORDS + bytes.fromhex(strange) + b"\x3f\x00"
    assert opened(mode5(broken)) is Reason.KEY


def test_an_authentication_code_proves_a_key() -> None:
    """Whatever the records are: nobody else could have made it."""
    contents = opened(mode7(b"\x3f" * 14))
    assert isinstance(contents, Contents)
    assert not contents.is_whole


def test_some_records_prove_a_key() -> None:
    """A broken record loses those behind it, not the key that opened the others."""
    contents = opened(mode5(RECORDS + b"\x3f\x00"))
    assert values(contents) == VALUES
    assert isinstance(contents, Contents)
    assert not contents.is_whole


def test_a_proven_key_keeps_less() -> None:
    """Then what stands before a broken record is kept however little it is."""
    headers = read_headers(mode5())
    assert headers
    safe = Safe(KEYS)
    safe.open(mode5(), headers)
    broken = mode5(bytes.fromhex("0b2b170900") + b"\x3f")
    headers = read_headers(broken)
    assert headers
    assert values(safe.open(broken, headers)) == ["917"]


def test_sanxing_begins_otherwise() -> None:
    """The check bytes of S34U28 are 60 9B, and filler ends its blocks."""
    telegram = mode5(address=SANXING, check=b"\x60\x9b")
    assert values(opened(telegram)) == VALUES


@pytest.mark.parametrize(
    "telegram",
    [
        mode5(check=b"\x60\x9b"),
        mode5(address=SANXING._replace(version=2), check=b"\x60\x9b"),
        mode5(RECORDS[:8] + bytes(6), address=SANXING, check=b"\x60\x9b"),
    ],
)
def test_nobody_else_does(telegram: bytes) -> None:
    """Of other meters, or without the filler, these bytes prove nothing."""
    assert opened(telegram) is Reason.KEY


def test_deciphered_before() -> None:
    """Logs hold telegrams that somebody has deciphered and left marked as ciphered."""
    text = padded(RECORDS)
    telegram = link(header(5, len(text) // 16) + text)
    assert values(opened(telegram, None)) == VALUES
    assert opened(telegram) is Reason.KEY


def test_deciphered_before_to_the_end() -> None:
    """Without a key nothing but whole records counts."""
    text = CHECK + RECORDS + b"\x3f" * 7
    telegram = link(header(5, 2) + text.ljust(32, b"\x3f"))
    assert opened(telegram, None) is Reason.ENCRYPTED


def test_without_the_layer_that_authenticates() -> None:
    """Nothing of security mode 7 is deciphered where no code is sent."""
    headers = read_headers(mode7())
    assert headers
    assert headers.transport
    bare = headers._replace(authentication=None)
    assert decipher_blocks(mode7(), bare, headers.transport, KEY) is None


def test_data_that_are_verified_only() -> None:
    """Security mode 7 may cipher nothing; its code is verified all the same."""
    telegram = mode7(b"", behind=RECORDS, is_ciphered=False)
    assert values(opened(telegram)) == VALUES
    assert opened(telegram, OTHER) is Reason.KEY
    assert opened(telegram, None) is Reason.ENCRYPTED

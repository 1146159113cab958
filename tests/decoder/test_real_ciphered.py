"""Tests on ciphered telegrams that nobody of this project wrote."""

from dataclasses import replace
from typing import Final

import pytest

from custom_components.han_port.decoder import (
    Carrier,
    Integrity,
    Keys,
    Reason,
    Telegram,
)
from tests.decoder.binary import LLC, hdlc_frame
from tests.decoder.compose import x25
from tests.decoder.envelopes import KEYS, glo_ciphering, stoen
from tests.decoder.feeding import decode, only, reasons, refusal, telegrams
from tests.decoder.lists import NAMES as LISTS, wanted as wanted_of_list
from tests.decoder.real import (
    BINARY,
    READABLE,
    Values,
    content,
    details,
    encryption_only,
    folder,
    in_all_ways,
    keys,
    values,
)
from tests.decoder.test_real_telegrams import wanted as wanted_of_text

#: The rows of the table, and what brings a ciphered telegram.
SYSTEMS: Final = {
    "aidon_hdlc": ("aidon_dlms", Carrier.HDLC, Integrity.HDLC_FCS),
    "at_mbus": ("austria_mbus", Carrier.MBUS, Integrity.MBUS_CHECKSUM),
    "at_steiermark_p1": ("steiermark", Carrier.CIPHERED, Integrity.CRC16_ARC),
    "lux_smarty": ("luxembourg", Carrier.CIPHERED, Integrity.NONE),
}
NAMES: Final = [name for name in BINARY if keys(name)]
TAGGED: Final = [name for name in NAMES if details(name).get("auth_key")]
TAGLESS: Final = [name for name in NAMES if name not in TAGGED]
#: Its inner checksum is that of another text.
WRONG_INSIDE: Final = "lux_smarty/athom_synthetic_with_aad.hex"
KEYLESS: Final = "stoen_pl/gama350_egm5g35_enc_nokey.hex"
PLAIN_OF_STOEN: Final = [
    name for name in READABLE if folder(name) == "stoen_pl" and "plain" in name
]
WRONG: Final = bytes(range(16))


def both(name: str) -> Keys:
    """Return the keys of a telegram that has some."""
    found = keys(name)
    assert found is not None
    return found


def wanted(name: str) -> Values:
    """Return the registers that a ciphered telegram has to give."""
    if name in LISTS:
        return wanted_of_list(name)
    return sorted(wanted_of_text(name))


def read(one: Telegram, name: str) -> Values:
    """Return the registers of a telegram, as `wanted` has them."""
    found = values(one)
    if name not in LISTS:
        return sorted(found)
    # An Austrian list has clock and serial number without a code of their own.
    codes = dict(wanted(name))
    return [pair for pair in found if pair[0] in codes]


def outside(name: str) -> Integrity:
    """Return what protects a telegram beside its cipher."""
    return SYSTEMS[folder(name)][2]


def test_all_are_known() -> None:
    """Every binary file is in one of the lists of these tests."""
    assert set(BINARY) == {*LISTS, *NAMES, *([KEYLESS] if BINARY else [])}


@pytest.mark.parametrize("profile", ["auto", "own"])
@pytest.mark.parametrize("name", TAGGED)
def test_both_keys(name: str, profile: str) -> None:
    """With both keys the tag is verified and the values are right."""
    own, carrier, _ = SYSTEMS[folder(name)]
    row = own if profile == "own" else profile
    for events in in_all_ways(content(name), row, keys=both(name)):
        one = only(events)
        assert read(one, name) == wanted(name)
        assert (one.profile, one.carrier) == (own, carrier)
        assert one.integrity == Integrity.GCM_TAG | outside(name)
        assert one.invocation_counter is not None


@pytest.mark.parametrize("name", [name for name in TAGGED if name != WRONG_INSIDE])
def test_encryption_key_alone(name: str) -> None:
    """Without the authentication key the values are right and the tag unverified."""
    own, _, _ = SYSTEMS[folder(name)]
    for profile in ("auto", own):
        alone = encryption_only(both(name))
        for events in in_all_ways(content(name), profile, keys=alone):
            one = only(events)
            assert read(one, name) == wanted(name)
            cipher = one.integrity & ~outside(name)
            assert cipher in {Integrity.GCM_UNVERIFIED, Integrity.GCM_TAG}
            # Only a key that is public verifies without being given.
            assert (cipher is Integrity.GCM_TAG) == is_public(name)


def is_public(name: str) -> bool:
    """Tell whether the authentication key is the one that everybody knows."""
    public = "00112233445566778899AABBCCDDEEFF"
    return bool(details(name)["auth_key"].upper() == public)


@pytest.mark.parametrize("name", [name for name in NAMES if name == WRONG_INSIDE])
def test_wrong_inside(name: str) -> None:
    """What no tag confirms is refused where its inner checksum does not fit."""
    for profile in ("auto", "luxembourg"):
        alone = encryption_only(both(name))
        for events in in_all_ways(content(name), profile, keys=alone):
            assert refusal(events).reason is Reason.CHECKSUM


@pytest.mark.parametrize("name", TAGLESS)
def test_no_tag(name: str) -> None:
    """A telegram without tag gives its values, with an authentication key or not."""
    own, carrier, _ = SYSTEMS[folder(name)]
    given = both(name)
    for profile in ("auto", own):
        for some in (given, replace(given, authentication=WRONG)):
            for events in in_all_ways(content(name), profile, keys=some):
                one = only(events)
                assert read(one, name) == wanted(name)
                assert (one.profile, one.carrier) == (own, carrier)
                assert one.integrity == Integrity.GCM_UNVERIFIED | outside(name)


@pytest.mark.parametrize("name", NAMES)
def test_wrong_encryption_key(name: str) -> None:
    """Another encryption key is told apart from noise."""
    own, _, _ = SYSTEMS[folder(name)]
    wrong = replace(both(name), encryption=WRONG)
    for profile in ("auto", own):
        for some in (wrong, encryption_only(wrong)):
            for events in in_all_ways(content(name), profile, keys=some):
                assert refusal(events).reason is Reason.KEY


@pytest.mark.parametrize("name", TAGGED)
def test_wrong_authentication_key(name: str) -> None:
    """Another authentication key is told apart from a wrong encryption key."""
    own, _, _ = SYSTEMS[folder(name)]
    wrong = replace(both(name), authentication=WRONG)
    for profile in ("auto", own):
        for events in in_all_ways(content(name), profile, keys=wrong):
            assert refusal(events).reason is Reason.AUTHENTICATION_KEY


@pytest.mark.parametrize("name", TAGGED)
def test_swapped_keys(name: str) -> None:
    """Exchanged keys are wrong, and right once they are exchanged back."""
    swapped = both(name).swapped()
    assert refusal(decode(content(name), keys=swapped)).reason is Reason.KEY
    one = only(decode(content(name), keys=swapped.swapped()))
    assert read(one, name) == wanted(name)


@pytest.mark.parametrize("name", NAMES)
def test_no_key(name: str) -> None:
    """Without keys a telegram is told as ciphered, all of it, and by whom."""
    own, _, _ = SYSTEMS[folder(name)]
    for profile in ("auto", own):
        for events in in_all_ways(content(name), profile):
            one = refusal(events)
            assert (one.reason, one.size) == (Reason.ENCRYPTED, len(content(name)))
            assert own in one.profiles


@pytest.mark.parametrize("name", [name for name in BINARY if name == KEYLESS])
def test_stoen_without_key(name: str) -> None:
    """The real GAMA 350 is known by its ident line."""
    for profile in ("auto", "stoen"):
        for events in in_all_ways(content(name), profile):
            one = refusal(events)
            assert (one.reason, one.size) == (Reason.ENCRYPTED, len(content(name)))
            assert one.profiles[0] == "stoen"


@pytest.mark.parametrize("name", [name for name in BINARY if name == KEYLESS])
def test_stoen_with_a_wrong_key(name: str) -> None:
    """Its frame is sound, so a wrong key is the key's fault."""
    for events in in_all_ways(content(name), "stoen", keys=KEYS):
        assert refusal(events).reason is Reason.KEY


@pytest.mark.parametrize("profile", ["auto", "stoen"])
@pytest.mark.parametrize("name", PLAIN_OF_STOEN)
def test_stoen(name: str, profile: str) -> None:
    """A body of Stoen's meters, ciphered as they do it, gives its values."""
    data = stoen(stoen_body(name), ident=stoen_ident(name))
    for events in in_all_ways(data, profile, keys=KEYS):
        one = only(events)
        assert sorted(values(one)) == sorted(wanted_of_text(name))
        assert one.integrity == Integrity.GCM_TAG | Integrity.CRC16_X25
        assert (one.profile, one.carrier) == ("stoen", Carrier.P1_CIPHERED)
        assert (one.ident, one.invocation_counter) == (
            stoen_ident(name)[1:].decode(),
            0,
        )


@pytest.mark.parametrize("name", PLAIN_OF_STOEN)
def test_stoen_with_the_encryption_key_alone(name: str) -> None:
    """The trailer is checked, the tag is not."""
    data = stoen(stoen_body(name), ident=stoen_ident(name))
    for events in in_all_ways(data, "stoen", keys=encryption_only(KEYS)):
        one = only(events)
        assert sorted(values(one)) == sorted(wanted_of_text(name))
        assert one.integrity == Integrity.GCM_UNVERIFIED | Integrity.CRC16_X25


@pytest.mark.parametrize("name", PLAIN_OF_STOEN)
def test_stoen_with_another_trailer(name: str) -> None:
    """A verified tag makes the trailer moot; without one it is refused."""
    data = stoen(stoen_body(name), ident=stoen_ident(name))[:-6] + b"0000\r\n"
    one = only(decode(data, "stoen", keys=KEYS))
    assert one.integrity == Integrity.GCM_TAG
    alone = decode(data, "stoen", keys=encryption_only(KEYS))
    assert (reasons(alone), telegrams(alone)) == ([Reason.CHECKSUM], [])


def stoen_body(name: str) -> bytes:
    """Return the body lines of a readable telegram, as Stoen's meters cipher them."""
    return content(name).partition(b"\r\n\r\n")[2].rpartition(b"!")[0]


def stoen_ident(name: str) -> bytes:
    """Return the ident line of a readable telegram."""
    return content(name).partition(b"\r\n")[0]


@pytest.mark.parametrize("name", TAGGED)
def test_envelopes_of_the_tests(name: str) -> None:
    """The tests' own envelopes are those of the real telegrams, byte by byte."""
    start = content(name).index(b"\xdb\x08")
    sealed = glo_ciphering(
        bytes.fromhex(details(name)["plaintext_hex"][0]),
        both(name),
        content(name)[start + 2 : start + 10],
        0x11223344 if folder(name) != "at_steiermark_p1" else 0x10000001,
    )
    if folder(name) == "aidon_hdlc":
        sealed = hdlc_frame(LLC + sealed, b"\x03", b"\x05", control=0x00)
    assert sealed == content(name)


@pytest.mark.parametrize("name", [name for name in BINARY if name == KEYLESS])
def test_trailer_of_the_tests(name: str) -> None:
    """The tests' own trailer is that of the real GAMA 350."""
    covered, _, trailer = content(name).rpartition(b"!")
    low, high = x25(covered + b"!").to_bytes(2, "little")
    assert trailer == f"{low:02X}{high:02X}\r\n".encode()

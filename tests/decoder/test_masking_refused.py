"""Tests of masking what was refused, and bytes of any kind."""

from hypothesis import given, strategies as st
import pytest

from custom_components.han_port.decoder import (
    Carrier,
    Event,
    Integrity,
    Keys,
    Meter,
    Reason,
    Telegram,
)
from custom_components.han_port.decoder.masking import mask
from tests.decoder.compose import ENERGY, telegram
from tests.decoder.envelopes import KEYS, glo_ciphering, hdlc, mbus, stoen
from tests.decoder.masked import refused
from tests.decoder.samples import APDU
from tests.decoder.wireless.seal import mode5, mode7, plain, session

SOUND = (
    *(telegram(), hdlc(APDU), mbus(glo_ciphering(APDU)), stoen(ENERGY.encode())),
    *(glo_ciphering(APDU), hdlc(glo_ciphering(APDU)), APDU),
    *(plain(), mode5(), mode7(), session(b"\x78" + plain()[15:])),
)
RADIO_KEYS = Keys(bytes(range(16)))


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """Draw a telegram of which bytes are lost, changed or added."""
    data = bytearray(draw(st.sampled_from(SOUND)))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data)))
        size = draw(st.integers(0, 9))
        data[at : at + size] = draw(st.binary(max_size=9))
    return bytes(data[draw(st.integers(0, 9)) :])


@st.composite
def events(draw: st.DrawFn) -> Event:
    """Draw a telegram or a refusal with bytes of any kind."""
    raw = draw(st.binary(max_size=400) | spoilt())
    if draw(st.booleans()):
        sender = draw(st.sampled_from(["", "EGM-31000001-01-02"]))
        return refused(raw, draw(st.sampled_from(Reason)), sender)
    carrier = draw(st.sampled_from(Carrier))
    return Telegram("auto", carrier, "", Meter(), None, Integrity.NONE, {}, raw=raw)


@given(events(), st.sampled_from([None, KEYS, RADIO_KEYS]))
def test_never_raises(event: Event, keys: Keys | None) -> None:
    """Whatever the bytes are, as many come back."""
    assert len(mask(event, keys)) == len(event.raw)


@given(st.binary(max_size=60), st.integers(10**7, 10**14), st.binary(max_size=60))
def test_noise(before: bytes, number: int, behind: bytes) -> None:
    """No long number is left in noise."""
    digits = str(number).encode()
    assert digits not in mask(refused(before + digits + behind), None)


@pytest.mark.parametrize("reason", Reason)
def test_no_bytes(reason: Reason) -> None:
    """Of no bytes none come."""
    assert mask(refused(b"", reason), None) == b""


def test_text_that_begins_anywhere() -> None:
    """What may be lines is masked as lines: values stay."""
    line = b"0-0:96.1.1(4B384547303034303436333935353037)\r\n"
    data = ENERGY.encode()[3:] + b"\r\n" + line + b"!"
    again = mask(refused(data, Reason.TRUNCATED), None)
    assert again.startswith(ENERGY.encode()[3:])
    assert line not in again


def test_text_with_a_wrong_byte() -> None:
    """So is a telegram with a byte that is no text."""
    data = telegram("KAM5", [ENERGY, "0-0:96.1.0(1234)"]).replace(b"kWh", b"k\xd7h")
    again = mask(refused(data, Reason.CHECKSUM), None)
    assert again.startswith(data[: data.index(b"1234)")])
    assert again.index(b"0-0:96.1.0(") == data.index(b"0-0:96.1.0(")


def test_text_that_may_be_of_a_radio() -> None:
    """What begins like both is masked as noise."""
    data = b"/FLU5abcdef\xff" + b"735999289094" + mode5()
    assert data[10] >= 0x5A
    again = mask(refused(data, Reason.CHECKSUM), None)
    assert b"735999289094" not in again

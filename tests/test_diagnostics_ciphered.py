"""Tests of diagnostics: how telegrams are protected, and what opens those shown."""

from homeassistant.components.diagnostics import REDACTED
from homeassistant.core import HomeAssistant
import pytest

from custom_components.han_port.decoder import (
    Decoder,
    Integrity,
    Telegram,
)
from custom_components.han_port.entry_data import keys_of
from simulator.meters import METERS
from simulator.push import PtyMeter, TcpMeter
from tests.decoder.compose import telegram
from tests.downloads import heard_of, shown_of
from tests.entries import coordinator_of, set_up
from tests.secrets import OTHER_KEY

pytestmark = pytest.mark.usefixtures("haste")


async def test_ciphered_telegram(hass: HomeAssistant) -> None:
    """How it came and what proves it is shown, its counter, and who repeats it."""
    sent = METERS["luxembourg"]
    async with PtyMeter(meter=sent, interval=0.1) as meter:
        entry = await set_up(hass, meter.port, "luxembourg", **sent.key_fields)
        meter.paused = True
        shown = await shown_of(hass, entry)
    assert shown["telegram"]["carrier"] == "ciphered"
    assert shown["telegram"]["integrity"] == "gcm-tag+crc16-arc"
    assert shown["telegram"]["invocation_counter"] >= 1
    assert shown["telegram"]["submeters"][0] == "gas"
    assert shown["counts"]["repeated"] == 0
    assert shown["counts"]["locked"] == 0


@pytest.mark.parametrize("name", ["stoen", "luxembourg"])
async def test_good_telegram_is_opened_by_keys_that_are_told(
    hass: HomeAssistant, name: str
) -> None:
    """It was ciphered anew with public ones: those of the meter are left out."""
    sent = METERS[name]
    async with PtyMeter(meter=sent, interval=0.1) as meter:
        entry = await set_up(hass, meter.port, name, **sent.key_fields)
        meter.paused = True
        shown = await shown_of(hass, entry)
    assert set(shown["keys"].values()) == {REDACTED}
    keys = keys_of(shown["public_keys"])
    assert keys
    assert keys.encryption == b"HAN Port capture"
    (event,) = Decoder(name, keys=keys).feed(bytes.fromhex(shown["last_good"]["hex"]))
    assert isinstance(event, Telegram)
    assert Integrity.GCM_TAG in event.integrity
    total = coordinator_of(entry).data.registers["1-0:1.8.0"]
    assert event.registers["1-0:1.8.0"] == total


async def test_telegram_in_clear(hass: HomeAssistant) -> None:
    """There is no counter where nothing is ciphered, and no key is missing."""
    shown = await heard_of(hass, telegram())
    assert shown["telegram"]["carrier"] == "p1"
    assert shown["telegram"]["invocation_counter"] is None
    assert shown["keys"] == shown["public_keys"] == {}


@pytest.mark.parametrize("name", ["luxembourg", "austria_mbus"])
async def test_locked_telegram_keeps_its_title(
    hass: HomeAssistant, socket_enabled: None, name: str
) -> None:
    """What no key opens is shown as it came, but for who sent it."""
    sent = METERS[name]
    async with TcpMeter(meter=sent, interval=0.1) as meter:
        entry = await set_up(hass, meter.port, name, encryption_key=OTHER_KEY)
        (refusal, *_) = (await shown_of(hass, entry))["last_refused"]
        (sample, *_) = coordinator_of(entry).samples.refused
    assert (refusal["reason"], refusal["detail"]) == ("key", "")
    shown, raw = bytes.fromhex(refusal["hex"]), sample.event.raw
    at = raw.index(b"\xdb\x08") + 2
    assert shown[:at] == raw[:at]
    assert shown[at : at + 3] == raw[at : at + 3]
    assert shown[at + 3 : at + 8] != raw[at + 3 : at + 8]

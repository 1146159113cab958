"""Tests of diagnostics: helpful to others, without what tells whose meter it is."""

import json
from typing import Any

from homeassistant.components.diagnostics import REDACTED
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.han_port import diagnostics
from custom_components.han_port.decoder import Reading, Reason, Rejected
from custom_components.han_port.diagnostics import (
    async_get_config_entry_diagnostics,
    redacted_port,
)
from simulator.faults import Fault
from simulator.meters import METERS
from simulator.push import PtyMeter, TcpMeter
from tests.decoder.compose import LINES, ciphered, telegram
from tests.entries import coordinator_of, meter_entry, set_up, until
from tests.secrets import OTHER_KEY
from tests.wire import Wire

pytestmark = pytest.mark.usefixtures("haste")

NUMBER = "253833635"
SERIAL_NUMBER = "4B414D3132333435363738"
TEXT = "0-0:96.13.0(48656C6C6F)"


async def _shown(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, Any]:
    """Return diagnostics as they are downloaded: JSON."""
    told = await async_get_config_entry_diagnostics(hass, entry)
    shown: dict[str, Any] = json.loads(json.dumps(told))
    return shown


async def _heard(hass: HomeAssistant, data: bytes) -> dict[str, Any]:
    """Return the diagnostics of a meter that sends this."""
    async with Wire(data=data) as wire:
        entry = await set_up(hass, wire.port, "auto")
        shown = await _shown(hass, entry)
        await hass.config_entries.async_unload(entry.entry_id)
        return shown


async def test_settings_and_the_last_telegram(
    hass: HomeAssistant, entry: MockConfigEntry, meter: PtyMeter
) -> None:
    """What was configured, how it goes, and all that the meter measures."""
    await until(lambda: coordinator_of(entry).interval < 1)
    meter.paused = True
    shown = await _shown(hass, entry)
    assert shown["port"] == meter.port
    assert shown["profile"] == "sesko"
    assert shown["line"] == "115200 8N1"
    assert shown["available"] is True
    assert shown["interval"] == pytest.approx(0.1, abs=0.05)
    assert shown["patience"] == pytest.approx(0.4, abs=0.2)
    assert shown["heard"]["telegrams"] >= 4
    assert shown["heard"]["bytes"] > 2000
    assert shown["telegram"]["profile"] == "sesko"
    assert shown["telegram"]["ident"] == "ADN9 7534"
    assert shown["telegram"]["manufacturer"] == "Aidon"
    assert shown["telegram"]["integrity"] == "crc16-arc"
    assert len(shown["telegram"]["registers"]) == 27


async def test_numbers_are_shown_with_units(hass: HomeAssistant) -> None:
    """Measured values and the clock are nobody's secret."""
    shown = await _heard(hass, telegram())
    registers = shown["telegram"]["registers"]
    assert registers["1-0:1.8.0"] == "6678.394 kWh"
    assert registers["1-0:31.7.0"] == "1.6 A"
    assert registers["0-0:1.0.0"] == "250117083010W"
    assert shown["telegram"]["time"].startswith("2025-01-17T08:30:10+")
    assert shown["telegram"]["unread_lines"] == 0


async def test_texts_are_redacted(hass: HomeAssistant) -> None:
    """Serial numbers and messages are not shown; that they are empty is."""
    lines = [*LINES, f"0-0:96.1.0({SERIAL_NUMBER})", TEXT, "0-0:96.13.1()"]
    shown = await _heard(hass, telegram(lines=lines))
    registers = shown["telegram"]["registers"]
    assert registers["0-0:96.1.0"] == REDACTED
    assert registers["0-0:96.13.0"] == REDACTED
    assert registers["0-0:96.13.1"] == ""
    assert shown["telegram"]["serial_number"] == REDACTED
    for secret in (SERIAL_NUMBER, "KAM12345678", "48656C6C6F"):
        assert secret not in json.dumps(shown)


async def test_lines_that_are_not_read_are_counted(hass: HomeAssistant) -> None:
    """A line that is no scalar may hold anything: only the number is told."""
    history = "0-0:98.1.0(1)(1-0:1.6.0)(230101000000W)(12345678*kW)"
    shown = await _heard(hass, telegram(lines=[*LINES, history]))
    assert shown["telegram"]["unread_lines"] == 1
    assert "12345678" not in json.dumps(shown)


async def test_numbers_in_the_ident_are_redacted(hass: HomeAssistant) -> None:
    """A long number in the ident line could be a meter number."""
    shown = await _heard(hass, telegram(rf"ELL5\{NUMBER}_A"))
    assert shown["telegram"]["ident"] == rf"ELL5\{REDACTED}_A"
    assert NUMBER not in json.dumps(shown)


async def test_refusals_are_told(
    hass: HomeAssistant, entry: MockConfigEntry, meter: PtyMeter
) -> None:
    """Bad telegrams are counted by their reason, and the last are described."""
    meter.paused = True
    damaged = meter.push_now(Fault.BAD_CHECKSUM)
    await until(coordinator_of(entry).hearing.refused.total)
    heard = (await _shown(hass, entry))["heard"]
    assert heard["refused"] == {"checksum": 1}
    (refusal,) = heard["last_refusals"]
    assert refusal["reason"] == "checksum"
    assert refusal["size"] == len(damaged)
    assert bytes.fromhex(refusal["head"]) == damaged[:16]
    assert refusal["detail"].startswith("the checksum is ")


@pytest.mark.parametrize(
    "refused",
    [
        telegram(rf"ELL5\{NUMBER}_A", checksum="0000"),
        telegram(rf"ELL5\{NUMBER}_A", ["1-0:1.7.0(0001.023*kW)"]),
        telegram(lines=[*LINES, f"1-0:9.7.0({NUMBER}x*kW)"]),
        f"{NUMBER})\r\n!0000\r\n".encode(),
    ],
    ids=["checksum", "profile", "value", "cut"],
)
async def test_refusals_tell_no_meter_number(
    hass: HomeAssistant, refused: bytes
) -> None:
    """Neither in digits nor in the hex of their bytes."""
    async with Wire(data=telegram()) as wire:
        entry = await set_up(hass, wire.port)
        wire.send(refused)
        await until(coordinator_of(entry).hearing.refused.total)
        shown = await _shown(hass, entry)
        assert shown["heard"]["last_refusals"]
        text = json.dumps(shown)
        assert NUMBER not in text
        assert NUMBER[:8].encode().hex() not in text


async def test_refused_line_is_told_without_its_value(hass: HomeAssistant) -> None:
    """Its code says enough."""
    shown = await _heard(hass, telegram(lines=[*LINES, "1-0:9.7.0(AB-12*kW)"]))
    refusals = shown["heard"]["last_refusals"]
    assert {refusal["reason"] for refusal in refusals} == {"value"}
    assert {refusal["detail"] for refusal in refusals} == {"no value: 1-0:9.7.0"}
    assert "AB-12" not in json.dumps(shown)


async def test_refused_ciphertext_is_not_told(hass: HomeAssistant) -> None:
    """The system title at its head names the meter."""
    async with Wire(data=telegram()) as wire:
        entry = await set_up(hass, wire.port)
        wire.send(ciphered(title=b"KAMnumbr"))
        await until(coordinator_of(entry).hearing.refused.total)
        shown = await _shown(hass, entry)
    assert shown["heard"]["last_refusals"][-1]["reason"] == "encrypted"
    assert b"KAMnu".hex() not in json.dumps(shown)


@pytest.mark.parametrize(
    ("port", "shown"),
    [
        ("/dev/serial/by-id/usb-FTDI-if00", "/dev/serial/by-id/usb-FTDI-if00"),
        ("socket://meter.local:2000", "socket://meter.local:2000"),
        ("socket://me:secret@meter.local:2000", "socket://meter.local:2000"),
        ("socket://me:s@cret@meter.local:2000", "socket://meter.local:2000"),
        (
            "esphome://meter.local:6053/?port_name=HAN&key=secret",
            "esphome://meter.local:6053/",
        ),
        ("esphome://meter.local:6053#key=secret", "esphome://meter.local:6053"),
        ("esphome://m:6053/?key=se://cret", "esphome://m:6053/"),
        ("esphome://m:6053/?key=se@cret", "esphome://m:6053/"),
    ],
)
def test_ports_are_shown_without_users_and_keys(port: str, shown: str) -> None:
    """Who reads a bug report learns the kind of link, not how to get in."""
    assert redacted_port(port) == shown


async def test_entry_that_waits_for_its_meter(hass: HomeAssistant) -> None:
    """What came instead of a telegram is what one wants to know then."""
    async with PtyMeter(interval=0.1, fault=Fault.BAD_CHECKSUM) as meter:
        entry = await set_up(hass, meter.port)
        assert entry.state is ConfigEntryState.SETUP_RETRY
        shown = await _shown(hass, entry)
        assert shown["heard"]["refused"]["checksum"] >= 3
        assert shown["telegram"] is None


@pytest.mark.parametrize("loaded_before", [True, False])
async def test_entry_that_is_not_loaded(
    hass: HomeAssistant, meter: PtyMeter, *, loaded_before: bool
) -> None:
    """Of an entry that is switched off the settings are shown."""
    if loaded_before:
        entry = await set_up(hass, meter.port)
        await hass.config_entries.async_unload(entry.entry_id)
    else:
        entry = meter_entry(meter.port)
        entry.add_to_hass(hass)
    assert entry.state is ConfigEntryState.NOT_LOADED
    shown = await _shown(hass, entry)
    assert shown["port"] == meter.port
    assert shown["profile"] == "sesko"


async def test_download(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, entry: MockConfigEntry
) -> None:
    """Home Assistant offers them."""
    assert await async_setup_component(hass, "diagnostics", {})
    shown = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert isinstance(shown, dict)
    assert shown["profile"] == "sesko"


async def test_encrypted_telegram_keeps_its_title(hass: HomeAssistant) -> None:
    """The system title in its head names the meter."""
    async with Wire(data=telegram()) as wire:
        entry = await set_up(hass, wire.port)
        wire.send(ciphered())
        await until(coordinator_of(entry).hearing.refused.total)
        (refusal,) = (await _shown(hass, entry))["heard"]["last_refusals"]
        assert (refusal["reason"], refusal["head"]) == ("encrypted", "")


async def test_ciphered_telegram(hass: HomeAssistant) -> None:
    """How it came and what proves it is shown, its counter, and who repeats it."""
    sent = METERS["luxembourg"]
    async with PtyMeter(meter=sent, interval=0.1) as meter:
        entry = await set_up(hass, meter.port, "luxembourg", **sent.key_fields)
        meter.paused = True
        shown = await _shown(hass, entry)
    assert shown["telegram"]["carrier"] == "ciphered"
    assert shown["telegram"]["integrity"] == "gcm-tag+crc16-arc"
    assert shown["telegram"]["invocation_counter"] >= 1
    assert shown["telegram"]["submeters"][0] == "gas"
    assert shown["heard"]["repeated"] == 0
    assert shown["heard"]["locked"] == 0


async def test_telegram_in_clear(hass: HomeAssistant) -> None:
    """There is no counter where nothing is ciphered, and no key is missing."""
    shown = await _heard(hass, telegram())
    assert shown["telegram"]["carrier"] == "p1"
    assert shown["telegram"]["invocation_counter"] is None
    assert shown["keys"] == {}


@pytest.mark.parametrize("name", ["luxembourg", "austria_mbus"])
async def test_locked_telegram_keeps_its_title(
    hass: HomeAssistant, socket_enabled: None, name: str
) -> None:
    """What no key opens is counted, and nothing of its bytes is told."""
    sent = METERS[name]
    async with TcpMeter(meter=sent, interval=0.1) as meter:
        entry = await set_up(hass, meter.port, name, encryption_key=OTHER_KEY)
        (refusal, *_) = (await _shown(hass, entry))["heard"]["last_refusals"]
    assert refusal["reason"] == "key"
    assert (refusal["head"], refusal["detail"]) == ("", "")


@pytest.mark.parametrize(
    ("head", "shown"),
    [
        ("68fafa6853ff0001" + "67db084b464d1122", "68fafa6853ff0001"),
        ("7ea0e52b21139be6" + "e7000f4000000000", "7ea0e52b21139be6"),
        ("db084b464d112233" + "44558200e7300000", ""),
        ("ffdb084b464d1122" + "3344558200e73000", "ff"),
        ("2f45474d35473335" + "0d0a0d0a00820230", "2f45474d35473335"),
        ("2f4b464d350d0a0d" + "0a303a3132333435", "2f4b464d350d0a0d0a303a3132333435"),
    ],
)
def test_head_ends_before_the_title(head: str, shown: str) -> None:
    """Of bytes that are no text only those of the framing are told."""
    refusal = Rejected(Reason.CHECKSUM, 200, head)
    assert diagnostics._refusal(refusal)["head"] == shown


@pytest.mark.parametrize(
    "reason", [Reason.KEY, Reason.AUTHENTICATION_KEY, Reason.ENCRYPTED]
)
def test_head_of_what_no_key_opens(reason: Reason) -> None:
    """Wherever the title stands in it, none of it is told."""
    refusal = Rejected(reason, 200, "5453540000000001", "title 5453540000000001")
    shown = diagnostics._refusal(refusal)
    assert (shown["head"], shown["detail"]) == ("", "")


def test_numbers_of_a_meter_are_redacted() -> None:
    """An identity is one, also where it is sent as a number."""
    assert diagnostics._shown("0-0:96.1.0", Reading(14000001)) == REDACTED
    assert diagnostics._shown("0-0:96.1.0", Reading("")) == ""
    assert diagnostics._shown("0-1:1.0.0", Reading("2026-01-02T03:04:05")) == (
        "2026-01-02T03:04:05"
    )
    assert diagnostics._shown("1-0:99.99.0", Reading("text")) == REDACTED
    assert diagnostics._shown("1-0:99.99.0", Reading(1.5, "A")) == "1.5 A"

"""Tests of diagnostics: helpful to others, without what tells whose meter it is."""

from datetime import UTC, datetime
import json

from homeassistant.components.diagnostics import REDACTED
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.han_port import diagnostics
from custom_components.han_port.const import DOMAIN
from custom_components.han_port.decoder import (
    Decoder,
    Reading,
    Reason,
    Rejected,
    Telegram,
)
from custom_components.han_port.diagnostics import (
    port_kind,
    redacted_port,
)
from simulator.faults import Fault
from simulator.push import PtyMeter, TcpMeter
from tests.decoder.compose import LINES, ciphered, replaced, telegram
from tests.downloads import heard_of, shown_of
from tests.entries import coordinator_of, meter_entry, set_up, until
from tests.secrets import FIELDS, OTHER_KEY
from tests.sensors import AIDON
from tests.wire import Wire

pytestmark = pytest.mark.usefixtures("haste")

NUMBER = "253833635"
NUMBERED = f"0-0:96.1.0({NUMBER.encode().hex()})"
SERIAL_NUMBER = "4B414D3132333435363738"
TEXT = "0-0:96.13.0(48656C6C6F)"


async def test_settings_and_the_last_telegram(
    hass: HomeAssistant, entry: MockConfigEntry, meter: PtyMeter
) -> None:
    """What was configured, how it goes, and all that the meter measures."""
    await until(lambda: coordinator_of(entry).interval < 1)
    meter.paused = True
    shown = await shown_of(hass, entry)
    assert (shown["port"], shown["port_kind"]) == (REDACTED, "serial")
    assert shown["profile"] == "sesko"
    assert shown["line"] == "115200 8N1"
    assert (shown["state"], shown["failure"]) == ("loaded", None)
    assert shown["options"]["main_fuse"] == 100
    assert shown["available"] is True
    assert shown["interval"] == pytest.approx(0.1, abs=0.05)
    assert shown["patience"] == pytest.approx(0.4, abs=0.2)
    assert shown["counts"]["telegrams"] >= 4
    assert shown["counts"]["bytes"] > 2000
    assert shown["telegram"]["profile"] == "sesko"
    assert shown["telegram"]["ident"] == "ADN9 7534"
    assert shown["telegram"]["manufacturer"] == "Aidon"
    assert shown["telegram"]["integrity"] == "crc16-arc"
    assert len(shown["telegram"]["registers"]) == 27


async def test_numbers_are_shown_with_units(hass: HomeAssistant) -> None:
    """Measured values and the clock are nobody's secret."""
    shown = await heard_of(hass, telegram())
    registers = shown["telegram"]["registers"]
    assert registers["1-0:1.8.0"] == "6678.394 kWh"
    assert registers["1-0:31.7.0"] == "1.6 A"
    assert registers["0-0:1.0.0"] == "250117083010W"
    assert shown["telegram"]["time"].startswith("2025-01-17T08:30:10+")
    assert shown["telegram"]["unread_lines"] == 0


async def test_texts_are_redacted(hass: HomeAssistant) -> None:
    """Serial numbers and messages are not shown; that they are empty is."""
    lines = [*LINES, f"0-0:96.1.0({SERIAL_NUMBER})", TEXT, "0-0:96.13.1()"]
    shown = await heard_of(hass, telegram(lines=lines))
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
    shown = await heard_of(hass, telegram(lines=[*LINES, history]))
    assert shown["telegram"]["unread_lines"] == 1
    assert "12345678" not in json.dumps(shown)


async def test_numbers_in_the_ident_are_redacted(hass: HomeAssistant) -> None:
    """A long number in the ident line could be a meter number."""
    shown = await heard_of(hass, telegram(rf"ELL5\{NUMBER}_A"))
    assert shown["telegram"]["ident"] == rf"ELL5\{REDACTED}_A"
    assert NUMBER not in json.dumps(shown)


async def test_refusals_are_told(
    hass: HomeAssistant, entry: MockConfigEntry, meter: PtyMeter
) -> None:
    """Bad telegrams are counted by their reason, and the last are shown."""
    meter.paused = True
    damaged = meter.push_now(Fault.BAD_CHECKSUM)
    await until(coordinator_of(entry).hearing.refused.total)
    shown = await shown_of(hass, entry)
    assert shown["counts"]["refused"] == {"checksum": 1}
    (refusal,) = shown["last_refused"]
    assert refusal["reason"] == "checksum"
    assert refusal["size"] == len(damaged)
    assert refusal["detail"].startswith("the checksum is ")
    assert 0 <= refusal["age"] < 5
    (event,) = Decoder("sesko").feed(bytes.fromhex(refusal["hex"]))
    assert isinstance(event, Rejected)
    assert event.reason is Reason.CHECKSUM


async def test_five_refused_telegrams_are_shown(
    hass: HomeAssistant, entry: MockConfigEntry, meter: PtyMeter
) -> None:
    """More of them only count."""
    meter.paused = True
    counts = coordinator_of(entry).hearing.refused
    for _ in range(7):
        meter.push_now(Fault.BAD_CHECKSUM)
    await until(lambda: counts.total() == 7)
    shown = await shown_of(hass, entry)
    assert shown["counts"]["refused"] == {"checksum": 7}
    assert len(shown["last_refused"]) == 5


async def test_last_good_telegram_is_shown(
    hass: HomeAssistant, entry: MockConfigEntry, meter: PtyMeter
) -> None:
    """Decoded, it has all values of the meter."""
    meter.paused = True
    good = (await shown_of(hass, entry))["last_good"]
    (event,) = Decoder("sesko").feed(bytes.fromhex(good["hex"]))
    assert isinstance(event, Telegram)
    assert event.registers == coordinator_of(entry).data.registers
    assert 0 <= good["age"] < 5


async def test_link_is_told(hass: HomeAssistant, tcp_meter: TcpMeter) -> None:
    """When it was opened and closed, and why; at the end what it is now."""
    entry = await set_up(hass, tcp_meter.port)
    await tcp_meter.stop()
    await tcp_meter.start()
    await until(lambda: coordinator_of(entry).reconnects)
    link = (await shown_of(hass, entry))["link"]
    events = {event["what"]: event["times"] for event in link["history"]}
    assert events[str(link["state"])] == 2
    assert str(link["state"]).startswith("open")
    assert any(event.startswith("closed") for event in events)
    assert link["reconnects"] == 1
    for event in link["history"]:
        first = datetime.fromisoformat(event["first"])
        assert first <= datetime.fromisoformat(event["last"])
        assert first.tzinfo is UTC
        assert event["times"] >= 1


async def test_registers_are_told(
    hass: HomeAssistant, entry: MockConfigEntry, meter: PtyMeter
) -> None:
    """With their units, and how long ago each was heard."""
    meter.paused = True
    registers = (await shown_of(hass, entry))["registers"]
    assert len(registers) == 27
    assert registers["1-0:1.8.0"]["unit"] == "kWh"
    assert registers["0-0:1.0.0"]["unit"] is None
    assert all(0 <= register["age"] < 5 for register in registers.values())


async def test_totals_that_are_held_are_told(hass: HomeAssistant) -> None:
    """And those that are not believed: how many, why, and in which telegram."""
    lower = telegram(AIDON, lines=replaced("1-0:1.8.0(00000678.394*kWh)"))
    async with Wire(data=telegram(AIDON)) as wire:
        entry = await set_up(hass, wire.port)
        wire.data = lower
        guard = coordinator_of(entry).guard
        await until(lambda: guard.changes)
        shown = await shown_of(hass, entry)
    assert shown["totals"]["good"]["1-0:1.8.0"]["value"] == "6678.394 kWh"
    assert shown["totals"]["good"]["1-0:1.8.0"]["age"] >= 0
    assert shown["totals"]["changes"] == {
        "1-0:1.8.0": {"before": "6678.394 kWh", "after": "678.394 kWh"}
    }
    assert shown["counts"]["held_back"]["falling"] >= 5
    held_back = bytes.fromhex(shown["last_held_back"][-1]["hex"])
    assert b"1-0:1.8.0(00000678.394*kWh)" in held_back
    assert {repair["trouble"] for repair in shown["repairs"]} >= {"replacement"}


async def test_implausible_values_are_counted(hass: HomeAssistant) -> None:
    """Of telegrams that nothing vouches for."""
    lines = replaced("1-0:32.7.0(999.9*V)")
    shown = await heard_of(hass, telegram("XYZ5", lines, checksum=""))
    assert shown["counts"]["implausible"] >= 1


async def test_tag_failures_are_counted(hass: HomeAssistant, stoen: PtyMeter) -> None:
    """They look like forgeries, or like a key that was mistyped."""
    keys = {**FIELDS, "authentication_key": OTHER_KEY}
    entry = await set_up(hass, stoen.port, "stoen", **keys)
    shown = await shown_of(hass, entry)
    assert shown["counts"]["tag_failures"] >= 3
    assert shown["counts"]["refused"]["authentication_key"] >= 3
    assert shown["state"] == "setup_retry"
    assert shown["failure"] == "wrong_authentication_key"


async def test_repairs_are_told(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Those of this meter that are open, without the name that it was given."""
    other = f"silence_{entry.entry_id[::-1]}"
    for name in (f"clock_{entry.entry_id}", other):
        ir.async_create_issue(
            hass,
            DOMAIN,
            name,
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key=name.partition("_")[0],
            translation_placeholders={"name": NUMBER},
        )
    shown = await shown_of(hass, entry)
    (repair,) = shown["repairs"]
    assert (repair["trouble"], repair["ignored"]) == ("clock", False)
    assert datetime.fromisoformat(repair["since"]).tzinfo is UTC
    assert NUMBER not in json.dumps(shown)


@pytest.mark.parametrize(
    "refused",
    [
        telegram(lines=[*LINES, NUMBERED], checksum="0000"),
        telegram(lines=["1-0:1.7.0(0001.023*kW)", NUMBERED]),
        f"1.1.0({NUMBER})\r\n!0000\r\n".encode(),
    ],
    ids=["checksum", "profile", "cut"],
)
async def test_refusals_tell_no_meter_number(
    hass: HomeAssistant, refused: bytes
) -> None:
    """Neither in digits nor in the hex of their bytes."""
    async with Wire(data=telegram()) as wire:
        entry = await set_up(hass, wire.port)
        wire.send(refused)
        await until(coordinator_of(entry).hearing.refused.total)
        shown = await shown_of(hass, entry)
        assert shown["counts"]["refused"]
        text = json.dumps(shown)
        assert NUMBER not in text
        assert NUMBER.encode().hex() not in text
        assert NUMBER.encode().hex().encode().hex() not in text


async def test_refused_line_is_counted(hass: HomeAssistant) -> None:
    """It stands in the last good telegram."""
    shown = await heard_of(hass, telegram(lines=[*LINES, "1-0:9.7.0(AB-12*kW)"]))
    assert shown["counts"]["refused"]["value"] >= 1
    assert shown["last_refused"] == []
    assert b"1-0:9.7.0(" in bytes.fromhex(shown["last_good"]["hex"])


async def test_refused_ciphertext_is_not_told(hass: HomeAssistant) -> None:
    """The system title at its head names the meter."""
    async with Wire(data=telegram()) as wire:
        entry = await set_up(hass, wire.port)
        wire.send(ciphered(title=b"KAM\x12\x34\x56\x78\x9a"))
        await until(coordinator_of(entry).hearing.refused.total)
        shown = await shown_of(hass, entry)
    refusal = shown["last_refused"][-1]
    assert (refusal["reason"], refusal["detail"]) == ("encrypted", "")
    assert b"KAM".hex() in refusal["hex"]
    assert "123456789a" not in json.dumps(shown)


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
        ("me:secret@meter.local:2000", "meter.local:2000"),
        ("me:secret@socket://meter.local:2000", REDACTED),
    ],
)
def test_ports_are_shown_without_users_and_keys(port: str, shown: str) -> None:
    """Who reads a bug report learns the kind of link, not how to get in."""
    assert redacted_port(port) == shown


@pytest.mark.parametrize(
    ("port", "kind"),
    [
        ("/dev/ttyUSB0", "serial"),
        ("COM3", "serial"),
        ("socket://meter.local:2000", "socket"),
        ("RFC2217://meter.local:2000", "rfc2217"),
        ("esphome://meter.local:6053/?key=secret", "esphome"),
        ("me:secret@socket://meter.local:2000", "unknown"),
    ],
)
def test_kind_of_link_is_told(port: str, kind: str) -> None:
    """It says enough about most faults."""
    assert port_kind(port) == kind


async def test_port_is_shown_where_that_is_wanted(
    hass: HomeAssistant, socket_enabled: None
) -> None:
    """It is an option; what opens the port is never shown."""
    async with TcpMeter(interval=0.1) as meter:
        entry = meter_entry(meter.port.replace("//", "//me:secret@"))
        entry.add_to_hass(hass)
        shown = await shown_of(hass, entry)
        assert (shown["port"], shown["port_kind"]) == (REDACTED, "socket")
        assert "127.0.0.1" not in json.dumps(shown)
        options = {**entry.options, "show_port": True}
        hass.config_entries.async_update_entry(entry, options=options)
        shown = await shown_of(hass, entry)
        assert shown["port"] == meter.port
        assert "secret" not in json.dumps(shown)


async def test_entry_that_waits_for_its_meter(hass: HomeAssistant) -> None:
    """What came instead of a telegram is what one wants to know then."""
    async with PtyMeter(interval=0.1, fault=Fault.BAD_CHECKSUM) as meter:
        entry = await set_up(hass, meter.port)
        assert entry.state is ConfigEntryState.SETUP_RETRY
        shown = await shown_of(hass, entry)
        assert shown["failure"] == "checksum"
        assert shown["counts"]["refused"]["checksum"] >= 3
        assert len(shown["last_refused"]) >= 3
        assert shown["telegram"] is None
        assert shown["last_good"] is None
        assert meter.port not in json.dumps(shown)


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
    shown = await shown_of(hass, entry)
    assert (shown["port"], shown["state"]) == (REDACTED, "not_loaded")
    assert shown["profile"] == "sesko"
    assert shown["repairs"] == []


async def test_download(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, entry: MockConfigEntry
) -> None:
    """Home Assistant offers them."""
    assert await async_setup_component(hass, "diagnostics", {})
    shown = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert isinstance(shown, dict)
    assert shown["profile"] == "sesko"


def test_numbers_of_a_meter_are_redacted() -> None:
    """An identity is one, also where it is sent as a number."""
    assert diagnostics._shown("0-0:96.1.0", Reading(14000001)) == REDACTED
    assert diagnostics._shown("0-0:96.1.0", Reading("")) == ""
    assert diagnostics._shown("0-1:1.0.0", Reading("2026-01-02T03:04:05")) == (
        "2026-01-02T03:04:05"
    )
    assert diagnostics._shown("1-0:99.99.0", Reading("text")) == REDACTED
    assert diagnostics._shown("1-0:99.99.0", Reading(1.5, "A")) == "1.5 A"

"""Tests of the action: what it answers, and what may happen meanwhile."""

import asyncio
from typing import Any, Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import (
    ServiceValidationError,
    Unauthorized,
)
from homeassistant.util.yaml import parse_yaml
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
import voluptuous as vol

from custom_components.han_port import capture
from custom_components.han_port.const import DOMAIN
from custom_components.han_port.decoder import (
    PROFILES,
    Keys,
    Reason,
)
from custom_components.han_port.decoder.capture import Capture
from simulator.faults import Fault
from simulator.meters import METERS
from simulator.push import PtyMeter
from tests.captures.asking import begun, captured, taps
from tests.decoder.compose import LINES, telegram
from tests.entries import coordinator_of, set_up, until
from tests.secrets import ENCRYPTION, FIELDS, OTHER_KEY, leaks
from tests.tree import INTEGRATION
from tests.wire import Wire

pytestmark = pytest.mark.usefixtures("haste")


#: In hex: HAN Port capture, open to everyone.
FIRST_KEY: Final = "# encryption key: 48414E20506F72742063617074757265"
SECOND_KEY: Final = "# authentication key: 6F70656E20746F2065766572796F6E65"


async def test_action_is_there_without_an_entry(hass: HomeAssistant) -> None:
    """An automation that names it is checked before any meter is heard."""
    assert hass.services.has_service(DOMAIN, "capture")


def test_fields() -> None:
    """The form asks for what the action takes."""
    text = (INTEGRATION / "services.yaml").read_text(encoding="utf-8")
    described = parse_yaml(text)
    assert isinstance(described, dict)
    fields = described["capture"]["fields"]
    assert set(fields) == {str(field) for field in capture.SCHEMA.schema}
    assert fields["config_entry_id"]["selector"] == {
        "config_entry": {"integration": DOMAIN}
    }
    assert fields["seconds"]["default"] == capture.SECONDS == 30
    number = fields["seconds"]["selector"]["number"]
    assert (number["min"], number["max"]) == (1, capture.MOST_SECONDS) == (1, 300)


async def test_response(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """It says what came, and that as text with times."""
    response = await captured(hass, entry)
    assert list(response) == ["profile", "telegrams", "refused", "text"]
    assert response["profile"] == "sesko"
    assert 2 <= response["telegrams"] <= 7
    assert response["refused"] == 0
    lines = response["text"].splitlines()
    assert lines[:4] == [
        "# HAN Port capture 1",
        "# profile: sesko",
        "# country: FI",
        "# line: 115200 8N1",
    ]
    assert len(lines[4:]) == response["telegrams"]
    seconds, word, digits = lines[-1].split()
    assert 0.1 < float(seconds) < 0.7
    assert word == "telegram"
    assert bytes.fromhex(digits).startswith(b"/ADN9 7534\r\n\r\n")
    assert "key" not in response["text"]


async def test_entities_go_on(
    hass: HomeAssistant, entry: MockConfigEntry, meter: PtyMeter
) -> None:
    """The meter is read meanwhile, and nobody listens in any more afterwards."""
    before = coordinator_of(entry).hearing.telegrams
    response = await captured(hass, entry)
    assert coordinator_of(entry).hearing.telegrams - before >= response["telegrams"]
    assert taps(entry) == 0


async def test_default_is_half_a_minute(hass: HomeAssistant) -> None:
    """So a meter that sends every ten seconds is heard three times."""
    assert capture.SCHEMA({"config_entry_id": "x"})["seconds"] == 30


@pytest.mark.parametrize("seconds", [0, 0.5, 301, "long"])
async def test_seconds_out_of_range(
    hass: HomeAssistant, entry: MockConfigEntry, seconds: Any
) -> None:
    """Nobody waits for hours."""
    with pytest.raises(vol.Invalid):
        await captured(hass, entry, seconds)


async def test_refused_telegrams_are_captured(
    hass: HomeAssistant, entry: MockConfigEntry, meter: PtyMeter
) -> None:
    """They are what one looks for, and say why."""
    meter.paused = True
    await asyncio.sleep(0.1)
    task = await begun(hass, entry)
    hearing = coordinator_of(entry).hearing
    before = hearing.telegrams
    meter.push_now(Fault.BAD_CHECKSUM)
    meter.push_now()
    await until(lambda: hearing.refused.total() and hearing.telegrams > before)
    await hass.config_entries.async_unload(entry.entry_id)
    response = await task
    assert (response["telegrams"], response["refused"]) == (1, 1)
    lines = response["text"].splitlines()
    assert [line.split()[1] for line in lines[4:]] == ["checksum", "telegram"]


async def test_line_without_a_value_is_captured_once(hass: HomeAssistant) -> None:
    """It stands in its telegram, which is a good one."""
    data = telegram(lines=[*LINES, "1-0:9.7.0(AB-12*kW)"])
    async with Wire(data=data) as wire:
        entry = await set_up(hass, wire.port, "auto")
        response = await captured(hass, entry)
    assert coordinator_of(entry).hearing.refused[Reason.VALUE] >= 2
    assert response["telegrams"] >= 2
    assert response["refused"] == 0


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("nobody", "service_config_entry_not_found"),
        ("foreign", "service_config_entry_wrong_domain"),
        ("asleep", "service_config_entry_not_loaded"),
    ],
)
async def test_entries_that_cannot_be_heard(
    hass: HomeAssistant, name: str, key: str
) -> None:
    """Who asks is told in words of the own language."""
    MockConfigEntry(domain="other", entry_id="foreign").add_to_hass(hass)
    MockConfigEntry(domain=DOMAIN, entry_id="asleep").add_to_hass(hass)
    with pytest.raises(ServiceValidationError) as fault:
        await captured(hass, name)
    assert fault.value.translation_key == key


async def test_only_administrators_may_capture(
    hass: HomeAssistant, entry: MockConfigEntry, hass_read_only_user: MockUser
) -> None:
    """As they alone may download diagnostics."""
    context = Context(user_id=hass_read_only_user.id)
    with pytest.raises(Unauthorized):
        await captured(hass, entry, context=context)


async def test_entry_is_unloaded_meanwhile(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """What was heard by then is returned at once."""
    task = await begun(hass, entry)
    await asyncio.sleep(0.3)
    await hass.config_entries.async_unload(entry.entry_id)
    async with asyncio.timeout(1):
        response = await task
    assert response["telegrams"] >= 2


async def test_other_entries_change_meanwhile(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """That is nothing to this one, and neither is a new title of its own."""
    task = await begun(hass, entry)
    MockConfigEntry(domain=DOMAIN, entry_id="another").add_to_hass(hass)
    await hass.config_entries.async_remove("another")
    hass.config_entries.async_update_entry(entry, title="Cottage")
    await asyncio.sleep(0.1)
    assert not task.done()
    task.cancel()


async def test_home_assistant_stops_meanwhile(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Nobody waits for five minutes then."""
    task = await begun(hass, entry)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    async with asyncio.timeout(1):
        await task
    assert taps(entry) == 0


async def test_capture_is_cancelled(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Nothing of it is left."""
    listeners = hass.bus.async_listeners()
    task = await begun(hass, entry)
    assert taps(entry) == 1
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert taps(entry) == 0
    assert hass.bus.async_listeners() == listeners


async def test_captures_at_the_same_time(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Each hears all."""
    first, second = await asyncio.gather(captured(hass, entry), captured(hass, entry))
    assert abs(first["telegrams"] - second["telegrams"]) <= 1


async def test_text_is_bounded(
    hass: HomeAssistant, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends with a whole line where there is room for no more."""
    assert capture.MOST == 1 << 20
    monkeypatch.setattr(capture, "MOST", 4000)
    response = await captured(hass, entry)
    assert 2000 < len(response["text"]) <= 4000
    assert response["telegrams"] == len(response["text"].splitlines()) - 4 == 2
    assert len(Capture.parse(response["text"]).telegrams) == response["telegrams"]


async def test_encrypted_meter(hass: HomeAssistant, stoen: PtyMeter) -> None:
    """Its telegrams come under public keys, and its number under another one."""
    entry = await set_up(hass, stoen.port, "stoen", **FIELDS)
    response = await captured(hass, entry)
    assert response["telegrams"] >= 2
    lines = response["text"].splitlines()
    assert lines[4:6] == [FIRST_KEY, SECOND_KEY]
    assert not leaks(response["text"], *FIELDS.values())


async def test_meter_without_an_authentication_key(
    hass: HomeAssistant, stoen: PtyMeter
) -> None:
    """What nobody has verified is not verified by a capture, either."""
    entry = await set_up(hass, stoen.port, "stoen", encryption_key=ENCRYPTION)
    lines = (await captured(hass, entry))["text"].splitlines()
    assert FIRST_KEY in lines
    assert SECOND_KEY not in lines


async def test_public_authentication_key(hass: HomeAssistant) -> None:
    """In Luxembourg the tag is verified with a key that nobody has to enter."""
    meter = METERS["luxembourg"]
    async with PtyMeter(meter=meter, interval=0.1) as line:
        key = meter.key_fields["encryption_key"]
        entry = await set_up(hass, line.port, "luxembourg", encryption_key=key)
        lines = (await captured(hass, entry))["text"].splitlines()
    assert SECOND_KEY in lines


def test_hidden_title() -> None:
    """Who does not send it is given another one."""
    keys = Keys(bytes(16), None, b"TST\x00\x00\x00\x00\x01")
    shown = capture.capture_keys(keys, PROFILES["stoen"])
    assert shown
    assert shown.system_title == bytes(8)


async def test_meter_that_no_key_opens(hass: HomeAssistant, stoen: PtyMeter) -> None:
    """Its set-up fails, which is when one needs it: the port is read all the same."""
    keys = {**FIELDS, "encryption_key": OTHER_KEY}
    entry = await set_up(hass, stoen.port, "stoen", **keys)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    response = await captured(hass, entry)
    assert response["telegrams"] == 0
    assert response["refused"] >= 2
    assert " key " in response["text"]
    assert not leaks(response["text"], *FIELDS.values(), OTHER_KEY)

"""Tests of the action that captures what a meter sends."""

import asyncio
from collections import ChainMap
from collections.abc import Mapping
from datetime import UTC, datetime
import json
from pathlib import Path
import sys
from typing import Any, Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import (
    HomeAssistantError,
    ServiceValidationError,
    Unauthorized,
)
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
import voluptuous as vol

from custom_components.han_port import capture
from custom_components.han_port.const import DOMAIN
from custom_components.han_port.coordinator import HanPortCoordinator
from custom_components.han_port.decoder import (
    PROFILES,
    Keys,
    Reading,
    Reason,
    read_headers,
)
from custom_components.han_port.decoder.capture import Capture
from simulator.faults import Fault
from simulator.meter import Meter
from simulator.meters import METERS, VARIANTS
from simulator.push import PtyMeter, TcpMeter
from simulator.receivers import PtyReceiver
from simulator.replay import PtyReplay, Recording
from tests.decoder.compose import LINES, telegram
from tests.entries import coordinator_of, meter_entry, set_up, until
from tests.hurry import Hurry
from tests.radios import radio_coordinator, set_up_radio, stations
from tests.secrets import ENCRYPTION, FIELDS, OTHER_KEY, STOEN, leaks
from tests.tree import INTEGRATION
from tests.wire import Wire, until_free

pytestmark = pytest.mark.usefixtures("haste")

SCRIPT: Final = Path(__file__).parents[1] / "scripts/decode.py"
NOON: Final = datetime(2026, 6, 21, 9, 0, tzinfo=UTC)
#: In hex: HAN Port capture, open to everyone.
FIRST_KEY: Final = "# encryption key: 48414E20506F72742063617074757265"
SECOND_KEY: Final = "# authentication key: 6F70656E20746F2065766572796F6E65"
KAMSTRUP: Final = VARIANTS["kamstrup_dlms"]["ciphered"]


@pytest.fixture(autouse=True)
async def _action(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the integration up, as Home Assistant does before its first entry.

    A second of a capture takes half of one.
    """
    monkeypatch.setattr(capture, "asyncio", Hurry(2))
    hass.config.country = "FI"
    assert await async_setup_component(hass, DOMAIN, {})


async def captured(
    hass: HomeAssistant, entry: MockConfigEntry | str, seconds: float = 1, **other: Any
) -> dict[str, Any]:
    """Call the action and return its response."""
    entry_id = entry if isinstance(entry, str) else entry.entry_id
    response = await hass.services.async_call(
        DOMAIN,
        "capture",
        {"config_entry_id": entry_id, "seconds": seconds},
        blocking=True,
        return_response=True,
        **other,
    )
    assert response is not None
    json.dumps(response)
    return dict(response)


async def begun(hass: HomeAssistant, entry: MockConfigEntry) -> asyncio.Task[Any]:
    """Begin a capture of five minutes, and let it come to listening."""
    task = asyncio.create_task(captured(hass, entry, 300))
    await asyncio.sleep(0.3)
    return task


def taps(entry: MockConfigEntry) -> int:
    """Count who listens."""
    coordinator: HanPortCoordinator = entry.runtime_data
    return len(coordinator._ears)


def measured(registers: Mapping[str, Reading]) -> dict[str, float]:
    """Return the numbers of a telegram."""
    return {
        code: reading.value
        for code, reading in registers.items()
        if not isinstance(reading.value, str)
    }


async def decoded(path: Path) -> tuple[int | None, list[dict[str, Any]]]:
    """Give a capture to scripts/decode."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, SCRIPT, path), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    return process.returncode, [json.loads(line) for line in out.splitlines()]


def numbers(event: Mapping[str, Any]) -> dict[str, float]:
    """Return the numbers that were printed of a telegram."""
    return {
        code: reading["value"]
        for code, reading in event["registers"].items()
        if not isinstance(reading["value"], str)
    }


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


async def test_set_up_goes_on_after_a_capture(
    hass: HomeAssistant, meter: PtyMeter
) -> None:
    """It is tried again at once, and finds the port free."""
    meter.fault = Fault.BAD_CHECKSUM
    entry = await set_up(hass, meter.port)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    response = await captured(hass, entry)
    assert response["refused"] >= 2
    meter.fault = None
    await until(lambda: entry.state is ConfigEntryState.LOADED)


async def test_capture_between_two_tries_is_cancelled(
    hass: HomeAssistant, meter: PtyMeter
) -> None:
    """The port is free again, and set-up goes on."""
    meter.fault = Fault.BAD_CHECKSUM
    entry = await set_up(hass, meter.port)
    task = await begun(hass, entry)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    meter.fault = None
    await until(lambda: entry.state is ConfigEntryState.LOADED)


async def test_entry_is_unloaded_between_two_tries(
    hass: HomeAssistant, meter: PtyMeter
) -> None:
    """The capture ends with what was heard, and nothing begins anew."""
    meter.fault = Fault.BAD_CHECKSUM
    entry = await set_up(hass, meter.port)
    task = await begun(hass, entry)
    await hass.config_entries.async_unload(entry.entry_id)
    async with asyncio.timeout(1):
        assert (await task)["refused"] >= 2
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.NOT_LOADED
    await until_free(meter.port)


async def test_home_assistant_stops_between_two_tries(
    hass: HomeAssistant, meter: PtyMeter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing begins anew then."""
    meter.fault = Fault.BAD_CHECKSUM
    entry = await set_up(hass, meter.port)
    task = await begun(hass, entry)
    monkeypatch.setattr(HomeAssistant, "is_stopping", True)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    async with asyncio.timeout(1):
        await task
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.SETUP_RETRY


async def test_set_up_is_waited_for(hass: HomeAssistant, meter: PtyMeter) -> None:
    """Who asks while it goes on hears the meter when it is done."""
    meter.paused = True
    entry = meter_entry(meter.port)
    entry.add_to_hass(hass)
    setting_up = asyncio.create_task(hass.config_entries.async_setup(entry.entry_id))
    await until(lambda: entry.state is ConfigEntryState.SETUP_IN_PROGRESS)
    task = asyncio.create_task(captured(hass, entry))
    await asyncio.sleep(0.1)
    meter.paused = False
    assert await setting_up
    assert (await task)["telegrams"] >= 2


async def test_port_is_missing(hass: HomeAssistant) -> None:
    """Who asks is told what is wrong with it."""
    entry = await set_up(hass, "/dev/ttyNOWHERE7")
    with pytest.raises(HomeAssistantError) as fault:
        await captured(hass, entry)
    assert fault.value.translation_domain == DOMAIN
    assert fault.value.translation_key == "port_missing"
    # Set-up is tried again now: what opens a port is better not cut off.
    await hass.async_block_till_done()


async def test_link_breaks_between_two_tries(
    hass: HomeAssistant, tcp_meter: TcpMeter
) -> None:
    """What was heard until then is returned."""
    tcp_meter.fault = Fault.BAD_CHECKSUM
    entry = await set_up(hass, tcp_meter.port)
    task = await begun(hass, entry)
    await tcp_meter.stop()
    async with asyncio.timeout(1):
        assert (await task)["refused"] >= 2


async def test_receiver_is_missing(hass: HomeAssistant) -> None:
    """Without it nothing can be heard of a radio meter."""
    entry = await set_up_radio(hass, "/dev/ttyNOWHERE7")
    assert entry.state is ConfigEntryState.SETUP_RETRY
    with pytest.raises(HomeAssistantError) as fault:
        await captured(hass, entry)
    assert fault.value.translation_key == "port_missing"


@pytest.mark.parametrize(
    ("profile", "meter"),
    [
        ("sesko", METERS["sesko"]),
        ("kuopio", METERS["kuopio"]),
        ("stoen", STOEN),
        ("aidon_dlms", METERS["aidon_dlms"]),
        ("kamstrup_dlms", KAMSTRUP),
        ("luxembourg", METERS["luxembourg"]),
        ("austria_mbus", METERS["austria_mbus"]),
    ],
    ids=["readable", "mode D", "encrypted", "HDLC", "HDLC encrypted", "DLMS", "M-Bus"],
)
async def test_circle(
    hass: HomeAssistant, tmp_path: Path, profile: str, meter: Meter
) -> None:
    """Decoded or played back, a capture says what the meter has said."""
    path = tmp_path / "capture.txt"
    options: dict[str, Any] = {"meter": meter, "clock": lambda: NOON}
    if profile == "kuopio":
        options["fault"] = Fault.NO_CHECKSUM
    async with PtyMeter(interval=0.1, **options) as line:
        entry = await set_up(hass, line.port, profile, **meter.key_fields)
        capturing = asyncio.create_task(captured(hass, entry))
        await until(lambda: taps(entry))
        line.begin_hour()
        response = await capturing
        said = measured(coordinator_of(entry).registers)
        await hass.config_entries.async_remove(entry.entry_id)
    assert len(said) > 3
    path.write_text(response["text"], encoding="ascii")
    assert not leaks(response["text"], *meter.key_fields.values())

    status, events = await decoded(path)
    assert (status, len(events)) == (0, response["telegrams"])
    assert dict(ChainMap(*map(numbers, events))) == said

    recording = Recording.read(path)
    async with PtyReplay(recording=recording, rate=5) as replay:
        entry = await set_up(hass, replay.port, profile, **recording.key_fields)
        await until(lambda: measured(coordinator_of(entry).registers) == said)
        assert not coordinator_of(entry).hearing.refused


async def test_circle_of_a_radio_meter(hass: HomeAssistant, tmp_path: Path) -> None:
    """The same holds by radio; there the masked meter is another one by its number."""
    path = tmp_path / "capture.txt"
    around = stations("gama", "otus")
    async with PtyReceiver(
        stations=around, interval=0.1, clock=lambda: NOON
    ) as receiver:
        entry = await set_up_radio(hass, receiver.port)
        await until(lambda: radio_coordinator(entry).hearing.telegrams)
        response = await captured(hass, entry)
        said = measured(radio_coordinator(entry).registers)
        number = radio_coordinator(entry).address.number
        await hass.config_entries.async_remove(entry.entry_id)
    assert number not in response["text"]
    path.write_text(response["text"], encoding="ascii")
    status, events = await decoded(path)
    assert status == 0
    assert len(events) == response["telegrams"]
    assert dict(ChainMap(*map(numbers, events))) == said

    recording = Recording.read(path)
    headers = read_headers(recording.pushes[0].data)
    assert headers
    async with PtyReplay(recording=recording, rate=5) as replay:
        entry = await set_up_radio(
            hass,
            replay.port,
            receiver="lines",
            meter=str(headers.meter),
            **recording.key_fields,
        )
        await until(lambda: measured(radio_coordinator(entry).registers) == said)

"""No key goes where somebody reads it who has not typed it."""

import json
import logging
from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.helpers.data_entry_flow import FlowManagerIndexView
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.han_port.diagnostics import async_get_config_entry_diagnostics
from simulator.meters import METERS
from simulator.push import PtyMeter
from tests.entries import coordinator_of, set_up, until
from tests.flows import begin, confirm, enter, submit, typed
from tests.secrets import (
    AUTHENTICATION,
    ENCRYPTION,
    FIELDS,
    OTHER_KEY,
    STOEN,
    leaks,
    saved,
    with_other_keys,
)

pytestmark = pytest.mark.usefixtures("haste")

TITLE = "5453540000000001"
#: All that a household may type, two keys of it wrong.
SECRETS = (ENCRYPTION, AUTHENTICATION, OTHER_KEY, TITLE)


@pytest.fixture(autouse=True)
def _all_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Log as much as there is."""
    caplog.set_level(logging.DEBUG)


@pytest.fixture
async def unlocked(hass: HomeAssistant, stoen: PtyMeter) -> MockConfigEntry:
    """Set up the entry of that meter, with all that an entry may have."""
    keys = saved(**FIELDS, system_title=TITLE)
    return await set_up(hass, stoen.port, "stoen", **keys)


@pytest.mark.parametrize(
    "spelling",
    [
        OTHER_KEY,
        OTHER_KEY.upper(),
        "50 51 52 53 54 55 56 57 58 59 5A 5B 5C 5D 5E 5F",
        "50:51:52:53:54:55:56:57:58:59:5a:5b:5c:5d:5e:5f",
        repr(bytes.fromhex(OTHER_KEY)),
        repr(list(bytes.fromhex(OTHER_KEY))),
        "UFFSU1RVVldYWVpbXF1eXw==",
    ],
)
def test_leaks_are_found(spelling: str) -> None:
    """What looks for leaks knows the spellings of a key."""
    assert leaks(f"key={spelling}.", *SECRETS) == [OTHER_KEY]


@pytest.mark.parametrize(
    "keys",
    [
        {**FIELDS, "encryption_key": OTHER_KEY},
        {**FIELDS, "authentication_key": OTHER_KEY},
        {"encryption_key": AUTHENTICATION, "authentication_key": ENCRYPTION},
        {**FIELDS, "system_title": TITLE},
        {**FIELDS, "authentication_key": AUTHENTICATION[:-2]},
    ],
    ids=["wrong", "wrong authentication", "swapped", "right", "no key"],
)
async def test_flow_keeps_what_was_typed(
    hass: HomeAssistant,
    stoen: PtyMeter,
    caplog: pytest.LogCaptureFixture,
    keys: dict[str, str],
) -> None:
    """No result of the dialog has a key in it, and neither has the log."""
    form = await submit(hass, await begin(hass), stoen.port, "stoen")
    result = await enter(hass, form, keys)
    assert not leaks(_shown(result), *SECRETS)
    flows = repr(hass.config_entries.flow.async_progress())
    assert not leaks(flows, *SECRETS)
    assert not leaks(caplog.text, *SECRETS)


async def test_entry_keeps_its_keys(
    hass: HomeAssistant, stoen: PtyMeter, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither the title nor what an entry is called gives one away."""
    form = await submit(hass, await begin(hass), stoen.port, "stoen")
    heard = await enter(hass, form, {**FIELDS, "system_title": TITLE})
    entry = (await confirm(hass, heard))["result"]
    coordinator = coordinator_of(entry)
    parts = [entry.title, entry.unique_id, repr(entry), repr(coordinator)]
    parts += [repr(vars(coordinator)), repr(vars(coordinator._decoder))]
    assert not leaks(" ".join(map(str, parts)), *SECRETS)
    assert not leaks(caplog.text, *SECRETS)


async def test_diagnostics_keep_the_keys(
    hass: HomeAssistant, unlocked: MockConfigEntry
) -> None:
    """They tell which keys there are, and that is all."""
    diagnostics = await async_get_config_entry_diagnostics(hass, unlocked)
    assert diagnostics["keys"] == {
        "encryption_key": "**REDACTED**",
        "authentication_key": "**REDACTED**",
        "system_title": "**REDACTED**",
    }
    assert not leaks(json.dumps(diagnostics), *SECRETS)
    assert not leaks(repr(diagnostics), *SECRETS)


async def test_locked_meter_keeps_its_keys(
    hass: HomeAssistant,
    unlocked: MockConfigEntry,
    stoen: PtyMeter,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Keys that do not fit any more are as secret as ever."""
    stoen.meter = with_other_keys(STOEN)
    await until(hass.config_entries.flow.async_progress)
    (flow,) = hass.config_entries.flow.async_progress()
    form = await hass.config_entries.flow.async_configure(flow["flow_id"])
    assert not leaks(_shown(form), *SECRETS)
    assert not leaks(repr(flow), *SECRETS)
    diagnostics = await async_get_config_entry_diagnostics(hass, unlocked)
    assert not leaks(json.dumps(diagnostics), *SECRETS)
    assert not leaks(caplog.text, *SECRETS)


async def test_failed_set_up_keeps_its_keys(
    hass: HomeAssistant, stoen: PtyMeter, caplog: pytest.LogCaptureFixture
) -> None:
    """Nor does the reason that Home Assistant is told hold any."""
    keys = saved(encryption_key=OTHER_KEY, authentication_key=AUTHENTICATION)
    entry = await set_up(hass, stoen.port, "stoen", **keys)
    assert entry.reason
    assert not leaks(entry.reason, *SECRETS)
    assert not leaks(caplog.text, *SECRETS)


async def test_fault_of_our_own_tells_no_key(
    hass: HomeAssistant,
    unlocked: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The trace of a fault has no key in it, either."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(coordinator_of(unlocked)._decoder, "feed", fail)
    await until(lambda: "beginning anew" in caplog.text)
    assert not leaks(caplog.text, *SECRETS)


async def test_reconfigure_shows_no_saved_key(
    hass: HomeAssistant, unlocked: MockConfigEntry
) -> None:
    """The fields are empty, whatever the entry has."""
    form = await unlocked.start_reconfigure_flow(hass)
    assert set(typed(form)) == {"port", "profile"}
    assert not leaks(_shown(form), *SECRETS)


async def test_system_title_is_not_in_diagnostics(hass: HomeAssistant) -> None:
    """Where it is sent it names the meter, also in what was refused."""
    sent = METERS["luxembourg"]
    async with PtyMeter(meter=sent, interval=0.1) as meter:
        entry = await set_up(hass, meter.port, "luxembourg", **sent.key_fields)
        meter.meter = with_other_keys(sent)
        hearing = coordinator_of(entry).hearing
        await until(lambda: hearing.locked > 1)
        shown = json.dumps(await async_get_config_entry_diagnostics(hass, entry))
        title = b"SAG\x00\x00\x00\x00\x01"
        assert not leaks(shown, title.hex())
        assert title.hex()[:10] not in shown
        assert "SAG1030700000001" not in shown


def _shown(result: ConfigFlowResult) -> str:
    """Return all that the frontend gets of a result, and how it prints."""
    view: Any = object.__new__(FlowManagerIndexView)
    return json.dumps(view._prepare_result_json(result), default=repr) + repr(result)

"""Tests of the repairs, made over HTTP as the frontend does."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from http import HTTPStatus
from typing import Any

from aiohttp.test_utils import TestClient
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.han_port.const import DOMAIN
from custom_components.han_port.decoder import Line, Parity
from custom_components.han_port.repairs import OtherProfile, async_create_fix_flow
from custom_components.han_port.watches import LineWatch
from simulator.push import PtyMeter
from tests.decoder.compose import replaced, telegram
from tests.entries import is_loaded, set_up, until
from tests.secrets import FIELDS, STOEN, saved, with_other_keys
from tests.sensors import AIDON, entity_of, state_of
from tests.watches.issues import is_raised, issue_of
from tests.wire import Wire

pytestmark = pytest.mark.usefixtures("haste")

IMPORT = "1-0:1.8.0"
NEW = telegram(AIDON, replaced("1-0:1.8.0(00000008.000*kWh)"))
OLD = telegram(AIDON)

type Step = Callable[..., Awaitable[dict[str, Any]]]
type Browser = Callable[[], Awaitable[TestClient[Any, Any]]]


@pytest.fixture
async def client(hass: HomeAssistant, hass_client: Browser) -> TestClient[Any, Any]:
    """Open the frontend, in Finnish."""
    hass.config.language = "fi"
    for component in ("repairs", "usb"):
        assert await async_setup_component(hass, component, {})
    return await hass_client()


@pytest.fixture
async def metered(hass: HomeAssistant, wire: Wire) -> MockConfigEntry:
    """Set up an entry of a meter that says the same again and again."""
    entry = await set_up(hass, wire.port)
    assert is_loaded(entry)
    return entry


@pytest.fixture
async def exchanged(
    hass: HomeAssistant, metered: MockConfigEntry, wire: Wire
) -> MockConfigEntry:
    """Exchange the meter, and wait until the household is asked."""
    wire.data = NEW
    await until(lambda: is_raised(hass, "replacement", metered))
    return metered


@pytest.fixture
async def unlocked(hass: HomeAssistant, stoen: PtyMeter) -> MockConfigEntry:
    """Set up an entry of a meter that encrypts, with its keys."""
    entry = await set_up(hass, stoen.port, "stoen", **saved(**FIELDS))
    assert is_loaded(entry)
    return entry


async def _begin(
    client: TestClient[Any, Any], key: str, entry: MockConfigEntry
) -> dict[str, Any]:
    """Open the repair of an issue."""
    issue = {"handler": DOMAIN, "issue_id": f"{key}_{entry.entry_id}"}
    answer = await client.post("/api/repairs/issues/fix", json=issue)
    assert answer.status == HTTPStatus.OK
    result: dict[str, Any] = await answer.json()
    return result


async def _go_on(
    client: TestClient[Any, Any], form: dict[str, Any], **user_input: str
) -> dict[str, Any]:
    """Submit a form or choose from a menu."""
    path = f"/api/repairs/issues/fix/{form['flow_id']}"
    answer = await client.post(path, json=user_input)
    assert answer.status == HTTPStatus.OK
    result: dict[str, Any] = await answer.json()
    return result


async def test_household_is_asked_about_another_meter(
    client: TestClient[Any, Any], exchanged: MockConfigEntry
) -> None:
    """With the name that the sensor has, and both readings."""
    menu = await _begin(client, "replacement", exchanged)
    assert (menu["type"], menu["step_id"]) == ("menu", "init")
    assert menu["menu_options"] == ["new_meter", "same_meter"]
    assert menu["description_placeholders"] == {
        "name": "Aidon 7534",
        "register": "Pätöotto verkosta",
        "before": "6678.394 kWh",
        "after": "8.000 kWh",
    }


async def test_new_meter(
    hass: HomeAssistant, client: TestClient[Any, Any], exchanged: MockConfigEntry
) -> None:
    """Its reading is shown from now on; the entity stays, the issue goes."""
    registry = er.async_get(hass)
    entity = entity_of(registry, exchanged, IMPORT)
    assert state_of(hass, exchanged, IMPORT) == "6678.394"
    menu = await _begin(client, "replacement", exchanged)
    result = await _go_on(client, menu, next_step_id="new_meter")
    assert result["type"] == "create_entry"
    await until(lambda: state_of(hass, exchanged, IMPORT) == "8.0")
    assert entity_of(registry, exchanged, IMPORT) == entity
    assert not is_raised(hass, "replacement", exchanged)


async def test_same_meter(
    hass: HomeAssistant,
    client: TestClient[Any, Any],
    exchanged: MockConfigEntry,
    wire: Wire,
) -> None:
    """The old reading stays, and nobody is asked again for the same one."""
    menu = await _begin(client, "replacement", exchanged)
    assert exchanged.runtime_data.guard.changes
    result = await _go_on(client, menu, next_step_id="same_meter")
    assert (result["type"], result["reason"]) == ("abort", "kept")
    assert not exchanged.runtime_data.guard.changes
    telegrams = wire.telegrams
    await until(lambda: wire.telegrams > telegrams + 10)
    assert not is_raised(hass, "replacement", exchanged)
    assert state_of(hass, exchanged, IMPORT) == "6678.394"


@pytest.mark.parametrize("choice", ["new_meter", "same_meter"])
async def test_meter_that_goes_on_as_before(
    hass: HomeAssistant,
    client: TestClient[Any, Any],
    exchanged: MockConfigEntry,
    wire: Wire,
    choice: str,
) -> None:
    """There is nothing to decide any more, also while the question is open."""
    menu = await _begin(client, "replacement", exchanged)
    wire.data = OLD
    await until(lambda: not is_raised(hass, "replacement", exchanged))
    result = await _go_on(client, menu, next_step_id=choice)
    assert (result["type"], result["reason"]) == ("abort", "gone")


async def test_entry_that_is_removed_meanwhile(
    hass: HomeAssistant, client: TestClient[Any, Any], exchanged: MockConfigEntry
) -> None:
    """Its meter is nobody's trouble any more."""
    menu = await _begin(client, "replacement", exchanged)
    await hass.config_entries.async_remove(exchanged.entry_id)
    result = await _go_on(client, menu, next_step_id="new_meter")
    assert (result["type"], result["reason"]) == ("abort", "gone")


async def test_meter_that_is_not_read_right_now(
    hass: HomeAssistant,
    client: TestClient[Any, Any],
    exchanged: MockConfigEntry,
    wire: Wire,
) -> None:
    """Nobody can decide, but the question stays."""
    wire.paused = True
    exchanged.mock_state(hass, ConfigEntryState.SETUP_RETRY)
    result = await _begin(client, "replacement", exchanged)
    assert (result["type"], result["reason"]) == ("abort", "not_read")
    assert is_raised(hass, "replacement", exchanged)
    exchanged.mock_state(hass, ConfigEntryState.LOADED)


async def test_issue_that_went_before_it_was_opened(
    client: TestClient[Any, Any], metered: MockConfigEntry
) -> None:
    """Home Assistant says so itself."""
    issue = {"handler": DOMAIN, "issue_id": f"replacement_{metered.entry_id}"}
    answer = await client.post("/api/repairs/issues/fix", json=issue)
    assert answer.status == HTTPStatus.BAD_REQUEST


@pytest.fixture
async def strange_line(
    hass: HomeAssistant, metered: MockConfigEntry, wire: Wire
) -> MockConfigEntry:
    """Let the household know of settings that the entry has not."""
    wire.paused = True
    await asyncio.sleep(0.1)
    LineWatch(hass, metered).found(Line(9600, 7, Parity.EVEN))
    return metered


async def test_settings_that_work_are_saved(
    hass: HomeAssistant,
    client: TestClient[Any, Any],
    strange_line: MockConfigEntry,
    wire: Wire,
) -> None:
    """The port is opened with them from now on; nothing else changes."""
    data = dict(strange_line.data)
    form = await _begin(client, "line", strange_line)
    assert (form["type"], form["step_id"]) == ("form", "confirm")
    assert form["description_placeholders"] == {
        "name": "Aidon 7534",
        "found": "9600 7E1",
        "saved": "115200 8N1",
    }
    wire.paused = False
    coordinator = strange_line.runtime_data
    result = await _go_on(client, form)
    assert result["type"] == "create_entry"
    await hass.async_block_till_done()
    assert strange_line.data == {**data, "line": "9600 7E1"}
    assert is_loaded(strange_line)
    assert strange_line.runtime_data is not coordinator
    assert strange_line.runtime_data.line == Line(9600, 7, Parity.EVEN)
    assert not is_raised(hass, "line", strange_line)


async def test_settings_that_work_again_are_not_changed(
    hass: HomeAssistant, client: TestClient[Any, Any], strange_line: MockConfigEntry
) -> None:
    """While the household thinks it over the trouble may be over."""
    form = await _begin(client, "line", strange_line)
    LineWatch(hass, strange_line).found(Line())
    result = await _go_on(client, form)
    assert (result["type"], result["reason"]) == ("abort", "gone")
    assert strange_line.data["line"] == "115200 8N1"


@pytest.fixture
async def foreign(hass: HomeAssistant) -> AsyncIterator[MockConfigEntry]:
    """Set up a meter with a profile that another one fits better, and wait."""
    hass.config.country = "SE"
    async with Wire(data=telegram("KAM5")) as wire:
        entry = await set_up(hass, wire.port, "sweden")
        await until(lambda: is_raised(hass, "profile", entry))
        yield entry


async def test_household_is_asked_about_another_profile(
    client: TestClient[Any, Any], foreign: MockConfigEntry
) -> None:
    """Both are told by their names."""
    menu = await _begin(client, "profile", foreign)
    assert (menu["type"], menu["step_id"]) == ("menu", "init")
    assert menu["menu_options"] == ["better_profile", "present_profile"]
    told = menu["description_placeholders"]
    assert told["name"] == "Aidon 7534"
    assert told["found"] == "Ruotsi: Kamstrup OMNIPOWER (P1)"
    assert told["saved"].startswith("Ruotsi: muut mittarit")


async def test_better_profile_is_used(
    hass: HomeAssistant, client: TestClient[Any, Any], foreign: MockConfigEntry
) -> None:
    """Entities stay."""
    entity = entity_of(er.async_get(hass), foreign, IMPORT)
    menu = await _begin(client, "profile", foreign)
    result = await _go_on(client, menu, next_step_id="better_profile")
    assert result["type"] == "create_entry"
    await hass.async_block_till_done()
    assert is_loaded(foreign)
    assert foreign.data["profile"] == "kamstrup_se"
    assert entity_of(er.async_get(hass), foreign, IMPORT) == entity
    assert not is_raised(hass, "profile", foreign)


async def test_present_profile_is_kept(
    hass: HomeAssistant, client: TestClient[Any, Any], foreign: MockConfigEntry
) -> None:
    """Nobody is asked again, not even after a reload."""
    menu = await _begin(client, "profile", foreign)
    result = await _go_on(client, menu, next_step_id="present_profile")
    assert (result["type"], result["reason"]) == ("abort", "kept")
    await hass.config_entries.async_reload(foreign.entry_id)
    telegrams = foreign.runtime_data.hearing.telegrams
    hearing = foreign.runtime_data.hearing
    await until(lambda: hearing.telegrams > telegrams + 3)
    issue = issue_of(hass, "profile", foreign)
    assert issue
    assert issue.dismissed_version
    assert foreign.data["profile"] == "sweden"


@pytest.mark.parametrize("choice", ["better_profile", "present_profile"])
async def test_profile_that_fits_meanwhile(
    hass: HomeAssistant,
    client: TestClient[Any, Any],
    foreign: MockConfigEntry,
    choice: str,
) -> None:
    """Nothing is changed when the trouble is over before the household decides."""
    menu = await _begin(client, "profile", foreign)
    await hass.config_entries.async_unload(foreign.entry_id)
    result = await _go_on(client, menu, next_step_id=choice)
    assert (result["type"], result["reason"]) == ("abort", "gone")
    assert foreign.data["profile"] == "sweden"


async def test_profile_of_an_entry_that_is_removed(
    hass: HomeAssistant, foreign: MockConfigEntry
) -> None:
    """The question is gone when it is opened late."""
    issue = issue_of(hass, "profile", foreign)
    assert issue
    flow = await async_create_fix_flow(hass, issue.issue_id, issue.data)
    assert isinstance(flow, OtherProfile)
    flow.hass = hass
    flow.context = {"issue_id": issue.issue_id}
    flow.issue_id = issue.issue_id  # Home Assistant 2026.9 does not look for it there
    await hass.config_entries.async_remove(foreign.entry_id)
    result = await flow.async_step_init()
    assert (result["type"], result["reason"]) == ("abort", "gone")


async def test_rejected_key_is_told_by_home_assistant(
    hass: HomeAssistant, unlocked: MockConfigEntry, stoen: PtyMeter
) -> None:
    """Its issue comes with the dialog that asks for the keys, and goes with it."""
    registry = ir.async_get(hass)
    assert not registry.issues
    stoen.meter = with_other_keys(STOEN)
    await until(lambda: registry.issues)
    (issue,) = registry.issues.values()
    assert (issue.domain, issue.translation_key) == (
        "homeassistant",
        "config_entry_reauth",
    )
    assert issue.issue_domain == DOMAIN
    assert issue.translation_placeholders == {"name": "Aidon 7534"}
    stoen.meter = STOEN
    await until(lambda: not registry.issues)


async def test_rejected_key_goes_with_the_entry(
    hass: HomeAssistant, unlocked: MockConfigEntry, stoen: PtyMeter
) -> None:
    """Nobody needs the keys of a meter that is not there."""
    stoen.meter = with_other_keys(STOEN)
    await until(lambda: ir.async_get(hass).issues)
    await hass.config_entries.async_remove(unlocked.entry_id)
    assert not ir.async_get(hass).issues

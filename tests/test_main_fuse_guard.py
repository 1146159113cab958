"""Tests of the blueprint that guards the main fuse."""

from collections.abc import AsyncIterator

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from tests.automations import automated, calls_of, passing, show

type Calls = list[ServiceCall]

CURRENTS = {
    phase: f"sensor.meter_current_{phase.lower()}" for phase in ("L1", "L2", "L3")
}
#: 90 and 70 per cent of the fuse are 22.5 and 17.5 A.
FUSE = 25


async def carry(hass: HomeAssistant, phase: str, current: object) -> None:
    """Let a phase carry a current."""
    await show(
        hass,
        CURRENTS[phase],
        current,
        friendly_name=f"Meter Current {phase}",
        unit_of_measurement="A",
        device_class="current",
    )


@pytest.fixture
def limits() -> dict[str, float]:
    """Leave the limits as they are; tests have others in its place."""
    return {}


@pytest.fixture(autouse=True)
async def told(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, limits: dict[str, float]
) -> AsyncIterator[Calls]:
    """Guard three phases that carry little, and note down what is told."""
    calls = calls_of(hass, "notify.household")
    for phase in CURRENTS:
        await carry(hass, phase, 5)
    message = {"action": "notify.household", "data": {"message": "{{ message }}"}}
    inputs = {
        "currents": list(CURRENTS.values()),
        "main_fuse": FUSE,
        "overload_actions": [message],
        "relief_actions": [{"action": "notify.relieved"}],
        **limits,
    }
    async with automated(hass, monkeypatch, "main_fuse_guard", inputs):
        yield calls


@pytest.fixture
def relieved(hass: HomeAssistant) -> Calls:
    """Note down what is told when it is over."""
    return calls_of(hass, "notify.relieved")


def messages(calls: Calls) -> list[str]:
    """Return what was told."""
    return [call.data["message"] for call in calls]


async def test_overload_is_told_with_its_phase(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, told: Calls
) -> None:
    """After half a minute the message names phase, current and fuse."""
    await carry(hass, "L2", 23.4)
    await passing(hass, freezer, 29)
    assert not told
    await passing(hass, freezer, 1)
    assert messages(told) == ["Meter Current L2: 23.4 A, and the main fuse is 25 A."]


async def test_what_the_fuse_carries_easily_is_not_told(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, told: Calls
) -> None:
    """Below nine tenths nothing happens, however long."""
    await carry(hass, "L1", 22.4)
    await passing(hass, freezer, 600)
    assert not told


async def test_short_peak_is_not_told(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, told: Calls
) -> None:
    """Two peaks with a dip between them are two short ones."""
    for _ in range(2):
        await carry(hass, "L1", 30)
        await passing(hass, freezer, 20)
        await carry(hass, "L1", 21)
        await passing(hass, freezer, 5)
    assert not told


async def test_changing_current_counts_as_one_overload(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, told: Calls
) -> None:
    """The time runs on while each telegram brings another value above the limit."""
    for current in (23, 26, 24):
        await carry(hass, "L1", current)
        await passing(hass, freezer, 10)
    assert messages(told) == ["Meter Current L1: 24 A, and the main fuse is 25 A."]


@pytest.mark.parametrize("state", ["unavailable", "unknown"])
async def test_silent_meter_is_no_overload(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, told: Calls, state: str
) -> None:
    """Silence neither is an overload nor lets the time run on."""
    await carry(hass, "L1", state)
    await passing(hass, freezer, 600)
    await carry(hass, "L1", 30)
    await passing(hass, freezer, 20)
    await carry(hass, "L1", state)
    await passing(hass, freezer, 600)
    assert not told


async def test_overload_is_told_once(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, told: Calls
) -> None:
    """Between the two limits the same phase may come back without another message."""
    for _ in range(3):
        await carry(hass, "L1", 30)
        await passing(hass, freezer, 60)
        await carry(hass, "L1", 20)
        await passing(hass, freezer, 600)
    assert len(told) == 1


async def test_second_phase_is_told_in_its_own_time(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, told: Calls
) -> None:
    """Each phase has its own half minute, also while another is overloaded."""
    await carry(hass, "L1", 30)
    await passing(hass, freezer, 20)
    await carry(hass, "L3", 31)
    await passing(hass, freezer, 10)
    assert [message[14:16] for message in messages(told)] == ["L1"]
    await passing(hass, freezer, 19)
    assert len(told) == 1
    await passing(hass, freezer, 1)
    assert [message[14:16] for message in messages(told)] == ["L1", "L3"]


async def test_it_is_over_when_all_phases_are_well_below(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, told: Calls, relieved: Calls
) -> None:
    """All phases have to stay below seven tenths for two minutes."""
    await carry(hass, "L1", 30)
    await passing(hass, freezer, 30)
    await carry(hass, "L2", 18)
    await carry(hass, "L1", 17)
    await passing(hass, freezer, 600)
    assert not relieved
    await carry(hass, "L2", 17)
    await passing(hass, freezer, 119)
    assert not relieved
    await passing(hass, freezer, 1)
    assert len(relieved) == 1


async def test_short_dip_does_not_end_it(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, told: Calls, relieved: Calls
) -> None:
    """Two dips with a rise between them are two short ones."""
    await carry(hass, "L1", 30)
    await passing(hass, freezer, 30)
    for _ in range(2):
        await carry(hass, "L1", 10)
        await passing(hass, freezer, 100)
        await carry(hass, "L1", 20)
        await passing(hass, freezer, 10)
    assert not relieved


async def test_silence_does_not_end_it(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, told: Calls, relieved: Calls
) -> None:
    """What is not known is not below anything."""
    await carry(hass, "L1", 30)
    await passing(hass, freezer, 30)
    await carry(hass, "L1", "unavailable")
    await passing(hass, freezer, 600)
    assert not relieved


async def test_short_peak_has_no_end(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, told: Calls, relieved: Calls
) -> None:
    """Nothing is over that was never told."""
    await carry(hass, "L1", 30)
    await passing(hass, freezer, 10)
    await carry(hass, "L1", 5)
    await passing(hass, freezer, 600)
    assert not relieved


async def test_next_overload_is_told_again(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, told: Calls, relieved: Calls
) -> None:
    """After the end all begins anew."""
    for _ in range(2):
        await carry(hass, "L1", 30)
        await passing(hass, freezer, 30)
        await carry(hass, "L1", 5)
        await passing(hass, freezer, 120)
    assert (len(told), len(relieved)) == (2, 2)


async def test_failing_action_does_not_end_the_guard(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, told: Calls, relieved: Calls
) -> None:
    """A phone that cannot be reached costs its message and nothing else."""
    async_mock_service(
        hass, "notify", "household", raise_exception=HomeAssistantError("no phone")
    )
    await carry(hass, "L1", 30)
    await passing(hass, freezer, 30)
    await carry(hass, "L1", 5)
    await passing(hass, freezer, 120)
    assert len(relieved) == 1


@pytest.mark.parametrize("limits", [{"overload_share": 120, "relief_share": 110}])
async def test_silence_does_not_end_it_with_limits_above_the_fuse(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, told: Calls, relieved: Calls
) -> None:
    """An overload of 31 A of 30 A is not over because nothing is known."""
    await carry(hass, "L1", 31)
    await passing(hass, freezer, 30)
    await carry(hass, "L1", "unavailable")
    await passing(hass, freezer, 600)
    assert (len(told), len(relieved)) == (1, 0)


@pytest.mark.parametrize("limits", [{"overload_share": 90, "relief_share": 140}])
async def test_lower_limit_is_not_above_the_limit(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, told: Calls, relieved: Calls
) -> None:
    """What is too much is not over at the same time."""
    await carry(hass, "L1", 24)
    await passing(hass, freezer, 30)
    await passing(hass, freezer, 600)
    assert (len(told), len(relieved)) == (1, 0)
    await carry(hass, "L1", 22)
    await passing(hass, freezer, 120)
    assert len(relieved) == 1


@pytest.mark.parametrize("limits", [{"overload_seconds": 0, "relief_seconds": 0}])
async def test_without_times_all_is_told_at_once(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, told: Calls, relieved: Calls
) -> None:
    """With no time chosen nothing is waited for."""
    await carry(hass, "L1", 24)
    await passing(hass, freezer, 0)
    assert (len(told), len(relieved)) == (1, 0)
    await carry(hass, "L1", 5)
    await passing(hass, freezer, 0)
    assert (len(told), len(relieved)) == (1, 1)

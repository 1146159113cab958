"""Tests of what the sensors show."""

from datetime import datetime

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.decoder.compose import LINES, replaced, telegram
from tests.entries import coordinator_of, set_up, until
from tests.sensors import AIDON, STRANGE, state_of
from tests.wire import Wire

pytestmark = pytest.mark.usefixtures("haste")


async def _push(wire: Wire, entry: MockConfigEntry, data: bytes) -> None:
    """Send other telegrams from now on, and wait until two of them are heard."""
    hearing = coordinator_of(entry).hearing
    wire.data = data
    telegrams = hearing.telegrams
    await until(lambda: hearing.telegrams > telegrams + 1)
    await coordinator_of(entry).hass.async_block_till_done()


def _assert_no_error(caplog: pytest.LogCaptureFixture) -> None:
    """Check that Home Assistant has found no fault."""
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


@pytest.mark.usefixtures("all_enabled")
async def test_states_are_the_numbers_on_the_wire(
    hass: HomeAssistant, wire: Wire
) -> None:
    """Not a digit is lost or made up: 0001.023 kW is 1.023 kW."""
    entry = await set_up(hass, wire.port)
    assert state_of(hass, entry, "1-0:1.7.0") == "1.023"
    for line in LINES[1:]:
        code, _, rest = line.partition("(")
        number, _, _ = rest.partition("*")
        assert state_of(hass, entry, code) == str(float(number))


async def test_large_and_negative_numbers(hass: HomeAssistant, wire: Wire) -> None:
    """Counters keep all their digits, currents their sign."""
    wire.data = telegram(
        AIDON, replaced("1-0:1.8.0(98765432.109*kWh)", "1-0:31.7.0(-000.6*A)")
    )
    entry = await set_up(hass, wire.port)
    assert state_of(hass, entry, "1-0:1.8.0") == "98765432.109"
    assert state_of(hass, entry, "1-0:31.7.0") == "-0.6"


async def test_states_follow_the_meter(
    hass: HomeAssistant, wire: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    """The next telegram brings the next values, and nothing to complain of."""
    entry = await set_up(hass, wire.port)
    assert state_of(hass, entry, "1-0:1.8.0") == "6678.394"
    await _push(wire, entry, telegram(AIDON, replaced("1-0:1.8.0(00006678.401*kWh)")))
    assert state_of(hass, entry, "1-0:1.8.0") == "6678.401"
    _assert_no_error(caplog)


async def test_register_that_comes_later(hass: HomeAssistant, wire: Wire) -> None:
    """A register that the first telegram had not gets its entity when it comes."""
    entry = await set_up(hass, wire.port)
    assert hass.states.get("sensor.aidon_7534_frequency") is None
    await _push(wire, entry, telegram(AIDON, [*LINES, "1-0:14.7.0(50.02*Hz)"]))
    state = hass.states.get("sensor.aidon_7534_frequency")
    assert state
    assert state.state == "50.02"
    assert state.attributes["unit_of_measurement"] == "Hz"
    assert state.attributes["device_class"] == "frequency"


def _unavailable(hass: HomeAssistant) -> list[str]:
    """List the sensors that show nothing."""
    states = hass.states.async_all("sensor")
    return [state.entity_id for state in states if state.state == STATE_UNAVAILABLE]


async def test_register_that_stays_away(hass: HomeAssistant, wire: Wire) -> None:
    """Of a register that is missing the entity is unavailable, and only that one."""
    entry = await set_up(hass, wire.port)
    rest = [line for line in LINES if not line.startswith("1-0:32.7.0")]
    await _push(wire, entry, telegram(AIDON, rest))
    await until(lambda: _unavailable(hass))
    assert _unavailable(hass) == ["sensor.aidon_7534_voltage_l1"]
    await _push(wire, entry, telegram(AIDON))
    assert state_of(hass, entry, "1-0:32.7.0") == "229.8"


@pytest.mark.usefixtures("all_enabled")
@pytest.mark.parametrize(
    ("value", "state"),
    [
        ("0012.5*X", "12.5"),
        ("ABC 123", "ABC 123"),
        ("A" * 255, "A" * 255),
        ("A" * 256, STATE_UNKNOWN),
        ("", STATE_UNKNOWN),
    ],
    ids=["number", "text", "long", "too long", "empty"],
)
async def test_uncatalogued_register_can_be_enabled(
    hass: HomeAssistant,
    wire: Wire,
    caplog: pytest.LogCaptureFixture,
    value: str,
    state: str,
) -> None:
    """Numbers and texts are shown as they are, where they are no longer than states."""
    wire.data = telegram(AIDON, [*LINES, f"{STRANGE}({value})"])
    entry = await set_up(hass, wire.port)
    assert state_of(hass, entry, STRANGE) == state
    _assert_no_error(caplog)


@pytest.mark.usefixtures("all_enabled")
@pytest.mark.parametrize("value", ["none", "0012.5*Y"])
async def test_uncatalogued_register_that_changes_its_kind(
    hass: HomeAssistant, wire: Wire, caplog: pytest.LogCaptureFixture, value: str
) -> None:
    """What is no number of the sensor's unit any more is unknown; the rest goes on."""
    wire.data = telegram(AIDON, [*LINES, f"{STRANGE}(0012.5*X)"])
    entry = await set_up(hass, wire.port)
    lines = replaced("1-0:1.8.0(00006678.401*kWh)")
    await _push(wire, entry, telegram(AIDON, [*lines, f"{STRANGE}({value})"]))
    assert state_of(hass, entry, "1-0:1.8.0") == "6678.401"
    assert state_of(hass, entry, STRANGE) == STATE_UNKNOWN
    _assert_no_error(caplog)


@pytest.mark.usefixtures("all_enabled")
async def test_clock_in_two_registers(
    hass: HomeAssistant, wire: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    """Date and time of a Slovenian meter are one sensor."""
    lines = ["1-0:0.9.1(083010)", "1-0:0.9.2(250117)", *LINES[1:]]
    wire.data = telegram(r"ISk5\2MIE5E-200", lines)
    entry = await set_up(hass, wire.port, "slovenia")
    clocks = [
        state.entity_id
        for state in hass.states.async_all("sensor")
        if state.attributes.get("device_class") == "timestamp"
    ]
    assert clocks == ["sensor.iskraemeco_2mie5e_200_meter_clock"]
    shown = datetime.fromisoformat(state_of(hass, entry, "0-0:1.0.0"))
    assert shown == datetime.fromisoformat("2025-01-17T08:30:10+01:00")
    _assert_no_error(caplog)


@pytest.mark.usefixtures("all_enabled")
@pytest.mark.parametrize(
    ("profile", "stamp", "time"),
    [
        ("sesko", "250117083010W", "2025-01-17T08:30:10+02:00"),
        ("sesko", "250717083010W", "2025-07-17T08:30:10+02:00"),
        ("sweden", "250117083010W", "2025-01-17T08:30:10+01:00"),
        ("elektrilevi", "250117083010W", "2025-01-17T08:30:10+02:00"),
        ("elektrilevi", "250717083010S", "2025-07-17T08:30:10+03:00"),
    ],
)
async def test_clock_has_the_offset_of_the_profile(
    hass: HomeAssistant, wire: Wire, profile: str, stamp: str, time: str
) -> None:
    """Normal time all the year round in Finland and Sweden, local time in Estonia."""
    wire.data = telegram("LGF5E360", replaced(f"0-0:1.0.0({stamp})"))
    entry = await set_up(hass, wire.port, profile)
    shown = datetime.fromisoformat(state_of(hass, entry, "0-0:1.0.0"))
    assert shown == datetime.fromisoformat(time)
    told = coordinator_of(entry).data.time
    assert told
    assert told.isoformat() == time


@pytest.mark.usefixtures("all_enabled")
async def test_clock_runs(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """The simulated meter's clock is right, in Finnish normal time."""
    shown = datetime.fromisoformat(state_of(hass, entry, "0-0:1.0.0"))
    assert abs((shown - dt_util.utcnow()).total_seconds()) < 10


@pytest.mark.usefixtures("all_enabled")
async def test_clock_that_is_not_set(hass: HomeAssistant, wire: Wire) -> None:
    """A stamp that is no date shows as unknown."""
    wire.data = telegram(AIDON, replaced("0-0:1.0.0(000000000000W)"))
    entry = await set_up(hass, wire.port)
    assert state_of(hass, entry, "0-0:1.0.0") == STATE_UNKNOWN

"""Tests of the dialog of the options."""

from typing import Any, Final

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.han_port.options import Options
from simulator.push import PtyMeter
from tests.entries import coordinator_of, is_loaded, set_up, until
from tests.sensors import state_of

pytestmark = pytest.mark.usefixtures("haste")

DEFAULTS: Final = {
    "power_window": 0,
    "instantaneous_window": 30,
    "totals_window": 60,
    "main_fuse": 100,
    "show_port": False,
}


async def _open(hass: HomeAssistant, entry: MockConfigEntry) -> ConfigFlowResult:
    """Open the dialog."""
    return await hass.config_entries.options.async_init(entry.entry_id)


async def _submit(
    hass: HomeAssistant, entry: MockConfigEntry, **changed: object
) -> ConfigFlowResult:
    """Open the dialog, and submit the defaults but for what is changed."""
    form = await _open(hass, entry)
    result = await hass.config_entries.options.async_configure(
        form["flow_id"], {**DEFAULTS, **changed}
    )
    await hass.async_block_till_done()
    return result


def _fields(form: ConfigFlowResult) -> dict[str, tuple[Any, dict[str, Any]]]:
    """Return what each field is filled in with, and how it is shown."""
    assert form["data_schema"] is not None
    return {
        str(field): (field.default(), selector.serialize()["selector"])
        for field, selector in form["data_schema"].schema.items()
    }


async def test_form_is_filled_in_with_the_defaults(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Who has set nothing sees what holds."""
    hass.config_entries.async_update_entry(entry, options={})
    form = await _open(hass, entry)
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "init"
    assert {name: value for name, (value, _) in _fields(form).items()} == DEFAULTS


async def test_form_is_filled_in_with_what_is_set(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Who comes again finds what was saved."""
    await _submit(hass, entry, main_fuse=25, show_port=True)
    fields = _fields(await _open(hass, entry))
    assert fields["main_fuse"][0] == 25
    assert fields["show_port"][0] is True


async def test_fields_have_units(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Nobody has to guess of what a number is."""
    fields = _fields(await _open(hass, entry))
    units = {
        name: selector["number"]["unit_of_measurement"]
        for name, (_, selector) in fields.items()
        if "number" in selector
    }
    assert units == {
        "power_window": "s",
        "instantaneous_window": "s",
        "totals_window": "s",
        "main_fuse": "A",
    }
    assert list(fields["show_port"][1]) == ["boolean"]


async def test_options_are_kept_as_numbers(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """What is submitted holds, and nothing is a text."""
    result = await _submit(hass, entry, power_window=5, totals_window=300)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == {**DEFAULTS, "power_window": 5, "totals_window": 300}
    assert Options.of(entry) == Options(5, 30, 300, 100, show_port=False)


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("power_window", -1, "window"),
        ("power_window", 3601, "window"),
        ("instantaneous_window", -1, "window"),
        ("instantaneous_window", 3601, "window"),
        ("totals_window", -1, "window"),
        ("totals_window", 3601, "window"),
        ("main_fuse", 5, "main_fuse"),
        ("main_fuse", 3001, "main_fuse"),
        ("main_fuse", float("nan"), "main_fuse"),
    ],
)
async def test_form_refuses_what_is_out_of_range(
    hass: HomeAssistant, entry: MockConfigEntry, name: str, value: float, error: str
) -> None:
    """Nothing is saved, the field is named, and what was typed stays."""
    before = dict(entry.options)
    form = await _submit(hass, entry, **{name: value, "show_port": True})
    assert form["errors"] == {name: error}
    fields = {field: shown for field, (shown, _) in _fields(form).items()}
    assert fields == {**DEFAULTS, name: pytest.approx(value, nan_ok=True)} | {
        "show_port": True
    }
    assert entry.options == before


async def test_form_tells_the_limits(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """The texts of errors name them."""
    form = await _submit(hass, entry, main_fuse=5, power_window=-1)
    assert form["errors"] == {"main_fuse": "main_fuse", "power_window": "window"}
    assert form["description_placeholders"] == {
        "window_least": "0",
        "window_most": "3600",
        "main_fuse_least": "6",
        "main_fuse_most": "3000",
    }


async def test_form_refuses_what_is_no_number(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Home Assistant does that."""
    with pytest.raises(InvalidData) as refused:
        await _submit(hass, entry, main_fuse="many")
    assert list(refused.value.schema_errors) == ["main_fuse"]


async def test_options_hold_at_once(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """The entry is loaded anew with them; its entities stay."""
    before = coordinator_of(entry)
    entities = set(hass.states.async_entity_ids("sensor"))
    await _submit(hass, entry, main_fuse=63)
    await until(lambda: is_loaded(entry) and coordinator_of(entry) is not before)
    assert coordinator_of(entry).options.main_fuse == 63
    assert set(hass.states.async_entity_ids("sensor")) == entities


async def test_same_options_load_nothing_anew(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Who only looks does not interrupt the meter."""
    await _submit(hass, entry)
    before = coordinator_of(entry)
    await _submit(hass, entry)
    assert coordinator_of(entry) is before


async def test_options_of_a_meter_that_is_silent(
    hass: HomeAssistant, meter: PtyMeter
) -> None:
    """They can be set before the first telegram, and hold when it comes."""
    meter.paused = True
    entry = await set_up(hass, meter.port)
    assert not is_loaded(entry)
    meter.paused = False
    await _submit(hass, entry, instantaneous_window=0)
    await until(lambda: is_loaded(entry))
    assert coordinator_of(entry).options.instantaneous_window == 0
    assert float(state_of(hass, entry, "1-0:32.7.0")) > 200

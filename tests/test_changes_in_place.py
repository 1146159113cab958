"""A meter whose port, profile, keys or options are changed keeps all that it has.

With a real recorder: its statistics go on where they were.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

from freezegun import api
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder.core import Recorder
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
    do_adhoc_statistics,
    get_start_time,
    statistics_during_period,
)

from simulator.push import PtyMeter
from simulator.stoen import StoenMeter
from tests.entries import AT_ONCE, is_loaded, meter_entry, until
from tests.flows import confirm, enter, submit
from tests.secrets import FIELDS, STOEN, saved, with_other_keys
from tests.sensors import state_of

pytestmark = pytest.mark.usefixtures("haste")

BEGIN: Final = datetime(2026, 1, 2, 18, 0, 5, tzinfo=UTC)
IMPORT: Final = "1-0:1.8.0"
NUMBER: Final = "14000001"


class Home:
    """A household that reads a meter, and the recorder that sums it up."""

    def __init__(self, hass: HomeAssistant, clock: FrozenDateTimeFactory) -> None:
        """Have two ports for the same meter, and set the clock on the wall by hand."""
        clock.move_to(BEGIN)
        self.hass = hass
        self.clock = clock
        self.meter = PtyMeter(meter=STOEN, interval=0.1)
        self.other = PtyMeter(meter=STOEN, interval=0.1, household=self.meter.household)

    def add(self, profile: str) -> None:
        """Add the meter, of which the number is known."""
        keys = saved(**FIELDS)
        self.entry = meter_entry(self.meter.port, profile, unique_id=NUMBER, **keys)
        self.entry.add_to_hass(self.hass)

    async def show(self) -> Decimal:
        """Wait until the total of now is shown and recorded; return it."""
        await until(lambda: is_loaded(self.entry))
        now = self.meter.household.at(datetime.now(UTC)).counters.active_import
        await until(lambda: state_of(self.hass, self.entry, IMPORT) == str(float(now)))
        await async_wait_recording_done(self.hass)
        return now

    async def end_period(self) -> None:
        """Let the recorder sum up the five minutes that run; the next ones begin."""
        start = get_start_time(datetime.now(UTC))
        self.clock.move_to(start + timedelta(minutes=5, seconds=5))
        await async_wait_recording_done(self.hass)
        do_adhoc_statistics(self.hass, start=start)
        await async_wait_recording_done(self.hass)

    async def sums(self) -> list[list[Decimal]]:
        """Return what each statistic of the total says was used, by five minutes."""
        rows = await self.hass.async_add_executor_job(
            statistics_during_period,
            self.hass,
            BEGIN - timedelta(hours=1),
            None,
            None,
            "5minute",
            {"energy": "kWh"},
        )
        return [
            [round(Decimal(row["sum"]), 3) for row in found]
            for name, found in rows.items()
            if name.endswith("active_energy_import")
        ]

    @property
    def identities(self) -> dict[str, tuple[str, str | None]]:
        """The entities by their ids, with their unique ids and devices."""
        registry = er.async_get(self.hass)
        entities = er.async_entries_for_config_entry(registry, self.entry.entry_id)
        return {one.entity_id: (one.unique_id, one.device_id) for one in entities}

    async def reconfigure(self) -> ConfigFlowResult:
        """Choose the other port; return what listening came to."""
        form = await self.entry.start_reconfigure_flow(self.hass)
        return await submit(self.hass, form, self.other.port, "stoen")


type Change = Callable[[Home], Awaitable[None]]


async def _port(home: Home) -> None:
    """Put the cable into another port."""
    await confirm(home.hass, await home.reconfigure())
    assert home.entry.data["port"] == home.other.port


async def _profile(home: Home) -> None:
    """Choose a profile in place of none."""
    assert home.entry.data["profile"] == "auto"
    await confirm(home.hass, await home.reconfigure())
    assert home.entry.data["profile"] == "stoen"


async def _keys(home: Home) -> None:
    """Enter the keys that the grid company has renewed."""
    renewed = home.other.meter = with_other_keys(STOEN)
    form = await home.reconfigure()
    assert form["errors"] == {"encryption_key": "wrong_key"}
    fields = {"port": home.other.port, "profile": "stoen", **renewed.key_fields}
    await confirm(home.hass, await enter(home.hass, form, fields))
    keys = saved(**renewed.key_fields)
    assert {name: home.entry.data[name] for name in keys} == keys


async def _options(home: Home) -> None:
    """Enter another main fuse, and let diagnostics show the port."""
    flows = home.hass.config_entries.options
    form = await flows.async_init(home.entry.entry_id)
    changed = {**AT_ONCE, "main_fuse": 63, "show_port": True}
    await flows.async_configure(form["flow_id"], changed)
    await home.hass.async_block_till_done()
    assert home.entry.options == {**changed, "instantaneous_window": 0}


async def _other_meter(home: Home) -> None:
    """Try the cable of a neighbour's meter: it is refused."""
    assert isinstance(STOEN, StoenMeter)
    home.other.meter = replace(STOEN, serial="14000002")
    before = dict(home.entry.data)
    assert (await home.reconfigure())["reason"] == "wrong_meter"
    assert home.entry.data == before


@pytest.mark.parametrize(
    "change",
    [_port, _profile, _keys, _options, _other_meter],
    ids=lambda it: it.__name__,
)
async def test_meter_keeps_all_that_it_has(
    recorder_mock: Recorder,
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    change: Change,
) -> None:
    """Entity ids, unique ids and device stay; states and sums go on."""
    # What waits goes by the real time.
    monkeypatch.setattr(hass.loop, "time", api.real_monotonic)
    home = Home(hass, freezer)
    async with home.meter, home.other:
        home.add("auto" if change is _profile else "stoen")
        await hass.config_entries.async_setup(home.entry.entry_id)
        first = await home.show()
        identities = home.identities
        await home.end_period()
        second = await home.show()
        await change(home)
        assert home.identities == identities
        await home.end_period()
        last = await home.show()
        await home.end_period()
        assert last > second > first
        assert await home.sums() == [[0, second - first, last - first]]
        assert home.entry.unique_id == NUMBER
        assert home.identities == identities
        await hass.config_entries.async_unload(home.entry.entry_id)

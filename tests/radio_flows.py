"""Walking through the config flow of a meter that is heard by radio."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import SelectSelector
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.han_port.config_flow import HanPortConfigFlow
from custom_components.han_port.const import (
    CONF_ENCRYPTION_KEY,
    CONF_METER,
    CONF_PROFILE,
    CONF_RECEIVER,
    DOMAIN,
)
from simulator.amb8465 import Amb8465
from simulator.radio_meters import RADIO_METERS, RadioMeter
from simulator.receivers import PtyReceiver, Station
from tests.entries import AT_ONCE
from tests.flows import begin, enter, submit

GAMA = RADIO_METERS["gama"]
SECOND = RADIO_METERS["gama-2"]
WATER = RADIO_METERS["water"]
HEAT = RADIO_METERS["heat"]


def key_of(meter: RadioMeter) -> str:
    """Return the key of a meter in hex."""
    assert meter.keys is not None
    return meter.keys.encryption.hex()


KEY = key_of(GAMA)


@asynccontextmanager
async def hearing(
    *meters: RadioMeter, paused: bool = False
) -> AsyncIterator[PtyReceiver]:
    """Run a receiver that hears these meters, each a wall further away.

    It comes prepared, and is the first that is asked for. Its port has a name that
    nobody else gets when it is unplugged.
    """
    with TemporaryDirectory() as folder:
        async with PtyReceiver(
            dialect=Amb8465(prepared=True),
            stations=[
                Station(meter, rssi=-60 - 4 * walls)
                for walls, meter in enumerate(meters)
            ],
            interval=0.1,
            paused=paused,
            link=Path(folder) / "receiver",
        ) as receiver:
            yield receiver


async def listed(hass: HomeAssistant, port: str) -> ConfigFlowResult:
    """Open the dialog of a new meter, and return what looking for meters came to."""
    return await submit(hass, await begin(hass), port, "wmbus")


async def pick(
    hass: HomeAssistant, form: ConfigFlowResult, meter: RadioMeter | str
) -> ConfigFlowResult:
    """Pick a meter from the list."""
    assert form["step_id"] == "meters"
    picked = meter if isinstance(meter, str) else meter.address
    return await enter(hass, form, {CONF_METER: picked})


async def unlock(
    hass: HomeAssistant, form: ConfigFlowResult, key: str = KEY
) -> ConfigFlowResult:
    """Enter a key."""
    return await enter(hass, form, {CONF_ENCRYPTION_KEY: key} if key else {})


def offered(form: ConfigFlowResult, field: str = CONF_METER) -> dict[str, str]:
    """Return what a select offers, and how each is called."""
    assert form["data_schema"] is not None
    selector = form["data_schema"].schema[field]
    assert isinstance(selector, SelectSelector)
    return {
        option["value"] if isinstance(option, dict) else option: (
            option["label"] if isinstance(option, dict) else ""
        )
        for option in selector.config["options"]
    }


def words(form: ConfigFlowResult) -> dict[str, str]:
    """Return what a text of a dialog has filled in."""
    assert form["description_placeholders"] is not None
    return dict(form["description_placeholders"])


def receiver_of(hass: HomeAssistant, form: ConfigFlowResult) -> str:
    """Return the name of the receiver that a dialog has found, empty before."""
    flow = hass.config_entries.flow._progress[form["flow_id"]]
    assert isinstance(flow, HanPortConfigFlow)
    assert flow._radio
    return flow._radio.receiver_name


def radio_entry(
    port: str, meter: RadioMeter = GAMA, *, key: str = "", receiver: str = "amb8465"
) -> MockConfigEntry:
    """Make an entry of a radio meter as the config flow does."""
    return MockConfigEntry(
        domain=DOMAIN,
        title=f"Meter {meter.sender.meter.number}",
        unique_id=meter.address,
        data={
            "port": port,
            CONF_PROFILE: "wmbus",
            CONF_RECEIVER: receiver,
            CONF_METER: meter.address,
            **({CONF_ENCRYPTION_KEY: key} if key else {}),
        },
        options=AT_ONCE,
    )


async def set_up_radio(
    hass: HomeAssistant, port: str, meter: RadioMeter = GAMA, *, key: str = ""
) -> MockConfigEntry:
    """Set up such an entry, whatever becomes of it."""
    entry = radio_entry(port, meter, key=key)
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry

"""Home Assistant shows who uses a serial port."""

from homeassistant.components.usb.consumers import async_get_serial_port_consumers
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.push import PtyMeter


async def test_the_port_is_said_to_be_ours(
    hass: HomeAssistant, entry: MockConfigEntry, meter: PtyMeter
) -> None:
    """The entry stores its port where Home Assistant looks for it."""
    consumers = await async_get_serial_port_consumers(hass, [])
    users = [(user.domain, user.config_entry_id) for user in consumers[meter.port]]
    assert users == [("han_port", entry.entry_id)]

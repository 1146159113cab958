"""Ports that Home Assistant lists: as ESPHome does, a test integration tells of them.

A pseudo terminal is none of the ports that Home Assistant finds by itself.
"""

from dataclasses import dataclass
import json
from pathlib import Path
from typing import Final

_DOMAIN: Final = "test_ports"
#: The event at which Home Assistant looks at its ports anew.
CHANGED: Final = "test_ports_changed"
_MANIFEST: Final = {
    "domain": _DOMAIN,
    "name": "Test ports",
    "codeowners": [],
    "config_flow": False,
    "dependencies": ["usb"],
    "documentation": "https://example.com",
    "version": "0",
}
_CODE: Final = f'''\
"""Tell Home Assistant of ports."""

import os

from homeassistant.components import usb
from homeassistant.core import callback


async def async_setup(hass, config):
    """Tell of the ports that the configuration lists, while they are there."""
    ports = [usb.USBDevice(**port) for port in config["{_DOMAIN}"]]

    @callback
    def rescan(event):
        usb.async_notify_serial_ports_changed(hass)

    usb.async_register_serial_port_scanner(
        hass, lambda hass: [port for port in ports if os.path.exists(port.device)]
    )
    hass.bus.async_listen("{CHANGED}", rescan)
    return True
'''


@dataclass(frozen=True)
class ListedPort:
    """A USB port, as Home Assistant lists it.

    `name` is that of a link in the configuration folder: it is listed while that leads
    to a port.
    """

    name: str
    description: str
    manufacturer: str
    serial_number: str
    vid: str
    pid: str

    @property
    def label(self) -> str:
        """What the list calls it."""
        return f"{self.description} — {self.manufacturer}"

    def listed(self, folder: Path) -> dict[str, str]:
        """Return what Home Assistant is told of it."""
        return {
            "device": str(folder / self.name),
            "description": self.description,
            "manufacturer": self.manufacturer,
            "serial_number": self.serial_number,
            "vid": self.vid,
            "pid": self.pid,
        }


#: The cable in the meter, and the stick that hears by radio: sold for many purposes,
#: so that nobody takes them for a meter's.
CABLE: Final = ListedPort(
    "meter", "FT232R USB UART", "FTDI", "A50285BI", "0403", "6001"
)
STICK: Final = ListedPort(
    "receiver", "CP2102N USB to UART Bridge", "Silicon Labs", "0001", "10C4", "EA60"
)
#: A cable in which there is no meter until a test plugs one in.
OTHER_CABLE: Final = ListedPort(
    "other", "USB-Serial Controller", "Prolific", "B20118", "067B", "2303"
)
#: A cable and a stick that say what they are for, plugged in by a test.
P1_CABLE: Final = ListedPort(
    "p1", "P1 Converter Cable", "FTDI", "P1A2B3C4", "0403", "6001"
)
AMBER: Final = ListedPort(
    "amber", "AMB8465 Wireless USB Stick", "AMBER", "A9004711", "0403", "6001"
)


def list_ports(folder: Path, *ports: ListedPort) -> None:
    """Let the Home Assistant of a configuration folder list ports."""
    component = folder / "custom_components" / _DOMAIN
    component.mkdir(parents=True)
    (component / "manifest.json").write_text(json.dumps(_MANIFEST))
    (component / "__init__.py").write_text(_CODE)
    listed = json.dumps([port.listed(folder) for port in ports])
    with (folder / "configuration.yaml").open("a") as configuration:
        configuration.write(f"{_DOMAIN}: {listed}\n")

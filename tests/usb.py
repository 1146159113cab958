"""Cables and receivers that are plugged in, as they describe themselves.

Each is told by its vendor, product, maker and description; where it was seen stands
beside it. A description is the product, and then the interface where there is a name
of it.
"""

from typing import Final

from homeassistant.config_entries import SOURCE_USB, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.helpers.service_info.usb import UsbServiceInfo

from custom_components.han_port.const import DOMAIN
from simulator.meters import VARIANTS

#: A meter that encrypts nothing, and the number that it sends.
NUMBERED: Final = VARIANTS["aidon_dlms"]["norway"]
NUMBER: Final = "7359990000000001"

type Description = tuple[str, str, str, str]

#: Reported to homebridge-p1 (ebaauw) as usb-FTDI_P1_Converter_Cable_…-if00-port0.
P1_CABLE: Final = ("0403", "6001", "FTDI", "P1 Converter Cable - P1 Converter Cable")
CABLES: Final[list[Description]] = [
    P1_CABLE,
    # In a public set-up of DSMR and MQTT: usb-FTDI_P1_CABLE-if00-port0, of some chip.
    ("0403", "6015", "FTDI", "P1 CABLE - P1 CABLE"),
]
#: In a kernel log reported to wmbusmeters.
AMBER: Final = ("0403", "6001", "AMBER", "AMB8465 Wireless USB Stick")
#: In a kernel log in the notes of ha-watermeter (zibous).
CUL: Final = ("03EB", "204B", "busware.de", "CUL868")
RECEIVERS: Final[dict[Description, str]] = {
    AMBER: "amb8465",
    CUL: "cul",
    # There as well, as usb-SHK_NANO_CUL_868-if00-port0.
    ("0403", "6001", "SHK", "NANO CUL 868 - NANO CUL 868"): "cul",
    # In kernel logs reported to wmbusmeters; Linux's driver names the second so, too.
    ("10C4", "EA60", "Silicon Labs", "WiMOD iM871A-usb"): "im871a",
    ("10C4", "87ED", "Silicon Labs", "IMST USB-Stick for Smart Meter"): "im871a",
    ("04B4", "0003", "IMST", "iU891A"): "iu891a",
}
#: What has the same chips, and may be anything or is something else.
OTHERS: Final[list[Description]] = [
    ("0403", "6001", "FTDI", "FT232R USB UART - FT232R USB UART"),
    ("0403", "6015", "FTDI", "FT230X Basic UART"),
    ("0403", "6001", "FTDI", "TTL232R-3V3"),
    ("0403", "6001", "EnOcean GmbH", "EnOcean USB 300 DB"),
    ("0403", "6015", "dresden elektronik", "ConBee II"),
    ("10C4", "EA60", "Silicon Labs", "CP2102 USB to UART Bridge Controller"),
    ("10C4", "EA60", "Silicon Labs", "CP2102N USB to UART Bridge Controller"),
    ("10C4", "EA60", "ITead", "Sonoff Zigbee 3.0 USB Dongle Plus"),
    ("10C4", "EA60", "Nabu Casa", "SkyConnect v1.0"),
    ("10C4", "EA60", "Silicon Labs", "HubZ Smart Home Controller"),
    ("1A86", "7523", "1a86", "USB Serial"),
    ("1A86", "7523", "QinHeng Electronics", "USB2.0-Serial"),
    ("067B", "2303", "Prolific Technology Inc.", "USB-Serial Controller D"),
    ("2341", "0042", "Arduino", "Arduino Mega 2560"),
    ("1D50", "614E", "Klipper", "stm32f446xx"),
    ("2C99", "0002", "Prusa Research", "Original Prusa i3 MK3"),
    ("03EB", "204B", "LUFA", "LUFA USB-RS232 Adapter"),
    ("03EB", "204B", "busware.de", "CUL433"),
    ("04B4", "0003", "Rainforest Automation", "RFA-Z106 EMU-2"),
]


def plugged_in(
    port: str, what: Description = P1_CABLE, serial_number: str = "P1A2B3C4"
) -> UsbServiceInfo:
    """Describe what is plugged in at a port, as Home Assistant does."""
    vendor, product, maker, description = what
    return UsbServiceInfo(port, vendor, product, serial_number, maker, description)


async def plug_in(hass: HomeAssistant, device: UsbServiceInfo) -> ConfigFlowResult:
    """Let Home Assistant discover what is plugged in; return what that came to."""
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USB}, data=device
    )

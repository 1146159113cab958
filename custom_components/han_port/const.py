"""Names and times that more than one module of the integration uses."""

import logging
from typing import Final

from homeassistant.util.hass_dict import HassKey

from .decoder import Telegram

DOMAIN: Final = "han_port"
LOGGER: Final = logging.getLogger(__package__)

CONF_PROFILE: Final = "profile"
CONF_LINE: Final = "line"

#: The telegram that a config flow heard, by port, until the entry is set up.
HEARD: HassKey[dict[str, Telegram]] = HassKey(f"{DOMAIN}_heard")

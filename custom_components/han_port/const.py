"""Names and times that more than one module of the integration uses."""

import logging
from typing import Final

DOMAIN: Final = "han_port"
LOGGER: Final = logging.getLogger(__package__)

CONF_PROFILE: Final = "profile"
CONF_LINE: Final = "line"

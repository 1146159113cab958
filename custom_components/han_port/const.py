"""Names that more than one module of the integration uses."""

import logging
from typing import Final

DOMAIN: Final = "han_port"
LOGGER: Final = logging.getLogger(__package__)

CONF_PROFILE: Final = "profile"
CONF_LINE: Final = "line"
CONF_RECEIVER: Final = "receiver"
CONF_METER: Final = "meter"
#: That the household wants the meter on the Energy dashboard, until it is there.
CONF_DASHBOARD: Final = "energy_dashboard"
CONF_ENCRYPTION_KEY: Final = "encryption_key"
CONF_AUTHENTICATION_KEY: Final = "authentication_key"
CONF_SYSTEM_TITLE: Final = "system_title"

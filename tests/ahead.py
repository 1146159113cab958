"""What comes before the test plug-in where Home Assistant is newer than it.

`python -m pytest -p tests.ahead` loads it. It goes when there is a plug-in for 2026.11.
"""

from importlib import import_module
from typing import Final

PLUGIN: Final = "pytest_homeassistant_custom_component"
#: Home Assistant wants to come before httpx, its other modules after the patches.
IN_ORDER: Final = (
    "homeassistant",
    f"{PLUGIN}.patch_json",
    f"{PLUGIN}.patch_recorder",
    f"{PLUGIN}.patch_time",
    "homeassistant.components.logger",
)
#: What the plug-in imports from where it is no more.
MOVED: Final = "_clear_logger_overwrites"

for module in IN_ORDER:
    import_module(module)
helpers = import_module("homeassistant.components.logger.helpers")
logger = import_module("homeassistant.components.logger")
vars(logger).setdefault(MOVED, vars(helpers)[MOVED])

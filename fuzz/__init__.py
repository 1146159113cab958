"""Fuzzing of the decoder: inputs that nobody thought of, and what has to hold for all.

`python -m fuzz` needs atheris, which guides by coverage. The inputs that it has
found are kept in corpus/, and the unit tests feed them again.
"""

from importlib.util import find_spec
from pathlib import Path
import sys
from types import ModuleType

if find_spec("homeassistant") is None:
    # The decoder needs nothing of Home Assistant, but the package around it does.
    _integration = ModuleType("custom_components.han_port")
    _integration.__path__ = [
        str(Path(__file__).parents[1] / "custom_components/han_port")
    ]
    sys.modules[_integration.__name__] = _integration

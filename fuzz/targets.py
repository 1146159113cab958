"""All targets: each takes an input and raises where something does not hold."""

from typing import Final

from .captures import CAPTURE_TARGETS
from .checks import Target
from .masks import MASK_TARGETS
from .radio import RADIO_TARGETS
from .wired import WIRED_TARGETS

TARGETS: Final[dict[str, Target]] = (
    WIRED_TARGETS | RADIO_TARGETS | MASK_TARGETS | CAPTURE_TARGETS
)


def family(name: str) -> str:
    """Return what a target shares its inputs by: `decoder` of `decoder:sesko`."""
    return name.partition(":")[0]


def members(of: str) -> list[Target]:
    """Return the targets of a family."""
    return [target for name, target in TARGETS.items() if family(name) == of]

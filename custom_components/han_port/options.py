"""What a household may set for a meter, beside how it is reached."""

from dataclasses import dataclass, fields
from typing import Any, Final, NamedTuple, Self

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import UnitOfElectricCurrent, UnitOfTime

from .pace import Speed


class Range(NamedTuple):
    """The least and the most that a number may be, its unit, and its kind.

    Numbers of a kind have the same text that says what they may be.
    """

    least: float
    most: float
    unit: str
    kind: str


#: From each telegram at once to once an hour.
_WINDOW: Final = Range(0, 3600, UnitOfTime.SECONDS, "window")
RANGES: Final = {
    "power_window": _WINDOW,
    "instantaneous_window": _WINDOW,
    "totals_window": _WINDOW,
    # From the smallest connection to that of a factory with current transformers.
    "main_fuse": Range(6, 3000, UnitOfElectricCurrent.AMPERE, "main_fuse"),
}


@dataclass(frozen=True, slots=True)
class Options:
    """The options of an entry.

    The windows are the seconds between two states of what is of one speed, the main
    fuse is in ampere per phase.
    """

    power_window: float = 0
    instantaneous_window: float = 30
    totals_window: float = 60
    main_fuse: float = 100
    show_port: bool = False

    @classmethod
    def of(cls, entry: ConfigEntry) -> Self:
        """Return what is set, and the default where nothing sensible is."""
        names = (field.name for field in fields(cls))
        return cls(
            **{
                name: entry.options[name]
                for name in names
                if name in entry.options and is_sensible(name, entry.options[name])
            }
        )

    @property
    def windows(self) -> dict[Speed, float]:
        """Return the seconds between two states, by speed."""
        return {
            Speed.POWER: self.power_window,
            Speed.INSTANTANEOUS: self.instantaneous_window,
            Speed.TOTALS: self.totals_window,
        }


def is_sensible(name: str, value: Any) -> bool:
    """Tell whether a value can be that of an option."""
    if name not in RANGES:
        return isinstance(value, bool)
    allowed = RANGES[name]
    return type(value) in (int, float) and allowed.least <= value <= allowed.most

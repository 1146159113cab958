"""Clocks for a household: the real one, and one that runs faster."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
import time

type Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the time of this computer."""
    return datetime.now(UTC)


def running_clock(start: datetime, speed: float) -> Clock:
    """Return a clock that shows `start` now and runs `speed` times as fast."""
    began = time.monotonic()
    return lambda: start + timedelta(seconds=(time.monotonic() - began) * speed)

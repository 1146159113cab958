"""Time that passes faster in one module."""

import asyncio


class Hurry:
    """Stands for asyncio where nobody waits that long."""

    def __init__(self, times: float) -> None:
        """Let each limit end so many times sooner."""
        self._times = times

    def __getattr__(self, name: str) -> object:
        """Be asyncio in all the rest."""
        return getattr(asyncio, name)

    def timeout(self, seconds: float | None) -> asyncio.Timeout:
        """Limit what takes so many seconds in a household."""
        return asyncio.timeout(None if seconds is None else seconds / self._times)

"""The repair for a meter of which nothing has been heard since start."""

from typing import override

from homeassistant.core import callback
from homeassistant.helpers import issue_registry as ir

from ..decoder import Event
from .watch import SILENT, Watch


class Silence(Watch):
    """Watches for a port that stays silent however often set-up is tried."""

    key = "silence"
    severity = ir.IssueSeverity.ERROR
    failures = (SILENT,)

    @callback
    @override
    def hear(self, event: Event) -> None:
        """Take it back: whatever came, the cable is plugged in and the port is on."""
        self.clear()

"""The repair for a meter whose totals stand on no Energy dashboard."""

from datetime import timedelta
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..const import CONF_DASHBOARD
from ..dashboard import Dashboard
from ..entry_data import profile_of
from .watch import Watch

#: How long a household has time to do it by hand before it is asked.
LATER: Final = timedelta(hours=1)
#: Looks until all totals of a radio meter are known, which may come in turn.
LOOKS: Final = 3


class OffDashboard(Watch):
    """Watches whether the totals of a meter stand on the Energy dashboard.

    Puts them there where the household has wished for that in the config flow.
    """

    key = "dashboard"

    def __init__(
        self, hass: HomeAssistant, entry: ConfigEntry, dashboard: Dashboard
    ) -> None:
        """Watch the meter of an entry, whose totals may be heard much later."""
        super().__init__(hass, entry)
        self._dashboard = dashboard
        self._enough = LOOKS if profile_of(entry.data).is_wireless else 1
        self._looks = 0

    @callback
    def look(self) -> None:
        """Look whether something is missing on the dashboard by now."""
        entry = self._entry
        missing = self._dashboard.missing(entry)
        if not missing:
            if missing is not None or not self._is_ignored:
                self.clear()
            return
        self._looks += 1
        if CONF_DASHBOARD in entry.data:
            if self._looks >= self._enough:
                entry.async_create_task(self._hass, self._add())
        elif dt_util.utcnow() >= entry.created_at + LATER:
            self.raise_issue(fix={})

    async def _add(self) -> None:
        """Fulfil the wish, once."""
        entry = self._entry
        data = {name: entry.data[name] for name in entry.data if name != CONF_DASHBOARD}
        self._hass.config_entries.async_update_entry(entry, data=data)
        await self._dashboard.add(entry)

"""The repair for a meter that another profile is made for."""

from typing import Final, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..const import CONF_PROFILE
from ..decoder import AUTO, Event, Telegram, Traits, fitting
from ..entry_data import profile_of
from .watch import Watch

#: So many telegrams in a row that fit the same other profile better.
TIMES: Final = 3


class BetterProfile(Watch):
    """Watches which profile the telegrams of a wired meter fit best."""

    key = "profile"

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Watch the meter of an entry; its profile may be the best."""
        super().__init__(hass, entry)
        self._profile = profile_of(entry.data)
        self._better: str | None = None
        self._times = 0

    @callback
    @override
    def hear(self, event: Event) -> None:
        """See which profile a telegram fits."""
        if not isinstance(event, Telegram):
            return
        better = self._better_for(event)
        if better is None:
            self._times = 0
            self.clear()
            return
        self._times = self._times + 1 if better == self._better else 1
        self._better = better
        if self._times == TIMES:
            self.raise_issue(fix={CONF_PROFILE: better})

    def _better_for(self, telegram: Telegram) -> str | None:
        """Return the profile that knows this meter where that of the entry does not."""
        ident = telegram.ident
        if self._profile.id != AUTO and self._profile.idents.match(ident):
            return None
        fits = fitting(Traits.of(telegram), self._hass.config.country)
        known = (profile.id for profile in fits[:1] if profile.idents.match(ident))
        return next(known, None)

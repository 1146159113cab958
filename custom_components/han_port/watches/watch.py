"""What all watches do: tell the household of a trouble, and take that back.

A repair lasts as long as its trouble. While set-up is tried again it outlives the
coordinators, of which each try has a new one.
"""

from collections.abc import Mapping
from typing import ClassVar, Final

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigEntryState,
)
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..decoder import Event
from ..entry_data import without_number
from ..link import Problem

#: Seconds for which set-up or reading fails in the same way before the household is
#: told.
LASTING: Final = 120
#: Why set-up fails when nothing comes of the meter at all.
SILENT: Final = "silence"

#: The loop's time since when set-up or reading has failed, by issue.
_FAILING: HassKey[dict[str, float]] = HassKey(f"{DOMAIN}_failing")


class Watch:
    """Watches one meter for one kind of trouble.

    `failures` are the reasons why set-up or reading fails that show the trouble, too.
    """

    key: ClassVar[str]
    severity: ClassVar[ir.IssueSeverity] = ir.IssueSeverity.WARNING
    failures: ClassVar[tuple[str, ...]] = ()

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Watch the meter of an entry."""
        self._hass = hass
        self._entry = entry
        self._issue_id = f"{self.key}_{entry.entry_id}"
        self._unfollow: CALLBACK_TYPE | None = None

    @callback
    def hear(self, event: Event) -> None:
        """Hear what came of the meter."""

    @callback
    def miss(self) -> None:
        """Take it that the meter was not heard for long."""

    @callback
    def fail(self, reason: str) -> None:
        """Take it that set-up, or reading, fails; tell the household if that lasts."""
        if reason in self.failures:
            now = self._hass.loop.time()
            failing = self._hass.data.setdefault(_FAILING, {})
            if now - failing.setdefault(self._issue_id, now) >= LASTING:
                self.raise_issue()
        elif reason != SILENT and reason not in Problem:
            self.clear()

    @callback
    def raise_issue(
        self,
        placeholders: Mapping[str, str] | None = None,
        *,
        text: str | None = None,
        fix: Mapping[str, str] | None = None,
    ) -> None:
        """Tell the household; `fix` is what a repair that can be made has to know."""
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            self._issue_id,
            data={"entry_id": self._entry.entry_id, **(fix or {})},
            is_fixable=fix is not None,
            severity=self.severity,
            translation_key=text or self.key,
            translation_placeholders={
                "name": without_number(self._entry.title),
                **(placeholders or {}),
            },
        )

    @callback
    def clear(self) -> None:
        """Take it back: the trouble is over."""
        self.succeed()
        ir.async_delete_issue(self._hass, DOMAIN, self._issue_id)

    @callback
    def succeed(self) -> None:
        """Take it that nothing fails any more; what was told may stay."""
        self._hass.data.get(_FAILING, {}).pop(self._issue_id, None)

    @callback
    def end(self) -> None:
        """End with the entry, or with the last try to set it up."""
        if self._entry.state is ConfigEntryState.SETUP_RETRY:
            self._unfollow = async_dispatcher_connect(
                self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._follow
            )
        elif not self._is_ignored:
            self.clear()

    @callback
    def _follow(self, change: ConfigEntryChange, entry: ConfigEntry) -> None:
        """See whether another try comes after a failed one; its watch goes on."""
        if entry is not self._entry or entry.state is ConfigEntryState.SETUP_RETRY:
            return
        if self._unfollow is not None:
            self._unfollow()
        if entry.state is not ConfigEntryState.SETUP_IN_PROGRESS:
            self.end()

    @property
    def _is_ignored(self) -> bool:
        """Tell whether the household wants to hear no more of it, reload or not."""
        issue = ir.async_get(self._hass).async_get_issue(DOMAIN, self._issue_id)
        return issue is not None and issue.dismissed_version is not None


@callback
def issues_of(hass: HomeAssistant, entry: ConfigEntry) -> list[ir.IssueEntry]:
    """Return the repairs of an entry, also those that the household ignores."""
    return [
        issue
        for (domain, issue_id), issue in ir.async_get(hass).issues.items()
        if domain == DOMAIN and issue_id.endswith(f"_{entry.entry_id}")
    ]


@callback
def forget(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Leave no repair of an entry that is removed, not even an ignored one."""
    for issue in issues_of(hass, entry):
        ir.async_delete_issue(hass, DOMAIN, issue.issue_id)

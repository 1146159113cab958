"""The repairs that a household makes with a word of its own."""

from collections.abc import Mapping
from typing import Final, override

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from .const import CONF_PROFILE, DOMAIN
from .coordinator import HanPortConfigEntry, HanPortCoordinator
from .dashboard import Dashboard
from .watches import BetterProfile, LineWatch, OffDashboard, Replacement
from .words import profile_names, register_name


class Repair(RepairsFlow):
    """A repair of one entry; both may be gone while the household thinks it over."""

    def __init__(self, entry_id: str, known: Mapping[str, str]) -> None:
        """Begin, with what the watch has told."""
        self._entry_id = entry_id
        self._known = known

    @property
    def _issue(self) -> ir.IssueEntry | None:
        """Return what the household is told, None where that was taken back."""
        return ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)

    @property
    def _entry(self) -> HanPortConfigEntry | None:
        """Return the entry, None where there is nothing to repair any more."""
        if self._issue is None:
            return None
        return self.hass.config_entries.async_get_entry(self._entry_id)

    def _ask_no_more(self) -> RepairsFlowResult:
        """End as if ignored: Home Assistant lets nobody ignore what has a repair."""
        if self._entry is None:
            return self.async_abort(reason="gone")
        ir.async_ignore_issue(self.hass, DOMAIN, self.issue_id, ignore=True)
        return self.async_abort(reason="kept")

    def _placeholders(self, **more: str) -> dict[str, str]:
        """Return what the texts of the issue name, and more."""
        told = self._issue and self._issue.translation_placeholders
        return {**(told or {}), **more}


class Settings(Repair):
    """Saves in the entry what works better than what stands there."""

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Begin by asking."""
        return await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Tell what would change, and change it."""
        entry = self._entry
        if entry is None:
            return self.async_abort(reason="gone")
        if user_input is not None:
            return self._save(entry)
        return self.async_show_form(
            step_id="confirm", description_placeholders=self._placeholders()
        )

    def _save(self, entry: HanPortConfigEntry) -> RepairsFlowResult:
        """Change the entry, and begin anew with it."""
        entries = self.hass.config_entries
        entries.async_update_entry(entry, data={**entry.data, **self._known})
        entries.async_schedule_reload(entry.entry_id)
        return self.async_create_entry(data={})


class OtherProfile(Settings):
    """Lets the household say whether another profile is really the better one."""

    @override
    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Tell both profiles, and ask."""
        entry = self._entry
        if entry is None:
            return self.async_abort(reason="gone")
        found, saved = self._known[CONF_PROFILE], entry.data[CONF_PROFILE]
        names = {
            "found": await profile_names(self.hass, [found]),
            "saved": await profile_names(self.hass, [saved]),
        }
        return self.async_show_menu(
            step_id="init",
            menu_options=["better_profile", "present_profile"],
            description_placeholders=self._placeholders(**names),
        )

    async def async_step_better_profile(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Use the other profile."""
        entry = self._entry
        return self._save(entry) if entry else self.async_abort(reason="gone")

    async def async_step_present_profile(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Keep the profile that there is."""
        return self._ask_no_more()


class OntoDashboard(Repair):
    """Lets the household put a meter on the Energy dashboard."""

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Ask."""
        if self._entry is None:
            return self.async_abort(reason="gone")
        return self.async_show_menu(
            step_id="init",
            menu_options=["onto_dashboard", "off_dashboard"],
            description_placeholders=self._placeholders(),
        )

    async def async_step_onto_dashboard(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Put there what is missing, beside all that stands there."""
        entry = self._entry
        if entry is None:
            return self.async_abort(reason="gone")
        dashboard = await Dashboard.of(self.hass)
        if dashboard is None or not await dashboard.add(entry):
            return self.async_abort(reason="refused")
        return self.async_create_entry(data={})

    async def async_step_off_dashboard(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Leave the dashboard as it is."""
        return self._ask_no_more()


class NewMeter(Repair):
    """Lets the household say whether a new level is that of a new meter."""

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Tell both readings, and ask."""
        if self._coordinator is None:
            return self._give_up()
        register = await register_name(self.hass, self._known["code"])
        return self.async_show_menu(
            step_id="init",
            menu_options=["new_meter", "same_meter"],
            description_placeholders=self._placeholders(register=register),
        )

    async def async_step_new_meter(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Go on from the new reading."""
        coordinator = self._coordinator
        if coordinator is None:
            return self._give_up()
        await coordinator.accept_change()
        return self.async_create_entry(data={})

    async def async_step_same_meter(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Stay with the old reading."""
        coordinator = self._coordinator
        if coordinator is None:
            return self._give_up()
        coordinator.dismiss_change()
        # Home Assistant would otherwise say that the issue is repaired.
        return self.async_abort(reason="kept")

    @property
    def _coordinator(self) -> HanPortCoordinator | None:
        """Return who judges the totals, None while nobody does."""
        entry = self._entry
        if entry is None or entry.state is not ConfigEntryState.LOADED:
            return None
        return entry.runtime_data

    def _give_up(self) -> RepairsFlowResult:
        """Say why there is nothing to decide."""
        return self.async_abort(reason="not_read" if self._entry else "gone")


#: What each repair takes, by the key of its watch.
REPAIRS: Final[dict[str, type[Repair]]] = {
    BetterProfile.key: OtherProfile,
    LineWatch.key: Settings,
    OffDashboard.key: OntoDashboard,
    Replacement.key: NewMeter,
}


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Begin the repair of an issue."""
    known = {name: str(value) for name, value in (data or {}).items()}
    entry_id = known.pop("entry_id")
    return REPAIRS[issue_id.removesuffix(f"_{entry_id}")](entry_id, known)

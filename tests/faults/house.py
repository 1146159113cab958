"""A household that reads a meter while something goes wrong."""

from decimal import Decimal
import logging
import re
from typing import Final

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import (
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.helpers.event import async_track_state_change_event
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.han_port.coordinator import HanPortCoordinator
from simulator.push import PushMeter
from simulator.receivers import Receiver
from tests.entries import is_loaded, set_up, until
from tests.sensors import entity_of

from .rows import ALL_WELL, VARIES, Entities, Row, Shows

POWER: Final = "1-0:1.7.0"
TOTAL: Final = "1-0:1.8.0"
CODES: Final = (POWER, TOTAL)

OWN: Final = "custom_components.han_port"
#: Tells the household that a set-up is tried again.
ENTRIES: Final = "homeassistant.config_entries"
#: They warn of the machine that runs the tests, and of integrations as such.
OTHERS: Final = ("asyncio", "aiohttp_fast_zlib", "homeassistant.loader")
#: Seconds until everything is as it has to be.
PATIENCE: Final = 10


type Sender = PushMeter | Receiver


class House:
    """A Home Assistant with one meter, and what has to become of it in one row."""

    def __init__(
        self, hass: HomeAssistant, row: Row, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Know the row; nothing is read yet."""
        self.hass = hass
        self.row = row
        self.is_over = False
        self.entry: MockConfigEntry
        self.meter: Sender
        self._caplog = caplog
        self._before: dict[str, str] = {}
        self._totals: list[Decimal] = []

    @property
    def coordinator(self) -> HanPortCoordinator:
        """What reads the meter."""
        coordinator = self.entry.runtime_data
        assert isinstance(coordinator, HanPortCoordinator)
        return coordinator

    async def read(
        self, meter: PushMeter, port: str = "", profile: str = "sesko"
    ) -> None:
        """Read a meter at its port, or at another one; all is well."""
        await self.have(await set_up(self.hass, port or meter.port, profile), meter)

    async def have(self, entry: MockConfigEntry, meter: Sender) -> None:
        """Have an entry that reads a meter, and know by now how often that sends."""
        self.entry, self.meter = entry, meter
        assert is_loaded(entry)
        await until(lambda: self.coordinator.interval < 1)
        registry = er.async_get(self.hass)
        total = entity_of(registry, entry, TOTAL).entity_id
        self.entry.async_on_unload(
            async_track_state_change_event(self.hass, total, self._note)
        )
        self.begin()

    def begin(self) -> None:
        """Begin with the fault: what is shown now is what was before."""
        self._before = {code: self.state(code) for code in CODES}
        self._caplog.clear()

    def state(self, code: str) -> str:
        """Return what the entity of a register shows."""
        entity = entity_of(er.async_get(self.hass), self.entry, code)
        state = self.hass.states.get(entity.entity_id)
        assert state
        return state.state

    async def meanwhile(self) -> None:
        """Wait until all is as it has to be while the fault lasts."""
        await self._come_to(self.row.meanwhile, self.row.repairs)

    async def afterwards(self) -> None:
        """Wait until all is as it has to be when it is over; nothing else was said."""
        await self.hears()
        await self._come_to(ALL_WELL, ())
        assert _alike(self.logged, self.row.log), self.logged
        assert self._totals == sorted(self._totals)
        assert max(self._totals, default=0) <= self.meter.sent[TOTAL]
        self.is_over = True

    async def hears(self, telegrams: int = 2) -> None:
        """Wait until so many more telegrams are heard, also by who is set up anew."""
        await until(lambda: is_loaded(self.entry), PATIENCE)
        hearing = self.coordinator.hearing
        last = hearing.telegrams + telegrams
        await until(lambda: hearing.telegrams >= last, PATIENCE)

    def forget_totals(self) -> None:
        """Let the totals go on from another level, as the household wishes."""
        self._totals.clear()

    @property
    def logged(self) -> list[str]:
        """What the household finds in its log since the fault began."""
        return [
            record.getMessage() for record in self._caplog.records if _is_told(record)
        ]

    @property
    def repairs(self) -> list[str]:
        """The repairs that there are now."""
        issues = ir.async_get(self.hass).issues.values()
        return sorted(str(issue.translation_key) for issue in issues if issue.active)

    async def _come_to(self, entities: Entities, repairs: tuple[str, ...]) -> None:
        """Wait until entities and repairs are these; say what they are instead."""

        def are_these() -> bool:
            return self.repairs == sorted(repairs) and all(
                self._is(code, shows)
                for code, shows in zip(CODES, entities, strict=True)
            )

        try:
            await until(are_these, PATIENCE)
        except TimeoutError:
            found = {code: self.state(code) for code in CODES}
            pytest.fail(f"{found} and {self.repairs}, not {entities} and {repairs}")

    def _is(self, code: str, shows: Shows) -> bool:
        """Tell whether an entity shows what it has to."""
        state = self.state(code)
        match shows:
            case Shows.NOTHING:
                return state == STATE_UNAVAILABLE
            case Shows.BEFORE:
                # The last telegram may have come while the fault began.
                before = _number(self._before[code])
                return _number(state) in (before, self.meter.sent[code])
            case Shows.NOW:
                return _number(state) == self.meter.sent[code]

    @callback
    def _note(self, event: Event[EventStateChangedData]) -> None:
        """Note each total that is shown."""
        state = event.data["new_state"]
        if state and (total := _number(state.state)) is not None:
            self._totals.append(total)


def _number(state: str) -> Decimal | None:
    """Return the number that a state is, None where it is none."""
    is_none = state in (STATE_UNAVAILABLE, STATE_UNKNOWN)
    return None if is_none else Decimal(state)


def _is_told(record: logging.LogRecord) -> bool:
    """Tell whether a household finds a line in its log, and it is about the meter."""
    if record.name.startswith(OWN) or record.name == ENTRIES:
        return record.levelno >= logging.INFO
    return record.levelno >= logging.WARNING and record.name not in OTHERS


def _alike(lines: list[str], expected: tuple[str, ...]) -> bool:
    """Tell whether lines are those that are expected."""
    return len(lines) == len(expected) and all(
        re.fullmatch(".*".join(map(re.escape, pattern.split(VARIES))), line)
        for line, pattern in zip(lines, expected, strict=True)
    )

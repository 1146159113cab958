"""How well a meter is heard, beside what it measures."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import (
    SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
    EntityCategory,
    UnitOfTime,
)

from .coordinator import HanPortCoordinator
from .decoder import Integrity, Reason, Telegram
from .entity import HanPortEntity
from .radio_coordinator import RadioCoordinator

#: Nobody without the key can have made such a telegram.
AUTHENTICATED: Final = Integrity.GCM_TAG | Integrity.CMAC
#: It was ciphered, and sense came out; a checksum beside that proves no more.
DECRYPTED: Final = Integrity.GCM_UNVERIFIED | Integrity.CBC_FILLER
#: No telegram is lost: the bytes are none, or one line of it has no value.
LOSSLESS: Final = (Reason.NOISE, Reason.VALUE)


class Protection(StrEnum):
    """What the bytes of a telegram are protected by, the strongest of all."""

    AUTHENTICATED = "authenticated"
    DECRYPTED = "decrypted"
    CHECKSUM = "checksum"
    NONE = "none"


def refused(coordinator: HanPortCoordinator) -> int:
    """Count the telegrams that were refused."""
    counts = coordinator.hearing.refused
    return counts.total() - sum(counts[reason] for reason in LOSSLESS)


def protection(found: Integrity) -> Protection:
    """Return the strongest protection that was found right."""
    if found & AUTHENTICATED:
        return Protection.AUTHENTICATED
    if found & DECRYPTED:
        return Protection.DECRYPTED
    return Protection.CHECKSUM if found else Protection.NONE


def integrity(coordinator: HanPortCoordinator) -> Protection | None:
    """Return what protected the last telegram, None before the first."""
    telegram: Telegram | None = coordinator.data
    return protection(telegram.integrity) if telegram else None


def learned_interval(coordinator: HanPortCoordinator) -> float | None:
    """Return the seconds between telegrams, None before they are learned."""
    learned = coordinator.learned_interval
    return None if learned is None else round(learned, 1)


@dataclass(frozen=True, kw_only=True)
class LinkDescription[C: HanPortCoordinator](SensorEntityDescription):
    """A sensor of how a meter is heard.

    What is measured `passes` while no telegram comes; what is counted stays.
    """

    entity_category: EntityCategory = EntityCategory.DIAGNOSTIC
    entity_registry_enabled_default: bool = False
    passes: bool = False
    value: Callable[[C], float | str | None]


DESCRIPTIONS: Final = (
    LinkDescription[HanPortCoordinator](
        key="refused",
        translation_key="refused",
        state_class=SensorStateClass.TOTAL_INCREASING,
        value=refused,
    ),
    LinkDescription[HanPortCoordinator](
        key="reconnects",
        translation_key="reconnects",
        state_class=SensorStateClass.TOTAL_INCREASING,
        value=lambda coordinator: coordinator.reconnects,
    ),
    LinkDescription[HanPortCoordinator](
        key="interval",
        translation_key="interval",
        native_unit_of_measurement=UnitOfTime.SECONDS,
        device_class=SensorDeviceClass.DURATION,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=0,
        value=learned_interval,
    ),
    LinkDescription[HanPortCoordinator](
        key="integrity",
        translation_key="integrity",
        device_class=SensorDeviceClass.ENUM,
        options=list(Protection),
        value=integrity,
    ),
)
RADIO_DESCRIPTIONS: Final = (
    LinkDescription[RadioCoordinator](
        key="rssi",
        translation_key="rssi",
        native_unit_of_measurement=SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
        device_class=SensorDeviceClass.SIGNAL_STRENGTH,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=0,
        passes=True,
        value=lambda coordinator: coordinator.rssi,
    ),
    LinkDescription[RadioCoordinator](
        key="receiver",
        translation_key="receiver",
        value=lambda coordinator: coordinator.receiver,
    ),
)


def link_sensors(coordinator: HanPortCoordinator) -> list[SensorEntity]:
    """Return the sensors of how a meter is heard, by radio two more."""
    sensors: list[SensorEntity] = [LinkSensor(coordinator, one) for one in DESCRIPTIONS]
    if isinstance(coordinator, RadioCoordinator):
        sensors += [LinkSensor(coordinator, one) for one in RADIO_DESCRIPTIONS]
    return sensors


class LinkSensor[C: HanPortCoordinator](HanPortEntity):
    """How a meter is heard."""

    coordinator: C
    entity_description: LinkDescription[C]

    def __init__(self, coordinator: C, description: LinkDescription[C]) -> None:
        """Initialize the sensor."""
        super().__init__(coordinator, description.key)
        self.entity_description = description

    @property
    @override
    def available(self) -> bool:
        """Tell whether what was last the case still counts."""
        return (
            self.coordinator.last_update_success or not self.entity_description.passes
        )

    @property
    @override
    def native_value(self) -> float | str | None:
        """Return what was last the case."""
        return self.entity_description.value(self.coordinator)

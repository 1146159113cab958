"""What there is to know about a radio meter beside what it measures."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import SIGNAL_STRENGTH_DECIBELS_MILLIWATT, EntityCategory

from .coordinator import HanPortCoordinator
from .entity import HanPortEntity
from .radio_coordinator import RadioCoordinator


@dataclass(frozen=True, kw_only=True)
class RadioDescription(SensorEntityDescription):
    """A sensor of how a meter is received."""

    value: Callable[[RadioCoordinator], float | str | None]


DESCRIPTIONS: Final = (
    RadioDescription(
        key="rssi",
        translation_key="rssi",
        native_unit_of_measurement=SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
        device_class=SensorDeviceClass.SIGNAL_STRENGTH,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=0,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value=lambda coordinator: coordinator.rssi,
    ),
    RadioDescription(
        key="receiver",
        translation_key="receiver",
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value=lambda coordinator: coordinator.receiver,
    ),
)


def radio_sensors(coordinator: HanPortCoordinator) -> list[SensorEntity]:
    """Return these sensors of a radio meter, none of a meter at a port."""
    if not isinstance(coordinator, RadioCoordinator):
        return []
    return [RadioSensor(coordinator, description) for description in DESCRIPTIONS]


class RadioSensor(HanPortEntity, SensorEntity):
    """How a radio meter is received."""

    coordinator: RadioCoordinator
    entity_description: RadioDescription

    def __init__(
        self, coordinator: RadioCoordinator, description: RadioDescription
    ) -> None:
        """Initialize the sensor."""
        super().__init__(coordinator, description.key)
        self.entity_description = description

    @property
    @override
    def native_value(self) -> float | str | None:
        """Return what was last the case."""
        return self.entity_description.value(self.coordinator)
